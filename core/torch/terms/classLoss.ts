/** The terms of the losses whose classes are dim 1 of `(N, C, *)`, or dim 0 of `(C)`. */
import { indexOf, type NumericArray } from '../../arrays/index.ts'
import { classDim, classPlace, type ClassLossParameters } from '../kernels/classLoss.ts'
import { logSoftmax } from '../kernels/softmax.ts'
import { apply, formula, input, minus, number, over, part, plus, read, times, total, weight as weightAt } from './expression.ts'
import { lanesAlong } from './lanes.ts'
import { once } from './moved.ts'
import type { LossTerms } from './reduction.ts'
import { logSoftmaxOf } from './softmax.ts'
import type { Expression, Made, Origin } from './types.ts'

interface Classes {
  /** `(C)` weights, where there are some. */
  readonly hasWeights: boolean
  readonly target: NumericArray
  readonly ignore_index: number
}

const ofClass = ({ hasWeights }: Pick<Classes, 'hasWeights'>, y: number): Expression[] => (hasWeights ? [weightAt('weight', y)] : [])

/** The weights of all targets that count. */
function weightOfTargets(classes: Classes): Expression {
  const counted = [...classes.target.data].filter((y) => y !== classes.ignore_index)
  return classes.hasWeights ? total(counted.flatMap((y) => ofClass(classes, y))) : number(counted.length)
}

const ignored = (from: Origin): Made => formula(number(0), 'the target is ignored', [from])

/** `-weight[y] * x[y]` for the target class y. */
export function nllTerms(array: NumericArray, target: NumericArray, weight: NumericArray | undefined, { ignore_index }: Pick<ClassLossParameters, 'ignore_index'>): LossTerms {
  const classes: Classes = { hasWeights: weight !== undefined, target, ignore_index }
  const chosen = (index: number): number | undefined => (target.data[index] === ignore_index ? undefined : classPlace(array.shape, index, target.data[index]!))
  const goals = once(() => new Map([...target.data.keys()].flatMap((index) => {
    const place = chosen(index)
    return place === undefined ? [] : [[place, index] as const]
  })))
  return {
    made: (index) => {
      const place = chosen(index), from = input(index, 1)
      return place === undefined ? ignored(from) : formula(apply('negative', times(...ofClass(classes, target.data[index]!), read(input(place)))), undefined, [from])
    },
    reads: (index) => {
      const place = chosen(index)
      return [{ input: 0, places: place === undefined ? [] : [place] }, { input: 1, places: [index] }]
    },
    reach: (which, place) => {
      const goal = which === 1 ? place : goals().get(place)
      return goal === undefined ? [] : [goal]
    },
    divisor: () => weightOfTargets(classes),
  }
}

/** `-weight[y] * log softmax(x)[y]` for classes, `-Σ_c weight[c] * y[c] * log softmax(x)[c]` for probabilities; label smoothing spreads a part of the target evenly. */
export function crossEntropyTerms(array: NumericArray, target: NumericArray, weight: NumericArray | undefined, parameters: Omit<ClassLossParameters, 'reduction'> & { readonly label_smoothing: number }): LossTerms {
  const { ignore_index, label_smoothing } = parameters
  const dim = classDim(array.shape), count = array.shape[dim]!
  const lanes = lanesAlong(array.shape, [dim])
  const logarithms = once(() => logSoftmax(array, { dim }))
  const lane = (index: number): readonly number[] => lanes.of(classPlace(array.shape, index, 0))
  const log = (place: number): Expression => {
    const score = (each: number): { x: Expression; value: number } => ({ x: read(input(each)), value: array.data[each]! })
    return read(part('log p', indexOf(place, array.shape), logarithms().data[place]!, () => logSoftmaxOf(score(place), lanes.of(place).map(score), lanes.index(place))))
  }
  const classes: Classes = { hasWeights: weight !== undefined, target, ignore_index }
  const rest = minus(number(1), number(label_smoothing, 'label_smoothing')), share = over(number(label_smoothing, 'label_smoothing'), number(count))
  const isIgnored = (index: number): boolean => target.data[index] === ignore_index
  const byProbability = target.shape.length === array.shape.length

  const byClass = (index: number): Made => {
    const y = target.data[index]!, places = lane(index)
    const exact = apply('negative', times(...ofClass(classes, y), log(places[y]!)))
    if (label_smoothing === 0) return formula(exact, undefined, [input(index, 1)])
    const even = apply('negative', total(places.map((place, each) => times(...ofClass(classes, each), log(place)))))
    return formula(plus(times(rest, exact), times(share, even)), undefined, [input(index, 1)])
  }
  const byProbabilities = (index: number): Made => formula(apply('negative', total(lane(index).map((place, each) => {
    const wanted = read(input(place, 1))
    return times(...ofClass(classes, each), label_smoothing === 0 ? wanted : plus(times(wanted, rest), share), log(place))
  }))))

  const losses = once(() => {
    const goals = new Map<number, number>()
    for (let index = 0; index < array.data.length / count; index++) for (const place of lane(index)) goals.set(place, index)
    return goals
  })
  return {
    made: (index) => (byProbability ? byProbabilities(index) : isIgnored(index) ? ignored(input(index, 1)) : byClass(index)),
    reads: (index) => {
      if (byProbability) return [0, 1].map((which) => ({ input: which, places: lane(index) }))
      return [{ input: 0, places: isIgnored(index) ? [] : lane(index) }, { input: 1, places: [index] }]
    },
    reach: (which, place) => {
      if (which === 1 && !byProbability) return [place]
      const goal = losses().get(place)!
      return !byProbability && isIgnored(goal) ? [] : [goal]
    },
    ...(byProbability ? {} : { divisor: () => weightOfTargets(classes) }),
  }
}
