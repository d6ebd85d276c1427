/** `range` and `slice`. Source: https://docs.python.org/3/library/stdtypes.html#ranges */
import { ceilDiv, lowerBound, max, sub, type Dim } from '../../dims/index.ts'
import { bool, int, iterator, none, tuple, type Machine, type RangeValue, type Value } from '../../values/index.ts'
import { membership, some, equality } from './equality.ts'
import { objectClass } from './object.ts'
import { content, define, dimOf, method, positionalOnly, property, rawMethod, whole } from './support.ts'
import { getItem } from './subscripts.ts'

/** How many ints a range gives. */
export function rangeLength({ start, stop, step }: RangeValue): Dim {
  const span = step > 0 ? ceilDiv(sub(stop, start), step) : ceilDiv(sub(start, stop), -step)
  return typeof span !== 'number' && (lowerBound(span) ?? -1) >= 0 ? span : max(span, 0)
}

/** Longer ranges are not laid out. */
const longest = 100_000

/** The ints of a range; undefined where they are not known. */
export function rangeItems(range: RangeValue): Value[] | undefined {
  const { start, stop, step } = range
  const length = rangeLength(range)
  if (typeof length !== 'number' || length > longest) return undefined
  if (typeof start === 'number' && typeof stop === 'number') return Array.from({ length }, (_, index) => int(start + index * step))
  return undefined
}

const rangeOf = (machine: Machine, value: Value): RangeValue => (value.kind === 'range' ? value : machine.undecided('a range that is not known'))

export const rangeClass = define('builtins.range', objectClass, [
  property('range.start', (machine, self) => int(rangeOf(machine, self).start)),
  property('range.stop', (machine, self) => int(rangeOf(machine, self).stop)),
  property('range.step', (machine, self) => int(rangeOf(machine, self).step)),
  method('range.__len__(self)', (machine, { self }) => int(rangeLength(rangeOf(machine, self)))),
  method('range.__iter__(self)', (machine, { self }) => iterator(machine.items(self))),
  method('range.__contains__(self, item)', (machine, { self, item }) => membership(machine, item, self) ?? bool(undefined)),
  method('range.__getitem__(self, index)', (machine, { self, index }) => getItem(machine, self, index) ?? none),
  method('range.__reversed__(self)', (machine, { self }) => iterator(machine.items(self).reverse())),
  method('range.index(self, value)', (machine, { self, value }) => {
    const items = machine.items(self)
    const place = items.findIndex((item) => machine.equals(item, value))
    return place >= 0 ? int(place) : machine.raise('ValueError', `${machine.repr(value) ?? '?'} is not in range`, 'value')
  }),
  method('range.count(self, value)', (machine, { self, value }) => {
    const found = some(machine, machine.items(self).map((item) => equality(machine, item, value)))
    return found.value === undefined ? machine.undecided('a count that is not known') : int(found.value ? 1 : 0)
  }),
], {
  createsWhole: true,
  create: (machine, _cls, args) => {
    const values = positionalOnly(machine, 'range', args)
    if (values.length === 0 || values.length > 3) return machine.raise('TypeError', values.length === 0 ? 'range expected at least 1 argument, got 0' : `range expected at most 3 arguments, got ${values.length}`, 'argument')
    const [first, second, third] = values.map((value) => dimOf(machine, value))
    const step = third ?? 1
    if (typeof step !== 'number') return machine.undecided('a range of a symbolic step')
    if (step === 0) return machine.raise('ValueError', 'range() arg 3 must not be zero', 'value')
    return { kind: 'range', start: second === undefined ? 0 : (first ?? 0), stop: second === undefined ? (first ?? 0) : second, step }
  },
})

const boundsOf = (machine: Machine, value: Value): Value & { kind: 'slice' } => (value.kind === 'slice' ? value : machine.undecided('a slice that is not known'))

export const sliceClass = define('builtins.slice', objectClass, [
  property('slice.start', (machine, self) => boundsOf(machine, self).lower),
  property('slice.stop', (machine, self) => boundsOf(machine, self).upper),
  property('slice.step', (machine, self) => boundsOf(machine, self).step),
  rawMethod('slice.indices', (machine, { positional: [self, length] }) => {
    const bounds = boundsOf(machine, self ?? none)
    const size = whole(machine, length ?? none)
    const step = content(bounds.step).kind === 'none' ? 1 : whole(machine, bounds.step)
    const clamp = (bound: Value, missing: number): number => {
      if (bound.kind === 'none') return missing
      const position = whole(machine, bound)
      const placed = position < 0 ? position + size : position
      return step > 0 ? Math.min(Math.max(placed, 0), size) : Math.min(Math.max(placed, -1), size - 1)
    }
    return tuple([int(clamp(bounds.lower, step > 0 ? 0 : size - 1)), int(clamp(bounds.upper, step > 0 ? size : -1)), int(step)])
  }),
], {
  createsWhole: true,
  create: (machine, _cls, args) => {
    const values = positionalOnly(machine, 'slice', args)
    if (values.length === 0) return machine.raise('TypeError', 'slice expected at least 1 argument, got 0', 'argument')
    const [first = none, second, third = none] = values
    return second === undefined ? { kind: 'slice', lower: none, upper: first, step: none } : { kind: 'slice', lower: first, upper: second, step: third }
  },
})
