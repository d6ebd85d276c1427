/**
 * Elementwise functions of one tensor: the shape stays.
 * Source: https://docs.pytorch.org/docs/stable/torch.html#pointwise-ops
 */
import { map } from '../../arrays/index.ts'
import { erf } from '../kernels/special.ts'
import { category, fractional, inPlace, isIntegral, knownArray, on, operation, rounded, scalarName, tensor, type Machine, type Operation, type TensorValue } from '../vocabulary/index.ts'

/** How the dtype follows: `same`, `fraction` (integers become floats), `bool`. */
type Result = 'same' | 'fraction' | 'bool'
interface Unary { readonly result: Result; readonly of?: (element: number) => number; readonly aliases?: readonly string[] }

/** Half to even, as PyTorch and Python round. */
export const roundHalfToEven = (value: number): number => {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(value)
}

const functions: Readonly<Record<string, Unary>> = {
  abs: { result: 'same', of: Math.abs, aliases: ['absolute', '__abs__'] }, neg: { result: 'same', of: (x) => -x, aliases: ['negative', '__neg__'] }, sign: { result: 'same', of: Math.sign }, sgn: { result: 'same' },
  relu: { result: 'same', of: (x) => Math.max(x, 0) }, square: { result: 'same', of: (x) => x * x },
  ceil: { result: 'same', of: Math.ceil }, floor: { result: 'same', of: Math.floor }, trunc: { result: 'same', of: Math.trunc, aliases: ['fix'] }, frac: { result: 'same', of: (x) => x - Math.trunc(x) },
  exp: { result: 'fraction', of: Math.exp }, exp2: { result: 'fraction', of: (x) => 2 ** x }, expm1: { result: 'fraction', of: Math.expm1 },
  log: { result: 'fraction', of: Math.log }, log2: { result: 'fraction', of: Math.log2 }, log10: { result: 'fraction', of: Math.log10 }, log1p: { result: 'fraction', of: Math.log1p },
  sqrt: { result: 'fraction', of: Math.sqrt }, rsqrt: { result: 'fraction', of: (x) => 1 / Math.sqrt(x) }, reciprocal: { result: 'fraction', of: (x) => 1 / x },
  sigmoid: { result: 'fraction', of: (x) => 1 / (1 + Math.exp(-x)) }, tanh: { result: 'fraction', of: Math.tanh },
  sin: { result: 'fraction', of: Math.sin }, cos: { result: 'fraction', of: Math.cos }, tan: { result: 'fraction', of: Math.tan }, sinh: { result: 'fraction', of: Math.sinh }, cosh: { result: 'fraction', of: Math.cosh },
  asin: { result: 'fraction', of: Math.asin, aliases: ['arcsin'] }, acos: { result: 'fraction', of: Math.acos, aliases: ['arccos'] }, atan: { result: 'fraction', of: Math.atan, aliases: ['arctan'] },
  asinh: { result: 'fraction', of: Math.asinh, aliases: ['arcsinh'] }, acosh: { result: 'fraction', of: Math.acosh, aliases: ['arccosh'] }, atanh: { result: 'fraction', of: Math.atanh, aliases: ['arctanh'] },
  erf: { result: 'fraction', of: erf }, erfc: { result: 'fraction', of: (x) => 1 - erf(x) }, erfinv: { result: 'fraction' }, lgamma: { result: 'fraction' }, digamma: { result: 'fraction' }, i0: { result: 'fraction' },
  sinc: { result: 'fraction' }, deg2rad: { result: 'fraction', of: (x) => x * Math.PI / 180 }, rad2deg: { result: 'fraction', of: (x) => x * 180 / Math.PI }, angle: { result: 'fraction' },
  isnan: { result: 'bool', of: (x) => Number(Number.isNaN(x)) }, isinf: { result: 'bool', of: (x) => Number(x === Infinity || x === -Infinity) }, isfinite: { result: 'bool', of: (x) => Number(Number.isFinite(x)) },
  isposinf: { result: 'bool' }, isneginf: { result: 'bool' }, isreal: { result: 'bool' }, signbit: { result: 'bool' }, logical_not: { result: 'bool', of: (x) => Number(x === 0) },
}

const resultDtype = (name: string, result: Result, dtype: string | undefined): string | undefined => (name in magnitudes && category(dtype) === 'complex' ? (dtype === 'complex128' ? 'float64' : 'float32') : result === 'bool' ? 'bool' : result === 'same' ? dtype : fractional(dtype))

/** Functions that give a complex number's real size. */
const magnitudes: Readonly<Record<string, true>> = { abs: true, angle: true }

/** Applies a function to a tensor of any shape. */
export function elementwise(machine: Machine, input: TensorValue, result: Result, of?: (element: number) => number, name = ''): TensorValue {
  const dtype = resultDtype(name, result, input.dtype)
  const array = of ? knownArray(input) : undefined
  return tensor(machine.shapeOf(input), { dtype, data: array && of ? [...map(array, (each) => rounded(dtype, of(each))).data] : undefined })
}

function refuse(machine: Machine, name: string, input: TensorValue): void {
  if (name === 'neg' && input.dtype === 'bool') machine.raise('NotImplementedError', 'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.', 'dtype')
}

