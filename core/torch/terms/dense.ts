/** The terms of operations that have no window: products with a matrix, normalisations, and functions of single elements. */
import { elementCount, indexOf, meanOf, stridedOffsets, stridesOf, varianceOf, type NumericArray } from '../../arrays/index.ts'
import type { Statistics, Terms, WeightPlace } from './types.ts'

/** `y[o] = Σ_i A[o, i] * x[i] + b[o]` for every row. */
export function linearTerms(weight: NumericArray, hasBias: boolean): Terms {
  const inputs = weight.shape.at(-1)!
  const outputs = elementCount(weight.shape.slice(0, -1))
  return {
    of: (_, place) => {
      const row = Math.floor(place / outputs), output = place % outputs
      const terms = Array.from({ length: inputs }, (_each, i) => ({ from: { kind: 'input' as const, input: 0, place: row * inputs + i }, factor: { name: 'weight', place: output * inputs + i } }))
      return { form: 'sum', terms, bias: hasBias ? { name: 'bias', place: output } : undefined }
    },
    reach: (_, place) => Array.from({ length: outputs }, (_each, output) => Math.floor(place / inputs) * outputs + output),
  }
}

export interface Normalised {
  /** Statistics are taken over these dims of an array of this shape, which holds the input's elements in the same order. */
  readonly shape: readonly number[]
  readonly dims: readonly number[]
  readonly eps: number
  /** Statistics that are not those of the elements. */
  readonly running?: ((place: number) => { readonly mean: number; readonly variance: number }) | undefined
  /** The root of the mean square: no mean is taken away. */
  readonly isCentred: boolean
  readonly weight: ((place: number) => WeightPlace) | undefined
  readonly bias: ((place: number) => WeightPlace) | undefined
}

/** `(x - mean) / √(variance + eps) * weight + bias`. */
export function normalisedTerms(input: NumericArray, { shape, dims, eps, running, isCentred, weight, bias }: Normalised): Terms {
  const strides = stridesOf(shape)
  const within = stridedOffsets(dims.map((dim) => shape[dim]!), dims.map((dim) => strides[dim]!))
  /** The elements that share their statistics with the one at a place. */
  const lane = (place: number): number[] => {
    const start = indexOf(place, shape).reduce((sum, index, dim) => sum + (dims.includes(dim) ? 0 : index * strides[dim]!), 0)
    return Array.from(within, (offset) => start + offset)
  }
  const statisticsOf = (places: readonly number[]): Statistics => {
    const values = places.map((place) => input.data[place]!)
    if (isCentred) return { mean: meanOf(values), variance: varianceOf(values), eps }
    return { mean: 0, variance: meanOf(values.map((value) => value ** 2)), eps }
  }
  return {
    of: (_, place) => {
      const places = running ? [place] : lane(place)
      const statistics = running ? { ...running(place), eps } : statisticsOf(places)
      return { form: 'normalised', terms: places.map((each) => ({ from: { kind: 'input', input: 0, place: each }, factor: 1 })), place, statistics, weight: weight?.(place), bias: bias?.(place) }
    },
    reach: (_, place) => (running ? [place] : lane(place)),
  }
}

/** One weight for each channel, which is dim 1. */
export function perChannel(name: string, array: NumericArray | undefined, input: NumericArray): ((place: number) => WeightPlace) | undefined {
  const plane = elementCount(input.shape.slice(2)), channels = input.shape[1]!
  return array && ((place) => ({ name, place: Math.floor(place / plane) % channels }))
}
/** One weight for each place of the last dims. */
export const perElement = (name: string, array: NumericArray | undefined): ((place: number) => WeightPlace) | undefined => array && ((place) => ({ name, place: place % array.data.length }))

/** Each element is a function of the one at the same place. */
export const pointwiseTerms: Terms = {
  of: (_, place) => ({ form: 'pointwise', terms: [{ from: { kind: 'input', input: 0, place }, factor: 1 }] }),
  reach: (_, place) => [place],
}
