/** Average pooling: nn.AvgPool1d to nn.AvgPool3d, F.avg_pool1d to F.avg_pool3d. */
import { sameNames, callNative, flagOf, knownNumbers, layer, like, method, moduleState, ntuple, numberOf, on, operation, read, setPlain, slidingWindow, spreadUnknown, type InstanceValue, type Layer, type Machine, type Overload, type Value } from '../vocabulary/index.ts'
import { avgPool, type AverageParameters } from '../kernels/pool.ts'
import { avgPoolTerms } from '../terms/pooling.ts'
import { batchedShape, checkOne, checkRankRange, pool, refusing, type PoolingCall } from './poolingRule.ts'
import { explainPooling } from './poolingWords.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`
const definedIn = 'torch.nn.modules.pooling'
type Dims = 1 | 2 | 3

export function avgPoolOverloads(dims: Dims, layer?: InstanceValue): readonly Overload[] {
  const divisor = dims === 1 ? '' : ', int? divisor_override=None'
  return [on(`avg_pool${dims}d(Tensor input, int[${dims}] kernel_size, int[${dims}]? stride=None, int[${dims}] padding=0, bool ceil_mode=False, bool count_include_pad=True${divisor})`, (machine, parameters) => {
    const given = parameters as unknown as Omit<PoolingCall, 'dilation'>
    const call: PoolingCall = { ...given, stride: given.stride ?? [], dilation: [1], layer }
    return like(call.input, dims === 1 ? averageLine(machine, call) : pool(machine, 'avg', dims, call))
  })]
}

/** One dim is two dims of which the first has size 1. */
function averageLine(machine: Machine, call: PoolingCall): PoolingCall['kernel_size'] {
  const shape = batchedShape(machine, call.input, 1)
  const refuse = refusing(machine, call)
  const stride = call.stride.length === 0 ? call.kernel_size : call.stride
  checkRankRange(refuse, 'avg_pool1d', shape.length)
  checkOne(refuse, 'avg_pool1d', { kernel_size: call.kernel_size, stride, padding: call.padding })
  const flat = { ...call, kernel_size: [1, ...call.kernel_size], stride: [1, ...stride], padding: [0, ...call.padding] }
  const pooled = pool(machine, 'avg', 2, flat, [...shape.slice(0, -1), 1, shape.at(-1)!])
  return [...pooled.slice(0, -2), pooled.at(-1)!]
}

const functional = (dims: Dims, examples: string): ReturnType<typeof operation> => operation({
  names: [`torch.nn.functional.avg_pool${dims}d`, ...(dims === 1 ? ['torch.avg_pool1d'] : [])],
  manual: manual(`functional.avg_pool${dims}d`),
  layer: sameNames(`AvgPool${dims}d`, `kernel_size stride padding ceil_mode count_include_pad${dims === 1 ? '' : ' divisor_override'}`),
  overloads: avgPoolOverloads(dims),
  examples,
})
export const avg_pool1d = functional(1, 'F.avg_pool1d(torch.randn(1, 1, 7), kernel_size=3, stride=2)   # shape: [1, 1, 3]')
export const avg_pool2d = functional(2, 'F.avg_pool2d(torch.randn(1, 3, 8, 8), 2)   # shape: [1, 3, 4, 4]')
export const avg_pool3d = functional(3, 'F.avg_pool3d(torch.randn(1, 3, 8, 8, 8), 2, stride=1)   # shape: [1, 3, 7, 7, 7]')

const orKernel = (stride: Value, kernel: Value): Value => (stride.kind === 'none' ? kernel : stride)
const forward = (machine: Machine, self: InstanceValue, dims: Dims, input: Value): Value => {
  const names = ['kernel_size', 'stride', 'padding', 'ceil_mode', 'count_include_pad', ...(dims === 1 ? [] : ['divisor_override'])]
  return callNative(machine, avgPoolOverloads(dims, self), input, ...names.map((name, index) => (index < 3 ? spreadUnknown(read(machine, self, name), dims) : read(machine, self, name))))
}

/** The divisor counts the padding, or not, or is given. */
function parametersOf(self: InstanceValue, dims: Dims): AverageParameters {
  const numbers = (name: string): readonly number[] => knownNumbers(self, name, dims)
  const divisor = numberOf(self, 'divisor_override')
  return {
    kernel_size: numbers('kernel_size'), stride: numbers('stride'), padding: numbers('padding'), ceil_mode: flagOf(self, 'ceil_mode'),
    count_include_pad: flagOf(self, 'count_include_pad'), ...(divisor === undefined ? {} : { divisor_override: divisor }),
  }
}
const numeric = (dims: Dims): Pick<Layer, 'kernel' | 'terms' | 'geometry'> => ({
  kernel: ({ self }, [input]) => [avgPool(input!, parametersOf(self, dims))],
  terms: ({ self }, [input]) => avgPoolTerms(input!, parametersOf(self, dims)),
  geometry: ({ self }) => slidingWindow(parametersOf(self, dims)),
})

export const AvgPoolNd = layer({ name: `${definedIn}._AvgPoolNd`, definedIn })

export const AvgPool1d = layer({
  name: 'torch.nn.AvgPool1d',
  definedIn,
  base: `${definedIn}._AvgPoolNd`,
  manual: manual('AvgPool1d'),
  init: method('__init__(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True)', (machine, self, { kernel_size, stride, padding, ceil_mode, count_include_pad }) => {
    moduleState(machine, self)
    const single = (value: Value): Value => ntuple(machine, value, 1)
    setPlain(machine, self, { kernel_size: single(kernel_size), stride: single(orKernel(stride, kernel_size)), padding: single(padding), ceil_mode, count_include_pad })
  }),
  forward: method('forward(input)', (machine, self, { input }) => forward(machine, self, 1, input)),
  explain: explainPooling,
  ...numeric(1),
  examples: 'nn.AvgPool1d(3, stride=2)(torch.randn(1, 1, 7))   # shape: [1, 1, 3]',
})

const averageLayer = (dims: 2 | 3, examples: string): Layer => layer({
  name: `torch.nn.AvgPool${dims}d`,
  definedIn,
  base: `${definedIn}._AvgPoolNd`,
  manual: manual(`AvgPool${dims}d`),
  init: method('__init__(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None)', (machine, self, parameters) => {
    moduleState(machine, self)
    setPlain(machine, self, { ...parameters, stride: orKernel(parameters.stride, parameters.kernel_size) })
  }),
  forward: method('forward(input)', (machine, self, { input }) => forward(machine, self, dims, input)),
  explain: explainPooling,
  ...numeric(dims),
  examples,
})
export const AvgPool2d = averageLayer(2, 'nn.AvgPool2d((3, 2), stride=(2, 1))(torch.randn(20, 16, 50, 32))   # shape: [20, 16, 24, 31]')
export const AvgPool3d = averageLayer(3, 'nn.AvgPool3d((3, 2, 2), stride=(2, 1, 2))(torch.randn(20, 16, 50, 44, 31))   # shape: [20, 16, 24, 43, 15]')
