/** `copy.deepcopy` of a module, as layers that repeat a prototype make it: what Python can mutate is copied once, everything else is shared. */
import { instance, tensor, type InstanceValue, type Value } from '../vocabulary/index.ts'

export function cloneModule(module: InstanceValue): InstanceValue {
  return clone(module, new Map()) as InstanceValue
}

function clone(value: Value, copies: Map<Value, Value>): Value {
  const known = copies.get(value)
  if (known) return known
  const remember = <V extends Value>(made: V): V => {
    copies.set(value, made)
    return made
  }
  switch (value.kind) {
    case 'tensor': {
      const made = remember(tensor(value.shape, { dtype: value.dtype, data: value.data, parameter: value.parameter, ...(value.requiresGrad === undefined ? {} : { requiresGrad: value.requiresGrad }) }))
      return value.reason === undefined ? made : remember({ ...made, reason: value.reason })
    }
    case 'list': {
      const made = remember({ ...value, items: [] as Value[] })
      made.items = value.items.map((item) => clone(item, copies))
      return made
    }
    case 'tuple': return { ...value, items: value.items.map((item) => clone(item, copies)) }
    case 'dict': {
      const made = remember({ ...value, entries: new Map(value.entries) })
      for (const [hash, entry] of value.entries) made.entries.set(hash, { key: entry.key, value: clone(entry.value, copies) })
      return made
    }
    case 'set': return remember({ ...value, entries: new Map(value.entries) })
    case 'method': return value.self.kind === 'instance' ? { ...value, self: clone(value.self, copies) } : value
    case 'instance': return cloneInstance(value, remember(instance(value.cls, value.createdAt)), copies)
    default: return value
  }
}

function cloneInstance(source: InstanceValue, made: InstanceValue, copies: Map<Value, Value>): InstanceValue {
  const copied = (table: ReadonlyMap<string, Value>): Map<string, Value> => new Map([...table].map(([name, value]) => [name, clone(value, copies)] as const))
  made.attributes = copied(source.attributes)
  made.payload = source.payload && clone(source.payload, copies)
  made.open = source.open
  const { module } = source
  if (module) made.module = { parameters: copied(module.parameters), buffers: copied(module.buffers), modules: copied(module.modules), training: module.training }
  return made
}
