/** `int`, `float`, `bool`, `complex`. Source: https://docs.python.org/3/library/functions.html#int */
import { max, neg } from '../../dims/index.ts'
import {
  bool, float, int, notImplemented, none, str, tuple, unknown, unknownFloat, unknownInt, type Arguments, type ClassValue, type FloatValue, type Machine, type Value,
} from '../../values/index.ts'
import { ceiled, compareNumbers, doubleOf, floored, integerOf, isNumber, ratio, safe, truncated } from './arithmetic.ts'
import { roundHalfToEven, roundTo } from './decimal.ts'
import { formatOf, reprOf } from './format.ts'
import { objectClass } from './object.ts'
import { supported } from './operators.ts'
import { classMethod, content, define, dimOf, holding, method, positionalOnly, property, rawMethod, typeNameOf, whole, wrongType, type Attribute } from './support.ts'

/** `__add__`, `__radd__` … in terms of the operators on what the operands hold. */
export function operatorMethods(owner: string, operators: Readonly<Record<string, string>>, reflected = false): Attribute[] {
  return Object.entries(operators).flatMap(([op, name]) => {
    const forward = rawMethod(`${owner}.__${name}__`, (machine, { positional: [left, right] }) => (left && right && supported(machine, op, content(left), content(right))) ?? notImplemented)
    const backward = rawMethod(`${owner}.__r${name}__`, (machine, { positional: [right, left] }) => (left && right && supported(machine, op, content(left), content(right))) ?? notImplemented)
    return reflected ? [forward, backward] : [forward]
  })
}
const arithmeticNames = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'truediv', '//': 'floordiv', '%': 'mod', '**': 'pow' }
const bitNames = { '&': 'and', '|': 'or', '^': 'xor', '<<': 'lshift', '>>': 'rshift' }

