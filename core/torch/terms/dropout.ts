/** The terms of dropout while training: what was drawn for an element decides. */
import type { NumericArray } from '../../arrays/index.ts'
import { alphaDropoutScale, keptBy, type DropoutParameters } from '../kernels/dropout.ts'
import { apply, formula, input, number, plus, read, times } from './expression.ts'
import { once } from './moved.ts'
import type { Expression, Terms } from './types.ts'

/** `x / (1 - p)`, or `x * 0` of a dropped element. */
export function dropoutTerms(array: NumericArray, parameters: DropoutParameters): Terms {
  const kept = once(() => keptBy(array.shape, parameters))
  return {
    of: (_, place) => ({ form: 'sum', terms: [{ from: input(place), factor: kept().data[place] === 1 ? 1 / (1 - parameters.p) : 0 }] }),
    reach: (_, place) => [place],
  }
}

/** `a * x + b`, with `-alpha` in place of a dropped element. */
export function alphaDropoutTerms(array: NumericArray, parameters: DropoutParameters): Terms {
  const kept = once(() => keptBy(array.shape, parameters))
  const { a, b, alpha } = alphaDropoutScale(parameters.p)
  const shifted = (x: Expression): Expression => plus(times(number(a, 'a'), x), number(b, 'b'))
  return {
    of: (_, place) => {
      if (parameters.p === 1) return { form: 'sum', terms: [{ from: input(place), factor: 0 }] }
      return kept().data[place] === 1 ? formula(shifted(read(input(place)))) : formula(shifted(apply('negative', number(alpha, 'alpha'))), 'x is dropped', [input(place)])
    },
    reach: (_, place) => [place],
  }
}
