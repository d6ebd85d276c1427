/** Lazy convolutions, which learn their input channels from the first input: nn.LazyConv1d to nn.LazyConvTranspose3d. */
import { divisible, type Dim } from '../../dims/index.ts'
import { arithmetic, bool, emptyShape, falseValue, int, isUninitialised, layer, method, moduleState, newParameter, none, ntuple, read, setLazyWeight, setPlain, showShape, spatialNames, trueValue, tuple, weightType, type InstanceValue, type Layer, type Machine, type Value } from '../vocabulary/index.ts'
import { forwardConvolution, multiplyAdds } from './conv.ts'
import { forwardTransposed, initializeTransposed } from './convTranspose.ts'
import { initializeConvolution } from './convolutionBase.ts'
import { explainConvolution, explainTransposed } from './convolutionWords.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`
type Dims = 1 | 2 | 3
interface Arguments { readonly out_channels: Value; readonly bias: Value; readonly dtype: Value }

/** The constructor of the base class runs with no channels; then the weights are left open. */
function leaveOpen(machine: Machine, self: InstanceValue, { out_channels, bias, dtype }: Arguments): void {
  newParameter(machine, undefined, weightType(dtype))
  setLazyWeight(machine, self, 'weight', dtype)
  setPlain(machine, self, { out_channels })
  if (machine.isTrue(bias)) setLazyWeight(machine, self, 'bias', dtype)
}

/** The first input gives the weights their shapes. */
function initializeParameters(machine: Machine, self: InstanceValue, dims: Dims, transposed: boolean, input: Value): void {
  if (!isUninitialised(self)) return
  const { parameters } = moduleState(machine, self)
  const dtype = weightDtype(parameters.get('weight'))
  const channels = inputChannels(machine, self, dims, input)
  setPlain(machine, self, { in_channels: int(channels) })
  const groups = read(machine, self, 'groups')
  if (groups.kind === 'int') machine.require(divisible(channels, groups.value), () => machine.raise('ValueError', 'in_channels must be divisible by groups', 'groups', { layer: self, parameter: 'groups' }))
  const out = read(machine, self, 'out_channels')
  const inner = (value: Value): Value => arithmetic(machine, value, '//', groups)
  const leading = transposed ? [int(channels), inner(out)] : [out, inner(int(channels))]
  const kernel = read(machine, self, 'kernel_size')
  const shape = kernel.kind === 'tuple' ? emptyShape(machine, tuple([...leading, ...kernel.items])) : undefined
  parameters.set('weight', newParameter(machine, shape, dtype))
  if (isUninitialised(self, 'bias')) parameters.set('bias', newParameter(machine, emptyShape(machine, tuple([out])), dtype))
}
const weightDtype = (weight: Value | undefined): string | undefined => (weight?.kind === 'tensor' ? weight.dtype : undefined)

function inputChannels(machine: Machine, self: InstanceValue, dims: Dims, input: Value): Dim {
  if (input.kind !== 'tensor') {
    machine.getAttribute(input, 'dim')
    return machine.undecided('an input that is not known')
  }
  const shape = machine.shapeOf(input, ['N', 'C', ...spatialNames(dims)])
  const batched = shape.length === dims + 2
  if (!batched && shape.length !== dims + 1) machine.raise('RuntimeError', `Expected ${dims + 1}D (unbatched) or ${dims + 2}D (batched) input to ${self.cls.name}, but got input of size: torch.Size(${showShape(shape)})`, 'rank')
  return shape[batched ? 1 : 0]!
}

const uninitializedQuestion = method('has_uninitialized_params()', (_, self) => bool(isUninitialised(self)))
const missingInput = (machine: Machine): never => machine.raise('TypeError', "_LazyConvXdMixin.initialize_parameters() missing 1 required positional argument: 'input'", 'argument')

