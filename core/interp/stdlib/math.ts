/** The module `math`. Source: https://docs.python.org/3/library/math.html */
import { max, neg } from '../../dims/index.ts'
import { bool, float, int, tuple, unknownFloat, unknownInt, type BuiltinValue, type FloatValue, type Machine, type Value } from '../../values/index.ts'
import { ceiled, doubleOf, floored, integerOf, ratio, safe, truncated } from '../builtins/arithmetic.ts'
import { toFloat } from '../builtins/numbers.ts'
import { exp, log, log10, log2, power } from '../builtins/precise.ts'
import { content, numberOf, whole } from '../builtins/support.ts'
import { entries, func, giving, type Table } from './module.ts'

const domain = (machine: Machine): never => machine.raise('ValueError', 'math domain error', 'value')

/** The value of a real argument; undefined where it is not known. TypeError for what is no number. */
function real(machine: Machine, value: Value): number | undefined {
  const number = toFloat(machine, content(value).kind === 'str' ? { kind: 'none' } : value)
  return number.kind === 'float' ? number.value : undefined
}

/** A function of one real. NaN from a number that is not NaN is a domain error. */
const realFunction = (name: string, compute: (x: number) => number): BuiltinValue => func(`math.${name}(x)`, (machine, parameters) => {
  const x = real(machine, (parameters as { readonly x: Value }).x)
  if (x === undefined) return unknownFloat
  const y = compute(x)
  if (Number.isNaN(y) && !Number.isNaN(x)) return domain(machine)
  if (!Number.isFinite(y) && Number.isFinite(x)) return ['exp', 'exp2', 'sinh', 'cosh', 'expm1'].includes(name) ? machine.raise('OverflowError', 'math range error', 'value') : domain(machine)
  return float(y)
})

/** Rounding to an int, which instances may state for themselves. */
const rounding = (name: 'ceil' | 'floor' | 'trunc', round: (machine: Machine, value: FloatValue) => Value): BuiltinValue => func(`math.${name}(x)`, (machine, parameters) => {
  const held = content((parameters as { readonly x: Value }).x)
  const dim = integerOf(held)
  if (dim !== undefined) return int(dim)
  if (held.kind === 'float') return round(machine, held)
  if (held.kind === 'unknown') return unknownInt()
  if (held.kind === 'instance' || held.kind === 'tensor') {
    const own = machine.findAttribute(held, `__${name}__`)
    if (own && own.kind !== 'unknown') return machine.call(own, [])
    const number = toFloat(machine, held)
    return number.kind === 'float' ? round(machine, number) : unknownInt()
  }
  return machine.raise('TypeError', `must be real number, not ${machine.classOf(held)?.name ?? held.kind}`, 'argument-type')
})

const greatest = (a: number, b: number): number => { let x = Math.abs(a), y = Math.abs(b); while (y !== 0) [x, y] = [y, x % y]; return x }

function factorial(machine: Machine, n: number): Value {
  if (n < 0) return machine.raise('ValueError', 'factorial() not defined for negative values', 'value')
  let product = 1
  for (let k = 2; k <= n; k++) product *= k
  return int(safe(product))
}

function choose(n: number, k: number): number {
  if (k > n) return 0
  let result = 1
  for (let i = 1; i <= Math.min(k, n - k); i++) result = (result * (n - Math.min(k, n - k) + i)) / i
  return Math.round(result)
}

