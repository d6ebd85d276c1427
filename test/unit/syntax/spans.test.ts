/**
 * The kinds and ranges of every node in corpus/*.py, against those of CPython's `ast`, recorded in corpus/*.txt. To record anew:
 * `find test/unit/syntax/corpus -name '*.py' | python3 test/tools/syntax/dump.py --rows`.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { parseModule } from '../../../core/syntax/parser.ts'
import { LineIndex } from '../../../core/text/lines.ts'
import { rowsOf } from '../../tools/syntax/rows.ts'
import { loadParser } from '../support/parser.ts'

beforeAll(loadParser)

const folder = new URL('./corpus/', import.meta.url)
const files = readdirSync(folder).filter(name => name.endsWith('.py'))

test.each(files)('%s has the nodes that CPython finds', file => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const module = parseModule(text)
  const lines = new LineIndex(text)
  const ours = rowsOf(module.body).map(([kind, start, end, detail]) => {
    const line = lines.lineAt(start)
    const endLine = lines.lineAt(end)
    return [kind, line, lines.utf8Column(start), endLine, lines.utf8Column(end), ...(detail === null ? [] : [JSON.stringify(detail)])].join(' ')
  })
  const theirs = readFileSync(new URL(file.replace('.py', '.txt'), folder), 'utf8').trim().split('\n')
  expect(module.errors).toEqual([])
  expect(withoutDetails(ours)).toEqual(withoutDetails(theirs))
  const known = new Set(ours)
  expect(theirs.filter(row => hasDetail(row) && !known.has(row))).toEqual([])
})

/** Kinds and ranges; `None`, `True` and `False` as patterns have an expression of their own in our trees only. */
function withoutDetails(rows: readonly string[]): string[] {
  const places = new Set(rows.map(row => row.split(' ').slice(0, 5).join(' ')))
  return [...places].filter(place => !(place.startsWith('Constant') && places.has(place.replace('Constant', 'MatchValue')))).sort()
}

/** Ours gives no text for what it cannot decode exactly (`\N{…}`), theirs none for what can't be printed. */
function hasDetail(row: string): boolean {
  return row.split(' ').length > 5 && !row.includes('•')
}
