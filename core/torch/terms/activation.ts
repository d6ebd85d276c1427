/** The formulas of the activations, with the case of them that holds for a number. Each is that of its manual page. */
import type { NumericArray } from '../../arrays/index.ts'
import { indexOf, offsetOf } from '../../arrays/index.ts'
import { apply, formula, input, largest, minus, number, over, plus, read, smallest, times, toThe, weight as weightAt } from './expression.ts'
import type { Element } from './pointwise.ts'
import type { Expression, Formula, Terms } from './types.ts'

/** What becomes of one element. */
export type Activated = (element: Element) => Formula

const zero = number(0), one = number(1), six = number(6)
const clamped = (x: Expression, low: Expression, high: Expression): Expression => smallest(largest(x, low), high)
const atMostSix = (x: Expression): Expression => clamped(plus(x, number(3)), zero, six)
/** One expression above zero, another one below. */
const bySign = (above: (x: Expression) => Expression, below: (x: Expression) => Expression): Activated => ({ x, value }) => (value > 0 ? formula(above(x), 'x > 0') : formula(below(x), 'x ≤ 0'))
const itself = (x: Expression): Expression => x
/** A number that stands in place of the element. */
const insteadOf = ({ from }: Element, stands: Expression, where: string): Formula => formula(stands, where, [from])

export const relu: Activated = ({ x }) => formula(largest(zero, x))
export const relu6: Activated = ({ x }) => formula(clamped(x, zero, six))
export const leakyRelu = (slope: number): Activated => bySign(itself, (x) => times(number(slope, 'negative_slope'), x))
export const rrelu = (lower: number, upper: number): Activated => bySign(itself, (x) => times(over(plus(number(lower, 'lower'), number(upper, 'upper')), number(2)), x))
export const elu = (alpha: number): Activated => bySign(itself, (x) => times(number(alpha, 'alpha'), minus(apply('exp', x), one)))
export const celu = (alpha: number): Activated => bySign(itself, (x) => times(number(alpha, 'alpha'), minus(apply('exp', over(x, number(alpha, 'alpha'))), one)))
export const selu = (scale: number, alpha: number): Activated => bySign((x) => times(number(scale, 'scale'), x), (x) => times(number(scale, 'scale'), number(alpha, 'alpha'), minus(apply('exp', x), one)))
export const silu: Activated = ({ x }) => formula(times(x, apply('σ', x)))
export const mish: Activated = ({ x }) => formula(times(x, apply('tanh', apply('softplus', x))))
export const hardswish: Activated = ({ x }) => formula(over(times(x, atMostSix(x)), six))
export const hardsigmoid: Activated = ({ x }) => formula(over(atMostSix(x), six))
export const sigmoid: Activated = ({ x }) => formula(apply('σ', x))
export const tanh: Activated = ({ x }) => formula(apply('tanh', x))
export const logSigmoid: Activated = ({ x }) => formula(apply('log σ', x))
export const softsign: Activated = ({ x }) => formula(over(x, plus(one, apply('abs', x))))
export const tanhshrink: Activated = ({ x }) => formula(minus(x, apply('tanh', x)))
export const hardtanh = (low: number, high: number): Activated => ({ x }) => formula(clamped(x, number(low, 'min_val'), number(high, 'max_val')))

export const softplus = (beta: number, threshold: number): Activated => ({ x, value }) => {
  const scaled = times(number(beta, 'beta'), x)
  return beta * value > threshold ? formula(x, 'beta·x > threshold') : formula(over(apply('softplus', scaled), number(beta, 'beta')))
}

export const softshrink = (lambd: number): Activated => ({ x, value }) => {
  const bound = number(lambd, 'lambd')
  if (value > lambd) return formula(minus(x, bound), 'x > lambd')
  return value < -lambd ? formula(plus(x, bound), 'x < −lambd') : formula(times(x, zero), '|x| ≤ lambd')
}

export const hardshrink = (lambd: number): Activated => (element) => (Math.abs(element.value) <= lambd ? insteadOf(element, zero, '|x| ≤ lambd') : formula(element.x, '|x| > lambd'))

export const threshold = (bound: number, value: number): Activated => (element) => (element.value <= bound ? insteadOf(element, number(value, 'value'), 'x ≤ threshold') : formula(element.x, 'x > threshold'))

export const gelu = (approximate: 'none' | 'tanh'): Activated => ({ x }) => {
  if (approximate === 'none') return formula(times(x, apply('Φ', x)))
  const inner = times(number(Math.sqrt(2 / Math.PI), '√(2/π)'), plus(x, times(number(0.044715), toThe(x, number(3)))))
  return formula(times(number(0.5), x, plus(one, apply('tanh', inner))))
}

/** x, or `weight * x` below 0, with one weight for all or one for each channel (dim 1). */
export function preluTerms(array: NumericArray, slopes: NumericArray): Terms {
  const channel = (place: number): number => (slopes.data.length === 1 ? 0 : indexOf(place, array.shape)[1] ?? 0)
  return {
    of: (_, place) => {
      const x = read(input(place))
      return array.data[place]! > 0 ? formula(x, 'x > 0') : formula(times(weightAt('weight', channel(place)), x), 'x ≤ 0')
    },
    reach: (_, place) => [place],
  }
}

/** `a * σ(b)` for the two halves a and b of a dim. */
export function gluTerms(array: NumericArray, dim: number): Terms {
  const along = dim < 0 ? dim + array.shape.length : dim
  const half = array.shape[along]! / 2
  const output = array.shape.map((size, each) => (each === along ? half : size))
  const moved = (index: readonly number[], by: number): number[] => index.map((each, other) => (other === along ? each + by : each))
  return {
    of: (_, place) => {
      const index = indexOf(place, output)
      const [a, b] = [0, half].map((by) => read(input(offsetOf(moved(index, by), array.shape)))) as [Expression, Expression]
      return formula(times(a, apply('σ', b)))
    },
    reach: (_, place) => {
      const index = indexOf(place, array.shape)
      return [offsetOf(moved(index, index[along]! < half ? 0 : -half), output)]
    },
  }
}
