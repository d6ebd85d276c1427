/** Max pooling: nn.MaxPool1d to nn.MaxPool3d, F.max_pool1d to F.max_pool3d and torch.max_pool1d to torch.max_pool3d. */
import { atLeast, atMost, floorDiv, greaterThan, show } from '../../dims/index.ts'
import type { Window } from '../../shapes/window.ts'
import { sameNames, booleanDispatch, callNative, flagOf, knownNumbers, layer, like, list, method, moduleState, numbersOf, on, operation, read, setPlain, slidingWindow, spreadUnknown, showShape, tensor, tuple, type InstanceValue, type Layer, type Machine, type Overload, type Shape, type Value } from '../vocabulary/index.ts'
import { maxPool as maxPoolKernel } from '../kernels/pool.ts'
import { maxPoolTerms } from '../terms/pooling.ts'
import { batchedShape, checkOne, checkRankRange, pool, pooledSize, refusing, type PoolingCall } from './poolingRule.ts'
import { explainPooling } from './poolingWords.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`
type Dims = 1 | 2 | 3

/** The native function; the one `with_indices` also returns where in its plane each maximum stands. */
export function maxPoolOverloads(dims: Dims, indices: boolean, layer?: InstanceValue): readonly Overload[] {
  const name = `max_pool${dims}d${indices ? '_with_indices' : ''}`
  return [on(`${name}(Tensor input, int[${dims}] kernel_size, int[${dims}]? stride=None, int[${dims}] padding=0, int[${dims}] dilation=1, bool ceil_mode=False)`, (machine, parameters) => {
    const call = { ...(parameters as unknown as PoolingCall), layer }
    const complete = { ...call, stride: call.stride ?? [] }
    const shape = dims === 1 ? (indices ? poolLineWithIndices(machine, complete) : poolLine(machine, complete)) : pool(machine, 'max', dims, complete)
    const known = knownMaxima(complete)
    const output = { ...like(call.input, shape), data: known?.output }
    return indices ? tuple([output, tensor(shape, { dtype: 'int64', data: known?.indices })]) : output
  })]
}

/** The maxima of an input whose elements are known, with their places: unpooling depends on these. */
function knownMaxima({ input, kernel_size, stride, padding, dilation, ceil_mode }: PoolingCall): { readonly output: number[]; readonly indices: number[] } | undefined {
  const numbers = (dims: Shape): dims is number[] => dims.every((dim) => typeof dim === 'number')
  const steps = stride.length === 0 ? kernel_size : stride
  if (!input.data || !input.shape || !numbers(input.shape) || !numbers(kernel_size) || !numbers(steps) || !numbers(padding) || !numbers(dilation)) return undefined
  const { output, indices } = maxPoolKernel({ shape: input.shape, data: Float64Array.from(input.data) }, { kernel_size, stride: steps, padding, dilation, ceil_mode })
  return { output: [...output.data], indices: [...indices.data] }
}

/** In one dim PyTorch has words of its own. */
function poolLine(machine: Machine, call: PoolingCall): Shape {
  const shape = batchedShape(machine, call.input, 1)
  const refuse = refusing(machine, call)
  const wrongInput = (): never => refuse(`max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${showShape(shape)}`, 'rank')
  if (shape.length !== 2 && shape.length !== 3) wrongInput()
  for (const size of shape.slice(-2)) machine.require(greaterThan(size, 0), wrongInput)
  const one = (parameter: 'kernel_size' | 'stride' | 'padding' | 'dilation', words: string): void => {
    if (call[parameter].length !== 1) refuse(`max_pool1d() ${parameter} must be ${words} of size 1 but got size ${call[parameter].length}`, 'argument', parameter)
  }
  one('kernel_size', 'an int, list of ints or tuple of ints')
  if (call.stride.length > 0) one('stride', 'None, an int, list of ints, or tuple of ints')
  one('padding', 'an int, list of ints, or tuple of ints')
  one('dilation', 'an int, list of ints or tuple of ints')
  const kernel = call.kernel_size[0]!
  const window: Window = { kernel, stride: call.stride[0] ?? kernel, padding: call.padding[0]!, dilation: call.dilation[0]! }
  const above = (parameter: string, value: Window['kernel']): void => machine.require(greaterThan(value, 0), () => refuse(`max_pool1d() ${parameter} must be greater than zero, but got ${show(value)}`, parameter === 'kernel_size' ? 'kernel-size' : parameter, parameter))
  above('kernel_size', kernel)
  above('stride', window.stride)
  machine.require(atLeast(window.padding, 0), () => refuse(`max_pool1d() padding must be non-negative, but got ${show(window.padding)}`, 'padding', 'padding'))
  machine.require(atMost(window.padding, floorDiv(kernel, 2)), () => refuse(`max_pool1d() padding should be at most half of kernel size, but got padding=${show(window.padding)} and kernel_size=${show(kernel)}`, 'padding', 'padding'))
  above('dilation', window.dilation)
  const size = pooledSize(machine, shape.at(-1)!, window, call.ceil_mode, refuse)
  machine.require(greaterThan(size, 0), () => refuse(`max_pool1d() Invalid computed output size: ${show(size)}`, 'kernel-size'))
  return [...shape.slice(0, -1), size]
}

