/**
 * Group normalisation: channels in groups, every group of every sample on its own. Shapes: kept.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
 */
import { divisible, equals, mul, show, type Dim } from '../../dims/index.ts'
import { groupNorm as groupNormKernel } from '../kernels/index.ts'
import { normalisedTerms, perChannel } from '../terms/normalised.ts'
import {
  bool, shapeIn, isGiven, among, chosen, arithmetic, asDim, attribute, callNative, comparison, falseValue, int, keepsSize, layer, like, method, none, numberOf, on, operation, printed, printedAttribute, refuse, setPlain, setWeight, showShape,
  onesAndZeros, type Machine, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { rankOf, requireSeveralValues } from './batchNorm.ts'

/** `torch.group_norm`: input (N, C, *), weight and bias (C). */
const native = [on('group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, cudnn_enabled=True)', (machine, { input, num_groups, weight, bias }) => {
  const shape = machine.shapeOf(input, ['N', weight?.shape?.[0] ?? 'C', 'H', 'W'])
  const channels = shape[1] ?? 1
  if (typeof num_groups === 'number' && num_groups <= 0) machine.raise('RuntimeError', `Expected num groups to be greater than 0, got ${num_groups}`, 'groups')
  machine.require(divisible(channels, num_groups), () =>
    machine.raise('RuntimeError', `Expected number of channels in input to be divisible by num_groups, but got input of shape ${showShape(shape)} and num_groups=${show(num_groups)}`, 'channels'))
  requireVector(machine, 'weight', weight, channels, shape)
  requireVector(machine, 'bias', bias, channels, shape)
  if (shape[0] !== 0 && shape.slice(2).some((dim) => dim === 0)) machine.raise('RuntimeError', 'Expected HxW to be greater than 0, got 0', 'output-size')
  return like(input, shape)
})]

function requireVector(machine: Machine, name: string, tensor: TensorValue | undefined, channels: Dim, shape: Shape): void {
  if (!tensor?.shape) return
  const own = tensor.shape
  const raise = (): never => machine.raise('RuntimeError', `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of shape ${showShape(own)} and input of shape ${showShape(shape)}`, 'channels')
  const [size] = own
  if (own.length !== 1 || size === undefined) return raise()
  machine.require(equals(size, channels), raise)
}

export const torchGroupNorm = operation({ names: ['torch.group_norm'], overloads: native })

interface GroupNormArguments { readonly input: Value; readonly num_groups: Value; readonly weight: Value; readonly bias: Value; readonly eps: Value }

/** F.group_norm looks for a group of a single value first, as the batch norm that it once was. */
function groupNorm(machine: Machine, { input, num_groups, weight, bias, eps }: GroupNormArguments): Value {
  const expected = weight.kind === 'tensor' ? weight.shape?.[0] : undefined
  const rank = rankOf(machine, input, ['N', expected ?? 'C', 'H', 'W'])
  if (rank < 2) machine.raise('RuntimeError', `Expected at least 2 dimensions for input tensor but received ${rank}`, 'rank')
  const [batch, channels, ...spatial] = input.kind === 'tensor' ? machine.shapeOf(input) : []
  if (batch !== undefined && channels !== undefined) {
    const groups = asDim(num_groups), first = asDim(arithmetic(machine, int(mul(batch, channels)), '//', num_groups))
    if (groups !== undefined && first !== undefined) requireSeveralValues(machine, [first, groups, ...spatial], showShape([first, groups, ...spatial]))
  }
  return callNative(machine, native, input, num_groups, weight, bias, eps, falseValue)
}

export const groupNormFunction = operation({
  names: ['torch.nn.functional.group_norm'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html',
  layer: chosen('num_groups weight bias eps', (given) => {
    const channels = shapeIn(given, 'input')?.[1]
    return channels === undefined || (isGiven(given, 'bias') && !isGiven(given, 'weight')) ? undefined : { name: 'torch.nn.GroupNorm', given: among(given, ['num_groups', 'eps']).set('num_channels', int(channels)).set('affine', bool(isGiven(given, 'weight'))).set('bias', bool(isGiven(given, 'bias'))) }
  }),
  overloads: [on('group_norm(input, num_groups, weight=None, bias=None, eps=1e-05)', (machine, given) => groupNorm(machine, given))],
})

export const GroupNorm = layer({
  name: 'torch.nn.GroupNorm',
  definedIn: 'torch.nn.modules.normalization',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html',
  init: method('__init__(num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None, *, bias=True)', (machine, self, { num_groups, num_channels, eps, affine, dtype, bias }) => {
    refuse(machine, comparison(machine, arithmetic(machine, num_channels, '%', num_groups), '!=', 0), () =>
      machine.raise('ValueError', `num_channels (${printed(machine, num_channels)}) must be divisible by num_groups (${printed(machine, num_groups)})`, 'groups', { parameter: 'num_channels' }))
    setPlain(machine, self, { num_groups, num_channels, eps, affine })
    const scales = machine.isTrue(affine)
    setWeight(machine, self, 'weight', scales ? num_channels : undefined, dtype)
    setWeight(machine, self, 'bias', scales && machine.isTrue(bias) ? num_channels : undefined, dtype)
  }),
  forward: method('forward(input)', (machine, self, { input }) =>
    groupNorm(machine, { input, num_groups: attribute(machine, self, 'num_groups'), weight: attribute(machine, self, 'weight'), bias: attribute(machine, self, 'bias'), eps: attribute(machine, self, 'eps') })),
  initialise: (_, name) => onesAndZeros(name),
  methods: [method('reset_parameters()', () => none)],
  explain: (self) => keepsSize(`(x − mean) / √(var + eps) for each of ${printedAttribute(self, 'num_groups')} groups of channels`),
  kernel: ({ self, weights }, [input]) => [groupNormKernel(input!, weights['weight'], weights['bias'], { num_groups: numberOf(self, 'num_groups') ?? 1, eps: numberOf(self, 'eps') ?? 1e-5 })],
  terms: ({ self, weights }, [input]) => {
    const groups = numberOf(self, 'num_groups') ?? 1, batch = input!.shape[0]!
    return normalisedTerms(input!, {
      shape: [batch, groups, input!.data.length / batch / groups], dims: [2], eps: numberOf(self, 'eps') ?? 1e-5, isCentred: true,
      weight: perChannel('weight', weights['weight'], input!), bias: perChannel('bias', weights['bias'], input!),
    })
  },
  examples: `
    nn.GroupNorm(3, 6)(torch.randn(20, 6, 10, 10))   # shape: [20, 6, 10, 10]
    nn.GroupNorm(4, 6)                               # error[groups] "num_channels (6) must be divisible by num_groups (4)"
    nn.GroupNorm(3, 6)(torch.randn(20, 9, 10))       # error[channels] "Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape [6] and input of shape [20, 9, 10]"`,
})
