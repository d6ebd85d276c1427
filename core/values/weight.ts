/**
 * How much a container holds in all. One whose parts are shared, as after sixty times `x = [x, x]`, takes no room, and nobody
 * could ever walk through it: nothing is known of what would be too large to print, to compare or to copy.
 */
import { unknown } from './make.ts'
import type { DictValue, ListValue, TupleValue, UnknownValue, Value } from './types.ts'

type Container = TupleValue | ListValue | DictValue
const most = 500_000

/** Of containers within containers; of any other it is the number of its items. */
const weights = new WeakMap<Container, number>()

const isContainer = (value: Value): value is Container => value.kind === 'tuple' || value.kind === 'list' || value.kind === 'dict'
const weightOf = (value: Value): number => (!isContainer(value) ? 1 : weights.get(value) ?? 1 + (value.kind === 'dict' ? value.entries.size : value.items.length))

/** A container that was just made of some parts, or unknown where it is too large to follow. */
export function weighed<C extends Container>(container: C, parts: Iterable<Value>): C | UnknownValue {
  return isBearable(container, parts, 1) ? container : unknown('a structure too large to follow')
}

/** Whether a container can take one part more. */
export function canHold(container: Container, part: Value): boolean {
  return isBearable(container, [part], weightOf(container))
}

function isBearable(container: Container, parts: Iterable<Value>, before: number): boolean {
  let weight = before
  let isNested = false
  for (const part of parts) {
    isNested ||= isContainer(part)
    weight += weightOf(part)
  }
  if (weight > most) return false
  if (isNested) weights.set(container, weight)
  return true
}
