/** Operations element by element. Source: https://numpy.org/doc/stable/reference/ufuncs.html */
import { broadcastTo, map, zip } from '../../../arrays/index.ts'
import { max, min } from '../../../dims/index.ts'
import { broadcast } from '../../../shapes/broadcast.ts'
import { float, int, none, notImplemented, unknown, unknownFloat, type BuiltinValue, type Machine, type Value } from '../../../values/index.ts'
import { ceiled, floored, integerOf, isNumber, ratio } from '../../builtins/arithmetic.ts'
import { roundHalfToEven } from '../../builtins/decimal.ts'
import { absolute } from '../../builtins/numbers.ts'
import { exp, log, log10, log2 } from '../../builtins/precise.ts'
import { content, rawMethod, type Attribute } from '../../builtins/support.ts'
import { func } from '../module.ts'
import { arrayOf, arrayOrScalar, contentsOf, isFloating, numeric, promoted, shownShape, type Contents } from './form.ts'

const lost = (): Value => unknown('an array that is not known')

/** The dtype that a function of reals gives. */
const floatOf = (dtype: string | undefined): string | undefined => (isFloating(dtype) ? dtype : dtype === 'int64' || dtype === 'int32' ? 'float64' : undefined)

/** Elements are kept where doubles compute them as NumPy does. */
function kept(dtype: string | undefined, data: ArrayLike<number>): number[] | undefined {
  const all = Array.from(data)
  if (dtype === 'int64') return all.every(Number.isSafeInteger) ? all : undefined
  return dtype === 'float64' || dtype === 'bool' ? all : undefined
}

/** `compute` is missing where another machine may round its result otherwise. */
interface Unary { readonly dtype: 'float' | 'same'; readonly compute?: (x: number) => number }
const unaries: Readonly<Record<string, Unary>> = {
  ...Object.fromEntries(Object.entries({ sqrt: Math.sqrt, exp, log, log2, log10 }).map(([name, compute]) => [name, { dtype: 'float', compute }])),
  ...Object.fromEntries(['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh', 'arcsin', 'arccos', 'arctan', 'expm1', 'log1p', 'cbrt', 'deg2rad', 'radians', 'rad2deg', 'degrees'].map((name) => [name, { dtype: 'float' }])),
  fabs: { dtype: 'float', compute: Math.abs }, rint: { dtype: 'float', compute: roundHalfToEven }, abs: { dtype: 'same', compute: Math.abs }, absolute: { dtype: 'same', compute: Math.abs },
  floor: { dtype: 'same', compute: Math.floor }, ceil: { dtype: 'same', compute: Math.ceil }, trunc: { dtype: 'same', compute: Math.trunc }, sign: { dtype: 'same', compute: Math.sign },
  negative: { dtype: 'same', compute: (x) => -x }, positive: { dtype: 'same', compute: (x) => x }, square: { dtype: 'same', compute: (x) => x * x }, round: { dtype: 'same', compute: roundHalfToEven },
}

/** A number gives a number, an array an array. */
function applied(machine: Machine, { dtype: kind, compute }: Unary, value: Value): Value {
  const contents = contentsOf(machine, value)
  if (!contents) return lost()
  const dtype = kind === 'float' ? floatOf(contents.dtype) : contents.dtype
  const array = numeric(contents)
  return arrayOrScalar({ shape: contents.shape, dtype, data: array && compute ? kept(dtype, map(array, compute).data) : undefined })
}

/** Rounding and absolute values of sizes that are not known as numbers. */
function ofSize(machine: Machine, name: string, held: Value): Value | undefined {
  if (held.kind === 'int' && typeof held.value !== 'number') return name === 'abs' || name === 'absolute' ? absolute(machine, held) : ['floor', 'ceil', 'trunc', 'round'].includes(name) ? held : undefined
  if (held.kind !== 'float' || held.value !== undefined || (name !== 'floor' && name !== 'ceil')) return undefined
  const whole = name === 'floor' ? floored(machine, held) : ceiled(machine, held)
  return whole.kind === 'int' ? ratio(whole.value, 1) : undefined
}

