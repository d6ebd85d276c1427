/** The terms of poolings and of resizing: windows and weighted neighbours that treat every plane alike. */
import { elementCount, indexOf, offsetOf, stridesOf, type NumericArray } from '../../arrays/index.ts'
import { adaptiveMaxPool, evenMean, evenRegion, fractionalMaxPool, fractionalRegions, type AdaptiveSize, type FractionalParameters, type Region } from '../kernels/adaptivePool.ts'
import { interpolationLines, type InterpolateParameters } from '../kernels/interpolate.ts'
import { averageDivisors, maxPool, poolPlaces, type AverageParameters, type Maxima, type PoolParameters } from '../kernels/pool.ts'
import { pad, type PadMode } from '../kernels/pad.ts'
import { paddedLine, slidingLine, weightedLine, type Line } from './lines.ts'
import { once } from './moved.ts'
import { block } from './lanes.ts'
import { planewise, productOf, separableReach, separableTerms, type Separable } from './separable.ts'
import { formula, number, over, termOf, times, total, toThe } from './expression.ts'
import type { Expression, Made, Term, Terms } from './types.ts'

const spatialOf = (input: NumericArray, dims: number): readonly number[] => input.shape.slice(input.shape.length - dims)
const planes = (lines: readonly Line[], kernel_size: readonly number[] = lines.map(() => 1)): Separable => ({ lines, kernel_size, ...planewise })

function slidingLines(input: NumericArray, { kernel_size, stride, padding, ceil_mode }: PoolParameters, dilation: readonly number[]): Line[] {
  const spatial = spatialOf(input, kernel_size.length)
  const places = poolPlaces(spatial, { kernel_size, stride, padding, ceil_mode }, dilation)
  return kernel_size.map((kernel, dim) => slidingLine(spatial[dim]!, places[dim]!, { kernel_size: kernel, stride: stride[dim]!, padding: padding[dim]!, dilation: dilation[dim]! }))
}

const onInput = ({ from }: Term): boolean => from.kind === 'input'

/** The largest of the elements that are on the input. The winner is the one whose place the kernel notes. */
function maximumTerms(separable: Separable, maxima: () => Maxima): Terms {
  const outputPlane = separable.lines.reduce((product, line) => product * line.places, 1)
  const inputPlane = separable.lines.reduce((product, line) => product * line.length, 1)
  return {
    of: (output, place) => {
      if (output !== 0) return undefined
      const terms = separableTerms(separable, place).filter(onInput)
      const winner = Math.floor(place / outputPlane) * inputPlane + maxima().indices.data[place]!
      return { form: 'maximum', terms, winner: terms.findIndex(({ from }) => from.kind === 'input' && from.place === winner) }
    },
    reach: (_, place) => separableReach(separable, place),
  }
}

export const maxPoolTerms = (input: NumericArray, parameters: PoolParameters & { readonly dilation: readonly number[] }): Terms =>
  maximumTerms(planes(slidingLines(input, parameters, parameters.dilation), parameters.kernel_size), once(() => maxPool(input, parameters)))

export function adaptiveMaxPoolTerms(input: NumericArray, output_size: AdaptiveSize): Terms {
  const lines = spatialOf(input, output_size.length).map((length, dim) => {
    const size = output_size[dim] ?? length
    return weightedLine(length, size, (place) => {
      const { start, end } = evenRegion(place, length, size)
      return Array.from({ length: end - start }, (_, offset) => ({ index: start + offset, weight: 1 }))
    })
  })
  return maximumTerms(planes(lines), once(() => adaptiveMaxPool(input, { output_size })))
}

/** The largest of regions that were drawn, in each plane others. */
export function fractionalMaxPoolTerms(input: NumericArray, samples: NumericArray, parameters: FractionalParameters): Terms {
  const { output_size } = parameters
  const spatial = spatialOf(input, output_size.length), strides = stridesOf(spatial)
  const inputPlane = elementCount(spatial), outputPlane = elementCount(output_size)
  const regionOf = fractionalRegions(input, samples, parameters)
  const maxima = once(() => fractionalMaxPool(input, samples, parameters))
  const regions = (place: number): Region[] => indexOf(place % outputPlane, output_size).map((index, dim) => regionOf(Math.floor(place / outputPlane), dim, index))
  return {
    of: (output, place) => {
      if (output !== 0) return undefined
      const start = Math.floor(place / outputPlane) * inputPlane
      const cells = block(spatial, regions(place).map((region) => [region.start, region.end]))
      const terms = cells.map((cell): Term => ({ from: { kind: 'input', input: 0, place: start + cell }, factor: 1 }))
      return { form: 'maximum', terms, winner: cells.indexOf(maxima().indices.data[place]!) }
    },
    reach: (_, place) => {
      const plane = Math.floor(place / inputPlane)
      const position = strides.map((stride, dim) => Math.floor((place % inputPlane) / stride) % spatial[dim]!)
      const along = output_size.map((size, dim) => Array.from({ length: size }, (_each, index) => index).filter((index) => {
        const { start, end } = regionOf(plane, dim, index)
        return start <= position[dim]! && position[dim]! < end
      }))
      return productOf(along).map((index) => plane * outputPlane + offsetOf(index, output_size))
    },
  }
}

