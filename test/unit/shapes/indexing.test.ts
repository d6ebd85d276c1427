import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate, show, symbol, type Dim } from '../../../core/dims/index.ts'
import { equalParts, partSizes, sliceLength } from '../../../core/shapes/indexing.ts'
import { testCheck } from './check.ts'

const H = symbol('H')
const bound = fc.option(fc.integer({ min: -7, max: 7 }), { nil: undefined })

/** Python's own: the items that a list of this size gives. */
const naive = (size: number, start: number | undefined, stop: number | undefined, step: number): number =>
  Array.from({ length: size }).slice(start ?? 0, stop ?? size).filter((_, index) => index % step === 0).length

test('a slice is as long as that of a list', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 6 }), bound, bound, fc.integer({ min: 1, max: 3 }), (size, start, stop, step) => {
    expect(sliceLength(testCheck(), size, { start, stop, step })).toBe(naive(size, start, stop, step))
  }))
})

test('a slice of a symbolic size, with the number put in, is that of the number', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), bound, bound, fc.integer({ min: 1, max: 3 }), (size, start, stop, step) => {
    expect(evaluate(sliceLength(testCheck(), H, { start, stop, step }), { H: size })).toBe(naive(size, start, stop, step))
  }))
})

test('common slices read as a person writes them', () => {
  const length = (start: Dim | undefined, stop: Dim | undefined, step = 1): string => show(sliceLength(testCheck(), H, { start, stop, step }))
  expect([length(1, undefined), length(undefined, -1), length(undefined, undefined, 2), length(1, undefined, 2), length(undefined, H), length(-1, undefined)]).toEqual(['H - 1', 'H - 1', '(H + 1)//2', 'H//2', 'H', '1'])
})

test('parts add up to the whole', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 7 }), (length, count) => {
    const total = (parts: readonly Dim[]): number => parts.reduce<number>((sum, part) => sum + (part as number), 0)
    expect(total(equalParts(length, count))).toBe(length)
    expect(total(partSizes(length, count) ?? [])).toBe(length)
    expect(equalParts(length, count)).toHaveLength(count)
    expect(equalParts(H, count).map((part) => evaluate(part, { H: length }))).toEqual(equalParts(length, count))
  }))
})
