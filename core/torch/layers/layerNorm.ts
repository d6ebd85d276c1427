/**
 * Normalisation over the last dims: LayerNorm and RMSNorm. Shapes: kept.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
 */
import { equals, show, type Dim } from '../../dims/index.ts'
import type { NumericArray } from '../../arrays/index.ts'
import { normalisedTerms, perElement } from '../terms/normalised.ts'
import type { Terms } from '../terms/types.ts'
import { layerNorm as layerNormKernel, rmsNorm as rmsNormKernel } from '../kernels/index.ts'
import {
  bool, isGiven, among, chosen, attribute, callNative, falseValue, keepsSize, layer, like, method, none, numberOf, on, operation, printedAttribute, setPlain, setWeight, showShape, tuple,
  onesAndZeros, type InstanceValue, type KernelLayer, type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'

interface Normalised { readonly input: TensorValue; readonly normalized_shape: readonly Dim[]; readonly weight: TensorValue | undefined; readonly bias: TensorValue | undefined }

/** The input's last dims and the weights' shapes are `normalized_shape`. `leading` is how the message begins the expected shape. */
function normalised(machine: Machine, { input, normalized_shape, weight, bias }: Normalised, leading: string): Value {
  if (normalized_shape.length === 0) {
    machine.raise('RuntimeError', 'Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []', 'argument')
  }
  for (const [name, tensor] of [['weight', weight], ['bias', bias]] as const) {
    if (tensor?.shape) requireSameShape(machine, name, tensor.shape, normalized_shape)
  }
  const shape = machine.shapeOf(input, ['N', ...normalized_shape])
  const raise = (): never => machine.raise('RuntimeError',
    `Given normalized_shape=${showShape(normalized_shape)}, expected input with shape [${leading}${normalized_shape.map(show).join(', ')}], but got input of size${showShape(shape)}`, 'channels')
  if (shape.length < normalized_shape.length) return raise()
  for (const [index, size] of normalized_shape.entries()) machine.require(equals(shape[shape.length - normalized_shape.length + index] ?? 1, size), raise)
  return like(input, shape)
}

function requireSameShape(machine: Machine, name: string, own: readonly Dim[], wanted: readonly Dim[]): void {
  const raise = (): never => machine.raise('RuntimeError', `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${showShape(own)} and normalized_shape = ${showShape(wanted)}`, 'channels')
  if (own.length !== wanted.length) return raise()
  for (const [index, size] of wanted.entries()) machine.require(equals(own[index] ?? 1, size), raise)
}

const layerNormNative = [on('layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, cudnn_enabled=True)', (machine, given) => normalised(machine, given, '*, '))]
const rmsNormNative = [on('rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None)', (machine, given) => normalised(machine, { ...given, bias: undefined }, '*'))]

export const torchLayerNorm = operation({ names: ['torch.layer_norm'], overloads: layerNormNative })
export const torchRmsNorm = operation({ names: ['torch.rms_norm'], overloads: rmsNormNative })

export const layerNormFunction = operation({
  names: ['torch.nn.functional.layer_norm'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html',
  layer: chosen('normalized_shape weight bias eps', (given) => (isGiven(given, 'bias') && !isGiven(given, 'weight') ? undefined
    : { name: 'torch.nn.LayerNorm', given: among(given, ['normalized_shape', 'eps']).set('elementwise_affine', bool(isGiven(given, 'weight'))).set('bias', bool(isGiven(given, 'bias'))) })),
  overloads: [on('layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05)', (machine, { input, normalized_shape, weight, bias, eps }) =>
    callNative(machine, layerNormNative, input, normalized_shape, weight, bias, eps, falseValue))],
})

export const rmsNormFunction = operation({
  names: ['torch.nn.functional.rms_norm'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html',
  overloads: [on('rms_norm(input, normalized_shape, weight=None, eps=None)', (machine, { input, normalized_shape, weight, eps }) => callNative(machine, rmsNormNative, input, normalized_shape, weight, eps))],
})

interface LayerNormArguments { readonly normalized_shape: Value; readonly eps: Value; readonly elementwise_affine: Value; readonly dtype: Value }

/** An int stands for a tuple of one. */
function initialise(machine: Machine, self: InstanceValue, { normalized_shape, eps, elementwise_affine, dtype }: LayerNormArguments, bias: Value): void {
  if (normalized_shape.kind === 'unknown') return machine.undecided(normalized_shape.reason)
  const sizes = normalized_shape.kind === 'int' || normalized_shape.kind === 'bool' ? [normalized_shape] : machine.items(normalized_shape)
  setPlain(machine, self, { normalized_shape: tuple(sizes), eps, elementwise_affine })
  const scales = machine.isTrue(elementwise_affine)
  setWeight(machine, self, 'weight', scales ? sizes : undefined, dtype)
  if (bias.kind !== 'none') setWeight(machine, self, 'bias', scales && machine.isTrue(bias) ? sizes : undefined, dtype)
}

export const LayerNorm = layer({
  name: 'torch.nn.LayerNorm',
  definedIn: 'torch.nn.modules.normalization',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html',
  init: method('__init__(normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None)', (machine, self, given) => initialise(machine, self, given, given.bias)),
  forward: method('forward(input)', (machine, self, { input }) =>
    callNative(machine, layerNormNative, input, attribute(machine, self, 'normalized_shape'), attribute(machine, self, 'weight'), attribute(machine, self, 'bias'), attribute(machine, self, 'eps'), falseValue)),
  initialise: (_, name) => onesAndZeros(name),
  methods: [method('reset_parameters()', () => none)],
  explain: (self) => keepsSize(`(x − mean) / √(var + eps) over the last dims ${printedAttribute(self, 'normalized_shape')}`),
  kernel: ({ self, weights }, [input]) => [layerNormKernel(input!, weights['weight'], weights['bias'], { normalized_shape: sizesOf(self), eps: numberOf(self, 'eps') ?? 1e-5 })],
  terms: (own, [input]) => lastDimsTerms(own, input!, true),
  examples: `
    nn.LayerNorm(10)(torch.randn(20, 5, 10))        # shape: [20, 5, 10]
    nn.LayerNorm([5, 10])(torch.randn(20, 5, 10))   # shape: [20, 5, 10]
    nn.LayerNorm(3)(torch.randn(2, 3, 5, 6))        # error[channels] "Given normalized_shape=[3], expected input with shape [*, 3], but got input of size[2, 3, 5, 6]"`,
})

export const RMSNorm = layer({
  name: 'torch.nn.RMSNorm',
  definedIn: 'torch.nn.modules.normalization',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html',
  init: method('__init__(normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None)', (machine, self, given) => initialise(machine, self, given, none)),
  forward: method('forward(x)', (machine, self, { x }) => callNative(machine, rmsNormNative, x, attribute(machine, self, 'normalized_shape'), attribute(machine, self, 'weight'), attribute(machine, self, 'eps'))),
  initialise: (_, name) => onesAndZeros(name),
  methods: [method('reset_parameters()', () => none)],
  explain: (self) => keepsSize(`x / √(mean(x²) + eps) over the last dims ${printedAttribute(self, 'normalized_shape')}`),
  kernel: ({ self, weights }, [input]) => [rmsNormKernel(input!, weights['weight'], { normalized_shape: sizesOf(self), eps: numberOf(self, 'eps') ?? Number.EPSILON })],
  terms: (own, [input]) => lastDimsTerms(own, input!, false),
  examples: `nn.RMSNorm([2, 3])(torch.randn(2, 2, 3))   # shape: [2, 2, 3]`,
})

/** Statistics over the dims of `normalized_shape`. */
function lastDimsTerms({ self, weights }: KernelLayer, input: NumericArray, isCentred: boolean): Terms {
  const count = sizesOf(self).length
  return normalisedTerms(input, {
    shape: input.shape, dims: Array.from({ length: count }, (_, dim) => input.shape.length - count + dim), eps: numberOf(self, 'eps') ?? (isCentred ? 1e-5 : Number.EPSILON), isCentred,
    weight: perElement('weight', weights['weight']), bias: perElement('bias', weights['bias']),
  })
}

function sizesOf(self: InstanceValue): number[] {
  const value = self.attributes.get('normalized_shape')
  return value?.kind === 'tuple' ? value.items.map((item) => (item.kind === 'int' && typeof item.value === 'number' ? item.value : 1)) : []
}