/** The mean: every cell on the padded input takes part with one over the divisor, those on the padding where they are counted. */
export function avgPoolTerms(input: NumericArray, parameters: AverageParameters): Terms {
  return weighedBy(input, parameters, (divisor) => 1 / divisor, (terms) => ({ form: 'sum', terms }))
}

/** `(Σ x^p)^(1/p)` with a window that reaches beyond the end weighed as if it were full. */
export function lpPoolTerms(input: NumericArray, parameters: Omit<PoolParameters, 'padding'> & { readonly norm_type: number }): Terms {
  const cells = elementCount(parameters.kernel_size)
  const padding = parameters.kernel_size.map(() => 0)
  const p = number(parameters.norm_type, 'norm_type')
  const power = ({ factor, ...term }: Term): Expression => {
    const raised = toThe(termOf({ ...term, factor: 1 }), p)
    return factor === 1 ? raised : times(number(factor as number), raised)
  }
  return weighedBy(input, { ...parameters, padding }, (divisor) => cells / divisor, (terms) => formula(toThe(total(terms.map(power)), over(number(1), p))))
}

function weighedBy(input: NumericArray, parameters: AverageParameters, weigh: (divisor: number) => number, made: (terms: readonly Term[]) => Made): Terms {
  const { kernel_size, padding, count_include_pad = true } = parameters
  const dims = kernel_size.length, spatial = spatialOf(input, dims)
  const separable = planes(slidingLines(input, parameters, kernel_size.map(() => 1)), kernel_size)
  const divisors = once(() => averageDivisors(spatial, parameters))
  const counts = ({ from }: Term): boolean => from.kind === 'input' || (from.kind === 'padding' && count_include_pad && from.position.every((position, dim) => position >= -padding[dim]! && position < spatial[dim]! + padding[dim]!))
  return {
    of: (_, place) => {
      const factor = weigh(divisors()[place % divisors().length]!)
      return made(separableTerms(separable, place).filter(counts).map((term) => ({ ...term, factor })))
    },
    reach: (_, place) => separableReach(separable, place),
  }
}

const weighted = (lines: readonly Line[]): Terms => ({
  of: (_, place) => ({ form: 'sum', terms: separableTerms(planes(lines), place).map(({ from, factor }) => ({ from, factor })) }),
  reach: (_, place) => separableReach(planes(lines), place),
})

export const adaptiveAvgPoolTerms = (input: NumericArray, output_size: AdaptiveSize): Terms =>
  weighted(spatialOf(input, output_size.length).map((length, dim) => weightedLine(length, output_size[dim] ?? length, (place) => evenMean(place, length, output_size[dim] ?? length))))

/** The neighbours of every sample with the weights of the mode. */
export const interpolateTerms = (input: NumericArray, parameters: InterpolateParameters): Terms =>
  weighted(interpolationLines(input.shape.slice(2), parameters).map(({ length, size, row }) => weightedLine(length, size, row)))

/** What stands at a place of the padded array: an element, a copy of one, or the value of the padding. `padding` is in pairs from the last dim backwards. */
export function padTerms(input: NumericArray, parameters: { readonly padding: readonly number[]; readonly mode?: PadMode; readonly value?: number }): Terms {
  const { padding, mode = 'constant', value = 0 } = parameters
  const dims = Math.ceil(padding.length / 2)
  const spatial = spatialOf(input, dims)
  const size = pad(input, parameters).shape.slice(input.shape.length - dims)
  const lines = spatial.map((length, dim) => {
    const pair = 2 * (dims - 1 - dim)
    return paddedLine(length, size[dim]!, padding[pair]!, mode, padding[pair + 1] ?? 0)
  })
  const separable = { ...planes(lines), padding: value }
  return {
    of: (_, place) => ({ form: 'sum', terms: separableTerms(separable, place).map(({ from, factor }) => ({ from, factor })) }),
    reach: (_, place) => separableReach(separable, place),
  }
}
