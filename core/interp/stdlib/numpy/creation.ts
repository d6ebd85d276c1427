/** Functions that make arrays, and those that put arrays together. Sources: https://numpy.org/doc/stable/reference/routines.array-creation.html, https://numpy.org/doc/stable/reference/routines.array-manipulation.html */
import { concat, identity, stack } from '../../../arrays/index.ts'
import { add, ceilDiv, max, sub, type Dim } from '../../../dims/index.ts'
import { asDim, int, knownElementsLimit, list, unknown, type BuiltinValue, type Machine, type Value } from '../../../values/index.ts'
import { doubleOf } from '../../builtins/arithmetic.ts'
import { content, whole } from '../../builtins/support.ts'
import { func } from '../module.ts'
import { arrayOf, cast, contentsOf, elementCount, numeric, promoted, sizesOf, statedDtype, unknownDtype, type Contents, type Shape } from './form.ts'

const lost = (): Value => unknown('an array that is not known')
const made = (contents: Contents | undefined, dtype?: Value): Value => (contents ? arrayOf(cast(contents, statedDtype(dtype))) : lost())

/** Equal elements. */
function filled(shape: Shape | undefined, value: number | undefined, dtype: string): Value {
  if (!shape) return lost()
  const count = elementCount(shape)
  const data = value !== undefined && typeof count === 'number' && count <= knownElementsLimit ? new Array<number>(count).fill(value) : undefined
  return arrayOf({ shape, dtype: dtype === unknownDtype ? undefined : dtype, data: dtype === unknownDtype ? undefined : data })
}

const constants = { zeros: 0, ones: 1, empty: undefined } as const
const creators: readonly BuiltinValue[] = [
  ...['array', 'asarray', 'ascontiguousarray', 'asanyarray', 'asfortranarray'].map((name) => func(`numpy.${name}(object, dtype=None, Any**** kwargs)`, (machine, parameters) => {
    const { object, dtype, kwargs } = parameters as { readonly object: Value; readonly dtype: Value; readonly kwargs: ReadonlyMap<string, Value> }
    return kwargs.has('ndmin') || kwargs.has('like') ? lost() : made(contentsOf(machine, object), dtype)
  })),
  ...Object.entries(constants).flatMap(([name, value]) => [
    func(`numpy.${name}(shape, dtype=None, order=None, Any**** kwargs)`, (machine, parameters) => {
      const { shape, dtype } = parameters as { readonly shape: Value; readonly dtype: Value }
      return filled(sizesOf(machine, shape), value, statedDtype(dtype) ?? 'float64')
    }),
    func(`numpy.${name}_like(a, dtype=None, Any**** kwargs)`, (machine, parameters) => {
      const { a, dtype } = parameters as { readonly a: Value; readonly dtype: Value }
      const like = contentsOf(machine, a)
      return like ? filled(like.shape, value, statedDtype(dtype) ?? like.dtype ?? unknownDtype) : lost()
    }),
  ]),
  func('numpy.full(shape, fill_value, dtype=None, order=None)', (machine, { shape, fill_value: value, dtype }) => {
    const contents = contentsOf(machine, value), sizes = sizesOf(machine, shape)
    return contents?.shape.length === 0 && sizes ? made(contentsOf(machine, filled(sizes, contents.data?.[0], contents.dtype ?? unknownDtype)), dtype) : lost()
  }),
  func('numpy.eye(N, M=None, k=0, dtype=None)', (_machine, { N, M, k, dtype }) => {
    const rows = asDim(N), columns = M.kind === 'none' ? rows : asDim(M)
    if (rows === undefined || columns === undefined) return lost()
    const data = rows === columns && typeof rows === 'number' && rows * rows <= knownElementsLimit && asDim(k) === 0 ? [...identity(rows).data] : undefined
    return made({ shape: [rows, columns], dtype: 'float64', data }, dtype)
  }),
  func('numpy.arange(start, stop=None, step=1, dtype=None)', (machine, { start, stop, step, dtype }) => (stop.kind === 'none' ? range(machine, int(0), start, step, dtype) : range(machine, start, stop, step, dtype))),
  func('numpy.linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)', (machine, { start, stop, num, endpoint, retstep, dtype }) => {
    const count = asDim(content(num)), first = doubleOf(content(start)), last = doubleOf(content(stop))
    if (count === undefined || machine.truth(retstep) !== false) return lost()
    const contents = { shape: [count], dtype: 'float64' }
    if (typeof count !== 'number' || count > knownElementsLimit || first === undefined || last === undefined || machine.truth(endpoint) !== true) return isScalar(start) && isScalar(stop) ? made({ ...contents, data: undefined }, dtype) : lost()
    return made({ ...contents, data: spaced(first, last, count) }, dtype)
  }),
]
const isScalar = (value: Value): boolean => ['int', 'float', 'bool'].includes(content(value).kind)

/** As NumPy computes it: `start + i * step`, and `stop` itself at the end. */
function spaced(first: number, last: number, count: number): number[] {
  if (count === 1) return [first]
  const delta = last - first, step = delta / (count - 1)
  return Array.from({ length: count }, (_, place) => (place === count - 1 ? last : step === 0 ? (place / (count - 1)) * delta + first : place * step + first))
}

