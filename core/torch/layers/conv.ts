/** Convolutions: nn.Conv1d to nn.Conv3d and F.conv1d to F.conv3d. */
import { type Dim } from '../../dims/index.ts'
import { convolutionSizes, fromWeights, callNative, int, isString, knownNumbers, layer, method, none, ntuple, on, operation, read, spreadUnknown, unknownAsInt, wordOf, fanInUniform, weightShape, type Geometry, type InstanceValue, type LayerMethod, type Machine, type Overload, type Shape, type Value } from '../vocabulary/index.ts'
import { bothEnds, conv, type ConvParameters } from '../kernels/conv.ts'
import { convTerms } from '../terms/convolution.ts'
import { batchify, convolve, convolveSame, type ConvolutionCall } from './convolution.ts'
import { initializeConvolution } from './convolutionBase.ts'
import { adviseConvolution } from './advice.ts'
import { explainConvolution } from './convolutionWords.ts'
import { padValue } from './pad.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`

const texts = ([1, 2, 3] as const).map((dims) => [
  `conv${dims}d(Tensor input, Tensor weight, Tensor? bias=None, int[${dims}] stride=1, int[${dims}] padding=0, int[${dims}] dilation=1, int groups=1)`,
  `conv${dims}d(Tensor input, Tensor weight, Tensor? bias=None, int[${dims}] stride=1, str padding='valid', int[${dims}] dilation=1, int groups=1)`,
] as const)

/** The two native overloads: padding as numbers, or as a word. */
export const convolutionOverloads = (dims: 1 | 2 | 3, layer?: InstanceValue): readonly Overload[] => [
  on(texts[dims - 1]![0], (machine, parameters) =>
    convolve(machine, { ...(parameters as unknown as ConvolutionCall), layer }, dims)),
  on(texts[dims - 1]![1], (machine, parameters) => {
    const { padding, ...call } = parameters as unknown as Omit<ConvolutionCall, 'padding'> & { readonly padding: string }
    if (padding === 'same') return convolveSame(machine, { ...call, padding: [0], layer }, dims)
    if (padding === 'valid') return convolve(machine, { ...call, padding: [0], layer }, dims)
    batchify(machine, { ...call, padding: [0], layer }, dims)
    return machine.raise('RuntimeError', `Invalid padding string: '${padding}'`, 'argument', layer ? { layer, parameter: 'padding' } : { parameter: 'padding' })
  }),
]

const functional = (dims: 1 | 2 | 3, example: string): ReturnType<typeof operation> => operation({
  names: [`torch.nn.functional.conv${dims}d`, `torch.conv${dims}d`],
  manual: manual(`functional.conv${dims}d`),
  layer: fromWeights(`Conv${dims}d`, 'weight bias stride padding dilation groups', convolutionSizes(dims, 'plain')),
  overloads: convolutionOverloads(dims),
  examples: example,
})

export const conv1d = functional(1, 'F.conv1d(torch.randn(20, 16, 50), torch.randn(33, 16, 3))   # shape: [20, 33, 48]')
export const conv2d = functional(2, 'F.conv2d(torch.randn(1, 4, 5, 5), torch.randn(8, 4, 3, 3), padding=1)   # shape: [1, 8, 5, 5]')
export const conv3d = functional(3, 'F.conv3d(torch.randn(20, 16, 50, 10, 20), torch.randn(33, 16, 3, 3, 3))   # shape: [20, 33, 48, 8, 18]')

/** What the layers share: the attributes, the weights, and the checks of the constructor. */
export const ConvNd = layer({
  name: 'torch.nn.modules.conv._ConvNd',
  definedIn: 'torch.nn.modules.conv',
  init: method('__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias, padding_mode, device=None, dtype=None)', (machine, self, parameters) => initializeConvolution(machine, self, { ...parameters, dims: lengthOf(parameters.kernel_size) })),
})

/** The number of dims that a tuple of sizes has; 0 where it is not known. */
export const lengthOf = (sizes: Value): number => (sizes.kind === 'tuple' || sizes.kind === 'list' ? sizes.items.length : 0)

/** The constructor of an n-dimensional convolution: ints become tuples, then the base class does the rest. */
function constructor(dims: 1 | 2 | 3): LayerMethod {
  return method("__init__(in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None)", (machine, self, parameters) => {
    const { kernel_size, stride, padding, dilation } = parameters
    initializeConvolution(machine, self, {
      ...parameters,
      kernel_size: ntuple(machine, kernel_size, dims),
      stride: ntuple(machine, stride, dims),
      padding: padding.kind === 'str' ? padding : ntuple(machine, padding, dims),
      dilation: ntuple(machine, dilation, dims),
      transposed: { kind: 'bool', value: false },
      output_padding: ntuple(machine, int(0), dims),
      dims,
    })
  })
}

