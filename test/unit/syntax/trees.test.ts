/**
 * Every `trees/*.txt`: `# title`, source, `==>`, the tree. Problems, if any, stand under it as `! line:column message`.
 * `UPDATE=1 npx vitest run test/unit/syntax/trees.test.ts` rewrites the trees; read the difference.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseModule } from '../../../core/syntax/parser.ts'
import { LineIndex } from '../../../core/text/lines.ts'
import { loadParser } from '../support/parser.ts'
import { show } from './show.ts'

beforeAll(loadParser)

const folder = new URL('./trees/', import.meta.url)

for (const file of readdirSync(folder)) {
  describe(file, () => {
    const url = new URL(file, folder)
    const cases = readFileSync(url, 'utf8').split(/^# /m).slice(1).map(text => {
      const title = text.slice(0, text.indexOf('\n'))
      const [source = '', expected = ''] = text.slice(title.length + 1).split(/^==>\n/m)
      return { title, source: `${source.trim()}\n`, expected: expected.trim() }
    })
    if (process.env['UPDATE'] !== undefined) {
      test('is rewritten', () => {
        writeFileSync(url, cases.map(({ title, source }) => `# ${title}\n\n${source}\n==>\n\n${treeOf(source)}\n`).join('\n'))
      })
    } else {
      test.each(cases)('$title', ({ source, expected }) => { expect(treeOf(source)).toBe(expected) })
    }
  })
}

function treeOf(source: string): string {
  const module = parseModule(source)
  const lines = new LineIndex(source)
  const problems = module.errors.map(({ start, message }) => {
    const { line, column } = lines.positionAt(start)
    return `! ${line + 1}:${column} ${message}`
  })
  return [...module.body.map(show), ...problems].join('\n')
}
