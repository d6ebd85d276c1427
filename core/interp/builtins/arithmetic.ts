/**
 * Python's numbers: ints that may be symbolic, floats that may be an exact quotient of a symbolic int, bools.
 *
 * A float's `ratio` means: the float is the quotient rounded to the nearest double, so that its floor, ceiling and
 * truncation are those of the exact quotient. Every operation here that keeps a ratio keeps that law.
 * Source: https://docs.python.org/3/reference/expressions.html#binary-arithmetic-operations
 */
import {
  add, ceilDiv, compare as compareDims, exactQuotient, FALSE, floorDiv, lowerBound, mod, mul, neg, notEquals, opaque, power, sub, TRUE,
  type ComparisonOperator, type Condition, type Dim,
} from '../../dims/index.ts'
import { asDim, bool, float, int, unknown, unknownFloat, type BoolValue, type FloatValue, type Machine, type Value } from '../../values/index.ts'
import { power as precisePower } from './precise.ts'
import { judged } from './support.ts'

/** An int, or a bool as an int; a bool that is not known is 0 or 1. */
export const integerOf = (value: Value): Dim | undefined => (value.kind === 'bool' ? (asDim(value) ?? opaque({ min: 0 })) : value.kind === 'int' ? value.value : undefined)
export const isNumber = (value: Value): boolean => value.kind === 'int' || value.kind === 'float' || value.kind === 'bool'

const atLeastZero = (dim: Dim): boolean => (typeof dim === 'number' ? dim >= 0 : (lowerBound(dim) ?? -1) >= 0)

/** `left op right` for two numbers; undefined where Python has no such operation. */
export function arithmetic(machine: Machine, op: string, left: Value, right: Value): Value | undefined {
  if (left.kind === 'bool' && right.kind === 'bool' && (op === '&' || op === '|' || op === '^')) return logic(op, left, right)
  const a = integerOf(left), b = integerOf(right)
  if (a !== undefined && b !== undefined) return integers(machine, op, a, b)
  if (left.kind === 'float' && right.kind === 'float' || (left.kind === 'float' && b !== undefined) || (a !== undefined && right.kind === 'float')) return floats(machine, op, left, right)
  return undefined
}

function logic(op: string, left: BoolValue, right: BoolValue): Value {
  const a = left.value, b = right.value
  if (op === '&') return a === false || b === false ? bool(false) : a === true ? right : b === true ? left : bool(undefined)
  if (op === '|') return a === true || b === true ? bool(true) : a === false ? right : b === false ? left : bool(undefined)
  return a === undefined || b === undefined ? bool(undefined) : bool(a !== b)
}

function integers(machine: Machine, op: string, a: Dim, b: Dim): Value | undefined {
  switch (op) {
    case '+': return int(add(a, b))
    case '-': return int(sub(a, b))
    case '*': return int(mul(a, b))
    case '/': return nonZero(machine, b, 'division by zero'), quotient(a, b)
    case '//': return nonZero(machine, b, 'integer division or modulo by zero'), int(floorDiv(a, b))
    case '%': return nonZero(machine, b, 'integer modulo by zero'), int(mod(a, b))
    case '**': return integerPower(machine, a, b)
    case '<<': case '>>': return shift(machine, op, a, b)
    case '&': case '|': case '^': return int(bits(op, a, b))
    default: return undefined
  }
}

function nonZero(machine: Machine, divisor: Dim, message: string): void {
  machine.require(notEquals(divisor, 0), () => machine.raise('ZeroDivisionError', message, 'division-by-zero'))
}

function quotient(a: Dim, b: Dim): Value {
  if (typeof a === 'number' && typeof b === 'number') return float(a / b)
  if (typeof b === 'number') return b > 0 ? ratio(a, b) : ratio(neg(a), -b)
  const exact = exactQuotient(a, b)
  return exact === undefined ? unknownFloat : ratio(exact, 1)
}