const unaryFunction = (name: string, rule: Unary): BuiltinValue => func(`numpy.${name}(x, Any**** kwargs)`, (machine, parameters) => {
  const { x, kwargs } = parameters as { readonly x: Value; readonly kwargs: ReadonlyMap<string, Value> }
  const held = content(x)
  return kwargs.size > 0 || held.kind === 'tensor' ? lost() : (ofSize(machine, name, held) ?? applied(machine, rule, held))
})

interface Operator { readonly name: string; readonly compute?: (a: number, b: number) => number }
const operators: Readonly<Record<string, Operator>> = {
  '+': { name: 'add', compute: (a, b) => a + b }, '-': { name: 'sub', compute: (a, b) => a - b }, '*': { name: 'mul', compute: (a, b) => a * b }, '/': { name: 'truediv', compute: (a, b) => a / b },
  '//': { name: 'floordiv' }, '%': { name: 'mod' }, '**': { name: 'pow' }, '&': { name: 'and' }, '|': { name: 'or' }, '^': { name: 'xor' },
}
const comparisons: Readonly<Record<string, Operator>> = {
  '==': { name: 'eq', compute: (a, b) => Number(a === b) }, '!=': { name: 'ne', compute: (a, b) => Number(a !== b) }, '<': { name: 'lt', compute: (a, b) => Number(a < b) }, '<=': { name: 'le', compute: (a, b) => Number(a <= b) },
  '>': { name: 'gt', compute: (a, b) => Number(a > b) }, '>=': { name: 'ge', compute: (a, b) => Number(a >= b) },
}

/** A Python number takes the array's dtype, unless it is a float beside ints. */
function resultDtype(op: string, a: Contents, b: Contents): string | undefined {
  if (op in comparisons) return 'bool'
  const weak = (scalar: Contents, array: Contents): string | undefined => (scalar.dtype === 'float64' && !isFloating(array.dtype) ? (array.dtype === 'int64' ? 'float64' : undefined) : array.dtype)
  const dtype = a.shape.length === 0 ? weak(a, b) : b.shape.length === 0 ? weak(b, a) : promoted(a.dtype, b.dtype)
  return op === '/' ? floatOf(dtype) : dtype === 'bool' ? undefined : dtype
}

/** `left op right` where one is an array; undefined where the other is nothing an array can be made of. */
export function combined(machine: Machine, op: string, left: Value, right: Value): Value | undefined {
  if (left.kind === 'unknown' || right.kind === 'unknown' || left.kind === 'tensor' || right.kind === 'tensor') return lost()
  const a = contentsOf(machine, left), b = contentsOf(machine, right)
  if (!a || !b) return undefined
  const refuse = (): never => machine.raise('ValueError', `operands could not be broadcast together with shapes ${shownShape(machine, a.shape)} ${shownShape(machine, b.shape)} `, 'broadcast')
  const shape = broadcast({ ...machine, raise: refuse }, a.shape, b.shape)
  const dtype = resultDtype(op, a, b)
  const compute = (comparisons[op] ?? operators[op])?.compute
  const x = numeric(a), y = numeric(b), sizes = shape.filter((size) => typeof size === 'number')
  const isPrecise = x && y && compute && ![a.dtype, b.dtype].some((each) => each === 'float32' || each === 'float16')
  const data = isPrecise ? zip(broadcastTo(x, sizes), broadcastTo(y, sizes), compute).data : undefined
  return arrayOrScalar({ shape, dtype, data: data?.every(Number.isFinite) ? kept(dtype, data) : undefined })
}

