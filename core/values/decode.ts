/** Decodes arguments to the types of a signature, as PyTorch's own argument parser does. The types are listed in schema.ts. */
import { opaque, type Dim } from '../dims/index.ts'
import { asDim, tuple, typeName } from './make.ts'
import { unknownDtype, type Parameter } from './schema.ts'
import type { TensorValue, Value } from './types.ts'

/** A bound argument: one value, or what `*args` or `**kwargs` gathered. */
export type Given = Value | readonly Value[] | ReadonlyMap<string, Value>

/**
 * Decoded; or unknown for a reason; or of another type, in PyTorch's words (`must be int, not str`); or accepted by its type and
 * refused when it is unpacked, with the whole message behind the function's name.
 */
export type Decoding<T> =
  | { readonly value: T }
  | { readonly undecided: string }
  | { readonly mismatch: string }
  | { readonly failure: string }

/** The type's name as PyTorch's C++ prints it: unlike Python's `__name__` it holds the module of a type written in C. */
export function nativeTypeName(value: Value): string {
  if (value.kind === 'tuple' && value.cls?.qualifiedName === 'torch.Size') return 'torch.Size'
  if (value.kind === 'dict' && value.cls !== undefined && value.cls.name !== 'dict') return `collections.${value.cls.name}`
  return typeName(value)
}

/** What PyTorch calls a type in its lists of signatures and its messages. */
export function printedType(type: string): string {
  if (type.startsWith('int[') || type === 'int...') return 'tuple of ints'
  return printedTypes[type] ?? type
}
const printedTypes: Readonly<Record<string, string>> = {
  Operand: 'Tensor', 'Tensor[]': 'tuple of Tensors', Scalar: 'Number', 'Scalar[]': 'tuple of Scalars', 'float[]': 'tuple of floats', dtype: 'torch.dtype',
  Device: 'torch.device', Layout: 'torch.layout', MemoryFormat: 'torch.memory_format', Generator: 'torch.Generator', Any: 'object',
}

/** Whose ints: Python takes True for 1, PyTorch's parser does not. */
export type Reading = 'python' | 'native'

/** Decodes one argument of a parameter. */
export function decode(parameter: Parameter, given: Given, reading: Reading = 'python'): Decoding<unknown> {
  if (given instanceof Map || parameter.type === 'Any' || parameter.type === 'Any...') return { value: given }
  if (parameter.type === 'int...') {
    const values = given as readonly Value[]
    const [only] = values
    return decodeInts(parameter, reading, values.length === 1 && only && (only.kind === 'list' || only.kind === 'tuple') ? only : tuple(values), undefined)
  }
  const value = given as Value
  if (parameter.optional && value.kind === 'none') return { value: undefined }
  if (value.kind === 'unknown') return decodeUnknown(parameter.type, value)
  if (parameter.type.startsWith('int[')) return decodeInts(parameter, reading, value, parameter.type === 'int[]' ? undefined : Number(parameter.type.slice('int['.length, -1)))
  return decodePlain(parameter, value, reading) ?? { mismatch: `must be ${printedType(parameter.type)}, not ${nativeTypeName(value)}` }
}

/** Undefined: it is of another type. */
function decodePlain(parameter: Parameter, value: Value, reading: Reading): Decoding<unknown> | undefined {
  switch (parameter.type) {
    case 'Tensor': return value.kind === 'tensor' ? { value } : undefined
    case 'Operand': return isNumber(value) || value.kind === 'tensor' ? { value } : undefined
    case 'Tensor[]': return decodeTensors(parameter, value)
    case 'int': return decodeInt(value, reading)
    case 'float': return decodeFloat(value)
    case 'bool': return value.kind === 'bool' ? (value.value === undefined ? { undecided: 'a flag that is not known' } : { value: value.value }) : undefined
    case 'str': return value.kind === 'str' ? (value.value === undefined ? { undecided: 'a string that is not known' } : { value: value.value }) : undefined
    case 'Scalar': return isNumber(value) || (value.kind === 'tensor' && mayBeScalar(value)) ? { value } : undefined
    case 'dtype': return value.kind === 'dtype' ? { value: value.name } : isTypeObject(value) ? { value: unknownDtype } : undefined
    case 'Device': return value.kind === 'device' || value.kind === 'str' || value.kind === 'int' || value.kind === 'float' ? { value } : undefined
    case 'Layout': case 'MemoryFormat': case 'Generator': return value.kind === 'instance' || value.kind === 'namespace' ? { value } : undefined
    case 'Scalar[]': return value.kind === 'list' || value.kind === 'tuple' ? { value } : undefined
    case 'float[]': return (value.kind === 'list' || value.kind === 'tuple') && (value.items[0] === undefined || value.items[0].kind === 'unknown' || decodeFloat(value.items[0]) !== undefined) ? { value } : undefined
    default: throw new Error(`no such type in a schema: ${parameter.type}`)
  }
}

