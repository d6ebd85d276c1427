/**
 * Operators on builtin values. Tensors and instances of user classes are not judged here: `undefined` says that an
 * operand is none of the builtins.
 */
import type { ComparisonOperator } from '../../dims/index.ts'
import {
  bool, dict, list, longestText, openList, str, tuple, unknown, unknownBool, type BoolValue, type ClassValue, type DictValue, type Machine, type SetValue, type TupleValue, type Value,
} from '../../values/index.ts'
import { arithmetic, isNumber, unaryNumber } from './arithmetic.ts'
import { equality, identity, membership, negated, order } from './equality.ts'
import { percent } from './percent.ts'
import { content, dimOf, typeNameOf } from './support.ts'
import { isTypeForm, unionOf } from './unions.ts'

/** Whether operators on the value are stated here. A class may have a metaclass that states its own. */
const isBuiltin = (value: Value): boolean => value.kind !== 'instance' && value.kind !== 'tensor' && value.kind !== 'class'

/** `left op right`; undefined where an operand is no builtin value. */
export function binary(machine: Machine, op: string, left: Value, right: Value): Value | undefined {
  const a = content(left), b = content(right)
  if (op === '%' && a.kind === 'str') return str(percent(machine, a, right))
  const result = supported(machine, op, a, b)
  if (result) return result
  if (isTypeForm(a) && isTypeForm(b) && op === '|') return unionOf([a, b])
  if (!isBuiltin(a) || !isBuiltin(b)) return undefined
  return unsupported(machine, op, a, b)
}

/** `left op= right`: lists, dicts and sets change in place. Undefined where an operand is no builtin value. */
export function augmented(machine: Machine, op: string, left: Value, right: Value): Value | undefined {
  const held = content(left)
  if (held.kind === 'list' && op === '+') {
    const items = machine.knownItems(right)
    machine.touch(held)
    if (items && !held.open && !isTooLong(held.items, items)) held.items = [...held.items, ...items]
    else { held.items = []; held.open = true }
    return left
  }
  if (held.kind === 'list' && op === '*') {
    const repeated = supported(machine, '*', held, content(right))
    if (repeated?.kind !== 'list') return undefined
    machine.touch(held)
    held.items = repeated.items
    held.open = repeated.open
    return left
  }
  const other = content(right)
  if (held.kind === 'set' && !held.frozen && other.kind === 'set') {
    const result = setAlgebra(op, held, other)
    if (result) {
      machine.touch(held)
      held.entries = result.entries
      held.open = result.open
      return left
    }
  }
  if (held.kind === 'dict' && op === '|' && other.kind === 'dict') {
    machine.touch(held)
    const merged = mergeDicts(held, other)
    held.entries = merged.entries
    held.open = merged.open
    return left
  }
  const result = supported(machine, op, held, other)
  if (result) return result
  return isBuiltin(held) && isBuiltin(other) ? unsupported(machine, op, held, other, '=') : undefined
}

/** As binary; undefined also where Python would answer NotImplemented. */
export function supported(machine: Machine, op: string, a: Value, b: Value): Value | undefined {
  if (a.kind === 'unknown' || b.kind === 'unknown') return a.kind === 'tensor' || b.kind === 'tensor' ? undefined : unknown(a.kind === 'unknown' ? a.reason : b.kind === 'unknown' ? b.reason : '')
  if (isNumber(a) && isNumber(b)) return arithmetic(machine, op, a, b)
  switch (op) {
    case '+': return concatenated(machine, a, b)
    case '*': return isSequence(a) ? repeated(machine, a, b) : isSequence(b) ? repeated(machine, b, a) : undefined
    case '%': return a.kind === 'str' ? str(percent(machine, a, b)) : a.kind === 'bytes' ? unknown('bytes formatting') : undefined
    case '|': return a.kind === 'dict' && b.kind === 'dict' ? mergeDicts(a, b) : a.kind === 'set' && b.kind === 'set' ? setAlgebra(op, a, b) : undefined
    case '&': case '-': case '^': return a.kind === 'set' && b.kind === 'set' ? setAlgebra(op, a, b) : undefined
    default: return undefined
  }
}

const isSequence = (value: Value): boolean => value.kind === 'list' || value.kind === 'tuple' || value.kind === 'str' || value.kind === 'bytes'
const isSize = (cls: ClassValue | undefined): cls is ClassValue => cls?.qualifiedName === 'torch.Size'

