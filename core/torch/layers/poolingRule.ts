/**
 * What every pooling by windows checks, in PyTorch's order and words, and the shape it returns.
 * Sources: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html, torch.nn.AvgPool2d.
 */
import { add, allOf, atLeast, atMost, floorDiv, greaterThan, min, notEquals, show, sub, type Condition, type Dim } from '../../dims/index.ts'
import { ceilWindowCount, reach, windowCount, type Window } from '../../shapes/window.ts'
import { showShape, spatialNames, type Blame, type InstanceValue, type Machine, type Shape, type TensorValue } from '../vocabulary/index.ts'

/** A call's parameters, decoded. An empty stride stands for the kernel's size. */
export interface PoolingCall {
  readonly input: TensorValue
  readonly kernel_size: readonly Dim[]
  readonly stride: readonly Dim[]
  readonly padding: readonly Dim[]
  readonly dilation: readonly Dim[]
  readonly ceil_mode: boolean
  readonly divisor_override?: Dim | undefined
  readonly layer?: InstanceValue | undefined
}

export type Kind = 'max' | 'avg'

export function refusing(machine: Machine, call: Pick<PoolingCall, 'layer'>) {
  return (message: string, code: string, parameter?: string, type = 'RuntimeError'): never => {
    const blame: Blame = parameter === undefined ? {} : call.layer ? { layer: call.layer, parameter } : { parameter }
    return machine.raise(type, message, code, blame)
  }
}

export const batchedShape = (machine: Machine, input: TensorValue, dims: number): Shape => machine.shapeOf(input, ['N', 'C', ...spatialNames(dims)])

/** The shape that pooling in two or three dims returns. */
export function pool(machine: Machine, kind: Kind, dims: 2 | 3, call: PoolingCall, given?: Shape): Shape {
  const shape = given ?? batchedShape(machine, call.input, dims)
  const refuse = refusing(machine, call)
  const name = `${kind}_pool${dims}d`
  checkLengths(refuse, name, dims, call)
  const expand = (values: readonly Dim[]): readonly Dim[] => (values.length === 1 ? Array.from({ length: dims }, () => values[0]!) : values)
  const kernel = expand(call.kernel_size)
  const stride = call.stride.length === 0 ? kernel : expand(call.stride)
  const [padding, dilation] = [expand(call.padding), expand(call.dilation)]
  const windows = kernel.map((size, dim): Window => ({ kernel: size, stride: stride[dim]!, padding: padding[dim]!, dilation: dilation[dim]! }))
  for (const dim of [...kernel, ...stride, ...padding, ...dilation]) {
    if (typeof dim === 'number' && Math.abs(dim) > 2 ** 31 - 1) refuse('value cannot be converted to type int without overflow', 'argument')
  }
  const ranked = (): boolean => shape.length === dims + 1 || shape.length === dims + 2
  if ((kind === 'max' || dims === 3) && !ranked()) refuse(`non-empty ${dims + 1}D or ${dims + 2}D (batch mode) tensor expected for input`, 'rank')
  if (kind === 'avg' && call.divisor_override !== undefined) machine.require(notEquals(call.divisor_override, 0), () => refuse('divisor must be not zero', 'argument', 'divisor_override'))
  if (shape.length < dims + 1) outOfRange(machine, shape.length, -dims - 1)
  const sizes = windows.map((window, dim) => pooledSize(machine, shape.at(dim - dims)!, window, call.ceil_mode, refuse))
  if (dims === 2) checkPlanes(machine, shape, windows, sizes, refuse)
  else checkVolumes(machine, kind, shape, windows, sizes, refuse)
  return [...shape.slice(0, -dims), ...sizes]
}

/** `tensor.size(dim)` of a dim that the tensor has not. */
export function outOfRange(machine: Machine, rank: number, dim: number): never {
  const message = rank === 0 ? `Dimension specified as ${dim} but tensor has no dimensions` : `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`
  return machine.raise('IndexError', message, 'rank')
}

function checkLengths(refuse: (message: string, code: string, parameter?: string) => never, name: string, dims: 2 | 3, call: PoolingCall): void {
  const tuple = `a tuple of ${dims === 2 ? 'two' : 'three'} ints`
  const either = name === 'avg_pool3d' ? 'must be' : 'must either be'
  const fits = (values: readonly Dim[]): boolean => values.length === 1 || values.length === dims
  if (!fits(call.kernel_size)) refuse(`${name}: kernel_size ${either} a single int, or ${tuple}`, 'argument', 'kernel_size')
  if (call.stride.length > 0 && !fits(call.stride)) refuse(`${name}: stride ${either} omitted, a single int, or ${tuple}`, 'argument', 'stride')
  if (!fits(call.padding)) refuse(`${name}: padding ${either} a single int, or ${tuple}`, 'argument', 'padding')
  if (!fits(call.dilation)) refuse(`${name}: dilation must be either a single int, or ${tuple}`, 'argument', 'dilation')
}

/**
 * The number of windows along one dim. With `ceil_mode` the last window may hang over the end, but must begin on the input or the padding
 * before it: `min(ceil, (input + padding - 1)//stride + 1)`.
 */
export function pooledSize(machine: Machine, input: Dim, window: Window, ceilMode: boolean, refuse: (message: string, code: string, parameter?: string) => never): Dim {
  const { kernel, stride, padding, dilation } = window
  machine.require(notEquals(stride, 0), () => refuse('stride should not be zero', 'stride', 'stride'))
  machine.require(atLeast(padding, 0), () => refuse(`pad must be non-negative, but got pad: ${show(padding)}`, 'padding', 'padding'))
  machine.require(atMost(padding, half(reach(window))), () => refuse(`pad should be at most half of effective kernel size, but got pad=${show(padding)}, kernel_size=${show(kernel)} and dilation=${show(dilation)}`, 'padding', 'padding'))
  if (!ceilMode) return windowCount(input, window)
  return min(ceilWindowCount(input, window), add(floorDiv(sub(add(input, padding), 1), stride), 1))
}
/** Half of a size, rounded towards zero as C++ does. */
const half = (dim: Dim): Dim => (typeof dim === 'number' ? Math.trunc(dim / 2) : floorDiv(dim, 2))

