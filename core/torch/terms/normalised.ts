/** The terms of normalisations: `(x - mean) / √(variance + eps) * weight + bias`. */
import { elementCount, meanOf, varianceOf, type NumericArray } from '../../arrays/index.ts'
import { apply, formula, input, minus, number, over, part, plus, read, squared, times, total, weight as weightAt } from './expression.ts'
import { lanesAlong, type Lanes } from './lanes.ts'
import type { Expression, Made, Origin, Terms, WeightPlace } from './types.ts'

export interface Normalised {
  /** Statistics are taken over these dims of an array of this shape, which holds the input's elements in the same order. */
  readonly shape: readonly number[]
  readonly dims: readonly number[]
  readonly eps: number
  /** Stored statistics, in place of those of the elements. */
  readonly running?: ((place: number) => { readonly mean: WeightPlace; readonly variance: WeightPlace }) | undefined
  /** The root of the mean square: no mean is taken away. */
  readonly isCentred: boolean
  readonly weight: ((place: number) => WeightPlace) | undefined
  readonly bias: ((place: number) => WeightPlace) | undefined
}

export function normalisedTerms(array: NumericArray, rule: Normalised): Terms {
  const lanes = lanesAlong(rule.shape, rule.dims)
  const made = normalisedCells({ array, origin: input }, rule)
  const together = (place: number): readonly number[] => (rule.running ? [place] : lanes.of(place))
  return {
    of: (_, place) => made(place),
    reads: (_, place) => [{ input: 0, places: together(place) }],
    reach: (_, place) => together(place),
  }
}

/** An array of numbers with where each of them comes from. */
export interface Source { readonly array: NumericArray; origin(place: number): Origin }

/** What the cells of a normalised source are made of. `prefix` tells the statistics of several norms within one layer apart. */
export function normalisedCells(source: Source, { running, ...rule }: Normalised, prefix = ''): (place: number) => Made {
  const lanes = lanesAlong(rule.shape, rule.dims)
  const x = (place: number): Expression => read(source.origin(place))
  return (place) => {
    const scaled = running ? standardised(x(place), atWeight(running(place).mean), atWeight(running(place).variance), rule.eps) : byLane(source, rule, lanes, place, prefix)
    const weighed = rule.weight ? times(scaled, atWeight(rule.weight(place))) : scaled
    return formula(rule.bias ? plus(weighed, atWeight(rule.bias(place))) : weighed)
  }
}

function byLane(source: Source, { eps, isCentred }: Omit<Normalised, 'running'>, lanes: Lanes, place: number, prefix: string): Expression {
  const x = (each: number): Expression => read(source.origin(each))
  const places = lanes.of(place), index = lanes.index(place), count = number(places.length)
  const values = places.map((each) => source.array.data[each]!)
  if (!isCentred) {
    const square = part(`${prefix}mean(x²)`, index, meanOf(values.map((value) => value ** 2)), () => formula(over(total(places.map((each) => squared(x(each)))), count)))
    return over(x(place), apply('sqrt', plus(read(square), number(eps, 'eps'))))
  }
  const mean = read(part(`${prefix}mean`, index, meanOf(values), () => formula(over(total(places.map(x)), count))))
  const variance = part(`${prefix}var`, index, varianceOf(values), () => formula(over(total(places.map((each) => squared(minus(x(each), mean)))), count)))
  return standardised(x(place), mean, read(variance), eps)
}

const standardised = (x: Expression, mean: Expression, variance: Expression, eps: number): Expression => over(minus(x, mean), apply('sqrt', plus(variance, number(eps, 'eps'))))
const atWeight = ({ name, place }: WeightPlace): Expression => weightAt(name, place)

/** One weight for each channel, which is dim 1. */
export function perChannel(name: string, array: NumericArray | undefined, of: NumericArray): ((place: number) => WeightPlace) | undefined {
  const plane = elementCount(of.shape.slice(2)), channels = of.shape[1]!
  return array && ((place) => ({ name, place: Math.floor(place / plane) % channels }))
}
/** One weight for each place of the last dims. */
export const perElement = (name: string, array: NumericArray | undefined): ((place: number) => WeightPlace) | undefined => array && ((place) => ({ name, place: place % array.data.length }))
