import { allocate, type NumericArray } from './array.ts'
import { readStrided, stridedOffsets, stridesOf } from './strides.ts'

/** The same function of every element. */
export function map(input: NumericArray, f: (element: number) => number): NumericArray {
  const data = new Float64Array(input.data.length)
  for (let index = 0; index < data.length; index++) data[index] = f(input.data[index]!)
  return { shape: input.shape, data }
}

/** A function of the elements of two arrays that are broadcast against each other. */
export function zip(left: NumericArray, right: NumericArray, f: (left: number, right: number) => number): NumericArray {
  const shape = broadcastShape(left.shape, right.shape)
  const leftOffsets = stridedOffsets(shape, broadcastStrides(left.shape, shape))
  const rightOffsets = stridedOffsets(shape, broadcastStrides(right.shape, shape))
  const data = allocate(shape)
  for (let index = 0; index < data.length; index++) {
    data[index] = f(left.data[leftOffsets[index]!]!, right.data[rightOffsets[index]!]!)
  }
  return { shape, data }
}

export const add = (left: NumericArray, right: NumericArray): NumericArray => zip(left, right, (a, b) => a + b)
export const subtract = (left: NumericArray, right: NumericArray): NumericArray => zip(left, right, (a, b) => a - b)
export const multiply = (left: NumericArray, right: NumericArray): NumericArray => zip(left, right, (a, b) => a * b)
export const divide = (left: NumericArray, right: NumericArray): NumericArray => zip(left, right, (a, b) => a / b)

/** Every element times one number. */
export const scale = (input: NumericArray, factor: number): NumericArray => map(input, element => element * factor)

/** The array repeated along its dims of size 1, and along new leading dims, until it has this shape. */
export function broadcastTo(input: NumericArray, shape: readonly number[]): NumericArray {
  if (String(input.shape) === String(shape)) return input
  return readStrided(input, shape, broadcastStrides(input.shape, shape))
}

/** The shape of two arrays broadcast against each other. Dims are aligned at the end; a size 1 gives way to the other. */
export function broadcastShape(left: readonly number[], right: readonly number[]): number[] {
  const rank = Math.max(left.length, right.length)
  return Array.from({ length: rank }, (_, dim) => {
    const a = left[dim - rank + left.length] ?? 1
    const b = right[dim - rank + right.length] ?? 1
    if (a !== b && a !== 1 && b !== 1) throw new RangeError(`[${left}] and [${right}] do not broadcast`)
    return a === 1 ? b : a
  })
}

/** The strides that read an array of shape `from` as if it had the larger shape `to`: zero where it repeats. */
function broadcastStrides(from: readonly number[], to: readonly number[]): number[] {
  const strides = stridesOf(from)
  return to.map((size, dim) => {
    const own = dim - to.length + from.length
    if (own < 0 || from[own] === 1) return 0
    if (from[own] !== size) throw new RangeError(`[${from}] does not broadcast to [${to}]`)
    return strides[own]!
  })
}