/** `__lt__` … of numbers. */
const orderMethods = (owner: string): Attribute[] => Object.entries({ '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '==': 'eq', '!=': 'ne' } as const).map(([op, name]) =>
  rawMethod(`${owner}.__${name}__`, (machine, { positional: [left, right] }) => {
    if (!left || !right) return notImplemented
    const a = content(left), b = content(right)
    return isNumber(a) && isNumber(b) ? compareNumbers(machine, op as '<', a, b) : notImplemented
  }))

const textMethods = (owner: string): Attribute[] => [
  rawMethod(`${owner}.__repr__`, (machine, { positional: [self = none] }) => str(reprOf(machine, content(self)))),
  rawMethod(`${owner}.__format__`, (machine, { positional: [self = none, spec = none] }) => str(spec.kind === 'str' ? formatOf(machine, content(self), spec.value) : undefined)),
  rawMethod(`${owner}.__hash__`, () => unknown('a hash')),
]

export const intClass: ClassValue = define('builtins.int', objectClass, [
  ...operatorMethods('int', { ...arithmeticNames, ...bitNames }, true), ...orderMethods('int'), ...textMethods('int'),
  method('int.bit_length(self)', (machine, { self }) => int(Math.abs(whole(machine, self)).toString(2).replace(/^0$/, '').length)),
  method('int.bit_count(self)', (machine, { self }) => int(Math.abs(whole(machine, self)).toString(2).replaceAll('0', '').length)),
  method('int.conjugate(self)', (machine, { self }) => int(dimOf(machine, self))),
  method('int.is_integer(self)', () => bool(true)),
  method('int.as_integer_ratio(self)', (machine, { self }) => tuple([int(dimOf(machine, self)), int(1)])),
  method('int.__index__(self)', (machine, { self }) => int(dimOf(machine, self))),
  method('int.__int__(self)', (machine, { self }) => int(dimOf(machine, self))),
  method('int.__float__(self)', (machine, { self }) => toFloat(machine, content(self))),
  method('int.__bool__(self)', (machine, { self }) => bool(machine.truth(int(dimOf(machine, self))))),
  method('int.__neg__(self)', (machine, { self }) => int(neg(dimOf(machine, self)))),
  method('int.__abs__(self)', (machine, { self }) => absolute(machine, content(self))),
  method('int.__round__(self, ndigits=None)', (machine, { self, ndigits }) => rounded(machine, content(self), ndigits)),
  rawMethod('int.to_bytes', () => ({ kind: 'bytes', value: undefined })),
  classMethod('int.from_bytes', () => unknownInt(0)),
  property('int.real', (machine, self) => int(dimOf(machine, self))),
  property('int.imag', () => int(0)),
  property('int.numerator', (machine, self) => int(dimOf(machine, self))),
  property('int.denominator', () => int(1)),
], { create: (machine, cls, args) => (cls === intClass ? toInt(machine, args) : holding(machine, cls, toInt(machine, args))) })

export const boolClass: ClassValue = define('builtins.bool', intClass, textMethods('bool'), {
  createsWhole: true,
  create: (machine, _cls, args) => {
    const values = positionalOnly(machine, 'bool', args)
    if (values.length > 1) return machine.raise('TypeError', `bool expected at most 1 argument, got ${values.length}`, 'argument')
    const [value] = values
    return value === undefined ? bool(false) : truthValue(machine, value)
  },
})

/** `bool(x)`, with the condition it depends on where that is known. */
function truthValue(machine: Machine, value: Value): Value {
  const held = content(value)
  if (held.kind === 'bool') return held
  if (held.kind === 'int') return compareNumbers(machine, '!=', held, int(0))
  return bool(machine.truth(value))
}

export const floatClass: ClassValue = define('builtins.float', objectClass, [
  ...operatorMethods('float', arithmeticNames, true), ...orderMethods('float'), ...textMethods('float'),
  method('float.is_integer(self)', (_machine, { self }) => { const value = doubleOf(content(self)); return bool(value === undefined ? undefined : Number.isInteger(value)) }),
  method('float.hex(self)', () => str(undefined)),
  method('float.conjugate(self)', (_machine, { self }) => content(self)),
  method('float.as_integer_ratio(self)', (machine) => machine.undecided('the exact ratio of a float')),
  method('float.__int__(self)', (machine, { self }) => toInt(machine, { positional: [content(self)], keywords: new Map() })),
  method('float.__float__(self)', (_machine, { self }) => content(self)),
  method('float.__bool__(self)', (machine, { self }) => bool(machine.truth(content(self)))),
  method('float.__abs__(self)', (machine, { self }) => absolute(machine, content(self))),
  method('float.__round__(self, ndigits=None)', (machine, { self, ndigits }) => rounded(machine, content(self), ndigits)),
  method('float.__floor__(self)', (machine, { self }) => { const held = content(self); return held.kind === 'float' ? floored(machine, held) : unknownInt() }),
  method('float.__ceil__(self)', (machine, { self }) => { const held = content(self); return held.kind === 'float' ? ceiled(machine, held) : unknownInt() }),
  classMethod('float.fromhex', () => unknownFloat),
  property('float.real', (_machine, self) => content(self)),
  property('float.imag', () => float(0)),
], {
  create: (machine, cls, args) => {
    const values = positionalOnly(machine, 'float', args)
    if (values.length > 1) return machine.raise('TypeError', `float expected at most 1 argument, got ${values.length}`, 'argument')
    const value = values[0] === undefined ? float(0) : toFloat(machine, values[0])
    return cls === floatClass ? value : holding(machine, cls, value)
  },
})

export const complexClass: ClassValue = define('builtins.complex', objectClass, [
  property('complex.real', () => unknownFloat), property('complex.imag', () => unknownFloat),
], { createsWhole: true, create: () => unknown('a complex number') })

/** `int(x)` and `int(text, base)`. */
export function toInt(machine: Machine, args: Arguments): Value {
  const [value, positionalBase] = args.positional
  const base = positionalBase ?? args.keywords.get('base')
  if (value === undefined) return int(0)
  const held = content(value)
  if (base !== undefined) return held.kind === 'str' ? parseInteger(machine, held.value, whole(machine, base)) : machine.raise('TypeError', "int() can't convert non-string with explicit base", 'argument-type')
  const dim = integerOf(held)
  if (dim !== undefined) return int(dim)
  switch (held.kind) {
    case 'float': return truncated(machine, held)
    case 'str': return parseInteger(machine, held.value, 10)
    case 'tensor': return tensorInt(machine, held)
    case 'unknown': case 'bytes': return unknownInt()
    case 'instance': return viaDunder(machine, held, ['__int__', '__index__', '__trunc__'], unknownInt())
    default: return wrongType(machine, held, (type) => `int() argument must be a string, a bytes-like object or a real number, not '${type}'`)
  }
}

/** A tensor of one element is its element; torch decides and words what else happens. */
function tensorInt(machine: Machine, value: Value): Value {
  const item = machine.call(machine.getAttribute(value, '__int__'), [])
  if (item.kind === 'int') return item
  if (item.kind === 'bool') return int(integerOf(item) ?? 0)
  return item.kind === 'float' ? truncated(machine, item) : unknownInt()
}

function viaDunder(machine: Machine, value: Value, names: readonly string[], otherwise: Value): Value {
  for (const name of names) {
    const own = machine.findAttribute(value, name)
    if (own && own.kind !== 'unknown') return machine.call(own, [])
  }
  return otherwise
}

function parseInteger(machine: Machine, text: string | undefined, base: number): Value {
  if (text === undefined) return unknownInt()
  if (base !== 0 && (base < 2 || base > 36)) return machine.raise('ValueError', 'int() base must be >= 2 and <= 36, or 0', 'value')
  const invalid = (): never => machine.raise('ValueError', `invalid literal for int() with base ${base}: ${machine.repr(str(text)) ?? ''}`, 'value')
  const match = /^\s*([-+]?)(0[xXoObB]_?)?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)\s*$/.exec(text)
  if (!match) return /[^\x00-\x7f]/.test(text) ? unknownInt() : invalid()
  const [, sign, prefix = '', body = ''] = match
  const prefixBase = { x: 16, o: 8, b: 2 }[prefix[1]?.toLowerCase() ?? '']
  const radix = base === 0 ? (prefixBase ?? 10) : base
  const digits = (prefix !== '' && prefixBase !== radix ? prefix + body : body).replaceAll('_', '').toLowerCase()
  if ([...digits].some((digit) => Number.isNaN(Number.parseInt(digit, radix)))) return invalid()
  if (base === 0 && prefix === '' && /^0+[1-9]/.test(digits)) return invalid()
  const magnitude = [...digits].reduce((sum, digit) => sum * radix + Number.parseInt(digit, radix), 0)
  return int(safe(sign === '-' ? -magnitude : magnitude))
}

