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
