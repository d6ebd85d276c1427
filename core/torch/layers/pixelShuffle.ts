/** Rearrangements of channels: nn.PixelShuffle, nn.PixelUnshuffle and nn.ChannelShuffle with their functions. */
import { divisible, exactQuotient, floorDiv, greaterThan, mul, show, type Dim } from '../../dims/index.ts'
import { sameNames, callNative, knownNumbers, layer, like, method, moduleState, on, operation, read, setPlain, showShape, type Blame, type InstanceValue, type Layer, type Machine, type Overload } from '../vocabulary/index.ts'
import type { NumericArray } from '../../arrays/index.ts'
import { channelShuffle as channelShuffleKernel, pixelShuffle, pixelUnshuffle } from '../kernels/shuffle.ts'
import { explainShuffle } from './pixelShuffleWords.ts'
import { movedTerms } from '../terms/moved.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`

const failing = (machine: Machine, layer: InstanceValue | undefined) => (message: string, code: string, parameter?: string, type = 'RuntimeError'): never => {
  const blame: Blame = parameter === undefined ? {} : layer ? { layer, parameter } : { parameter }
  return machine.raise(type, message, code, blame)
}
const quotient = (left: Dim, right: Dim): Dim => exactQuotient(left, right) ?? floorDiv(left, right)
/** The largest factor whose square is a 64-bit integer. */
const largestFactor = 3037000499

/** (*, C·r², H, W) to (*, C, H·r, W·r). */
const shuffle = (layer?: InstanceValue): readonly Overload[] => [on('pixel_shuffle(Tensor input, int upscale_factor)', (machine, { input, upscale_factor: factor }) => {
  const shape = machine.shapeOf(input, ['N', mul(factor, factor), 'H', 'W'])
  const fail = failing(machine, layer)
  if (shape.length < 3) fail(`pixel_shuffle expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`, 'rank')
  machine.require(greaterThan(factor, 0), () => fail(`pixel_shuffle expects a positive upscale_factor, but got ${show(factor)}`, 'argument', 'upscale_factor'))
  if (typeof factor === 'number' && factor > largestFactor) fail(`upscale factor is too large, (upscale_factor)^2 overflowed: upscale_factor=${factor}`, 'argument', 'upscale_factor', 'ValueError')
  const square = mul(factor, factor)
  const [channels, height, width] = shape.slice(-3) as [Dim, Dim, Dim]
  machine.require(divisible(channels, square), () => fail(`pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${show(channels)} is not divisible by ${show(square)}`, 'channels'))
  return like(input, [...shape.slice(0, -3), quotient(channels, square), mul(height, factor), mul(width, factor)])
})]

/** (*, C, H, W) to (*, C·r², H/r, W/r). A tensor without elements keeps its shape. */
const unshuffle = (layer?: InstanceValue): readonly Overload[] => [on('pixel_unshuffle(Tensor input, int downscale_factor)', (machine, { input, downscale_factor: factor }) => {
  const shape = machine.shapeOf(input, ['N', 'C', 'H', 'W'])
  const fail = failing(machine, layer)
  if (shape.length < 3) fail(`pixel_unshuffle expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`, 'rank')
  machine.require(greaterThan(factor, 0), () => fail(`pixel_unshuffle expects a positive downscale_factor, but got ${show(factor)}`, 'argument', 'downscale_factor'))
  const [channels, height, width] = shape.slice(-3) as [Dim, Dim, Dim]
  machine.require(divisible(height, factor), () => fail(`pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=${show(height)} is not divisible by ${show(factor)}`, 'divisible'))
  machine.require(divisible(width, factor), () => fail(`pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)=${show(width)} is not divisible by ${show(factor)}`, 'divisible'))
  if (shape.some((size) => size === 0)) return like(input, shape)
  return like(input, [...shape.slice(0, -3), mul(channels, mul(factor, factor)), quotient(height, factor), quotient(width, factor)])
})]

