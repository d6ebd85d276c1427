// `npm start`: from a bare checkout to an editor with the extension in it. `-- --no-editor` stops after the .vsix.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openEditor } from './editor.mjs'
import { ensureInstalled, root, run, seconds } from './lib.mjs'

const heading = text => console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 76 - text.length))}\n`)
const lap = (what, since) => console.log(`${what.padEnd(36)} ${seconds(since)}`)

async function main() {
  let since = performance.now()
  await ensureInstalled()
  lap('locked dependencies are there', since)

  since = performance.now()
  const { buildAll } = await import('./build.mjs')
  await buildAll()
  lap('built dist/', since)

  const examples = readdirSync(join(root, 'examples')).filter(name => name.endsWith('.py')).sort()
  for (const name of examples) {
    heading(`examples/${name}: shapes`)
    await lint('trace', `examples/${name}`)
  }
  heading('examples: problems')
  await lint('check', 'examples')

  heading('the extension')
  const { packageExtension, vsix } = await import('./package.mjs')
  const { size } = await packageExtension()
  console.log(`wrote torch-shape-lint.vsix (${Math.ceil(size / 1024)} KB of at most 2048 KB)`)
  if (process.argv.includes('--no-editor')) return
  await openEditor(vsix)
}

/** Problems in an example are what it is there to show: only input that can't be read is a failure. */
async function lint(command, path) {
  const { code } = await run(process.execPath, [join(root, 'dist/cli.js'), command, path])
  if (code > 1) throw new Error(`torch-shape-lint ${command} ${path} ended with ${code}`)
}

if (!statSync(join(root, 'package-lock.json'), { throwIfNoEntry: false })) throw new Error('run this inside a checkout')
main().catch(error => {
  console.error(`\nnpm start failed: ${error.message}`)
  process.exitCode = 1
})
