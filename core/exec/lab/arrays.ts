/** The numbers a layer is run with: its inputs, and its weights by name. */
import type { NumericArray } from '../../arrays/index.ts'
import { maxPool } from '../../torch/kernels/index.ts'
import type { Distribution, Layer } from '../../torch/vocabulary/entries.ts'
import { knownNumbers, numberOf } from '../../torch/vocabulary/index.ts'
import type { InstanceValue } from '../../values/index.ts'
import { drawn, makeData, seedOf } from './data.ts'
import { inputNames, inputPlaces } from './inputs.ts'
import type { LabData, LabInput } from './types.ts'

/** Arrays with more elements than this are not made. */
export const elementLimit = 4_000_000

export interface Failure { readonly parameter: string; readonly message: string; readonly at: number | undefined }
/** `fitted` as in LabStepResult. */
export type Numbers<T> = { readonly arrays: T; readonly fitted: Readonly<Record<string, string>> } | Failure

const failure = (parameter: string, { message, at }: { readonly message: string; readonly at?: number }): Failure => ({ parameter, message, at })

/** Whole numbers are token numbers where the layer embeds, classes where they are targets, else digits. */
function drawnBelow(entry: Layer | undefined, layer: InstanceValue | undefined, inputs: readonly LabInput[], index: number): number {
  const first = inputs[0]?.shape ?? []
  const numbers = layer && entry?.sample?.(layer, first.length).numbers?.[inputPlaces(entry, inputs)[index]!]
  return (numbers === 'classes' ? first[first.length === 1 ? 0 : 1] : layer && numberOf(layer, 'num_embeddings')) ?? 10
}

/** The inputs of a setting. Those of an unpooling may come from a pooling of an image of the size that it makes, `output`. */
export function inputArrays(inputs: readonly LabInput[], entry: Layer | undefined, layer: InstanceValue | undefined, output: readonly number[] | undefined): Numbers<readonly NumericArray[]> {
  const names = inputNames(entry, inputs)
  const pooled = inputs.find(({ data }) => data.source.kind === 'pooled')
  if (pooled?.data.source.kind === 'pooled' && layer && output) {
    const maxima = maximaFor(layer, output, pooled.data.source.seed)
    if (maxima && inputs.every(({ shape }) => String(shape) === String(maxima[0]!.shape))) return { arrays: maxima.slice(0, inputs.length), fitted: {} }
    return failure(names[0]!, { message: 'no pooling with this window makes an input of this shape' })
  }
  const arrays: NumericArray[] = []
  const fitted: Record<string, string> = {}
  for (const [index, { shape, dtype, data }] of inputs.entries()) {
    const name = names[index]!
    const made = makeData(data, { shape, dtype, spatialDims: spatialDims(shape, layer), below: drawnBelow(entry, layer, inputs, index), initial: undefined })
    if ('message' in made) return failure(name, made)
    arrays.push(made.array)
    if (made.fitted !== undefined) fitted[name] = made.fitted
  }
  return { arrays, fitted }
}

/** Dims at the end of an input that are space: all but batch and channels, or the dims that the layer's name counts. */
function spatialDims(shape: readonly number[], layer: InstanceValue | undefined): number {
  const named = /([123])d$/.exec(layer?.cls.name ?? '')?.[1]
  return named === undefined ? Math.max(Math.min(shape.length, 2), shape.length - 2) : Math.min(Number(named), shape.length)
}

function maximaFor(layer: InstanceValue, output: readonly number[], seed: number): readonly NumericArray[] | undefined {
  const dims = Number(/^MaxUnpool([123])d$/.exec(layer.cls.name)?.[1] ?? 0)
  if (dims === 0) return undefined
  const [kernel_size, stride, padding] = ['kernel_size', 'stride', 'padding'].map((name) => knownNumbers(layer, name, dims))
  const { output: maxima, indices } = maxPool(drawn({ shape: output, dtype: 'float32', below: 10 }, seed), { kernel_size: kernel_size!, stride: stride!, padding: padding!, dilation: stride!.map(() => 1) })
  return [maxima, indices]
}

/** Parameters and buffers with numbers, those of layers inside by dotted name. */
export function weightArrays(entry: (layer: InstanceValue) => Layer | undefined, layer: InstanceValue, chosen: Readonly<Record<string, LabData>>, most = elementLimit): Numbers<Record<string, NumericArray>> {
  const made = { arrays: {}, fitted: {} }
  return fill(made, entry, layer, '', chosen, most) ?? made
}

interface Filled { readonly arrays: Record<string, NumericArray>; readonly fitted: Record<string, string> }
function fill(into: Filled, entryOf: (layer: InstanceValue) => Layer | undefined, layer: InstanceValue, prefix: string, chosen: Readonly<Record<string, LabData>>, most: number): Failure | undefined {
  const { module } = layer
  const entry = entryOf(layer)
  // Weights that parameters of other names make up, as weight_norm leaves them, stand among the plain attributes.
  const computed = [...layer.attributes].filter(([name, value]) => name === 'weight' && value.kind === 'tensor')
  for (const [own, value] of [...(module?.parameters ?? []), ...(module?.buffers ?? []), ...computed]) {
    const name = prefix + own
    if (value.kind === 'none') continue
    if (value.kind !== 'tensor' || !value.shape?.every((dim) => typeof dim === 'number')) return failure(name, { message: `the shape of ${name} is not known` })
    const shape = value.shape as readonly number[]
    if (shape.reduce((product, size) => product * size, 1) > most) return failure(name, { message: `${name} has more than ${most.toLocaleString('en-US')} numbers` })
    const initial = entry?.initialise?.(layer, own, shape) ?? initially(own)
    const made = makeData(chosen[name] ?? { source: { kind: 'initialised', seed: seedOf(0, name) } }, { shape, dtype: value.dtype, spatialDims: Math.max(0, shape.length - 2), below: 10, initial })
    if ('message' in made) return failure(name, made)
    into.arrays[name] = made.array
    if (made.fitted !== undefined) into.fitted[name] = made.fitted
  }
  for (const [name, child] of module?.modules ?? []) {
    const problem = child.kind === 'instance' ? fill(into, entryOf, child, `${prefix}${name}.`, chosen, most) : undefined
    if (problem) return problem
  }
  return undefined
}

/** Buffers that count or average begin alike in all layers. */
function initially(name: string): Distribution | undefined {
  if (name === 'running_mean' || name === 'num_batches_tracked') return { kind: 'constant', value: 0 }
  return name === 'running_var' ? { kind: 'constant', value: 1 } : undefined
}
