/** Transposed convolutions: nn.ConvTranspose1d to nn.ConvTranspose3d and F.conv_transpose1d to F.conv_transpose3d. */
import { convolutionSizes, fromWeights, arithmetic, callNative, comparison, int, isNone, isString, knownNumbers, layer, list, method, none, ntuple, on, operation, printed, read, refuse, spreadUnknown, unknownAsInt, showShape, spatialNames, trueValue, fanInUniform, weightShape, type Geometry, type InstanceValue, type KernelLayer, type LayerMethod, type Machine, type Overload, type Shape, type Value } from '../vocabulary/index.ts'
import { convTranspose, producedSize, type ConvTransposeParameters } from '../kernels/conv.ts'
import { convTransposeTerms } from '../terms/convolution.ts'
import { convolve, type ConvolutionCall } from './convolution.ts'
import { initializeConvolution, type ConvolutionArguments } from './convolutionBase.ts'
import { lengthOf, multiplyAdds } from './conv.ts'
import { adviseConvolution } from './advice.ts'
import { explainTransposed } from './convolutionWords.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`

export const transposedOverloads = (dims: 1 | 2 | 3, layer?: InstanceValue): readonly Overload[] => [
  on(`conv_transpose${dims}d(Tensor input, Tensor weight, Tensor? bias=None, int[${dims}] stride=1, int[${dims}] padding=0, int[${dims}] output_padding=0, int groups=1, int[${dims}] dilation=1)`, (machine, parameters) => {
    const { output_padding, ...call } = parameters as unknown as Omit<ConvolutionCall, 'outputPadding'> & { readonly output_padding: NonNullable<ConvolutionCall['outputPadding']> }
    return convolve(machine, { ...call, outputPadding: output_padding, layer }, dims)
  }),
]

const functional = (dims: 1 | 2 | 3, examples: string): ReturnType<typeof operation> => operation({
  names: [`torch.nn.functional.conv_transpose${dims}d`, `torch.conv_transpose${dims}d`],
  manual: manual(`functional.conv_transpose${dims}d`),
  layer: fromWeights(`ConvTranspose${dims}d`, 'weight bias stride padding output_padding groups dilation', convolutionSizes(dims, 'transposed')),
  overloads: transposedOverloads(dims),
  examples,
})

export const conv_transpose1d = functional(1, 'F.conv_transpose1d(torch.randn(20, 16, 50), torch.randn(16, 33, 5))   # shape: [20, 33, 54]')
export const conv_transpose2d = functional(2, 'F.conv_transpose2d(torch.randn(1, 4, 5, 5), torch.randn(4, 8, 3, 3), padding=1)   # shape: [1, 8, 5, 5]')
export const conv_transpose3d = functional(3, 'F.conv_transpose3d(torch.randn(20, 16, 50, 10, 20), torch.randn(16, 33, 3, 3, 3))   # shape: [20, 33, 52, 12, 22]')

export function initializeTransposed(machine: Machine, self: InstanceValue, parameters: ConvolutionArguments): void {
  if (isString(parameters.padding_mode, 'zeros') === false) {
    machine.raise('ValueError', `Only "zeros" padding mode is supported for ${self.cls.name}`, 'argument', { layer: self, parameter: 'padding_mode' })
  }
  initializeConvolution(machine, self, parameters)
}

/** What the layers share. `_output_padding` finds the padding with which the output gets the size that the caller asks for. */
export const ConvTransposeNd = layer({
  name: 'torch.nn.modules.conv._ConvTransposeNd',
  definedIn: 'torch.nn.modules.conv',
  base: 'torch.nn.modules.conv._ConvNd',
  init: method('__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias, padding_mode, device=None, dtype=None)', (machine, self, parameters) => initializeTransposed(machine, self, { ...parameters, dims: lengthOf(parameters.kernel_size) })),
  methods: [method('_output_padding(input, output_size, stride, padding, kernel_size, num_spatial_dims, dilation=None)', (machine, self, { input, output_size, stride, padding, kernel_size, num_spatial_dims, dilation }) =>
    outputPadding(machine, self, { input, output_size, stride, padding, kernel_size, dilation, dims: num_spatial_dims.kind === 'int' && typeof num_spatial_dims.value === 'number' ? num_spatial_dims.value : machine.undecided('a number of dims that is not known') }))],
})

