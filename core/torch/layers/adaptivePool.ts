/** Adaptive pooling, which chooses its windows so that the output has the size asked for: average and maximum, in one to three dims. */
import { allOf, atLeast, show, type Dim } from '../../dims/index.ts'
import { sameNames, booleanDispatch, callNative, flagOf, int, layer, like, list, method, moduleState, on, operation, read, setPlain, spreadUnknown, showShape, tensor, tuple, type InstanceValue, type Layer, type Machine, type Overload, type Shape, type Value } from '../vocabulary/index.ts'
import { adaptiveAvgPool, adaptiveMaxPool } from '../kernels/adaptivePool.ts'
import { adaptiveAvgPoolTerms, adaptiveMaxPoolTerms } from '../terms/pooling.ts'
import { batchedShape, checkNotEmpty, checkOne, checkRankRange, outOfRange, refusing } from './poolingRule.ts'
import { explainAdaptive } from './poolingWords.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`
const definedIn = 'torch.nn.modules.pooling'
type Dims = 1 | 2 | 3

export const adaptiveAvgOverloads = (dims: Dims, layer?: InstanceValue): readonly Overload[] => [
  on(`adaptive_avg_pool${dims}d(Tensor input, int[${dims}] output_size)` as 'pool(Tensor input, int[2] output_size)', (machine, { input, output_size }) => {
    const shape = batchedShape(machine, input, dims)
    return like(input, dims === 1 ? averageLine(machine, shape, output_size, layer) : average(machine, shape, output_size, dims, layer))
  }),
]

function averageLine(machine: Machine, shape: Shape, size: readonly Dim[], layer: InstanceValue | undefined): Shape {
  const refuse = refusing(machine, { layer })
  checkRankRange(refuse, 'adaptive_avg_pool1d', shape.length)
  checkOne(refuse, 'adaptive_avg_pool1d', { output_size: size })
  const pooled = average(machine, [...shape.slice(0, -1), 1, shape.at(-1)!], [1, size[0]!], 2, layer)
  return [...pooled.slice(0, -2), pooled.at(-1)!]
}

/** Down to a single element per plane it is a mean, which takes any rank. */
function average(machine: Machine, shape: Shape, size: readonly Dim[], dims: 2 | 3, layer: InstanceValue | undefined): Shape {
  const refuse = refusing(machine, { layer })
  const name = `adaptive_avg_pool${dims}d`
  if (size.length !== dims) refuse(`${name}: output_size must be ${dims}`, 'output-size', 'output_size')
  const listed = dims === 2 ? size.map(show).join(', ') : `${show(size[0]!)}, ${show(size[1]!)},${show(size[2]!)}`
  machine.require(allOf(...size.map((each) => atLeast(each, 0))), () => refuse(`${name}: elements of output_size must be greater than or equal to 0 but received {${listed}}`, 'output-size', 'output_size'))
  if (size.every((each) => each === 1)) {
    if (shape.length < dims) outOfRange(machine, shape.length, -Math.max(shape.length + 1, 1))
    return [...shape.slice(0, -dims), ...size]
  }
  const ranked = (): void => {
    if (shape.length !== dims + 1 && shape.length !== dims + 2) refuse(`${name}(): Expected ${dims + 1}D or ${dims + 2}D tensor, but got ${showShape(shape)}`, 'rank')
  }
  if (dims === 2) ranked()
  checkNotEmpty(machine, shape, dims === 2 ? shape.length - 2 : 1, `${name}()`, refuse)
  if (dims === 3) ranked()
  return [...shape.slice(0, -dims), ...size]
}

const adaptiveMaxOverloads = (dims: Dims, layer?: InstanceValue): readonly Overload[] => [
  on(`adaptive_max_pool${dims}d(Tensor input, int[${dims}] output_size)` as 'pool(Tensor input, int[2] output_size)', (machine, { input, output_size }) => {
    const shape = batchedShape(machine, input, dims)
    const pooled = dims === 1 ? maximumLine(machine, shape, output_size, layer) : maximum(machine, shape, output_size, dims, layer)
    return tuple([like(input, pooled), tensor(pooled, { dtype: 'int64' })])
  }),
]

function maximumLine(machine: Machine, shape: Shape, size: readonly Dim[], layer: InstanceValue | undefined): Shape {
  const refuse = refusing(machine, { layer })
  checkRankRange(refuse, 'adaptive_max_pool1d', shape.length)
  checkOne(refuse, 'adaptive_max_pool1d', { output_size: size })
  checkNotEmpty(machine, shape, 1, 'adaptive_max_pool1d()', refuse)
  const pooled = maximum(machine, [...shape.slice(0, -1), 1, shape.at(-1)!], [1, size[0]!], 2, layer)
  return [...pooled.slice(0, -2), pooled.at(-1)!]
}

