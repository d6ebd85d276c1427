/** Sums, products, extremes, and what else makes fewer numbers of many. Source: https://numpy.org/doc/stable/reference/routines.math.html */
import { add, max, min, mul, type Dim } from '../../../dims/index.ts'
import { asDim, bool, int, none, unknown, unknownBool, unknownFloat, type BuiltinValue, type Machine, type Value } from '../../../values/index.ts'
import { integerOf } from '../../builtins/arithmetic.ts'
import { content, rawMethod, type Attribute } from '../../builtins/support.ts'
import { func } from '../module.ts'
import { arrayOf, contentsOf, isFloating, scalarOf, unknownScalar, type Contents } from './form.ts'

/** What a reduction makes of all elements. `dims` also takes sizes that are not known as numbers. */
interface Reduction {
  readonly dtype: (dtype: string | undefined) => string | undefined
  readonly dims?: (items: readonly Dim[]) => Dim
  readonly data?: (items: readonly number[]) => number | undefined
}
const counted = (dtype: string | undefined): string | undefined => (dtype === 'bool' ? 'int64' : dtype)
const real = (dtype: string | undefined): string | undefined => (isFloating(dtype) ? dtype : dtype === undefined ? undefined : 'float64')
const extreme = (choose: (a: Dim, b: Dim) => Dim, of: (...items: number[]) => number): Reduction => ({ dtype: (dtype) => dtype, dims: (items) => items.reduce(choose), data: (items) => (items.length > 0 && items.every(Number.isFinite) ? of(...items) : undefined) })

const reductions: Readonly<Record<string, Reduction>> = {
  prod: { dtype: counted, dims: (items) => items.reduce(mul, 1), data: (items) => items.reduce((product, item) => product * item, 1) },
  sum: { dtype: counted, dims: (items) => items.reduce(add, 0), data: (items) => (items.every(Number.isSafeInteger) ? items.reduce((sum, item) => sum + item, 0) : undefined) },
  max: extreme(max, Math.max), min: extreme(min, Math.min), amax: extreme(max, Math.max), amin: extreme(min, Math.min),
  mean: { dtype: real, data: (items) => (items.length > 0 && items.every(Number.isSafeInteger) ? items.reduce((sum, item) => sum + item, 0) / items.length : undefined) },
  std: { dtype: real }, var: { dtype: real }, median: { dtype: real }, nanmean: { dtype: real },
  argmax: { dtype: () => 'int64', data: (items) => (items.length > 0 && items.every(Number.isFinite) ? items.indexOf(Math.max(...items)) : undefined) },
  argmin: { dtype: () => 'int64', data: (items) => (items.length > 0 && items.every(Number.isFinite) ? items.indexOf(Math.min(...items)) : undefined) },
  any: { dtype: () => 'bool', data: (items) => Number(items.some((item) => item !== 0)) }, all: { dtype: () => 'bool', data: (items) => Number(items.every((item) => item !== 0)) },
}

/** The ints of a flat sequence, where one is a size that is not known as a number. */
function sizes(machine: Machine, value: Value): readonly Dim[] | undefined {
  const held = content(value)
  const items = held.kind === 'list' || held.kind === 'tuple' ? machine.knownItems(held) : undefined
  const dims = items?.map((item) => integerOf(content(item)))
  return dims && dims.length > 0 && dims.every((dim) => dim !== undefined) ? dims : undefined
}

function reduced(machine: Machine, rule: Reduction, value: Value, axis: Value, keepdims: boolean): Value {
  const dims = axis.kind === 'none' && rule.dims ? sizes(machine, value) : undefined
  if (dims && rule.dims && !keepdims) return int(rule.dims(dims))
  const contents = contentsOf(machine, value)
  if (!contents) return unknown('an array that is not known')
  const dtype = rule.dtype(contents.dtype)
  const shape = reducedShape(contents, axis, keepdims)
  if (!shape) return unknown('an axis that is not known')
  const isPrecise = contents.dtype === 'float64' || contents.dtype === 'int64' || contents.dtype === 'bool'
  const result = axis.kind === 'none' && contents.data && isPrecise ? rule.data?.(contents.data) : undefined
  if (shape.length === 0) return result === undefined ? unknownScalar(dtype) : scalarOf(dtype, result)
  return arrayOf({ shape, dtype, data: result === undefined ? undefined : [result] })
}