/** The float nearest to `numerator / denominator`, in lowest terms where the numerator is a multiple. */
export function ratio(numerator: Dim, denominator: number): FloatValue {
  if (typeof numerator === 'number') return float(numerator / denominator)
  if (!Number.isSafeInteger(denominator)) return unknownFloat
  const whole = exactQuotient(numerator, denominator)
  return { kind: 'float', value: undefined, ratio: whole === undefined ? { numerator, denominator } : { numerator: whole, denominator: 1 } }
}

function integerPower(machine: Machine, a: Dim, b: Dim): Value {
  if (typeof b === 'number') {
    if (b >= 0) return int(power(a, b))
    if (typeof a === 'number') return a === 0 ? machine.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power', 'division-by-zero') : float(precisePower(a, b))
    return unknownFloat
  }
  if (!atLeastZero(b)) return unknown('a power of an exponent that is not known')
  return a === 1 ? int(1) : int(opaque(atLeastZero(a) ? { min: typeof a === 'number' && a > 0 ? 1 : 0 } : {}))
}

/** `a << n` is `a * 2**n`; `a >> n` is `a // 2**n`. */
function shift(machine: Machine, op: string, a: Dim, b: Dim): Value {
  if (typeof b !== 'number') return int(opaque(atLeastZero(a) ? { min: 0 } : {}))
  if (b < 0) return machine.raise('ValueError', 'negative shift count', 'value')
  if (b > 52) return int(op === '>>' && typeof a === 'number' ? (a < 0 ? -1 : 0) : opaque())
  return int(op === '<<' ? mul(a, 2 ** b) : floorDiv(a, 2 ** b))
}

function bits(op: string, a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') {
    const left = BigInt(a), right = BigInt(b)
    return Number(op === '&' ? left & right : op === '|' ? left | right : left ^ right)
  }
  // a & (2**n - 1)  =  a % 2**n
  const [variable, mask] = typeof a === 'number' ? [b, a] : [a, b]
  if (op === '&' && typeof mask === 'number' && mask > 0 && Number.isInteger(Math.log2(mask + 1))) return mod(variable, mask + 1)
  return opaque(atLeastZero(a) && atLeastZero(b) ? { min: 0 } : {})
}

/** The value of a number as a double; undefined where it is not known. */
export function doubleOf(value: Value): number | undefined {
  if (value.kind === 'float') return value.value
  const dim = asDim(value)
  return typeof dim === 'number' ? dim : undefined
}

function floats(machine: Machine, op: string, left: Value, right: Value): Value | undefined {
  const a = doubleOf(left), b = doubleOf(right)
  if (!['+', '-', '*', '/', '//', '%', '**'].includes(op)) return undefined
  if (b === 0 && op === '/') return machine.raise('ZeroDivisionError', 'float division by zero', 'division-by-zero')
  if (b === 0 && op === '//') return machine.raise('ZeroDivisionError', 'float floor division by zero', 'division-by-zero')
  if (b === 0 && op === '%') return machine.raise('ZeroDivisionError', 'float modulo', 'division-by-zero')
  if (a === undefined || b === undefined) return ratios(op, left, right)
  switch (op) {
    case '+': return float(a + b)
    case '-': return float(a - b)
    case '*': return float(a * b)
    case '/': return float(a / b)
    case '//': return float(floorDivideFloats(a, b).quotient)
    case '%': return float(floorDivideFloats(a, b).remainder)
    default: return floatPower(machine, a, b)
  }
}

/** CPython's float divmod. */
export function floorDivideFloats(a: number, b: number): { readonly quotient: number; readonly remainder: number } {
  let remainder = a % b
  let quotient = (a - remainder) / b
  if (remainder !== 0) {
    if (b < 0 !== remainder < 0) { remainder += b; quotient -= 1 }
  } else remainder = b < 0 ? -0 : 0
  if (quotient === 0) return { quotient: Math.sign(a) * Math.sign(b) < 0 || Object.is(a / b, -0) ? -0 : 0, remainder }
  const floor = Math.floor(quotient)
  return { quotient: quotient - floor > 0.5 ? floor + 1 : floor, remainder }
}