/** Ints give ints; floats are counted, and their elements are `start + i * delta`. */
function range(_machine: Machine, start: Value, stop: Value, step: Value, dtype: Value): Value {
  const from = asDim(content(start)), to = asDim(content(stop)), by = asDim(content(step))
  if (from !== undefined && to !== undefined && typeof by === 'number' && by !== 0) {
    const count: Dim = max(by > 0 ? ceilDiv(sub(to, from), by) : ceilDiv(sub(from, to), -by), 0)
    const data = typeof count === 'number' && typeof from === 'number' && count <= knownElementsLimit ? Array.from({ length: count }, (_, place) => from + place * by) : undefined
    return made({ shape: [count], dtype: 'int64', data }, dtype)
  }
  const first = doubleOf(content(start)), last = doubleOf(content(stop)), stride = doubleOf(content(step))
  if (first === undefined || last === undefined || stride === undefined || stride === 0) return lost()
  const count = Math.max(0, Math.ceil((last - first) / stride))
  const delta = first + stride - first
  return made({ shape: [count], dtype: 'float64', data: count <= knownElementsLimit ? Array.from({ length: count }, (_, place) => first + place * delta) : undefined }, dtype)
}

/** The arrays of a sequence; undefined where one is not known. */
function several(machine: Machine, arrays: Value): readonly Contents[] | undefined {
  const items = machine.knownItems(arrays)?.map((item) => contentsOf(machine, item))
  return items && items.length > 0 && items.every((item) => item !== undefined) ? items : undefined
}
const axisOf = (axis: number, rank: number): number | undefined => (axis >= -rank && axis < rank ? (axis + rank) % rank : undefined)

/** Joins along an axis that the arrays have. Where the other sizes differ, or the axis is none of theirs, nothing is known. */
export function concatenated(arrays: readonly Contents[], axis: number): Value {
  const [first, ...rest] = arrays
  const along = first && axisOf(axis, first.shape.length)
  if (!first || along === undefined || rest.some((each) => each.shape.length !== first.shape.length || each.shape.some((size, dim) => dim !== along && size !== first.shape[dim]))) return lost()
  const shape = first.shape.map((size, dim) => (dim === along ? arrays.map((each) => each.shape[dim] ?? 0).reduce((sum, each) => add(sum, each), 0) : size))
  const parts = arrays.map(numeric)
  return arrayOf({ shape, dtype: arrays.map((each) => each.dtype).reduce(promoted), data: parts.every((part) => part !== undefined) ? [...concat(parts, along).data] : undefined })
}

function stackedOn(arrays: readonly Contents[], axis: number): Value {
  const [first, ...rest] = arrays
  const along = first && axisOf(axis, first.shape.length + 1)
  if (!first || along === undefined || rest.some((each) => each.shape.length !== first.shape.length || each.shape.some((size, dim) => size !== first.shape[dim]))) return lost()
  const parts = arrays.map(numeric)
  return arrayOf({ shape: [...first.shape.slice(0, along), arrays.length, ...first.shape.slice(along)], dtype: arrays.map((each) => each.dtype).reduce(promoted), data: parts.every((part) => part !== undefined) ? [...stack(parts, along).data] : undefined })
}

const atLeast2 = (contents: Contents): Contents => (contents.shape.length < 2 ? { ...contents, shape: [1, ...(contents.shape.length === 0 ? [1] : contents.shape)] } : contents)

const joiners: readonly BuiltinValue[] = [
  func('numpy.concatenate(arrays, axis=0, Any**** kwargs)', (machine, { arrays, axis }) => { const all = several(machine, arrays); return all && axis.kind !== 'none' ? concatenated(all, whole(machine, axis)) : lost() }),
  func('numpy.stack(arrays, axis=0, Any**** kwargs)', (machine, { arrays, axis }) => { const all = several(machine, arrays); return all ? stackedOn(all, whole(machine, axis)) : lost() }),
  func('numpy.vstack(tup)', (machine, { tup }) => { const all = several(machine, tup); return all ? concatenated(all.map(atLeast2), 0) : lost() }),
  func('numpy.hstack(tup)', (machine, { tup }) => { const all = several(machine, tup); return all ? concatenated(all, all[0]?.shape.length === 1 ? 0 : 1) : lost() }),
  func('numpy.array_split(ary, indices_or_sections, axis=0)', () => lost()),
  func('numpy.meshgrid(Any... arrays, Any**** kwargs)', (machine, { arrays, kwargs }) => {
    const all = arrays.map((each) => contentsOf(machine, each))
    const indexing = kwargs.get('indexing')
    if (kwargs.size > (indexing ? 1 : 0) || !all.every((each) => each?.shape.length === 1)) return lost()
    const sizes = all.map((each) => each?.shape[0] ?? 0), [x = 0, y = 0] = sizes
    const isMatrix = indexing?.kind === 'str' && indexing.value === 'ij'
    if (indexing && !isMatrix) return lost()
    const shape = isMatrix || sizes.length < 2 ? sizes : [y, x, ...sizes.slice(2)]
    return list(all.map((each) => arrayOf({ shape, dtype: each?.dtype, data: undefined })))
  }),
]

export const creationFunctions = [...creators, ...joiners]
