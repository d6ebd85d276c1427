/** The methods that `Sequence`, `Mapping` and `Set` give to classes that state the abstract ones. Source: https://docs.python.org/3/library/collections.abc.html */
import { bool, dict, int, iterator, none, notImplemented, tuple, type Machine, type Value } from '../../values/index.ts'
import { equality } from '../builtins/equality.ts'
import { enter } from '../builtins/dicts.ts'
import { method, rawMethod, type Attribute } from '../builtins/support.ts'

/** Longer sequences of the sources are not walked. */
const most = 100_000

function sequenceItems(machine: Machine, self: Value): Value[] {
  const length = machine.length(self)
  if (length.kind !== 'int' || typeof length.value !== 'number' || length.value > most) return machine.undecided('a length that is not known')
  return Array.from({ length: length.value }, (_, index) => { machine.step(); return machine.getItem(self, int(index)) })
}

const same = (machine: Machine, a: Value, b: Value): boolean => equality(machine, a, b).value ?? machine.undecided('an item that may be equal')

export const sequenceMixins: readonly Attribute[] = [
  rawMethod('collections.abc.Sequence.__iter__', (machine, { positional: [self = none] }) => iterator(sequenceItems(machine, self))),
  rawMethod('collections.abc.Sequence.__reversed__', (machine, { positional: [self = none] }) => iterator(sequenceItems(machine, self).reverse())),
  rawMethod('collections.abc.Sequence.__contains__', (machine, { positional: [self = none, item = none] }) => bool(machine.items(self).some((each) => same(machine, each, item)))),
  method('collections.abc.Sequence.index(self, value, start=0, stop=None)', (machine, { self, value }) => {
    const place = machine.items(self).findIndex((each) => same(machine, each, value))
    return place >= 0 ? int(place) : machine.raise('ValueError', '', 'value')
  }),
  method('collections.abc.Sequence.count(self, value)', (machine, { self, value }) => int(machine.items(self).filter((each) => same(machine, each, value)).length)),
  method('collections.abc.MutableSequence.append(self, value)', (machine, { self, value }) => { machine.call(machine.getAttribute(self, 'insert'), [machine.length(self), value]) }),
  method('collections.abc.MutableSequence.extend(self, values)', (machine, { self, values }) => { for (const value of machine.items(values)) machine.call(machine.getAttribute(self, 'append'), [value]) }),
]

const pairs = (machine: Machine, self: Value): (readonly [Value, Value])[] => machine.items(self).map((key) => [key, machine.getItem(self, key)] as const)

/** What a mapping holds under a key, when its own iteration says that it has the key. */
function held(machine: Machine, self: Value, key: Value): Value | undefined {
  const has = machine.truth(machine.compare('in', key, self))
  if (has === undefined) return machine.undecided('a key that is not known')
  return has ? machine.getItem(self, key) : undefined
}

export const mappingMixins: readonly Attribute[] = [
  method('collections.abc.Mapping.get(self, key, default=None)', (machine, { self, key, default: otherwise }) => held(machine, self, key) ?? otherwise),
  rawMethod('collections.abc.Mapping.__contains__', (machine, { positional: [self = none, key = none] }) => bool(machine.items(self).some((each) => same(machine, each, key)))),
  method('collections.abc.Mapping.keys(self)', (machine, { self }) => ({ kind: 'list', items: machine.items(self), open: false })),
  method('collections.abc.Mapping.values(self)', (machine, { self }) => ({ kind: 'list', items: pairs(machine, self).map(([, value]) => value), open: false })),
  method('collections.abc.Mapping.items(self)', (machine, { self }) => ({ kind: 'list', items: pairs(machine, self).map((pair) => tuple(pair)), open: false })),
  rawMethod('collections.abc.Mapping.__eq__', (machine, { positional: [self = none, other = none] }) => {
    if (other.kind !== 'dict' && other.kind !== 'instance') return notImplemented
    const mine = dict(pairs(machine, self)), theirs = dict([])
    enter(machine, theirs, other, new Map(), false)
    return equality(machine, mine, theirs)
  }),
  method('collections.abc.MutableMapping.setdefault(self, key, default=None)', (machine, { self, key, default: otherwise }) => {
    const value = held(machine, self, key)
    if (value === undefined) machine.setItem(self, key, otherwise)
    return value ?? otherwise
  }),
  method('collections.abc.MutableMapping.pop(self, key, default=...)', (machine, { self, key, default: otherwise }) => {
    const value = held(machine, self, key)
    if (value === undefined) return otherwise.kind === 'ellipsis' ? machine.raise('KeyError', machine.repr(key) ?? '?', 'key') : otherwise
    machine.call(machine.getAttribute(self, '__delitem__'), [key])
    return value
  }),
  method('collections.abc.MutableMapping.update(self, other=(), Any**** kwargs)', (machine, { self, other, kwargs }) => {
    const entered = dict([])
    enter(machine, entered, other, kwargs, false)
    if (entered.open) machine.undecided('a mapping that is not known')
    for (const { key, value } of entered.entries.values()) machine.setItem(self, key, value)
  }),
]

export const setMixins: readonly Attribute[] = [
  method('collections.abc.Set.isdisjoint(self, other)', (machine, { self, other }) => { const items = machine.items(other); return bool(!machine.items(self).some((item) => items.some((each) => same(machine, each, item)))) }),
]
