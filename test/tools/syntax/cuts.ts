/**
 * Scores recovery on half-typed code: `find FOLDER… -name '*.py' | node node_modules/.cache/cuts.mjs` (built as compare.ts is).
 *
 * 50 files with 8 lines each, every line cut at a random column. A cut counts as found if every def and class is there
 * under its name and start, and those that do not contain the cut have their exact range. A definition whose own
 * header is cut need not be found.
 */
import { readFileSync } from 'node:fs'
import type { Module } from '../../../core/syntax/ast.ts'
import { parseModule } from '../../../core/syntax/parser.ts'
import { type Node, forEachChild } from '../../../core/syntax/walk.ts'
import { loadParser } from '../../unit/support/parser.ts'

await loadParser()
const random = generator(20240229)
const files = readFileSync(0, 'utf8').split('\n').filter(Boolean).sort().filter(file => readFileSync(file, 'utf8').split('\n').length > 60)
let found = 0
let total = 0
let intact = 0
let statements = 0
for (let count = 0; count < 50; count++) {
  const file = files[Math.floor(random() * files.length)] ?? ''
  const text = readFileSync(file, 'utf8')
  const lines = [...text.matchAll(/^[ \t]*[^\s#].*$/gm)]
  for (let cut = 0; cut < 8; cut++) {
    const line = lines[Math.floor(random() * lines.length)]
    if (line === undefined) continue
    const code = line[0].trimStart().length
    const from = line.index + line[0].length - code + Math.floor(random() * code)
    scoreCut(file, text, from, line.index + line[0].length)
  }
}
console.log(`${found} of ${total} cuts: every definition found; ${(100 * intact / statements).toFixed(2)} % of the simple statements outside the cut line kept`)

function scoreCut(file: string, text: string, from: number, to: number): void {
  const cutText = text.slice(0, from) + text.slice(to)
  const move = (offset: number): number => (offset >= to ? offset - (to - from) : Math.min(offset, from))
  const lineStart = text.lastIndexOf('\n', from - 1) + 1
  const module = parseModule(cutText)
  const now = definitionsOf(module)
  const missed = [...definitionsOf(parseModule(text))].filter(([key, end]) => {
    const start = Number(key.split(' ')[1])
    if (start >= lineStart && start < to) return false
    const endNow = now.get(`${key.split(' ')[0]} ${move(start)}`)
    const contains = start < from && end > lineStart
    return contains ? endNow === undefined : endNow !== move(end)
  })
  const simpleNow = simpleStatements(module)
  for (const key of simpleStatements(parseModule(text))) {
    const [kind, start, end] = key.split(' ')
    if (Number(end) > lineStart && Number(start) < to) continue
    statements++
    if (simpleNow.has(`${kind} ${move(Number(start))} ${move(Number(end))}`)) intact++
  }
  total++
  if (missed.length === 0) found++
  else console.log(file, JSON.stringify(text.slice(lineStart, from)), '|', JSON.stringify(text.slice(from, to)), missed.slice(0, 3).map(([key, end]) => `${key} ${end}`), missed.length)
}

function definitionsOf(module: Module): Map<string, number> {
  const found = new Map<string, number>()
  const visit = (node: Node): void => {
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') found.set(`${node.name.id} ${node.start}`, node.end)
    forEachChild(node, visit)
  }
  visit(module)
  return found
}

function simpleStatements(module: Module): Set<string> {
  const found = new Set<string>()
  const visit = (node: Node): void => {
    if (['Assign', 'AugAssign', 'AnnAssign', 'Return', 'Raise', 'Expr', 'Import', 'ImportFrom'].includes(node.kind)) found.add(`${node.kind} ${node.start} ${node.end}`)
    if (node.kind !== 'Error') forEachChild(node, visit)
  }
  visit(module)
  return found
}

/** A small generator of numbers in [0, 1) with a fixed seed: mulberry32. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
