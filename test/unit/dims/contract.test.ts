/** Size contracts: what a run collects, and how a reader sees it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as dims from '../../../core/dims/index.ts'
import { condition, holds, predicate } from './python.ts'

const RUNS = Number(process.env['DIMS_RUNS'] ?? 100)
const HOUR = 3_600_000

function contract(texts: readonly string[]): readonly string[] | undefined {
  return dims.contractOf(texts.map(condition))?.map(dims.showCondition)
}

describe('the contract of', () => {
  const rows: readonly (readonly [what: string, collected: readonly string[], contract: readonly string[]])[] = [
    ['four halvings that are undone', ['2*(H//16) == H//8', '2*(H//8) == H//4', '2*(H//4) == H//2', '2*(H//2) == H'], ['H % 16 == 0']],
    ['halvings that keep something', ['H//2 >= 1', 'H//4 >= 1', 'H//8 >= 1'], ['H >= 8']],
    ['a Linear after flattening', ['H >= 17', '128*((H + 31)//32 - 1) == 128', 'W == 7'], ['H >= 33', 'H <= 64', 'W == 7']],
    ['a Linear over both sizes', ['H >= 8', 'W >= 8', '(H//8)*(W//8) == 16'], ['(H//8)*(W//8) == 16']],
    ['a Linear behind valid convolutions', ['H >= 16', 'W >= 16', '((H - 12)//4)*((W - 12)//4) == 25'], ['(H//4 - 3)*(W//4 - 3) == 25']],
    ['a Linear over both sizes that one way meets', ['H >= 17', '((H + 7)//32)*((W + 7)//32) == 1', 'W >= 17'], ['H >= 25', 'H <= 56', 'W >= 25', 'W <= 56']],
    ['a Linear over a volume', ['8*(D//2)*(H//2)*(W//2) == 8'], ['D >= 2', 'D <= 3', 'H >= 2', 'H <= 3', 'W >= 2', 'W <= 3']],
    ['broadcasting that rescues size 1', ['H == 1 or H % 4 == 0', 'W == 1 or W % 4 == 0'], ['H == 1 or H % 4 == 0', 'W == 1 or W % 4 == 0']],
    ['a pyramid', ['2*((H + 15)//16) == (H + 7)//8', '2*((H + 7)//8) == (H + 3)//4 or (H + 3)//4 == 1'], ['(H - 1) % 16 >= 12']],
    ['a pyramid with a rescue', ['2*((H + 15)//16) == (H + 7)//8 or (H + 7)//8 == 1', '2*((H + 7)//8) == (H + 3)//4 or (H + 3)//4 == 1'], ['H <= 8 or (H - 1) % 16 >= 12']],
    ['windows of 7', ['H >= 4', '(H//4) % 7 == 0'], ['H >= 28', 'H % 28 <= 3']],
    ['a square', ['H == W', 'W % 16 == 0', 'H >= 5'], ['H % 16 == 0', 'H == W']],
    ['a product that divides', ['N*(H//2)*(W//2)*4 == N*H*W'], ['H % 2 == 0', 'W % 2 == 0']],
    ['ways that sizes take', ['H % 2 == 0 and W % 2 == 0 or H % 2 == 0 and W % 2 == 1 and W >= 3 or H % 2 == 1 and H >= 3 and W % 2 == 0 or H % 2 == 1 and H >= 3 and W % 2 == 1 and W >= 3'], ['H >= 2', 'W >= 2']],
    ['ways that overlap', ['H >= 8 and W >= 8 and H >= 5 and H >= 56 and W >= 20 or H >= 5 and H >= 8 and W >= 2 and W >= 8 and H <= 55 or H <= 4 and H == 4 and W >= 4'], ['H >= 56 and W >= 20 or H >= 8 and H <= 55 and W >= 8 or H == 4 and W >= 4']],
    ['a way that includes the exception of another', ['H == W or H != W and W % 2 == 0'], ['H == W or W % 2 == 0']],
    ['ways with something in common', ['W % 2 == 0 and H == N or W % 2 == 0 and H >= 9 and W <= 20'], ['W % 2 == 0', 'N == H or H >= 9 and W <= 20']],
    ['sizes that cannot be', ['H >= 3', 'H <= 2'], ['False']],
    ['everything', ['H >= 1', 'H//2 + (H + 1)//2 == H'], []],
    ['padding, which takes the larger', ['max(H - 5, 0) == 0', 'H != 3'], ['H != 3', 'H <= 5']],
  ]
  for (const [what, collected, expected] of rows) test(what, () => expect(contract(collected)).toEqual(expected))

  test('an integer without a name is not known', () => expect(dims.contractOf([dims.equals(dims.opaque(), 3)])).toBeUndefined())
})

test('a sentence chains the two bounds of one size', () => {
  const text = (texts: readonly string[]): string => dims.showConditions(texts.map(condition))
  expect(text(['H >= 25', 'H <= 56', 'W == 1 or W % 4 == 0'])).toBe('25 <= H <= 56 and (W == 1 or W % 4 == 0)')
  expect(text(['H == 1 or H >= 4 and H <= 8'])).toBe('H == 1 or 4 <= H <= 8')
  expect(text(['H >= 4', 'W <= 8'])).toBe('H >= 4 and W <= 8')
  expect(text([])).toBe('True')
})

describe('sizes', () => {
  const smallest = (...texts: readonly string[]): dims.Sizes | undefined => dims.smallestSizes(texts.map(condition))

  test('the smallest that fails comes after the smallest that holds', () => {
    expect(smallest('H >= 16', 'H % 16 != 0')).toEqual({ H: 17 })
    expect(smallest('(H//8)*(W//8) == 16')).toEqual({ H: 32, W: 32 })
    expect(smallest('H > W', 'W % 3 == 0', 'N >= 2')).toEqual({ H: 4, W: 3, N: 2 })
    expect(smallest('H >= 3', 'H <= 2')).toBeUndefined()
  })

  test('the nearest that are accepted, below and above', () => {
    const nearest = (texts: readonly string[], sizes: dims.Sizes): readonly dims.Sizes[] => dims.nearestSizes(texts.map(condition), sizes)
    expect(nearest(['H % 16 == 0', 'W % 16 == 0'], { H: 250, W: 256 })).toEqual([{ H: 240, W: 256 }, { H: 256, W: 256 }])
    expect(nearest(['H >= 16'], { N: 1, H: 9 })).toEqual([{ N: 1, H: 16 }])
    expect(nearest(['H == W'], { H: 5, W: 7 })).toEqual([{ H: 5, W: 5 }, { H: 7, W: 7 }])
    expect(nearest(['H == 3', 'W % 2 == 0'], { H: 5, W: 1 })).toEqual([])
  })
})

describe('any collected conditions', () => {
  const factor = (name: string): fc.Arbitrary<string> =>
    fc.tuple(fc.integer({ min: -9, max: 9 }), fc.constantFrom(1, 2, 3, 4, 8)).map(([pad, by]) => `(${name} + ${pad})//${by}`)
  const relation = fc.constantFrom('==', '==', '>=', '<=', '!=')
  const bound = (name: string): fc.Arbitrary<string> => fc.tuple(factor(name), relation, fc.integer({ min: 0, max: 5 })).map(([left, op, right]) => `${left} ${op} ${right}`)
  const upsampled = (name: string): fc.Arbitrary<string> => fc.tuple(factor(name), factor(name), fc.integer({ min: 2, max: 3 })).map(([deep, skip, by]) => `${by}*(${deep}) == ${skip}`)
  const residue = (name: string): fc.Arbitrary<string> => fc.tuple(factor(name), fc.integer({ min: 2, max: 7 }), relation, fc.integer({ min: 0, max: 4 })).map(([left, by, op, rest]) => `(${left}) % ${by} ${op} ${rest}`)
  const single = fc.constantFrom('H', 'W').chain((name) => fc.oneof(bound(name), upsampled(name), residue(name)))
  const coupled = fc.oneof(
    fc.tuple(factor('H'), factor('W'), relation, fc.integer({ min: 0, max: 30 })).map(([left, right, op, count]) => `(${left})*(${right}) ${op} ${count}`),
    fc.tuple(factor('H'), relation, factor('W')).map(([left, op, right]) => `${left} ${op} ${right}`),
    fc.tuple(factor('H'), factor('W'), fc.integer({ min: 2, max: 6 })).map(([left, right, by]) => `(${left})*(${right}) % ${by} == 0`),
    fc.tuple(factor('H'), factor('W'), fc.integer({ min: 0, max: 9 })).map(([left, right, other]) => `max(${left}, ${right}) >= ${other}`),
  )
  const part = fc.oneof({ weight: 3, arbitrary: single }, coupled, fc.tuple(single, fc.oneof(single, coupled)).map(([left, right]) => `${left} or ${right}`))
  const collections = fc.array(part, { minLength: 1, maxLength: 5 })
  const square = Array.from({ length: 40 * 40 }, (_, index) => ({ H: (index % 40) + 1, W: Math.floor(index / 40) + 1 }))

  test('hold where their contract holds, and print as they are read', { timeout: HOUR }, () => {
    fc.assert(fc.property(collections, (texts) => {
      const found = contract(texts)
      if (found === undefined) throw new Error('no contract')
      const [stated, collected] = [found.map(predicate), texts.map(predicate)]
      for (const at of square) {
        if (stated.every((test) => test(at)) !== collected.every((test) => test(at))) throw new Error(`${found.join(' and ')} is wrong at ${JSON.stringify(at)}`)
      }
    }), { numRuns: RUNS })
  })

  test('have smallest sizes that meet them', { timeout: HOUR }, () => {
    fc.assert(fc.property(collections, (texts) => {
      const found = dims.smallestSizes(texts.map(condition))
      const collected = texts.map(predicate)
      const best = square.filter((at) => collected.every((test) => test(at))).sort((left, right) => left.H + left.W - right.H - right.W)[0]
      const all = { H: 1, W: 1, ...found }
      if (found !== undefined) expect(texts.every((text) => holds(text, all))).toBe(true)
      if (best === undefined) return
      // Beyond the square there are smaller ones only where one of the sizes is larger than its side.
      if (best.H + best.W <= 41) expect(found && all.H + all.W).toBe(best.H + best.W)
      else expect(found && all.H + all.W).toBeLessThanOrEqual(best.H + best.W)
    }), { numRuns: RUNS })
  })
})
