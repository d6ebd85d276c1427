/** How the losses of single elements become the loss. */
import { indexOf, type NumericArray } from '../../arrays/index.ts'
import type { Reduction } from '../kernels/reduction.ts'
import { formula, number, over, part, plus, read } from './expression.ts'
import { once } from './moved.ts'
import type { Expression, InputPlace, Made, Origin, Terms } from './types.ts'

/** One loss for each element, each row or each target. */
export interface LossTerms {
  /** What the loss at a place is made of. */
  made(place: number): Made
  /** The elements of inputs that take part in it. */
  reads(place: number): readonly InputPlace[]
  /** The losses that an element of an input takes part in. */
  reach(which: number, place: number): readonly number[]
  /** What the mean divides by; absent: the number of losses. */
  readonly divisor?: (() => Expression) | undefined
}

/** The losses themselves, their mean or their sum; each is a part `l`, as the manual calls it. `losses` are their numbers. */
export function reducedTerms(terms: LossTerms, losses: () => NumericArray, reduction: Reduction): Terms {
  if (reduction === 'none') return { of: (_, place) => terms.made(place), reads: (_, place) => terms.reads(place), reach: terms.reach }
  const known = once(losses)
  const all = (): number[] => Array.from({ length: known().data.length }, (_, place) => place)
  const loss = (place: number): Origin => part('l', indexOf(place, known().shape), known().data[place]!, () => terms.made(place))
  const total = (): Expression => plus(...all().map((place) => read(loss(place))))
  const made = (): Made => {
    if (reduction === 'sum') return { form: 'sum', terms: all().map((place) => ({ from: loss(place), factor: 1 })) }
    return formula(over(total(), reduction === 'batchmean' ? number(known().shape[0] ?? 1) : terms.divisor?.() ?? number(known().data.length)))
  }
  const reads = once((): readonly InputPlace[] => {
    const found = new Map(all().flatMap((place) => terms.reads(place)).map((each) => [`${each.input}:${each.place}`, each]))
    return [...found.values()]
  })
  return {
    of: made,
    reads,
    reach: (which, place) => (terms.reach(which, place).length > 0 ? [0] : []),
  }
}
