/**
 * `==`, `is`, `in` and the order of builtin values. Answers are truths that may depend on sizes, or not be known.
 * Source: https://docs.python.org/3/reference/expressions.html#comparisons
 */
import { allOf, anyOf, key, negate, type ComparisonOperator, type Condition } from '../../dims/index.ts'
import {
  asDim, bool, falseValue, hashKey, trueValue, unknownBool, type BoolValue, type DictValue, type Machine, type RangeValue, type SetValue, type Value,
} from '../../values/index.ts'
import { compareNumbers, isNumber } from './arithmetic.ts'
import { symbolicKey } from './keys.ts'
import { content, judged, typeNameOf } from './support.ts'

/** `left == right`. Instances of user classes and tensors among the parts are compared by the machine. */
export function equality(machine: Machine, left: Value, right: Value): BoolValue {
  if (left === right) return left.kind === 'unknown' || (left.kind === 'float' && (left.value === undefined || Number.isNaN(left.value))) ? floatSelf(left) : trueValue
  const a = content(left), b = content(right)
  if (a.kind === 'unknown' || b.kind === 'unknown') return unknownBool
  if (isNumber(a) && isNumber(b)) return compareNumbers(machine, '==', a, b)
  if (ownEquality(a) || ownEquality(b)) return viaMachine(machine, a, b)
  if (a.kind !== b.kind) return falseValue
  switch (a.kind) {
    case 'none': case 'ellipsis': case 'notimplemented': return trueValue
    case 'str': return b.kind === 'str' ? sameKnown(a.value, b.value) : falseValue
    case 'bytes': return b.kind === 'bytes' ? sameKnown(a.value, b.value) : falseValue
    case 'dtype': return bool(b.kind === 'dtype' && a.name === b.name)
    case 'device': return b.kind === 'device' && a.type !== undefined && b.type !== undefined && a.type !== b.type ? falseValue : unknownBool
    case 'list': case 'tuple': return b.kind === 'list' || b.kind === 'tuple' ? sequences(machine, a, b) : falseValue
    case 'dict': return b.kind === 'dict' ? dicts(machine, a, b) : falseValue
    case 'set': return b.kind === 'set' ? sets(a, b) : falseValue
    case 'range': return b.kind === 'range' ? ranges(machine, a, b) : falseValue
    case 'slice': return b.kind === 'slice' ? sequences(machine, { items: [a.lower, a.upper, a.step] }, { items: [b.lower, b.upper, b.step] }) : falseValue
    case 'method': return bool(b.kind === 'method' && a.self === b.self && a.func === b.func)
    default: return falseValue
  }
}
const floatSelf = (value: Value): BoolValue => (value.kind === 'float' && value.value !== undefined ? falseValue : unknownBool)
const sameKnown = (a: string | undefined, b: string | undefined): BoolValue => bool(a === undefined || b === undefined ? undefined : a === b)

/** Values whose `==` is not stated here. */
const ownEquality = (value: Value): boolean => value.kind === 'instance' || value.kind === 'tensor'

function viaMachine(machine: Machine, a: Value, b: Value): BoolValue {
  const answer = machine.compare('==', a, b)
  return answer.kind === 'bool' ? answer : bool(machine.truth(answer))
}

/** Whether two values are one or equal, as the elements of containers are compared. */
const sameOrEqual = (machine: Machine, a: Value, b: Value): BoolValue => (a === b && a.kind !== 'unknown' ? trueValue : equality(machine, a, b))

interface Sequence { readonly items: readonly Value[]; readonly open?: boolean }
function sequences(machine: Machine, a: Sequence, b: Sequence): BoolValue {
  if (a.open || b.open) return unknownBool
  if (a.items.length !== b.items.length) return falseValue
  return every(machine, a.items.map((item, index) => () => sameOrEqual(machine, item, b.items[index]!)))
}

/** The conjunction of truths. */
function every(machine: Machine, parts: readonly (() => BoolValue)[]): BoolValue {
  const conditions: Condition[] = []
  let known = true
  for (const part of parts) {
    machine.step()
    const truth = part()
    if (truth.value === false) return falseValue
    if (truth.value === true) continue
    if (truth.condition) conditions.push(truth.condition)
    else known = false
  }
  if (!known) return unknownBool
  return conditions.length === 0 ? trueValue : judged(machine, allOf(...conditions))
}

/** The disjunction of truths. */
export function some(machine: Machine, parts: Iterable<BoolValue>): BoolValue {
  const conditions: Condition[] = []
  let known = true
  for (const truth of parts) {
    machine.step()
    if (truth.value === true) return trueValue
    if (truth.value === false) continue
    if (truth.condition) conditions.push(truth.condition)
    else known = false
  }
  if (!known) return unknownBool
  return conditions.length === 0 ? falseValue : judged(machine, anyOf(...conditions))
}

/** `not truth`. */
export function negated(machine: Machine, truth: BoolValue): BoolValue {
  if (truth.value !== undefined) return bool(!truth.value)
  return truth.condition ? judged(machine, negate(truth.condition)) : unknownBool
}