function entries(name: string, { result, of, aliases = [] }: Unary): readonly Operation[] {
  const names = [name, ...aliases]
  const plain = names.flatMap((each) => (each.startsWith('__') ? [`torch.Tensor.${each}`] : [`torch.${each}`, `torch.Tensor.${each}`]))
  const rule = (machine: Machine, { input }: { readonly input: TensorValue }): TensorValue => {
    refuse(machine, name, input)
    return elementwise(machine, input, result, of, name)
  }
  const text = (suffix: string): 'f(Tensor input)' => `${name}${suffix}(Tensor input${suffix === '' ? ', *, Tensor? out=None' : ''})` as 'f(Tensor input)'
  return [
    operation({ names: plain, overloads: [on(text(''), rule)], manual: `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`, examples: `torch.${name}(torch.zeros(2, 3))   # shape: [2, 3]` }),
    operation({
      names: names.filter((each) => !each.startsWith('__')).flatMap((each) => [`torch.Tensor.${each}_`, `torch.${each}_`]),
      overloads: [on(text('_'), (machine, { input }) => inPlace(machine, input, () => {
        const made = rule(machine, { input })
        const kind = category(made.dtype), own = category(input.dtype)
        if (kind === 'float' && (own === 'int' || own === 'bool')) machine.raise('RuntimeError', `result type Float can't be cast to the desired output type ${scalarName(input.dtype)}`, 'dtype')
        return made.data
      }))],
    }),
  ]
}
export const unaries = Object.entries(functions).flatMap(([name, each]) => entries(name, each))

/** `round(decimals=…)` rounds half to even. */
const roundTo = (machine: Machine, input: TensorValue, decimals: unknown): TensorValue => {
  const scale = typeof decimals === 'number' ? 10 ** decimals : undefined
  return elementwise(machine, input, 'same', scale === undefined ? undefined : (each) => roundHalfToEven(each * scale) / scale)
}
export const round = [
  operation({ names: ['torch.round', 'torch.Tensor.round'], manual: 'https://docs.pytorch.org/docs/stable/generated/torch.round.html', overloads: [on('round(Tensor input, *, Tensor? out=None)', (machine, { input }) => roundTo(machine, input, 0)), on('round(Tensor input, *, int decimals, Tensor? out=None)', (machine, { input, decimals }) => roundTo(machine, input, decimals))] }),
  operation({ names: ['torch.Tensor.round_', 'torch.round_'], overloads: [on('round_(Tensor input)', (machine, { input }) => inPlace(machine, input, () => roundTo(machine, input, 0).data)), on('round_(Tensor input, *, int decimals)', (machine, { input, decimals }) => inPlace(machine, input, () => roundTo(machine, input, decimals).data))] }),
]

/** `~x` and `bitwise_not`: integers and bools only. */
const inverted = (machine: Machine, input: TensorValue): TensorValue => {
  const kind = category(input.dtype)
  if (kind === 'float' || kind === 'complex') machine.raise('TypeError', '~ (operator.invert) is only implemented on integer and Boolean-type tensors', 'dtype')
  return elementwise(machine, input, 'same', input.dtype === 'bool' ? (each) => Number(each === 0) : isIntegral(input.dtype) && input.dtype !== 'uint8' ? (each) => -each - 1 : undefined)
}
export const invert = [
  operation({ names: ['torch.bitwise_not', 'torch.Tensor.bitwise_not', 'torch.Tensor.__invert__'], overloads: [on('bitwise_not(Tensor input, *, Tensor? out=None)', (machine, { input }) => inverted(machine, input))] }),
  operation({ names: ['torch.Tensor.bitwise_not_'], overloads: [on('bitwise_not_(Tensor input)', (machine, { input }) => inPlace(machine, input, () => inverted(machine, input).data))] }),
]

/** Clamps to numbers or to tensors that broadcast; at least one bound is given. */
export const nanToNum = [
  operation({ names: ['torch.nan_to_num', 'torch.Tensor.nan_to_num'], overloads: [on('nan_to_num(Tensor input, float? nan=None, float? posinf=None, float? neginf=None, *, Tensor? out=None)', (machine, { input }) => elementwise(machine, input, 'same'))] }),
  operation({ names: ['torch.nan_to_num_', 'torch.Tensor.nan_to_num_'], overloads: [on('nan_to_num_(Tensor input, float? nan=None, float? posinf=None, float? neginf=None)', (machine, { input }) => inPlace(machine, input, () => undefined))] }),
  operation({ names: ['torch.logit', 'torch.Tensor.logit', 'torch.special.logit'], overloads: [on('logit(Tensor input, float? eps=None, *, Tensor? out=None)', (machine, { input }) => elementwise(machine, input, 'fraction'))] }),
  operation({ names: ['torch.special.expit', 'torch.special.erf', 'torch.special.erfc', 'torch.special.erfinv', 'torch.special.gammaln', 'torch.special.digamma', 'torch.special.entr', 'torch.special.i0', 'torch.special.sinc', 'torch.special.exp2', 'torch.special.expm1', 'torch.special.log1p', 'torch.special.ndtr', 'torch.special.ndtri'], overloads: [on('special_function(Tensor input, *, Tensor? out=None)', (machine, { input }) => elementwise(machine, input, 'fraction'))] }),
]
