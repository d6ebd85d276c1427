import type { NumericArray } from '../../arrays/array.ts'
import { evenMeans } from './adaptivePool.ts'
import { cubic, cubicWeights, resample, type Contribution } from './resample.ts'

export type InterpolateMode =
  | 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'trilinear' | 'bicubic' | 'area'

export interface InterpolateParameters {
  /** The spatial size to produce. Either this or `scale_factor` is given, one number per spatial dim. */
  readonly size?: readonly number[]
  readonly scale_factor?: readonly number[]
  readonly mode: InterpolateMode
  readonly align_corners?: boolean
  readonly recompute_scale_factor?: boolean
  readonly antialias?: boolean
}

/**
 * Resizes the spatial dims to `size`, or to `floor(L * scale_factor)`. Unless it is recomputed from the sizes, a given
 * scale factor also places the samples.
 *
 * Shapes: `(N, C, *spatial)` to `(N, C, *size)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html
 */
export function interpolate(input: NumericArray, parameters: InterpolateParameters): NumericArray {
  let resized = input
  input.shape.slice(2).forEach((length, dim) => {
    const factor = parameters.scale_factor?.[dim]
    const size = parameters.size?.[dim] ?? Math.floor(length * (factor ?? 1))
    const step =
      factor === undefined || parameters.recompute_scale_factor === true ? length / size : 1 / factor
    resized = resample(resized, dim + 2, contributions(length, size, step, parameters))
  })
  return resized
}

/** What each of `size` samples takes from a dim of this length; `step` is the distance of samples, in input elements. */
function contributions(length: number, size: number, step: number, parameters: InterpolateParameters): Contribution[][] {
  const { mode, align_corners = false, antialias = false } = parameters
  const places = Array.from({ length: size }, (_, index) => index)
  const alignedStep = size > 1 ? (length - 1) / (size - 1) : 0
  const centre = (index: number): number =>
    align_corners ? index * alignedStep : (index + 0.5) * step - 0.5
  switch (mode) {
    case 'nearest':
      return places.map(index => single(Math.floor(index * step), length))
    case 'nearest-exact':
      return places.map(index => single(Math.floor((index + 0.5) * step), length))
    case 'area':
      return evenMeans(length, size)
    case 'linear':
    case 'bilinear':
    case 'trilinear':
      if (antialias) return places.map(index => smoothed(index, length, align_corners ? alignedStep : step, triangle))
      return places.map(index => between(align_corners ? centre(index) : Math.max(0, centre(index)), length))
    case 'bicubic':
      if (antialias) return places.map(index => smoothed(index, length, align_corners ? alignedStep : step, softCubic))
      return places.map(index => cubicAt(centre(index), length))
  }
}

function single(index: number, length: number): Contribution[] {
  return [{ index: Math.min(index, length - 1), weight: 1 }]
}

/** Linear interpolation between the two elements around a point; beyond the last element, the last. */
function between(point: number, length: number): Contribution[] {
  const index = Math.min(Math.floor(point), length - 1)
  const fraction = Math.min(Math.max(point - index, 0), 1)
  return [
    { index, weight: 1 - fraction },
    { index: Math.min(index + 1, length - 1), weight: fraction },
  ]
}

/** Cubic convolution (coefficient -3/4) of the four elements around a point; the border element stands for those beyond. */
function cubicAt(point: number, length: number): Contribution[] {
  const first = Math.floor(point) - 1
  return cubicWeights(point - Math.floor(point), -0.75).map((weight, tap) => ({
    index: Math.min(Math.max(first + tap, 0), length - 1),
    weight,
  }))
}

interface Filter {
  /** Half the width outside of which the filter is zero. */
  readonly support: number
  at(distance: number): number
}

const triangle: Filter = { support: 1, at: distance => Math.max(0, 1 - Math.abs(distance)) }
const softCubic: Filter = { support: 2, at: distance => cubic(distance, -0.5) }

/** The weighted mean around a sample. When the image shrinks, the filter is widened so that every element takes part. */
function smoothed(place: number, length: number, step: number, filter: Filter): Contribution[] {
  const stretch = Math.max(step, 1)
  const support = filter.support * stretch
  const centre = (place + 0.5) * step
  const first = Math.max(0, Math.trunc(centre - support + 0.5))
  const end = Math.min(length, Math.trunc(centre + support + 0.5))
  const weights = Array.from({ length: Math.max(0, end - first) }, (_, index) =>
    filter.at((first + index - centre + 0.5) / stretch))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight, index) => ({ index: first + index, weight: total === 0 ? weight : weight / total }))
}
