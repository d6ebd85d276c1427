/** What shapes a value holds, as plain data. */
import { isOpaque, containsOpaque, show, type Dim } from '../dims/index.ts'
import type { ShapeJson } from '../project.ts'
import type { Shape, Value } from '../values/index.ts'

const depthLimit = 6

/** A tensor somewhere in it, in a tuple, list, dict or the attributes of a plain record. */
export function holdsTensor(value: Value, depth = 0): boolean {
  if (depth > depthLimit) return false
  switch (value.kind) {
    case 'tensor': return true
    case 'tuple': case 'list': return value.items.some((item) => holdsTensor(item, depth + 1))
    case 'dict': return [...value.entries.values()].some((entry) => holdsTensor(entry.value, depth + 1))
    case 'instance': return value.payload !== undefined && holdsTensor(value.payload, depth + 1)
    default: return false
  }
}

export const dimJson = (dim: Dim): number | string | null => (typeof dim === 'number' ? dim : isOpaque(dim) || containsOpaque(dim) ? null : show(dim))
export const shapeJson = (shape: Shape | undefined): ShapeJson => (shape ? shape.map(dimJson) : null)

/** The shapes in a value: lists of dims, `t`uples, `l`ists and `d`icts of them, null where there is no tensor or nothing is known. */
export function shapesOf(value: Value, depth = 0): ShapeJson {
  if (depth > depthLimit) return null
  switch (value.kind) {
    case 'tensor': return shapeJson(value.shape)
    case 'tuple': return { t: value.items.map((item) => shapesOf(item, depth + 1)) }
    case 'list': return value.open ? null : { l: value.items.map((item) => shapesOf(item, depth + 1)) }
    case 'dict': return value.open ? null : { d: Object.fromEntries([...value.entries.values()].map(({ key, value: entry }) => [keyText(key), shapesOf(entry, depth + 1)])) }
    case 'instance': return value.payload ? shapesOf(value.payload, depth + 1) : null
    default: return null
  }
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
