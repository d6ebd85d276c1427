/**
 * Arrays of NumPy, as instances of `numpy.ndarray`: the interpreter's library makes them, the torch room turns them into tensors and back.
 * Views share a storage; once an element of it is assigned, the contents of none of them are known.
 */
import { instance, unknown } from './make.ts'
import type { Machine } from './machine.ts'
import type { ClassValue, InstanceValue, TensorValue, Value } from './types.ts'

const contents = '#contents'
const storage = '#storage'

/** What an array holds, as a tensor of the same shape and dtype; undefined for other values. */
export function arrayContents(value: Value): TensorValue | undefined {
  if (value.kind !== 'instance') return undefined
  const held = value.attributes.get(contents), shared = value.attributes.get(storage)
  if (held?.kind !== 'tensor') return undefined
  return shared?.kind === 'instance' && shared.attributes.size === 0 ? held : { ...held, data: undefined }
}

/** An array; `base` is the array whose storage it shares. */
export function ndarray(cls: ClassValue, held: TensorValue, base?: Value): InstanceValue {
  const made = instance(cls)
  const shared = base?.kind === 'instance' ? base.attributes.get(storage) : undefined
  made.attributes.set(contents, held)
  made.attributes.set(storage, shared ?? instance(cls))
  made.open = true
  return made
}

/** Announces that elements change: what the array and its views hold is not known from here on. */
export function changeElements(machine: Machine, array: Value): void {
  const shared = array.kind === 'instance' ? array.attributes.get(storage) : undefined
  if (shared?.kind !== 'instance') return
  machine.touch(shared)
  shared.attributes.set('changed', unknown('elements that have changed'))
}

/** Gives an array another shape of as many elements. */
export function setContents(machine: Machine, array: Value, held: TensorValue): void {
  if (array.kind !== 'instance') return
  machine.touch(array)
  array.attributes.set(contents, held)
}

/** An array for code that does not import NumPy: `tensor.numpy()`. */
export function numpyArray(machine: Machine, held: TensorValue): Value {
  const numpy = machine.module('numpy')
  const cls = numpy?.kind === 'namespace' ? numpy.get('ndarray') : undefined
  return cls?.kind === 'class' ? ndarray(cls, held) : unknown('an array of NumPy')
}
