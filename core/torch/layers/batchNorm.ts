/**
 * Batch normalisation, F.batch_norm and the layers: every channel is brought to mean 0 and variance 1. Shapes: kept.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 */
import { anyOf, equals, notEquals, show } from '../../dims/index.ts'
import { requireOf } from '../../shapes/check.ts'
import { elements } from '../../shapes/check.ts'
import type { NumericArray } from '../../arrays/index.ts'
import { batchNorm as batchNormKernel, type RunningStatistics } from '../kernels/index.ts'
import { normalisedTerms, perChannel } from '../terms/normalised.ts'
import type { Terms } from '../terms/types.ts'
import {
  int, bool, flagIn, shapeIn, isGiven, among, chosen, asDim, attribute, callNative, comparison, countOf, falseValue, float, keepsSize, layer, like, method, none, numberOf, on, operation, printed, refuse, setBuffer, setPlain, setWeight,
  registerBuffer, str, typeName, unknownBool,
  onesAndZeros, type InstanceValue, type KernelLayer, type Layer, type Machine, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.nn.${name}.html`

/** Statistics and weights are vectors of one element for each channel. */
export function requireChannels(machine: Machine, channels: Shape[number], tensors: Readonly<Record<string, TensorValue | undefined>>): void {
  for (const [name, tensor] of Object.entries(tensors)) {
    if (!tensor?.shape) continue
    const count = elements(tensor.shape)
    machine.require(equals(count, channels), () => machine.raise('RuntimeError', `${name} should contain ${show(channels)} elements not ${show(count)}`, 'channels'))
  }
}

/** `torch.batch_norm`: input (N, C, *), everything else (C). */
const native = [on('batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, training, float momentum, float eps, cudnn_enabled)',
  (machine, { input, weight, bias, running_mean, running_var, training }) => {
    const shape = machine.shapeOf(input, ['N', ...(running_mean ?? weight)?.shape ?? ['C']])
    const evaluation = machine.truth(training) === false
    if (shape.includes(0)) return like(input, shape)
    const channels = shape[1] ?? 0
    const statistics = (name: string, tensor: TensorValue | undefined): void => {
      if (!tensor && evaluation) machine.raise('RuntimeError', `${name} must be defined in evaluation mode`, 'argument')
      requireChannels(machine, channels, { [name]: tensor })
    }
    statistics('running_mean', running_mean)
    statistics('running_var', running_var)
    requireChannels(machine, channels, { weight, bias })
    return like(input, shape)
  })]

export const torchBatchNorm = operation({ names: ['torch.batch_norm'], overloads: native })

/** One value in a channel has no variance to divide by. A mode that is not known refuses nothing. */
export function requireSeveralValues(machine: Machine, shape: Shape, shown: string): void {
  // A product of sizes is 1 where each of them is. Each is decided by itself, which takes much less than their product.
  const several = anyOf(...[shape[0] ?? 1, ...shape.slice(2)].map((size) => notEquals(size, 1)))
  requireOf(machine, several, () => machine.raise('ValueError', `Expected more than 1 value per channel when training, got input size ${shown}`, 'batch-size'))
}

/** As PyTorch prints `input.size()`. */
export const sizeText = (shape: Shape): string => `torch.Size([${shape.map(show).join(', ')}])`

interface BatchNormArguments { readonly input: Value; readonly running_mean: Value; readonly running_var: Value; readonly weight: Value; readonly bias: Value; readonly training: Value; readonly momentum: Value; readonly eps: Value }

function batchNorm(machine: Machine, { input, running_mean, running_var, weight, bias, training, momentum, eps }: BatchNormArguments): Value {
  const trains = machine.truth(training)
  if (trains === true) {
    if (input.kind === 'tensor' && input.shape) {
      if (input.shape.length === 0) machine.raise('IndexError', 'tuple index out of range', 'rank')
      requireSeveralValues(machine, input.shape, sizeText(input.shape))
    }
    refuse(machine, comparison(machine, eps, '<=', float(0)), () => machine.raise('ValueError', `batch_norm eps must be positive during training, but got ${printed(machine, eps)}`, 'argument', { parameter: 'eps' }))
  } else {
    refuse(machine, comparison(machine, eps, '<', float(0)), () => machine.raise('ValueError', `batch_norm eps must be non-negative, but got ${printed(machine, eps)}`, 'argument', { parameter: 'eps' }))
  }
  return callNative(machine, native, input, weight, bias, running_mean, running_var, training, momentum, eps, falseValue)
}

export const batchNormFunction = operation({
  names: ['torch.nn.functional.batch_norm'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html',
  layer: chosen('running_mean running_var weight bias training momentum eps', (given) => {
    const shape = shapeIn(given, 'input'), training = flagIn(given, 'training', false), tracks = isGiven(given, 'running_mean')
    const dims = shape && { 2: 1, 3: 1, 4: 2, 5: 3 }[shape.length]
    if (dims === undefined || training === undefined || isGiven(given, 'bias') !== isGiven(given, 'weight') || tracks !== isGiven(given, 'running_var')) return undefined
    return { name: `torch.nn.BatchNorm${dims}d`, training, given: among(given, ['momentum', 'eps']).set('num_features', int(shape![1]!)).set('affine', bool(isGiven(given, 'weight'))).set('track_running_stats', bool(tracks)) }
  }),
  overloads: [on('batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05)', (machine, given) => batchNorm(machine, given))],
})

export interface NormArguments { readonly num_features: Value; readonly eps: Value; readonly momentum: Value; readonly affine: Value; readonly track_running_stats: Value; readonly dtype: Value; readonly bias: Value }

/** What batch and instance norms keep: weights when affine, running statistics when they are tracked. */
export function initialiseNorm(machine: Machine, self: InstanceValue, { num_features, eps, momentum, affine, track_running_stats, dtype, bias }: NormArguments): void {
  setPlain(machine, self, { num_features, eps, momentum, affine, track_running_stats })
  const scales = machine.isTrue(affine), tracks = machine.isTrue(track_running_stats)
  setWeight(machine, self, 'weight', scales ? num_features : undefined, dtype)
  setWeight(machine, self, 'bias', scales && machine.isTrue(bias) ? num_features : undefined, dtype)
  setBuffer(machine, self, 'running_mean', tracks ? num_features : undefined, dtype, 'zeros')
  setBuffer(machine, self, 'running_var', tracks ? num_features : undefined, dtype, 'ones')
  registerBuffer(machine, self, 'num_batches_tracked', tracks ? [] : undefined, 'int64')
}

export const normBase = layer({
  name: 'torch.nn.modules.batchnorm._NormBase',
  definedIn: 'torch.nn.modules.batchnorm',
  init: method('__init__(num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True)', initialiseNorm),
  methods: [
    method('reset_parameters()', () => none),
    method('reset_running_stats()', () => none),
    method('_check_input_dim(input)', (machine) => machine.raise('NotImplementedError', '', 'missing-forward')),
    method('extra_repr()', () => str(undefined)),
  ],
})

/** Whether the layer normalises by the batch: while training, and without statistics of its own. Undefined: not known. */
function usesBatch(machine: Machine, training: Value, mean: Value, variance: Value): Value {
  const trains = machine.truth(training)
  if (trains === true || (mean.kind === 'none' && variance.kind === 'none')) return { kind: 'bool', value: true }
  return trains === false ? falseValue : unknownBool
}

export const batchNormBase = layer({
  name: 'torch.nn.modules.batchnorm._BatchNorm',
  definedIn: 'torch.nn.modules.batchnorm',
  base: 'torch.nn.modules.batchnorm._NormBase',
  init: method('__init__(num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True)', initialiseNorm),
  forward: method('forward(input)', (machine, self, { input }) => {
    machine.call(attribute(machine, self, '_check_input_dim'), [input])
    const training = attribute(machine, self, 'training')
    const mean = attribute(machine, self, 'running_mean'), variance = attribute(machine, self, 'running_var')
    const momentum = attribute(machine, self, 'momentum')
    const kept = machine.truth(training) === true && machine.truth(attribute(machine, self, 'track_running_stats')) === false
    return batchNorm(machine, {
      input, running_mean: kept ? none : mean, running_var: kept ? none : variance, weight: attribute(machine, self, 'weight'), bias: attribute(machine, self, 'bias'),
      training: usesBatch(machine, training, mean, variance), momentum: momentum.kind === 'none' ? float(0) : momentum, eps: attribute(machine, self, 'eps'),
    })
  }),
  explain: (self) => keepsSize('(x − mean) / √(var + eps) · weight + bias for every channel', self.module?.training === true ? ['While training, the statistics are those of the batch; in eval mode the running ones.'] : []),
  kernel: (own, [input]) => [batchNormKernel(input!, own.weights['weight'], own.weights['bias'], runningOf(own), { eps: numberOf(own.self, 'eps') ?? 1e-5 })],
  terms: (own, [input]) => channelTerms(own, input!, runningOf(own), input!.shape.map((_, dim) => dim).filter((dim) => dim !== 1)),
  initialise: (_, name) => onesAndZeros(name),
  multiplyAdds: (_self, _input, output) => countOf(output),
})

/** The statistics that are kept, where the layer evaluates with them. */
export function runningOf({ self, weights }: KernelLayer): RunningStatistics | undefined {
  const mean = weights['running_mean'], variance = weights['running_var']
  return self.module?.training === false && mean && variance ? { running_mean: mean, running_var: variance } : undefined
}

/** Statistics over `dims`, or those kept for each channel. */
export function channelTerms({ self, weights }: KernelLayer, input: NumericArray, running: RunningStatistics | undefined, dims: readonly number[]): Terms {
  const channel = perChannel('', input, input)!
  return normalisedTerms(input, {
    shape: input.shape, dims, eps: numberOf(self, 'eps') ?? 1e-5, isCentred: true,
    running: running && ((place) => ({ mean: { ...channel(place), name: 'running_mean' }, variance: { ...channel(place), name: 'running_var' } })),
    weight: perChannel('weight', weights['weight'], input), bias: perChannel('bias', weights['bias'], input),
  })
}

/** `input.dim()`, with the error of a value that has no such method. */
export function rankOf(machine: Machine, input: Value, expected: Shape | readonly (Shape[number] | string)[]): number {
  if (input.kind === 'unknown') return machine.undecided(input.reason)
  if (input.kind !== 'tensor') return machine.raise('AttributeError', `'${typeName(input)}' object has no attribute 'dim'`, 'argument-type', { parameter: 'input' })
  return machine.shapeOf(input, expected).length
}

const features = (self: InstanceValue): Shape[number] | string => asDim(self.attributes.get('num_features') ?? none) ?? 'C'

/** Refuses inputs of another rank; `words` is what the message calls the right ones. */
function checkRank(ranks: readonly number[], words: string, spatial: readonly string[]): Layer['methods'] {
  return [method('_check_input_dim(input)', (machine, self, { input }) => {
    const rank = rankOf(machine, input, ['N', features(self), ...spatial])
    if (!ranks.includes(rank)) machine.raise('ValueError', `expected ${words} input (got ${rank}D input)`, 'rank')
  })]
}

const spatial = { 1: [], 2: ['H', 'W'], 3: ['D', 'H', 'W'] } as const
const checks = { 1: checkRank([2, 3], '2D or 3D', spatial[1]), 2: checkRank([4], '4D', spatial[2]), 3: checkRank([5], '5D', spatial[3]) }
const sample = { 1: '2, 3, 8', 2: '2, 3, 8, 8', 3: '2, 3, 8, 8, 8' } as const

function batchNormLayer(dims: 1 | 2 | 3): Layer {
  const name = `BatchNorm${dims}d`
  return layer({
    name: `torch.nn.${name}`, definedIn: 'torch.nn.modules.batchnorm', base: 'torch.nn.modules.batchnorm._BatchNorm', manual: manual(name),
    methods: checks[dims] ?? [],
    examples: `
      nn.${name}(3)(torch.randn(${sample[dims]}))           # shape: [${sample[dims]}]
      nn.${name}(4)(torch.randn(${sample[dims]}))           # error[channels] "running_mean should contain 3 elements not 4"
      nn.${name}(3)(torch.randn(${sample[dims].replace(/8/g, '1').replace('2', '1')}))   # error[batch-size] "Expected more than 1 value per channel when training"`,
  })
}

