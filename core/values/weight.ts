/**
 * How much a container holds in all. One whose parts are shared, as after sixty times `x = [x, x]`, takes no room, and nobody
 * could ever walk through it: nothing is known of what would be too large to print, to compare or to copy.
 */
import { unknown } from './make.ts'
import type { DictValue, ListValue, TupleValue, UnknownValue, Value } from './types.ts'

type Container = TupleValue | ListValue | DictValue
const most = 500_000

/** Never less than what a container held when it was last weighed; what has been put in since counts where there is more of it than that. */
const weights = new WeakMap<Container, number>()

const isContainer = (value: Value): value is Container => value.kind === 'tuple' || value.kind === 'list' || value.kind === 'dict'
const sizeOf = (container: Container): number => (container.kind === 'dict' ? container.entries.size : container.items.length)

function weightOf(value: Value): number {
  if (!isContainer(value)) return 1
  const known = weights.get(value)
  if (known !== undefined && known > sizeOf(value)) return known
  // However it came about, each container within is weighed once, and one that holds itself as if it held nothing more.
  weights.set(value, sizeOf(value) + 1)
  let weight = 1
  if (value.kind === 'dict') for (const entry of value.entries.values()) weight += weightOf(entry.value)
  else for (const item of value.items) weight += weightOf(item)
  weights.set(value, weight)
  return weight
}

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
  for (const part of parts) weight += weightOf(part)
  if (weight > most) return false
  weights.set(container, weight)
  return true
}