const positive = (dims: readonly Dim[]): Condition => allOf(...dims.map((dim) => greaterThan(dim, 0)))
const list = (names: readonly string[], values: readonly Dim[]): string => names.map((name, index) => `${name}: ${show(values[index]!)}`).join(' ')

function checkPositive(machine: Machine, windows: readonly Window[], refuse: (message: string, code: string, parameter?: string) => never): void {
  const axes = windows.length === 2 ? ['H', 'W'] : ['T', 'H', 'W']
  const named = (prefix: string, values: readonly Dim[]): string => list(axes.map((axis) => prefix + axis), values)
  const [kernel, stride, dilation] = [windows.map((window) => window.kernel), windows.map((window) => window.stride), windows.map((window) => window.dilation)]
  machine.require(positive(kernel), () => refuse(`kernel size should be greater than zero, but got ${named('k', kernel)}`, 'kernel-size', 'kernel_size'))
  machine.require(positive(stride), () => refuse(`stride should be greater than zero, but got ${named('d', stride)}`, 'stride', 'stride'))
  machine.require(positive(dilation), () => refuse(`dilation should be greater than zero, but got ${named('dilation', dilation)}`, 'dilation', 'dilation'))
}

function checkPlanes(machine: Machine, shape: Shape, windows: readonly Window[], sizes: readonly Dim[], refuse: (message: string, code: string, parameter?: string) => never): void {
  checkPositive(machine, windows, refuse)
  const wrongInput = (): never => refuse(`Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:${showShape(shape)}`, 'rank')
  if (shape.length !== 3 && shape.length !== 4) wrongInput()
  machine.require(allOf(...shape.slice(-3).map((size) => notEquals(size, 0))), wrongInput)
  const [high, wide] = windows as [Window, Window]
  machine.require(allOf(atLeast(half(wide.kernel), wide.padding), atLeast(half(high.kernel), high.padding)), () =>
    refuse(`pad should be smaller than or equal to half of kernel size, but got padW = ${show(wide.padding)}, padH = ${show(high.padding)}, kW = ${show(wide.kernel)}, kH = ${show(high.kernel)}`, 'padding', 'padding'))
  checkOutput(machine, shape, sizes, refuse)
}

function checkVolumes(machine: Machine, kind: Kind, shape: Shape, windows: readonly Window[], sizes: readonly Dim[], refuse: (message: string, code: string, parameter?: string) => never): void {
  checkPositive(machine, windows, refuse)
  const name = kind === 'max' ? 'max_pool3d_with_indices_out_cpu_template()' : 'avg_pool3d()'
  checkNotEmpty(machine, shape, shape.length - 4, name, refuse)
  const input = shape.slice(-3)
  if (kind === 'avg') {
    machine.require(allOf(...input.map((size, dim) => atLeast(size, windows[dim]!.kernel))), () =>
      refuse(`input image (${list(['T', 'H', 'W'], input)}) smaller than kernel size (${list(['kT', 'kH', 'kW'], windows.map((window) => window.kernel))})`, 'kernel-size'))
  }
  const [deep, high, wide] = windows as [Window, Window, Window]
  machine.require(allOf(...windows.map((window) => atLeast(half(window.kernel), window.padding))), () =>
    refuse(`pad should be smaller than or equal to half of kernel size, but got ${list(['kT', 'kW', 'kH', 'padT', 'padW', 'padH'], [deep.kernel, wide.kernel, high.kernel, deep.padding, wide.padding, high.padding])}`, 'padding', 'padding'))
  checkOutput(machine, shape, sizes, refuse)
}

/** All sizes from the dim `first` on are at least 1. */
export function checkNotEmpty(machine: Machine, shape: Shape, first: number, name: string, refuse: (message: string, code: string) => never): void {
  for (const [dim, size] of shape.entries()) {
    if (dim >= first) machine.require(greaterThan(size, 0), () => refuse(`${name}: Expected input to have non-zero size for non-batch dimensions, but input has sizes ${showShape(shape)} with dimension ${dim} being empty`, 'empty-input'))
  }
}

function checkOutput(machine: Machine, shape: Shape, sizes: readonly Dim[], refuse: (message: string, code: string) => never): void {
  const planes = shape.at(-sizes.length - 1)!
  const text = (dims: readonly Dim[]): string => `(${[planes, ...dims].map(show).join('x')})`
  machine.require(allOf(...sizes.map((size) => atLeast(size, 1))), () =>
    refuse(`Given input size: ${text(shape.slice(-sizes.length))}. Calculated output size: ${text(sizes)}. Output size is too small`, 'kernel-size'))
}

/** A parameter of a one-dimensional pooling holds one int. */
export function checkOne(refuse: (message: string, code: string, parameter?: string) => never, name: string, parameters: Readonly<Record<string, readonly Dim[]>>): void {
  for (const [parameter, values] of Object.entries(parameters)) {
    if (values.length !== 1) refuse(`${name}() argument '${parameter}' should contain one int (got ${values.length})`, 'argument', parameter)
  }
}

export function checkRankRange(refuse: (message: string, code: string) => never, name: string, rank: number): void {
  if (rank < 2 || rank > 3) refuse(`Expected 2 to 3 dimensions, but got ${rank}-dimensional tensor for argument #1 'self' (while checking arguments for ${name})`, 'rank')
}
