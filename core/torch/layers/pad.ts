/** Padding: F.pad in every mode. The layers are in padding.ts. */
import { add, allOf, anyOf, atLeast, atMost, lessThan, min, notEquals, opaque, show, type Condition, type Dim } from '../../dims/index.ts'
import { tuple, float, chosen, callNative, like, none, on, operation, showShape, str, type Blame, type InstanceValue, type Machine, type Overload, type Shape, type TensorValue, type Value, type LayerCall } from '../vocabulary/index.ts'

const manual = 'https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html'

interface Pad {
  readonly input: TensorValue
  /** Pairs (before, behind), the last dim's first. */
  readonly pad: readonly Dim[]
  readonly mode: string
  readonly value: number | undefined
  readonly layer: InstanceValue | undefined
}

/** One padded dim. */
interface Side { readonly dim: number; readonly size: Dim; readonly before: Dim; readonly behind: Dim; readonly padded: Dim }

const overloads = (layer?: InstanceValue): readonly Overload[] => [
  on("pad(Tensor input, int[] pad, str mode='constant', float? value=None)", (machine, { input, pad, mode, value }) => padded(machine, { input, pad, mode, value, layer })),
]

/** The padding layers, by mode; only constant padding has a value. */
const layers: Readonly<Record<string, string>> = { constant: 'ConstantPad', reflect: 'ReflectionPad', replicate: 'ReplicationPad', circular: 'CircularPad' }
function paddingLayer(given: ReadonlyMap<string, Value>): LayerCall | undefined {
  const padding = given.get('pad'), mode = given.get('mode') ?? str('constant')
  const sides = padding?.kind === 'tuple' || padding?.kind === 'list' ? padding.items : []
  const name = mode.kind === 'str' && mode.value !== undefined ? layers[mode.value] : undefined
  if (name === undefined || sides.length % 2 !== 0 || sides.length < 2 || sides.length > 6) return undefined
  const value = given.get('value')
  const amount = name === 'ConstantPad' ? new Map([['value', value && value.kind !== 'none' ? value : float(0)]]) : new Map<string, Value>()
  return { name: `torch.nn.${name}${sides.length / 2}d`, given: new Map([['padding', tuple(sides)], ...amount]) }
}

export const pad = operation({
  names: ['torch.nn.functional.pad'],
  manual,
  layer: chosen('pad mode value', paddingLayer),
  overloads: [on("pad(input, pad, mode='constant', value=None)", (machine, { input, pad, mode, value }) => unknownPad(machine, input, pad, mode) ?? callNative(machine, overloads(), input, pad, mode, value))],
  examples: [
    'F.pad(torch.empty(3, 3, 4, 2), (0, 1, 2, 1, 3, 3))   # shape: [3, 9, 7, 3]',
    "F.pad(torch.empty(1, 3, 4, 4), (4, 0), mode='reflect')   # error[padding-mode] \"Padding size 2 is not supported for 4D input tensor\"",
  ].join('\n'),
})

/** What is left to know where the amounts are not known: the rank. Where the mode is not, it is taken for the one that accepts most. */
function unknownPad(machine: Machine, input: Value, pad: Value, mode: Value): Value | undefined {
  if (input.kind !== 'tensor') return undefined
  if (pad.kind === 'unknown') return like(input, machine.shapeOf(input).map(() => opaque({ min: 0 })))
  return mode.kind === 'unknown' ? callNative(machine, overloads(), input, pad, str('constant'), none) : undefined
}

/** F.pad as a layer calls it: the layer's constructor gets the blame. */
export const padValue = (machine: Machine, input: Value, amounts: Value, mode: Value, value: Value, layer: InstanceValue): Value =>
  callNative(machine, overloads(layer), input, amounts, mode, value)

const modes = ['constant', 'reflect', 'replicate', 'circular']

function padded(machine: Machine, call: Pad): TensorValue {
  const { pad, mode } = call
  const shape = machine.shapeOf(call.input)
  const refuse = refusing(machine, call)
  if (!modes.includes(mode)) machine.raise('NotImplementedError', `Unrecognised padding mode ${mode}`, 'padding-mode', blameFor(call, 'mode'))
  if (pad.length % 2 !== 0) refuse('Padding length must be divisible by 2')
  if (pad.length > 2 * shape.length) refuse(`Padding length should be less than or equal to two times the input dimension but got padding length ${pad.length} and input of dimension ${shape.length}`)
  const sides = pad.slice(0, pad.length / 2).map((_, pair): Side => {
    const dim = shape.length - 1 - pair
    const [size, before, behind] = [shape[dim]!, pad[2 * pair]!, pad[2 * pair + 1]!]
    return { dim, size, before, behind, padded: add(add(size, before), behind) }
  })
  if (mode === 'constant') checkConstant(machine, sides, call)
  else checkCopying(machine, shape, sides, call)
  const output = [...shape]
  for (const side of sides) output[side.dim] = side.padded
  return like(call.input, output)
}

