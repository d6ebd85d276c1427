/** Sets of items. */
import { hashKey, int, type Machine, type SetValue, type Value } from '../../values/index.ts'
import { keyOf } from './subscripts.ts'
import { requireHashable } from './equality.ts'

/** A set of known items; open where they, or whether they are equal, is not known. */
export function setOfItems(machine: Machine, items: readonly Value[] | undefined, frozen: boolean): SetValue {
  const made: SetValue = { kind: 'set', entries: new Map(), open: items === undefined, frozen }
  for (const item of items ?? []) addTo(machine, made, item)
  return made
}

/** Adds an item to a set that was announced to change. */
export function addTo(machine: Machine, target: SetValue, item: Value): void {
  requireHashable(machine, item)
  if (target.open) return
  const hash = typeof hashKey(item) === 'object' ? keyOf(machine, { entries: new Map([...target.entries].map(([key, value]) => [key, { key: value, value }])) }, item) : hashKey(item)
  if (hash === undefined) { target.entries = new Map(); target.open = true }
  else if (!target.entries.has(hash)) target.entries.set(hash, item)
}

/** A set's items in CPython's order, where it is that of small ints; undefined: the order is not fixed. */
export function orderedItems(set: SetValue): Value[] | undefined {
  const items = [...set.entries.values()]
  if (items.length < 2) return items
  // A table of up to 4 items has 8 places; a larger one has more than twice as many places as items, how many depends on how it grew.
  const places = items.length <= 4 ? 8 : 2 ** (Math.floor(Math.log2(2 * items.length)) + 1)
  const placed = new Map<number, number>()
  for (const item of items) {
    if (item.kind !== 'int' || typeof item.value !== 'number' || item.value < 0 || (items.length > 4 && item.value >= places)) return undefined
    placed.set(item.value % places, item.value)
  }
  if (placed.size < items.length) return undefined
  return [...placed].sort(([a], [b]) => a - b).map(([, value]) => int(value))
}
