/**
 * What a tensor says of itself.
 * Source: https://docs.pytorch.org/docs/stable/tensors.html
 */
import { equals, opaque, show, type Dim } from '../../dims/index.ts'
import { elements } from '../../shapes/check.ts'
import { numpyArray } from '../../values/index.ts'
import {
  bool, dimension, dtype as dtypeValue, int, isContiguous, elementsOf, isFloating, isIntegral, knownData, like, list, none, on, operation, property, restrided, tensor, touchTensor, tuple, unknown, unknownBool, unknownFloat, unknownInt, viewed, category,
  type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { reordered, transposed } from './views.ts'

/** `torch.Size` of a shape; the rank must be known. */
export const sizeOf = (machine: Machine, self: TensorValue): Value => tuple(machine.shapeOf(self).map(int), machine.nativeClass('torch.Size'))

const dtypeOf = (self: TensorValue): Value => (self.dtype === undefined ? unknown('a dtype that is not known') : dtypeValue(self.dtype))
const flag = (name: string, value: Value): ReturnType<typeof property> => property(name, () => value)

export const properties = [
  property('shape', sizeOf),
  property('ndim', (machine, self) => int(machine.shapeOf(self).length)),
  property('dtype', (_machine, self) => dtypeOf(self)),
  property('device', (machine) => ({ kind: 'device', type: machine.onlyDevice })),
  property('data', (machine, self) => withoutGrad(restrided(self, viewed(self, machine.shapeOf(self)), (strides) => strides)), (machine, self, value) => {
    touchTensor(machine, self)
    if (value.kind !== 'tensor' && value.kind !== 'unknown') machine.raise('TypeError', `Variable data has to be a tensor, but got ${value.kind}`, 'argument-type')
    self.shape = value.kind === 'tensor' ? value.shape : undefined
    self.dtype = value.kind === 'tensor' ? value.dtype : undefined
  }),
  property('grad', (machine, self) => (self.requiresGrad === false ? none : machine.undecided('a gradient')), () => undefined),
  property('requires_grad', (_machine, self) => bool(self.requiresGrad), (machine, self, value) => {
    machine.touch(self)
    self.requiresGrad = machine.truth(value)
  }),
  property('T', (machine, self) => reversed(machine, self)),
  property('H', (machine, self) => transposed(machine, self, -2, -1)),
  property('mT', (machine, self) => matrixTransposed(machine, self, 'mT')),
  property('mH', (machine, self) => matrixTransposed(machine, self, 'mH')),
  property('real', (machine, self) => like(self, machine.shapeOf(self), category(self.dtype) === 'complex' ? (self.dtype === 'complex128' ? 'float64' : 'float32') : self.dtype)),
  property('imag', (machine, self) => like(self, machine.shapeOf(self), self.dtype === 'complex128' ? 'float64' : 'float32')),
  property('itemsize', () => unknownInt(1)), property('nbytes', () => unknownInt(0)),
  flag('is_cuda', unknownBool), flag('is_mps', unknownBool), flag('is_sparse', bool(false)), flag('is_quantized', bool(false)), flag('is_meta', bool(false)), flag('is_leaf', unknownBool), flag('is_cpu', unknownBool),
  flag('is_nested', bool(false)), flag('is_mkldnn', bool(false)), flag('is_xla', bool(false)), flag('layout', unknown('a layout')), flag('grad_fn', unknown('a gradient function')),
]

const withoutGrad = (self: TensorValue): TensorValue => Object.assign(self, { requiresGrad: false })

/** `x.T` reverses all dims. */
function reversed(machine: Machine, self: TensorValue): TensorValue {
  const shape = machine.shapeOf(self)
  return reordered(self, shape.map((_, dim) => shape.length - 1 - dim))
}
function matrixTransposed(machine: Machine, self: TensorValue, name: string): TensorValue {
  const { length } = machine.shapeOf(self)
  if (length < 2) machine.raise('RuntimeError', `tensor.${name} is only supported on matrices or batches of matrices. Got ${length}-D tensor.`, 'rank')
  return transposed(machine, self, -2, -1)
}

const countOf = (machine: Machine, self: TensorValue): Dim => elements(machine.shapeOf(self))
const answer = (name: string, rule: (machine: Machine, self: TensorValue) => Value, names = [`torch.Tensor.${name}`]): ReturnType<typeof operation> =>
  operation({ names, returns: 'Any', overloads: [on(`${name}(Tensor input)` as 'answer(Tensor input)', (machine, { input }) => rule(machine, input))] })

export const size = operation({
  names: ['torch.Tensor.size'], returns: 'Any',
  overloads: [on('size(Tensor self, int? dim=None)', (machine, { self, dim }) => {
    if (dim === undefined) return sizeOf(machine, self)
    const shape = machine.shapeOf(self)
    if (typeof dim !== 'number') return int(opaque({ min: 0 }))
    if (shape.length === 0) machine.raise('IndexError', `Dimension specified as ${show(dim)} but tensor has no dimensions`, 'dimension')
    return int(shape[dimension(machine, dim, shape.length)]!)
  })],
})
export const answers = [
  answer('dim', (machine, self) => int(machine.shapeOf(self).length), ['torch.Tensor.dim', 'torch.Tensor.ndimension']),
  answer('numel', (machine, self) => int(countOf(machine, self)), ['torch.numel', 'torch.Tensor.numel', 'torch.Tensor.nelement']),
  answer('element_size', () => unknownInt(1)),
  answer('get_device', () => unknownInt()),
  answer('is_contiguous', (_machine, self) => bool(isContiguous(self))), answer('data_ptr', () => unknownInt()), answer('storage_offset', () => unknownInt(0)), answer('is_pinned', () => unknownBool), answer('is_shared', () => unknownBool),
  answer('is_floating_point', (_machine, self) => bool(isFloating(self.dtype)), ['torch.is_floating_point', 'torch.Tensor.is_floating_point']),
  answer('is_complex', (_machine, self) => bool(category(self.dtype) === undefined ? undefined : category(self.dtype) === 'complex'), ['torch.is_complex', 'torch.Tensor.is_complex']),
  answer('item', (machine, self) => item(machine, self)),
  answer('tolist', (machine, self) => toList(machine, self)),
  answer('__len__', (machine, self) => {
    const [first] = machine.shapeOf(self)
    return first === undefined ? machine.raise('TypeError', 'len() of a 0-d tensor', 'rank') : int(first)
  }),
  answer('__bool__', (machine, self) => {
    requireOne(machine, self, (count) => machine.raise('RuntimeError', count === 0 ? 'Boolean value of Tensor with no values is ambiguous' : 'Boolean value of Tensor with more than one value is ambiguous', 'truth'))
    const [only] = knownData(self) ?? []
    return bool(only === undefined ? undefined : only !== 0)
  }),
  answer('__int__', (machine, self) => {
    requireScalar(machine, self)
    const [only] = knownData(self) ?? []
    return only === undefined ? unknownInt() : int(Math.trunc(only))
  }),
  answer('__index__', (machine, self) => {
    const [only] = knownData(self) ?? []
    if (isFloating(self.dtype)) machine.raise('TypeError', 'only integer tensors of a single element can be converted to an index', 'argument-type')
    requireOne(machine, self, () => machine.raise('TypeError', 'only integer tensors of a single element can be converted to an index', 'argument-type'))
    return only === undefined ? unknownInt() : int(only)
  }),
  answer('__float__', (machine, self) => {
    requireScalar(machine, self)
    const [only] = knownData(self) ?? []
    return only === undefined ? unknownFloat : { kind: 'float', value: only }
  }),
  answer('numpy', (machine, self) => {
    if (self.requiresGrad === true && self.parameter) machine.raise('RuntimeError', "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.", 'value')
    return numpyArray(machine, tensor(machine.shapeOf(self), { dtype: self.dtype }))
  }),
  answer('__array__', () => unknown('an array of NumPy')),
  answer('__repr__', () => ({ kind: 'str', value: undefined })), answer('__str__', () => ({ kind: 'str', value: undefined })), answer('__hash__', () => unknownInt()),
  answer('stride', () => unknown('strides')),
]

function requireOne(machine: Machine, self: TensorValue, refuse: (count: Dim) => never): void {
  if (self.shape === undefined) return
  const count = elements(self.shape)
  machine.require(equals(count, 1), () => refuse(count))
}
function requireScalar(machine: Machine, self: TensorValue): void {
  requireOne(machine, self, () => machine.raise('ValueError', 'only one element tensors can be converted to Python scalars', 'rank'))
}

/** The number that a tensor of one element holds. */
function item(machine: Machine, self: TensorValue): Value {
  requireOne(machine, self, (count) => machine.raise('RuntimeError', `a Tensor with ${show(count)} elements cannot be converted to Scalar`, 'rank'))
  return number(self.dtype, knownData(self)?.[0])
}

/** An element as Python's int, float or bool. */
function number(dtype: string | undefined, value: number | undefined): Value {
  if (dtype === undefined) return unknown('a number whose dtype is not known')
  if (dtype === 'bool') return bool(value === undefined ? undefined : value !== 0)
  if (isIntegral(dtype)) return value === undefined ? unknownInt() : int(value)
  return isFloating(dtype) ? { kind: 'float', value } : unknown('a complex number')
}

/** Nested lists as deep as the rank; their structure is known where the sizes are. */
function toList(machine: Machine, self: TensorValue): Value {
  const shape = machine.shapeOf(self)
  const data = knownData(self)
  machine.room(elementsOf(shape) ?? 0)
  let position = 0
  const build = (depth: number): Value => {
    const size = shape[depth]
    if (size === undefined) return number(self.dtype, data?.[position++])
    return typeof size === 'number' ? list(Array.from({ length: size }, () => build(depth + 1))) : { kind: 'list', items: [], open: true }
  }
  return build(0)
}