const exact = entries(
  rounding('ceil', ceiled), rounding('floor', floored), rounding('trunc', truncated),
  func('math.sqrt(x)', (machine, { x }) => {
    const value = real(machine, x)
    return value === undefined ? unknownFloat : value < 0 ? domain(machine) : float(Math.sqrt(value))
  }),
  func('math.fabs(x)', (machine, { x }) => {
    const dim = integerOf(content(x))
    if (dim !== undefined && typeof dim !== 'number') return ratio(max(dim, neg(dim)), 1)
    const value = real(machine, x)
    return float(value === undefined ? undefined : Math.abs(value))
  }),
  func('math.log(x, base=None)', (machine, { x, base }) => {
    const value = real(machine, x), radix = base.kind === 'none' ? undefined : real(machine, base)
    if (value === undefined || (base.kind !== 'none' && radix === undefined)) return unknownFloat
    if (value <= 0 || (radix !== undefined && radix <= 0)) return domain(machine)
    if (radix === 1) return machine.raise('ZeroDivisionError', 'float division by zero', 'division-by-zero')
    return float(radix === undefined ? log(value) : log(value) / log(radix))
  }),
  func('math.pow(x, y)', (machine, { x, y }) => {
    const base = real(machine, x), exponent = real(machine, y)
    if (base === undefined || exponent === undefined) return unknownFloat
    const result = power(base, exponent)
    if ((Number.isNaN(result) && !Number.isNaN(base) && !Number.isNaN(exponent)) || (base === 0 && exponent < 0)) return domain(machine)
    return Number.isFinite(result) || !Number.isFinite(base) || !Number.isFinite(exponent) ? float(result) : machine.raise('OverflowError', 'math range error', 'value')
  }),
  func('math.fmod(x, y)', (machine, { x, y }) => {
    const a = real(machine, x), b = real(machine, y)
    return a === undefined || b === undefined ? unknownFloat : b === 0 || !Number.isFinite(a) ? domain(machine) : float(a % b)
  }),
  func('math.copysign(x, y)', (machine, { x, y }) => {
    const a = real(machine, x), b = real(machine, y)
    return float(a === undefined || b === undefined ? undefined : b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a))
  }),
  func('math.atan2(y, x)', (machine, { y, x }) => { const a = real(machine, y), b = real(machine, x); return float(a === undefined || b === undefined ? undefined : Math.atan2(a, b)) }),
  func('math.hypot(Any... coordinates)', (machine, { coordinates }) => {
    const values = coordinates.map((each) => real(machine, each))
    return float(values.some((value) => value === undefined) ? undefined : Math.hypot(...values.map((value) => value ?? 0)))
  }),
  func('math.isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)', (machine, { a, b, rel_tol, abs_tol }) => {
    const x = real(machine, a), y = real(machine, b), relative = real(machine, rel_tol), absolute = real(machine, abs_tol)
    if (x === undefined || y === undefined || relative === undefined || absolute === undefined) return bool(undefined)
    if (x === y) return bool(true)
    return bool(Number.isFinite(x) && Number.isFinite(y) && Math.abs(x - y) <= Math.max(relative * Math.max(Math.abs(x), Math.abs(y)), absolute))
  }),
  func('math.isnan(x)', (machine, { x }) => { const value = real(machine, x); return bool(value === undefined ? undefined : Number.isNaN(value)) }),
  func('math.isinf(x)', (machine, { x }) => { const value = real(machine, x); return bool(value === undefined ? undefined : value === Infinity || value === -Infinity) }),
  func('math.isfinite(x)', (machine, { x }) => { const value = real(machine, x); return bool(value === undefined ? undefined : Number.isFinite(value)) }),
  func('math.gcd(Any... integers)', (machine, { integers }) => int(integers.map((each) => whole(machine, each)).reduce(greatest, 0))),
  func('math.lcm(Any... integers)', (machine, { integers }) => int(integers.map((each) => whole(machine, each)).reduce((a, b) => (a === 0 || b === 0 ? 0 : Math.abs(a * b) / greatest(a, b)), 1))),
  func('math.factorial(n)', (machine, { n }) => factorial(machine, whole(machine, n))),
  func('math.comb(n, k)', (machine, { n, k }) => int(safe(choose(whole(machine, n), whole(machine, k))))),
  func('math.perm(n, k=None)', (machine, { n, k }) => {
    const total = whole(machine, n), taken = k.kind === 'none' ? total : whole(machine, k)
    let product = 1
    for (let i = 0; i < taken; i++) product *= total - i
    return int(safe(product))
  }),
  func('math.isqrt(n)', (machine, { n }) => {
    const value = whole(machine, n)
    if (value < 0) return machine.raise('ValueError', 'isqrt() argument must be nonnegative', 'value')
    const root = Math.floor(Math.sqrt(value))
    return int(root * root > value ? root - 1 : (root + 1) * (root + 1) <= value ? root + 1 : root)
  }),
  func('math.prod(iterable, *, start=1)', (machine, { iterable, start }) => machine.items(iterable).reduce((product, item) => machine.binary('*', product, item), start)),
  func('math.fsum(iterable)', (machine, { iterable }) => {
    const values = machine.items(iterable).map((item) => doubleOf(content(item)))
    return values.every((value) => Number.isInteger(value)) ? float(values.reduce<number>((sum, value) => sum + (value ?? 0), 0)) : unknownFloat
  }),
  func('math.modf(x)', (machine, { x }) => { const value = numberOf(machine, x); return tuple([float(value % 1), float(Math.trunc(value))]) }),
  func('math.frexp(x)', (machine) => machine.undecided('math.frexp')),
  func('math.ldexp(x, i)', (machine, { x, i }) => float(numberOf(machine, x) * 2 ** whole(machine, i))),
)

export const mathTable = (): Table => ({
  pi: float(Math.PI), e: float(Math.E), tau: float(2 * Math.PI), inf: float(Infinity), nan: float(NaN),
  ...exact,
  ...entries(
    realFunction('exp', exp), realFunction('exp2', (x) => power(2, x)), realFunction('expm1', Math.expm1), realFunction('log2', (x) => (x > 0 ? log2(x) : NaN)), realFunction('log10', (x) => (x > 0 ? log10(x) : NaN)), realFunction('log1p', Math.log1p),
    realFunction('sin', Math.sin), realFunction('cos', Math.cos), realFunction('tan', Math.tan), realFunction('asin', Math.asin), realFunction('acos', Math.acos), realFunction('atan', Math.atan),
    realFunction('sinh', Math.sinh), realFunction('cosh', Math.cosh), realFunction('tanh', Math.tanh), realFunction('asinh', Math.asinh), realFunction('acosh', Math.acosh), realFunction('atanh', Math.atanh),
    realFunction('degrees', (x) => x * (180 / Math.PI)), realFunction('radians', (x) => x * (Math.PI / 180)), realFunction('cbrt', Math.cbrt),
  ),
  ...giving('math', unknownFloat, 'erf', 'erfc', 'gamma', 'lgamma', 'remainder', 'dist', 'nextafter', 'ulp'),
})
