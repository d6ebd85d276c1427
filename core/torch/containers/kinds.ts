/** What nn.Module asks of a value before it takes it in. */
import { falseValue, isSubclass, trueValue, typeName, type InstanceValue, type Machine, type TensorValue, type Value } from '../vocabulary/index.ts'

/** `isinstance(value, nn.Module)`; undefined where it is not known. */
export function isModule(machine: Machine, value: Value): boolean | undefined {
  if (value.kind === 'unknown') return undefined
  if (value.kind !== 'instance') return false
  return isSubclass(value.cls, machine.nativeClass('torch.nn.Module')) || (value.cls.open ? undefined : false)
}

/** A value that is known to be a module. */
export const asModule = (machine: Machine, value: Value): InstanceValue | undefined =>
  value.kind === 'instance' && isModule(machine, value) === true ? value : undefined

/** `isinstance(value, nn.Parameter)`; undefined where it is not known. */
export const isParameter = (value: Value): boolean | undefined => (value.kind === 'unknown' ? undefined : value.kind === 'tensor' && value.parameter)

/** `isinstance(value, nn.Buffer)`, which asks for the mark that `nn.Buffer(data, persistent)` leaves. */
export const isBuffer = (value: Value): value is TensorValue => value.kind === 'tensor' && value.attributes?.get('_is_buffer') === trueValue
export const isPersistent = (buffer: TensorValue): boolean => buffer.attributes?.get('persistent') !== falseValue

const tensorTypes: Readonly<Record<string, string>> = {
  float32: 'Float', float64: 'Double', float16: 'Half', bfloat16: 'BFloat16', uint8: 'Byte', int8: 'Char', int16: 'Short', int32: 'Int', int64: 'Long', bool: 'Bool',
}

/** `torch.typename(value)`, the name that registration errors print. */
export function typename(value: Value): string {
  switch (value.kind) {
    case 'tensor': return `torch.${tensorTypes[value.dtype ?? 'float32'] ?? ''}Tensor`
    case 'instance': return value.cls.qualifiedName.replace(/^builtins\./, '')
    case 'class': return value.qualifiedName.replace(/^builtins\./, '')
    case 'function': return value.qualifiedName
    case 'builtin': return value.name.replace(/^builtins\./, '')
    default: return typeName(value)
  }
}
