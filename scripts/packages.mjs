// Fetches the sources of published packages for the tests that analyse them: wheels, checked against their hashes, unpacked into one
// folder, never installed or run. PyTorch itself is not among them. Needs `pip` of any Python.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onPath, root, run } from './lib.mjs'

export const PACKAGES = [
  ['torchvision', '0.29.2', '0875f7a23bd298813240f716c56df44ce72ddb45146589442a38edd0e1f59637'],
  ['timm', '1.0.31', '5bd50f7d0fe6d09bf9285ac2523234a1b7e6bf075c0be3e7aed09139fcb617c7'],
  ['segmentation-models-pytorch', '0.6.0', 'c46162221b5abe3bc296b222fbea8aa80d0b56e7130f7ddef654f707804534e2'],
  ['transformers', '5.23.0', '018e82fd07490ad5bb58414f65e31576033dc7f36bed10c574843f69b90991bf'],
]
/** One folder for exactly these wheels: another set of pins is another folder. */
export const folder = join(root, '.cache', `packages-${createHash('sha256').update(JSON.stringify(PACKAGES)).digest('hex').slice(0, 12)}`)

/** Why the sources can't be had here, or undefined once all are there. */
export async function fetchPackages() {
  if (existsSync(folder)) return undefined
  const python = ['python3', 'python'].map(onPath).find(found => found !== undefined)
  if (python === undefined) return 'no Python with pip is on the PATH'
  if ((await run(python, ['-m', 'pip', '--version'], { capture: true })).code !== 0) return `${python} has no pip`
  const work = `${folder}.part`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(join(work, 'sources'), { recursive: true })
  for (const [name, version, hash] of PACKAGES) {
    const failure = await unpackWheel(python, name, version, hash, work)
    if (failure !== undefined) return failure
  }
  renameSync(join(work, 'sources'), folder)
  rmSync(work, { recursive: true, force: true })
  return undefined
}

async function unpackWheel(python, name, version, hash, work) {
  const wheels = join(work, name)
  const download = await run(python, [
    '-m', 'pip', 'download', `${name}==${version}`, '--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--abi', 'none',
    '--platform', 'manylinux_2_28_x86_64', '--platform', 'manylinux2014_x86_64', '--platform', 'any', '--dest', wheels, '--disable-pip-version-check', '--quiet',
  ], { capture: true, timeout: 300_000 })
  const wheel = existsSync(wheels) ? readdirSync(wheels).find(file => file.endsWith('.whl')) : undefined
  if (download.code !== 0 || wheel === undefined) return `pip could not download ${name} ${version}: ${download.output.trim().split('\n').at(-1)}`
  const found = createHash('sha256').update(readFileSync(join(wheels, wheel))).digest('hex')
  if (found !== hash) return `${wheel} is not the wheel that was recorded: its hash is ${found}`
  const unpacked = await run(python, ['-m', 'zipfile', '-e', join(wheels, wheel), join(work, 'sources')], { capture: true })
  return unpacked.code === 0 ? undefined : `the wheel of ${name} could not be unpacked: ${unpacked.output.trim()}`
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const missing = await fetchPackages()
  console.log(missing ?? folder)
  process.exitCode = missing === undefined ? 0 : 1
}
