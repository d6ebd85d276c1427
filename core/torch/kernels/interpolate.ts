import type { NumericArray } from '../../arrays/array.ts'
import { evenMean } from './adaptivePool.ts'
import { cubic, cubicWeights, resample, type Contribution } from './resample.ts'

export type InterpolateMode =
  | 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'trilinear' | 'bicubic' | 'area'

export interface InterpolateParameters {
  /** The spatial size to produce. Either this or `scale_factor` is given, one number per spatial dim. */
  readonly size?: readonly number[] | undefined
  readonly scale_factor?: readonly number[] | undefined
  readonly mode: InterpolateMode
  readonly align_corners?: boolean | undefined
  readonly recompute_scale_factor?: boolean | undefined
  readonly antialias?: boolean | undefined
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
  interpolationLines(input.shape.slice(2), parameters).forEach(({ size, row }, dim) => { resized = resample(resized, dim + 2, size, row) })
  return resized
}

/** The map along each spatial dim: what each element of the output takes from the input. */
export function interpolationLines(spatial: readonly number[], parameters: InterpolateParameters): (Line & { readonly row: (place: number) => Contribution[] })[] {
  const lines = spatial.map((length, dim): Line => {
    const factor = parameters.scale_factor?.[dim]
    const size = parameters.size?.[dim] ?? Math.floor(length * (factor ?? 1))
    const recomputed = factor === undefined || parameters.recompute_scale_factor === true
    return { length, size, step: recomputed ? length / size : 1 / factor }
  })
  return lines.map((line) => ({ ...line, row: (place) => contributions(place, line, lines, parameters) }))
}

/** One spatial dim: its length, the size it gets, and the distance of neighbouring samples in input elements. */
interface Line {
  readonly length: number
  readonly size: number
  readonly step: number
}

/** What a sample takes from the input along one line. */
function contributions(
  index: number,
  line: Line,
  lines: readonly Line[],
  parameters: InterpolateParameters,
): Contribution[] {
  const { length, size, step } = line
  const { mode, align_corners = false, antialias = false } = parameters
  switch (mode) {
    case 'nearest':
      return single(nearest(index, line, lines), length)
    case 'nearest-exact':
      return single(nearestExact(index, line, lines), length)
    case 'area':
      return evenMean(index, length, size)
    case 'linear':
    case 'bilinear':
    case 'trilinear':
    case 'bicubic': {
      const cubic = mode === 'bicubic'
      const spread = align_corners ? (size > 1 ? (length - 1) / (size - 1) : 0) : step
      if (antialias) {
        return smoothed(repeatsFirstRow(line, lines) ? 0 : index, length, spread, cubic ? softCubic : triangle)
      }
      const point = align_corners ? index * spread : (index + 0.5) * spread - 0.5
      return cubic ? cubicAt(point, length) : between(Math.max(point, 0), length)
    }
  }
}

/**
 * The element that a sample of mode `nearest` copies, `floor(index * step)`. PyTorch rounds to single precision on the
 * way: for small images the step, for everything else the point. Small images that keep or double their size are exact.
 */
function nearest(index: number, { length, size, step }: Line, lines: readonly Line[]): number {
  if (!isSmallImage(lines)) return Math.floor(Math.fround(index * step))
  if (size === length) return index
  if (size === 2 * length) return index >> 1
  return Math.floor(Math.fround(index * Math.fround(step)))
}

/** The element that a sample of mode `nearest-exact` copies, `floor((index + 0.5) * step)`, rounded as for `nearest`. */
function nearestExact(index: number, { step }: Line, lines: readonly Line[]): number {
  if (isSmallImage(lines)) return Math.floor(Math.fround((index + 0.5) * Math.fround(step)))
  return Math.floor(Math.fround((index + 0.5) * step - 0.5 + 0.5))
}

/** PyTorch computes two-dimensional outputs of at most 128 rows and columns together by code of their own. */
function isSmallImage(lines: readonly Line[]): boolean {
  return lines.length === 2 && lines[0]!.size + lines[1]!.size <= 128
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

/** On an output that is one column wide, antialiasing in PyTorch repeats the first row, unless the number of rows stays. */
function repeatsFirstRow(line: Line, lines: readonly Line[]): boolean {
  return line === lines[0] && line.size !== line.length && lines[1]?.size === 1
}

/** The weighted mean around a sample. When the image shrinks, the filter is widened so that every element takes part. */
function smoothed(index: number, length: number, step: number, filter: Filter): Contribution[] {
  const stretch = Math.max(step, 1)
  const support = filter.support * stretch
  const centre = (index + 0.5) * step
  const first = Math.max(0, Math.trunc(centre - support + 0.5))
  const end = Math.min(length, Math.trunc(centre + support + 0.5))
  const weights = Array.from({ length: Math.max(0, end - first) }, (_, offset) =>
    filter.at((first + offset - centre + 0.5) / stretch))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight, offset) => ({ index: first + offset, weight: total === 0 ? weight : weight / total }))
}