function floatPower(machine: Machine, a: number, b: number): Value {
  if (a === 0 && b < 0) return machine.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power', 'division-by-zero')
  if (a < 0 && !Number.isInteger(b) && Number.isFinite(b)) return unknown('a complex number')
  if (a === 1 || b === 0) return float(1)
  const result = precisePower(a, b)
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) return machine.raise('OverflowError', "(34, 'Numerical result out of range')", 'value')
  return float(result)
}

interface Quotient { readonly numerator: Dim; readonly denominator: number }

/** The largest power of two that a float's fraction may have for its product with a size to be exact. */
const fractionLimit = 2 ** 20

/** A number as an exact quotient: an int, a float with a ratio, or a float that is a small binary fraction. */
function quotientOf(value: Value): Quotient | undefined {
  const dim = integerOf(value)
  if (dim !== undefined) return { numerator: dim, denominator: 1 }
  if (value.kind !== 'float') return undefined
  if (value.ratio) return value.ratio
  if (value.value === undefined || !Number.isFinite(value.value) || Math.abs(value.value) > fractionLimit) return undefined
  for (let denominator = 1; denominator <= fractionLimit; denominator *= 2) {
    if (Number.isInteger(value.value * denominator)) return { numerator: value.value * denominator, denominator }
  }
  return undefined
}
const isBinary = (denominator: number): boolean => Number.isInteger(Math.log2(denominator))

/**
 * Operations on quotients that keep the law of `ratio`.
 *   p/m + q/n, p/m * q/n: exact in doubles where m and n are powers of two; adding an int is right for any m, since p/m + k is whole
 *   exactly when p/m is, and then nothing is rounded; so is dividing by an int.
 */
function ratios(op: string, left: Value, right: Value): Value {
  const a = quotientOf(left), b = quotientOf(right)
  if (!a || !b) return unknownFloat
  const binary = isBinary(a.denominator) && isBinary(b.denominator)
  switch (op) {
    case '+': case '-': {
      if (!binary && a.denominator !== 1 && b.denominator !== 1) return unknownFloat
      const first = mul(a.numerator, b.denominator), second = mul(b.numerator, a.denominator)
      return ratio(op === '+' ? add(first, second) : sub(first, second), a.denominator * b.denominator)
    }
    case '*': return binary ? ratio(mul(a.numerator, b.numerator), a.denominator * b.denominator) : unknownFloat
    case '/': return divideRatios(a, b)
    case '//': {
      const divided = divideRatios(a, b)
      return divided.ratio ? ratio(floorDiv(divided.ratio.numerator, divided.ratio.denominator), 1) : unknownFloat
    }
    case '**': return typeof b.numerator === 'number' && b.denominator === 1 && b.numerator === 2 && isBinary(a.denominator) ? ratio(power(a.numerator, 2), a.denominator ** 2) : unknownFloat
    default: return unknownFloat
  }
}

function divideRatios(a: Quotient, b: Quotient): FloatValue {
  if (typeof b.numerator !== 'number' || b.numerator <= 0 || (b.denominator !== 1 && !isBinary(a.denominator))) return unknownFloat
  return ratio(mul(a.numerator, b.denominator), a.denominator * b.numerator)
}

/** `int(x)` of a float: its integer part. */
export function truncated(machine: Machine, value: FloatValue): Value {
  if (value.ratio) {
    const { numerator, denominator } = value.ratio
    if (machine.choose(compareDims(numerator, '>=', 0)) === true) return int(floorDiv(numerator, denominator))
    if (machine.decide(compareDims(numerator, '<=', 0)) === 'always') return int(ceilDiv(numerator, denominator))
  }
  if (value.value === undefined) return int(opaque())
  if (Number.isNaN(value.value)) return machine.raise('ValueError', 'cannot convert float NaN to integer', 'value')
  if (!Number.isFinite(value.value)) return machine.raise('OverflowError', 'cannot convert float infinity to integer', 'value')
  return int(safe(Math.trunc(value.value)))
}

