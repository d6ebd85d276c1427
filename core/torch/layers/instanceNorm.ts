/**
 * Instance normalisation: every channel of every sample on its own. Shapes: kept.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
 */
import { equals, mul, notEquals, show } from '../../dims/index.ts'
import { requireOf } from '../../shapes/check.ts'
import { elements } from '../../shapes/check.ts'
import { instanceNorm as instanceNormKernel } from '../kernels/index.ts'
import {
  int, flagIn, shapeIn, isGiven, among, chosen, asDim, attribute, bool, callNative, falseValue, float, keepsSize, layer, like, method, none, numberOf, on, operation, tensor, unknownBool,
  onesAndZeros, type InstanceValue, type Layer, type Machine, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { channelTerms, initialiseLazyNorm, initialiseNorm, materialiseNorm, rankOf, requireChannels, runningOf, sizeText } from './batchNorm.ts'

/** `torch.instance_norm`: a batch norm over N·C channels, with the statistics and weights repeated N times. */
const native = [on('instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, use_input_stats, float momentum, float eps, cudnn_enabled)',
  (machine, { input, weight, bias, running_mean, running_var, use_input_stats }) => {
    if (machine.truth(use_input_stats) === false && !(running_mean && running_var)) machine.raise('RuntimeError', 'Expected running_mean and running_var to be defined when use_input_stats is false', 'argument')
    const shape = machine.shapeOf(input, ['N', 'C', 'H', 'W'])
    const [batch, channels] = shape
    if (batch === undefined || channels === undefined) return machine.undecided('an instance norm of a vector')
    const repeated = (each: TensorValue | undefined): TensorValue | undefined => (each?.shape ? tensor([mul(batch, elements(each.shape))]) : undefined)
    requireChannels(machine, mul(batch, channels), { running_mean: repeated(running_mean), running_var: repeated(running_var), weight: repeated(weight), bias: repeated(bias) })
    return like(input, shape)
  })]

export const torchInstanceNorm = operation({ names: ['torch.instance_norm'], overloads: native })

interface InstanceNormArguments { readonly input: Value; readonly running_mean: Value; readonly running_var: Value; readonly weight: Value; readonly bias: Value; readonly use_input_stats: Value; readonly momentum: Value; readonly eps: Value }

function instanceNorm(machine: Machine, { input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps }: InstanceNormArguments): Value {
  if (machine.truth(use_input_stats) === true && input.kind === 'tensor' && input.shape) {
    const places = input.shape.slice(2).reduce(mul, 1)
    const { shape } = input
    requireOf(machine, notEquals(places, 1), () => machine.raise('ValueError', `Expected more than 1 spatial element when training, got input size ${sizeText(shape)}`, 'batch-size'))
  }
  return callNative(machine, native, input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, falseValue)
}

export const instanceNormFunction = operation({
  names: ['torch.nn.functional.instance_norm'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.instance_norm.html',
  layer: chosen('running_mean running_var weight bias use_input_stats momentum eps', (given) => {
    const shape = shapeIn(given, 'input'), dims = shape && shape.length - 2
    const statistics = flagIn(given, 'use_input_stats', true), tracks = isGiven(given, 'running_mean')
    if (dims === undefined || dims < 1 || dims > 3 || statistics === undefined || isGiven(given, 'bias') !== isGiven(given, 'weight') || tracks !== isGiven(given, 'running_var')) return undefined
    return { name: `torch.nn.InstanceNorm${dims}d`, training: statistics, given: among(given, ['momentum', 'eps']).set('num_features', int(shape![1]!)).set('affine', bool(isGiven(given, 'weight'))).set('track_running_stats', bool(tracks)) }
  }),
  overloads: [on('instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05)', (machine, given) => instanceNorm(machine, given))],
})

/** An input without a batch gets one for the while. */
function forward(machine: Machine, self: InstanceValue, input: Value, dims: 1 | 2 | 3): Value {
  const rank = rankOf(machine, input, ['N', features(self), ...spatial[dims]])
  const words = `${dims + 1}D or ${dims + 2}D`
  if (rank !== dims + 1 && rank !== dims + 2) machine.raise('ValueError', `expected ${words} input (got ${rank}D input)`, 'rank')
  if (input.kind !== 'tensor') return machine.undecided('an input that is no tensor')
  const shape = machine.shapeOf(input)
  const place = rank - (dims + 1)
  requireFeatures(machine, self, shape, place)
  const batched = place === 0 ? like(input, [1, ...shape]) : input
  const momentum = attribute(machine, self, 'momentum')
  const tracks = machine.truth(attribute(machine, self, 'track_running_stats')), trains = machine.truth(attribute(machine, self, 'training'))
  instanceNorm(machine, {
    input: batched, running_mean: attribute(machine, self, 'running_mean'), running_var: attribute(machine, self, 'running_var'), weight: attribute(machine, self, 'weight'), bias: attribute(machine, self, 'bias'),
    use_input_stats: trains === true || tracks === false ? bool(true) : trains === false && tracks === true ? falseValue : unknownBool,
    momentum: momentum.kind === 'none' ? float(0) : momentum, eps: attribute(machine, self, 'eps'),
  })
  return like(input, shape)
}

/** Only an affine layer insists on its number of features; the others warn. */
function requireFeatures(machine: Machine, self: InstanceValue, shape: Shape, place: number): void {
  const wanted = asDim(attribute(machine, self, 'num_features')), channels = shape[place]
  if (wanted === undefined || channels === undefined || machine.truth(attribute(machine, self, 'affine')) !== true) return
  machine.require(equals(channels, wanted), () =>
    machine.raise('ValueError', `expected input's size at dim=${place} to match num_features (${show(wanted)}), but got: ${show(channels)}.`, 'channels'))
}

const features = (self: InstanceValue): Shape[number] | string => asDim(self.attributes.get('num_features') ?? none) ?? 'C'
const spatial = { 1: ['L'], 2: ['H', 'W'], 3: ['D', 'H', 'W'] } as const
const sample = { 1: '2, 3, 8', 2: '2, 3, 8, 8', 3: '2, 3, 8, 8, 8' } as const

export const instanceNormBase = layer({
  name: 'torch.nn.modules.instancenorm._InstanceNorm',
  definedIn: 'torch.nn.modules.instancenorm',
  base: 'torch.nn.modules.batchnorm._NormBase',
  init: method('__init__(num_features, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, device=None, dtype=None, *, bias=True)', initialiseNorm),
  initialise: (_, name) => onesAndZeros(name),
  explain: () => keepsSize('(x − mean) / √(var + eps) for every channel of every sample'),
})

/** Without running statistics, and while training, those of the input. */
const numeric = (dims: 1 | 2 | 3): Pick<Layer, 'kernel' | 'terms'> => ({
  kernel: (own, [input]) => [instanceNormKernel(input!, own.weights['weight'], own.weights['bias'], runningOf(own), { eps: numberOf(own.self, 'eps') ?? 1e-5, dims })],
  // Without a batch, the channels come first.
  terms: (own, [input]) => {
    const batched = input!.shape.length === dims + 1 ? { shape: [1, ...input!.shape], data: input!.data } : input!
    return channelTerms(own, batched, runningOf(own), Array.from({ length: dims }, (_, dim) => dim + 2))
  },
})

function instanceNormLayer(dims: 1 | 2 | 3): readonly Layer[] {
  const name = `InstanceNorm${dims}d`
  const examples = (made: string): string => `${made}(torch.randn(${sample[dims]}))   # shape: [${sample[dims]}]`
  const run = method('forward(input)', (machine, self, { input }) => forward(machine, self, input, dims))
  const lazy = method('forward(input)', (machine, self, { input }) => {
    materialiseNorm(machine, self, input)
    return forward(machine, self, input, dims)
  })
  const manual = (each: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.nn.${each}.html`
  return [
    layer({ name: `torch.nn.${name}`, definedIn: 'torch.nn.modules.instancenorm', base: 'torch.nn.modules.instancenorm._InstanceNorm', manual: manual(name), forward: run, ...numeric(dims), examples: examples(`nn.${name}(3)`) }),
    layer({
      name: `torch.nn.Lazy${name}`, definedIn: 'torch.nn.modules.instancenorm', base: `torch.nn.${name}`, manual: manual(`Lazy${name}`), forward: lazy, ...numeric(dims), examples: examples(`nn.Lazy${name}()`),
      init: method('__init__(eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True)', initialiseLazyNorm),
    }),
  ]
}
export const instanceNorms: readonly Layer[] = ([1, 2, 3] as const).flatMap(instanceNormLayer)
