// Writes torch-shape-lint.vsix from what is in dist/, and keeps it small.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run } from './lib.mjs'

export const vsix = join(root, 'torch-shape-lint.vsix')
export const LARGEST = 2 * 1024 * 1024

export async function packageExtension() {
  const { code, output } = await run(process.execPath, [
    join(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix,
  ], { capture: true })
  if (code !== 0) throw new Error(`vsce package failed:\n${output.trim()}`)
  const { size } = statSync(vsix)
  if (size > LARGEST) throw new Error(`${vsix} has ${size} bytes, more than the ${LARGEST} allowed`)
  return { file: vsix, size }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { file, size } = await packageExtension()
  console.log(`${file}  ${Math.ceil(size / 1024)} KB`)
}
