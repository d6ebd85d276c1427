/**
 * Elementwise functions of two operands: their shapes broadcast, their dtypes are promoted.
 * Source: https://docs.pytorch.org/docs/stable/notes/broadcasting.html
 */
import { broadcast, broadcastInPlace } from '../../shapes/broadcast.ts'
import { zip, type NumericArray } from '../../arrays/index.ts'
import { category, fractional, inPlace, knownArray, numericValue, on, operation, resultDtype, rounded, scalarName, tensor, type Machine, type Operation, type Shape, type TensorValue, type Value } from '../vocabulary/index.ts'

/** How the dtype follows from the promoted one. */
type Result = 'promoted' | 'fraction' | 'bool'
type Kernel = (left: number, right: number) => number

/** The shape that an operand has: a number's is empty. */
const shapeOfOperand = (machine: Machine, operand: Value): Shape => (operand.kind === 'tensor' ? machine.shapeOf(operand) : [])

function arrayOf(operand: Value): NumericArray | undefined {
  if (operand.kind === 'tensor') return knownArray(operand)
  const value = numericValue(operand)
  return value === undefined ? undefined : { shape: [], data: Float64Array.of(value) }
}

/** Applies a function of two operands; `swap` computes `right op left`. */
export function combined(machine: Machine, left: Value, right: Value, result: Result, of?: Kernel): TensorValue {
  const shape = broadcast(machine, shapeOfOperand(machine, left), shapeOfOperand(machine, right))
  const promoted = resultDtype([left, right])
  const dtype = result === 'bool' ? 'bool' : result === 'fraction' ? fractional(promoted) : promoted
  const a = of ? arrayOf(left) : undefined, b = a ? arrayOf(right) : undefined
  const precise = (each: number): number => rounded(dtype, each)
  return tensor(shape, { dtype, data: a && b && of && dtype !== undefined ? [...zip(a, b, (x, y) => precise(of(precise(x), precise(y)))).data] : undefined })
}

/** In place: the own shape and dtype stay, which both must allow. */
function combineInPlace(machine: Machine, self: TensorValue, other: Value, result: Result, of?: Kernel): TensorValue {
  if (other.kind === 'unknown') return inPlace(machine, self, () => undefined)
  if (other.kind === 'tensor' && other.shape === undefined) return inPlace(machine, self, () => undefined)
  return inPlace(machine, self, () => {
    broadcastInPlace(machine, machine.shapeOf(self), shapeOfOperand(machine, other))
    const made = combined(machine, self, other, result, of)
    const from = category(made.dtype), to = category(self.dtype)
    if (from === 'float' && (to === 'int' || to === 'bool')) machine.raise('RuntimeError', `result type ${scalarName(made.dtype)} can't be cast to the desired output type ${scalarName(self.dtype)}`, 'dtype')
    return from === to ? made.data : undefined
  })
}

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
const both = (names: readonly string[]): string[] => names.flatMap((name) => [`torch.${name}`, `torch.Tensor.${name}`])

interface Arithmetic { readonly names: readonly string[]; readonly result: Result; readonly of?: Kernel; readonly options?: string; readonly methods?: readonly string[]; readonly inPlace?: readonly string[]; readonly takesNumbers?: boolean }

const floorDivide: Kernel = (x, y) => Math.floor(x / y)
const remainder: Kernel = (x, y) => { const rest = x % y; return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest }
const truth = (of: (x: number, y: number) => boolean): Kernel => (x, y) => Number(of(x, y))

