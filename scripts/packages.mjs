// Fetches the sources of published packages for the tests that analyse them: wheels, unpacked and never installed or run.
// PyTorch itself is not among them. Needs `pip` of any Python; the result is .cache/packages/<name>-<version>/.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onPath, root, run } from './lib.mjs'

export const PACKAGES = [['torchvision', '0.29.2']]
export const folder = join(root, '.cache/packages')

/** Why the sources can't be had here, or undefined once all are there. */
export async function fetchPackages() {
  const wanted = PACKAGES.filter(([name, version]) => !existsSync(join(folder, `${name}-${version}`)))
  if (wanted.length === 0) return undefined
  const python = ['python3', 'python'].map(onPath).find(found => found !== undefined)
  if (python === undefined) return 'no Python with pip is on the PATH'
  if ((await run(python, ['-m', 'pip', '--version'], { capture: true })).code !== 0) return `${python} has no pip`
  for (const [name, version] of wanted) {
    const work = join(folder, `.${name}-${version}`)
    rmSync(work, { recursive: true, force: true })
    mkdirSync(join(work, 'sources'), { recursive: true })
    const download = await run(python, [
      '-m', 'pip', 'download', `${name}==${version}`, '--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311',
      '--platform', 'manylinux_2_28_x86_64', '--platform', 'manylinux2014_x86_64', '--platform', 'any', '--dest', work, '--disable-pip-version-check', '--quiet',
    ], { capture: true, timeout: 300_000 })
    const wheel = readdirSync(work).find(file => file.endsWith('.whl'))
    if (download.code !== 0 || wheel === undefined) return `pip could not download ${name} ${version}: ${download.output.trim().split('\n').at(-1)}`
    const unpacked = await run(python, ['-m', 'zipfile', '-e', join(work, wheel), join(work, 'sources')], { capture: true })
    if (unpacked.code !== 0) return `the wheel of ${name} could not be unpacked: ${unpacked.output.trim()}`
    renameSync(join(work, 'sources'), join(folder, `${name}-${version}`))
    rmSync(work, { recursive: true, force: true })
  }
  return undefined
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const missing = await fetchPackages()
  console.log(missing ?? PACKAGES.map(([name, version]) => join(folder, `${name}-${version}`)).join('\n'))
  process.exitCode = missing === undefined ? 0 : 1
}
