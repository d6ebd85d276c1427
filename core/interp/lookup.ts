/** Finding attributes on classes, and binding what is found. */
import type { BuiltinValue, ClassValue, DescriptorValue, FunctionValue, InstanceValue, TupleValue, Value } from '../values/index.ts'
import { callValue } from './invoke.ts'
import type { Run } from './run.ts'

/** A class attribute along the method resolution order, unbound. */
export function classAttribute(cls: ClassValue, name: string): Value | undefined {
  for (const each of cls.mro) {
    const value = each.attributes.get(name)
    if (value) return value
  }
  return undefined
}

/** As classAttribute, for special methods: what every object has by default is stated by the interpreter itself. */
export function specialMethod(cls: ClassValue, name: string): Value | undefined {
  const found = classAttribute(cls, name)
  return found?.kind === 'builtin' && found.name.startsWith('builtins.object.') ? undefined : found
}

/** The class of the mro after `after` that has the attribute: what `super()` finds. */
export function attributeAfter(cls: ClassValue, after: ClassValue, name: string): Value | undefined {
  const start = cls.mro.indexOf(after)
  for (const each of cls.mro.slice(start + 1)) {
    const value = each.attributes.get(name)
    if (value) return value
  }
  return undefined
}

/** Some class of the mro may have attributes that are not known. */
export const hasOpenClass = (cls: ClassValue): boolean => cls.mro.some((each) => each.open)

/** What a class attribute gives when read through an instance (or tuple, for named tuples). */
export function bindToInstance(run: Run, value: Value, self: InstanceValue | TupleValue | Value, cls: ClassValue): Value {
  switch (value.kind) {
    case 'function': return { kind: 'method', self, func: value }
    case 'builtin': return value.bindsSelf ? { kind: 'method', self, func: value } : value
    case 'descriptor': return readDescriptor(run, value, self, cls)
    case 'instance': {
      const get = classAttribute(value.cls, '__get__')
      return get ? callValue(run, get, { positional: [value, self, cls], keywords: new Map() }) : value
    }
    default: return value
  }
}

/** What a class attribute gives when read through the class. */
export function bindToClass(run: Run, value: Value, cls: ClassValue): Value {
  if (value.kind === 'descriptor' && value.type !== 'property') return readDescriptor(run, value, undefined, cls)
  if (value.kind === 'instance') {
    const get = classAttribute(value.cls, '__get__')
    if (get) return callValue(run, get, { positional: [value, { kind: 'none' }, cls], keywords: new Map() })
  }
  return value
}

function readDescriptor(run: Run, descriptor: DescriptorValue, self: Value | undefined, cls: ClassValue): Value {
  const { get } = descriptor
  switch (descriptor.type) {
    case 'staticmethod': return get
    case 'classmethod': return get.kind === 'function' || get.kind === 'builtin' ? { kind: 'method', self: cls, func: get as FunctionValue | BuiltinValue } : get
    case 'property': return self ? callValue(run, get, { positional: [self], keywords: new Map() }) : descriptor
  }
}
