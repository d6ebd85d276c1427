/** Sliding blocks as columns and back: nn.Unfold, nn.Fold, F.unfold and F.fold. */
import { allOf, atLeast, divisible, equals, exactQuotient, floorDiv, greaterThan, mul, notEquals, show, type Condition, type Dim } from '../../dims/index.ts'
import { windowCount, type Window } from '../../shapes/window.ts'
import { sameNames, callNative, knownNumbers, layer, like, method, moduleState, ntuple, on, operation, read, setPlain, showShape, slidingWindow, type Blame, type InstanceValue, type Machine, type Overload, type Shape, type Value } from '../vocabulary/index.ts'
import { fold as foldKernel, unfold as unfoldKernel } from '../kernels/fold.ts'
import type { Window as KernelWindow } from '../kernels/window.ts'
import { gatheredTerms, movedTerms } from '../terms/moved.ts'
import { explainFold, explainUnfold } from './foldWords.ts'
import { outOfRange } from './poolingRule.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`
type Fail = (message: string, code: string, parameter?: string) => never
type Pairs = Readonly<Record<string, readonly Dim[]>>

const failing = (machine: Machine, layer: InstanceValue | undefined): Fail => (message, code, parameter) => {
  const blame: Blame = parameter === undefined ? {} : layer ? { layer, parameter } : { parameter }
  return machine.raise('RuntimeError', message, code, blame)
}
const pairText = (pair: readonly Dim[]): string => `(${pair.map(show).join(', ')})`
const positive = (dims: readonly Dim[]): Condition => allOf(...dims.map((dim) => greaterThan(dim, 0)))

function checkLengths(pairs: Pairs, fail: Fail): void {
  for (const [name, values] of Object.entries(pairs)) if (values.length !== 2) fail(`It is expected ${name} equals to 2, but got size ${values.length}`, 'argument', name)
}

interface Blocks { readonly kernel_size: readonly Dim[]; readonly dilation: readonly Dim[]; readonly padding: readonly Dim[]; readonly stride: readonly Dim[] }

function checkPositive(machine: Machine, { kernel_size, dilation, padding, stride }: Blocks, order: readonly ('dilation' | 'padding' | 'stride')[], fail: Fail): void {
  const sides = (prefix: string, pair: readonly Dim[]): string => `${prefix}_height: ${show(pair[0]!)} ${prefix}_width: ${show(pair[1]!)}`
  machine.require(positive(kernel_size), () => fail(`kernel size should be greater than zero, but got ${sides('kernel', kernel_size)}`, 'kernel-size', 'kernel_size'))
  for (const parameter of order) {
    if (parameter === 'padding') machine.require(allOf(...padding.map((each) => atLeast(each, 0))), () => fail(`padding should be non-negative, but got ${sides('pad', padding)}`, 'padding', 'padding'))
    else {
      const pair = parameter === 'dilation' ? dilation : stride
      machine.require(positive(pair), () => fail(`${parameter} should be greater than zero, but got ${sides(parameter, pair)}`, parameter, parameter))
    }
  }
}

const windowAt = ({ kernel_size, dilation, padding, stride }: Blocks, dim: number): Window => ({ kernel: kernel_size[dim]!, dilation: dilation[dim]!, padding: padding[dim]!, stride: stride[dim]! })