function maximum(machine: Machine, shape: Shape, size: readonly Dim[], dims: 2 | 3, layer: InstanceValue | undefined): Shape {
  const refuse = refusing(machine, { layer })
  const name = `adaptive_max_pool${dims}d()`
  if (shape.length !== dims + 1 && shape.length !== dims + 2) refuse(`${name}: Expected ${dims + 1}D or ${dims + 2}D tensor, but got: ${showShape(shape)}`, 'rank')
  checkNotEmpty(machine, shape, 1, name, refuse)
  if (size.length !== dims) refuse(`${name}: internal error: output_size.size() must be ${dims}`, 'output-size', 'output_size')
  const pooled = [...shape.slice(0, -dims), ...size]
  for (const each of size) machine.require(atLeast(each, 0), () => refuse(`Trying to create tensor with negative dimension ${show(each)}: ${showShape(pooled)}`, 'output-size', 'output_size'))
  return pooled
}

/** None stands for the size of the input. */
function withDefaults(machine: Machine, input: Value, size: Value, dims: Dims): Value {
  machine.getAttribute(input, 'size')
  if (size.kind === 'unknown') return spreadUnknown(size, dims)
  if (size.kind === 'int' || size.kind === 'bool' || input.kind !== 'tensor') return size
  machine.length(size)
  const asked = machine.items(size)
  const shape = batchedShape(machine, input, asked.length)
  if (shape.length <= asked.length) return machine.raise('ValueError', `Input dimension should be at least ${asked.length + 1}`, 'rank')
  return list(asked.map((each, dim) => (each.kind === 'none' ? int(shape.at(dim - asked.length)!) : each)))
}

function adaptiveAverage(machine: Machine, dims: Dims, input: Value, size: Value, layer?: InstanceValue): Value {
  return callNative(machine, adaptiveAvgOverloads(dims, layer), input, dims === 1 ? spreadUnknown(size, 1) : withDefaults(machine, input, size, dims))
}
function adaptiveMaximum(machine: Machine, dims: Dims, indices: boolean, input: Value, size: Value, layer?: InstanceValue): Value {
  const both = callNative(machine, adaptiveMaxOverloads(dims, layer), input, dims === 1 ? spreadUnknown(size, 1) : withDefaults(machine, input, size, dims))
  return indices || both.kind !== 'tuple' ? both : both.items[0]!
}

const averageFunction = (dims: Dims, examples: string): ReturnType<typeof operation> => operation({
  names: dims === 1 ? ['torch.nn.functional.adaptive_avg_pool1d', 'torch.adaptive_avg_pool1d'] : [`torch.nn.functional.adaptive_avg_pool${dims}d`],
  manual: manual(`functional.adaptive_avg_pool${dims}d`),
  layer: sameNames(`AdaptiveAvgPool${dims}d`, 'output_size'),
  overloads: dims === 1 ? adaptiveAvgOverloads(1) : [on(`adaptive_avg_pool${dims}d(input, output_size)` as 'pool(input, output_size)', (machine, { input, output_size }) => adaptiveAverage(machine, dims, input, output_size))],
  examples,
})
export const adaptive_avg_pool1d = averageFunction(1, 'F.adaptive_avg_pool1d(torch.randn(1, 64, 8), 5)   # shape: [1, 64, 5]')
export const adaptive_avg_pool2d = averageFunction(2, 'F.adaptive_avg_pool2d(torch.randn(1, 64, 10, 9), (None, 7))   # shape: [1, 64, 10, 7]')
export const adaptive_avg_pool3d = averageFunction(3, 'F.adaptive_avg_pool3d(torch.randn(1, 64, 8, 9, 10), 1)   # shape: [1, 64, 1, 1, 1]')

const pythonForm = (dims: Dims, name: string, indices: boolean): readonly Overload[] =>
  [on(`${name}(input, output_size, return_indices=False)` as 'pool(input, output_size, return_indices=False)', (machine, { input, output_size }) => adaptiveMaximum(machine, dims, indices, input, output_size))]

const maximumFunction = (dims: Dims, examples: string): ReturnType<typeof operation> => {
  return operation({
    names: [`torch.nn.functional.adaptive_max_pool${dims}d`],
    manual: manual(`functional.adaptive_max_pool${dims}d`),
    layer: sameNames(`AdaptiveMaxPool${dims}d`, 'output_size return_indices'),
    overloads: booleanDispatch(`adaptive_max_pool${dims}d`, 'return_indices', 2, pythonForm(dims, `adaptive_max_pool${dims}d_with_indices`, true), pythonForm(dims, `_adaptive_max_pool${dims}d`, false)),
    examples,
  })
}
export const adaptive_max_pool1d = maximumFunction(1, 'F.adaptive_max_pool1d(torch.randn(1, 64, 8), 5)   # shape: [1, 64, 5]')
export const adaptive_max_pool2d = maximumFunction(2, 'F.adaptive_max_pool2d(torch.randn(1, 64, 10, 9), 7)   # shape: [1, 64, 7, 7]')
export const adaptive_max_pool3d = maximumFunction(3, 'F.adaptive_max_pool3d(torch.randn(1, 64, 8, 9, 10), (5, 7, 9))   # shape: [1, 64, 5, 7, 9]')
const dimensions: readonly Dims[] = [1, 2, 3]
/** The functions behind `return_indices=True`, which can be called by name. */
export const adaptiveMaxPoolWithIndices = dimensions.map((dims) => operation({
  names: [`torch.nn.functional.adaptive_max_pool${dims}d_with_indices`],
  overloads: pythonForm(dims, `adaptive_max_pool${dims}d_with_indices`, true),
}))
export const nativeAdaptiveMaxPool1d = operation({ names: ['torch.adaptive_max_pool1d'], overloads: adaptiveMaxOverloads(1) })