/** `float(x)`. */
export function toFloat(machine: Machine, value: Value): Value {
  const held = content(value)
  const dim = integerOf(held)
  if (dim !== undefined) return typeof dim === 'number' ? float(dim) : ratio(dim, 1)
  switch (held.kind) {
    case 'float': return held
    case 'str': return parseFloatText(machine, held.value)
    case 'tensor': {
      const item = machine.call(machine.getAttribute(held, '__float__'), [])
      return isNumber(item) ? toFloat(machine, item) : unknownFloat
    }
    case 'unknown': case 'bytes': return unknownFloat
    case 'instance': return viaDunder(machine, held, ['__float__', '__index__'], unknownFloat)
    default: return wrongType(machine, held, (type) => `float() argument must be a string or a real number, not '${type}'`)
  }
}

function parseFloatText(machine: Machine, text: string | undefined): FloatValue {
  if (text === undefined) return unknownFloat
  const trimmed = text.trim()
  const special = /^([-+]?)(inf|infinity|nan)$/i.exec(trimmed)
  if (special) return float(special[2]?.toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity)
  if (/^[-+]?(\d+(_\d+)*)?(\.(\d+(_\d+)*)?)?([eE][-+]?\d+(_\d+)*)?$/.test(trimmed) && /^[-+]?\.?\d/.test(trimmed)) return float(Number(trimmed.replaceAll('_', '')))
  return machine.raise('ValueError', `could not convert string to float: ${machine.repr(str(text)) ?? ''}`, 'value')
}

/** `abs(x)`. */
export function absolute(machine: Machine, value: Value): Value {
  const dim = integerOf(value)
  if (dim !== undefined) return int(max(dim, neg(dim)))
  if (value.kind === 'float') {
    if (value.ratio) return compareNumbers(machine, '>=', value, int(0)).value === true ? value : unknownFloat
    return float(value.value === undefined ? undefined : Math.abs(value.value))
  }
  if (value.kind === 'unknown') return value
  if (value.kind === 'tensor') return machine.call(machine.getAttribute(value, 'abs'), [])
  const own = value.kind === 'instance' ? machine.findAttribute(value, '__abs__') : undefined
  if (own) return machine.call(own, [])
  return machine.raise('TypeError', `bad operand type for abs(): '${typeNameOf(machine, value)}'`, 'argument-type')
}

/** `round(x)`, half to even, and `round(x, ndigits)`. */
export function rounded(machine: Machine, value: Value, ndigits: Value): Value {
  const dim = integerOf(value)
  const places = ndigits.kind === 'none' ? undefined : whole(machine, ndigits)
  if (dim !== undefined) {
    if (places === undefined || places >= 0) return int(dim)
    if (typeof dim !== 'number') return unknownInt()
    const unit = 10 ** -places
    return int(safe(roundHalfToEven(dim / unit) * unit))
  }
  if (value.kind === 'float') {
    if (places === undefined && value.ratio) return value.ratio.denominator === 1 ? int(value.ratio.numerator) : unknownInt(compareNumbers(machine, '>=', value, int(0)).value === true ? 0 : undefined)
    if (value.value === undefined) return places === undefined ? unknownInt() : unknownFloat
    if (places !== undefined) return float(roundTo(value.value, places))
    return Number.isFinite(value.value) ? int(safe(roundHalfToEven(value.value))) : truncated(machine, value)
  }
  if (value.kind === 'unknown') return value
  if (value.kind === 'tensor') return machine.call(machine.getAttribute(value, 'round'), [])
  if (value.kind === 'instance') {
    const own = machine.findAttribute(value, '__round__')
    if (own) return machine.call(own, ndigits.kind === 'none' ? [] : [ndigits])
  }
  return machine.raise('TypeError', `type ${typeNameOf(machine, value)} doesn't define __round__ method`, 'argument-type')
}
