/** Fractional max pooling: nn.FractionalMaxPool2d and nn.FractionalMaxPool3d, F.fractional_max_pool2d and F.fractional_max_pool3d. */
import { atLeast, atMost, greaterThan, opaque, show, sub, add, allOf, type Dim } from '../../dims/index.ts'
import { scaledSize } from '../../shapes/resample.ts'
import { asDim, booleanDispatch, callNative, comparison, flagOf, int, isNone, knownNumbers, layer, like, list, method, moduleState, none, ntuple, numbersOf, on, operation, printed, read, refuse, registerBuffer, setPlain, showShape, spatialNames, tensor, tuple, type InstanceValue, type Layer, type Machine, type Overload, type Shape, type Value } from '../vocabulary/index.ts'
import { uniform, type NumericArray } from '../../arrays/index.ts'
import { fractionalMaxPool, type FractionalParameters } from '../kernels/adaptivePool.ts'
import { fractionalMaxPoolTerms } from '../terms/pooling.ts'
import { outOfRange, refusing } from './poolingRule.ts'
import { explainAdaptive } from './poolingWords.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`
type Dims = 2 | 3

/** Output (*, *output_size), and the index of every maximum in its plane. */
const nativeOverloads = (dims: Dims, layer?: InstanceValue): readonly Overload[] => [
  on(`fractional_max_pool${dims}d(Tensor input, int[${dims}] kernel_size, int[${dims}] output_size, Tensor random_samples)` as 'pool(Tensor input, int[2] kernel_size, int[2] output_size, Tensor random_samples)', (machine, { input, kernel_size, output_size }) => {
    const shape = machine.shapeOf(input, ['N', 'C', ...spatialNames(dims)])
    const pooled = pool(machine, dims, shape, kernel_size, output_size, layer)
    return tuple([like(input, pooled), tensor(pooled, { dtype: 'int64' })])
  }),
]

function pool(machine: Machine, dims: Dims, shape: Shape, kernel: readonly Dim[], size: readonly Dim[], layer: InstanceValue | undefined): Shape {
  const fail = refusing(machine, { layer })
  const name = `fractional_max_pool${dims}d`
  const words = `must either be a single Int or tuple of ${dims === 2 ? '' : 'three '}Ints`
  if (kernel.length !== dims) fail(`${name}: kernel_size ${words}`, 'argument', 'kernel_size')
  if (size.length !== dims) fail(`${name}: output_size ${words}`, 'argument', 'output_size')
  machine.require(allOf(...kernel.map((each) => greaterThan(each, 0))), () => fail(`${name}(): kernel size should be greater than zero, but got ${kernel.map(show).join('x')}`, 'kernel-size', 'kernel_size'))
  const inner = dims === 2 ? `${name}()` : `${name}_out()`
  if (shape.length !== dims + 1 && shape.length !== dims + 2) fail(`${inner}: Expected ${dims + 1}D or ${dims + 2}D tensor, but got: ${showShape(shape)}`, 'rank')
  for (const [dim, each] of shape.entries()) {
    if (shape.length === dims + 2 && dim === 0) continue
    machine.require(greaterThan(each, 0), () => fail(`${inner}: Expected input to have non-zero size for non-batch dimensions, but got${showShape(shape)} with dimension ${dim} being empty.`, 'empty-input'))
  }
  const axes = ['time', 'height', 'width'].slice(-dims)
  const from = shape.slice(-dims)
  for (const [dim, axis] of axes.entries()) {
    machine.require(atMost(sub(add(size[dim]!, kernel[dim]!), dims === 2 ? 1 : 0), from[dim]!), () => fail(`${inner}: pool ${axis} ${show(kernel[dim]!)} too large relative to input ${axis} ${show(from[dim]!)}`, 'kernel-size', 'kernel_size'))
  }
  const pooled = [...shape.slice(0, -dims), ...size]
  for (const each of size) machine.require(atLeast(each, 0), () => fail(`Trying to create tensor with negative dimension ${show(each)}: ${showShape(pooled)}`, 'output-size', 'output_size'))
  return pooled
}