function constructor(dims: 1 | 2 | 3): LayerMethod {
  return method("__init__(in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None)", (machine, self, parameters) => {
    const { kernel_size, stride, padding, dilation, output_padding } = parameters
    initializeTransposed(machine, self, {
      ...parameters,
      kernel_size: ntuple(machine, kernel_size, dims),
      stride: ntuple(machine, stride, dims),
      padding: ntuple(machine, padding, dims),
      dilation: ntuple(machine, dilation, dims),
      output_padding: ntuple(machine, output_padding, dims),
      transposed: trueValue,
      dims,
    })
  })
}

interface OutputSize {
  readonly input: Value
  readonly output_size: Value
  readonly stride: Value
  readonly padding: Value
  readonly kernel_size: Value
  readonly dilation: Value
  readonly dims: number
}

/** The given `output_padding`; with `output_size` the difference from the smallest output, which must be below the stride. */
function outputPadding(machine: Machine, self: InstanceValue, call: OutputSize): Value {
  const { input, dims } = call
  if (call.output_size.kind === 'unknown') return spreadUnknown(call.output_size, dims)
  if (isNone(machine, call.output_size)) return ntuple(machine, read(machine, self, 'output_padding'), 1)
  const shape = inputShape(machine, input, dims)
  const leading = shape.length === dims + 2 ? 2 : 1
  let asked: Value = call.output_size
  if (knownLength(machine, asked) === leading + dims) asked = machine.getItem(asked, { kind: 'slice', lower: int(leading), upper: none, step: none })
  const length = knownLength(machine, asked)
  if (length !== dims) {
    machine.raise('ValueError', `ConvTranspose${dims}D: for ${shape.length}D input, output_size must have ${dims} or ${leading + dims} elements (got ${length})`, 'output-size', { parameter: 'output_size' })
  }
  const least: Value[] = []
  const most: Value[] = []
  const at = (values: Value, dim: number): Value => machine.getItem(values, int(dim))
  const compute = (left: Value, op: string, right: Value | number): Value => arithmetic(machine, left, op, right)
  for (let dim = 0; dim < dims; dim++) {
    const steps = compute(compute(sizeOf(machine, shape, dim + leading), '-', 1), '*', at(call.stride, dim))
    const unpadded = compute(steps, '-', compute(int(2), '*', at(call.padding, dim)))
    const spacing = isNone(machine, call.dilation) ? int(1) : at(call.dilation, dim)
    const kernel = compute(spacing, '*', compute(at(call.kernel_size, dim), '-', 1))
    const smallest = compute(compute(unpadded, '+', kernel), '+', 1)
    least.push(smallest)
    most.push(compute(compute(smallest, '+', at(call.stride, dim)), '-', 1))
  }
  const wrongSize = (): never => machine.raise('ValueError', `requested an output size of ${printed(machine, asked)}, but valid sizes range from ${printed(machine, list(least))} to ${printed(machine, list(most))} (for an input of torch.Size(${showShape(shape.slice(2))}))`, 'output-size', { parameter: 'output_size' })
  for (let dim = 0; dim < dims; dim++) {
    refuse(machine, comparison(machine, at(asked, dim), '<', least[dim]!), wrongSize)
    refuse(machine, comparison(machine, at(asked, dim), '>', most[dim]!), wrongSize)
  }
  return list(least.map((smallest, dim) => compute(at(asked, dim), '-', smallest)))
}

function inputShape(machine: Machine, input: Value, dims: number): Shape {
  if (input.kind === 'tensor') return machine.shapeOf(input, ['N', 'C', ...spatialNames(dims)])
  machine.getAttribute(input, 'dim')
  return machine.undecided('an input that is not known')
}

function sizeOf(machine: Machine, shape: Shape, dim: number): Value {
  const size = shape[dim]
  if (size !== undefined) return int(size)
  if (shape.length === 0) return machine.raise('IndexError', `Dimension specified as ${dim} but tensor has no dimensions`, 'dimension')
  return machine.raise('IndexError', `Dimension out of range (expected to be in range of [${-shape.length}, ${shape.length - 1}], but got ${dim})`, 'dimension')
}

function knownLength(machine: Machine, value: Value): number {
  const length = machine.length(value)
  return length.kind === 'int' && typeof length.value === 'number' ? length.value : machine.undecided('a length that is not known')
}

