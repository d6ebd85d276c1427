// Runs a TypeScript program of this repository: `node scripts/run.mjs test/oracle/accuracy.ts [arguments]`.
import { build } from 'esbuild'
import { mkdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib.mjs'

const [, , program, ...rest] = process.argv
if (program === undefined) {
  console.error('usage: node scripts/run.mjs PROGRAM.ts [ARGUMENTS]')
  process.exit(2)
}
const outfile = join(root, '.cache', `${basename(program, '.ts')}.mjs`)
mkdirSync(join(root, '.cache'), { recursive: true })
await build({ entryPoints: [resolve(program)], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', sourcemap: 'inline', logLevel: 'warning', packages: 'external', absWorkingDir: root })
process.argv = [process.argv[0], outfile, ...rest]
await import(pathToFileURL(outfile).href)