interface Fractional { readonly input: Value; readonly kernel_size: Value; readonly output_size: Value; readonly output_ratio: Value }

function fractional(machine: Machine, dims: Dims, indices: boolean, call: Fractional, layer?: InstanceValue): Value {
  const { input, kernel_size, output_size, output_ratio } = call
  if (isNone(machine, output_size) && isNone(machine, output_ratio)) machine.raise('ValueError', `fractional_max_pool${dims}d requires specifying either an output_size or an output_ratio`, 'argument')
  const size = isNone(machine, output_size) ? scaled(machine, dims, input, output_ratio) : output_size
  const shape = sizeable(machine, input, dims)
  if (shape.length < dims + 1) outOfRange(machine, shape.length, shape.length === 0 ? 0 : -dims - 1)
  const both = callNative(machine, nativeOverloads(dims, layer), input, kernel_size, size, tensor(undefined))
  return indices || both.kind !== 'tuple' ? both : both.items[0]!
}

function sizeable(machine: Machine, input: Value, dims: Dims, attribute = 'dim'): Shape {
  if (input.kind === 'tensor') return machine.shapeOf(input, ['N', 'C', ...spatialNames(dims)])
  machine.getAttribute(input, attribute)
  return machine.undecided('an input that is not known')
}

/** `int(size * ratio)` per dim. */
function scaled(machine: Machine, dims: Dims, input: Value, ratio: Value): Value {
  if (dims === 2) refuse(machine, comparison(machine, machine.length(ratio), '>', 2), () => machine.raise('ValueError', 'fractional_max_pool2d requires output_ratio to either be a single Int or tuple of Ints.', 'argument'))
  const ratios = ntuple(machine, ratio, dims)
  const shape = sizeable(machine, input, dims, 'size')
  return list(Array.from({ length: dims }, (_, dim) => {
    const size = shape.at(dim - dims)
    if (size === undefined || dim - dims < -shape.length) return outOfRange(machine, shape.length, dim - dims)
    const factor = machine.getItem(ratios, int(dim))
    const number = factor.kind === 'float' ? factor.value : asDim(factor)
    return int(typeof number === 'number' ? scaledSize(size, number) : opaque())
  }))
}

const functional = (dims: Dims, examples: string): ReturnType<typeof operation> => {
  const form = (name: string, indices: boolean): readonly Overload[] => [on(`${name}(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)` as 'pool(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)', (machine, parameters) => fractional(machine, dims, indices, parameters))]
  return operation({
    names: [`torch.nn.functional.fractional_max_pool${dims}d`],
    manual: manual(`functional.fractional_max_pool${dims}d`),
    overloads: booleanDispatch(`fractional_max_pool${dims}d`, 'return_indices', 4, form(`fractional_max_pool${dims}d_with_indices`, true), form(`_fractional_max_pool${dims}d`, false)),
    examples,
  })
}
export const fractional_max_pool2d = functional(2, 'F.fractional_max_pool2d(torch.randn(20, 16, 50, 32), 3, output_size=(13, 12))   # shape: [20, 16, 13, 12]')
export const fractional_max_pool3d = functional(3, 'F.fractional_max_pool3d(torch.randn(20, 16, 50, 32, 16), 3, output_size=(13, 12, 11))   # shape: [20, 16, 13, 12, 11]')