function decodeUnknown(type: string, value: Value & { readonly kind: 'unknown' }): Decoding<unknown> {
  switch (type) {
    case 'float': return { value: undefined }
    case 'dtype': return { value: unknownDtype }
    case 'Scalar': case 'Scalar[]': case 'float[]': case 'Device': case 'Layout': case 'MemoryFormat': case 'Generator': return { value }
    default: return { undecided: value.reason }
  }
}

const isNumber = (value: Value): boolean => value.kind === 'int' || value.kind === 'float' || value.kind === 'bool'
/** `float`, `int` and `bool` stand for dtypes. */
const isTypeObject = (value: Value): boolean => value.kind === 'class' || value.kind === 'builtin'
/** A tensor of rank 0 stands for a number, if it needs no gradient. */
const mayBeScalar = (value: TensorValue): boolean => (value.shape === undefined || value.shape.length === 0) && !value.parameter
const isIntegral = (dtype: string | undefined): boolean => dtype === undefined || /^u?int\d+$/.test(dtype)

function decodeInt(value: Value, reading: Reading): Decoding<Dim> | undefined {
  if (value.kind === 'bool') return reading === 'python' ? { value: asDim(value) ?? opaque() } : undefined
  const dim = asDim(value)
  if (dim !== undefined) return { value: dim }
  if (value.kind !== 'tensor' || !isIntegral(value.dtype) || value.shape?.some((size) => typeof size === 'number' && size !== 1)) return undefined
  const [only] = value.data ?? []
  return { value: only ?? opaque() }
}

function decodeFloat(value: Value): Decoding<number | undefined> | undefined {
  if (value.kind === 'float') return { value: value.value }
  if (value.kind === 'bool') return { value: value.value === undefined ? undefined : Number(value.value) }
  const dim = asDim(value)
  if (dim !== undefined) return { value: typeof dim === 'number' ? dim : undefined }
  return value.kind === 'tensor' && mayBeScalar(value) ? { value: value.data?.[0] } : undefined
}

/** Only the first item decides whether a sequence is one of ints; the others are looked at when it is unpacked, and there True is 1. */
function decodeInts(parameter: Parameter, reading: Reading, value: Value, size: number | undefined): Decoding<Dim[]> {
  if (value.kind === 'list' && value.open) return { undecided: 'a list whose length is not known' }
  if (value.kind === 'list' || value.kind === 'tuple') {
    const dims: Dim[] = []
    for (const [position, item] of value.items.entries()) {
      const decoded = item.kind === 'unknown' ? { value: opaque() } : decodeInt(item, position > 0 ? 'python' : reading)
      if (decoded && 'value' in decoded) dims.push(decoded.value)
      else if (position === 0) return { mismatch: `must be tuple of ints, but found element of type ${nativeTypeName(item)} at pos 0` }
      else return { failure: `argument '${parameter.name}' failed to unpack the object at pos ${position + 1} with error "type must be tuple of ints,but got ${nativeTypeName(item)}"` }
    }
    return { value: dims }
  }
  const single = size === undefined ? undefined : decodeInt(value, reading)
  if (single && 'value' in single) return { value: Array.from({ length: size ?? 1 }, () => single.value) }
  return { mismatch: `must be tuple of ints, not ${nativeTypeName(value)}` }
}

function decodeTensors(parameter: Parameter, value: Value): Decoding<TensorValue[]> {
  if (value.kind === 'list' && value.open) return { undecided: 'a list whose length is not known' }
  if (value.kind !== 'list' && value.kind !== 'tuple') return { mismatch: `must be tuple of Tensors, not ${nativeTypeName(value)}` }
  const tensors: TensorValue[] = []
  for (const [position, item] of value.items.entries()) {
    if (item.kind === 'unknown') return { undecided: item.reason }
    if (item.kind !== 'tensor') return { failure: `expected Tensor as element ${position} in argument ${parameter.index}, but got ${nativeTypeName(item)}` }
    tensors.push(item)
  }
  return { value: tensors }
}
