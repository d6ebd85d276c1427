/**
 * Compares our trees with CPython's, node by node:
 *
 *     npx esbuild test/tools/syntax/compare.ts --bundle --platform=node --format=esm --packages=external --outfile=node_modules/.cache/compare.mjs
 *     find FOLDER -name '*.py' | python3 test/tools/syntax/dump.py | node node_modules/.cache/compare.mjs
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseModule } from '../../../core/syntax/parser.ts'
import { LineIndex } from '../../../core/text/lines.ts'
import { loadParser } from '../../unit/support/parser.ts'
import { type Detail, rowsOf } from './rows.ts'

await loadParser()
const totals = { files: 0, nodes: 0, different: 0, withErrors: 0 }
for await (const line of createInterface({ input: process.stdin })) compareFile(line)
console.log(totals)

function compareFile(json: string): void {
  const { file, nodes } = JSON.parse(json) as { file: string; nodes: [string, number, number, number, number, Detail][] }
  const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  const module = parseModule(text)
  const lines = new LineIndex(text)
  const theirs = new Map<string, Detail>()
  for (const [kind, line, column, endLine, endColumn, detail] of nodes) {
    theirs.set(`${kind} ${lines.offsetAtUtf8(line, column)} ${lines.offsetAtUtf8(endLine, endColumn)}`, detail)
  }
  const ours = new Map<string, Detail>()
  for (const [kind, start, end, detail] of rowsOf(module.body)) ours.set(`${kind} ${start} ${end}`, detail)
  totals.files++
  totals.nodes += theirs.size
  if (module.errors.length > 0) {
    totals.withErrors++
    console.log(file, 'errors', module.errors.slice(0, 3))
  }
  const show = (key: string): string => {
    const [, start, end] = key.split(' ').map(Number)
    return `${key} line ${lines.lineAt(start ?? 0) + 1}: ${JSON.stringify(text.slice(start, end)).slice(0, 300)}`
  }
  const differences = [
    ...[...theirs].filter(([key, detail]) => !ours.has(key) || (detail !== null && ours.get(key) !== null && ours.get(key) !== detail)).map(([key, detail]) => `< ${show(key)} ${detail} ${ours.get(key)}`),
    ...[...ours.keys()].filter(key => !theirs.has(key)).map(key => `> ${show(key)}`),
  ]
  totals.different += differences.length
  if (differences.length > 0) console.log(file, differences.length, '\n   ', differences.slice(0, 6).join('\n    '))
}
