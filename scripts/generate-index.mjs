// Writes core/torch/entries.generated.ts: one import for every file of the catalogue. `--check` only compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../core/torch/', import.meta.url))
const folders = ['containers', 'einops', 'functions', 'layers', 'methods']

export const target = join(root, 'entries.generated.ts')

export function render() {
  const files = folders.flatMap((folder) => readdirSync(join(root, folder)).filter((file) => file.endsWith('.ts')).sort().map((file) => `${folder}/${file}`))
  const identifier = (file) => file.replace(/\.ts$/, '').replace(/[^A-Za-z0-9]+(.)/g, (_, letter) => letter.toUpperCase())
  return [
    '/** Every file of the catalogue. Written by scripts/generate-index.mjs. */',
    ...files.map((file) => `import * as ${identifier(file)} from './${file}'`),
    '',
    'export const modules: readonly object[] = [',
    ...files.map((file) => `  ${identifier(file)},`),
    ']',
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = render()
  if (!process.argv.includes('--check')) writeFileSync(target, text)
  else if (readFileSync(target, 'utf8') !== text) {
    console.error('core/torch/entries.generated.ts is out of date: node scripts/generate-index.mjs')
    process.exit(1)
  }
}
