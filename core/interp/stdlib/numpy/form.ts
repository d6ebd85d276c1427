/** Arrays of NumPy: making them of Python values, their dtypes, their elements. Source: https://numpy.org/doc/stable/user/basics.types.html */
import { fromData, type NumericArray } from '../../../arrays/index.ts'
import { mul, opaque, type Dim } from '../../../dims/index.ts'
import {
  arrayContents, asDim, bool, float, int, knownElementsLimit, ndarray, tensor, unknown, unknownBool, unknownFloat, unknownInt, type ClassValue, type InstanceValue, type Machine, type TensorValue, type Value,
} from '../../../values/index.ts'
import { integerOf, isNumber } from '../../builtins/arithmetic.ts'
import { boolClass, floatClass, intClass } from '../../builtins/numbers.ts'
import { objectClass } from '../../builtins/object.ts'
import { content, define } from '../../builtins/support.ts'

/** `numpy.ndarray`. Its methods are entered when the module is made. */
export const ndarrayClass: ClassValue = define('numpy.ndarray', objectClass, [], { create: () => unknown('an array made by ndarray()') })

export type Shape = readonly Dim[]
/** `dtype` and `data` undefined: not known. */
export interface Contents { readonly shape: Shape; readonly dtype: string | undefined; readonly data: readonly number[] | undefined }

/** An array; `base` is the one whose storage it shares. */
export function arrayOf({ shape, dtype, data }: Contents, base?: Value): InstanceValue {
  const isFew = data !== undefined && data.length <= knownElementsLimit && shape.every((size) => typeof size === 'number')
  return ndarray(ndarrayClass, tensor(shape, { dtype, data: isFew ? data : undefined }), base)
}

/** A result that Python sees as a number where it has no dims. */
export const arrayOrScalar = (contents: Contents): Value => (contents.shape.length === 0 ? scalarOf(contents.dtype, contents.data?.[0]) : arrayOf(contents))

/** One element. A NumPy scalar counts as the Python number of its value. */
export function scalarOf(dtype: string | undefined, value: number | undefined): Value {
  if (dtype === 'bool') return bool(value === undefined ? undefined : value !== 0)
  if (isFloating(dtype)) return float(value)
  if (dtype === undefined) return unknown('an element of an array')
  return value === undefined ? unknownInt() : int(Number.isSafeInteger(value) ? value : opaque())
}
export const unknownScalar = (dtype: string | undefined): Value => (dtype === 'bool' ? unknownBool : isFloating(dtype) ? unknownFloat : scalarOf(dtype, undefined))

export const isFloating = (dtype: string | undefined): boolean => dtype?.startsWith('float') ?? false

/** What a value becomes as an array; undefined: not even the rank is known. */
export function contentsOf(machine: Machine, value: Value): Contents | undefined {
  const held = content(value)
  const array = held.kind === 'tensor' ? held : arrayContents(held)
  if (array) return fromTensor(array)
  if (isNumber(held)) {
    const dim = integerOf(held)
    const number = held.kind === 'float' ? held.value : typeof dim === 'number' && !(held.kind === 'bool' && held.value === undefined) ? dim : undefined
    return { shape: [], dtype: held.kind === 'float' ? 'float64' : held.kind === 'bool' ? 'bool' : 'int64', data: number === undefined ? undefined : [number] }
  }
  if (held.kind !== 'list' && held.kind !== 'tuple' && held.kind !== 'range') return undefined
  const items = machine.knownItems(held)?.map((item) => contentsOf(machine, item))
  return items?.every((item) => item !== undefined) ? stacked(items) : undefined
}

function fromTensor({ shape, dtype, data }: TensorValue): Contents | undefined {
  return shape && { shape, dtype, data }
}