function concatenated(machine: Machine, a: Value, b: Value): Value | undefined {
  if (a.kind === 'list') {
    if (b.kind === 'list') return a.open || b.open || isTooLong(a.items, b.items) ? openList() : list([...a.items, ...b.items])
    return isBuiltin(b) ? machine.raise('TypeError', `can only concatenate list (not "${typeNameOf(machine, b)}") to list`, 'operand') : undefined
  }
  if (a.kind === 'tuple') {
    if (b.kind === 'tuple') return isTooLong(a.items, b.items) ? unknown('a sequence too long to know') : joinedTuples(a, b)
    if (!isBuiltin(b)) return undefined
    const message = isSize(a.cls) ? `can only concatenate tuple (not ${typeNameOf(machine, b)}) to torch.Size` : `can only concatenate tuple (not "${typeNameOf(machine, b)}") to tuple`
    return machine.raise('TypeError', message, 'operand')
  }
  if (a.kind === 'str') {
    if (b.kind === 'str') return str(a.value === undefined || b.value === undefined || a.value.length + b.value.length > longestText ? undefined : a.value + b.value)
    return isBuiltin(b) ? machine.raise('TypeError', `can only concatenate str (not "${typeNameOf(machine, b)}") to str`, 'operand') : undefined
  }
  if (a.kind === 'bytes' && b.kind === 'bytes') return { kind: 'bytes', value: a.value === undefined || b.value === undefined || a.value.length + b.value.length > longestText ? undefined : a.value + b.value }
  return undefined
}

/** `torch.Size` stays one as long as all elements are ints. */
function joinedTuples(a: TupleValue, b: TupleValue): Value {
  const cls = isSize(a.cls) ? a.cls : isSize(b.cls) ? b.cls : undefined
  return tuple([...a.items, ...b.items], cls)
}

function repeated(machine: Machine, sequence: Value, times: Value): Value | undefined {
  if (!isBuiltin(times)) return undefined
  if (times.kind !== 'int' && times.kind !== 'bool') return machine.raise('TypeError', `can't multiply sequence by non-int of type '${typeNameOf(machine, times)}'`, 'operand')
  const count = dimOf(machine, times)
  if (typeof count !== 'number') return sequence.kind === 'list' ? openList() : sequence.kind === 'str' ? str(undefined) : unknown('a sequence of unknown length')
  const isEmpty = (sequence.kind === 'list' || sequence.kind === 'tuple') && sequence.items.length === 0
  const copies = isEmpty ? 0 : Math.max(0, count)
  if (sequence.kind === 'str') return str(sequence.value === undefined || sequence.value.length * copies > longestText ? undefined : sequence.value.repeat(copies))
  if (sequence.kind === 'list') {
    if (sequence.open || sequence.items.length * copies > longestSequence) return openList()
    return list(Array.from({ length: copies }, () => sequence.items).flat())
  }
  if (sequence.kind !== 'tuple' || sequence.items.length * copies > longestSequence) return unknown('a sequence too long to know')
  return tuple(Array.from({ length: copies }, () => sequence.items).flat(), isSize(sequence.cls) ? sequence.cls : undefined)
}
/** Longer sequences are known as sequences only. */
const longestSequence = 100_000
export const isTooLong = (a: readonly Value[], b: readonly Value[]): boolean => a.length + b.length > longestSequence

function mergeDicts(a: DictValue, b: DictValue): DictValue {
  const merged = dict([], a.cls)
  if (a.open || b.open) return { ...merged, open: true }
  for (const [hash, entry] of [...a.entries, ...b.entries]) merged.entries.set(hash, merged.entries.has(hash) ? { key: merged.entries.get(hash)!.key, value: entry.value } : entry)
  return a.factory ? { ...merged, factory: a.factory } : merged
}

export function setAlgebra(op: string, a: SetValue, b: SetValue): SetValue | undefined {
  const entries: SetValue['entries'] = new Map()
  const open = a.open || b.open
  if (op !== '|' && op !== '&' && op !== '-' && op !== '^') return undefined
  if (open) return { kind: 'set', entries, open, frozen: a.frozen }
  for (const [hash, item] of a.entries) if (op === '|' || (op === '&') === b.entries.has(hash)) entries.set(hash, item)
  if (op === '|' || op === '^') for (const [hash, item] of b.entries) if (!a.entries.has(hash)) entries.set(hash, item)
  return { kind: 'set', entries, open, frozen: a.frozen }
}

