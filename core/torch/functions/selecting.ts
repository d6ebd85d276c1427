/**
 * Picking and putting elements by indices and masks.
 * Source: https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops
 */
import { atLeast, opaque, type Dim } from '../../dims/index.ts'
import { broadcast, broadcastInPlace } from '../../shapes/broadcast.ts'
import * as arrays from '../../arrays/index.ts'
import {
  arranged, category, cName, dimension, inPlace, knownData, on, operation, resultDtype, scalarName, showShape, tensor, tuple,
  type Machine, type Operation, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
const both = (name: string): string[] => [`torch.${name}`, `torch.Tensor.${name}`]

const asVector = (shape: Shape): Shape => (shape.length === 0 ? [1] : shape)

/** The index has as many dims as the tensor, and is nowhere larger but along `dim`. */
function requireIndex(machine: Machine, input: Shape, index: Shape, at: number, exceptDim: boolean): void {
  const own = asVector(input), other = asVector(index)
  if (index.includes(0)) return
  if (own.length !== other.length) machine.raise('RuntimeError', 'Index tensor must have the same number of dimensions as input tensor', 'rank')
  for (const [dim, size] of other.entries()) {
    if (exceptDim && dim === at) continue
    machine.require(atLeast(own[dim]!, size), () =>
      machine.raise('RuntimeError', `Size does not match at dimension ${dim} expected index ${showShape(index)} to be no larger than self ${showShape(input)} apart from dimension ${at}`, 'index'))
  }
}
function requireIndexDtype(machine: Machine, name: string, index: TensorValue): void {
  const kind = category(index.dtype)
  if (kind !== undefined && index.dtype !== 'int64' && index.dtype !== 'int32') machine.raise('RuntimeError', `${name}(): Expected dtype int32/int64 for index`, 'dtype')
}

export const gather = operation({
  names: both('gather'), manual: manual('gather'),
  overloads: [on('gather(Tensor input, int dim, Tensor index, *, bool sparse_grad=False, Tensor? out=None)', (machine, { input, dim, index }) => {
    const shape = machine.shapeOf(input), indices = machine.shapeOf(index)
    const at = dimension(machine, dim, shape.length)
    requireIndexDtype(machine, 'gather', index)
    requireIndex(machine, shape, indices, at, true)
    return tensor(indices, { dtype: input.dtype })
  })],
  examples: `torch.gather(torch.zeros(2, 3), 1, torch.zeros(2, 5, dtype=torch.long))   # shape: [2, 5]`,
})

function scattered(machine: Machine, input: TensorValue, dim: Dim, index: TensorValue, src: TensorValue | undefined): TensorValue {
  const shape = machine.shapeOf(input), indices = machine.shapeOf(index)
  const at = dimension(machine, dim, shape.length)
  requireIndexDtype(machine, 'scatter', index)
  if (asVector(shape).length !== asVector(indices).length && !indices.includes(0)) machine.raise('RuntimeError', 'Index tensor must have the same number of dimensions as self tensor', 'rank')
  for (const [place, size] of asVector(indices).entries()) {
    const own = asVector(shape)[place]
    if (place === at || own === undefined) continue
    machine.require(atLeast(own, size), () => machine.raise('RuntimeError', src
      ? `Expected index ${showShape(indices)} to be no larger than self ${showShape(shape)} apart from dimension ${at} and to be no larger size than src ${showShape(src.shape ?? [])}`
      : `Expected index ${showShape(indices)} to be no larger than self ${showShape(shape)} apart from dimension ${at}`, 'index'))
  }
  const source = src?.shape
  if (source && source.length < indices.length) machine.raise('IndexError', `Dimension out of range (expected to be in range of [-${Math.max(source.length, 1)}, ${Math.max(source.length, 1) - 1}], but got ${source.length})`, 'rank')
  return tensor(shape, { dtype: input.dtype })
}
function scatter(name: string, overloads: readonly string[]): readonly Operation[] {
  const text = (parameters: string, suffix: string): 'f(Tensor input, int dim, Tensor index, Any src)' => `${name}${suffix}(Tensor input, ${parameters})` as 'f(Tensor input, int dim, Tensor index, Any src)'
  const source = (parameters: { readonly src?: Value }): TensorValue | undefined => (parameters.src?.kind === 'tensor' ? parameters.src : undefined)
  return [
    operation({ names: both(name), manual: manual(name), overloads: overloads.map((each) => on(text(each, ''), (machine, given) => scattered(machine, given.input, given.dim, given.index, source(given)))) }),
    operation({ names: [`torch.Tensor.${name}_`], overloads: overloads.map((each) => on(text(each, '_'), (machine, given) => inPlace(machine, given.input, () => { scattered(machine, given.input, given.dim, given.index, source(given)); return undefined }))) }),
  ]
}
export const scatters = [
  ...scatter('scatter', ['int dim, Tensor index, Tensor src', 'int dim, Tensor index, Tensor src, *, str reduce', 'int dim, Tensor index, Scalar value', 'int dim, Tensor index, Scalar value, *, str reduce']),
  ...scatter('scatter_add', ['int dim, Tensor index, Tensor src']), ...scatter('scatter_reduce', ['int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True']),
]

export const indexSelect = operation({
  names: both('index_select'), manual: manual('index_select'),
  overloads: [on('index_select(Tensor input, int dim, Tensor index, *, Tensor? out=None)', (machine, { input, dim, index }) => {
    const shape = machine.shapeOf(input), indices = machine.shapeOf(index)
    if (indices.length > 1) machine.raise('IndexError', 'index_select(): Index is supposed to be a vector', 'rank')
    if (index.dtype !== undefined && index.dtype !== 'int64' && index.dtype !== 'int32') machine.raise('RuntimeError', 'index_select(): Expected dtype int32 or int64 for index', 'dtype')
    const at = dimension(machine, dim, shape.length)
    const data = knownData(index)
    const [count] = asVector(indices)
    return arranged(input, shape.length === 0 ? shape : [...shape.slice(0, at), count!, ...shape.slice(at + 1)], (array) => (data && array.shape.length > 0 ? arrays.take(array, at, data) : undefined))
  })],
})
const indexed = (name: string, overloads: readonly string[]): readonly Operation[] => {
  const text = (parameters: string, suffix: string): 'f(Tensor input, int dim, Tensor index)' => `${name}${suffix}(Tensor input, ${parameters})` as 'f(Tensor input, int dim, Tensor index)'
  const rule = (machine: Machine, input: TensorValue, dim: Dim): TensorValue => {
    dimension(machine, dim, machine.shapeOf(input).length)
    return tensor(input.shape, { dtype: input.dtype })
  }
  return [
    operation({ names: both(name), manual: manual(name), overloads: overloads.map((each) => on(text(each, ''), (machine, { input, dim }) => rule(machine, input, dim))) }),
    operation({ names: [`torch.Tensor.${name}_`], overloads: overloads.map((each) => on(text(each, '_'), (machine, { input, dim }) => inPlace(machine, input, () => { rule(machine, input, dim); return undefined }))) }),
  ]
}
export const indexedWrites = [
  ...indexed('index_add', ['int dim, Tensor index, Tensor source, *, Scalar alpha=1']), ...indexed('index_copy', ['int dim, Tensor index, Tensor source']),
  ...indexed('index_fill', ['int dim, Tensor index, Scalar value', 'int dim, Tensor index, Tensor value']), ...indexed('index_reduce', ['int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True']),
]

/** The mask is of bools and broadcasts with the tensor; the value is one number. */
function maskFilled(machine: Machine, input: TensorValue, mask: TensorValue, value: Value): Shape {
  const shape = broadcast(machine, machine.shapeOf(mask), machine.shapeOf(input))
  if (mask.dtype !== undefined && mask.dtype !== 'bool') machine.raise('RuntimeError', `masked_fill_ only supports boolean masks, but got mask with dtype ${cName(mask.dtype)}`, 'dtype')
  if (value.kind === 'tensor' && value.shape && value.shape.length > 0) machine.raise('RuntimeError', `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.shape.length} dimension(s).`, 'rank')
  return shape
}
export const maskedFill = [
  operation({
    names: both('masked_fill'), manual: manual('Tensor.masked_fill'),
    overloads: (['Tensor', 'Scalar'] as const).map((type) => on(`masked_fill(Tensor input, Tensor mask, ${type} value)` as 'f(Tensor input, Tensor mask, Any value)', (machine, { input, mask, value }) => tensor(maskFilled(machine, input, mask, value), { dtype: input.dtype }))),
  }),
  operation({
    names: ['torch.Tensor.masked_fill_'],
    overloads: (['Tensor', 'Scalar'] as const).map((type) => on(`masked_fill_(Tensor input, Tensor mask, ${type} value)` as 'f(Tensor input, Tensor mask, Any value)', (machine, { input, mask, value }) => inPlace(machine, input, () => {
      broadcastInPlace(machine, machine.shapeOf(input), machine.shapeOf(mask))
      maskFilled(machine, input, mask, value)
      return undefined
    }))),
  }),
]
export const maskedSelect = operation({
  names: both('masked_select'), manual: manual('masked_select'),
  overloads: [on('masked_select(Tensor input, Tensor mask, *, Tensor? out=None)', (machine, { input, mask }) => {
    broadcast(machine, machine.shapeOf(input), machine.shapeOf(mask))
    if (mask.dtype !== undefined && mask.dtype !== 'bool') machine.raise('RuntimeError', 'masked_select: expected BoolTensor for mask', 'dtype')
    return tensor([opaque({ min: 0 })], { dtype: input.dtype })
  })],
})
export const maskedScatter = [
  operation({ names: both('masked_scatter'), overloads: [on('masked_scatter(Tensor input, Tensor mask, Tensor source)', (machine, { input, mask }) => tensor(broadcast(machine, machine.shapeOf(mask), machine.shapeOf(input)), { dtype: input.dtype }))] }),
  operation({ names: ['torch.Tensor.masked_scatter_'], overloads: [on('masked_scatter_(Tensor input, Tensor mask, Tensor source)', (machine, { input }) => inPlace(machine, input, () => undefined))] }),
]

/** `torch.where(condition, input, other)` broadcasts all three; with the condition alone it gives the indices of what is true. */
function chosen(machine: Machine, condition: TensorValue, input: Value, other: Value): TensorValue {
  const shapes = [condition, input, other].map((each) => (each.kind === 'tensor' ? machine.shapeOf(each) : []))
  const shape = shapes.slice(1).reduce((left, right) => broadcast(machine, left, right), shapes[0]!)
  if (condition.dtype !== undefined && condition.dtype !== 'bool' && condition.dtype !== 'uint8') machine.raise('RuntimeError', `where expected condition to be a boolean tensor, but got a tensor with dtype ${scalarName(condition.dtype)}`, 'dtype')
  return tensor(shape, { dtype: resultDtype([input, other]) })
}
export const where = operation({
  names: ['torch.where'], manual: manual('where'),
  overloads: [
    on('where(Tensor condition)', (machine, { condition }) => tuple(machine.shapeOf(condition).length === 0 ? [indices()] : indexVectors(machine.shapeOf(condition).length))),
    on('where(Tensor condition, Tensor input, Tensor other, *, Tensor? out=None)', (machine, { condition, input, other }) => chosen(machine, condition, input, other)),
    on('where(Tensor condition, Scalar self, Tensor other)', (machine, { condition, self, other }) => chosen(machine, condition, self, other)),
    on('where(Tensor condition, Tensor input, Scalar other)', (machine, { condition, input, other }) => chosen(machine, condition, input, other)),
    on('where(Tensor condition, Scalar self, Scalar other)', (machine, { condition, self, other }) => chosen(machine, condition, self, other)),
  ],
})
const indices = (): TensorValue => tensor([opaque({ min: 0 })], { dtype: 'int64' })
/** As many vectors of one unknown length as there are dims. */
function indexVectors(rank: number): readonly TensorValue[] {
  const length = opaque({ min: 0 })
  return Array.from({ length: rank }, () => tensor([length], { dtype: 'int64' }))
}
export const whereMethod = operation({
  names: ['torch.Tensor.where'],
  overloads: [
    on('where(Tensor self, Tensor condition, Tensor other)', (machine, { self, condition, other }) => chosen(machine, condition, self, other)),
    on('where(Tensor self, Tensor condition, Scalar other)', (machine, { self, condition, other }) => chosen(machine, condition, self, other)),
  ],
})
function nonzero(machine: Machine, input: TensorValue, asTuple: boolean): Value {
  const { length } = machine.shapeOf(input)
  return asTuple ? tuple(indexVectors(Math.max(length, 1))) : tensor([opaque({ min: 0 }), length], { dtype: 'int64' })
}
export const nonzeros = [
  operation({ names: both('nonzero'), returns: 'Any', manual: manual('nonzero'), overloads: [on('nonzero(Tensor input, *, bool as_tuple=False, Tensor? out=None)', (machine, { input, as_tuple }) => nonzero(machine, input, as_tuple))] }),
  operation({ names: both('argwhere'), manual: manual('argwhere'), overloads: [on('argwhere(Tensor input)', (machine, { input }) => nonzero(machine, input, false))] }),
]

export const take = operation({ names: both('take'), manual: manual('take'), overloads: [on('take(Tensor input, Tensor index, *, Tensor? out=None)', (machine, { input, index }) => tensor(machine.shapeOf(index), { dtype: input.dtype }))] })
export const takeAlongDim = operation({
  names: both('take_along_dim'), manual: manual('take_along_dim'),
  overloads: [on('take_along_dim(Tensor input, Tensor indices, int? dim=None, *, Tensor? out=None)', (machine, { input, indices, dim }) => {
    const shape = machine.shapeOf(input), other = machine.shapeOf(indices)
    if (dim === undefined) return tensor([other.reduce<Dim>((count, size) => (typeof count === 'number' && typeof size === 'number' ? count * size : opaque({ min: 0 })), 1)], { dtype: input.dtype })
    if (shape.length !== other.length) machine.raise('RuntimeError', `torch.take_along_dim(): input and indices should have the same number of dimensions, but got ${shape.length} dimensions for input, and ${other.length} dimensions for indices`, 'rank')
    const at = dimension(machine, dim, shape.length)
    const common = broadcast(machine, shape.map((size, place) => (place === at ? 1 : size)), other.map((size, place) => (place === at ? 1 : size)))
    return tensor(common.map((size, place) => (place === at ? other[place]! : size)), { dtype: input.dtype })
  })],
})
export const put = operation({ names: ['torch.Tensor.put_', 'torch.Tensor.index_put_'], overloads: [on('put_(Tensor self, Any... args)', (machine, { self }) => inPlace(machine, self, () => undefined))] })
