import { allocate, elementCount, type NumericArray } from '../../arrays/array.ts'
import { map } from '../../arrays/broadcast.ts'
import { forEachWindow, windowCount, type Window } from './window.ts'

export interface PoolParameters {
  readonly kernel_size: readonly number[]
  readonly stride: readonly number[]
  readonly padding: readonly number[]
  readonly ceil_mode?: boolean | undefined
}

export interface AverageParameters extends PoolParameters {
  readonly count_include_pad?: boolean | undefined
  readonly divisor_override?: number | undefined
}

/** Maxima, and where each stands in the flattened spatial dims of its input plane. */
export interface Maxima {
  readonly output: NumericArray
  readonly indices: NumericArray
}

/**
 * The largest element of every window. Among equal ones the first counts; NaN counts as the largest, the last NaN
 * before all. A window without any element yields -Infinity.
 *
 * Shapes: `(*, *spatial)` to `(*, *places)`, for output and indices.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export function maxPool(input: NumericArray, parameters: PoolParameters & { readonly dilation: readonly number[] }): Maxima {
  const { shape, spatial, places, inputPlane, outputPlane, planes } = pooling(input, parameters, parameters.dilation)
  const output = allocate(shape)
  const indices = allocate(shape)
  forEachWindow(spatial, places, parameters, (place, taps) => {
    const start = taps.count > 0 ? taps.input[0]! : firstPlaceAtOrAfterZero(place, spatial, places, parameters)
    for (let plane = 0; plane < planes; plane++) {
      let maximum = -Infinity
      let index = start
      for (let tap = 0; tap < taps.count; tap++) {
        const element = input.data[plane * inputPlane + taps.input[tap]!]!
        if (element > maximum || Number.isNaN(element)) {
          maximum = element
          index = taps.input[tap]!
        }
      }
      output[plane * outputPlane + place] = maximum
      indices[plane * outputPlane + place] = index
    }
  })
  return { output: { shape, data: output }, indices: { shape, data: indices } }
}

/**
 * The mean of every window. The divisor is `divisor_override`, or the number of cells on the input; with
 * `count_include_pad` the cells on the padding count too, those beyond it never.
 *
 * Shapes: `(*, *spatial)` to `(*, *places)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export function avgPool(
  input: NumericArray,
  parameters: AverageParameters,
): NumericArray {
  const dilation = parameters.kernel_size.map(() => 1)
  const { shape, spatial, places, inputPlane, outputPlane, planes } = pooling(input, parameters, dilation)
  const divisors = averageDivisors(spatial, parameters)
  const data = allocate(shape)
  forEachWindow(spatial, places, { ...parameters, dilation }, (place, taps) => {
    if (taps.count === 0) return
    const divisor = divisors[place]!
    for (let plane = 0; plane < planes; plane++) {
      let sum = 0
      for (let tap = 0; tap < taps.count; tap++) sum += input.data[plane * inputPlane + taps.input[tap]!]!
      data[plane * outputPlane + place] = sum / divisor
    }
  })
  return { shape, data }
}

/** What the sum of each window over one plane is divided by. */
export function averageDivisors(spatial: readonly number[], parameters: AverageParameters): Float64Array {
  const { padding, count_include_pad = true, divisor_override } = parameters
  const dilation = spatial.map(() => 1)
  const places = poolPlaces(spatial, parameters, dilation)
  const divisors = allocate(places)
  if (divisor_override !== undefined) return divisors.fill(divisor_override)
  const counted = count_include_pad ? spatial.map((length, dim) => length + 2 * padding[dim]!) : spatial
  forEachWindow(counted, places, { ...parameters, dilation, padding: count_include_pad ? spatial.map(() => 0) : padding }, (place, taps) => { divisors[place] = taps.count })
  return divisors
}

/**
 * The power mean `(Σ x^p)^(1/p)` of every window, without the division. A window that reaches beyond the end
 * (`ceil_mode`) weighs its elements as if it were full.
 *
 * Shapes: `(*, *spatial)` to `(*, *places)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html
 */
export function lpPool(
  input: NumericArray,
  parameters: Omit<PoolParameters, 'padding'> & { readonly norm_type: number },
): NumericArray {
  const { norm_type, kernel_size } = parameters
  const powers = map(input, element => element ** norm_type)
  const means = avgPool(powers, { ...parameters, padding: kernel_size.map(() => 0) })
  const cells = elementCount(kernel_size)
  return map(means, mean => (mean * cells) ** (1 / norm_type))
}

interface Pooling {
  readonly shape: readonly number[]
  readonly spatial: readonly number[]
  readonly places: readonly number[]
  readonly planes: number
  readonly inputPlane: number
  readonly outputPlane: number
}

/** The sizes of a pooling: the pooled dims are the last ones, everything before them is planes. */
function pooling(input: NumericArray, parameters: PoolParameters, dilation: readonly number[]): Pooling {
  const leading = input.shape.slice(0, -parameters.kernel_size.length)
  const spatial = input.shape.slice(-parameters.kernel_size.length)
  const places = poolPlaces(spatial, parameters, dilation)
  const shape = [...leading, ...places]
  return {
    shape,
    spatial,
    places,
    planes: elementCount(leading),
    inputPlane: elementCount(spatial),
    outputPlane: elementCount(places),
  }
}

/** How many windows there are along each dim. */
export const poolPlaces = (spatial: readonly number[], parameters: PoolParameters, dilation: readonly number[]): number[] =>
  spatial.map((length, dim) => poolCount(length, parameters, dilation, dim))

/** With `ceil_mode` one more window fits, unless it would begin beyond the input and the padding before it. */
function poolCount(length: number, parameters: PoolParameters, dilation: readonly number[], dim: number): number {
  const stride = parameters.stride[dim]!
  const padding = parameters.padding[dim]!
  const window = { kernel_size: parameters.kernel_size[dim]!, stride, padding, dilation: dilation[dim]! }
  if (parameters.ceil_mode !== true) return windowCount(length, window)
  const count = windowCount(length, window, Math.ceil)
  return (count - 1) * stride >= length + padding ? count - 1 : count
}

/** The offset of the first cell of a window that is not on the padding before the input, even if it lies behind it. */
function firstPlaceAtOrAfterZero(
  place: number,
  spatial: readonly number[],
  places: readonly number[],
  window: Window,
): number {
  let rest = place
  let offset = 0
  let stride = 1
  for (let dim = spatial.length - 1; dim >= 0; dim--) {
    const start = (rest % places[dim]!) * window.stride[dim]! - window.padding[dim]!
    const skipped = Math.max(0, Math.ceil(-start / window.dilation[dim]!))
    offset += (start + skipped * window.dilation[dim]!) * stride
    rest = Math.floor(rest / places[dim]!)
    stride *= spatial[dim]!
  }
  return offset
}
