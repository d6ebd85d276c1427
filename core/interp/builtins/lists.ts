/** `list` and `tuple`. Source: https://docs.python.org/3/library/stdtypes.html#sequence-types-list-tuple-range */
import {
  bool, canHold, int, iterator, list, none, notImplemented, openIterator, openList, str, tuple, unknown, unknownInt, type Arguments, type BoolValue, type ClassValue, type ListValue, type Machine, type Value,
} from '../../values/index.ts'
import { equality, membership } from './equality.ts'
import { reprOf } from './format.ts'
import { operatorMethods } from './numbers.ts'
import { objectClass } from './object.ts'
import { augmented, compare, isTooLong } from './operators.ts'
import { sortedItems } from './sorting.ts'
import { deleteItem, getItem, setItem } from './subscripts.ts'
import { classMethod, collected, content, define, dimOf, forget, holding, listOf, method, mutator, positionalOnly, rawMethod, tupleOf, whole, type Attribute } from './support.ts'
import { genericAlias } from './unions.ts'

/** `cls[…]` of a generic class. */
export const classGetItem = (owner: string): Attribute => classMethod(`${owner}.__class_getitem__`, (_machine, { positional: [cls = none, index = none] }) => genericAlias(cls, index))

/** What list and tuple share. `items` gives the items of the object; undefined where they are not known. */
function sequenceMethods(owner: 'list' | 'tuple', items: (machine: Machine, self: Value) => readonly Value[] | undefined): Attribute[] {
  return [
    ...operatorMethods(owner, { '+': 'add', '*': 'mul' }),
    ...Object.entries({ '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '==': 'eq', '!=': 'ne' }).map(([op, name]) =>
      rawMethod(`${owner}.__${name}__`, (machine, { positional: [left, right] }) => {
        if (!left || !right) return notImplemented
        const a = content(left), b = content(right)
        return a.kind === b.kind ? (compare(machine, op, a, b) ?? notImplemented) : notImplemented
      })),
    rawMethod(`${owner}.__rmul__`, (machine, { positional: [left, right] }) => (left && right ? machine.binary('*', content(left), right) : notImplemented)),
    rawMethod(`${owner}.__hash__`, () => unknown('a hash')),
    rawMethod(`${owner}.__repr__`, (machine, { positional: [self = none] }) => str(reprOf(machine, content(self)))),
    rawMethod(`${owner}.__len__`, (machine, { positional: [self = none] }) => { const all = items(machine, self); return all ? int(all.length) : unknownInt(0) }),
    rawMethod(`${owner}.__iter__`, (machine, { positional: [self = none] }) => { const all = items(machine, self); return all ? iterator([...all]) : openIterator() }),
    method(`${owner}.__contains__(self, item)`, (machine, { self, item }) => membership(machine, item, content(self)) ?? bool(undefined)),
    method(`${owner}.__getitem__(self, index)`, (machine, { self, index }) => getItem(machine, content(self), index) ?? none),
    method(`${owner}.index(self, value, start=0, stop=None)`, (machine, { self, value, start, stop }) => {
      const all = items(machine, self)
      if (!all) return unknownInt(0)
      const from = position(whole(machine, start), all.length), to = stop.kind === 'none' ? all.length : position(whole(machine, stop), all.length)
      for (let place = from; place < Math.min(to, all.length); place++) {
        const same = equality(machine, all[place]!, value).value
        if (same === undefined) return unknownInt(0)
        if (same) return int(place)
      }
      return machine.raise('ValueError', owner === 'tuple' ? 'tuple.index(x): x not in tuple' : `${machine.repr(value) ?? '?'} is not in list`, 'value')
    }),
    method(`${owner}.count(self, value)`, (machine, { self, value }) => {
      const truths = items(machine, self)?.map((item): BoolValue => equality(machine, item, value))
      return truths?.every((truth) => truth.value !== undefined) ? int(truths.filter((truth) => truth.value).length) : unknownInt(0)
    }),
    classGetItem(owner),
  ]
}
const position = (index: number, length: number): number => Math.max(0, index < 0 ? index + length : index)

const knownList = (machine: Machine, self: Value): readonly Value[] | undefined => { const held = listOf(machine, self); return held.open ? undefined : held.items }

/** A list about to change; where its items are not known it stays so. */
function changing(machine: Machine, self: Value): ListValue {
  const held = listOf(machine, self)
  machine.touch(held)
  return held
}

export const listClass: ClassValue = define('builtins.list', objectClass, [
  ...sequenceMethods('list', knownList),
  rawMethod('list.__init__', (machine, args) => {
    const [self = none, ...rest] = args.positional
    const held = changing(machine, self)
    const filled = fromIterable(machine, 'list', { ...args, positional: rest })
    held.items = filled.items
    held.open = filled.open
    return none
  }),
  mutator('list.__iadd__(self, other)', (machine, { self, other }) => augmented(machine, '+', self, other) ?? notImplemented),
  mutator('list.__imul__(self, other)', (machine, { self, other }) => augmented(machine, '*', self, other) ?? notImplemented),
  mutator('list.__setitem__(self, index, value)', (machine, { self, index, value }) => { setItem(machine, content(self), index, value) }),
  mutator('list.__delitem__(self, index)', (machine, { self, index }) => { deleteItem(machine, content(self), index) }),
  mutator('list.append(self, object)', (machine, { self, object }) => {
    const held = changing(machine, self)
    if (!canHold(held, object)) forget(machine, held)
    else if (!held.open) held.items.push(object)
  }),
  mutator('list.extend(self, iterable)', (machine, { self, iterable }) => {
    const items = machine.knownItems(iterable)
    const held = changing(machine, self)
    if (!items || held.open || isTooLong(held.items, items)) forget(machine, held)
    else held.items = [...held.items, ...items]
  }),
  mutator('list.insert(self, index, object)', (machine, { self, index, object }) => {
    const held = changing(machine, self)
    const place = dimOf(machine, index)
    if (typeof place !== 'number') forget(machine, held)
    else if (!held.open) held.items.splice(place < 0 ? Math.max(0, place + held.items.length) : place, 0, object)
  }),
  mutator('list.pop(self, index=-1)', (machine, { self, index }) => {
    const held = changing(machine, self)
    if (held.open) return unknown('an item of a list that is not known')
    if (held.items.length === 0) return machine.raise('IndexError', 'pop from empty list', 'index')
    const place = whole(machine, index)
    const at = place < 0 ? place + held.items.length : place
    if (at < 0 || at >= held.items.length) return machine.raise('IndexError', 'pop index out of range', 'index')
    return held.items.splice(at, 1)[0]!
  }),
  mutator('list.remove(self, value)', (machine, { self, value }) => {
    const held = changing(machine, self)
    if (held.open) return
    for (const [place, item] of held.items.entries()) {
      const same = equality(machine, item, value).value
      if (same === undefined) return machine.undecided('an item that may be equal')
      if (same) { held.items.splice(place, 1); return }
    }
    machine.raise('ValueError', 'list.remove(x): x not in list', 'value')
  }),
  mutator('list.clear(self)', (machine, { self }) => { const held = changing(machine, self); held.items = []; held.open = false }),
  mutator('list.reverse(self)', (machine, { self }) => { const held = changing(machine, self); held.items = [...held.items].reverse() }),
  mutator('list.sort(self, *, key=None, reverse=False)', (machine, { self, key, reverse }) => {
    const held = listOf(machine, self)
    const ordered = held.open ? undefined : sortedItems(machine, held.items, key, reverse)
    machine.touch(held)
    if (ordered) held.items = ordered
    else if (!held.open) held.items = held.items.map(() => unknown('a list sorted by values that are not known'))
  }),
  method('list.copy(self)', (machine, { self }) => { const held = listOf(machine, self); return held.open ? openList() : list([...held.items]) }),
  method('list.__reversed__(self)', (machine, { self }) => { const all = knownList(machine, self); return all ? iterator([...all].reverse()) : openIterator() }),
], {
  create: (machine, cls, args) => (cls === listClass ? fromIterable(machine, 'list', args) : holding(machine, cls, list([]))),
})

function fromIterable(machine: Machine, name: string, args: Arguments): ListValue {
  const values = positionalOnly(machine, name, args)
  if (values.length > 1) return machine.raise('TypeError', `${name} expected at most 1 argument, got ${values.length}`, 'argument')
  return values[0] ? collected(machine, values[0]) : list([])
}

export const tupleClass: ClassValue = define('builtins.tuple', objectClass, sequenceMethods('tuple', (machine, self) => tupleOf(machine, self).items), {
  create: (machine, cls, args) => {
    const filled = fromIterable(machine, 'tuple', args)
    if (filled.open) return unknown('a tuple of items that are not known')
    return cls === tupleClass ? tuple(filled.items) : tuple(filled.items, cls)
  },
})
