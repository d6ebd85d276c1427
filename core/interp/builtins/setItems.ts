/** Sets of items. */
import { hashKey, type Machine, type SetValue, type Value } from '../../values/index.ts'
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
