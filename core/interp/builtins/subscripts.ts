/** Indexing, slicing and unpacking of builtin values. Source: https://docs.python.org/3/reference/expressions.html#subscriptions */
import { add, anyOf, atLeast, equals, greaterThan, isConstant, lessThan, mul, opaque, type Dim } from '../../dims/index.ts'
import {
  asDim, hashKey, int, list, openList, str, tuple, unknown, type DictValue, type ListValue, type Machine, type RangeValue, type SliceValue, type Value,
} from '../../values/index.ts'
import { requireHashable } from './equality.ts'
import { symbolicKey } from './keys.ts'
import { anyOfValues, content, typeNameOf } from './support.ts'
import { rangeLength } from './ranges.ts'

/** `object[index]`; undefined where the object is none of the builtin containers. */
export function getItem(machine: Machine, object: Value, index: Value): Value | undefined {
  const held = content(object)
  switch (held.kind) {
    case 'list': return fromSequence(machine, held.open ? undefined : held.items, index, 'list', (items) => (items ? list([...items]) : openList()))
    case 'tuple': return fromSequence(machine, held.items, index, 'tuple', (items) => (items ? tuple(items, held.cls?.qualifiedName === 'torch.Size' ? held.cls : undefined) : unknown('a slice of unknown bounds')))
    case 'str': return fromText(machine, held.value, index)
    case 'dict': return fromDict(machine, held, index)
    case 'range': return fromRange(machine, held, index)
    case 'bytes': return unknown('an item of bytes')
    case 'unknown': return unknown(held.reason)
    case 'instance': case 'tensor': case 'class': return undefined
    case 'partial': case 'function': case 'builtin': case 'method': case 'none': case 'int': case 'float': case 'bool': case 'set': case 'iterator': case 'generator': case 'slice': case 'ellipsis': case 'namespace':
      return machine.raise('TypeError', `'${typeNameOf(machine, held)}' object is not subscriptable`, 'index')
    default: return unknown('a subscript')
  }
}

function fromSequence(machine: Machine, items: readonly Value[] | undefined, index: Value, name: string, sliced: (items: readonly Value[] | undefined) => Value): Value {
  const place = content(index)
  if (place.kind === 'slice') return sliced(items && slice(machine, items, place))
  const position = sequenceIndex(machine, place, `${name} indices must be integers or slices, not `)
  if (position === undefined || items === undefined) return items && items.length > 0 ? anyOfValues(items, 'an item at an index that is not known') : unknown('an item of a list that is not known')
  if (!isConstant(position)) return symbolicItem(machine, items, position, name)
  const item = items[position < 0 ? position + items.length : position]
  return item ?? machine.raise('IndexError', `${name} index out of range`, 'index')
}

/** A symbolic index is out of range for every size, or it may be any item. */
function symbolicItem(machine: Machine, items: readonly Value[], position: Dim, name: string): Value {
  const out = (): never => machine.raise('IndexError', `${name} index out of range`, 'index')
  if (machine.decide(atLeast(position, items.length)) === 'always' || machine.decide(lessThan(position, -items.length)) === 'always') return out()
  for (const [place, item] of items.entries()) if (machine.choose(anyOf(equals(position, place), equals(position, place - items.length))) === true) return item
  machine.mayRaise()
  return anyOfValues(items, 'an item at an index that is not known')
}

/** The int that an index is; undefined where it is not known. */
function sequenceIndex(machine: Machine, index: Value, message: string): Dim | undefined {
  const dim = asDim(index)
  if (dim !== undefined) return dim
  if (index.kind === 'unknown' || index.kind === 'bool' || index.kind === 'tensor' || index.kind === 'instance') return undefined
  return machine.raise('TypeError', message + typeNameOf(machine, index), 'index')
}

/** The items that a slice takes; undefined where its bounds are not known. */
export function slice<T>(machine: Machine, items: readonly T[], bounds: SliceValue): T[] | undefined {
  const positions = slicePositions(machine, items.length, bounds)
  return positions?.map((position) => items[position]!)
}

/** The positions that a slice takes of a sequence of `length` items. */
export function slicePositions(machine: Machine, length: number, bounds: SliceValue): number[] | undefined {
  const extent = sliceExtent(machine, length, bounds)
  if (!extent) return undefined
  const { lower, upper, stride } = extent
  const positions: number[] = []
  for (let position = lower; stride > 0 ? position < upper : position > upper; position += stride) positions.push(position)
  return positions
}

interface Extent { readonly lower: number; readonly upper: number; readonly stride: number }
function sliceExtent(machine: Machine, length: number, bounds: SliceValue): Extent | undefined {
  const step = sliceBound(machine, bounds.step)
  if (step === 'unknown') return undefined
  const stride = step ?? 1
  if (stride === 0) return machine.raise('ValueError', 'slice step cannot be zero', 'value')
  const lower = clamped(machine, bounds.lower, length, stride, stride > 0 ? 0 : length - 1)
  const upper = clamped(machine, bounds.upper, length, stride, stride > 0 ? length : -1)
  return lower === undefined || upper === undefined ? undefined : { lower, upper, stride }
}

