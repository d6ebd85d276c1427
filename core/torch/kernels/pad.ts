import { elementCount, type NumericArray } from '../../arrays/array.ts'
import { take } from '../../arrays/arrange.ts'

export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular'

/**
 * Extends an array beyond its borders. `padding` lists the pairs (before, after) from the last dim backwards; a
 * negative count cuts elements off. A result that is too large for an array is a RangeError.
 *
 * Shapes: `(*, L)` to `(*, before + L + after)`, for each padded dim.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
 */
export function pad(
  input: NumericArray,
  parameters: {
    readonly padding: readonly number[]
    readonly mode?: PadMode | undefined
    readonly value?: number | undefined
  },
): NumericArray {
  const { padding, mode = 'constant', value = 0 } = parameters
  let padded = input
  for (let pair = 0; 2 * pair < padding.length; pair++) {
    const dim = input.shape.length - 1 - pair
    const length = input.shape[dim]!
    const before = padding[2 * pair]!
    const after = padding[2 * pair + 1] ?? 0
    elementCount([...input.shape.slice(0, dim), Math.max(0, before + length + after), ...padded.shape.slice(dim + 1)])
    const places = Array.from({ length: Math.max(0, before + length + after) }, (_, index) => index - before)
    const indices = places.map(place => (mode === 'constant' ? place : paddedSource(place, length, mode, before, after)))
    padded = take(padded, dim, indices, value)
  }
  return padded
}

/**
 * The element that stands at a place outside the array: mirrored without repeating the border, the border itself, or the other end.
 * Circular padding copies from what remains when negative padding (`before`, `after`) has cut the ends off.
 */
export function paddedSource(place: number, length: number, mode: Exclude<PadMode, 'constant'>, before = 0, after = 0): number {
  switch (mode) {
    case 'replicate':
      return Math.min(Math.max(place, 0), length - 1)
    case 'reflect':
      return place < 0 ? -place : place >= length ? 2 * (length - 1) - place : place
    case 'circular': {
      const first = Math.max(0, -before)
      const last = length - Math.max(0, -after)
      return first + modulo(place - first, last - first)
    }
  }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