/** (N, C, *) with its channels dealt out: the shape stays. */
const channelShuffle = (layer?: InstanceValue): readonly Overload[] => [on('channel_shuffle(Tensor input, int groups)', (machine, { input, groups }) => {
  const shape = machine.shapeOf(input, ['N', 'C', 'H', 'W'])
  const fail = failing(machine, layer)
  if (shape.length < 3) fail(`channel_shuffle expects input with > 2 dims, but got input with sizes ${showShape(shape)}`, 'rank')
  machine.require(greaterThan(groups, 0), () => fail(`Number of groups to divide channels in must be positive. Value of groups:${show(groups)}`, 'groups', 'groups'))
  machine.require(divisible(shape[1]!, groups), () => fail(`Number of channels must be divisible by groups. Got ${show(shape[1]!)} channels and ${show(groups)} groups.`, 'groups', 'groups'))
  return like(input, shape)
})]

export const pixel_shuffle = operation({
  names: ['torch.nn.functional.pixel_shuffle', 'torch.pixel_shuffle'],
  manual: manual('functional.pixel_shuffle'),
  layer: sameNames('PixelShuffle', 'upscale_factor'),
  overloads: shuffle(),
  examples: 'F.pixel_shuffle(torch.randn(1, 9, 4, 4), 3)   # shape: [1, 1, 12, 12]',
})
export const pixel_unshuffle = operation({
  names: ['torch.nn.functional.pixel_unshuffle', 'torch.pixel_unshuffle'],
  manual: manual('functional.pixel_unshuffle'),
  layer: sameNames('PixelUnshuffle', 'downscale_factor'),
  overloads: unshuffle(),
  examples: 'F.pixel_unshuffle(torch.randn(1, 1, 12, 12), 3)   # shape: [1, 9, 4, 4]',
})
export const channel_shuffle = operation({
  names: ['torch.nn.functional.channel_shuffle', 'torch.channel_shuffle', 'torch.nn.functional.native_channel_shuffle', 'torch.native_channel_shuffle'],
  overloads: channelShuffle(),
  layer: sameNames('ChannelShuffle', 'groups'),
  examples: 'F.channel_shuffle(torch.randn(1, 4, 2, 2), 2)   # shape: [1, 4, 2, 2]',
})

const shuffleLayer = (name: string, definedIn: string, parameter: string, overloads: (layer: InstanceValue) => readonly Overload[], kernel: (input: NumericArray, factor: number) => NumericArray, examples: string): Layer => layer({
  name: `torch.nn.${name}`,
  definedIn,
  manual: manual(name),
  init: method(`__init__(${parameter})` as '__init__(factor)', (machine, self, parameters) => {
    moduleState(machine, self)
    setPlain(machine, self, parameters)
  }),
  forward: method('forward(input)', (machine, self, { input }) => callNative(machine, overloads(self), input, read(machine, self, parameter))),
  explain: explainShuffle,
  kernel: ({ self }, [input]) => [kernel(input!, knownNumbers(self, parameter, 1)[0]!)],
  terms: ({ self }, [input]) => movedTerms(input!, (places) => kernel(places, knownNumbers(self, parameter, 1)[0]!)),
  examples,
})
export const PixelShuffle = shuffleLayer('PixelShuffle', 'torch.nn.modules.pixelshuffle', 'upscale_factor', shuffle, (input, factor) => pixelShuffle(input, { upscale_factor: factor }), [
  'nn.PixelShuffle(3)(torch.randn(1, 9, 4, 4))   # shape: [1, 1, 12, 12]',
  'nn.PixelShuffle(2)(torch.randn(1, 3, 4, 4))   # error[channels] "input.size(-3)=3 is not divisible by 4"',
].join('\n'))
export const PixelUnshuffle = shuffleLayer('PixelUnshuffle', 'torch.nn.modules.pixelshuffle', 'downscale_factor', unshuffle, (input, factor) => pixelUnshuffle(input, { downscale_factor: factor }), 'nn.PixelUnshuffle(3)(torch.randn(1, 1, 12, 12))   # shape: [1, 9, 4, 4]')
export const ChannelShuffle = shuffleLayer('ChannelShuffle', 'torch.nn.modules.channelshuffle', 'groups', channelShuffle, (input, groups) => channelShuffleKernel(input, { groups }), 'nn.ChannelShuffle(2)(torch.randn(1, 4, 2, 2))   # shape: [1, 4, 2, 2]')
