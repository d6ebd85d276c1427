/**
 * What every convolution checks before it computes, in PyTorch's order and words, and the shape it returns. F.conv1d to F.conv_transpose3d,
 * the layers and their Lazy forms all end here.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html
 */
import { add, allOf, anyOf, atLeast, divisible, equals, greaterThan, lessThan, mul, notEquals, show, sub, truncDiv, type Condition, type Dim } from '../../dims/index.ts'
import { reach, transposedSize, windowCount, type Window } from '../../shapes/window.ts'
import { checkBiasType, checkSameTypes, checkScalarTypes } from './convolutionTypes.ts'
import { like, showShape, spatialNames, type Blame, type InstanceValue, type Machine, type Shape, type TensorValue } from '../vocabulary/index.ts'

/** A call's parameters, decoded. */
export interface ConvolutionCall {
  readonly input: TensorValue
  readonly weight: TensorValue
  readonly bias: TensorValue | undefined
  readonly stride: readonly Dim[]
  readonly padding: readonly Dim[]
  readonly dilation: readonly Dim[]
  readonly groups: Dim
  /** For transposed convolutions only. */
  readonly outputPadding?: readonly Dim[]
  /** The layer whose constructor got the arguments, when a layer calls. */
  readonly layer?: InstanceValue | undefined
}

/**
 * Input (N, C, *spatial) or (C, *spatial); weight (out, C/groups, *kernel), transposed (C, out/groups, *kernel). The spatial sizes
 * follow the formulas of core/shapes/window.ts.
 */
export function convolve(machine: Machine, call: ConvolutionCall, dims: 1 | 2 | 3): TensorValue {
  if (!call.outputPadding) checkBiasType(call, raising(machine, call))
  const { batched, shape } = batchify(machine, call, dims)
  const output = convolution(machine, shape, call)
  return like(call.input, batched ? output : output.slice(1))
}

/** The input with a batch dim; other ranks are refused. */
export function batchify(machine: Machine, call: ConvolutionCall, dims: number): { readonly batched: boolean; readonly shape: Shape } {
  const weight = machine.shapeOf(call.weight)
  const channels = call.outputPadding ? weight[0] : weight[1] === undefined ? undefined : mul(weight[1], call.groups)
  const shape = machine.shapeOf(call.input, ['N', channels ?? 'C', ...spatialNames(dims)])
  const batched = shape.length === dims + 2
  if (!batched && shape.length !== dims + 1) {
    const name = `conv${call.outputPadding ? '_transpose' : ''}${dims}d`
    machine.raise('RuntimeError', `Expected ${dims + 1}D (unbatched) or ${dims + 2}D (batched) input to ${name}, but got input of size: ${showShape(shape)}`, 'rank')
  }
  return { batched, shape: batched ? shape : [1, ...shape] }
}

/** `padding='same'`: the input is padded by `dilation*(kernel - 1)` in all, one more behind than before where that is odd. */
export function convolveSame(machine: Machine, call: ConvolutionCall, dims: 1 | 2 | 3): TensorValue {
  const { batched, shape } = batchify(machine, call, dims)
  const weight = machine.shapeOf(call.weight)
  const rank = weight.length
  const refuse = raising(machine, call)
  if (rank <= 2) refuse('weight should have at least three dimensions', 'rank')
  machine.require(greaterThan(call.groups, 0), () => refuse('non-positive groups is not supported', 'groups', 'groups'))
  if (rank !== shape.length) refuse(rankMessage(weight, shape), 'rank')
  for (const [name, values] of [['stride', call.stride], ['dilation', call.dilation]] as const) {
    if (values.length !== rank - 2 && values.length !== 1) refuse(`${name} cannot broadcast to ${rank - 2} dimensions`, 'argument', name)
  }
  for (const stride of call.stride) machine.require(equals(stride, 1), () => refuse("padding='same' is not supported for strided convolutions", 'stride', 'stride'))
  const dilation = expand(machine, call, call.dilation, 'dilation', rank - 2)
  const total = weight.slice(2).map((kernel, dim) => mul(dilation[dim]!, sub(kernel, 1)))
  const before = total.map((sum) => truncDiv(sum, 2))
  // An odd total is padded behind beforehand, so that what remains is the same on both sides.
  const padded = shape.map((size, dim) => (dim < 2 ? size : add(size, sub(total[dim - 2]!, mul(2, before[dim - 2]!)))))
  const output = convolution(machine, padded, { ...call, dilation, padding: before })
  return like(call.input, batched ? output : output.slice(1))
}