/** With indices, one dim is two dims of which the first has size 1. */
function poolLineWithIndices(machine: Machine, call: PoolingCall): Shape {
  const shape = batchedShape(machine, call.input, 1)
  const refuse = refusing(machine, call)
  const stride = call.stride.length === 0 ? call.kernel_size : call.stride
  checkRankRange(refuse, 'max_pool1d', shape.length)
  checkOne(refuse, 'max_pool1d', { kernel_size: call.kernel_size, stride, padding: call.padding, dilation: call.dilation })
  const pooled = pool(machine, 'max', 2, { ...call, kernel_size: [1, ...call.kernel_size], stride: [1, ...stride], padding: [0, ...call.padding], dilation: [1, ...call.dilation] }, [...shape.slice(0, -1), 1, shape.at(-1)!])
  return [...pooled.slice(0, -2), pooled.at(-1)!]
}

/** Calls the native function as the Python function around it does: no stride is an empty list. */
export function maxPool(machine: Machine, dims: Dims, indices: boolean, parameters: { readonly input: Value; readonly kernel_size: Value; readonly stride: Value; readonly padding: Value; readonly dilation: Value; readonly ceil_mode: Value }, layer?: InstanceValue): Value {
  const { input, kernel_size, stride, padding, dilation, ceil_mode } = parameters
  return callNative(machine, maxPoolOverloads(dims, indices, layer), input, spreadUnknown(kernel_size, dims), stride.kind === 'none' ? list([]) : spreadUnknown(stride, dims), spreadUnknown(padding, dims), spreadUnknown(dilation, dims), ceil_mode)
}

const pythonForm = (dims: Dims, name: string, indices: boolean): readonly Overload[] =>
  [on(`${name}(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False)`, (machine, parameters) => maxPool(machine, dims, indices, parameters as never))]

const functional = (dims: Dims, examples: string): ReturnType<typeof operation> =>
  operation({
    names: [`torch.nn.functional.max_pool${dims}d`],
    manual: manual(`functional.max_pool${dims}d`),
    layer: sameNames(`MaxPool${dims}d`, 'kernel_size stride padding dilation ceil_mode return_indices'),
    overloads: booleanDispatch(`max_pool${dims}d`, 'return_indices', 6, pythonForm(dims, `max_pool${dims}d_with_indices`, true), pythonForm(dims, `_max_pool${dims}d`, false)),
    examples,
  })
export const max_pool1d = functional(1, 'F.max_pool1d(torch.randn(2, 3, 8), 2)   # shape: [2, 3, 4]')
export const max_pool2d = functional(2, [
  'F.max_pool2d(torch.randn(2, 3, 8, 9), 3, stride=2, padding=1)   # shape: [2, 3, 4, 5]',
  'F.max_pool2d(torch.randn(1, 3, 8, 8), 2, return_indices=True)[1]   # shape: [1, 3, 4, 4]',
].join('\n'))
export const max_pool3d = functional(3, 'F.max_pool3d(torch.randn(2, 3, 8, 8, 8), 2)   # shape: [2, 3, 4, 4, 4]')