function dicts(machine: Machine, a: DictValue, b: DictValue): BoolValue {
  if (a.open || b.open) return unknownBool
  if (a.entries.size !== b.entries.size) return falseValue
  const ordered = a.cls?.name === 'OrderedDict' && b.cls?.name === 'OrderedDict'
  if (ordered && [...a.entries.keys()].some((hash, index) => hash !== [...b.entries.keys()][index])) return falseValue
  const parts: (() => BoolValue)[] = []
  for (const [hash, { key: name, value }] of a.entries) {
    const other = b.entries.get(hash)
    if (!other) return hasOwnHash(name) ? unknownBool : falseValue
    parts.push(() => sameOrEqual(machine, value, other.value))
  }
  return every(machine, parts)
}

function sets(a: SetValue, b: SetValue): BoolValue {
  if (a.open || b.open) return unknownBool
  if (a.entries.size !== b.entries.size) return falseValue
  for (const [hash, item] of a.entries) if (!b.entries.has(hash)) return hasOwnHash(item) ? unknownBool : falseValue
  return trueValue
}

/** A user class may define equality: two instances may be one key. */
function hasOwnHash(value: Value): boolean {
  if (value.kind === 'tuple') return value.items.some(hasOwnHash)
  return value.kind === 'instance' && !value.payload && value.cls.mro.some((cls) => !cls.native && cls.attributes.has('__eq__'))
}

function ranges(machine: Machine, a: RangeValue, b: RangeValue): BoolValue {
  const same = key(a.start) === key(b.start) && key(a.stop) === key(b.stop) && a.step === b.step
  if (same) return trueValue
  const first = machine.knownItems(a), second = machine.knownItems(b)
  return first && second ? sequences(machine, { items: first }, { items: second }) : unknownBool
}

/** `left is right`. Numbers and strings that are equal may be one object or two. */
export function identity(left: Value, right: Value): BoolValue {
  if (left.kind === 'unknown' || right.kind === 'unknown') return unknownBool
  if (left === right) return trueValue
  if (left.kind !== right.kind) return falseValue
  switch (left.kind) {
    case 'none': case 'ellipsis': case 'notimplemented': return trueValue
    case 'bool': return right.kind === 'bool' ? bool(left.value === undefined || right.value === undefined ? undefined : left.value === right.value) : falseValue
    case 'int': {
      const a = asDim(left), b = asDim(right)
      if (typeof a !== 'number' || typeof b !== 'number') return unknownBool
      return a !== b ? falseValue : a >= -5 && a <= 256 ? trueValue : unknownBool
    }
    case 'str': return right.kind === 'str' && left.value !== undefined && right.value !== undefined && left.value !== right.value ? falseValue : unknownBool
    case 'dtype': return bool(right.kind === 'dtype' && left.name === right.name)
    case 'list': case 'dict': case 'set': case 'instance': case 'class': case 'function': case 'namespace': case 'partial': return falseValue
    default: return unknownBool
  }
}

/** `item in container`; undefined where the container is none of the builtin ones. */
export function membership(machine: Machine, item: Value, container: Value): BoolValue | undefined {
  const held = content(container)
  switch (held.kind) {
    case 'unknown': return unknownBool
    case 'list': return held.open ? unknownBool : among(machine, item, held.items)
    case 'tuple': return among(machine, item, held.items)
    case 'dict': return held.open ? shownIn(machine, item, held) : keyed(machine, item, held.entries, () => [...held.entries.values()].map((entry) => entry.key))
    case 'set': {
      const wanted: Value = item.kind === 'set' ? { ...item, frozen: true } : item
      return held.open ? unhashable(machine, wanted) : keyed(machine, wanted, held.entries, () => [...held.entries.values()])
    }
    case 'str': {
      const part = content(item)
      if (part.kind === 'str') return bool(part.value === '' ? true : part.value === undefined || held.value === undefined ? undefined : held.value.includes(part.value))
      if (part.kind === 'unknown' || part.kind === 'instance') return unknownBool
      return machine.raise('TypeError', `'in <string>' requires string as left operand, not ${typeNameOf(machine, part)}`, 'operand')
    }
    case 'range': return inRange(machine, item, held)
    case 'iterator': case 'generator': return consumed(machine, item, held)
    case 'bytes': return unknownBool
    case 'instance': case 'tensor': case 'class': return undefined
    default: return machine.raise('TypeError', `argument of type '${typeNameOf(machine, held)}' is not iterable`, 'operand')
  }
}

function* comparisons(machine: Machine, item: Value, items: readonly Value[]): Iterable<BoolValue> {
  for (const other of items) yield sameOrEqual(machine, other, item)
}
const among = (machine: Machine, item: Value, items: readonly Value[]): BoolValue => some(machine, comparisons(machine, item, items))