/** The general convolution of an input with a batch dim: all checks, then the output's shape. Without input channels there are no output channels. */
function convolution(machine: Machine, input: Shape, call: ConvolutionCall): Shape {
  const weight = machine.shapeOf(call.weight)
  const refuse = raising(machine, call)
  const dims = weight.length - 2
  if (dims <= 0) refuse('weight should have at least three dimensions', 'rank')
  machine.require(greaterThan(call.groups, 0), () => refuse('non-positive groups is not supported', 'groups', 'groups'))
  const stride = expand(machine, call, call.stride, 'stride', dims)
  const padding = expand(machine, call, call.padding, 'padding', dims)
  const dilation = expand(machine, call, call.dilation, 'dilation', dims)
  const outputPadding = expand(machine, call, call.outputPadding ?? [0], 'output_padding', dims)
  const windows = weight.slice(2).map((kernel, dim): Window => ({ kernel, stride: stride[dim]!, padding: padding[dim]!, dilation: dilation[dim]! }))

  requireAll(machine, padding, (each) => atLeast(each, 0), () => refuse('negative padding is not supported', 'padding', 'padding'))
  requireAll(machine, outputPadding, (each) => atLeast(each, 0), () => refuse('negative output_padding is not supported', 'output-padding', 'output_padding'))
  requireAll(machine, stride, (each) => greaterThan(each, 0), () => refuse('non-positive stride is not supported', 'stride', 'stride'))
  requireAll(machine, dilation, (each) => atLeast(each, 0), () => refuse('dilation should be greater than zero', 'dilation', 'dilation'))
  if (weight.length !== input.length) refuse(rankMessage(weight, input), 'rank')
  checkChannels(machine, input, weight, call)
  if (!call.outputPadding) checkReach(machine, input, windows, call)
  const output = call.outputPadding
    ? [input[0]!, mul(weight[1]!, call.groups), ...windows.map((window, dim) => transposedSize(input[dim + 2]!, window, outputPadding[dim]!))]
    : [input[0]!, input[1] === 0 ? 0 : weight[0]!, ...windows.map((window, dim) => windowCount(input[dim + 2]!, window))]
  checkBackend(machine, input, weight, output, windows, outputPadding, call)
  return output
}

const rankMessage = (weight: Shape, input: Shape): string =>
  `Expected ${weight.length}-dimensional input for ${weight.length}-dimensional weight ${showShape(weight)}, but got ${input.length}-dimensional input of size ${showShape(input)} instead`

/** One value stands for all spatial dims. */
function expand(machine: Machine, call: ConvolutionCall, values: readonly Dim[], name: string, dims: number): readonly Dim[] {
  const [only] = values
  if (values.length === 1 && only !== undefined) return Array.from({ length: dims }, () => only)
  if (values.length === dims) return values
  return raising(machine, call)(`expected ${name} to be a single integer value or a list of ${dims} values to match the convolution dimensions, but got ${name}=${showShape(values)}`, 'argument', name)
}