export const batchNorms: readonly Layer[] = [batchNormLayer(1), batchNormLayer(2), batchNormLayer(3)]

/** The first call reads the number of channels from its input. */
export function materialiseNorm(machine: Machine, self: InstanceValue, input: Value): void {
  const waiting = [...(self.module?.parameters ?? []), ...(self.module?.buffers ?? [])].some(([, value]) => value.kind === 'tensor' && value.shape === undefined)
  if (!waiting || input.kind !== 'tensor') return
  const channels = machine.shapeOf(input, ['N', 'C'])[1]
  if (channels === undefined) machine.raise('IndexError', 'tuple index out of range', 'rank')
  setPlain(machine, self, { num_features: { kind: 'int', value: channels } })
  for (const table of ['parameters', 'buffers'] as const) {
    for (const value of self.module?.[table].values() ?? []) {
      if (value.kind !== 'tensor' || value.shape !== undefined) continue
      machine.touch(value)
      value.shape = [channels]
    }
  }
}

export const lazyNormBase = layer({
  name: 'torch.nn.modules.batchnorm._LazyNormBase',
  definedIn: 'torch.nn.modules.batchnorm',
  base: 'torch.nn.modules.batchnorm._NormBase',
  init: method('__init__(eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True)', initialiseLazyNorm),
})

