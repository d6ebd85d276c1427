/** The formulas of the losses that compare input x and target y element by element, with the case of them that holds. Each is that of its manual page. */
import { arange, broadcastTo, type NumericArray } from '../../arrays/index.ts'
import { apply, formula, inputsAmong, largest, minus, number, over, plus, squared, times, weight as weightAt } from './expression.ts'
import { broadcastOf, type Element } from './pointwise.ts'
import type { LossTerms } from './reduction.ts'
import type { Expression, Formula, Made } from './types.ts'

/** The loss of one element; `place` is that of the loss. */
export type ElementLoss = (elements: readonly Element[], place: number) => Formula

/** Losses of inputs that are broadcast against each other. */
export function elementLossTerms(inputs: readonly NumericArray[], rule: ElementLoss): LossTerms {
  const together = broadcastOf(inputs)
  return {
    made: (place): Made => rule(together.elements(place), place),
    reads: (place) => inputsAmong(together.elements(place).map(({ from }) => from)),
    reach: (which, place) => together.reach(which, place),
  }
}

/** The element of a weight that a loss is multiplied with; nothing where there is no such weight. */
export type Weighing = (place: number) => readonly Expression[]
export function weighing(name: string, array: NumericArray | undefined, shape: readonly number[]): Weighing {
  if (array === undefined) return () => []
  const places = broadcastTo(arange(array.shape), shape).data
  return (place) => [weightAt(name, places[place]!)]
}

const half = number(0.5), one = number(1)
const both = ([x, y]: readonly Element[]): readonly [Element, Element] => [x!, y!]
/** `|x - y|` and its number. */
const distance = ([x, y]: readonly [Element, Element]): { readonly size: Expression; readonly value: number } => ({ size: apply('abs', minus(x.x, y.x)), value: Math.abs(x.value - y.value) })
const square = ([x, y]: readonly [Element, Element]): Expression => squared(minus(x.x, y.x))

export const l1Loss: ElementLoss = (elements) => formula(distance(both(elements)).size)
export const mseLoss: ElementLoss = (elements) => formula(square(both(elements)))

export const smoothL1Loss = (beta: number): ElementLoss => (elements) => {
  const { size, value } = distance(both(elements)), bound = number(beta, 'beta')
  return value < beta ? formula(over(square(both(elements)), times(number(2), bound)), '|x − y| < beta') : formula(minus(size, times(half, bound)), '|x − y| ≥ beta')
}

export const huberLoss = (delta: number): ElementLoss => (elements) => {
  const { size, value } = distance(both(elements)), bound = number(delta, 'delta')
  return value <= delta ? formula(times(half, square(both(elements))), '|x − y| ≤ delta') : formula(times(bound, minus(size, times(half, bound))), '|x − y| > delta')
}

/** No logarithm is below -100. */
export const binaryCrossEntropy = (weight: Weighing): ElementLoss => (elements, place) => {
  const [{ x }, { x: y }] = both(elements)
  const log = (each: Expression): Expression => largest(apply('log', each), number(-100))
  return formula(times(...weight(place), apply('negative', plus(times(y, log(x)), times(minus(one, y), log(minus(one, x)))))))
}

export const binaryCrossEntropyWithLogits = (weight: Weighing, positive: Weighing): ElementLoss => (elements, place) => {
  const [{ x }, { x: y }] = both(elements)
  const logs = plus(times(...positive(place), y, apply('log σ', x)), times(minus(one, y), apply('log σ', apply('negative', x))))
  return formula(times(...weight(place), apply('negative', logs)))
}

export const klDivergence = (isLogTarget: boolean): ElementLoss => (elements) => {
  const [{ x }, { x: y, value }] = both(elements)
  if (isLogTarget) return formula(times(apply('exp', y), minus(y, x)))
  return value === 0 ? formula(times(y, apply('negative', x)), 'y = 0') : formula(minus(times(y, apply('log', y)), times(y, x)))
}

export const poissonNllLoss = ({ log_input, full, eps }: { readonly log_input: boolean; readonly full: boolean; readonly eps: number }): ElementLoss => (elements) => {
  const [{ x }, { x: y, value }] = both(elements)
  const loss = log_input ? minus(apply('exp', x), times(y, x)) : minus(x, times(y, apply('log', plus(x, number(eps, 'eps')))))
  if (!full) return formula(loss)
  if (!(value > 1)) return formula(loss, 'y ≤ 1')
  const stirling = plus(minus(times(y, apply('log', y)), y), times(half, apply('log', times(number(2 * Math.PI, '2π'), y))))
  return formula(plus(loss, stirling), 'y > 1')
}

export const gaussianNllLoss = ({ full, eps }: { readonly full: boolean; readonly eps: number }): ElementLoss => (elements) => {
  const variance = largest(elements[2]!.x, number(eps, 'eps'))
  const loss = times(half, plus(apply('log', variance), over(square(both(elements)), variance)))
  return formula(full ? plus(loss, times(half, apply('log', number(2 * Math.PI, '2π')))) : loss)
}

export const hingeEmbeddingLoss = (margin: number): ElementLoss => (elements) => {
  const [{ x }, { value, from }] = both(elements)
  const short = largest(number(0), minus(number(margin, 'margin'), x))
  if (value === 1) return formula(x, 'y = 1', [from])
  return value === -1 ? formula(short, 'y = −1', [from]) : formula(plus(short, x), 'y is neither 1 nor −1', [from])
}

export const softMarginLoss: ElementLoss = (elements) => {
  const [{ x }, { x: y }] = both(elements)
  return formula(apply('softplus', apply('negative', times(y, x))))
}

export const marginRankingLoss = (margin: number): ElementLoss => ([x1, x2, y]) =>
  formula(largest(number(0), plus(times(apply('negative', y!.x), minus(x1!.x, x2!.x)), number(margin, 'margin'))))
