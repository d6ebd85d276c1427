/**
 * The constructor that all convolutions share: its checks in PyTorch's order, its attributes and its weights.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
import { floorDiv, mul, sub } from '../../dims/index.ts'
import { arithmetic, asDim, comparison, int, isString, list, moduleState, newParameter, none, printed, refuse, represented, setPlain, setWeight, spreadUnknown, tuple, unknown, weightType, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'

export interface ConvolutionArguments {
  readonly in_channels: Value
  readonly out_channels: Value
  readonly kernel_size: Value
  readonly stride: Value
  readonly padding: Value
  readonly dilation: Value
  readonly transposed: Value
  readonly output_padding: Value
  readonly groups: Value
  readonly bias: Value
  readonly padding_mode: Value
  readonly dtype: Value
  /** The number of spatial dims. */
  readonly dims: number
}

export function initializeConvolution(machine: Machine, self: InstanceValue, given: ConvolutionArguments): void {
  const { in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias, padding_mode } = given
  moduleState(machine, self)
  const wrong = (message: string, code: string, parameter: string) => (): never => machine.raise('ValueError', message, code, { layer: self, parameter })
  refuse(machine, comparison(machine, groups, '<=', 0), wrong('groups must be a positive integer', 'groups', 'groups'))
  refuse(machine, comparison(machine, arithmetic(machine, in_channels, '%', groups), '!=', 0), wrong('in_channels must be divisible by groups', 'groups', 'groups'))
  refuse(machine, comparison(machine, arithmetic(machine, out_channels, '%', groups), '!=', 0), wrong('out_channels must be divisible by groups', 'groups', 'groups'))
  if (padding.kind === 'str') checkPaddingWord(machine, self, padding, stride)
  checkPaddingMode(machine, self, padding_mode)
  setPlain(machine, self, { in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, padding_mode })
  setPlain(machine, self, { _reversed_padding_repeated_twice: sidePaddings(machine, padding, kernel_size, dilation) })
  const inner = (channels: Value): Value => arithmetic(machine, channels, '//', groups)
  const sizes = machine.isTrue(transposed) ? [in_channels, inner(out_channels)] : [out_channels, inner(in_channels)]
  const kernel = spreadUnknown(kernel_size, given.dims)
  if (kernel.kind === 'tuple') setWeight(machine, self, 'weight', [...sizes, ...kernel.items], given.dtype)
  else moduleState(machine, self).parameters.set('weight', newParameter(machine, undefined, weightType(given.dtype)))
  const biased = machine.truth(bias)
  if (biased === undefined) moduleState(machine, self).parameters.set('bias', unknown('a bias that may be None'))
  else setWeight(machine, self, 'bias', biased ? [out_channels] : undefined, given.dtype)
  machine.call(machine.getAttribute(self, 'reset_parameters'), [])
}

function checkPaddingWord(machine: Machine, self: InstanceValue, padding: Value, stride: Value): void {
  const same = isString(padding, 'same')
  if (same === undefined) machine.undecided('a padding that is not known')
  if (!same && !isString(padding, 'valid')) machine.raise('ValueError', `Invalid padding string ${represented(machine, padding)}, should be one of {'same', 'valid'}`, 'argument', { layer: self, parameter: 'padding' })
  if (!same || stride.kind !== 'tuple') return
  for (const each of stride.items) refuse(machine, comparison(machine, each, '!=', 1), () => machine.raise('ValueError', "padding='same' is not supported for strided convolutions", 'stride', { layer: self, parameter: 'stride' }))
}

function checkPaddingMode(machine: Machine, self: InstanceValue, mode: Value): void {
  if (mode.kind === 'unknown') return
  if (mode.kind === 'list' || mode.kind === 'dict') machine.raise('TypeError', `unhashable type: '${mode.kind}'`, 'argument-type', { layer: self, parameter: 'padding_mode' })
  const known = ['zeros', 'reflect', 'replicate', 'circular'].some((each) => isString(mode, each) !== false)
  if (!known) machine.raise('ValueError', `padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='${printed(machine, mode)}'`, 'argument', { layer: self, parameter: 'padding_mode' })
}

/** The padding of each side as F.pad takes it: the last dim first, each before and behind. */
function sidePaddings(machine: Machine, padding: Value, kernel: Value, dilation: Value): Value {
  if (padding.kind === 'tuple') return tuple([...padding.items].reverse().flatMap((each) => [each, each]))
  if (padding.kind !== 'str') return padding.kind === 'unknown' ? padding : tuple(machine.items(padding).reverse().flatMap((each) => [each, each]))
  if (kernel.kind !== 'tuple' || dilation.kind !== 'tuple') return { kind: 'unknown', reason: 'a kernel size that is not known' }
  if (!isString(padding, 'same')) return list(kernel.items.flatMap(() => [int(0), int(0)]))
  const dilations = dilation.items
  return list([...kernel.items.keys()].reverse().flatMap((dim) => {
    const length = asDim(kernel.items[dim]!), spacing = asDim(dilations[dim] ?? none)
    if (length === undefined || spacing === undefined) return [int(0), int(0)]
    const total = mul(spacing, sub(length, 1))
    const before = floorDiv(total, 2)
    return [int(before), int(sub(total, before))]
  }))
}