export const safe = (value: number): Dim => (Number.isSafeInteger(value) ? value + 0 : opaque(value > 0 ? { min: Number.MAX_SAFE_INTEGER } : {}))

export function floored(machine: Machine, value: FloatValue): Value {
  if (value.ratio) return int(floorDiv(value.ratio.numerator, value.ratio.denominator))
  return value.value === undefined || !Number.isFinite(value.value) ? truncated(machine, value) : int(safe(Math.floor(value.value)))
}
export function ceiled(machine: Machine, value: FloatValue): Value {
  if (value.ratio) return int(ceilDiv(value.ratio.numerator, value.ratio.denominator))
  return value.value === undefined || !Number.isFinite(value.value) ? truncated(machine, value) : int(safe(Math.ceil(value.value)))
}

/** `==`, `<` … of two numbers. */
export function compareNumbers(machine: Machine, op: ComparisonOperator, left: Value, right: Value): BoolValue {
  const condition = numberCondition(op, left, right)
  return condition === undefined ? bool(undefined) : judged(machine, condition)
}

export function numberCondition(op: ComparisonOperator, left: Value, right: Value): Condition | undefined {
  const a = integerOf(left), b = integerOf(right)
  if (a !== undefined && b !== undefined) return compareDims(a, op, b)
  const x = doubleOf(left), y = doubleOf(right)
  if (x !== undefined && y !== undefined) return holds(op, x, y) ? TRUE : FALSE
  if (a !== undefined && y !== undefined) return againstDouble(op, a, y)
  if (b !== undefined && x !== undefined) return againstDouble(mirrored[op], b, x)
  const first = quotientOf(left), second = quotientOf(right)
  if (!first || !second) return undefined
  // p/m < q/n  =  p*n < q*m: rounding keeps order, and equal doubles come from equal quotients where both are exact or one is whole.
  if (!(isBinary(first.denominator) && isBinary(second.denominator)) && first.denominator !== second.denominator && first.denominator !== 1 && second.denominator !== 1) return undefined
  return compareDims(mul(first.numerator, second.denominator), op, mul(second.numerator, first.denominator))
}

const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

function holds(op: ComparisonOperator, a: number, b: number): boolean {
  switch (op) {
    case '==': return a === b
    case '!=': return a !== b
    case '<': return a < b
    case '<=': return a <= b
    case '>': return a > b
    case '>=': return a >= b
  }
}

/** A size against a double: for an int d, d > x is d > floor(x), and d >= x is d >= ceil(x). */
function againstDouble(op: ComparisonOperator, dim: Dim, bound: number): Condition {
  if (Number.isNaN(bound)) return op === '!=' ? TRUE : FALSE
  if (!Number.isFinite(bound)) return (op === '!=' || (bound > 0 ? op === '<' || op === '<=' : op === '>' || op === '>=')) ? TRUE : FALSE
  if (Number.isInteger(bound)) return compareDims(dim, op, bound)
  if (op === '==' || op === '!=') return op === '!=' ? TRUE : FALSE
  return compareDims(dim, op, op === '>' || op === '<=' ? Math.floor(bound) : Math.ceil(bound))
}

/** `-x`, `+x`, `~x`, `abs`. */
export function unaryNumber(op: string, operand: Value): Value | undefined {
  const dim = integerOf(operand)
  if (dim !== undefined) return op === '-' ? int(neg(dim)) : op === '+' ? int(dim) : op === '~' ? int(sub(neg(dim), 1)) : undefined
  if (operand.kind !== 'float') return undefined
  if (op === '+') return operand
  if (op !== '-') return undefined
  if (operand.ratio) return ratio(neg(operand.ratio.numerator), operand.ratio.denominator)
  return float(operand.value === undefined ? undefined : -operand.value)
}

