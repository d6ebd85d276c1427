/** Methods and attributes of arrays. Source: https://numpy.org/doc/stable/reference/arrays.ndarray.html */
import { permute, toNested, type Nested } from '../../../arrays/index.ts'
import { equals } from '../../../dims/index.ts'
import { reshape } from '../../../shapes/reshape.ts'
import {
  arrayContents, asDim, builtin, changeElements, float, int, iterator, list, none, openIterator, openList, setContents, str, tensor, tuple, unknown, unknownBool, unknownFloat, unknownInt, type BuiltinValue, type InstanceValue, type Machine, type Value,
} from '../../../values/index.ts'
import { content, property, rawMethod, type Attribute } from '../../builtins/support.ts'
import { func } from '../module.ts'
import { dtypeOf } from './dtypes.ts'
import { combined, operatorMethods } from './elementwise.ts'
import { arrayOf, cast, contentsOf, elementCount, numeric, scalarOf, shownShape, sizesOf, statedDtype, unknownScalar, type Contents, type Shape } from './form.ts'
import { indexed } from './indexing.ts'
import { reductionMethods } from './reductions.ts'

const lost = (): Value => unknown('an array that is not known')
const held = (machine: Machine, self: Value | undefined): Contents => {
  const contents = self && contentsOf(machine, self)
  return contents ?? machine.undecided('an array that is not known')
}

/** As `reshape` gives it: one size may be -1. */
function reshaped(machine: Machine, { shape }: Contents, sizes: Shape): Shape {
  const shown = shownShape(machine, sizes)
  const refuse = (): never => machine.raise('ValueError', `cannot reshape array of size ${String(asDim(int(elementCount(shape))))} into shape ${shown}`, 'view-size')
  const known = shape.every((size) => typeof size === 'number') ? refuse : (): never => machine.undecided('a shape that may not fit')
  return reshape({ ...machine, raise: known }, shape, sizes)
}

function transposed(contents: Contents, order: readonly number[]): Contents {
  const array = numeric(contents)
  return { shape: order.map((dim) => contents.shape[dim] ?? 0), dtype: contents.dtype, data: array && [...permute(array, order).data] }
}
const reversed = ({ shape }: Contents): number[] => shape.map((_size, dim) => shape.length - 1 - dim)

function transposeBy(machine: Machine, self: Value, axes: readonly Value[]): Value {
  const contents = held(machine, self)
  const given = axes.length === 1 && axes[0]?.kind === 'none' ? [] : axes
  const order = given.length === 0 ? reversed(contents) : sizesOf(machine, given.length === 1 ? given[0]! : tuple(given))
  const places = order?.map((dim) => (typeof dim === 'number' && dim >= -contents.shape.length && dim < contents.shape.length ? (dim + contents.shape.length) % contents.shape.length : NaN))
  if (!places || places.length !== contents.shape.length || new Set(places).size !== places.length || places.some(Number.isNaN)) return lost()
  return arrayOf(transposed(contents, places), self)
}

/** Nested lists of numbers. */
function nested(contents: Contents): Value {
  if (contents.shape.length === 0) return contents.data ? scalarOf(contents.dtype, contents.data[0]) : unknownScalar(contents.dtype)
  const array = numeric(contents)
  if (array) {
    const listed = (each: Nested): Value => (typeof each === 'number' ? scalarOf(contents.dtype, each) : list(each.map(listed)))
    return listed(toNested(array))
  }
  const [length, ...rest] = contents.shape
  return typeof length === 'number' && length <= 4096 ? list(Array.from({ length }, () => nested({ shape: rest, dtype: contents.dtype, data: undefined }))) : openList()
}

function rows(machine: Machine, self: Value): Value[] | undefined {
  const contents = held(machine, self)
  const [length] = contents.shape
  return typeof length === 'number' && length <= 4096 ? Array.from({ length }, (_, place) => indexed(machine, self, contents, int(place))) : undefined
}

