/** What a rule can do without. */
import { Undecided, type Machine } from '../../values/index.ts'

/** What is read, or 'unknown' where it is not known; for an argument that does not change what the rule answers. */
export function ifKnown<T>(machine: Machine, read: () => T): T | 'unknown' {
  try {
    return read()
  } catch (effect) {
    if (!(effect instanceof Undecided)) throw effect
    machine.gaveUp(effect.reason)
    return 'unknown'
  }
}
