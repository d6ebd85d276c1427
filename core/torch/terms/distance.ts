/** The terms of distances and similarities of rows. */
import { arange, broadcastTo, zeros, type NumericArray } from '../../arrays/index.ts'
import { normOf } from '../kernels/normalization.ts'
import { apply, formula, inputsAmong, largest, largestOf, minus, number, over, part, plus, read, squared, times, total, toThe } from './expression.ts'
import { lanesAlong } from './lanes.ts'
import { broadcastOf, type Element } from './pointwise.ts'
import type { Expression, Made, Origin, Reads, Terms } from './types.ts'

/** The p-norm `(Σ |x|^p)^(1/p)`; for an infinite p the largest absolute value. */
export function normFormula(elements: readonly { readonly x: Expression; readonly value: number }[], p: number): Expression {
  const sizes = elements.map(({ x }) => apply('abs', x))
  const exponent = number(p, 'p')
  if (p === Infinity) return largestOf(sizes)
  if (p === -Infinity) return apply('negative', largestOf(sizes.map((size) => apply('negative', size))))
  if (p === 0) return total(elements.map(({ value }) => number(value === 0 ? 0 : 1)))
  if (p === 1) return total(sizes)
  if (p === 2) return apply('sqrt', total(elements.map(({ x }) => squared(x))))
  return toThe(total(sizes.map((size) => toThe(size, exponent))), over(number(1), exponent))
}

/** The rows of broadcast inputs along a dim, which the output lacks. */
export interface Rows {
  /** The shape of the output, as an array of zeros. */
  readonly shape: NumericArray
  /** For a place of the output the elements of all inputs along its row, side by side. */
  lanes(output: number): readonly (readonly Element[])[]
  /** The index of the row. */
  index(output: number): readonly number[]
  /** The places of the output that an element of an input takes part in. */
  reach(which: number, place: number): readonly number[]
  /** All places of the output. */
  all(): readonly number[]
}

export function rowsOf(inputs: readonly NumericArray[], dim: number): Rows {
  const together = broadcastOf(inputs)
  const along = lanesAlong(together.shape, [dim])
  const dropped = dim < 0 ? dim + together.shape.length : dim
  const kept = together.shape.map((size, each) => (each === dropped ? 1 : size))
  // Where each place of the whole goes when the dim is reduced, and the first place that goes there.
  const outputs = broadcastTo(arange(kept), together.shape).data
  const firsts = new Map<number, number>()
  outputs.forEach((output, place) => { if (!firsts.has(output)) firsts.set(output, place) })
  return {
    shape: zeros(together.shape.filter((_, each) => each !== dropped)),
    lanes: (output) => along.of(firsts.get(output)!).map((place) => together.elements(place)),
    index: (output) => along.index(firsts.get(output)!),
    reach: (which, place) => [...new Set(together.reach(which, place).map((each) => outputs[each]!))],
    all: () => [...firsts.keys()],
  }
}

const readsOf = (elements: readonly (readonly Element[])[]): Reads[] => inputsAmong(elements.flat().map(({ from }) => from))

/** `x1·x2 / (max(‖x1‖, eps) * max(‖x2‖, eps))` along a dim. */
export function cosineSimilarityTerms(x1: NumericArray, x2: NumericArray, { dim, eps }: { readonly dim: number; readonly eps: number }): Terms {
  const rows = rowsOf([x1, x2], dim)
  return {
    of: (_, place) => {
      const lane = rows.lanes(place)
      const length = (which: number): Expression => largest(read(normPart(`‖x${which + 1}‖`, rows.index(place), lane.map((elements) => elements[which]!), 2)), number(eps, 'eps'))
      return formula(over(total(lane.map(([one, other]) => times(one!.x, other!.x))), times(length(0), length(1))))
    },
    reads: (_, place) => readsOf(rows.lanes(place)),
    reach: rows.reach,
  }
}

/** A norm as a number of its own. */
export const normPart = (name: string, index: readonly number[], elements: readonly { readonly x: Expression; readonly value: number }[], p: number): Origin =>
  part(name, index, normOf(Float64Array.from(elements, ({ value }) => value), p), () => formula(normFormula(elements, p)))

/** `‖x1 - x2 + eps‖_p` along the last dim. */
export function pairwiseDistanceTerms(x1: NumericArray, x2: NumericArray, { p, eps }: { readonly p: number; readonly eps: number }): Terms {
  const rows = rowsOf([x1, x2], -1)
  return {
    of: (_, place): Made => formula(normFormula(differences(rows.lanes(place), eps), p)),
    reads: (_, place) => readsOf(rows.lanes(place)),
    reach: rows.reach,
  }
}

/** `x1 - x2 + eps` for every pair. */
export const differences = (pairs: readonly (readonly Element[])[], eps: number): { readonly x: Expression; readonly value: number }[] =>
  pairs.map(([one, other]) => ({ x: plus(minus(one!.x, other!.x), number(eps, 'eps')), value: one!.value - other!.value + eps }))