/** An open dict has the keys that it shows. */
function shownIn(machine: Machine, item: Value, dict: DictValue): BoolValue {
  const place = hashKey(item) ?? symbolicKey(item)
  return place !== undefined && dict.entries.has(place) ? trueValue : unhashable(machine, item)
}

function unhashable(machine: Machine, item: Value): BoolValue {
  requireHashable(machine, item)
  return unknownBool
}

/** Raises TypeError for a list, dict, set or slice, also within a tuple. */
export function requireHashable(machine: Machine, value: Value): void {
  if (value.kind === 'tuple') for (const item of value.items) requireHashable(machine, item)
  else if (value.kind === 'list' || value.kind === 'dict' || value.kind === 'slice' || (value.kind === 'set' && !value.frozen)) machine.raise('TypeError', `unhashable type: '${typeNameOf(machine, value)}'`, 'argument-type')
}

function keyed(machine: Machine, item: Value, entries: ReadonlyMap<unknown, unknown>, keysOf: () => readonly Value[]): BoolValue {
  requireHashable(machine, item)
  const hash = hashKey(item)
  if (hash !== undefined && entries.has(hash)) return trueValue
  if (entries.size === 0 || (hash !== undefined && item.kind !== 'tuple' && !hasOwnHash(item))) return falseValue
  const keys = keysOf()
  if (hash !== undefined && !hasOwnHash(item) && !keys.some(hasOwnHash)) return falseValue
  return among(machine, item, keys)
}

function inRange(machine: Machine, item: Value, range: RangeValue): BoolValue {
  const dim = asDim(content(item))
  const { start, stop, step } = range
  if (dim === undefined) return item.kind === 'str' || item.kind === 'none' ? falseValue : unknownBool
  if (typeof dim === 'number' && typeof start === 'number' && typeof stop === 'number') {
    const within = step > 0 ? start <= dim && dim < stop : stop < dim && dim <= start
    return bool(within && (dim - start) % step === 0)
  }
  if (step !== 1) return unknownBool
  const below = compareNumbers(machine, '<=', { kind: 'int', value: start }, { kind: 'int', value: dim })
  const above = compareNumbers(machine, '<', { kind: 'int', value: dim }, { kind: 'int', value: stop })
  return every(machine, [() => below, () => above])
}

function consumed(machine: Machine, item: Value, iterable: Value): BoolValue {
  let found: BoolValue = falseValue
  const known = machine.iterate(iterable, (other) => {
    const truth = sameOrEqual(machine, other, item)
    if (truth.value === false) return 'continue'
    found = truth.value === true ? trueValue : unknownBool
    return 'stop'
  })
  return known ? found : unknownBool
}

/** `<`, `<=`, `>`, `>=` of builtin values; undefined where Python has no order for them. */
export function order(machine: Machine, op: ComparisonOperator, left: Value, right: Value): BoolValue | undefined {
  if (isNumber(left) && isNumber(right)) return compareNumbers(machine, op, left, right)
  if (left.kind === 'str' && right.kind === 'str') {
    if (left.value === undefined || right.value === undefined) return unknownBool
    return bool(ordered(op, compareText(left.value, right.value)))
  }
  if ((left.kind === 'list' && right.kind === 'list') || (left.kind === 'tuple' && right.kind === 'tuple')) return lexicographic(machine, op, left, right)
  if (left.kind === 'set' && right.kind === 'set') return inclusion(op, left, right)
  if (left.kind === 'bytes' && right.kind === 'bytes') return unknownBool
  return undefined
}

/** Strings are ordered by code points. */
export function compareText(a: string, b: string): number {
  const first = [...a], second = [...b]
  for (let i = 0; i < first.length && i < second.length; i++) {
    const difference = first[i]!.codePointAt(0)! - second[i]!.codePointAt(0)!
    if (difference !== 0) return difference
  }
  return first.length - second.length
}

const ordered = (op: ComparisonOperator, difference: number): boolean =>
  op === '<' ? difference < 0 : op === '<=' ? difference <= 0 : op === '>' ? difference > 0 : difference >= 0

function lexicographic(machine: Machine, op: ComparisonOperator, left: Sequence, right: Sequence): BoolValue {
  if (left.open || right.open) return unknownBool
  for (let i = 0; i < left.items.length && i < right.items.length; i++) {
    const same = sameOrEqual(machine, left.items[i]!, right.items[i]!)
    if (same.value === true) continue
    if (same.value === undefined) return unknownBool
    const answer = machine.compare(op, left.items[i]!, right.items[i]!)
    return answer.kind === 'bool' ? answer : bool(machine.truth(answer))
  }
  return bool(ordered(op, left.items.length - right.items.length))
}

function inclusion(op: ComparisonOperator, left: SetValue, right: SetValue): BoolValue {
  if (left.open || right.open) return unknownBool
  const [small, large] = op === '<' || op === '<=' ? [left, right] : [right, left]
  const within = [...small.entries.keys()].every((hash) => large.entries.has(hash))
  return bool(within && (op === '<=' || op === '>=' || small.entries.size < large.entries.size))
}