const binaryMethods = (op: string, name: string): readonly Attribute[] => [
  rawMethod(`numpy.ndarray.__${name}__`, (machine, { positional: [self = none, other = none] }) => combined(machine, op, self, other) ?? notImplemented),
  ...(op in comparisons ? [] : [rawMethod(`numpy.ndarray.__r${name}__`, (machine, { positional: [self = none, other = none] }) => combined(machine, op, other, self) ?? notImplemented)]),
]

/** `__add__`, `__radd__`, `__lt__`, `__neg__` … of arrays. */
export const operatorMethods: readonly Attribute[] = [
  ...Object.entries({ ...operators, ...comparisons }).flatMap(([op, { name }]) => binaryMethods(op, name)),
  ...Object.entries({ neg: 'negative', abs: 'absolute', pos: 'positive' }).map(([dunder, name]) => rawMethod(`numpy.ndarray.__${dunder}__`, (machine, { positional: [self = none] }) => applied(machine, unaries[name]!, self))),
  rawMethod('numpy.ndarray.__invert__', (machine, { positional: [self = none] }) => { const contents = contentsOf(machine, self); return contents ? arrayOf({ ...contents, data: undefined }) : lost() }),
]

const isDivision = (op: string): boolean => op === '/' || op === '//' || op === '%' || op === '**'

/** A function of two arguments that an operator states. Division by zero gives infinity, and raises nothing. */
const binaryFunction = (name: string, op: string): BuiltinValue => func(`numpy.${name}(x1, x2, Any**** kwargs)`, (machine, parameters) => {
  const { x1, x2, kwargs } = parameters as { readonly x1: Value; readonly x2: Value; readonly kwargs: ReadonlyMap<string, Value> }
  const a = content(x1), b = content(x2)
  if (kwargs.size > 0) return lost()
  if (!isNumber(a) || !isNumber(b)) return combined(machine, op, a, b) ?? lost()
  if (op in comparisons) return machine.compare(op, a, b)
  return isDivision(op) && !((b.kind === 'int' || b.kind === 'float') && typeof b.value === 'number' && b.value > 0) ? unknown(`numpy.${name}`) : machine.binary(op, a, b)
})

const extremeFunction = (name: 'maximum' | 'minimum'): BuiltinValue => func(`numpy.${name}(x1, x2)`, (machine, { x1, x2 }) => {
  const a = content(x1), b = content(x2)
  const first = integerOf(a), second = integerOf(b)
  if (first !== undefined && second !== undefined) return int(name === 'maximum' ? max(first, second) : min(first, second))
  if (a.kind === 'float' && b.kind === 'float') return a.value === undefined || b.value === undefined ? unknownFloat : float(name === 'maximum' ? Math.max(a.value, b.value) : Math.min(a.value, b.value))
  const sum = combined(machine, '+', a, b)
  const contents = sum && contentsOf(machine, sum)
  return contents ? arrayOrScalar({ ...contents, data: undefined }) : lost()
})

const roundFunction = (name: string): BuiltinValue => func(`numpy.${name}(a, decimals=0)`, (machine, { a, decimals }) => {
  const isPlain = decimals.kind === 'int' && decimals.value === 0
  return (isPlain ? ofSize(machine, 'round', content(a)) : undefined) ?? applied(machine, isPlain ? unaries['round']! : { dtype: 'same' }, a)
})

const binaryNames = {
  add: '+', subtract: '-', multiply: '*', divide: '/', true_divide: '/', floor_divide: '//', mod: '%', remainder: '%', power: '**', equal: '==', not_equal: '!=', less: '<', less_equal: '<=', greater: '>', greater_equal: '>=',
}

export const elementwiseFunctions: readonly BuiltinValue[] = [
  ...Object.entries(unaries).filter(([name]) => name !== 'round').map(([name, rule]) => unaryFunction(name, rule)),
  ...Object.entries(binaryNames).map(([name, op]) => binaryFunction(name, op)),
  extremeFunction('maximum'), extremeFunction('minimum'), roundFunction('round'), roundFunction('around'),
]
