import { allocate, elementCount, type NumericArray } from '../../arrays/array.ts'
import { forEachWindow, windowCount, type Window } from './window.ts'

/**
 * Copies every window into a column: row `c * cells + k` holds cell k of channel c, column by column in the order of
 * places. Cells on the padding are zero.
 *
 * Shapes: `(N, C, *spatial)` or `(C, *spatial)` to `(N, C * cells, L)` or `(C * cells, L)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Unfold.html
 */
export function unfold(input: NumericArray, window: Window): NumericArray {
  const dims = window.kernel_size.length
  const spatial = input.shape.slice(-dims)
  const places = placesOf(spatial, window)
  const cells = elementCount(window.kernel_size)
  const columns = elementCount(places)
  const plane = elementCount(spatial)
  const channels = input.shape.at(-dims - 1)!
  const shape = [...input.shape.slice(0, -dims - 1), channels * cells, columns]
  const data = allocate(shape)
  const planes = elementCount(input.shape.slice(0, -dims))
  forEachWindow(spatial, places, window, (place, taps) => {
    for (let index = 0; index < planes; index++) {
      for (let tap = 0; tap < taps.count; tap++) {
        data[(index * cells + taps.kernel[tap]!) * columns + place] = input.data[index * plane + taps.input[tap]!]!
      }
    }
  })
  return { shape, data }
}

/**
 * Adds every column back to the window it was copied from: the adjoint of `unfold`. Where windows overlap, their
 * cells are summed.
 *
 * Shapes: `(N, C * cells, L)` or `(C * cells, L)` to `(N, C, *output_size)` or `(C, *output_size)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Fold.html
 */
export function fold(input: NumericArray, window: Window & { readonly output_size: readonly number[] }): NumericArray {
  const { kernel_size, output_size } = window
  const places = placesOf(output_size, window)
  const cells = elementCount(kernel_size)
  const columns = elementCount(places)
  const plane = elementCount(output_size)
  const leading = input.shape.slice(0, -2)
  const shape = [...leading, input.shape.at(-2)! / cells, ...output_size]
  const data = allocate(shape)
  const planes = elementCount(shape.slice(0, -output_size.length))
  forEachWindow(output_size, places, window, (place, taps) => {
    for (let index = 0; index < planes; index++) {
      for (let tap = 0; tap < taps.count; tap++) {
        const from = (index * cells + taps.kernel[tap]!) * columns + place
        data[index * plane + taps.input[tap]!]! += input.data[from]!
      }
    }
  })
  return { shape, data }
}

function placesOf(spatial: readonly number[], window: Window): number[] {
  return spatial.map((length, dim) =>
    windowCount(length, {
      kernel_size: window.kernel_size[dim]!,
      stride: window.stride[dim]!,
      padding: window.padding[dim]!,
      dilation: window.dilation[dim]!,
    }))
}