const dimensions: readonly Dims[] = [1, 2, 3]
/** The functions behind `return_indices=True`, which can be called by name. */
export const maxPoolWithIndices = dimensions.map((dims) => operation({
  names: [`torch.nn.functional.max_pool${dims}d_with_indices`],
  overloads: pythonForm(dims, `max_pool${dims}d_with_indices`, true),
}))

const native = (dims: Dims, indices: boolean): ReturnType<typeof operation> => operation({
  names: indices ? (dims === 1 ? ['torch.max_pool1d_with_indices'] : [`torch._C._nn.max_pool${dims}d_with_indices`]) : [`torch.max_pool${dims}d`],
  overloads: maxPoolOverloads(dims, indices),
})
export const nativeMaxPool1d = native(1, false)
export const nativeMaxPool2d = native(2, false)
export const nativeMaxPool3d = native(3, false)
export const maxPool1dWithIndices = native(1, true)

/** What the layers share. The stride is the kernel's size where it is not given. */
export const MaxPoolNd = layer({
  name: 'torch.nn.modules.pooling._MaxPoolNd',
  definedIn: 'torch.nn.modules.pooling',
  init: method('__init__(kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False)', (machine, self, parameters) => {
    moduleState(machine, self)
    const { kernel_size, stride } = parameters
    setPlain(machine, self, { ...parameters, stride: stride.kind === 'none' ? kernel_size : stride })
  }),
})

const maxPoolLayer = (dims: Dims, examples: string): Layer => layer({
  name: `torch.nn.MaxPool${dims}d`,
  definedIn: 'torch.nn.modules.pooling',
  base: 'torch.nn.modules.pooling._MaxPoolNd',
  manual: manual(`MaxPool${dims}d`),
  forward: method('forward(input)', (machine, self, { input }) => {
    const attribute = (name: string): Value => read(machine, self, name)
    const parameters = { input, kernel_size: attribute('kernel_size'), stride: attribute('stride'), padding: attribute('padding'), dilation: attribute('dilation'), ceil_mode: attribute('ceil_mode') }
    return maxPool(machine, dims, machine.isTrue(attribute('return_indices')), parameters, self)
  }),
  explain: explainPooling,
  returns: ['output', 'indices'],
  kernel: ({ self }, [input]) => {
    const { output, indices } = maxPoolKernel(input!, parametersOf(self, dims))
    return flagOf(self, 'return_indices') ? [output, indices] : [output]
  },
  terms: ({ self }, [input]) => maxPoolTerms(input!, parametersOf(self, dims)),
  geometry: ({ self }) => slidingWindow(parametersOf(self, dims)),
  examples,
})

function parametersOf(self: InstanceValue, dims: Dims): Parameters<typeof maxPoolKernel>[1] {
  const numbers = (name: string): readonly number[] => knownNumbers(self, name, dims)
  return { kernel_size: numbers('kernel_size'), stride: numbersOf(self, 'stride', dims) ?? numbers('kernel_size'), padding: numbers('padding'), dilation: numbers('dilation'), ceil_mode: flagOf(self, 'ceil_mode') }
}

export const MaxPool1d = maxPoolLayer(1, 'nn.MaxPool1d(3, stride=2)(torch.randn(20, 16, 50))   # shape: [20, 16, 24]')
export const MaxPool2d = maxPoolLayer(2, [
  'nn.MaxPool2d((3, 2), stride=(2, 1))(torch.randn(20, 16, 50, 32))   # shape: [20, 16, 24, 31]',
  'nn.MaxPool2d(2, ceil_mode=True)(torch.randn(1, 3, 7, 7))   # shape: [1, 3, 4, 4]',
  'nn.MaxPool2d(3)(torch.randn(1, 3, 2, 2))   # error[kernel-size] "Calculated output size: (3x0x0). Output size is too small"',
].join('\n'))
export const MaxPool3d = maxPoolLayer(3, 'nn.MaxPool3d((3, 2, 2), stride=(2, 1, 2))(torch.randn(20, 16, 50, 44, 31))   # shape: [20, 16, 24, 43, 15]')