function sliceBound(machine: Machine, bound: Value): number | undefined | 'unknown' {
  const held = content(bound)
  if (held.kind === 'none') return undefined
  const dim = sequenceIndex(machine, held, 'slice indices must be integers or None or have an __index__ method')
  return typeof dim === 'number' ? dim : 'unknown'
}

function clamped(machine: Machine, bound: Value, length: number, stride: number, missing: number): number | undefined {
  const known = sliceBound(machine, bound)
  if (known === 'unknown') return symbolicBound(machine, asDim(content(bound)), length, stride)
  if (known === undefined) return missing
  const position = known < 0 ? known + length : known
  return stride > 0 ? Math.min(Math.max(position, 0), length) : Math.min(Math.max(position, -1), length - 1)
}

/** A bound that is at least the length for every size takes all. */
function symbolicBound(machine: Machine, bound: Dim | undefined, length: number, stride: number): number | undefined {
  if (bound === undefined) return undefined
  return machine.decide(atLeast(bound, length)) === 'always' ? (stride > 0 ? length : length - 1) : undefined
}

function fromText(machine: Machine, value: string | undefined, index: Value): Value {
  const place = content(index)
  const characters = value === undefined ? undefined : [...value]
  if (place.kind === 'slice') return str(characters && slice(machine, characters, place)?.join(''))
  if (place.kind !== 'unknown' && place.kind !== 'instance' && asDim(place) === undefined && place.kind !== 'bool') {
    return machine.raise('TypeError', `string indices must be integers, not '${typeNameOf(machine, place)}'`, 'index')
  }
  const position = asDim(place)
  if (typeof position !== 'number' || !characters) return str(undefined)
  const character = characters[position < 0 ? position + characters.length : position]
  return character === undefined ? machine.raise('IndexError', 'string index out of range', 'index') : str(character)
}

function fromDict(machine: Machine, dict: DictValue, index: Value): Value {
  const found = lookup(machine, dict, index)
  if (found === 'unknown') return unknown('an entry of a dict that is not known')
  if (found) return found
  if (dict.factory && dict.factory.kind !== 'none') {
    const value = machine.call(dict.factory, [])
    setItem(machine, dict, index, value)
    return value
  }
  if (dict.cls?.name === 'Counter') return int(0)
  return machine.raise('KeyError', machine.repr(index) ?? '?', 'key')
}

/** What a dict holds under a key: undefined where it has none. */
export function lookup(machine: Machine, dict: DictValue, index: Value): Value | undefined | 'unknown' {
  requireHashable(machine, index)
  const hash = hashKey(index)
  const place = hash ?? symbolicKey(index)
  const entry = place === undefined ? undefined : dict.entries.get(place)
  if (entry) return entry.value
  if (dict.open) return 'unknown'
  if (dict.entries.size === 0) return undefined
  if (hash !== undefined && typeof hash !== 'object') return undefined
  for (const { key, value } of dict.entries.values()) {
    const same = machine.equals(key, index)
    if (same === undefined) return 'unknown'
    if (same) return value
  }
  return undefined
}

function fromRange(machine: Machine, range: RangeValue, index: Value): Value {
  const place = content(index)
  if (place.kind === 'slice') {
    const length = rangeLength(range)
    const extent = typeof length === 'number' ? sliceExtent(machine, length, place) : undefined
    if (!extent) return unknown('a slice of a range that is not known')
    return { kind: 'range', start: add(range.start, extent.lower * range.step), stop: add(range.start, extent.upper * range.step), step: range.step * extent.stride }
  }
  const position = sequenceIndex(machine, place, 'range indices must be integers or slices, not ')
  const length = rangeLength(range)
  if (position === undefined) return int(opaque())
  if (typeof position === 'number') {
    const out = (): never => machine.raise('IndexError', 'range object index out of range', 'index')
    if (typeof length === 'number' && (position >= length || position < -length)) return out()
    const first = position < 0 ? add(range.start, mul(length, range.step)) : range.start
    if (typeof length !== 'number') machine.require(position < 0 ? atLeast(length, -position) : greaterThan(length, position), out)
    return int(add(first, position * range.step))
  }
  return int(opaque())
}

/** `object[index] = value`; false where the object is none of the builtin containers. */
export function setItem(machine: Machine, object: Value, index: Value, value: Value): boolean {
  const held = content(object)
  switch (held.kind) {
    case 'list': setInList(machine, held, index, value); return true
    case 'dict': setInDict(machine, held, index, value); return true
    case 'unknown': return true
    case 'instance': case 'tensor': case 'class': case 'dtype': case 'device': return false
    default: return machine.raise('TypeError', `'${typeNameOf(machine, held)}' object does not support item assignment`, 'index')
  }
}

export function setInDict(machine: Machine, dict: DictValue, index: Value, value: Value): void {
  requireHashable(machine, index)
  machine.touch(dict)
  const hash = keyOf(machine, dict, index)
  if (hash !== undefined && !dict.open) {
    dict.entries.set(hash, { key: dict.entries.get(hash)?.key ?? index, value })
    return
  }
  const place = hash ?? symbolicKey(index)
  dict.entries = place === undefined ? new Map() : new Map([[place, { key: index, value }]])
  dict.open = true
}

