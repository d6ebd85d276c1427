/** Sample data: the numbers of inputs and weights from what a person chose. */
import { allocate, elementCount, full, indexOf, integers, map, normal, offsetOf, random, uniform, type NumericArray } from '../../arrays/index.ts'
import type { Distribution } from '../../torch/vocabulary/entries.ts'
import { parseMatrix } from './matrixText.ts'
import type { DataSource, LabData } from './types.ts'

/** Numbers, with a sentence where they were given for another size; or one about why there are none, where `at` is an offset into typed text. */
export type Made = { readonly array: NumericArray; readonly fitted?: string } | { readonly message: string; readonly at?: number }

export interface Wanted {
  readonly shape: readonly number[]
  readonly dtype: string | undefined
  /** Dims at the end that are space: planes of these are what impulses, frames and boards are drawn on. */
  readonly spatialDims: number
  /** Whole numbers are drawn below this. */
  readonly below: number
  /** How PyTorch initialises it; undefined for inputs. */
  readonly initial: Distribution | undefined
}

/** The array, with cells that were typed over. */
export function makeData({ source, edits = [] }: LabData, wanted: Wanted): Made {
  const made = makeSource(source, wanted)
  if ('message' in made || edits.length === 0) return made
  const data = made.array.data.slice()
  const { shape } = wanted
  for (const [index, value] of edits) if (isWithin(index, shape)) data[offsetOf(index, shape)] = value
  return { ...made, array: { shape, data } }
}

function makeSource(source: DataSource, wanted: Wanted): Made {
  const { shape, dtype } = wanted
  const spatial = shape.slice(shape.length - wanted.spatialDims)
  switch (source.kind) {
    case 'ramp': return fill(shape, (place) => (dtype !== undefined && isInteger(dtype) ? place % wanted.below : place))
    case 'constant': return { array: full(shape, source.value) }
    case 'impulse': {
      const at = spatial.map((size, dim) => source.at?.[dim] ?? Math.floor((size - 1) / 2))
      const plane = Math.max(1, elementCount(spatial))
      if (at.some((index, dim) => index < 0 || index >= spatial[dim]!)) return { message: `there is no element at [${at}] in a plane of ${spatial.join('×')}` }
      const one = offsetOf(at, spatial)
      return fill(shape, (place) => (place % plane === one ? 1 : 0))
    }
    case 'checkerboard': return fill(shape, (place) => indexOf(place, shape).slice(shape.length - spatial.length).reduce((sum, index) => sum + index, 0) % 2)
    case 'random': return { array: drawn(wanted, source.seed) }
    case 'uniform': return { array: map(uniform(shape, source.seed, 0.01, 0.99), twoDecimals) }
    case 'signs': return { array: map(integers(shape, source.seed, 0, 2), (bit) => 2 * bit - 1) }
    case 'framed': {
      const { data } = drawn(wanted, source.seed)
      return fill(shape, (place) => {
        const index = indexOf(place, shape).slice(shape.length - spatial.length)
        return index.some((each, dim) => each < source.border || each >= spatial[dim]! - source.border) ? 0 : data[place]!
      })
    }
    case 'typed': return typed(source.text, shape)
    case 'given': return source.data.length === elementCount(source.shape) ? fitted(source, shape) : { message: `these are not the numbers of [${source.shape.join(', ')}]` }
    case 'picture': return picture(source, shape)
    case 'bilinear': return bilinear(shape)
    case 'initialised': return { array: initialised(wanted.initial ?? { kind: 'normal', deviation: 1 }, shape, source.seed) }
    case 'pooled': return { message: 'only MaxUnpool takes the maxima of a pooling' }
  }
}

const isInteger = (dtype: string): boolean => /int|bool/.test(dtype)
const isWithin = (index: readonly number[], shape: readonly number[]): boolean => index.length === shape.length && index.every((each, dim) => each >= 0 && each < shape[dim]!)
const fill = (shape: readonly number[], value: (place: number) => number): Made => ({ array: { shape, data: allocate(shape).map((_, place) => value(place)) } })

/** Numbers with two decimals, so that a sum can be followed by hand. */
export function drawn({ shape, dtype, below }: Pick<Wanted, 'shape' | 'dtype' | 'below'>, seed: number): NumericArray {
  if (dtype === 'bool') return integers(shape, seed, 0, 2)
  if (dtype !== undefined && isInteger(dtype)) return integers(shape, seed, 0, below)
  const { data } = normal(shape, seed)
  return { shape, data: data.map(twoDecimals) }
}
const twoDecimals = (value: number): number => Math.round(value * 100) / 100

/** Four decimals are enough to follow a sum by hand. */
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4

