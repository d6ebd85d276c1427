/** Compares what the analysis traced with what PyTorch did, merged by place. */
import type { ShapeJson } from '../../../core/index.ts'
import type { RecordedRange, RecordedShape } from './data.ts'

/** A fully known shape of ours equals the recorded one. What holds no tensor on the record's side is null on ours. */
export function sameShape(ours: ShapeJson, recorded: RecordedShape): boolean {
  if (recorded === null || 'v' in recorded || 'x' in recorded) return ours === null
  if (ours === null) return false
  if (Array.isArray(recorded)) return Array.isArray(ours) && ours.length === recorded.length && ours.every((dim, i) => dim === recorded[i])
  if ('rep' in recorded) {
    const items = 't' in ours ? ours.t : 'l' in ours ? ours.l : []
    return items.length === recorded.rep && items.every((item) => sameShape(item, recorded.of))
  }
  if ('t' in recorded) return 't' in ours && sameList(ours.t, recorded.t)
  if ('l' in recorded) return 'l' in ours && sameList(ours.l, recorded.l)
  const fields = 'd' in recorded ? recorded.d : 'f' in recorded ? recorded.f : {}
  if (!('d' in ours)) return false
  const names = Object.keys(fields)
  return names.every((name) => sameShape(ours.d[name] ?? null, fields[name]!))
}

const sameList = (ours: readonly ShapeJson[], recorded: readonly RecordedShape[]): boolean => {
  const flat = recorded.flatMap((each) => (each !== null && typeof each === 'object' && 'rep' in each ? Array.from({ length: each.rep }, () => each.of) : [each]))
  return ours.length === flat.length && ours.every((item, i) => sameShape(item, flat[i]!))
}

export interface PlacedCall { readonly key: string; readonly shapes: readonly ShapeJson[]; readonly callee: string }
export interface RecordedCall { readonly key: string; readonly shapes: readonly RecordedShape[]; readonly callee: string }
export interface Comparison {
  readonly total: number
  readonly exact: number
  /** A fully known shape that the record does not have. */
  readonly wrong: string[]
  readonly missing: string[]
  /** Places where a shape is known and the record has no call at all. */
  readonly extra: string[]
}

export const placeKey = (file: string, range: RecordedRange): string => `${file}:${range.join(',')}`

export function compareCalls(ours: readonly PlacedCall[], recorded: readonly RecordedCall[]): Comparison {
  const mine = merged(ours), theirs = merged(recorded)
  const wrong: string[] = [], missing: string[] = [], extra: string[] = []
  let exact = 0
  for (const [key, expected] of theirs) {
    const got = mine.get(key)
    const known = (got?.shapes ?? []).filter(isKnown)
    const bad = known.filter((shape) => !expected.shapes.some((each) => sameShape(shape, each)))
    if (bad.length > 0) wrong.push(`${key} ${expected.callee}: ${JSON.stringify(bad)} instead of ${JSON.stringify(expected.shapes)}`)
    else if (expected.shapes.every((each) => got?.shapes.some((shape) => sameShape(shape, each)))) exact++
    else missing.push(`${key} ${expected.callee}: ${JSON.stringify(got?.shapes ?? 'not reached')} instead of ${JSON.stringify(expected.shapes)}`)
  }
  for (const [key, got] of mine) if (!theirs.has(key) && got.shapes.some((shape) => shape !== null && isKnown(shape))) extra.push(`${key} ${got.callee}: ${JSON.stringify(got.shapes)}`)
  return { total: theirs.size, exact, wrong, missing, extra }
}

function merged<C extends PlacedCall | RecordedCall>(calls: readonly C[]): Map<string, { shapes: C['shapes'][number][]; callee: string }> {
  const places = new Map<string, { shapes: C['shapes'][number][]; callee: string }>()
  for (const call of calls) {
    const place = places.get(call.key)
    if (place) place.shapes.push(...call.shapes)
    else places.set(call.key, { shapes: [...call.shapes], callee: call.callee })
  }
  return places
}

/** No dim of it is null: what holds no tensor counts as known inside a tuple, list or dict. */
function isKnown(shape: ShapeJson): boolean {
  if (shape === null) return false
  if (Array.isArray(shape)) return shape.every((dim) => dim !== null)
  const parts = 't' in shape ? shape.t : 'l' in shape ? shape.l : 'd' in shape ? Object.values(shape.d) : []
  return parts.some((part) => part !== null) && parts.every((part) => part === null || isKnown(part))
}
