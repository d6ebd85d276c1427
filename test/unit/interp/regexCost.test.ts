/** A pattern is matched only where a bound on its backtracking is known, and small. */
import { expect, test } from 'vitest'
import { costOf, isCheap } from '../../../core/interp/stdlib/regexCost.ts'

test.each(['(a+)+$', '(a|a)*b', '(x+x+)+y', '(.*)*=', '(\\s*,\\s*)+;', '((a?){40}){40}', '(?:a|b){2,}', '(?P<n>\\w+\\.)*', '((|){40}b){2}'])('%s has no bound', (pattern) => {
  expect(costOf(pattern)).toBeUndefined()
})

test.each<readonly [string, number]>([['layer(\\d+)', 1000], ['^blocks\\.(\\d+)\\.(\\d+)(?:\\.(\\d+))?', 60], ['(?:abc)+', 1000], ['[+*]{2}', 1000], ['\\(\\+\\)*', 1000], ['a*?b', 1000], ['(.*)\\.(.*)', 200], ['x{3}', 1000]])('%s is matched in %d characters', (pattern, length) => {
  const cost = costOf(pattern)
  expect(cost && isCheap(cost, length)).toBe(true)
})

test.each<readonly [string, number]>([['.*.*.*.*.*.*', 60], ['a{1000000}', 100_000], ['(.*),(.*),(.*)', 10_000]])('%s is not matched in %d characters', (pattern, length) => {
  const cost = costOf(pattern)
  expect(cost && isCheap(cost, length)).toBe(false)
})