function initialised(distribution: Distribution, shape: readonly number[], seed: number): NumericArray {
  switch (distribution.kind) {
    case 'constant': return full(shape, distribution.value)
    case 'normal': return map(normal(shape, seed, 0, distribution.deviation), rounded)
    case 'uniform': return map(uniform(shape, seed, -distribution.bound, distribution.bound), rounded)
  }
}

function typed(text: string, shape: readonly number[]): Made {
  const parsed = parseMatrix(text)
  return parsed.ok ? fitted(parsed, shape) : { message: `${parsed.message} (line ${parsed.line}, column ${parsed.column})`, at: parsed.at }
}

/** Numbers in the first places of the last dims, in every plane alike; what has no place is left out, and zeros stand where there is no number. */
function fitted(given: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }, shape: readonly number[]): Made {
  const { shape: own, data } = given
  if (own.length > shape.length) return { message: `the numbers have ${own.length} dims, and ${sizes(shape)} has ${shape.length}`, at: 0 }
  const last = shape.slice(shape.length - own.length)
  const array: NumericArray = { shape, data: allocate(shape).map((_, place) => {
    const index = indexOf(place, shape).slice(shape.length - own.length)
    return isWithin(index, own) ? data[offsetOf(index, own)]! : 0
  }) }
  if (String(own) === String(last)) return { array }
  const kept = own.map((size, dim) => Math.min(size, last[dim]!))
  const cut = String(kept) === String(own) ? `The ${sizes(own)} numbers` : `The first ${sizes(kept)} of the ${sizes(own)} numbers`
  return { array, fitted: `${cut} are used${String(kept) === String(last) ? '' : `, with zeros up to ${sizes(last)}`}.` }
}
const sizes = (shape: readonly number[]): string => (shape.length === 0 ? 'a single number' : shape.join('×'))

/** Every element is the mean of the pixels it covers, from 0 to 1: red, green and blue for three channels, else grey as the eye weighs them. */
function picture({ width, height, rgba }: Extract<DataSource, { kind: 'picture' }>, shape: readonly number[]): Made {
  const [channels, rows, columns] = [shape.at(-3) ?? 1, shape.at(-2) ?? 1, shape.at(-1) ?? 1]
  if (shape.length < 2) return { message: 'a picture needs an input with rows and columns' }
  if (rgba.length !== 4 * width * height) return { message: `the picture's ${width}×${height} pixels are not complete` }
  const weights = channels === 3 ? [[1, 0, 0], [0, 1, 0], [0, 0, 1]] : [[0.299, 0.587, 0.114]]
  return fill(shape, (place) => {
    const column = place % columns, row = Math.floor(place / columns) % rows, channel = Math.floor(place / (columns * rows)) % channels
    const weight = weights[channel % weights.length]!
    let sum = 0, count = 0
    const last = (index: number, size: number, pixels: number): number => Math.max(Math.floor((index * pixels) / size) + 1, Math.ceil(((index + 1) * pixels) / size))
    for (let y = Math.floor((row * height) / rows); y < last(row, rows, height); y++) {
      for (let x = Math.floor((column * width) / columns); x < last(column, columns, width); x++) {
        const pixel = 4 * (y * width + x)
        sum += weight[0]! * rgba[pixel]! + weight[1]! * rgba[pixel + 1]! + weight[2]! * rgba[pixel + 2]!
        count++
      }
    }
    return Math.round((sum / count / 255) * 1000) / 1000
  })
}

/**
 * `Π (1 - |k - centre| / factor)` with `factor = (size + 1) // 2` along each dim, from every channel to the one of the same number.
 * Source: Long, Shelhamer and Darrell, Fully Convolutional Networks for Semantic Segmentation (2015), section 3.3.
 */
function bilinear(shape: readonly number[]): Made {
  const kernel = shape.slice(2)
  if (kernel.length === 0) return { message: 'only a convolution has a bilinear kernel' }
  const along = kernel.map((size) => {
    const factor = Math.floor((size + 1) / 2), centre = size % 2 === 1 ? factor - 1 : factor - 0.5
    return Array.from({ length: size }, (_, k) => 1 - Math.abs(k - centre) / factor)
  })
  return fill(shape, (place) => {
    const [one, other, ...taps] = indexOf(place, shape)
    return one! % shape[1]! === other ? taps.reduce((product, tap, dim) => product * along[dim]![tap]!, 1) : 0
  })
}

/** A seed of its own for every array of a setting. */
export const seedOf = (seed: number, name: string): number => {
  const next = random([...name].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), seed))
  return Math.floor(next() * 2 ** 31)
}
