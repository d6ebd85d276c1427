/** What shapes a value holds, as plain data. */
import { isOpaque, containsOpaque, show, type Dim } from '../dims/index.ts'
import type { ShapeJson } from '../project.ts'
import type { Shape, Value } from '../values/index.ts'

const depthLimit = 6

/** A tensor somewhere in it, in a tuple, list, dict or the attributes of a plain record. `most`: of how many parts, at most. */
export function holdsTensor(value: Value, most = Infinity): boolean {
  if (value.kind === 'tensor') return true
  if (value.kind !== 'tuple' && value.kind !== 'list' && value.kind !== 'dict' && value.kind !== 'instance') return false
  let left = most
  const inAny = (parts: Iterable<Value>, depth: number): boolean => {
    for (const part of parts) {
      if (left-- <= 0) return false
      if (look(part, depth)) return true
    }
    return false
  }
  const look = (part: Value, depth: number): boolean => {
    if (depth > depthLimit) return false
    switch (part.kind) {
      case 'tensor': return true
      case 'tuple': case 'list': return inAny(part.items, depth + 1)
      case 'dict': return inAny(valuesOf(part.entries), depth + 1)
      case 'instance': return part.payload !== undefined && look(part.payload, depth + 1)
      default: return false
    }
  }
  return look(value, 0)
}

function* valuesOf(entries: ReadonlyMap<unknown, { readonly value: Value }>): Iterable<Value> {
  for (const { value } of entries.values()) yield value
}

export const dimJson = (dim: Dim): number | string | null => (typeof dim === 'number' ? dim : isOpaque(dim) || containsOpaque(dim) ? null : show(dim))
export const shapeJson = (shape: Shape | undefined): ShapeJson => (shape ? shape.map(dimJson) : null)

/**
 * The shapes in a value: lists of dims, `t`uples, `l`ists and `d`icts of them, null where there is no tensor. A container with
 * a part that may be a tensor of any shape is null as a whole: its null parts say that there is no tensor.
 */
export function shapesOf(value: Value): ShapeJson {
  return knownShapes(value, 0) ?? null
}

/** Undefined: some part is not known. */
function knownShapes(value: Value, depth: number): ShapeJson | undefined {
  if (depth > depthLimit) return undefined
  switch (value.kind) {
    case 'tensor': return value.shape ? shapeJson(value.shape) : undefined
    case 'unknown': return undefined
    case 'tuple': return wrapped(value.items, depth, (items) => ({ t: items }))
    case 'list': return value.open ? undefined : wrapped(value.items, depth, (items) => ({ l: items }))
    case 'dict': {
      if (value.open) return undefined
      const entries = [...value.entries.values()]
      return wrapped(entries.map((entry) => entry.value), depth, (items) => ({ d: Object.fromEntries(items.map((item, index) => [keyText(entries[index]!.key), item])) }))
    }
    case 'instance': return value.payload ? knownShapes(value.payload, depth + 1) : null
    default: return null
  }
}

function wrapped(values: readonly Value[], depth: number, wrap: (items: ShapeJson[]) => ShapeJson): ShapeJson | undefined {
  const items: ShapeJson[] = []
  for (const value of values) {
    const shape = knownShapes(value, depth + 1)
    if (shape === undefined) return undefined
    items.push(shape)
  }
  return wrap(items)
}

const keyText = (key: Value): string => (key.kind === 'str' ? (key.value ?? '?') : key.kind === 'int' ? show(key.value) : key.kind)

/** Every tensor's every dim is known (symbolic or not). */
export function isFullyKnown(shape: ShapeJson): boolean {
  if (shape === null) return false
  if (Array.isArray(shape)) return shape.every((dim) => dim !== null)
  const parts = 't' in shape ? shape.t : 'l' in shape ? shape.l : 'd' in shape ? Object.values(shape.d) : []
  return parts.every((part) => part === null || isFullyKnown(part))
}

/** As Python prints it: `[1, 3, H, W]`, `([2, 3], [4])`, `?` for a dim that is not known and `[...]` for a rank. */
export function showShapes(shape: ShapeJson): string {
  if (shape === null) return '[...]'
  if (Array.isArray(shape)) return `[${shape.map((dim) => dim ?? '?').join(', ')}]`
  if ('t' in shape) return `(${shape.t.map(showShapes).join(', ')})`
  if ('l' in shape) return `[${shape.l.map(showShapes).join(', ')}]`
  if ('d' in shape) return `{${Object.entries(shape.d).map(([key, inner]) => `${key}: ${showShapes(inner)}`).join(', ')}}`
  return '[...]'
}
