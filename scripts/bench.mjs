// Measures how fast the language server is, beside Pyright's and Pyrefly's, and writes docs/performance.md. `--quick`: ours alone, few keystrokes, nothing written;
// `--keystrokes N` for each measurement, `--edits N` for the one of memory, `--without-packages`: no check of whole packages.
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { activationTimes } from '../test/editor/activation.mjs'
import { onPath, root, run } from './lib.mjs'
import { packageExtension } from './package.mjs'
import { fetchPackages, folder as packages } from './packages.mjs'

const isQuick = process.argv.includes('--quick')
const isWithoutPackages = process.argv.includes('--without-packages')
const numberAfter = (flag, usual) => (process.argv.includes(flag) ? Number(process.argv[process.argv.indexOf(flag) + 1]) : usual)
const PYRIGHT = '1.1.414'
const PYREFLY = ['1.4.1', '19c35e7e63a02076fc555bdb0800302b89bb419e3de2814ab8274c0c6ac00158']
const others = join(root, '.cache', `servers-${PYRIGHT}-${PYREFLY[0]}`)

const built = await run(process.execPath, ['scripts/build.mjs'], { capture: true })
if (built.code !== 0) fail(`the build failed:\n${built.output}`)
const cli = join(root, 'dist/cli.js')
const servers = [{ name: 'Torch Shape Lint', command: process.execPath, args: [cli, 'lsp', '--stdio'] }]
if (!isQuick) {
  const failure = await fetchServers() ?? (isWithoutPackages ? undefined : await fetchPackages())
  if (failure !== undefined) fail(failure)
  servers.push(
    { name: 'Pyright', command: process.execPath, args: [join(others, 'node_modules/pyright/langserver.index.js'), '--stdio'], settings: {} },
    { name: 'Pyrefly', command: join(others, 'pyrefly'), args: ['lsp'], settings: {} },
  )
}
const packed = isQuick ? undefined : await packageExtension()
const activation = packed && await activationTimes({ vsix: packed.file, windows: 5 })
if (activation?.missing) console.error(`no activation is measured: ${activation.missing}`)
const order = join(root, '.cache/bench.json')
writeFileSync(order, JSON.stringify({
  servers, cli,
  packages: isQuick || isWithoutPackages ? [] : ['torchvision', 'timm'].map(name => ({ name, folder: join(packages, name), searchPath: packages })),
  vsix: packed?.size, activation: activation?.times,
  keystrokes: numberAfter('--keystrokes', isQuick ? 29 : 145), manyEdits: numberAfter('--edits', isQuick ? 290 : 10_000),
  output: isQuick ? undefined : join(root, 'docs'),
}))
process.exitCode = (await run(process.execPath, ['scripts/run.mjs', 'test/bench/bench.ts', order])).code

/** Why the other servers can't be had here, or undefined once they are there. Pyrefly's wheel holds one program for Linux on x86-64. */
async function fetchServers() {
  if (existsSync(others)) return undefined
  const python = ['python3', 'python'].map(onPath).find(found => found !== undefined)
  if (python === undefined) return 'no Python with pip is on the PATH'
  const work = `${others}.part`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const installed = await run('npm', ['install', '--prefix', work, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `pyright@${PYRIGHT}`], { capture: true })
  if (installed.code !== 0) return `npm could not fetch pyright ${PYRIGHT}: ${installed.output.trim().split('\n').at(-1)}`
  const download = await run(python, ['-m', 'pip', 'download', `pyrefly==${PYREFLY[0]}`, '--no-deps', '--only-binary=:all:', '--platform', 'manylinux_2_17_x86_64', '--dest', work, '--quiet'], { capture: true })
  const wheel = readdirSync(work).find(file => file.endsWith('.whl'))
  if (download.code !== 0 || wheel === undefined) return `pip could not download pyrefly ${PYREFLY[0]}: ${download.output.trim().split('\n').at(-1)}`
  const hash = createHash('sha256').update(readFileSync(join(work, wheel))).digest('hex')
  if (hash !== PYREFLY[1]) return `${wheel} is not the wheel that was meant: its hash is ${hash}`
  await run(python, ['-m', 'zipfile', '-e', join(work, wheel), join(work, 'wheel')], { capture: true })
  renameSync(join(work, 'wheel', `pyrefly-${PYREFLY[0]}.data/scripts/pyrefly`), join(work, 'pyrefly'))
  chmodSync(join(work, 'pyrefly'), 0o755)
  renameSync(work, others)
  return undefined
}

function fail(message) {
  console.error(message)
  process.exit(2)
}
