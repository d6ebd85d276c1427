/** Copies that later mutation does not change. */
import type { Value } from '../values/index.ts'

const depthLimit = 8

/** A value's copy, with the lists, dicts and tensors in it copied. Other objects are the same ones. */
export function frozen(value: Value, depth = 0): Value {
  if (depth > depthLimit) return value
  const inner = (each: Value): Value => frozen(each, depth + 1)
  switch (value.kind) {
    case 'tensor': return { ...value }
    case 'tuple': return { ...value, items: value.items.map(inner) }
    case 'list': return { ...value, items: value.items.map(inner) }
    case 'dict': return { ...value, entries: new Map([...value.entries].map(([hash, entry]) => [hash, { ...entry, value: inner(entry.value) }])) }
    case 'instance': return value.payload ? { ...value, payload: inner(value.payload) } : value
    default: return value
  }
}
