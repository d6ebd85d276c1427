/** Whether two states say the same: a loop's body that keeps the state needs no further pass. */
import { containsOpaque, sameDim, type Dim } from '../dims/index.ts'
import type { Value } from '../values/index.ts'
import type { Content } from './journal.ts'

export function sameContent(a: Content, b: Content): boolean {
  for (const field of new Set([...Object.keys(a), ...Object.keys(b)])) if (!sameField(a[field], b[field])) return false
  return true
}

function sameField(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a instanceof Map && b instanceof Map) return a.size === b.size && [...a].every(([key, value]) => b.has(key) && sameField(value, b.get(key)))
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameField(item, b[i]))
  if (isValue(a) && isValue(b)) return sameValue(a, b)
  if (isRecord(a) && isRecord(b)) return sameContent(a, b)
  return false
}

const isRecord = (value: unknown): value is Content => typeof value === 'object' && value !== null
const isValue = (value: unknown): value is Value => isRecord(value) && typeof value['kind'] === 'string'

/** Sizes that are not known count as the same: nothing is said of either. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'unknown': case 'none': case 'ellipsis': return true
    case 'int': return b.kind === 'int' && sameSize(a.value, b.value)
    case 'bool': case 'float': case 'str': case 'bytes': return b.kind === a.kind && a.value === b.value
    case 'dtype': return b.kind === 'dtype' && a.name === b.name
    case 'device': return b.kind === 'device' && a.type === b.type
    case 'tuple': return b.kind === 'tuple' && a.items.length === b.items.length && a.items.every((item, i) => sameValue(item, b.items[i]!))
    case 'list': return b.kind === 'list' && a.open === b.open && a.items.length === b.items.length && a.items.every((item, i) => sameValue(item, b.items[i]!))
    case 'dict': return b.kind === 'dict' && a.open === b.open && a.entries.size === b.entries.size && [...a.entries].every(([hash, entry]) => { const other = b.entries.get(hash); return other !== undefined && sameValue(entry.value, other.value) })
    case 'tensor': return b.kind === 'tensor' && a.dtype === b.dtype && sameField(a.data, b.data) && (a.shape === b.shape || (!!a.shape && !!b.shape && a.shape.length === b.shape.length && a.shape.every((dim, i) => sameSize(dim, b.shape![i]!))))
    case 'method': return b.kind === 'method' && a.func === b.func && sameValue(a.self, b.self)
    default: return false
  }
}

const sameSize = (a: Dim, b: Dim): boolean => sameDim(a, b) || (containsOpaque(a) && containsOpaque(b))