/** (N, C, H, W) to (N, C·k·k, L), one column for each place of the window. */
const unfoldOverloads = (layer?: InstanceValue): readonly Overload[] => [on('im2col(Tensor input, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride)', (machine, { input, ...blocks }) => {
  const { kernel_size, dilation, padding, stride } = blocks
  const shape = machine.shapeOf(input, ['N', 'C', 'H', 'W'])
  const fail = failing(machine, layer)
  checkLengths({ kernel_size, dilation, padding, stride }, fail)
  checkPositive(machine, blocks, ['dilation', 'padding', 'stride'], fail)
  const { length: rank } = shape
  if (rank < 2) outOfRange(machine, rank, 1)
  if (rank < 3) outOfRange(machine, rank, 2)
  const wrongInput = (): never => fail(`Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${showShape(shape)}`, 'rank')
  if (rank !== 3 && rank !== 4) wrongInput()
  machine.require(allOf(...shape.slice(-3).map((size) => notEquals(size, 0))), wrongInput)
  const spatial = shape.slice(-2)
  const places = spatial.map((size, dim) => windowCount(size, windowAt(blocks, dim)))
  machine.require(allOf(...places.map((count) => atLeast(count, 1))), () => fail(`Given input with spatial size ${pairText(spatial)}, kernel_size=${pairText(kernel_size)}, dilation=${pairText(dilation)}, padding=${pairText(padding)}, calculated shape of the array of sliding blocks as ${pairText(places)}, but its components must be at least one.`, 'kernel-size'))
  return like(input, [...shape.slice(0, -3), mul(shape.at(-3)!, mul(kernel_size[0]!, kernel_size[1]!)), mul(places[0]!, places[1]!)])
})]

/** (N, C·k·k, L) to (N, C, *output_size), where L is the number of places of the window on the output. */
const foldOverloads = (layer?: InstanceValue): readonly Overload[] => [on('col2im(Tensor input, int[2] output_size, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride)', (machine, { input, output_size, ...blocks }) => {
  const { kernel_size, dilation, padding, stride } = blocks
  const cells = kernel_size.reduce<Dim>((product, each) => mul(product, each), 1)
  const shape = machine.shapeOf(input, ['N', cells, 'L'])
  const fail = failing(machine, layer)
  checkLengths({ output_size, kernel_size, dilation, padding, stride }, fail)
  checkPositive(machine, blocks, ['stride', 'dilation', 'padding'], fail)
  checkColumns(machine, shape, fail)
  const [channelDim, placeDim] = [shape.length - 2, shape.length - 1]
  const [columns, given] = [shape[channelDim]!, shape[placeDim]!]
  machine.require(divisible(columns, cells), () => fail(`Expected size of input's dimension ${1} to be divisible by the product of kernel_size, but got input.size(${1})=${show(columns)} and kernel_size=${pairText(kernel_size)}.`, 'fold'))
  const places = output_size.map((size, dim) => windowCount(size, windowAt(blocks, dim))) as [Dim, Dim]
  const count = mul(places[0], places[1])
  machine.require(equals(given, count), () => fail(`Given output_size=${pairText(output_size)}, kernel_size=${pairText(kernel_size)}, dilation=${pairText(dilation)}, padding=${pairText(padding)}, stride=${pairText(stride)}, expected size of input's dimension 2 to match the calculated number of sliding blocks ${show(places[0])} * ${show(places[1])} = ${show(count)}, but got input.size(2)=${show(given)}.`, 'fold', 'output_size'))
  return like(input, [...shape.slice(0, -2), exactQuotient(columns, cells) ?? floorDiv(columns, cells), ...output_size])
})]

function checkColumns(machine: Machine, shape: Shape, fail: Fail): void {
  const wrong = (): never => fail(`Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${showShape(shape)}`, 'rank')
  if (shape.length !== 2 && shape.length !== 3) wrong()
  machine.require(allOf(...shape.slice(-2).map((size) => notEquals(size, 0))), wrong)
}

interface Settings { readonly kernel_size: Value; readonly dilation: Value; readonly padding: Value; readonly stride: Value }
const pairs = (machine: Machine, values: readonly Value[]): readonly Value[] => values.map((value) => ntuple(machine, value, 2))

function unfoldValue(machine: Machine, input: Value, { kernel_size, dilation, padding, stride }: Settings, layer?: InstanceValue): Value {
  return callNative(machine, unfoldOverloads(layer), input, ...pairs(machine, [kernel_size, dilation, padding, stride]))
}
function foldValue(machine: Machine, input: Value, { output_size, kernel_size, dilation, padding, stride }: Settings & { readonly output_size: Value }, layer?: InstanceValue): Value {
  return callNative(machine, foldOverloads(layer), input, ...pairs(machine, [output_size, kernel_size, dilation, padding, stride]))
}

