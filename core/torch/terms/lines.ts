/** The geometry of one spatial dim: which elements of the input each place of the output reads. */
import type { Contribution } from '../kernels/resample.ts'
import { paddedSource, type PadMode } from '../kernels/pad.ts'
import { cellPosition } from '../kernels/window.ts'

export interface Line {
  /** Elements of the input along the dim. */
  readonly length: number
  /** Elements of the output along the dim. */
  readonly places: number
  reads(place: number): readonly LineTap[]
}

/** `source` is the element that is read; undefined: a value that stands for none. `position` is where the window looked. */
export interface LineTap {
  readonly tap: number
  readonly position: number
  readonly source: number | undefined
  /** What is read outside of the input is a copy of an element inside. */
  readonly copied?: boolean
  /** A zero inserted between elements; otherwise positions outside of the input are padding. */
  readonly inserted?: boolean
  readonly weight?: number
}

export interface LineWindow { readonly kernel_size: number; readonly stride: number; readonly padding: number; readonly dilation: number }

/** A window that slides over the input. Its cells outside read what the mode puts there. */
export const slidingLine = (length: number, places: number, window: LineWindow, mode: PadMode | 'zeros' = 'zeros'): Line => ({
  length, places,
  reads: (place) => Array.from({ length: window.kernel_size }, (_, tap): LineTap => {
    const position = cellPosition(place, tap, window)
    return { tap, position, ...sourceAt(position, length, mode) }
  }),
})

/**
 * A window that slides over the output, as a transposed convolution's does: the element q of the input reaches the output at cell
 * k of the window at place q, so that the output p reads `q = (p + padding - k*dilation) / stride` through tap k. In the input with
 * `stride - 1` zeros inserted between its elements this is the position `p + padding - k*dilation`.
 */
export const transposedLine = (length: number, places: number, window: LineWindow): Line => ({
  length, places,
  reads: (place) => Array.from({ length: window.kernel_size }, (_, tap): LineTap => {
    const position = place - cellPosition(0, tap, window)
    const source = position / window.stride
    if (Number.isInteger(source) && source >= 0 && source < length) return { tap, position, source }
    return { tap, position, source: undefined, inserted: position > 0 && position < (length - 1) * window.stride }
  }),
})

/** A line of weighted neighbours, as interpolation and adaptive pooling have. Those that weigh nothing take no part. */
export const weightedLine = (length: number, places: number, row: (place: number) => readonly Contribution[]): Line => ({
  length, places,
  reads: (place) => row(place).filter(({ weight }) => weight !== 0).map(({ index, weight }, tap) => ({ tap, position: index, source: index, weight })),
})

/** `before` elements are put in front of the input (cut off, where negative). */
export const paddedLine = (length: number, places: number, before: number, mode: PadMode, after: number): Line => ({
  length, places,
  reads: (place) => {
    const position = place - before
    return [{ tap: 0, position, ...sourceAt(position, length, mode, before, after) }]
  },
})

function sourceAt(position: number, length: number, mode: PadMode | 'zeros', before = 0, after = 0): Pick<LineTap, 'source' | 'copied'> {
  if (position >= 0 && position < length) return { source: position }
  return mode === 'zeros' || mode === 'constant' ? { source: undefined } : { source: paddedSource(position, length, mode, before, after), copied: true }
}