/** A transposed convolution. With `output_size` the layer's own `output_padding` is not read. */
export function forwardTransposed(machine: Machine, self: InstanceValue, dims: 1 | 2 | 3, input: Value, outputSize: Value): Value {
  const attribute = (name: string): Value => read(machine, self, name)
  if (isString(attribute('padding_mode'), 'zeros') === false) {
    machine.raise('ValueError', `Only \`zeros\` padding mode is supported for ConvTranspose${dims}d`, 'argument', { layer: self, parameter: 'padding_mode' })
  }
  const sizes = (name: string): Value => spreadUnknown(attribute(name), dims)
  const [stride, padding, kernel_size, dilation] = [sizes('stride'), sizes('padding'), sizes('kernel_size'), sizes('dilation')]
  const bias = attribute('bias')
  const output_padding = outputPadding(machine, self, { input, output_size: outputSize, stride, padding, kernel_size, dilation, dims })
  return callNative(machine, transposedOverloads(dims, self), input, attribute('weight'), bias.kind === 'unknown' ? none : bias, stride, padding, spreadUnknown(output_padding, dims), unknownAsInt(attribute('groups')), dilation)
}

const transposedLayer = (dims: 1 | 2 | 3, examples: string): ReturnType<typeof layer> => layer({
  name: `torch.nn.ConvTranspose${dims}d`,
  definedIn: 'torch.nn.modules.conv',
  base: 'torch.nn.modules.conv._ConvTransposeNd',
  manual: manual(`ConvTranspose${dims}d`),
  init: constructor(dims),
  forward: method('forward(input, output_size=None)', (machine, self, { input, output_size }) => forwardTransposed(machine, self, dims, input, output_size)),
  explain: explainTransposed,
  advise: adviseConvolution,
  kernel: (own, [input]) => [convTranspose(input!, own.weights['weight']!, own.weights['bias'], parametersOf(own, dims), own.progress)],
  terms: (own, [input]) => convTransposeTerms(input!, own.weights['weight']!, own.weights['bias'] !== undefined, parametersOf(own, dims)),
  geometry: (own, [input]) => geometryOf(knownNumbers(own.self, 'kernel_size', dims), parametersOf(own, dims), input!.shape.slice(-dims)),
  initialise: (self) => fanInUniform(weightShape(self)),
  multiplyAdds: (self, input) => multiplyAdds(self, input),
  examples,
})

/** What the layer's attributes mean to the kernel. An `output_size=` of the call takes the place of `output_padding`. */
function parametersOf({ self, outputShapes }: KernelLayer, dims: number): ConvTransposeParameters {
  return {
    stride: knownNumbers(self, 'stride', dims),
    padding: knownNumbers(self, 'padding', dims),
    output_padding: knownNumbers(self, 'output_padding', dims),
    dilation: knownNumbers(self, 'dilation', dims),
    groups: knownNumbers(self, 'groups', 1)[0]!,
    output_size: outputShapes?.[0],
  }
}

function geometryOf(kernel_size: readonly number[], parameters: ConvTransposeParameters, spatial: readonly number[]): Geometry {
  const { stride, padding, dilation } = parameters
  const bare = producedSize(spatial, kernel_size, { ...parameters, output_size: undefined, output_padding: kernel_size.map(() => 0) })
  const added = producedSize(spatial, kernel_size, parameters).map((size, dim) => size - bare[dim]!)
  return { slides: 'output', kernel_size, stride, dilation, before: padding, behind: padding, output_padding: added, padding_mode: 'zeros' }
}

export const ConvTranspose1d = transposedLayer(1, 'nn.ConvTranspose1d(16, 33, 3, stride=2)(torch.randn(20, 16, 50))   # shape: [20, 33, 101]')
export const ConvTranspose2d = transposedLayer(2, [
  'nn.ConvTranspose2d(64, 32, 2, stride=2)(torch.randn(1, 64, 8, 8))   # shape: [1, 32, 16, 16]',
  'nn.ConvTranspose2d(16, 16, 3, stride=2, padding=1)(torch.randn(1, 16, 6, 6), output_size=[1, 16, 12, 12])   # shape: [1, 16, 12, 12]',
  'nn.ConvTranspose2d(8, 8, 3, stride=2, output_padding=2)(torch.randn(1, 8, 6, 6))   # error[output-padding] "output padding must be smaller than either stride or dilation"',
].join('\n'))
export const ConvTranspose3d = transposedLayer(3, 'nn.ConvTranspose3d(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(0, 4, 2))(torch.randn(20, 16, 10, 50, 100))   # shape: [20, 33, 21, 46, 97]')
