/** How kernels and explanations read a layer's plain attributes. */
import { show } from '../../dims/index.ts'
import type { NumericArray } from '../../arrays/index.ts'
import type { InstanceValue, Shape, Value } from '../../values/index.ts'
import type { Distribution, Explanation, ExplanationLine, Geometry, KernelLayer, Sample } from './entries.ts'

/** A number that the layer keeps; undefined where it is not known. */
export function numberOf(self: InstanceValue, name: string): number | undefined {
  const value = self.attributes.get(name)
  if (value?.kind === 'int') return typeof value.value === 'number' ? value.value : undefined
  return value?.kind === 'float' ? value.value : undefined
}
export const flagOf = (self: InstanceValue, name: string): boolean => {
  const value = self.attributes.get(name)
  return value?.kind === 'bool' && value.value === true
}
export const wordOf = (self: InstanceValue, name: string): string | undefined => {
  const value = self.attributes.get(name)
  return value?.kind === 'str' ? value.value : undefined
}

/** An attribute as a reader would write it. */
export function printedAttribute(self: InstanceValue, name: string): string {
  const value: Value | undefined = self.attributes.get(name)
  switch (value?.kind) {
    case 'int': return show(value.value)
    case 'float': return value.value === undefined ? '?' : String(value.value)
    case 'bool': return value.value === undefined ? '?' : value.value ? 'True' : 'False'
    case 'str': return value.value ?? '?'
    case 'none': return 'None'
    case 'tuple': case 'list': return `[${value.items.map((item) => (item.kind === 'int' ? show(item.value) : '?')).join(', ')}]`
    default: return '?'
  }
}

/** The number of elements, where every size is known. */
export function countOf(shape: Shape): number | undefined {
  let count = 1
  for (const dim of shape) {
    if (typeof dim !== 'number') return undefined
    count *= dim
  }
  return count
}

/** An explanation of one line and of what a reviewer would add. */
export const explained = (label: string, text: string, comment?: string, notes: readonly string[] = []): Explanation =>
  ({ lines: [comment === undefined ? { label, text } : { label, text, comment }], notes })
export const explainedBy = (lines: readonly ExplanationLine[], notes: readonly string[] = []): Explanation => ({ lines, notes })
/** What layers that change no size say. */
export const keepsSize = (text: string, notes: readonly string[] = []): Explanation => explained('shape', text, 'keeps the size', notes)

/** Sequences: the dim after the times counts the samples, or the first with `batch_first`; without a batch none does. `others` names the dims of further outputs. */
export function sequenceSample(self: InstanceValue | undefined, rank: number, inputs: number, others: readonly (readonly string[])[] = []): Sample {
  const isFirst = self !== undefined && flagOf(self, 'batch_first')
  const names = rank < 3 ? ['time', 'feature'] : isFirst ? ['batch', 'time', 'feature'] : ['time', 'batch', 'feature']
  return { batchDim: rank < 3 ? null : isFirst ? 0 : 1, dims: Array.from({ length: inputs }, () => names), outputs: [names, ...others] }
}

/** One of the layer's further inputs; undefined: the call gives none. */
export function inputNamed({ names }: KernelLayer, inputs: readonly NumericArray[], name: string): NumericArray | undefined {
  const at = names.indexOf(name)
  return at < 0 ? undefined : inputs[at]
}

/** Said of layers with a dropout inside, which their kernels compute as in evaluation. */
export const withoutDropout = (self: InstanceValue, p: number | undefined): string | undefined =>
  (self.module?.training === true && p !== undefined && p > 0 ? 'Dropout is left out of these numbers, as in evaluation.' : undefined)

/** A window that slides over the input, with zeros on its padding. */
export function slidingWindow({ kernel_size, stride, padding, dilation = kernel_size.map(() => 1) }: { readonly kernel_size: readonly number[]; readonly stride: readonly number[]; readonly padding: readonly number[]; readonly dilation?: readonly number[] }): Geometry {
  return { slides: 'input', kernel_size, stride, dilation, before: padding, behind: padding, output_padding: kernel_size.map(() => 0), padding_mode: 'zeros' }
}

/** `kaiming_uniform_(a=√5)` for weights of a matrix or a window, and the same bound for their bias: `1/√fan_in`, the fan counted over all dims but the first. */
export function fanInUniform(weight: readonly number[] | undefined): Distribution {
  const fan = weight?.slice(1).reduce((product, size) => product * size, 1) ?? 1
  return { kind: 'uniform', bound: fan > 0 ? 1 / Math.sqrt(fan) : 0 }
}
/** Weights begin at one, biases at zero. */
export const onesAndZeros = (name: string): Distribution | undefined => (name === 'weight' ? { kind: 'constant', value: 1 } : name === 'bias' ? { kind: 'constant', value: 0 } : undefined)

/** The shape of one of the layer's weights, where it is known. */
export function weightShape(self: InstanceValue, name = 'weight'): readonly number[] | undefined {
  const value = self.module?.parameters.get(name)
  return value?.kind === 'tensor' && value.shape?.every((dim) => typeof dim === 'number') ? value.shape as readonly number[] : undefined
}