function reducedShape({ shape }: Contents, axis: Value, keepdims: boolean): readonly Dim[] | undefined {
  const given = axis.kind === 'none' ? shape.map((_size, dim) => dim) : axis.kind === 'tuple' ? axis.items.map((item) => asDim(item)) : [asDim(axis)]
  const axes = given.map((each) => (typeof each === 'number' && each >= -shape.length && each < shape.length ? (each + shape.length) % shape.length : undefined))
  if (axes.includes(undefined)) return undefined
  return keepdims ? shape.map((size, dim) => (axes.includes(dim) ? 1 : size)) : shape.filter((_size, dim) => !axes.includes(dim))
}

/** Options that change the result beyond the axis leave only what is sure. */
function run(machine: Machine, name: string, value: Value, axis: Value, options: ReadonlyMap<string, Value>): Value {
  const rule = reductions[name]
  const keepdims = options.get('keepdims')
  const keeps = keepdims ? machine.truth(keepdims) : false
  if (!rule || keeps === undefined || [...options.keys()].some((option) => option !== 'keepdims')) return unknown(`numpy.${name} with options`)
  return reduced(machine, rule, value, axis, keeps)
}

export const reductionFunctions: readonly BuiltinValue[] = [
  ...Object.keys(reductions).map((name) => func(`numpy.${name}(a, axis=None, Any**** options)`, (machine, parameters) => {
    const { a, axis, options } = parameters as { readonly a: Value; readonly axis: Value; readonly options: ReadonlyMap<string, Value> }
    return run(machine, name, a, axis, options)
  })),
  func('numpy.cumsum(a, axis=None, dtype=None)', (machine, { a, axis, dtype }) => cumulative(contentsOf(machine, a), axis.kind === 'none' && dtype.kind === 'none')),
  func('numpy.allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)', () => unknownBool), func('numpy.array_equal(a1, a2, equal_nan=False)', () => unknownBool),
  func('numpy.isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)', (machine, { a, b }) => (contentsOf(machine, a)?.shape.length === 0 && contentsOf(machine, b)?.shape.length === 0 ? unknownBool : unknown('numpy.isclose'))),
  func('numpy.isnan(x)', (machine, { x }) => ofScalar(machine, x, Number.isNaN)), func('numpy.isinf(x)', (machine, { x }) => ofScalar(machine, x, (value) => value === Infinity || value === -Infinity)),
  func('numpy.ndim(a)', (machine, { a }) => { const contents = contentsOf(machine, a); return contents ? int(contents.shape.length) : unknown('an array that is not known') }),
  func('numpy.percentile(a, q, Any**** options)', () => unknown('numpy.percentile')),
  func('numpy.dot(a, b)', (machine, { a, b }) => { const x = contentsOf(machine, a), y = contentsOf(machine, b); return x?.shape.length === 1 && y?.shape.length === 1 ? unknownFloat : unknown('numpy.dot') }),
]

const ofScalar = (machine: Machine, value: Value, ask: (value: number) => boolean): Value => {
  const contents = contentsOf(machine, value)
  return contents?.shape.length === 0 ? bool(contents.data ? ask(contents.data[0] ?? 0) : undefined) : contents ? arrayOf({ shape: contents.shape, dtype: 'bool', data: undefined }) : unknown('an array that is not known')
}

/** Running sums of a flat array. Those of floats are added one by one, as NumPy adds them. */
function cumulative(contents: Contents | undefined, isPlain: boolean): Value {
  if (!contents || !isPlain || contents.shape.length !== 1) return unknown('numpy.cumsum')
  let sum = 0
  const isPrecise = contents.dtype === 'float64' || contents.dtype === 'int64'
  return arrayOf({ shape: contents.shape, dtype: counted(contents.dtype), data: isPrecise ? contents.data?.map((item) => (sum += item)) : undefined })
}

/** The same as methods of arrays. */
export const reductionMethods: readonly Attribute[] = [
  ...Object.keys(reductions).map((name) => rawMethod(`numpy.ndarray.${name}`, (machine, { positional: [self = none, axis], keywords }) => {
    const options = new Map(keywords)
    options.delete('axis')
    return run(machine, name, self, axis ?? keywords.get('axis') ?? none, options)
  })),
  rawMethod('numpy.ndarray.cumsum', (machine, { positional: [self = none, axis = none], keywords }) => cumulative(contentsOf(machine, self), axis.kind === 'none' && keywords.size === 0)),
]