/** The sizes asked for; null stands for the input's. */
function askedSizes(self: InstanceValue, dims: Dims): readonly (number | null)[] {
  const asked = self.attributes.get('output_size')
  const items = asked?.kind === 'tuple' || asked?.kind === 'list' ? asked.items : Array.from({ length: dims }, () => asked)
  return items.map((item) => (item?.kind === 'int' && typeof item.value === 'number' ? item.value : null))
}

export const AdaptiveAvgPoolNd = layer({
  name: `${definedIn}._AdaptiveAvgPoolNd`,
  definedIn,
  init: method('__init__(output_size)', (machine, self, { output_size }) => {
    moduleState(machine, self)
    setPlain(machine, self, { output_size })
  }),
})
export const AdaptiveMaxPoolNd = layer({
  name: `${definedIn}._AdaptiveMaxPoolNd`,
  definedIn,
  init: method('__init__(output_size, return_indices=False)', (machine, self, { output_size, return_indices }) => {
    moduleState(machine, self)
    setPlain(machine, self, { output_size, return_indices })
  }),
})

const averageLayer = (dims: Dims, examples: string): Layer => layer({
  name: `torch.nn.AdaptiveAvgPool${dims}d`,
  definedIn,
  base: `${definedIn}._AdaptiveAvgPoolNd`,
  manual: manual(`AdaptiveAvgPool${dims}d`),
  forward: method('forward(input)', (machine, self, { input }) => adaptiveAverage(machine, dims, input, read(machine, self, 'output_size'), self)),
  explain: explainAdaptive,
  kernel: ({ self }, [input]) => [adaptiveAvgPool(input!, { output_size: askedSizes(self, dims) })],
  terms: ({ self }, [input]) => adaptiveAvgPoolTerms(input!, askedSizes(self, dims)),
  examples,
})
export const AdaptiveAvgPool1d = averageLayer(1, 'nn.AdaptiveAvgPool1d(5)(torch.randn(1, 64, 8))   # shape: [1, 64, 5]')
export const AdaptiveAvgPool2d = averageLayer(2, 'nn.AdaptiveAvgPool2d((5, 7))(torch.randn(1, 64, 8, 9))   # shape: [1, 64, 5, 7]')
export const AdaptiveAvgPool3d = averageLayer(3, 'nn.AdaptiveAvgPool3d((7, None, None))(torch.randn(1, 64, 10, 9, 8))   # shape: [1, 64, 7, 9, 8]')

const maximumLayer = (dims: Dims, examples: string): Layer => layer({
  name: `torch.nn.AdaptiveMaxPool${dims}d`,
  definedIn,
  base: `${definedIn}._AdaptiveMaxPoolNd`,
  manual: manual(`AdaptiveMaxPool${dims}d`),
  forward: method('forward(input)', (machine, self, { input }) => adaptiveMaximum(machine, dims, machine.isTrue(read(machine, self, 'return_indices')), input, read(machine, self, 'output_size'), self)),
  explain: explainAdaptive,
  returns: ['output', 'indices'],
  kernel: ({ self }, [input]) => {
    const { output, indices } = adaptiveMaxPool(input!, { output_size: askedSizes(self, dims) })
    return flagOf(self, 'return_indices') ? [output, indices] : [output]
  },
  terms: ({ self }, [input]) => adaptiveMaxPoolTerms(input!, askedSizes(self, dims)),
  examples,
})
export const AdaptiveMaxPool1d = maximumLayer(1, 'nn.AdaptiveMaxPool1d(5)(torch.randn(1, 64, 8))   # shape: [1, 64, 5]')
export const AdaptiveMaxPool2d = maximumLayer(2, 'nn.AdaptiveMaxPool2d((5, 7))(torch.randn(1, 64, 8, 9))   # shape: [1, 64, 5, 7]')
export const AdaptiveMaxPool3d = maximumLayer(3, 'nn.AdaptiveMaxPool3d((7, None, None))(torch.randn(1, 64, 10, 9, 8))   # shape: [1, 64, 7, 9, 8]')
