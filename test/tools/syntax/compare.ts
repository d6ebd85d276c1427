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

type Detail = string | number | null
type Row = readonly [kind: string, start: number, end: number, detail: Detail]

/** Fields with a range of their own for which `ast` has no node. */
const namesOnly: ReadonlySet<string> = new Set(['attr', 'name', 'asname'])

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
    return `${key} line ${lines.lineAt(start ?? 0) + 1}: ${JSON.stringify(text.slice(start, end)).slice(0, 100)}`
  }
  const differences = [
    ...[...theirs].filter(([key, detail]) => !ours.has(key) || (detail !== null && ours.get(key) !== null && ours.get(key) !== detail)).map(([key, detail]) => `< ${show(key)} ${detail} ${ours.get(key)}`),
    ...[...ours.keys()].filter(key => !theirs.has(key)).map(key => `> ${show(key)}`),
  ]
  totals.different += differences.length
  if (differences.length > 0) console.log(file, differences.length, '\n   ', differences.slice(0, 6).join('\n    '))
}

function rowsOf(part: unknown): Row[] {
  if (Array.isArray(part)) return part.flatMap(rowsOf)
  if (typeof part !== 'object' || part === null) return []
  const own = rowOf(part)
  if (own?.[0] === 'FString') return [own]
  const below = Object.entries(part).filter(([key]) => !namesOnly.has(key)).flatMap(([, value]) => rowsOf(value))
  return own === undefined ? below : [own, ...below]
}

function rowOf(part: object): Row | undefined {
  const node = part as Readonly<Record<string, unknown>> & { start?: number; end?: number; kind?: string; name?: { id: string } }
  if (node.start === undefined || node.end === undefined) return undefined
  const row = (kind: string, detail: Detail = null): Row => [kind, node.start ?? 0, node.end ?? 0, detail]
  if (node.kind === undefined) {
    if ('star' in node) return node['star'] === '*' ? row('Starred') : node['star'] === '**' || node.name !== undefined ? row('keyword', node.name?.id ?? null) : undefined
    if ('annotation' in node) return row('arg', node.name?.id ?? null)
    if ('asname' in node) return row('alias')
    return 'type' in node ? row('ExceptHandler') : undefined
  }
  switch (node.kind) {
    case 'ImportFrom': return row(node.kind)
    case 'BinOp': case 'UnaryOp': case 'BoolOp': case 'AugAssign': return row(node.kind, node['op'] as string)
    case 'Compare': return row(node.kind, (node['rest'] as { op: string }[]).map(({ op }) => op).join(' '))
    case 'Name': return row(node.kind, node['id'] as string)
    case 'Attribute': return row(node.kind, (node['attr'] as { id: string }).id)
    case 'String': return row(node.kind, (node['value'] as string).includes('\ufffd') ? null : node['value'] as string)
    case 'Number': case 'Constant': return row(node.kind, (node['value'] as Detail | undefined) ?? null)
    case 'FunctionDef': case 'ClassDef': return row(node.kind, node.name?.id ?? null)
  }
  return row(node.kind)
}