export function initialiseLazyNorm(machine: Machine, self: InstanceValue, given: Omit<NormArguments, 'num_features'>): void {
  initialiseNorm(machine, self, { ...given, num_features: { kind: 'int', value: 0 } })
  for (const table of ['parameters', 'buffers'] as const) {
    for (const [name, value] of self.module?.[table] ?? []) {
      if (value.kind === 'tensor' && name !== 'num_batches_tracked') value.shape = undefined
    }
  }
}

function lazyBatchNorm(dims: 1 | 2 | 3): Layer {
  const name = `LazyBatchNorm${dims}d`
  return layer({
    name: `torch.nn.${name}`, definedIn: 'torch.nn.modules.batchnorm', base: `torch.nn.BatchNorm${dims}d`, manual: manual(name),
    init: method('__init__(eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True)', initialiseLazyNorm),
    forward: method('forward(input)', (machine, self, { input }) => {
      materialiseNorm(machine, self, input)
      return machine.call(machine.getAttribute(machine.nativeClass('torch.nn.modules.batchnorm._BatchNorm'), 'forward'), [self, input])
    }),
    examples: `nn.${name}()(torch.randn(${sample[dims]}))   # shape: [${sample[dims]}]`,
  })
}
export const lazyBatchNorms: readonly Layer[] = [lazyBatchNorm(1), lazyBatchNorm(2), lazyBatchNorm(3)]