function unsupported(machine: Machine, op: string, a: Value, b: Value, suffix = ''): Value {
  if (a.kind === 'builtin' || b.kind === 'builtin') return machine.undecided('an operator on a function of a library, which may be a class there')
  const name = op === '**' && suffix === '' ? '** or pow()' : op + suffix
  return machine.raise('TypeError', `unsupported operand type(s) for ${name}: '${typeNameOf(machine, a)}' and '${typeNameOf(machine, b)}'`, 'operand')
}

/** `left op right` for a comparison; undefined where an operand is no builtin value. `is` is answered for all values. */
export function compare(machine: Machine, op: string, left: Value, right: Value): BoolValue | undefined {
  if (op === 'is') return identity(left, right)
  if (op === 'is not') return negated(machine, identity(left, right))
  if (op === 'in' || op === 'not in') {
    const truth = membership(machine, left, right)
    return truth && (op === 'in' ? truth : negated(machine, truth))
  }
  const a = content(left), b = content(right)
  if (op === '==' || op === '!=') {
    if (a.kind === 'tensor' || b.kind === 'tensor') return undefined
    const truth = a.kind === 'instance' || b.kind === 'instance' ? sameObject(a, b) : equality(machine, a, b)
    return op === '==' ? truth : negated(machine, truth)
  }
  if (a.kind === 'unknown' || b.kind === 'unknown') return unknownBool
  const truth = order(machine, op as ComparisonOperator, a, b)
  if (truth) return truth
  if (!isBuiltin(a) || !isBuiltin(b)) return undefined
  return machine.raise('TypeError', `'${op}' not supported between instances of '${typeNameOf(machine, a)}' and '${typeNameOf(machine, b)}'`, 'operand')
}

/** Objects whose classes state no `==` are equal to themselves alone. */
function sameObject(a: Value, b: Value): BoolValue {
  if (a === b) return bool(true)
  const mayDiffer = (value: Value): boolean => value.kind === 'unknown' || (value.kind === 'instance' && (value.open || value.cls.mro.some((cls) => cls.open)))
  return mayDiffer(a) || mayDiffer(b) ? unknownBool : bool(false)
}

/** `-x`, `+x`, `~x`, `not x`; undefined where the operand is no builtin value. */
export function unary(machine: Machine, op: string, operand: Value): Value | undefined {
  const held = content(operand)
  const sign = op === 'neg' ? '-' : op === 'pos' ? '+' : op === 'invert' ? '~' : op
  if (sign === 'not') return held.kind === 'bool' ? negated(machine, held) : bool(inverse(machine.truth(operand)))
  if (held.kind === 'unknown') return held
  const result = unaryNumber(sign, held)
  if (result) return result
  if (!isBuiltin(held)) return undefined
  return machine.raise('TypeError', `bad operand type for unary ${sign}: '${typeNameOf(machine, held)}'`, 'operand')
}
const inverse = (truth: boolean | undefined): boolean | undefined => (truth === undefined ? undefined : !truth)

/** The truth of a builtin value with what it depends on; undefined where the value is no builtin. */
export function truthOf(machine: Machine, value: Value): BoolValue | undefined {
  const held = content(value)
  switch (held.kind) {
    case 'none': return bool(false)
    case 'bool': return held.condition && held.value === undefined ? held : bool(held.value)
    case 'int': return compare(machine, '!=', held, { kind: 'int', value: 0 })
    case 'float': return compare(machine, '!=', held, { kind: 'float', value: 0 })
    case 'str': case 'bytes': return bool(held.value === undefined ? undefined : held.value !== '')
    case 'list': return bool(held.open ? undefined : held.items.length > 0)
    case 'tuple': return bool(held.items.length > 0)
    case 'dict': case 'set': return bool(held.open ? undefined : held.entries.size > 0)
    case 'range': return held.step > 0 ? compare(machine, '<', { kind: 'int', value: held.start }, { kind: 'int', value: held.stop }) : compare(machine, '>', { kind: 'int', value: held.start }, { kind: 'int', value: held.stop })
    case 'unknown': return unknownBool
    case 'instance': case 'tensor': return undefined
    default: return bool(true)
  }
}
