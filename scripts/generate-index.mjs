// Writes the indexes: one import for every file of a folder whose files each state one thing. `--check` only compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const core = fileURLToPath(new URL('../core/', import.meta.url))

export const indexes = [
  { target: 'torch/entries.generated.ts', root: 'torch', folders: ['containers', 'einops', 'functions', 'layers', 'methods'], about: 'Every file of the catalogue.' },
  { target: 'ide/actions.generated.ts', root: 'ide', folders: ['actions'], about: 'Every file that offers actions.' },
]

export const pathOf = ({ target }) => join(core, target)

export function render({ root, folders, about }) {
  const files = folders.flatMap((folder) => readdirSync(join(core, root, folder)).filter((file) => file.endsWith('.ts')).sort().map((file) => `${folder}/${file}`))
  const identifier = (file) => file.replace(/\.ts$/, '').replace(/[^A-Za-z0-9]+(.)/g, (_, letter) => letter.toUpperCase())
  return [
    `/** ${about} Written by scripts/generate-index.mjs. */`,
    ...files.map((file) => `import * as ${identifier(file)} from './${file}'`),
    '',
    'export const modules: readonly object[] = [',
    ...files.map((file) => `  ${identifier(file)},`),
    ']',
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const index of indexes) {
    const text = render(index)
    if (!process.argv.includes('--check')) writeFileSync(pathOf(index), text)
    else if (readFileSync(pathOf(index), 'utf8') !== text) {
      console.error(`core/${index.target} is out of date: node scripts/generate-index.mjs`)
      process.exit(1)
    }
  }
}
