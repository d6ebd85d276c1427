import { allocate, elementCount, type NumericArray } from './array.ts'
import { normalizeDim, readStrided, stridesOf } from './strides.ts'

/** The same elements in the same order under another shape. */
export function reshape(input: NumericArray, shape: readonly number[]): NumericArray {
  if (elementCount(shape) !== input.data.length) {
    throw new RangeError(`an array of shape [${input.shape}] cannot take the shape [${shape}]`)
  }
  return { shape, data: input.data }
}

/** The dims in another order: dim `i` of the result is dim `order[i]` of the input. */
export function permute(input: NumericArray, order: readonly number[]): NumericArray {
  const strides = stridesOf(input.shape)
  const from = order.map(dim => normalizeDim(dim, input.shape.length))
  return readStrided(input, from.map(dim => input.shape[dim]!), from.map(dim => strides[dim]!))
}

/** Two dims exchanged. */
export function transpose(input: NumericArray, dim0: number, dim1: number): NumericArray {
  const order = input.shape.map((_, dim) => dim)
  const first = normalizeDim(dim0, order.length)
  const second = normalizeDim(dim1, order.length)
  order[first] = second
  order[second] = first
  return permute(input, order)
}

/** The elements from `start` up to `end` (exclusive) along a dim, every `step`-th of them. Both ends lie on the array. */
export function slice(input: NumericArray, dim: number, start: number, end: number, step = 1): NumericArray {
  const along = normalizeDim(dim, input.shape.length)
  const shape = input.shape.map((size, other) => (other === along ? Math.max(0, Math.ceil((end - start) / step)) : size))
  const strides = stridesOf(input.shape)
  const offset = start * strides[along]!
  return readStrided(input, shape, strides.map((stride, other) => (other === along ? stride * step : stride)), offset)
}

/** One element along a dim, which is removed: `input[index]` for dim 0. */
export function select(input: NumericArray, dim: number, index: number): NumericArray {
  const along = normalizeDim(dim, input.shape.length)
  const shape = input.shape.filter((_, other) => other !== along)
  return { shape, data: slice(input, along, index, index + 1).data }
}

/** The elements along a dim in reverse. */
export function flip(input: NumericArray, dim: number): NumericArray {
  const size = input.shape[normalizeDim(dim, input.shape.length)]!
  return take(input, dim, Array.from({ length: size }, (_, index) => size - 1 - index))
}

/** The elements at these indices along a dim; an index that is not on the array reads as `outside`. */
export function take(input: NumericArray, dim: number, indices: readonly number[], outside = 0): NumericArray {
  const along = normalizeDim(dim, input.shape.length)
  const size = input.shape[along]!
  const before = elementCount(input.shape.slice(0, along))
  const after = elementCount(input.shape.slice(along + 1))
  const shape = input.shape.map((other, index) => (index === along ? indices.length : other))
  const data = allocate(shape).fill(outside)
  for (let block = 0; block < before; block++) {
    indices.forEach((index, position) => {
      if (!(index >= 0 && index < size)) return
      const from = (block * size + index) * after
      data.set(input.data.subarray(from, from + after), (block * indices.length + position) * after)
    })
  }
  return { shape, data }
}

/** `before` and `after` elements of `value` around a dim; negative counts cut elements off. */
export function pad(input: NumericArray, dim: number, before: number, after: number, value = 0): NumericArray {
  const along = normalizeDim(dim, input.shape.length)
  const size = input.shape[along]!
  elementCount(input.shape.map((other, index) => (index === along ? before + size + after : other)))
  return take(input, dim, Array.from({ length: before + size + after }, (_, index) => index - before), value)
}

/** Arrays one after the other along a dim; all other dims agree. */
export function concat(inputs: readonly NumericArray[], dim: number): NumericArray {
  const first = inputs[0]
  if (first === undefined) throw new RangeError('there is nothing to concatenate')
  const along = normalizeDim(dim, first.shape.length)
  const total = inputs.reduce((sum, input) => sum + input.shape[along]!, 0)
  const shape = first.shape.map((size, other) => (other === along ? total : size))
  const data = allocate(shape)
  const rowLength = elementCount(shape.slice(along))
  let column = 0
  for (const input of inputs) {
    const length = elementCount(input.shape.slice(along))
    for (let from = 0, to = column; from < input.data.length; from += length, to += rowLength) {
      data.set(input.data.subarray(from, from + length), to)
    }
    column += length
  }
  return { shape, data }
}

/** Arrays of one shape as the elements of a new dim. */
export function stack(inputs: readonly NumericArray[], dim: number): NumericArray {
  const along = normalizeDim(dim, (inputs[0]?.shape.length ?? 0) + 1)
  const widened = inputs.map(input => reshape(input, [...input.shape.slice(0, along), 1, ...input.shape.slice(along)]))
  return concat(widened, along)
}

/** Consecutive pieces of these sizes along a dim. */
export function split(input: NumericArray, dim: number, sizes: readonly number[]): NumericArray[] {
  let start = 0
  return sizes.map(size => slice(input, dim, start, (start += size)))
}