function checkChannels(machine: Machine, input: Shape, weight: Shape, call: ConvolutionCall): void {
  const { groups } = call
  const transposed = call.outputPadding !== undefined
  const refuse = raising(machine, call)
  const [first, second] = [weight[0]!, weight[1]!]
  machine.require(atLeast(first, groups), () => refuse(`Given groups=${show(groups)}, expected weight to be at least ${show(groups)} at dimension 0, but got weight of size ${showShape(weight)} instead`, 'groups', 'groups'))
  machine.require(divisible(first, groups), () => refuse(`Given groups=${show(groups)}, expected weight to be divisible by ${show(groups)} at dimension 0, but got weight of size [${showShape(weight)}] instead`, 'groups', 'groups'))
  const given = transposed ? 'transposed=1' : `groups=${show(groups)}`
  const channels = transposed ? first : mul(second, groups)
  machine.require(equals(input[1]!, channels), () => refuse(`Given ${given}, weight of size ${showShape(weight)}, expected input${showShape(input)} to have ${show(channels)} channels, but got ${show(input[1]!)} channels instead`, 'channels'))
  if (!call.bias) return
  const bias = machine.shapeOf(call.bias)
  const expected = transposed ? mul(second, groups) : first
  const wrongBias = (): never => refuse(`Given ${transposed ? 'transposed=1, ' : ''}weight of size ${showShape(weight)}, expected bias to be 1-dimensional with ${show(expected)} elements, but got bias of size ${showShape(bias)} instead`, 'channels')
  if (bias.length !== 1) wrongBias()
  machine.require(equals(bias[0]!, expected), wrongBias)
}

/** The dilated kernel fits into the padded input. */
function checkReach(machine: Machine, input: Shape, windows: readonly Window[], call: ConvolutionCall): void {
  const padded = windows.map(({ padding }, dim) => add(input[dim + 2]!, mul(2, padding)))
  const kernels = windows.map(reach)
  for (const dim of windows.keys()) {
    machine.require(atLeast(padded[dim]!, kernels[dim]!), () => raising(machine, call)(`Calculated padded input size per channel: (${padded.map(show).join(' x ')}). Kernel size: (${kernels.map(show).join(' x ')}). Kernel size can't be greater than actual input size`, 'kernel-size'))
  }
}

/** What only the chosen implementation notices. */
function checkBackend(machine: Machine, input: Shape, weight: Shape, output: Shape, windows: readonly Window[], outputPadding: readonly Dim[], call: ConvolutionCall): void {
  const refuse = raising(machine, call)
  const transposed = call.outputPadding !== undefined
  const positive = (dims: readonly Dim[]): Condition => allOf(...dims.map((dim) => greaterThan(dim, 0)))
  const hasNone = (dim: Dim): boolean => dim === 0
  /** Inside, one spatial dim is two, of which the first has size 1. */
  const widened = (shape: Shape): Shape => (windows.length === 1 ? [...shape.slice(0, 2), 1, ...shape.slice(2)] : shape)
  if (hasNone(input[0]!) || (hasNone(input[1]!) && !transposed)) {
    for (const [dim, size] of widened(output).entries()) machine.require(atLeast(size, 0), () => refuse(`invalid shape dimension ${show(size)} at index ${dim} of shape ${showShape(widened(output))}`, 'output-size'))
    return
  }
  machine.require(allOf(...input.map((size) => notEquals(size, 0))), () => refuse(`Only zero batch or zero channel inputs are supported, but got input shape: ${showShape(widened(input))}`, 'empty-input'))
  const oneDnn = usesOneDnn(input, windows, outputPadding, call)
  if (oneDnn) checkSameTypes(call, refuse)
  const flat = windows.length === 1 ? [{ kernel: 1, stride: 1, padding: 0, dilation: 1 }, ...windows] : windows
  const primitive = (kind: string) => (): never => refuse(`could not create a primitive descriptor for the ${kind} forward propagation primitive. Run workload with environment variable ONEDNN_VERBOSE=all to get additional diagnostic information.`, 'kernel-size', 'kernel_size')
  const kernels = flat.map(({ kernel }) => kernel), strides = flat.map(({ stride }) => stride), dilations = flat.map(({ dilation }) => dilation)
  if (oneDnn) {
    if (!transposed) machine.require(positive(dilations), () => refuse('non-positive dilation is not supported', 'dilation', 'dilation'))
    if (transposed) machine.require(allOf(...output.slice(2).map((size) => atLeast(size, 0))), () => refuse('could not construct a memory descriptor using a format tag', 'output-size'))
    machine.require(positive(kernels), primitive(transposed ? 'deconvolution' : 'convolution'))
    if (!transposed) return
    machine.require(allOf(...output.slice(0, 2).map((size) => greaterThan(size, 0))), primitive('deconvolution'))
    if (windows.length === 3) machine.require(positive(dilations), () => refuse('dimensions are invalid', 'dilation', 'dilation'))
    for (const [dim, { kernel, dilation }] of windows.entries()) {
      if (kernel === 1) continue
      machine.require(greaterThan(dilation, 0), input[dim + 2] === 1 ? () => machine.undecided('a dilation of 0') : primitive('deconvolution'))
    }
    return
  }
  if (transposed && windows.length === 3) {
    machine.require(positive(weight), () => refuse(`non-empty 5D (n_output_plane x n_input_plane x kernel_depth x kernel_height x kernel_width) tensor expected for weight, but got: ${showShape(weight)}`, 'empty-input'))
  }
  const isDilated = dilations.some((dilation) => dilation !== 1)
  const axes = flat.length === 2 ? ['height', 'width'] : ['depth', 'height', 'width']
  const listed = (name: string, values: readonly Dim[], separator: string): string => axes.map((axis, dim) => `${name}_${axis}: ${show(values[dim]!)}`).join(separator)
  machine.require(positive(kernels), () => refuse(!transposed && isDilated ? `kernel size should be greater than zero, but got ${showShape(kernels)}` : transposed || flat.length === 2 ? `kernel size should be greater than zero, but got ${listed('kernel', kernels, ' ')}` : `kernel size should be greater than zero, but got: ${kernels.map(show).join(' x ')} (TxHxW)`, 'kernel-size', 'kernel_size'))
  machine.require(positive(dilations), () => refuse(transposed ? `dilation should be greater than zero, but got ${listed('dilation', dilations, ', ')}` : `dilation should be greater than zero, but got ${showShape(dilations)}`, 'dilation', 'dilation'))
  if (!transposed) return checkScalarTypes(call, refuse)
  const added = windows.length === 1 ? [0, ...outputPadding] : outputPadding
  machine.require(allOf(...added.map((more, dim) => anyOf(lessThan(more, strides[dim]!), lessThan(more, dilations[dim]!)))), () =>
    refuse(`output padding must be smaller than either stride or dilation, but got ${listed('output_padding', added, ' ')} ${listed('stride', strides, ' ')} ${listed('dilation', dilations, ' ')}`, 'output-padding', 'output_padding'))
  const sizes = windows.length === 1 ? [1, ...output.slice(2)] : output.slice(2)
  const inputs = windows.length === 1 ? [1, ...input.slice(2)] : input.slice(2)
  machine.require(positive(sizes), () => refuse(`Given input size per channel: (${inputs.map(show).join(' x ')}). Calculated output size per channel: (${sizes.map(show).join(' x ')}). Output size is too small`, 'output-size'))
  checkScalarTypes(call, refuse)
}