const arithmetic: readonly Arithmetic[] = [
  { names: ['add'], result: 'promoted', of: (x, y) => x + y, options: 'Scalar alpha=1', methods: ['__add__', '__radd__'], inPlace: ['__iadd__'], takesNumbers: true },
  { names: ['sub', 'subtract'], result: 'promoted', of: (x, y) => x - y, options: 'Scalar alpha=1', methods: ['__sub__'], inPlace: ['__isub__'], takesNumbers: true },
  { names: ['mul', 'multiply'], result: 'promoted', of: (x, y) => x * y, methods: ['__mul__', '__rmul__'], inPlace: ['__imul__'], takesNumbers: true },
  { names: ['true_divide'], result: 'fraction', of: (x, y) => x / y, methods: ['__truediv__'], inPlace: ['__itruediv__', '__idiv__'], takesNumbers: true },
  { names: ['floor_divide'], result: 'promoted', of: floorDivide, methods: ['__floordiv__'], inPlace: ['__ifloordiv__'], takesNumbers: true },
  { names: ['remainder'], result: 'promoted', of: remainder, methods: ['__mod__'], inPlace: ['__imod__'], takesNumbers: true },
  { names: ['fmod'], result: 'promoted', of: (x, y) => x % y, takesNumbers: true },
  { names: ['atan2', 'arctan2'], result: 'fraction', of: Math.atan2 }, { names: ['hypot'], result: 'promoted' }, { names: ['nextafter'], result: 'promoted' }, { names: ['copysign'], result: 'fraction', takesNumbers: true }, { names: ['ldexp'], result: 'fraction' },
  { names: ['maximum'], result: 'promoted', of: Math.max }, { names: ['minimum'], result: 'promoted', of: Math.min }, { names: ['fmax'], result: 'promoted' }, { names: ['fmin'], result: 'promoted' },
  { names: ['logaddexp'], result: 'fraction' }, { names: ['logaddexp2'], result: 'fraction' }, { names: ['xlogy'], result: 'fraction', takesNumbers: true }, { names: ['heaviside'], result: 'promoted' }, { names: ['gcd'], result: 'promoted' }, { names: ['lcm'], result: 'promoted' },
  { names: ['eq'], result: 'bool', of: truth((x, y) => x === y), methods: ['__eq__'], takesNumbers: true }, { names: ['ne', 'not_equal'], result: 'bool', of: truth((x, y) => x !== y), methods: ['__ne__'], takesNumbers: true },
  { names: ['lt', 'less'], result: 'bool', of: truth((x, y) => x < y), methods: ['__lt__'], takesNumbers: true }, { names: ['le', 'less_equal'], result: 'bool', of: truth((x, y) => x <= y), methods: ['__le__'], takesNumbers: true },
  { names: ['gt', 'greater'], result: 'bool', of: truth((x, y) => x > y), methods: ['__gt__'], takesNumbers: true }, { names: ['ge', 'greater_equal'], result: 'bool', of: truth((x, y) => x >= y), methods: ['__ge__'], takesNumbers: true },
  { names: ['logical_and'], result: 'bool', of: truth((x, y) => x !== 0 && y !== 0) }, { names: ['logical_or'], result: 'bool', of: truth((x, y) => x !== 0 || y !== 0) }, { names: ['logical_xor'], result: 'bool' },
  { names: ['bitwise_and'], result: 'promoted', methods: ['__and__', '__rand__'], inPlace: ['__iand__'], takesNumbers: true }, { names: ['bitwise_or'], result: 'promoted', methods: ['__or__', '__ror__'], inPlace: ['__ior__'], takesNumbers: true },
  { names: ['bitwise_xor'], result: 'promoted', methods: ['__xor__', '__rxor__'], inPlace: ['__ixor__'], takesNumbers: true },
  { names: ['bitwise_left_shift'], result: 'promoted', methods: ['__lshift__'], inPlace: ['__ilshift__'], takesNumbers: true }, { names: ['bitwise_right_shift'], result: 'promoted', methods: ['__rshift__'], inPlace: ['__irshift__'], takesNumbers: true },
]

/** What some pairs of dtypes forbid. Broadcasting is checked first. */
function refuse(machine: Machine, name: string, left: Value, right: Value): void {
  const dtypes = [left, right].map((each) => (each.kind === 'tensor' ? each.dtype : each.kind === 'bool' ? 'bool' : undefined))
  if (name === 'sub' && dtypes.every((each) => each === 'bool')) machine.raise('NotImplementedError', 'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.', 'dtype')
  if (/^bitwise_(and|or|xor)$/.test(name) && category(resultDtype([left, right])) === 'float') machine.raise('NotImplementedError', `"${name}_cpu" not implemented for '${scalarName(resultDtype([left, right]))}'`, 'dtype')
}

function entries({ names, result, of, options, methods = [], inPlace: inPlaceMethods = [], takesNumbers }: Arithmetic): readonly Operation[] {
  const [name] = names as readonly [string]
  const other = takesNumbers ? 'Operand other' : 'Tensor other'
  const input = takesNumbers ? 'Operand input' : 'Tensor input'
  const text = (suffix: string): 'f(Operand input, Operand other, *, Scalar alpha=1)' =>
    `${name}${suffix}(${suffix === '' ? input : 'Tensor input'}, ${other}${options || suffix === '' ? ', *' : ''}${options ? `, ${options}` : ''}${suffix === '' ? ', Tensor? out=None' : ''})` as 'f(Operand input, Operand other, *, Scalar alpha=1)'
  /** With `alpha` the contents are not followed. */
  const kernel = (alpha: Value | undefined): Kernel | undefined => (alpha === undefined || numericValue(alpha) === 1 ? of : undefined)
  return [
    operation({
      names: [...both(names), ...methods.map((each) => `torch.Tensor.${each}`)], manual: manual(name),
      overloads: [on(text(''), (machine, { input, other, alpha }) => {
        const made = combined(machine, input, other, result, kernel(alpha))
        refuse(machine, name, input, other)
        return made
      })],
    }),
    operation({
      names: [...names.map((each) => `torch.Tensor.${each}_`), ...inPlaceMethods.map((each) => `torch.Tensor.${each}`)],
      overloads: [on(text('_'), (machine, { input, other, alpha }) => combineInPlace(machine, input as TensorValue, other, result === 'bool' ? 'promoted' : result, result === 'bool' ? undefined : kernel(alpha)))],
    }),
  ]
}
export const binaries = arithmetic.flatMap(entries)