function squeezed(machine: Machine, self: Value, axis: Value): Value {
  const contents = held(machine, self)
  const which = axis.kind === 'none' ? undefined : asDim(axis)
  if (axis.kind !== 'none' && typeof which !== 'number') return lost()
  const wanted = typeof which === 'number' ? (which + contents.shape.length) % contents.shape.length : undefined
  if (wanted === undefined && contents.shape.some((size) => typeof size !== 'number' && machine.decide(equals(size, 1)) !== 'never')) return lost()
  return arrayOf({ ...contents, shape: contents.shape.filter((size, dim) => (wanted === undefined ? size !== 1 : dim !== wanted)) }, self)
}

/** An array with one more dim of size 1. */
function expanded(machine: Machine, value: Value, axis: Value): Value {
  const contents = contentsOf(machine, value), place = asDim(axis)
  if (!contents || typeof place !== 'number') return lost()
  const at = place < 0 ? place + contents.shape.length + 1 : place
  return arrayOf({ ...contents, shape: [...contents.shape.slice(0, at), 1, ...contents.shape.slice(at)] }, value)
}

const changing = (name: string): Attribute => rawMethod(`numpy.ndarray.${name}`, (machine, { positional: [self = none] }) => { changeElements(machine, self); return none })

/** `array += other` changes the array's own elements. */
const augmenting = Object.entries({ iadd: '+', isub: '-', imul: '*', itruediv: '/', ifloordiv: '//', imod: '%', ipow: '**' }).map(([name, op]) => rawMethod(`numpy.ndarray.__${name}__`, (machine, { positional: [self = none, other = none] }) => {
  combined(machine, op, self, other)
  changeElements(machine, self)
  return self
}))

const shapeAttribute = property('numpy.ndarray.shape', (machine, self) => tuple(held(machine, self).shape.map(int)))[1]
const setShape = builtin('numpy.ndarray.shape', (machine, { positional: [self = none, shape = none] }) => {
  const contents = held(machine, self), sizes = sizesOf(machine, shape)
  if (sizes) setContents(machine, self, tensor(reshaped(machine, contents, sizes), { dtype: contents.dtype, data: contents.data }))
  return none
}, { bindsSelf: true })

const one = (machine: Machine, self: Value, otherwise: Value): Value => { const { data, dtype, shape } = held(machine, self); return data?.length === 1 ? scalarOf(dtype, data[0]) : elementCount(shape) === 1 ? otherwise : lost() }

