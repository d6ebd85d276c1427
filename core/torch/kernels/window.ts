import { elementCount } from '../../arrays/array.ts'
import { stridesOf } from '../../arrays/strides.ts'

/** How a window slides over n spatial dims: one number per dim. `padding` is what lies before the first element. */
export interface Window {
  readonly kernel_size: readonly number[]
  readonly stride: readonly number[]
  readonly padding: readonly number[]
  readonly dilation: readonly number[]
}

/** The cells of one window that lie on the input. Both lists hold flat offsets; the first `count` entries are valid. */
export interface Taps {
  readonly count: number
  readonly kernel: Int32Array
  readonly input: Int32Array
}

/** Where cell `k` of the window at `place` lies along one dim, counted from the first element of the input. */
export const cellPosition = (place: number, k: number, window: { readonly stride: number; readonly padding: number; readonly dilation: number }): number =>
  place * window.stride - window.padding + k * window.dilation

/** The number of places a window has along one dim: `floor((L + 2*padding - dilation*(kernel - 1) - 1) / stride) + 1`. */
export function windowCount(
  length: number,
  window: { kernel_size: number; stride: number; padding: number; dilation: number },
  round: (quotient: number) => number = Math.floor,
): number {
  const span = window.dilation * (window.kernel_size - 1) + 1
  return round((length + 2 * window.padding - span) / window.stride) + 1
}

/**
 * Visits every place of the window over `spatial`, in row-major order of `places`, with the cells it covers there.
 * The taps are reused from one visit to the next. All operations that slide a window are written with this loop. More
 * places than an array may have elements are a RangeError.
 */
export function forEachWindow(
  spatial: readonly number[],
  places: readonly number[],
  window: Window,
  visit: (place: number, taps: Taps) => void,
): void {
  const inputStrides = stridesOf(spatial)
  const kernelStrides = stridesOf(window.kernel_size)
  const capacity = elementCount(window.kernel_size)
  elementCount(places)
  const levels = Array.from({ length: spatial.length + 1 }, () => ({
    count: 0,
    kernel: new Int32Array(capacity),
    input: new Int32Array(capacity),
  }))
  levels[0]!.count = 1
  let place = 0
  /** Combines the cells along the first `dim` dims with those of dim `dim`, for every place along it. */
  const descend = (dim: number): void => {
    const outer = levels[dim]!
    if (dim === spatial.length) return visit(place++, outer)
    const inner = levels[dim + 1]!
    const dilation = window.dilation[dim]!
    const line = { stride: window.stride[dim]!, padding: window.padding[dim]!, dilation }
    for (let along = 0; along < places[dim]!; along++) {
      // Cell k lies at `start + k*dilation`, which is on the input for k from `first` up to `end`.
      const start = cellPosition(along, 0, line)
      const first = Math.max(0, Math.ceil(-start / dilation))
      const end = Math.min(window.kernel_size[dim]!, Math.ceil((spatial[dim]! - start) / dilation))
      inner.count = 0
      for (let index = 0; index < outer.count; index++) {
        for (let k = first; k < end; k++) {
          inner.kernel[inner.count] = outer.kernel[index]! + k * kernelStrides[dim]!
          inner.input[inner.count++] = outer.input[index]! + (start + k * dilation) * inputStrides[dim]!
        }
      }
      descend(dim + 1)
    }
  }
  descend(0)
}

/**
 * The same cells, arranged for long sums: for every cell of the kernel the runs of neighbouring places, along the last dim, at which
 * the cell lies on the input. Run r covers the places `place[r] … place[r] + length[r] - 1`; its cell is `kernel[r]`, and it reads the
 * input from `input[r]` on in steps of the last dim's stride. Runs come in the order of the kernel's cells.
 */
export interface Runs {
  readonly count: number
  readonly kernel: Int32Array
  readonly place: Int32Array
  readonly input: Int32Array
  readonly length: Int32Array
}

export function runsOf(spatial: readonly number[], places: readonly number[], window: Window): Runs {
  const inputStrides = stridesOf(spatial), placeStrides = stridesOf(places), kernelStrides = stridesOf(window.kernel_size)
  const last = spatial.length - 1
  const capacity = elementCount(window.kernel_size) * elementCount(places.slice(0, last))
  const [kernel, place, input, length] = [new Int32Array(capacity), new Int32Array(capacity), new Int32Array(capacity), new Int32Array(capacity)]
  let count = 0
  /** The places along a dim at which cell k is on the input: from `from` up to `end`. */
  const range = (dim: number, k: number): { readonly from: number; readonly end: number; readonly start: number } => {
    const line = { stride: window.stride[dim]!, padding: window.padding[dim]!, dilation: window.dilation[dim]! }
    const start = cellPosition(0, k, line)
    return { start, from: Math.max(0, Math.ceil(-start / line.stride)), end: Math.min(places[dim]!, Math.floor((spatial[dim]! - 1 - start) / line.stride) + 1) }
  }
  const descend = (dim: number, cells: readonly number[], at: { readonly kernel: number; readonly place: number; readonly input: number }): void => {
    const { start, from, end } = range(dim, cells[dim]!)
    const stride = window.stride[dim]!
    const cell = at.kernel + cells[dim]! * kernelStrides[dim]!
    if (dim === last) {
      if (end <= from) return
      kernel[count] = cell
      place[count] = at.place + from
      input[count] = at.input + start + from * stride
      length[count++] = end - from
      return
    }
    for (let along = from; along < end; along++) descend(dim + 1, cells, { kernel: cell, place: at.place + along * placeStrides[dim]!, input: at.input + (start + along * stride) * inputStrides[dim]! })
  }
  const cells = window.kernel_size.map(() => 0)
  for (let flat = 0; flat < elementCount(window.kernel_size); flat++) {
    for (let dim = 0, rest = flat; dim <= last; dim++) {
      cells[dim] = Math.floor(rest / kernelStrides[dim]!)
      rest %= kernelStrides[dim]!
    }
    descend(0, cells, { kernel: 0, place: 0, input: 0 })
  }
  return { count, kernel, place, input, length }
}
