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
  let size = 8
  for (let count = 1; count <= items.length; count++) if (count * 5 >= (size - 1) * 3) while (size <= count * 4) size *= 2
  const ints: number[] = []
  for (const item of items) {
    if (item.kind !== 'int' || typeof item.value !== 'number' || item.value < 0 || item.value >= size) return items.length < 2 ? items : undefined
    ints.push(item.value)
  }
  return ints.sort((a, b) => a - b).map(int)
}
