/** Sample data for a layer: inputs of chosen shapes, and weights of the layer's own. The same numbers each time, so that a second look shows the same picture. */
import { elementCount, full, integers, normal, type NumericArray } from '../arrays/index.ts'
import { maxPool } from '../torch/kernels/index.ts'
import { knownNumbers, numberOf } from '../torch/vocabulary/index.ts'
import type { InstanceValue, Value } from '../values/index.ts'

/** Arrays with more elements than this are not made. */
export const elementLimit = 4_000_000

export interface SampleShape { readonly shape: readonly number[]; readonly dtype: string | undefined }

/** Inputs that fit together: the indices of an unpooling come from a pooling of its output. */
export function sampleInputs(layer: InstanceValue, inputs: readonly SampleShape[], output: readonly number[] | undefined): NumericArray[] {
  const [pooled, indices] = inputs
  if (output && pooled && indices && /^MaxUnpool\dd$/.test(layer.cls.name)) {
    const dims = Number(layer.cls.name.at(-2))
    const [kernel_size, stride, padding] = ['kernel_size', 'stride', 'padding'].map((name) => knownNumbers(layer, name, dims))
    const maxima = maxPool(sample(output, 1), { kernel_size: kernel_size!, stride: stride!, padding: padding!, dilation: stride!.map(() => 1) })
    if (String(maxima.output.shape) === String(pooled.shape)) return [maxima.output, maxima.indices]
  }
  return inputs.map(({ shape, dtype }, index) => {
    if (dtype === 'bool') return integers(shape, index + 1, 0, 2)
    return dtype?.includes('int') ? integers(shape, index + 1, 0, numberOf(layer, 'num_embeddings') ?? 10) : sample(shape, index + 1)
  })
}

function sample(shape: readonly number[], seed: number): NumericArray {
  const { data } = normal(shape, seed)
  return { shape, data: data.map(rounded) }
}

/** A layer's parameters and buffers with sample numbers, those of its submodules by dotted name; undefined: one is not known or too large. */
export function sampleWeights(layer: InstanceValue): Record<string, NumericArray> | undefined {
  const weights: Record<string, NumericArray> = {}
  return fill(weights, layer, '', { seed: 7 }) ? weights : undefined
}

/** Weights that parameters of other names make up, as weight_norm leaves them, stand among the plain attributes. */
const computed = (layer: InstanceValue): (readonly [string, Value])[] => [...layer.attributes].filter(([name, value]) => name === 'weight' && value.kind === 'tensor')

function fill(weights: Record<string, NumericArray>, layer: InstanceValue, prefix: string, count: { seed: number }): boolean {
  const { module } = layer
  if (!module) return false
  for (const [name, value] of [...module.parameters, ...module.buffers, ...computed(layer)]) {
    if (value.kind === 'none') continue
    if (value.kind !== 'tensor' || !value.shape || !value.shape.every((dim) => typeof dim === 'number')) return false
    const shape = value.shape as readonly number[]
    if (shape.reduce((product, size) => product * size, 1) > elementLimit) return false
    weights[prefix + name] = name === 'running_var' ? full(shape, 1) : name === 'running_mean' || name === 'num_batches_tracked' ? full(shape, 0) : scaled(normal(shape, count.seed++))
  }
  return [...module.modules].every(([name, child]) => child.kind !== 'instance' || fill(weights, child, `${prefix}${name}.`, count))
}

/** Smaller numbers where more of them are summed, with two decimals: enough to follow a sum by hand. */
function scaled(array: NumericArray): NumericArray {
  const summed = elementCount(array.shape) / (array.shape[0] ?? 1)
  const deviation = Math.max(1, Math.sqrt(summed) / 2)
  return { shape: array.shape, data: array.data.map((value) => rounded(value / deviation)) }
}

const rounded = (value: number): number => Math.round(value * 100) / 100
