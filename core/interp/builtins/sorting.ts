/** Sorting, and the largest and smallest of several values. */
import { max, min } from '../../dims/index.ts'
import { int, unknownFloat, type Machine, type Value } from '../../values/index.ts'
import { doubleOf, integerOf } from './arithmetic.ts'
import { compareText } from './equality.ts'
import { content } from './support.ts'

/** The items in order, equal ones as they stood; undefined where a comparison is not known. */
export function sortedItems(machine: Machine, items: readonly Value[], key: Value, reverse: Value): Value[] | undefined {
  const descending = machine.truth(reverse)
  const keyed = items.map((item) => ({ item, key: content(key.kind === 'none' ? item : machine.call(key, [item])) }))
  if (descending === undefined) return undefined
  if (items.length < 2) return [...items]
  const before = orderOf(machine, keyed.map((each) => each.key))
  const unsure = new Error('a comparison that is not known')
  try {
    keyed.sort((a, b) => {
      machine.step()
      const sign = before(a.key, b.key)
      if (sign === undefined) throw unsure
      return descending ? -sign : sign
    })
  } catch (thrown) {
    if (thrown === unsure) return undefined
    throw thrown
  }
  return keyed.map((each) => each.item)
}

/** How two keys compare: negative, zero, positive; undefined where it is not known. */
function orderOf(machine: Machine, keys: readonly Value[]): (a: Value, b: Value) => number | undefined {
  if (keys.every((key) => doubleOf(key) !== undefined && !Number.isNaN(doubleOf(key)))) return (a, b) => doubleOf(a)! - doubleOf(b)!
  if (keys.every((key) => key.kind === 'str' && key.value !== undefined)) return (a, b) => (a.kind === 'str' && b.kind === 'str' ? compareText(a.value ?? '', b.value ?? '') : undefined)
  return (a, b) => {
    const less = machine.truth(machine.compare('<', a, b))
    if (less === undefined) return undefined
    if (less) return -1
    const greater = machine.truth(machine.compare('<', b, a))
    return greater === undefined ? undefined : greater ? 1 : 0
  }
}

/** The first of the largest (or smallest) items. Ints may be symbolic. */
export function extreme(machine: Machine, which: 'max' | 'min', items: readonly Value[], key: Value): Value {
  const [first, ...rest] = items
  if (first === undefined) return machine.undecided('the extreme of nothing')
  if (key.kind === 'none') {
    const dims = items.map((item) => (item.kind === 'int' || item.kind === 'bool' ? integerOf(item) : undefined))
    if (items.some((item) => item.kind === 'int' && typeof item.value !== 'number') && dims.every((dim) => dim !== undefined)) {
      return int(dims.map((dim) => dim ?? 0).reduce(which === 'max' ? max : min))
    }
  }
  let best = first
  let bestKey = key.kind === 'none' ? first : machine.call(key, [first])
  for (const item of rest) {
    machine.step()
    const itemKey = key.kind === 'none' ? item : machine.call(key, [item])
    const better = machine.truth(machine.compare(which === 'max' ? '>' : '<', itemKey, bestKey))
    if (better === undefined) return items.every((each) => each.kind === 'float') && key.kind === 'none' ? unknownFloat : machine.undecided('a comparison that is not known')
    if (better) { best = item; bestKey = itemKey }
  }
  return best
}