/** `div` has a rounding mode: with `floor` and `trunc` integers stay integers. */
function divided(machine: Machine, input: Value, other: Value, mode: string | undefined): TensorValue {
  if (mode === undefined) return combined(machine, input, other, 'fraction', (x, y) => x / y)
  if (mode !== 'floor' && mode !== 'trunc') machine.raise('RuntimeError', `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${mode}'`, 'value')
  return combined(machine, input, other, 'promoted', mode === 'floor' ? floorDivide : (x, y) => Math.trunc(x / y))
}
export const div = [
  operation({
    names: both(['div', 'divide']), manual: manual('div'),
    overloads: [
      on('div(Operand input, Operand other, *, Tensor? out=None)', (machine, { input, other }) => divided(machine, input, other, undefined)),
      on('div(Operand input, Operand other, *, str? rounding_mode, Tensor? out=None)', (machine, { input, other, rounding_mode }) => divided(machine, input, other, rounding_mode)),
    ],
  }),
  operation({
    names: ['torch.Tensor.div_', 'torch.Tensor.divide_'],
    overloads: [
      on('div_(Tensor input, Operand other)', (machine, { input, other }) => combineInPlace(machine, input, other, 'fraction', (x, y) => x / y)),
      on('div_(Tensor input, Operand other, *, str? rounding_mode)', (machine, { input, other, rounding_mode }) => combineInPlace(machine, input, other, rounding_mode === undefined ? 'fraction' : 'promoted')),
    ],
  }),
]

/** Integers to a negative integer power are refused. */
function powered(machine: Machine, input: Value, exponent: Value): TensorValue {
  const negative = exponent.kind === 'int' && typeof exponent.value === 'number' && exponent.value < 0
  if (negative && input.kind === 'tensor' && category(input.dtype) === 'int') machine.raise('RuntimeError', 'Integers to negative integer powers are not allowed.', 'value')
  return combined(machine, input, exponent, 'promoted', Math.pow)
}
export const pow = [
  operation({
    names: ['torch.pow', 'torch.Tensor.pow', 'torch.Tensor.__pow__'], manual: manual('pow'),
    overloads: [
      on('pow(Tensor input, Tensor exponent, *, Tensor? out=None)', (machine, { input, exponent }) => powered(machine, input, exponent)),
      on('pow(Scalar self, Tensor exponent, *, Tensor? out=None)', (machine, { self, exponent }) => powered(machine, self, exponent)),
      on('pow(Tensor input, Scalar exponent, *, Tensor? out=None)', (machine, { input, exponent }) => powered(machine, input, exponent)),
    ],
  }),
  operation({ names: ['torch.Tensor.pow_', 'torch.Tensor.__ipow__'], overloads: [on('pow_(Tensor input, Operand exponent)', (machine, { input, exponent }) => combineInPlace(machine, input, exponent, 'promoted', Math.pow))] }),
  operation({ names: ['torch.float_power', 'torch.Tensor.float_power'], overloads: [on('float_power(Operand input, Operand exponent, *, Tensor? out=None)', (machine, { input, exponent }) => tensor(combined(machine, input, exponent, 'promoted').shape, { dtype: 'float64' }))] }),
]

/** The reflected operators, whose first operand stands on the right. */
function reflected(name: string, result: Result, of: Kernel): Operation {
  return operation({ names: [`torch.Tensor.${name}`], overloads: [on(`${name}(Tensor input, Operand other)` as 'f(Tensor input, Operand other)', (machine, { input, other }) => combined(machine, other, input, result, of))] })
}
export const reflections = [
  reflected('__rsub__', 'promoted', (x, y) => x - y), reflected('__rtruediv__', 'fraction', (x, y) => x / y), reflected('__rdiv__', 'fraction', (x, y) => x / y), reflected('__rfloordiv__', 'promoted', floorDivide),
  reflected('__rmod__', 'promoted', remainder), reflected('__rpow__', 'promoted', Math.pow), reflected('__rlshift__', 'promoted', (x, y) => x * 2 ** y), reflected('__rrshift__', 'promoted', (x, y) => Math.floor(x / 2 ** y)),
]
export const rsub = operation({ names: ['torch.rsub'], overloads: [on('rsub(Tensor input, Operand other, *, Scalar alpha=1)', (machine, { input, other }) => combined(machine, other, input, 'promoted'))] })
