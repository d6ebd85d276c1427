/** The terms of softmax and its kin, along one dim. The largest element is taken away first, as PyTorch does, so that nothing overflows. */
import type { NumericArray } from '../../arrays/index.ts'
import { apply, formula, input, largestOf, minus, over, part, read, total } from './expression.ts'
import { lanesAlong } from './lanes.ts'
import type { Expression, Formula, Terms } from './types.ts'

/** An entry of a lane: what is exponentiated, and its number. */
export interface Score { readonly x: Expression; readonly value: number }

/** `exp(x - max) / Σ exp(x - max)` for one entry of a lane; `lane` is the lane's index. */
export function softmaxOf(own: Score, scores: readonly Score[], lane: readonly number[], name = 'max'): Formula {
  const { raised, sum } = shifted(scores, lane, name)
  return formula(over(raised(own.x), sum))
}

/** `x - max - log(Σ exp(x - max))`. */
export function logSoftmaxOf(own: Score, scores: readonly Score[], lane: readonly number[], name = 'max'): Formula {
  const { maximum, sum } = shifted(scores, lane, name)
  return formula(minus(minus(own.x, maximum), apply('log', sum)))
}

function shifted(scores: readonly Score[], lane: readonly number[], name: string): { readonly maximum: Expression; readonly raised: (x: Expression) => Expression; readonly sum: Expression } {
  const value = scores.reduce((most, score) => Math.max(most, score.value), -Infinity)
  const maximum = read(part(name, lane, value, () => formula(largestOf(scores.map(({ x }) => x)))))
  const raised = (x: Expression): Expression => apply('exp', minus(x, maximum))
  return { maximum, raised, sum: total(scores.map(({ x }) => raised(x))) }
}

/** Every element by those along a dim; a softmin is the softmax of `-x`. */
export function softmaxTerms(array: NumericArray, dim: number, kind: 'softmax' | 'log softmax' | 'softmin'): Terms {
  const lanes = lanesAlong(array.shape, [dim])
  const score = (place: number): Score => {
    const value = array.data[place]!, x = read(input(place))
    return kind === 'softmin' ? { x: apply('negative', x), value: -value } : { x, value }
  }
  const rule = kind === 'log softmax' ? logSoftmaxOf : softmaxOf
  return {
    of: (_, place) => rule(score(place), lanes.of(place).map(score), lanes.index(place)),
    reach: (_, place) => lanes.of(place),
  }
}
