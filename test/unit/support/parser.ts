/** Loads the parser once for the tests of a file: `await loadParser()`. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initParser } from '../../../core/syntax/parser.ts'

export async function loadParser(): Promise<void> {
  const require = createRequire(import.meta.url)
  await initParser({
    runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(require.resolve('tree-sitter-python/tree-sitter-python.wasm')),
  })
}