/** A negative padding cuts off at most what is there. */
function checkConstant(machine: Machine, sides: readonly Side[], call: Pad): void {
  const refuse = refusing(machine, call)
  const negative = (): never => refuse('narrow(): length must be non-negative.')
  for (const { size, before, behind } of [...sides].reverse()) {
    machine.require(anyOf(atLeast(before, 0), atLeast(add(size, before), 0)), negative)
    machine.require(anyOf(atLeast(behind, 0), atLeast(add(add(size, min(before, 0)), behind), 0)), negative)
  }
}

/** The other modes copy elements of the input, so that there must be enough of them. */
function checkCopying(machine: Machine, shape: Shape, sides: readonly Side[], call: Pad): void {
  const { mode, value } = call
  const refuse = refusing(machine, call)
  if (value !== undefined && value !== 0) machine.raise('RuntimeError', `Padding mode "${mode}" doesn't take in value argument`, 'argument', blameFor(call, 'value'))
  const dims = sides.length
  if (dims < 1 || dims > 3 || (shape.length !== dims + 1 && shape.length !== dims + 2)) {
    const message = [
      `Padding size ${call.pad.length} is not supported for ${shape.length}D input tensor.`,
      'Supported combinations for non-constant padding:',
      '  - 2D or 3D input: padding size = 2 (pads last dimension)',
      '  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)',
      '  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)',
    ].join('\n')
    machine.raise('NotImplementedError', message, 'padding-mode', blameFor(call, 'pad'))
  }
  if (mode === 'circular') return checkCircular(machine, sides, refuse)
  const inner = shape.length === dims + 2 ? shape.slice(1) : shape
  machine.require(allOf(...inner.map((size) => notEquals(size, 0))), () => refuse(`Expected ${dims + 1}D or ${dims + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${showShape(shape)}`))
  if (mode === 'reflect') {
    for (const [pair, { dim, size, before, behind }] of sides.entries()) {
      machine.require(allOf(lessThan(before, size), lessThan(behind, size)), () => refuse(`Argument #${2 * pair + 4}: Padding size should be less than the corresponding input dimension, but got: padding (${show(before)}, ${show(behind)}) at dimension ${dim} of input ${showShape(shape)}`))
    }
  }
  const positive: Condition = allOf(...sides.map((side) => atLeast(side.padded, 1)))
  machine.require(positive, () => refuse(tooSmall(sides)))
}

function tooSmall(sides: readonly Side[]): string {
  const [last] = sides
  if (sides.length === 1 && last) return `input (W: ${show(last.size)}) is too small. Calculated output W: ${show(last.padded)}`
  const axes = ['D', 'H', 'W'].slice(-sides.length)
  const ordered = [...sides].reverse()
  const list = (separator: string, size: (side: Side) => Dim): string => ordered.map((side, index) => `${axes[index]}: ${show(size(side))}`).join(separator)
  return `Calculated output ${list(' ', (side) => side.padded)} must be >= 1 in every dimension (input ${list(', ', (side) => side.size)})`
}

function checkCircular(machine: Machine, sides: readonly Side[], refuse: (message: string) => never): void {
  for (const { size, before, behind, padded } of [...sides].reverse()) {
    machine.require(allOf(atMost(before, size), atMost(behind, size)), () => refuse('Padding value causes wrapping around more than once.'))
    machine.require(atLeast(padded, 0), () => refuse('Negative padding value is resulting in an empty dimension'))
  }
}

const blameFor = (call: Pad, parameter: 'pad' | 'mode' | 'value'): Blame =>
  call.layer ? { layer: call.layer, parameter: parameter === 'pad' ? 'padding' : parameter === 'mode' ? 'padding_mode' : parameter } : { parameter }
const refusing = (machine: Machine, call: Pad) => (message: string): never => machine.raise('RuntimeError', message, 'padding', blameFor(call, 'pad'))