/** Pads first where the mode is not zeros, then convolves. `weight` and `bias` may be other than the layer's own. */
export function forwardConvolution(machine: Machine, self: InstanceValue, dims: 1 | 2 | 3, input: Value, weight: Value, bias: Value): Value {
  const mode = read(machine, self, 'padding_mode')
  // Every mode gives the same size; one that is not known is taken for zeros.
  const zeros = isString(mode, 'zeros') !== false
  const padded = zeros ? input : padValue(machine, input, read(machine, self, '_reversed_padding_repeated_twice'), mode, none, self)
  const padding = zeros ? read(machine, self, 'padding') : ntuple(machine, int(0), dims)
  const sizes = (name: string): Value => spreadUnknown(read(machine, self, name), dims)
  return callNative(machine, convolutionOverloads(dims, self), padded, weight, bias.kind === 'unknown' ? none : bias, sizes('stride'), spreadUnknown(padding, dims), sizes('dilation'), unknownAsInt(read(machine, self, 'groups')))
}

const convolutionLayer = (dims: 1 | 2 | 3, examples: string): ReturnType<typeof layer> => layer({
  name: `torch.nn.Conv${dims}d`,
  definedIn: 'torch.nn.modules.conv',
  base: 'torch.nn.modules.conv._ConvNd',
  manual: manual(`Conv${dims}d`),
  init: constructor(dims),
  forward: method('forward(input)', (machine, self, { input }) => forwardConvolution(machine, self, dims, input, read(machine, self, 'weight'), read(machine, self, 'bias'))),
  methods: [method('_conv_forward(input, weight, bias)', (machine, self, { input, weight, bias }) => forwardConvolution(machine, self, dims, input, weight, bias))],
  explain: explainConvolution,
  advise: adviseConvolution,
  kernel: ({ self, weights, progress }, [input]) => [conv(input!, weights['weight']!, weights['bias'], parametersOf(self, dims), progress)],
  terms: ({ self, weights }, [input]) => convTerms(input!, weights['weight']!, weights['bias'] !== undefined, parametersOf(self, dims)),
  geometry: ({ self }) => geometryOf(knownNumbers(self, 'kernel_size', dims), parametersOf(self, dims)),
  initialise: (self) => fanInUniform(weightShape(self)),
  multiplyAdds: (self, _, output) => multiplyAdds(self, output),
  examples,
})

export const Conv1d = convolutionLayer(1, 'nn.Conv1d(16, 33, 3, stride=2)(torch.randn(20, 16, 50))   # shape: [20, 33, 24]')
export const Conv2d = convolutionLayer(2, [
  'nn.Conv2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2), dilation=(3, 1))(torch.randn(20, 16, 50, 100))   # shape: [20, 33, 26, 100]',
  "nn.Conv2d(3, 8, 3, padding='same')(torch.randn(3, 32, 32))   # shape: [8, 32, 32]",
  'nn.Conv2d(3, 8, 3)(torch.randn(1, 4, 32, 32))   # error[channels] "expected input[1, 4, 32, 32] to have 3 channels, but got 4 channels instead"',
].join('\n'))
export const Conv3d = convolutionLayer(3, 'nn.Conv3d(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(4, 2, 0))(torch.randn(20, 16, 10, 50, 100))   # shape: [20, 33, 8, 50, 99]')

/** What the layer's attributes mean to the kernel. Padding words are passed on; the kernel knows them. */
function parametersOf(self: InstanceValue, dims: number): ConvParameters {
  const word = wordOf(self, 'padding')
  return {
    stride: knownNumbers(self, 'stride', dims),
    padding: word === 'same' || word === 'valid' ? word : knownNumbers(self, 'padding', dims),
    dilation: knownNumbers(self, 'dilation', dims),
    groups: knownNumbers(self, 'groups', 1)[0]!,
    padding_mode: wordOf(self, 'padding_mode') as ConvParameters['padding_mode'],
  }
}

function geometryOf(kernel_size: readonly number[], { stride, padding, dilation, padding_mode = 'zeros' }: ConvParameters): Geometry {
  const ends = kernel_size.map((size, dim) => bothEnds(padding, dim, dilation[dim]! * (size - 1)))
  return { slides: 'input', kernel_size, stride, dilation, before: ends.map(([before]) => before), behind: ends.map(([, behind]) => behind), output_padding: kernel_size.map(() => 0), padding_mode }
}

/** Each output element sums over the input channels of its group and the kernel. */
export function multiplyAdds(self: InstanceValue, shape: Shape): number | undefined {
  const weight = self.module?.parameters.get('weight')
  if (weight?.kind !== 'tensor' || !weight.shape) return undefined
  const factors: readonly Dim[] = [...shape, ...weight.shape.slice(1)]
  return factors.every((factor) => typeof factor === 'number') ? factors.reduce((product, factor) => product * factor, 1) : undefined
}
