import { allocate, elementCount, type NumericArray } from './array.ts'

/** How far apart, in row-major storage, neighbours along each dim lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    strides[dim] = step
    step *= shape[dim]!
  }
  return strides
}

/** The place in storage of the element at `index`. */
export function offsetOf(index: readonly number[], shape: readonly number[]): number {
  let offset = 0
  for (let dim = 0; dim < shape.length; dim++) offset = offset * shape[dim]! + index[dim]!
  return offset
}

/** The index of the element at a place in storage: the inverse of `offsetOf`. */
export function indexOf(offset: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length)
  let rest = offset
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    index[dim] = rest % shape[dim]!
    rest = Math.floor(rest / shape[dim]!)
  }
  return index
}

/** A dim counted from the front; negative ones count from the back, as in PyTorch. */
export function normalizeDim(dim: number, rank: number): number {
  return dim < 0 ? dim + rank : dim
}

/** Where storage is read: the places `start + Σ index[dim] * strides[dim]` for every index of `shape`, in row-major order. */
export function stridedOffsets(shape: readonly number[], strides: readonly number[], start = 0): Int32Array {
  const offsets = new Int32Array(elementCount(shape))
  if (offsets.length === 0) return offsets
  offsets[0] = start
  let filled = 1
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    const block = filled
    for (let index = 1; index < shape[dim]!; index++) {
      const shift = index * strides[dim]!
      for (let inner = 0; inner < block; inner++) offsets[filled++] = offsets[inner]! + shift
    }
  }
  return offsets
}

/** The elements of `array` read with other strides: transposing, slicing, flipping and broadcasting are all this. */
export function readStrided(
  array: NumericArray,
  shape: readonly number[],
  strides: readonly number[],
  start = 0,
): NumericArray {
  const offsets = stridedOffsets(shape, strides, start)
  const data = allocate(shape)
  for (let index = 0; index < data.length; index++) data[index] = array.data[offsets[index]!]!
  return { shape, data }
}
