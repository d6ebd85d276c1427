/** Power-average pooling: nn.LPPool1d to nn.LPPool3d and F.lp_pool1d to F.lp_pool3d. */
import { sameNames, asDim, callNative, comparison, flagOf, int, knownNumbers, layer, like, method, moduleState, ntuple, numbersOf, on, operation, printed, read, refuse, setPlain, slidingWindow, trueValue, type InstanceValue, type Layer, type Machine, type Value } from '../vocabulary/index.ts'
import { lpPool } from '../kernels/pool.ts'
import { lpPoolTerms } from '../terms/pooling.ts'
import { avgPoolOverloads } from './avgPool.ts'
import { maxPool } from './maxPool.ts'
import { explainPooling } from './poolingWords.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`
const definedIn = 'torch.nn.modules.pooling'
type Dims = 1 | 2 | 3
interface Call { readonly input: Value; readonly norm_type: Value; readonly kernel_size: Value; readonly stride: Value; readonly ceil_mode: Value }

/** A power mean is an average pooling of powers; of infinite power, a max pooling. */
function powerPool(machine: Machine, dims: Dims, call: Call, layer?: InstanceValue): Value {
  const { input, norm_type, kernel_size, stride, ceil_mode } = call
  if (dims > 1) unpackKernel(machine, ntuple(machine, kernel_size, dims), dims)
  const power = norm_type.kind === 'float' ? norm_type.value : asDim(norm_type)
  if (power === 0) machine.raise('ValueError', zeroNorm(machine, norm_type), 'argument', layer ? { layer, parameter: 'norm_type' } : { parameter: 'norm_type' })
  if (power === Infinity || power === -Infinity) {
    if (input.kind !== 'tensor') machine.getAttribute(input, 'abs')
    return maxPool(machine, dims, false, { input, kernel_size, stride, padding: int(0), dilation: int(1), ceil_mode }, layer)
  }
  if (input.kind !== 'tensor') machine.getAttribute(input, 'pow')
  const averaged = callNative(machine, avgPoolOverloads(dims, layer), input, kernel_size, stride, int(0), ceil_mode, trueValue)
  if (averaged.kind !== 'tensor') return averaged
  const cells = dims === 1 ? kernel_size : int(1)
  if (cells.kind === 'tuple' || cells.kind === 'list') machine.raise('TypeError', `mul(): argument 'other' (position 1) must be Tensor, not ${cells.kind}`, 'argument-type')
  if (norm_type.kind === 'none') machine.raise('TypeError', "pow() received an invalid combination of arguments", 'argument-type')
  return like(averaged, averaged.shape)
}

const zeroNorm = (machine: Machine, norm: Value): string => `norm_type must be a non-zero value, but got ${printed(machine, norm)}`

/** `a, b = kernel_size` */
function unpackKernel(machine: Machine, kernel: Value, dims: Dims): void {
  if (kernel.kind === 'unknown') return
  const { length } = machine.items(kernel)
  if (length < dims) machine.raise('ValueError', `not enough values to unpack (expected ${dims}, got ${length})`, 'argument')
  if (length > dims) machine.raise('ValueError', `too many values to unpack (expected ${dims})`, 'argument')
}

const functional = (dims: Dims, examples: string): ReturnType<typeof operation> => operation({
  names: [`torch.nn.functional.lp_pool${dims}d`],
  manual: manual(`functional.lp_pool${dims}d`),
  layer: sameNames(`LPPool${dims}d`, 'norm_type kernel_size stride ceil_mode'),
  overloads: [on(`lp_pool${dims}d(input, norm_type, kernel_size, stride=None, ceil_mode=False)` as 'lp_pool(input, norm_type, kernel_size, stride=None, ceil_mode=False)', (machine, parameters) => powerPool(machine, dims, parameters))],
  examples,
})
export const lp_pool1d = functional(1, 'F.lp_pool1d(torch.randn(1, 3, 8), 2, 2)   # shape: [1, 3, 4]')
export const lp_pool2d = functional(2, 'F.lp_pool2d(torch.randn(1, 3, 8, 8), 2, 2)   # shape: [1, 3, 4, 4]')
export const lp_pool3d = functional(3, 'F.lp_pool3d(torch.randn(1, 3, 8, 8, 8), 2, 2)   # shape: [1, 3, 4, 4, 4]')

export const LPPoolNd = layer({
  name: `${definedIn}._LPPoolNd`,
  definedIn,
  init: method('__init__(norm_type, kernel_size, stride=None, ceil_mode=False)', (machine, self, parameters) => {
    moduleState(machine, self)
    refuse(machine, comparison(machine, parameters.norm_type, '==', 0), () => machine.raise('ValueError', zeroNorm(machine, parameters.norm_type), 'argument', { layer: self, parameter: 'norm_type' }))
    setPlain(machine, self, parameters)
  }),
})

const powerLayer = (dims: Dims, examples: string): Layer => layer({
  name: `torch.nn.LPPool${dims}d`,
  definedIn,
  base: `${definedIn}._LPPoolNd`,
  manual: manual(`LPPool${dims}d`),
  forward: method('forward(input)', (machine, self, { input }) => {
    const norm = read(machine, self, 'norm_type')
    const norm_type = norm.kind === 'float' || norm.kind === 'unknown' ? norm : machine.call(machine.library('builtins.float') ?? machine.nativeClass('builtins.float'), [norm])
    return powerPool(machine, dims, { input, norm_type, kernel_size: read(machine, self, 'kernel_size'), stride: read(machine, self, 'stride'), ceil_mode: read(machine, self, 'ceil_mode') }, self)
  }),
  explain: explainPooling,
  kernel: ({ self }, [input]) => [lpPool(input!, parametersOf(self, dims))],
  terms: ({ self }, [input]) => lpPoolTerms(input!, parametersOf(self, dims)),
  geometry: ({ self }) => slidingWindow({ ...parametersOf(self, dims), padding: Array.from({ length: dims }, () => 0) }),
  examples,
})
function parametersOf(self: InstanceValue, dims: Dims): Parameters<typeof lpPool>[1] {
  const kernel_size = knownNumbers(self, 'kernel_size', dims)
  return { norm_type: knownNumbers(self, 'norm_type', 1)[0]!, kernel_size, stride: numbersOf(self, 'stride', dims) ?? kernel_size, ceil_mode: flagOf(self, 'ceil_mode') }
}

export const LPPool1d = powerLayer(1, 'nn.LPPool1d(2, 3, stride=2)(torch.randn(20, 16, 50))   # shape: [20, 16, 24]')
export const LPPool2d = powerLayer(2, 'nn.LPPool2d(1.2, (3, 2), stride=(2, 1))(torch.randn(20, 16, 50, 32))   # shape: [20, 16, 24, 31]')
export const LPPool3d = powerLayer(3, 'nn.LPPool3d(2, 3, stride=2)(torch.randn(20, 16, 50, 44, 31))   # shape: [20, 16, 24, 21, 15]')

