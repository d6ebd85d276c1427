import { allocate, type NumericArray } from './array.ts'
import { normalizeDim, stridedOffsets, stridesOf } from './strides.ts'

/**
 * One number for all the elements along `dims`. The dims stay with size 1, so that the result broadcasts against the
 * input; `dropDims` removes them. `f` receives the elements in row-major order, in a buffer that it may change.
 */
export function reduce(
  input: NumericArray,
  dims: readonly number[],
  f: (elements: Float64Array) => number,
): NumericArray {
  const lanes = lanesAlong(input, dims)
  const shape = input.shape.map((size, dim) => (lanes.dims.includes(dim) ? 1 : size))
  const data = allocate(shape)
  const buffer = new Float64Array(lanes.within.length)
  for (let lane = 0; lane < data.length; lane++) {
    const start = lanes.starts[lane]!
    for (let index = 0; index < buffer.length; index++) buffer[index] = input.data[start + lanes.within[index]!]!
    data[lane] = f(buffer)
  }
  return { shape, data }
}

/** Every line of elements along `dims` replaced by another of the same length: softmax, running sums, normalization. */
export function mapLanes(
  input: NumericArray,
  dims: readonly number[],
  f: (elements: Float64Array, lane: number) => ArrayLike<number>,
): NumericArray {
  const lanes = lanesAlong(input, dims)
  const data = allocate(input.shape)
  const buffer = new Float64Array(lanes.within.length)
  for (let lane = 0; lane < lanes.starts.length; lane++) {
    const start = lanes.starts[lane]!
    for (let index = 0; index < buffer.length; index++) buffer[index] = input.data[start + lanes.within[index]!]!
    const mapped = f(buffer, lane)
    for (let index = 0; index < buffer.length; index++) data[start + lanes.within[index]!] = mapped[index]!
  }
  return { shape: input.shape, data }
}

/** The array without these dims, which have size 1. */
export function dropDims(input: NumericArray, dims: readonly number[]): NumericArray {
  const dropped = dims.map(dim => normalizeDim(dim, input.shape.length))
  return { shape: input.shape.filter((_, dim) => !dropped.includes(dim)), data: input.data }
}

/** Every dim of an array, to reduce all of it. */
export function allDims(input: NumericArray): number[] {
  return input.shape.map((_, dim) => dim)
}

export function sumOf(elements: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < elements.length; index++) sum += elements[index]!
  return sum
}

/** The mean; NaN of no elements. */
export function meanOf(elements: ArrayLike<number>): number {
  return sumOf(elements) / elements.length
}

/** The mean of the squared distances from the mean; with `correction` 1, the unbiased estimate (divided by count - 1). */
export function varianceOf(elements: ArrayLike<number>, correction: 0 | 1 = 0): number {
  const mean = meanOf(elements)
  let sum = 0
  for (let index = 0; index < elements.length; index++) sum += (elements[index]! - mean) ** 2
  return sum / (elements.length - correction)
}

/** The largest element; NaN as soon as one is NaN; -Infinity of no elements. */
export function maximumOf(elements: ArrayLike<number>): number {
  let maximum = -Infinity
  for (let index = 0; index < elements.length; index++) maximum = Math.max(maximum, elements[index]!)
  return maximum
}

/** `log(Σ exp(x))`, computed around the largest element so that nothing overflows. */
export function logSumExpOf(elements: ArrayLike<number>): number {
  const maximum = maximumOf(elements)
  if (!Number.isFinite(maximum)) return maximum
  let sum = 0
  for (let index = 0; index < elements.length; index++) sum += Math.exp(elements[index]! - maximum)
  return maximum + Math.log(sum)
}

interface Lanes {
  /** The dims along which lanes run, counted from the front. */
  readonly dims: readonly number[]
  /** Where each lane begins in storage. */
  readonly starts: Int32Array
  /** Where the elements of a lane lie, seen from its beginning. */
  readonly within: Int32Array
}

function lanesAlong(input: NumericArray, dims: readonly number[]): Lanes {
  const along = dims.map(dim => normalizeDim(dim, input.shape.length)).sort((a, b) => a - b)
  const kept = input.shape.map((_, dim) => dim).filter(dim => !along.includes(dim))
  const strides = stridesOf(input.shape)
  const offsets = (of: readonly number[]): Int32Array =>
    stridedOffsets(of.map(dim => input.shape[dim]!), of.map(dim => strides[dim]!))
  return { dims: along, starts: offsets(kept), within: offsets(along) }
}