const lazyConvolution = (dims: Dims, examples: string): Layer => layer({
  name: `torch.nn.LazyConv${dims}d`,
  definedIn: 'torch.nn.modules.conv',
  base: `torch.nn.Conv${dims}d`,
  manual: manual(`LazyConv${dims}d`),
  init: method("__init__(out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None)", (machine, self, parameters) => {
    const { kernel_size, stride, padding, dilation } = parameters
    initializeConvolution(machine, self, {
      ...parameters,
      in_channels: int(0), out_channels: int(0), bias: falseValue, transposed: falseValue,
      kernel_size: ntuple(machine, kernel_size, dims),
      stride: ntuple(machine, stride, dims),
      padding: padding.kind === 'str' ? padding : ntuple(machine, padding, dims),
      dilation: ntuple(machine, dilation, dims),
      output_padding: ntuple(machine, int(0), dims),
      dims,
    })
    leaveOpen(machine, self, parameters)
  }),
  forward: method('forward(Any... args, Any**** kwargs)', (machine, self, { args, kwargs }) => {
    const [input = missingInput(machine)] = args.length > 0 ? args : [...(kwargs.has('input') ? [kwargs.get('input')!] : [])]
    initializeParameters(machine, self, dims, false, input)
    const given = args.length + kwargs.size
    if (given > 1) machine.raise('TypeError', kwargs.size > 0 ? `Conv${dims}d.forward() got an unexpected keyword argument '${[...kwargs.keys()].find((key) => key !== 'input') ?? ''}'` : `Conv${dims}d.forward() takes 2 positional arguments but ${given + 1} were given`, 'argument')
    return forwardConvolution(machine, self, dims, input, read(machine, self, 'weight'), read(machine, self, 'bias'))
  }),
  methods: [uninitializedQuestion],
  explain: explainConvolution,
  multiplyAdds: (self, _, output) => multiplyAdds(self, output),
  examples,
})

const lazyTransposed = (dims: Dims, examples: string): Layer => layer({
  name: `torch.nn.LazyConvTranspose${dims}d`,
  definedIn: 'torch.nn.modules.conv',
  base: `torch.nn.ConvTranspose${dims}d`,
  manual: manual(`LazyConvTranspose${dims}d`),
  init: method("__init__(out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None)", (machine, self, parameters) => {
    const tupled = (value: Value): Value => ntuple(machine, value, dims)
    initializeTransposed(machine, self, {
      ...parameters,
      in_channels: int(0), out_channels: int(0), bias: falseValue, transposed: trueValue,
      kernel_size: tupled(parameters.kernel_size), stride: tupled(parameters.stride), padding: tupled(parameters.padding), dilation: tupled(parameters.dilation), output_padding: tupled(parameters.output_padding), dims,
    })
    leaveOpen(machine, self, parameters)
  }),
  forward: method('forward(Any... args, Any**** kwargs)', (machine, self, { args, kwargs }) => {
    const input = args[0] ?? kwargs.get('input') ?? missingInput(machine)
    initializeParameters(machine, self, dims, true, input)
    const name = `ConvTranspose${dims}d.forward()`
    const wrong = (message: string): never => machine.raise('TypeError', `${name} ${message}`, 'argument')
    if (args.length > 2) wrong(`takes from 2 to 3 positional arguments but ${args.length + 1} were given`)
    for (const key of kwargs.keys()) {
      if (key !== 'input' && key !== 'output_size') wrong(`got an unexpected keyword argument '${key}'`)
      if ((key === 'input' && args.length > 0) || (key === 'output_size' && args.length > 1)) wrong(`got multiple values for argument '${key}'`)
    }
    return forwardTransposed(machine, self, dims, input, args[1] ?? kwargs.get('output_size') ?? none)
  }),
  methods: [uninitializedQuestion],
  explain: explainTransposed,
  multiplyAdds: (self, input) => multiplyAdds(self, input),
  examples,
})

export const LazyConv1d = lazyConvolution(1, 'nn.LazyConv1d(8, 3)(torch.randn(1, 4, 10))   # shape: [1, 8, 8]')
export const LazyConv2d = lazyConvolution(2, 'nn.LazyConv2d(8, 3)(torch.randn(1, 4, 10, 10))   # shape: [1, 8, 8, 8]')
export const LazyConv3d = lazyConvolution(3, 'nn.LazyConv3d(8, 3)(torch.randn(1, 4, 10, 10, 10))   # shape: [1, 8, 8, 8, 8]')
export const LazyConvTranspose1d = lazyTransposed(1, 'nn.LazyConvTranspose1d(8, 3)(torch.randn(1, 4, 10))   # shape: [1, 8, 12]')
export const LazyConvTranspose2d = lazyTransposed(2, 'nn.LazyConvTranspose2d(8, 3)(torch.randn(1, 4, 10, 10))   # shape: [1, 8, 12, 12]')
export const LazyConvTranspose3d = lazyTransposed(3, 'nn.LazyConvTranspose3d(8, 3)(torch.randn(1, 4, 10, 10, 10))   # shape: [1, 8, 12, 12, 12]')