export const arrayMethods: readonly Attribute[] = [
  ['shape', shapeAttribute.kind === 'descriptor' ? { ...shapeAttribute, set: setShape } : shapeAttribute],
  property('numpy.ndarray.ndim', (machine, self) => int(held(machine, self).shape.length)),
  property('numpy.ndarray.size', (machine, self) => int(elementCount(held(machine, self).shape))),
  property('numpy.ndarray.dtype', (machine, self) => dtypeOf(held(machine, self).dtype)),
  property('numpy.ndarray.T', (machine, self) => transposeBy(machine, self, [])),
  rawMethod('numpy.ndarray.__len__', (machine, { positional: [self = none] }) => { const [length] = held(machine, self).shape; return length === undefined ? machine.raise('TypeError', 'len() of unsized object', 'argument-type') : int(length) }),
  rawMethod('numpy.ndarray.__iter__', (machine, { positional: [self = none] }) => { const all = rows(machine, self); return all ? iterator(all) : openIterator() }),
  rawMethod('numpy.ndarray.__getitem__', (machine, { positional: [self = none, index = none] }) => indexed(machine, self, held(machine, self), index)),
  changing('__setitem__'), changing('fill'), changing('sort'), changing('put'), changing('itemset'),
  rawMethod('numpy.ndarray.__contains__', () => unknownBool), rawMethod('numpy.ndarray.__bool__', (machine, { positional: [self = none] }) => { const value = one(machine, self, unknownBool); const truth = value.kind === 'unknown' ? undefined : machine.truth(value); return truth === undefined ? unknownBool : { kind: 'bool', value: truth } }),
  rawMethod('numpy.ndarray.__float__', (machine, { positional: [self = none] }) => { const value = one(machine, self, unknownFloat); return value.kind === 'int' && typeof value.value === 'number' ? float(value.value) : value.kind === 'float' ? value : unknownFloat }),
  rawMethod('numpy.ndarray.__int__', (machine, { positional: [self = none] }) => { const value = one(machine, self, unknownInt()); return value.kind === 'int' ? value : value.kind === 'float' && value.value !== undefined && Number.isSafeInteger(Math.trunc(value.value)) ? int(Math.trunc(value.value)) : unknownInt() }),
  rawMethod('numpy.ndarray.__repr__', () => str(undefined)), rawMethod('numpy.ndarray.__str__', () => str(undefined)),
  rawMethod('numpy.ndarray.tolist', (machine, { positional: [self = none] }) => nested(held(machine, self))),
  rawMethod('numpy.ndarray.item', (machine, { positional: [self = none, ...index] }) => (index.length > 0 ? lost() : one(machine, self, unknownScalar(held(machine, self).dtype)))),
  rawMethod('numpy.ndarray.reshape', (machine, { positional: [self = none, ...sizes], keywords }) => {
    const contents = held(machine, self), wanted = sizesOf(machine, sizes.length === 1 ? sizes[0]! : tuple(sizes))
    return wanted && keywords.size === 0 ? arrayOf({ ...contents, shape: reshaped(machine, contents, wanted) }, self) : lost()
  }),
  ...['flatten', 'ravel'].map((name) => rawMethod(`numpy.ndarray.${name}`, (machine, { positional: [self = none, order], keywords }) => {
    const contents = held(machine, self)
    const flat = { ...contents, shape: [elementCount(contents.shape)], data: order || keywords.size > 0 ? undefined : contents.data }
    return arrayOf(flat, name === 'ravel' ? self : undefined)
  })),
  rawMethod('numpy.ndarray.copy', (machine, { positional: [self = none] }) => arrayOf(held(machine, self))),
  rawMethod('numpy.ndarray.astype', (machine, { positional: [self = none, dtype], keywords }) => arrayOf(cast(held(machine, self), statedDtype(dtype ?? keywords.get('dtype'))))),
  rawMethod('numpy.ndarray.transpose', (machine, { positional: [self = none, ...axes] }) => transposeBy(machine, self, axes)),
  rawMethod('numpy.ndarray.swapaxes', (machine, { positional: [self = none, a = none, b = none] }) => {
    const rank = held(machine, self).shape.length, first = asDim(a), second = asDim(b)
    if (typeof first !== 'number' || typeof second !== 'number') return lost()
    const order = Array.from({ length: rank }, (_, dim) => dim), x = (first + rank) % rank, y = (second + rank) % rank
    order[x] = y
    order[y] = x
    return transposeBy(machine, self, [tuple(order.map(int))])
  }),
  rawMethod('numpy.ndarray.squeeze', (machine, { positional: [self = none, axis], keywords }) => squeezed(machine, self, axis ?? keywords.get('axis') ?? none)),
  rawMethod('numpy.ndarray.clip', (machine, { positional: [self = none] }) => arrayOf({ ...held(machine, self), data: undefined })),
  ...operatorMethods, ...reductionMethods, ...augmenting,
]

const asArray = (machine: Machine, value: Value): InstanceValue | undefined => {
  if (arrayContents(value)) return value.kind === 'instance' ? value : undefined
  const contents = contentsOf(machine, value)
  return contents && arrayOf(contents)
}

/** Functions that are methods of what an array is made of. */
const asMethod = (name: string): BuiltinValue => builtin(`numpy.${name}`, (machine, { positional: [value = none, ...rest], keywords }) => {
  const array = asArray(machine, content(value))
  return array ? machine.call(machine.getAttribute(array, name), rest, keywords) : lost()
})

export const arrayFunctions: readonly BuiltinValue[] = [
  ...['reshape', 'transpose', 'squeeze', 'ravel', 'copy', 'swapaxes', 'clip'].map(asMethod),
  func('numpy.expand_dims(a, axis)', (machine, { a, axis }) => expanded(machine, a, axis)),
  func('numpy.shape(a)', (machine, { a }) => { const contents = contentsOf(machine, a); return contents ? tuple(contents.shape.map(int)) : lost() }),
]