export const unfold = operation({
  names: ['torch.nn.functional.unfold'],
  manual: manual('functional.unfold'),
  layer: sameNames('Unfold', 'kernel_size dilation padding stride'),
  overloads: [on('unfold(input, kernel_size, dilation=1, padding=0, stride=1)', (machine, { input, ...settings }) => unfoldValue(machine, input, settings))],
  examples: 'F.unfold(torch.randn(1, 3, 10, 12), (4, 5))   # shape: [1, 60, 56]',
})
export const fold = operation({
  names: ['torch.nn.functional.fold'],
  manual: manual('functional.fold'),
  layer: sameNames('Fold', 'output_size kernel_size dilation padding stride'),
  overloads: [on('fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1)', (machine, { input, ...settings }) => foldValue(machine, input, settings))],
  examples: 'F.fold(torch.randn(1, 12, 12), (4, 5), 2)   # shape: [1, 3, 4, 5]',
})

const windowOf = (self: InstanceValue): KernelWindow => ({ kernel_size: knownNumbers(self, 'kernel_size', 2), dilation: knownNumbers(self, 'dilation', 2), padding: knownNumbers(self, 'padding', 2), stride: knownNumbers(self, 'stride', 2) })

export const Unfold = layer({
  name: 'torch.nn.Unfold',
  definedIn: 'torch.nn.modules.fold',
  manual: manual('Unfold'),
  init: method('__init__(kernel_size, dilation=1, padding=0, stride=1)', (machine, self, parameters) => {
    moduleState(machine, self)
    setPlain(machine, self, parameters)
  }),
  forward: method('forward(input)', (machine, self, { input }) => {
    const attribute = (name: string): Value => read(machine, self, name)
    return unfoldValue(machine, input, { kernel_size: attribute('kernel_size'), dilation: attribute('dilation'), padding: attribute('padding'), stride: attribute('stride') }, self)
  }),
  explain: explainUnfold,
  kernel: ({ self }, [input]) => [unfoldKernel(input!, windowOf(self))],
  terms: ({ self }, [input]) => movedTerms(input!, (places) => unfoldKernel(places, windowOf(self))),
  geometry: ({ self }) => slidingWindow(windowOf(self)),
  examples: 'nn.Unfold((2, 3))(torch.randn(2, 5, 3, 4))   # shape: [2, 30, 4]',
})
export const Fold = layer({
  name: 'torch.nn.Fold',
  definedIn: 'torch.nn.modules.fold',
  manual: manual('Fold'),
  init: method('__init__(output_size, kernel_size, dilation=1, padding=0, stride=1)', (machine, self, parameters) => {
    moduleState(machine, self)
    setPlain(machine, self, parameters)
  }),
  forward: method('forward(input)', (machine, self, { input }) => {
    const attribute = (name: string): Value => read(machine, self, name)
    return foldValue(machine, input, { output_size: attribute('output_size'), kernel_size: attribute('kernel_size'), dilation: attribute('dilation'), padding: attribute('padding'), stride: attribute('stride') }, self)
  }),
  explain: explainFold,
  kernel: ({ self }, [input]) => [foldKernel(input!, { ...windowOf(self), output_size: knownNumbers(self, 'output_size', 2) })],
  terms: ({ self }, [input]) => {
    const window = windowOf(self)
    const channels = input!.shape.at(-2)! / window.kernel_size.reduce((product, size) => product * size, 1)
    return gatheredTerms([...input!.shape.slice(0, -2), channels, ...knownNumbers(self, 'output_size', 2)], (places) => unfoldKernel(places, window))
  },
  geometry: ({ self }) => ({ ...slidingWindow(windowOf(self)), slides: 'output' }),
  examples: [
    'nn.Fold((4, 5), (2, 2))(torch.randn(1, 3 * 2 * 2, 12))   # shape: [1, 3, 4, 5]',
    'nn.Fold((4, 5), (2, 2))(torch.randn(1, 3 * 2 * 2, 10))   # error[fold] "calculated number of sliding blocks 3 * 4 = 12, but got input.size(2)=10"',
  ].join('\n'),
})
