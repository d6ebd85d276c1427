/** How the losses of single elements become the loss. */
import { elementCount, indexOf, sumOf, type NumericArray } from '../../arrays/index.ts'
import type { Reduction } from '../kernels/reduction.ts'
import { formula, number, over, part, read, total } from './expression.ts'
import { once } from './moved.ts'
import type { Expression, Made, Origin, Reads, Terms } from './types.ts'

/** One loss for each element, each row or each target. */
export interface LossTerms {
  /** What the loss at a place is made of. */
  made(place: number): Made
  /** The elements of inputs that take part in it. */
  reads(place: number): readonly Reads[]
  /** The losses that an element of an input takes part in. */
  reach(which: number, place: number): readonly number[]
  /** What the mean divides by; absent: the number of losses. */
  readonly divisor?: (() => Expression) | undefined
}

/** Losses are summed one by one up to this many, of more each dim for itself. */
const mostInARow = 64

/** The losses themselves, their mean or their sum; each is a part `l`, as the manual calls it. `losses` are their numbers. */
export function reducedTerms(terms: LossTerms, losses: () => NumericArray, reduction: Reduction): Terms {
  if (reduction === 'none') return { of: (_, place) => terms.made(place), reads: (_, place) => terms.reads(place), reach: terms.reach }
  const known = once(losses)
  const loss = (place: number): Origin => part('l', indexOf(place, known().shape), known().data[place]!, () => terms.made(place))
  /** What is added up under the first indices: single losses, or the sums over the next index. */
  const below = (first: readonly number[]): Origin[] => {
    const rest = known().shape.slice(first.length), start = first.reduce((place, index, dim) => place * known().shape[dim]! + index, 0)
    if (rest.length < 2 || elementCount(rest) <= mostInARow) return Array.from({ length: elementCount(rest) }, (_, each) => loss(start * elementCount(rest) + each))
    const size = elementCount(rest.slice(1))
    return Array.from({ length: rest[0]! }, (_, each) => {
      const from = (start * rest[0]! + each) * size, index = [...first, each]
      return part('Σl', index, sumOf(known().data.subarray(from, from + size)), () => added(index))
    })
  }
  const added = (first: readonly number[]): Made => ({ form: 'sum', terms: below(first).map((from) => ({ from, factor: 1 })) })
  const divisor = (): Expression => (reduction === 'batchmean' ? number(known().shape[0] ?? 1) : terms.divisor?.() ?? number(known().data.length))
  const reads = once((): readonly Reads[] => {
    const found = new Map<number, Set<number>>()
    for (const place of known().data.keys()) for (const { input, places } of terms.reads(place)) {
      const own = found.get(input) ?? new Set()
      found.set(input, own)
      for (const each of places) own.add(each)
    }
    return [...found].map(([input, places]) => ({ input, places: [...places] }))
  })
  return {
    of: () => (reduction === 'sum' ? added([]) : formula(over(total(below([]).map((from) => read(from))), divisor()))),
    reads,
    reach: (which, place) => (terms.reach(which, place).length > 0 ? [0] : []),
  }
}
