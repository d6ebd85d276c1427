/** The numbers of a tensor in row-major order. An array is a value: nobody writes to it once it has been returned. */
export interface NumericArray {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

/** Numbers as a person writes them: `[[1, 2], [3, 4]]`. */
export type Nested = number | readonly Nested[]

/** No array holds more elements than this (128 MB); a larger one is refused with a RangeError. */
export const largestElementCount = 2 ** 24

/** Storage for a shape: all zeros, to be filled by the function that asks for it. */
export function allocate(shape: readonly number[]): Float64Array<ArrayBuffer> {
  return new Float64Array(elementCount(shape))
}

/** The product of the sizes; 1 for a scalar. Sizes that no array has are a RangeError, beside a zero as well. */
export function elementCount(shape: readonly number[]): number {
  let count = 1
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0 || size > largestElementCount) throw new RangeError(`[${shape}] is not the shape of an array`)
    count *= size
  }
  if (count > largestElementCount) throw new RangeError(`an array of shape [${shape}] has too many elements`)
  return count
}

export function zeros(shape: readonly number[]): NumericArray {
  return { shape, data: allocate(shape) }
}

export function full(shape: readonly number[], value: number): NumericArray {
  return { shape, data: allocate(shape).fill(value) }
}

export function scalar(value: number): NumericArray {
  return full([], value)
}

/** An array of this shape from its elements in row-major order. */
export function fromData(shape: readonly number[], elements: Iterable<number>): NumericArray {
  const data = Float64Array.from(elements)
  if (data.length !== elementCount(shape)) {
    throw new RangeError(`${data.length} elements do not fill the shape [${shape}]`)
  }
  return { shape, data }
}

/** `start, start + step, start + 2 * step, …` in row-major order: numbers that show where each element goes. */
export function arange(shape: readonly number[], start = 0, step = 1): NumericArray {
  return { shape, data: allocate(shape).map((_, index) => start + step * index) }
}

/** The square matrix with ones on its diagonal. */
export function identity(size: number): NumericArray {
  const data = allocate([size, size])
  for (let index = 0; index < size; index++) data[index * (size + 1)] = 1
  return { shape: [size, size], data }
}

/** Reads nested lists; rows of unequal lengths are a RangeError. */
export function fromNested(nested: Nested): NumericArray {
  const shape: number[] = []
  for (let first: Nested | undefined = nested; Array.isArray(first); first = first[0] as Nested | undefined) {
    shape.push(first.length)
  }
  const elements: number[] = []
  const collect = (part: Nested, depth: number): void => {
    if (typeof part === 'number' && depth === shape.length) elements.push(part)
    else if (typeof part !== 'number' && part.length === shape[depth]) part.forEach(inner => collect(inner, depth + 1))
    else throw new RangeError('nested lists of unequal lengths')
  }
  collect(nested, 0)
  return fromData(shape, elements)
}

/** The array as nested lists; a scalar is a number. */
export function toNested(array: NumericArray): Nested {
  const build = (depth: number, offset: number, count: number): Nested => {
    const size = array.shape[depth]
    if (size === undefined) return array.data[offset]!
    const step = size === 0 ? 0 : count / size
    return Array.from({ length: size }, (_, index) => build(depth + 1, offset + index * step, step))
  }
  return build(0, 0, array.data.length)
}
