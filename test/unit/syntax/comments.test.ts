/** Comments are found wherever Python has them, and nowhere else. */
import { expect, test } from 'vitest'
import { commentsOf } from '../../../core/syntax/scan.ts'

test.each([
  ['x = 1  # after code', ['# after code']],
  ['# alone', ['! # alone']],
  ['def f(x):  # given: x [N, 3]\n    # on its own line\n    return x', ['# given: x [N, 3]', '! # on its own line']],
  ['f(a,  # first\n  # between\n  b)  # last', ['# first', '! # between', '# last']],
  ['x = "# no"; y = \'\'\'\n# no\n\'\'\' # yes', ['# yes']],
  ['f"{a["# no"]}" # yes', ['# yes']],
  ['x = r"\\" # no" # yes', ['# yes']],
  ['x = f(  # unclosed\ny = 1  # after', ['# unclosed', '# after']],
  ["x = 'unclosed # no\ny = 1 # yes", ['# yes']],
  ['x = 1 # carriage return\r\ny # two', ['# carriage return', '# two']],
])('%j', (source, expected) => {
  expect(commentsOf(source).map(({ text, ownLine }) => (ownLine ? `! ${text}` : text))).toEqual(expected)
  for (const { start, end, text } of commentsOf(source)) expect(source.slice(start, end)).toBe(text)
})
