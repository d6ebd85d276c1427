/** `set` and `frozenset`. Source: https://docs.python.org/3/library/stdtypes.html#set-types-set-frozenset */
import {
  bool, hashKey, int, iterator, none, notImplemented, openIterator, str, unknown, unknownBool, unknownInt, type Arguments, type ClassValue, type Machine, type SetValue, type Value,
} from '../../values/index.ts'
import { membership, requireHashable } from './equality.ts'
import { reprOf } from './format.ts'
import { classGetItem } from './lists.ts'
import { operatorMethods } from './numbers.ts'
import { objectClass } from './object.ts'
import { augmented, compare, setAlgebra } from './operators.ts'
import { addTo, setOfItems } from './setItems.ts'
import { content, define, forget, holding, method, mutator, positionalOnly, rawMethod, setOf, type Attribute } from './support.ts'

const asSet = (machine: Machine, value: Value): SetValue => {
  const held = content(value)
  return held.kind === 'set' ? held : setOfItems(machine, machine.knownItems(value), false)
}

/** A method that combines the set with any number of iterables. */
const combining = (owner: string, name: string, op: string): Attribute => method(`${owner}.${name}(self, Any... others)`, (machine, parameters) => {
  const { self, others } = parameters as { readonly self: Value; readonly others: readonly Value[] }
  return others.reduce<SetValue>((result, other) => setAlgebra(op, result, asSet(machine, other)) ?? result, { ...setOf(machine, self), entries: new Map(setOf(machine, self).entries) })
})
const updating = (name: string, op: string): Attribute => mutator(`set.${name}(self, Any... others)`, (machine, parameters) => {
  const { self, others } = parameters as { readonly self: Value; readonly others: readonly Value[] }
  const held = setOf(machine, self)
  const result = others.reduce<SetValue>((sum, other) => setAlgebra(op, sum, asSet(machine, other)) ?? sum, held)
  machine.touch(held)
  held.entries = new Map(result.entries)
  held.open = result.open
})
const relation = (owner: string, name: string, op: string): Attribute => method(`${owner}.${name}(self, other)`, (machine, parameters) => {
  const { self, other } = parameters as { readonly self: Value; readonly other: Value }
  return compare(machine, op, setOf(machine, self), asSet(machine, other)) ?? unknownBool
})

const shared = (owner: string): Attribute[] => [
  ...operatorMethods(owner, { '|': 'or', '&': 'and', '-': 'sub', '^': 'xor' }, true),
  ...Object.entries({ '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' }).map(([op, name]) => rawMethod(`${owner}.__${name}__`, (machine, { positional: [left = none, right = none] }) => {
    const a = content(left), b = content(right)
    return a.kind === 'set' && b.kind === 'set' ? (compare(machine, op, a, b) ?? notImplemented) : notImplemented
  })),
  rawMethod(`${owner}.__hash__`, () => unknown('a hash')),
  rawMethod(`${owner}.__repr__`, (machine, { positional: [self = none] }) => str(reprOf(machine, content(self)))),
  rawMethod(`${owner}.__len__`, (machine, { positional: [self = none] }) => { const held = setOf(machine, self); return held.open ? unknownInt(0) : int(held.entries.size) }),
  rawMethod(`${owner}.__iter__`, (machine, { positional: [self = none] }) => { const held = setOf(machine, self); return held.open ? openIterator() : iterator([...held.entries.values()]) }),
  method(`${owner}.__contains__(self, item)`, (machine, { self, item }) => membership(machine, item, content(self)) ?? unknownBool),
  method(`${owner}.copy(self)`, (machine, { self }) => { const held = setOf(machine, self); return { ...held, entries: new Map(held.entries) } }),
  combining(owner, 'union', '|'), combining(owner, 'intersection', '&'), combining(owner, 'difference', '-'), combining(owner, 'symmetric_difference', '^'),
  relation(owner, 'issubset', '<='), relation(owner, 'issuperset', '>='),
  method(`${owner}.isdisjoint(self, other)`, (machine, { self, other }) => {
    const both = setAlgebra('&', setOf(machine, self), asSet(machine, other))
    return bool(!both || both.open ? undefined : both.entries.size === 0)
  }),
  classGetItem(owner),
]

export const setClass: ClassValue = define('builtins.set', objectClass, [
  ...shared('set'),
  rawMethod('set.__init__', (machine, args) => {
    const [self = none, ...rest] = args.positional
    const held = setOf(machine, self)
    const filled = fromIterable(machine, 'set', { ...args, positional: rest }, false)
    machine.touch(held)
    held.entries = filled.entries
    held.open = filled.open
    return none
  }),
  ...Object.entries({ '|': 'or', '&': 'and', '-': 'sub', '^': 'xor' }).map(([op, name]) => mutator(`set.__i${name}__(self, other)`, (machine, { self, other }) => augmented(machine, op, self, other) ?? notImplemented)),
  mutator('set.add(self, item)', (machine, { self, item }) => { const held = setOf(machine, self); machine.touch(held); addTo(machine, held, item) }),
  mutator('set.discard(self, item)', (machine, { self, item }) => { remove(machine, self, item) }),
  mutator('set.remove(self, item)', (machine, { self, item }) => { if (!remove(machine, self, item)) machine.raise('KeyError', machine.repr(item) ?? '?', 'key') }),
  mutator('set.pop(self)', (machine, { self }) => {
    const held = setOf(machine, self)
    if (held.open) return unknown('an item of a set that is not known')
    if (held.entries.size === 0) return machine.raise('KeyError', "'pop from an empty set'", 'key')
    if (held.entries.size > 1) return machine.undecided('which item a set gives')
    const [only] = held.entries.values()
    machine.touch(held)
    held.entries.clear()
    return only ?? none
  }),
  mutator('set.clear(self)', (machine, { self }) => { const held = setOf(machine, self); machine.touch(held); held.entries = new Map(); held.open = false }),
  updating('update', '|'), updating('intersection_update', '&'), updating('difference_update', '-'), updating('symmetric_difference_update', '^'),
], { create: (machine, cls, args) => (cls === setClass ? fromIterable(machine, 'set', args, false) : holding(machine, cls, setOfItems(machine, [], false))) })

/** False: the set does not have the item. */
function remove(machine: Machine, self: Value, item: Value): boolean {
  const held = setOf(machine, self)
  requireHashable(machine, item)
  if (held.open) return true
  const has = membership(machine, item, held)?.value
  if (has === false) return false
  const hash = hashKey(item)
  machine.touch(held)
  if (has === undefined || hash === undefined || !held.entries.delete(hash)) forget(machine, held)
  return true
}

export const frozensetClass: ClassValue = define('builtins.frozenset', objectClass, shared('frozenset'), {
  create: (machine, cls, args) => {
    const made = fromIterable(machine, 'frozenset', args, true)
    return cls === frozensetClass ? made : holding(machine, cls, made)
  },
})

function fromIterable(machine: Machine, name: string, args: Arguments, frozen: boolean): SetValue {
  const values = positionalOnly(machine, name, args)
  if (values.length > 1) return machine.raise('TypeError', `${name} expected at most 1 argument, got ${values.length}`, 'argument')
  return setOfItems(machine, values[0] ? machine.knownItems(values[0]) : [], frozen)
}
