/** The checkout as the tidy tests see it: files, and what they import. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')

/** Source files of some folders, relative to the checkout, in order. */
export function sourceFiles(...folders: readonly string[]): readonly string[] {
  return folders.flatMap(folder => below(folder)).filter(file => /\.(tsx?|mjs|css)$/.test(file))
}

export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** The program without its comments. */
export function codeOf(file: string): string {
  return textOf(file).replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '')
}

/** What a file imports or re-exports: paths relative to the checkout, or the names of modules. */
export function importsOf(file: string): readonly string[] {
  const found = textOf(file).matchAll(/^(?:import|export)\b[\w\s{},*$]*?\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm)
  return [...found].map(match => match[1] ?? match[2] ?? match[3] ?? '').filter(name => name !== '').map(name => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : name))
}

function below(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : below(path)
    return [path]
  }).sort()
}
