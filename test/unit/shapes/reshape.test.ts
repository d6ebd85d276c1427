import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, floorDiv, opaque, show, symbol, type Dim } from '../../../core/dims/index.ts'
import { flatten, reshape, splitSize } from '../../../core/shapes/reshape.ts'
import { answer, testCheck } from './check.ts'

const N = symbol('N'), C = symbol('C'), H = symbol('H')
const shown = (shape: readonly Dim[] | string): string => (typeof shape === 'string' ? shape : `[${shape.map(show).join(', ')}]`)
const invalid = (target: string, count: string): string => `RuntimeError: shape '${target}' is invalid for input of size ${count}`

describe('plain sizes', () => {
  test.each([
    [[2, 3, 4], [6, 4], '[6, 4]'], [[2, 3, 4], [-1], '[24]'], [[2, 3, 4], [2, -1, 2], '[2, 6, 2]'], [[], [1, 1], '[1, 1]'], [[0, 3], [3, 0], '[3, 0]'],
    [[2, 3], [4, -1], invalid('[4, -1]', '6')], [[2, 3], [5], invalid('[5]', '6')], [[2, 3], [-1, -1], 'RuntimeError: only one dimension can be inferred'],
    [[2, 3], [-2, 3], 'RuntimeError: invalid shape dimension -2 at index 0 of shape [-2, 3]'], [[2, 3], [-1, 0], invalid('[-1, 0]', '6')],
    [[0], [-1, 0], 'RuntimeError: cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can be any value and is ambiguous'],
  ])('%j to %j', (shape, target, result) => {
    expect(shown(answer((check) => reshape(check, shape, target)))).toBe(result)
  })
})

describe('symbols', () => {
  test.each<[readonly Dim[], readonly Dim[], string, string[]]>([
    [[N, C, H], [N, -1], '[N, C*H]', []],
    [[N, C, H], [-1, H], '[N*C, H]', []],
    [[N, H], [N, floorDiv(H, 2), 2], '[N, H//2, 2]', ['H % 2 == 0']],
    [[N, H], [N, 2, -1], '[N, 2, H//2]', ['H % 2 == 0']],
  ])('%#', (shape, target, result, contract) => {
    const check = testCheck()
    expect(shown(reshape(check, shape, target)).replace(/N\*\(H\/\/2\)/, 'N*(H//2)')).toBe(result)
    expect(check.contract.join()).toContain(contract.join())
  })

  test('a sole size that is not known is what is left, whether it was -1 or not', () => {
    expect(shown(reshape(testCheck(), [N, 6], [opaque(), 3]))).toBe('[2*N, 3]')
  })
})

test('a reshape keeps the number of elements, whatever the symbols are', () => {
  const sizes = fc.integer({ min: 1, max: 6 })
  fc.assert(fc.property(sizes, sizes, sizes, (n, c, h) => {
    const [first = 0, second = 0] = reshape(testCheck(), [N, C, H], [C, -1])
    expect(evaluate(first, { N: n, C: c, H: h }) * evaluate(second, { N: n, C: c, H: h })).toBe(n * c * h)
  }))
})

test('flatten joins sizes; a scalar becomes a vector', () => {
  expect(flatten([2, 3, 4], 1, 2)).toEqual([2, 12])
  expect(flatten([2, 3, 4], 0, 0)).toEqual([2, 3, 4])
  expect(flatten([], 0, 0)).toEqual([1])
})

test('unflatten splits a size', () => {
  const refuse = (): never => { throw new Error('refused') }
  expect(shown(answer((check) => splitSize(check, 12, [3, -1], refuse)))).toBe('[3, 4]')
  expect(answer((check) => splitSize(check, 12, [5, -1], refuse))).toBe('refused')
  expect(answer((check) => splitSize(check, 12, [3, 3], refuse))).toBe('refused')
})