const fractionalLayer = (dims: Dims, examples: string): Layer => layer({
  name: `torch.nn.FractionalMaxPool${dims}d`,
  definedIn: 'torch.nn.modules.pooling',
  manual: manual(`FractionalMaxPool${dims}d`),
  init: method('__init__(kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)', (machine, self, { kernel_size, output_size, output_ratio, return_indices, _random_samples }) => {
    moduleState(machine, self)
    const wrong = (message: string, parameter?: string): never => machine.raise('ValueError', message, 'argument', parameter === undefined ? {} : { layer: self, parameter })
    if (dims === 3) {
      const lengths = kernel_size.kind === 'int' ? [kernel_size] : kernel_size.kind === 'tuple' || kernel_size.kind === 'list' ? machine.items(kernel_size) : []
      for (const each of lengths) refuse(machine, machine.unary('not', comparison(machine, each, '>', 0)), () => wrong(`kernel_size must be greater than 0, but got ${printed(machine, kernel_size)}`, 'kernel_size'))
    }
    const sized = (value: Value): Value => (isNone(machine, value) ? none : ntuple(machine, value, dims))
    setPlain(machine, self, { kernel_size: ntuple(machine, kernel_size, dims), return_indices })
    if (_random_samples.kind === 'none') registerBuffer(machine, self, '_random_samples', undefined)
    else moduleState(machine, self).buffers.set('_random_samples', _random_samples)
    const ratios = sized(output_ratio)
    setPlain(machine, self, { output_size: sized(output_size), output_ratio: ratios })
    if (output_size.kind === 'none' && output_ratio.kind === 'none') wrong(`FractionalMaxPool${dims}d requires specifying either an output size, or a pooling ratio`)
    if (output_size.kind !== 'none' && output_ratio.kind !== 'none') wrong('only one of output_size and output_ratio may be specified')
    if (ratios.kind === 'none') return
    for (let dim = 0; dim < dims; dim++) {
      const ratio = machine.getItem(ratios, int(dim))
      const outside = (): never => wrong(`output_ratio must be between 0 and 1 (got ${printed(machine, output_ratio)})`, 'output_ratio')
      refuse(machine, machine.unary('not', machine.compare('<', int(0), ratio)), outside)
      refuse(machine, machine.unary('not', comparison(machine, ratio, '<', 1)), outside)
    }
  }),
  forward: method('forward(input)', (machine, self, { input }) => {
    const attribute = (name: string): Value => read(machine, self, name)
    return fractional(machine, dims, machine.isTrue(attribute('return_indices')), { input, kernel_size: attribute('kernel_size'), output_size: attribute('output_size'), output_ratio: attribute('output_ratio') }, self)
  }),
  explain: explainAdaptive,
  returns: ['output', 'indices'],
  kernel: ({ self }, [input]) => {
    const { output, indices } = fractionalMaxPool(input!, samplesFor(input!, dims), parametersOf(self, input!, dims))
    return flagOf(self, 'return_indices') ? [output, indices] : [output]
  },
  terms: ({ self }, [input]) => fractionalMaxPoolTerms(input!, samplesFor(input!, dims), parametersOf(self, input!, dims)),
  examples,
})
/** An example of what may be drawn. */
const samplesFor = (input: NumericArray, dims: Dims): NumericArray => uniform([...input.shape.slice(0, -dims), dims], 1)

function parametersOf(self: InstanceValue, input: NumericArray, dims: Dims): FractionalParameters {
  const ratios = self.attributes.get('output_ratio')
  const ratio = ratios?.kind === 'tuple' ? numbersOf(self, 'output_ratio', ratios.items.length) : undefined
  const output_size = numbersOf(self, 'output_size', dims) ?? input.shape.slice(-dims).map((size, dim) => Math.floor(size * (ratio?.[dim] ?? 1)))
  return { kernel_size: knownNumbers(self, 'kernel_size', dims), output_size }
}

export const FractionalMaxPool2d = fractionalLayer(2, [
  'nn.FractionalMaxPool2d(3, output_size=(13, 12))(torch.randn(20, 16, 50, 32))   # shape: [20, 16, 13, 12]',
  'nn.FractionalMaxPool2d(3, output_ratio=(0.5, 0.5))(torch.randn(20, 16, 50, 32))   # shape: [20, 16, 25, 16]',
].join('\n'))
export const FractionalMaxPool3d = fractionalLayer(3, 'nn.FractionalMaxPool3d(3, output_size=(13, 12, 11))(torch.randn(20, 16, 50, 32, 16))   # shape: [20, 16, 13, 12, 11]')
