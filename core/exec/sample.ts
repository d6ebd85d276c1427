/** Sample data for a layer: an input of the inferred shape, made small enough to look at, and weights of the layer's own shapes. */
import { elementCount, full, normal, type NumericArray } from '../arrays/index.ts'
import { substitute, type Dim } from '../dims/index.ts'
import type { InstanceValue, Shape } from '../values/index.ts'

/** The largest spatial size of a sample, and the batch it shows. */
const largestSize = 12
const symbolSize = 8
const batch = 1
/** Arrays with more elements than this are not made. */
export const elementLimit = 4_000_000

export interface Sample { readonly shape: readonly number[]; readonly scaledDown: boolean }

/**
 * A shape to try: dims behind batch and channels are cut to a size that fits a screen. Symbols and unknown sizes get a
 * small size of their own. Undefined: not even the rank is known.
 */
export function sampleShape(shape: Shape | undefined, largest = largestSize): Sample | undefined {
  if (!shape) return undefined
  const spatialFrom = shape.length >= 3 ? 2 : shape.length
  let scaledDown = false
  const sizes = shape.map((dim, index) => {
    const size = concrete(dim)
    const limit = index === 0 && shape.length > 1 ? batch : index >= spatialFrom ? largest : size
    if (size > limit) scaledDown = true
    return Math.min(size, limit)
  })
  return { shape: sizes, scaledDown }
}

function concrete(dim: Dim): number {
  const size = substitute(dim, () => symbolSize)
  return typeof size === 'number' && size >= 1 ? size : symbolSize
}

/** The same numbers each time, so that a second look shows the same picture. */
export function sampleInput(shape: readonly number[], seed: number): NumericArray {
  const { data } = normal(shape, seed)
  return { shape, data: data.map(rounded) }
}

/** A layer's parameters and buffers with sample numbers, those of its submodules by dotted name; undefined: one is not known or too large. */
export function sampleWeights(layer: InstanceValue): Record<string, NumericArray> | undefined {
  const weights: Record<string, NumericArray> = {}
  return fill(weights, layer, '', { seed: 7 }) ? weights : undefined
}

function fill(weights: Record<string, NumericArray>, layer: InstanceValue, prefix: string, count: { seed: number }): boolean {
  const { module } = layer
  if (!module) return false
  for (const [name, value] of [...module.parameters, ...module.buffers]) {
    if (value.kind === 'none') continue
    if (value.kind !== 'tensor' || !value.shape || !value.shape.every((dim) => typeof dim === 'number')) return false
    const shape = value.shape as readonly number[]
    const elements = elementCount(shape)
    if (elements > elementLimit) return false
    weights[prefix + name] = name === 'running_var' ? full(shape, 1) : name === 'running_mean' || name === 'num_batches_tracked' ? full(shape, 0) : scaled(normal(shape, count.seed++), elements)
  }
  return [...module.modules].every(([name, child]) => child.kind !== 'instance' || fill(weights, child, `${prefix}${name}.`, count))
}

/** Smaller numbers where more of them are summed, with two decimals: enough to follow a sum by hand. */
function scaled(array: NumericArray, count: number): NumericArray {
  const summed = count / (array.shape[0] ?? 1)
  const deviation = Math.max(1, Math.sqrt(summed) / 2)
  return { shape: array.shape, data: array.data.map((value) => rounded(value / deviation)) }
}

export const rounded = (value: number): number => Math.round(value * 100) / 100
