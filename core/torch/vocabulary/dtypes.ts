/**
 * Dtypes and how they are promoted.
 * Source: https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc
 */
import { unknownDtype, type TensorValue, type Value } from '../../values/index.ts'

/** The names that PyTorch gives its dtypes, by their own: `torch.long` is `torch.int64`. */
export const dtypeAliases: Readonly<Record<string, string>> = {
  float: 'float32', double: 'float64', half: 'float16', long: 'int64', int: 'int32', short: 'int16', cfloat: 'complex64', cdouble: 'complex128', chalf: 'complex32',
}
export const dtypeNames: readonly string[] = [
  'float32', 'float64', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'uint16', 'uint32', 'uint64', 'bool', 'complex64', 'complex128', 'complex32',
  'float8_e4m3fn', 'float8_e5m2', 'float8_e4m3fnuz', 'float8_e5m2fnuz', 'float8_e8m0fnu', 'float4_e2m1fn_x2', 'qint8', 'quint8', 'qint32', 'quint4x2', 'quint2x4',
]

/** As messages name a dtype: `Float`, `Long`. */
const scalarNames: Readonly<Record<string, string>> = {
  float32: 'Float', float64: 'Double', float16: 'Half', bfloat16: 'BFloat16', int64: 'Long', int32: 'Int', int16: 'Short', int8: 'Char', uint8: 'Byte', bool: 'Bool', complex64: 'ComplexFloat', complex128: 'ComplexDouble',
}
export const scalarName = (dtype: string | undefined): string => scalarNames[dtype ?? 'float32'] ?? dtype ?? 'Float'
/** As other messages name it: `float`, `long int`. */
const cNames: Readonly<Record<string, string>> = {
  float32: 'float', float64: 'double', float16: 'c10::Half', bfloat16: 'c10::BFloat16', int64: 'long int', int32: 'int', int16: 'short int', int8: 'signed char', uint8: 'unsigned char', bool: 'bool', complex64: 'c10::complex<float>', complex128: 'c10::complex<double>',
}
export const cName = (dtype: string | undefined): string => cNames[dtype ?? 'float32'] ?? dtype ?? 'float'
/** `torch.FloatTensor`, as `expand` and `type()` print a tensor's type. */
export const tensorTypeName = (tensor: TensorValue): string => `torch.${scalarName(tensor.dtype)}Tensor`

export const defaultDtype = 'float32'

export type Category = 'bool' | 'int' | 'float' | 'complex'
/** Which kind of number a dtype holds; undefined where the dtype is not known. */
export function category(dtype: string | undefined): Category | undefined {
  if (dtype === undefined || dtype === unknownDtype) return undefined
  if (dtype === 'bool') return 'bool'
  if (dtype.startsWith('complex')) return 'complex'
  return /^u?int/.test(dtype) ? 'int' : /float/.test(dtype) ? 'float' : undefined
}
export const isFloating = (dtype: string | undefined): boolean | undefined => { const kind = category(dtype); return kind === undefined ? undefined : kind === 'float' }
export const isIntegral = (dtype: string | undefined): boolean | undefined => { const kind = category(dtype); return kind === undefined ? undefined : kind === 'int' }

const ranks: readonly Category[] = ['bool', 'int', 'float', 'complex']
const order: readonly string[] = ['bool', 'uint8', 'int8', 'int16', 'int32', 'int64', 'float16', 'bfloat16', 'float32', 'float64', 'complex32', 'complex64', 'complex128']

/** The dtype that two tensors of dimension promote to. */
export function promoted(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return undefined
  if (left === right) return left
  if (left === 'uint8' && /^int/.test(right)) return right === 'int8' ? 'int16' : right
  if (right === 'uint8' && /^int/.test(left)) return promoted(right, left)
  if ((left === 'float16' && right === 'bfloat16') || (left === 'bfloat16' && right === 'float16')) return 'float32'
  const a = order.indexOf(left), b = order.indexOf(right)
  return a < 0 || b < 0 ? undefined : order[Math.max(a, b)]
}

/** An operand of an elementwise operation: tensors of dimension count before tensors of rank 0, and those before numbers. */
export function resultDtype(operands: readonly Value[]): string | undefined {
  let result: { readonly dtype: string | undefined; readonly priority: number } | undefined
  for (const operand of operands) {
    const next = { dtype: operandDtype(operand), priority: priority(operand) }
    if (next.priority === undefined) return undefined
    result = result ? merged(result, { ...next, priority: next.priority }) : { ...next, priority: next.priority }
  }
  return result?.dtype
}
interface Ranked { readonly dtype: string | undefined; readonly priority: number }
function merged(left: Ranked, right: Ranked): Ranked {
  const [strong, weak] = left.priority >= right.priority ? [left, right] : [right, left]
  if (strong.priority === weak.priority) return { dtype: promoted(strong.dtype, weak.dtype), priority: strong.priority }
  const strongKind = category(strong.dtype), weakKind = category(weak.dtype)
  if (strongKind === undefined || weakKind === undefined) return { dtype: strongKind === 'float' && weakKind === undefined && weak.priority === 0 ? strong.dtype : undefined, priority: strong.priority }
  if (ranks.indexOf(weakKind) <= ranks.indexOf(strongKind)) return strong
  return { dtype: weak.priority === 0 && weakKind === 'float' ? defaultDtype : weak.dtype, priority: strong.priority }
}
/** 2: a tensor with dims, 1: a tensor of rank 0, 0: a number; undefined where the rank is not known. */
function priority(value: Value): number | undefined {
  if (value.kind !== 'tensor') return 0
  return value.shape === undefined ? undefined : value.shape.length > 0 ? 2 : 1
}
function operandDtype(value: Value): string | undefined {
  switch (value.kind) {
    case 'tensor': return value.dtype
    case 'bool': return 'bool'
    case 'int': return 'int64'
    case 'float': return defaultDtype
    default: return undefined
  }
}

/** A dtype argument, or what stands for None; undefined where it is not known. */
export const chosenDtype = (given: string | undefined, otherwise: string | undefined): string | undefined => (given === undefined ? otherwise : given === unknownDtype ? undefined : given)

/** What an operation that computes with fractions gives: integers become the default dtype. */
export function fractional(dtype: string | undefined): string | undefined {
  const kind = category(dtype)
  return kind === undefined ? undefined : kind === 'bool' || kind === 'int' ? defaultDtype : dtype
}
/** Sums and products of integers are int64. */
export function accumulated(dtype: string | undefined): string | undefined {
  const kind = category(dtype)
  return kind === undefined ? undefined : kind === 'bool' || kind === 'int' ? 'int64' : dtype
}