/**
 * Whether PyTorch hands a convolution of float32 on a CPU to oneDNN. It decides nothing but which of two sentences an impossible
 * convolution is refused with, so sizes that are not known count as small.
 */
function usesOneDnn(input: Shape, windows: readonly Window[], outputPadding: readonly Dim[], call: ConvolutionCall): boolean {
  const number = (dim: Dim): number => (typeof dim === 'number' ? dim : 1)
  if (call.outputPadding && windows.some(({ stride }, dim) => number(outputPadding[dim]!) >= number(stride))) return false
  const kernel = windows.length === 1 ? [1, number(windows[0]!.kernel)] : windows.slice(-2).map((window) => number(window.kernel))
  const plane = (windows.length === 1 ? [1, input[2]!] : input.slice(2, 4)).reduce<number>((product, size) => product * number(size), 1)
  return number(call.groups) > 1 || kernel.every((size) => size > 3) || number(input[0]!) > 1 || number(input[0]!) * number(input[1]!) * plane > 20480
}

function requireAll(machine: Machine, dims: readonly Dim[], condition: (dim: Dim) => Condition, otherwise: () => never): void {
  for (const dim of dims) machine.require(condition(dim), otherwise)
}

/** Raises a RuntimeError and blames the argument, where a parameter is named. */
const raising = (machine: Machine, call: ConvolutionCall) => (message: string, code: string, parameter?: string): never => {
  const blame: Blame = parameter === undefined ? {} : call.layer ? { layer: call.layer, parameter } : { parameter }
  return machine.raise('RuntimeError', message, code, blame)
}