/** The key under which a dict holds, or would hold, an index; undefined where that is not known. */
export function keyOf(machine: Machine, dict: Pick<DictValue, 'entries'>, index: Value): ReturnType<typeof hashKey> {
  const hash = hashKey(index)
  if (hash === undefined || dict.entries.has(hash) || typeof hash !== 'object' || index.kind !== 'instance') return hash
  for (const [other, { key }] of dict.entries) {
    if (key.kind !== 'instance') continue
    const same = machine.equals(key, index)
    if (same === undefined) return undefined
    if (same) return other
  }
  return hash
}

function setInList(machine: Machine, target: ListValue, index: Value, value: Value): void {
  const place = content(index)
  machine.touch(target)
  if (place.kind === 'slice') {
    const items = machine.knownItems(value)
    const positions = slicePositions(machine, target.items.length, place)
    if (target.open || !items || !positions) { target.items = []; target.open = true; return }
    assignSlice(machine, target, place, positions, items)
    return
  }
  const position = sequenceIndex(machine, place, 'list indices must be integers or slices, not ')
  if (target.open) return
  if (typeof position !== 'number') {
    target.items = target.items.map((item) => anyOfValues([item, value], 'an item that may have been replaced'))
    return
  }
  const at = position < 0 ? position + target.items.length : position
  if (at < 0 || at >= target.items.length) machine.raise('IndexError', 'list assignment index out of range', 'index')
  target.items[at] = value
}

function assignSlice(machine: Machine, target: ListValue, bounds: SliceValue, positions: readonly number[], items: readonly Value[]): void {
  if (bounds.step.kind === 'none' || asDim(bounds.step) === 1) {
    const lower = clamped(machine, bounds.lower, target.items.length, 1, 0) ?? 0
    target.items = [...target.items.slice(0, lower), ...items, ...target.items.slice(lower + positions.length)]
    return
  }
  if (positions.length !== items.length) machine.raise('ValueError', `attempt to assign sequence of size ${items.length} to extended slice of size ${positions.length}`, 'value')
  for (const [place, position] of positions.entries()) target.items[position] = items[place]!
}

/** `del object[index]`; false where the object is none of the builtin containers. */
export function deleteItem(machine: Machine, object: Value, index: Value): boolean {
  const held = content(object)
  if (held.kind === 'unknown') return true
  if (held.kind === 'dict') {
    if (removeKey(machine, held, index) === undefined && !held.open) machine.raise('KeyError', machine.repr(index) ?? '?', 'key')
    return true
  }
  if (held.kind === 'list') {
    deleteFromList(machine, held, index)
    return true
  }
  if (held.kind === 'instance' || held.kind === 'tensor' || held.kind === 'class') return false
  return machine.raise('TypeError', `'${typeNameOf(machine, held)}' object doesn't support item deletion`, 'index')
}

/** Takes an entry out and returns its value; undefined where the dict has none. A key that is not known leaves the dict open. */
export function removeKey(machine: Machine, dict: DictValue, index: Value): Value | undefined {
  requireHashable(machine, index)
  const found = lookup(machine, dict, index)
  if (found === undefined) return undefined
  machine.touch(dict)
  const hash = keyOf(machine, dict, index)
  if (found === 'unknown' || hash === undefined) {
    dict.entries = new Map()
    dict.open = true
    return found === 'unknown' ? unknown('an entry of a dict that is not known') : found
  }
  dict.entries.delete(hash)
  return found
}

function deleteFromList(machine: Machine, target: ListValue, index: Value): void {
  const place = content(index)
  machine.touch(target)
  const positions = place.kind === 'slice' ? slicePositions(machine, target.items.length, place) : undefined
  const position = place.kind === 'slice' ? undefined : sequenceIndex(machine, place, 'list indices must be integers or slices, not ')
  if (target.open || (place.kind === 'slice' ? !positions : typeof position !== 'number')) {
    target.items = []
    target.open = true
    return
  }
  const removed = new Set(positions ?? [(position as number) < 0 ? (position as number) + target.items.length : (position as number)])
  if (!positions && [...removed].some((at) => at < 0 || at >= target.items.length)) machine.raise('IndexError', 'list assignment index out of range', 'index')
  target.items = target.items.filter((_item, at) => !removed.has(at))
}

/** The values that `a, b = value` binds; with `star`, the one at that position takes the rest as a list. Undefined: not known. */
export function unpack(machine: Machine, value: Value, count: number, star?: number): Value[] | undefined {
  const items = machine.knownItems(value)
  if (!items) return undefined
  if (star === undefined) {
    if (items.length === count) return items
    return machine.raise('ValueError', items.length > count ? `too many values to unpack (expected ${count})` : `not enough values to unpack (expected ${count}, got ${items.length})`, 'unpack')
  }
  if (items.length < count - 1) return machine.raise('ValueError', `not enough values to unpack (expected at least ${count - 1}, got ${items.length})`, 'unpack')
  const after = count - star - 1
  return [...items.slice(0, star), list(items.slice(star, items.length - after)), ...items.slice(items.length - after)]
}
