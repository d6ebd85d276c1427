import { allocate, elementCount, type NumericArray } from '../../arrays/array.ts'
import { indexOf, offsetOf, stridedOffsets, stridesOf } from '../../arrays/strides.ts'
import type { Maxima } from './pool.ts'
import { resample, type Contribution } from './resample.ts'

/** The wanted size along each pooled dim; null keeps the size of the input. */
export type AdaptiveSize = readonly (number | null)[]

/**
 * The mean of `output_size` regions along each dim that cover the input evenly.
 *
 * Shapes: `(*, *spatial)` to `(*, *output_size)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export function adaptiveAvgPool(input: NumericArray, parameters: { output_size: AdaptiveSize }): NumericArray {
  let pooled = input
  parameters.output_size.forEach((size, index) => {
    const dim = input.shape.length - parameters.output_size.length + index
    const length = input.shape[dim]!
    pooled = resample(pooled, dim, size ?? length, place => evenMean(place, length, size ?? length))
  })
  return pooled
}

/**
 * The largest element of `output_size` regions along each dim that cover the input evenly; ties and NaN as in maxPool.
 *
 * Shapes: `(*, *spatial)` to `(*, *output_size)`, for output and indices.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
 */
export function adaptiveMaxPool(input: NumericArray, parameters: { output_size: AdaptiveSize }): Maxima {
  const spatial = input.shape.slice(-parameters.output_size.length)
  const size = spatial.map((length, dim) => parameters.output_size[dim] ?? length)
  return maximaOf(input, size, (_, dim, index) => evenRegion(index, spatial[dim]!, size[dim]!))
}

/**
 * The largest element of regions whose places are drawn at random: with `alpha = (L - kernel_size) / (output_size - 1)`
 * and a sample u, the region i begins at `floor((i + u)*alpha) - floor(u*alpha)`, and the last one ends with the input.
 *
 * Shapes: input `(N, C, *spatial)` or `(C, *spatial)`, samples in [0, 1) `(N, C, number of spatial dims)`; output and
 * indices `(N, C, *output_size)`. For two dims the samples come in the order (W, H), for three in (D, H, W).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool2d.html
 */
export function fractionalMaxPool(
  input: NumericArray,
  samples: NumericArray,
  parameters: FractionalParameters,
): Maxima {
  return maximaOf(input, parameters.output_size, fractionalRegions(input, samples, parameters))
}

export interface FractionalParameters { readonly kernel_size: readonly number[]; readonly output_size: readonly number[] }

/** The regions that the samples draw. */
export function fractionalRegions(input: NumericArray, samples: NumericArray, { kernel_size, output_size }: FractionalParameters): RegionOf {
  const dims = kernel_size.length
  const spatial = input.shape.slice(-dims)
  return (plane, dim, index) => {
    const sample = samples.data[plane * dims + (dims === 2 ? 1 - dim : dim)]!
    const start = fractionalStart(index, spatial[dim]!, kernel_size[dim]!, output_size[dim]!, sample)
    return { start, end: start + kernel_size[dim]! }
  }
}

/** The part of a dim that one output element sees: from `start` up to `end` (exclusive). */
export interface Region {
  readonly start: number
  readonly end: number
}
/** The region of an output element, given by its plane and its index along each spatial dim. */
export type RegionOf = (plane: number, dim: number, index: number) => Region

/** Region i reaches from `floor(i * L / size)` to `ceil((i + 1) * L / size)`. Neighbours may overlap by one element. */
export function evenRegion(index: number, length: number, size: number): Region {
  return { start: Math.floor((index * length) / size), end: Math.ceil(((index + 1) * length) / size) }
}

/** The mean of region i, as what each of its elements contributes. */
export function evenMean(index: number, length: number, size: number): Contribution[] {
  const { start, end } = evenRegion(index, length, size)
  return Array.from({ length: end - start }, (_, offset) => ({ index: start + offset, weight: 1 / (end - start) }))
}

function fractionalStart(index: number, length: number, kernel: number, size: number, sample: number): number {
  if (index === size - 1) return length - kernel
  const alpha = (length - kernel) / (size - 1)
  return Math.floor((index + sample) * alpha) - Math.floor(sample * alpha)
}

/** The maxima of boxes, each the product of one region along every spatial dim. */
function maximaOf(
  input: NumericArray,
  size: readonly number[],
  regionOf: RegionOf,
): Maxima {
  const spatial = input.shape.slice(-size.length)
  const shape = [...input.shape.slice(0, -size.length), ...size]
  const inputPlane = elementCount(spatial)
  const outputPlane = elementCount(size)
  const strides = stridesOf(spatial)
  const output = allocate(shape)
  const indices = allocate(shape)
  for (let flat = 0; flat < output.length; flat++) {
    const plane = Math.floor(flat / outputPlane)
    const box = indexOf(flat % outputPlane, size).map((index, dim) => regionOf(plane, dim, index))
    const cells = stridedOffsets(
      box.map(({ start, end }) => end - start),
      strides,
      offsetOf(box.map(({ start }) => start), spatial),
    )
    let maximum = -Infinity
    let index = cells[0] ?? 0
    for (const cell of cells) {
      const element = input.data[plane * inputPlane + cell]!
      if (element > maximum || Number.isNaN(element)) {
        maximum = element
        index = cell
      }
    }
    output[flat] = maximum
    indices[flat] = index
  }
  return { output: { shape, data: output }, indices: { shape, data: indices } }
}
