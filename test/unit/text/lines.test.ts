/** Offsets to lines and back. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineIndex } from '../../../core/text/lines.ts'

test('lines end with any of the three line breaks', () => {
  const lines = new LineIndex('a\nbc\r\nd\re')
  expect([0, 1, 2, 3].map(line => [lines.lineStart(line), lines.lineEnd(line)])).toEqual([[0, 1], [2, 4], [6, 7], [8, 9]])
  expect(lines.lineCount).toBe(4)
})

test('a text that ends with a line break has an empty last line', () => {
  expect(new LineIndex('a\n').positionAt(2)).toEqual({ line: 1, column: 0 })
  expect(new LineIndex('').positionAt(0)).toEqual({ line: 0, column: 0 })
})

test('columns count UTF-16 units, or UTF-8 bytes where asked', () => {
  const lines = new LineIndex('x = 1\né = "𝒳" + y\n')
  const plus = lines.text.indexOf('+')
  expect(lines.positionAt(plus)).toEqual({ line: 1, column: 9 })
  expect(lines.utf8Column(plus)).toBe(12)
  expect(lines.offsetAtUtf8(1, 12)).toBe(plus)
})

test('what lies outside counts as the nearest place inside', () => {
  const lines = new LineIndex('ab\ncd')
  expect(lines.offsetAt({ line: 0, column: 99 })).toBe(2)
  expect(lines.offsetAt({ line: 9, column: 0 })).toBe(5)
  expect(lines.positionAt(99)).toEqual({ line: 1, column: 2 })
  expect(lines.positionAt(-1)).toEqual({ line: 0, column: 0 })
})

test('positions and offsets are inverse', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '𝒳', '\n', '\r', ' ') }), fc.nat(40), (text, seed) => {
    const lines = new LineIndex(text)
    const offset = seed % (text.length + 1)
    const position = lines.positionAt(offset)
    if (offset <= lines.lineEnd(position.line)) expect(lines.offsetAt(position)).toBe(offset)
  }))
})