/** Rows of one shape below each other; undefined where they differ. */
function stacked(rows: readonly Contents[]): Contents | undefined {
  const [first] = rows
  if (!first) return { shape: [0], dtype: 'float64', data: [] }
  if (!rows.every((row) => row.shape.length === first.shape.length && row.shape.every((size, dim) => size === first.shape[dim]))) return undefined
  const isKnown = rows.every((row) => row.data !== undefined)
  return { shape: [rows.length, ...first.shape], dtype: rows.map((row) => row.dtype).reduce(promoted), data: isKnown ? rows.flatMap((row) => row.data ?? []) : undefined }
}

const order = ['bool', 'int64', 'float64']
/** The dtype that holds both; undefined where that is not stated here. */
export function promoted(a: string | undefined, b: string | undefined): string | undefined {
  if (a === b) return a
  const place = Math.max(order.indexOf(a ?? ''), order.indexOf(b ?? ''))
  return order.includes(a ?? '') && order.includes(b ?? '') ? order[place] : a === 'float64' || b === 'float64' ? 'float64' : undefined
}

/** A dtype that the analysis does not know. */
export const unknownDtype = '?'
const shortNames: Readonly<Record<string, string>> = {
  float: 'float64', double: 'float64', single: 'float32', half: 'float16', int: 'int64', long: 'int64', f: 'float32', d: 'float64', f2: 'float16', f4: 'float32', f8: 'float64', i1: 'int8', i2: 'int16', i4: 'int32', i8: 'int64', u1: 'uint8', b: 'int8', '?': 'bool', bool_: 'bool',
}
const dtypeName = /^(?:float(?:16|32|64)|u?int(?:8|16|32|64)|bool|complex(?:64|128))$/

/** The dtype an argument states; undefined for None. */
export function statedDtype(value: Value | undefined): string | undefined {
  if (value === undefined || value.kind === 'none') return undefined
  if (value === floatClass) return 'float64'
  if (value === intClass) return 'int64'
  if (value === boolClass) return 'bool'
  const name = value.kind === 'class' ? value.traits.get('numpy') : value.kind === 'instance' ? textOf(value.attributes.get('name')) : textOf(value)
  const full = typeof name === 'string' ? (shortNames[name] ?? name) : undefined
  return full !== undefined && dtypeName.test(full) ? full : unknownDtype
}
const textOf = (value: Value | undefined): string | undefined => (value?.kind === 'str' ? value.value : undefined)

/** As `astype` converts. Integers are not wrapped here: where one might be, the elements are not known. */
export function cast({ shape, dtype, data }: Contents, to: string | undefined): Contents {
  if (to === undefined || to === dtype) return { shape, dtype, data }
  return { shape, dtype: to === unknownDtype ? undefined : to, data: converter(to) && data?.every((value) => Number.isFinite(value) || isFloating(to)) ? data.map(converter(to)!) : undefined }
}
function converter(to: string): ((value: number) => number) | undefined {
  switch (to) {
    case 'float64': return (value) => value
    case 'float32': return Math.fround
    case 'int64': return Math.trunc
    case 'bool': return (value) => (value === 0 ? 0 : 1)
    default: return undefined
  }
}

/** The sizes that a shape argument gives: one int, or a sequence of them. Undefined: the rank is not known. */
export function sizesOf(machine: Machine, value: Value): Shape | undefined {
  const held = content(value)
  const only = asDim(held)
  if (only !== undefined) return [only]
  const array = arrayContents(held)
  const items = array ? array.data?.map(int) : held.kind === 'list' || held.kind === 'tuple' ? machine.knownItems(held) : undefined
  return items?.map((item) => asDim(content(item)) ?? opaque({ min: 0 }))
}

export const elementCount = (shape: Shape): Dim => shape.reduce(mul, 1)

/** The elements with their places; undefined where some are not known. */
export function numeric({ shape, data }: Contents): NumericArray | undefined {
  return data && shape.every((size) => typeof size === 'number') ? fromData(shape, data) : undefined
}

/** As NumPy prints a shape: `(2, 3)`, `(2,)`. */
export const shownShape = (machine: Machine, shape: Shape): string => (machine.repr({ kind: 'tuple', items: shape.map(int) }) ?? '?').replaceAll(' ', '')
