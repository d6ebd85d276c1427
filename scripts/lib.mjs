// What every script needs: where the checkout is, how to run a program, how to install what is locked. Node's own modules only.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
export const windows = process.platform === 'win32'

/** Runs a program; resolves to its exit code, and to its output where `capture` is asked for. Never rejects. */
export function run(command, args, { cwd = root, env = {}, capture = false, timeout } = {}) {
  return new Promise(done => {
    const batch = windows && /^(npm|npx)$/.test(command)
    const child = spawn(batch ? `${command}.cmd` : command, args, {
      cwd, shell: batch, timeout, env: { ...process.env, ...env }, stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    })
    let output = ''
    child.stdout?.on('data', chunk => { output += chunk })
    child.stderr?.on('data', chunk => { output += chunk })
    child.on('error', error => done({ code: 127, output: output + error.message }))
    child.on('close', code => done({ code: code ?? 1, output }))
  })
}

/** A program on the PATH, or undefined. */
export function onPath(name) {
  const names = windows ? [`${name}.cmd`, `${name}.exe`] : [name]
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const file of names) if (folder && existsSync(join(folder, file))) return join(folder, file)
  }
  return undefined
}

/** Installs the locked dependencies of a folder unless exactly these are there. */
export async function ensureInstalled(folder = root, { after } = {}) {
  const locked = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex')
  const mark = join(folder, 'node_modules/.installed')
  const found = existsSync(mark) ? readFileSync(mark, 'utf8') : undefined
  if (found === locked) return
  const log = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, capture: true })
  if (log.code !== 0) throw new Error(`npm ci failed in ${folder}:\n${log.output.trim()}`)
  await after?.()
  mkdirSync(dirname(mark), { recursive: true })
  writeFileSync(mark, locked)
}

export const seconds = since => `${((performance.now() - since) / 1000).toFixed(1)} s`
