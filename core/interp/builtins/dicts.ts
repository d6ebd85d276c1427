/** `dict` and its views. Source: https://docs.python.org/3/library/stdtypes.html#mapping-types-dict */
import {
  bool, dict, instance, int, iterator, none, notImplemented, openIterator, str, tuple, unknown, unknownBool, unknownInt, type Arguments, type ClassValue, type DictValue, type InstanceValue, type Machine, type SetValue, type Value,
} from '../../values/index.ts'
import { membership } from './equality.ts'
import { reprOf } from './format.ts'
import { classGetItem } from './lists.ts'
import { operatorMethods } from './numbers.ts'
import { objectClass } from './object.ts'
import { augmented, compare, setAlgebra } from './operators.ts'
import { setOfItems } from './setItems.ts'
import { deleteItem, getItem, lookup, removeKey, setInDict } from './subscripts.ts'
import { classMethod, content, define, dictOf, forget, holding, method, mutator, rawMethod, type Attribute } from './support.ts'

/** Enters pairs, a mapping, and keywords, as `dict.update` and the constructor do. */
export function enter(machine: Machine, target: DictValue, source: Value | undefined, keywords: ReadonlyMap<string, Value>, open: boolean): void {
  machine.touch(target)
  if (open || (source && !enterFrom(machine, target, source))) { forget(machine, target); return }
  for (const [name, value] of keywords) setInDict(machine, target, str(name), value)
}

/** False: what the source holds is not known. */
function enterFrom(machine: Machine, target: DictValue, source: Value): boolean {
  const held = content(source)
  if (held.kind === 'dict') {
    if (held.open) return false
    for (const { key, value } of [...held.entries.values()]) setInDict(machine, target, key, value)
    return true
  }
  if (held.kind === 'unknown') return false
  if (held.kind === 'instance' && machine.findAttribute(held, 'keys')) {
    const keys = machine.knownItems(machine.call(machine.getAttribute(held, 'keys'), []))
    for (const key of keys ?? []) setInDict(machine, target, key, machine.getItem(held, key))
    return keys !== undefined
  }
  const pairs = machine.knownItems(source)
  if (!pairs) return false
  for (const [index, pair] of pairs.entries()) {
    machine.step()
    if (pair.kind === 'unknown') return false
    if (pair.kind === 'int' || pair.kind === 'float' || pair.kind === 'bool' || pair.kind === 'none') machine.raise('TypeError', `cannot convert dictionary update sequence element #${index} to a sequence`, 'argument-type')
    const parts = machine.knownItems(pair)
    if (!parts) return false
    const [key, value] = parts
    if (parts.length !== 2 || !key || !value) machine.raise('ValueError', `dictionary update sequence element #${index} has length ${parts.length}; 2 is required`, 'value')
    setInDict(machine, target, key, value)
  }
  return true
}

/** A view of a dict: it shows what the dict holds when it is asked. */
function view(cls: ClassValue, of: Value): InstanceValue {
  const made = instance(cls)
  made.attributes.set('mapping', of)
  return made
}

type Entry = { readonly key: Value; readonly value: Value }
const viewed = (machine: Machine, self: Value): DictValue => (self.kind === 'instance' ? dictOf(machine, self.attributes.get('mapping') ?? none) : machine.undecided('a view that is not known'))

function viewMethods(name: string, item: (entry: Entry) => Value): Attribute[] {
  const items = (machine: Machine, self: Value): Value[] | undefined => { const of = viewed(machine, self); return of.open ? undefined : [...of.entries.values()].map(item) }
  const asSet = (machine: Machine, value: Value): SetValue => setOfItems(machine, value.kind === 'instance' && value.attributes.has('mapping') ? items(machine, value) : machine.knownItems(value), false)
  const algebra = Object.entries({ '|': 'or', '&': 'and', '-': 'sub', '^': 'xor' }).flatMap(([op, dunder]) => [
    rawMethod(`${name}.__${dunder}__`, (machine, { positional: [left = none, right = none] }) => setAlgebra(op, asSet(machine, left), asSet(machine, right)) ?? notImplemented),
    rawMethod(`${name}.__r${dunder}__`, (machine, { positional: [right = none, left = none] }) => setAlgebra(op, asSet(machine, left), asSet(machine, right)) ?? notImplemented),
  ])
  const comparisons = Object.entries({ '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' }).map(([op, dunder]) =>
    rawMethod(`${name}.__${dunder}__`, (machine, { positional: [left = none, right = none] }) => {
      const other = content(right)
      if (name === 'dict_values' || (other.kind !== 'set' && !(other.kind === 'instance' && other.attributes.has('mapping')))) return notImplemented
      return compare(machine, op, asSet(machine, left), asSet(machine, right)) ?? notImplemented
    }))
  return [
    rawMethod(`${name}.__len__`, (machine, { positional: [self = none] }) => { const all = items(machine, self); return all ? int(all.length) : unknownInt(0) }),
    rawMethod(`${name}.__iter__`, (machine, { positional: [self = none] }) => { const all = items(machine, self); return all ? iterator(all) : openIterator() }),
    rawMethod(`${name}.__reversed__`, (machine, { positional: [self = none] }) => { const all = items(machine, self); return all ? iterator(all.reverse()) : openIterator() }),
    rawMethod(`${name}.__contains__`, (machine, { positional: [self = none, wanted = none] }) => {
      const all = items(machine, self)
      return all ? (membership(machine, wanted, name === 'dict_keys' ? viewed(machine, self) : tuple(all)) ?? unknownBool) : unknownBool
    }),
    rawMethod(`${name}.__repr__`, (machine, { positional: [self = none] }) => {
      const all = items(machine, self)
      const shown = all && machine.repr({ kind: 'list', items: all, open: false })
      return str(shown === undefined ? undefined : `${name}(${shown})`)
    }),
    ...(name === 'dict_values' ? [] : [...algebra, method(`${name}.isdisjoint(self, other)`, (machine, { self, other }) => {
      const shared = setAlgebra('&', asSet(machine, self), asSet(machine, other))
      return bool(!shared || shared.open ? undefined : shared.entries.size === 0)
    })]),
    ...comparisons,
  ]
}

export const keysClass = define('builtins.dict_keys', objectClass, viewMethods('dict_keys', (entry) => entry.key))
export const valuesClass = define('builtins.dict_values', objectClass, viewMethods('dict_values', (entry) => entry.value))
export const itemsClass = define('builtins.dict_items', objectClass, viewMethods('dict_items', (entry) => tuple([entry.key, entry.value])))

const missingKey = (machine: Machine, key: Value): never => machine.raise('KeyError', machine.repr(key) ?? '?', 'key')

export const dictClass: ClassValue = define('builtins.dict', objectClass, [
  ...operatorMethods('dict', { '|': 'or' }, true),
  ...Object.entries({ '==': 'eq', '!=': 'ne' }).map(([op, name]) => rawMethod(`dict.__${name}__`, (machine, { positional: [left = none, right = none] }) => {
    const a = content(left), b = content(right)
    return a.kind === 'dict' && b.kind === 'dict' ? (compare(machine, op, a, b) ?? notImplemented) : notImplemented
  })),
  rawMethod('dict.__init__', (machine, args) => {
    const [self = none, source] = args.positional
    enter(machine, dictOf(machine, self), source, args.keywords, args.open ?? false)
    return none
  }),
  rawMethod('dict.__repr__', (machine, { positional: [self = none] }) => str(reprOf(machine, content(self)))),
  rawMethod('dict.__len__', (machine, { positional: [self = none] }) => { const held = dictOf(machine, self); return held.open ? unknownInt(0) : int(held.entries.size) }),
  rawMethod('dict.__iter__', (machine, { positional: [self = none] }) => { const held = dictOf(machine, self); return held.open ? openIterator() : iterator([...held.entries.values()].map((entry) => entry.key)) }),
  rawMethod('dict.__reversed__', (machine, { positional: [self = none] }) => { const held = dictOf(machine, self); return held.open ? openIterator() : iterator([...held.entries.values()].map((entry) => entry.key).reverse()) }),
  method('dict.__contains__(self, key)', (machine, { self, key }) => membership(machine, key, content(self)) ?? unknownBool),
  method('dict.__getitem__(self, key)', (machine, { self, key }) => getItem(machine, content(self), key) ?? none),
  mutator('dict.__setitem__(self, key, value)', (machine, { self, key, value }) => { setInDict(machine, dictOf(machine, self), key, value) }),
  mutator('dict.__delitem__(self, key)', (machine, { self, key }) => { deleteItem(machine, content(self), key) }),
  mutator('dict.__ior__(self, other)', (machine, { self, other }) => augmented(machine, '|', self, other) ?? notImplemented),
  method('dict.get(self, key, default=None)', (machine, { self, key, default: otherwise }) => {
    const found = lookup(machine, dictOf(machine, self), key)
    return found === 'unknown' ? unknown('an entry of a dict that is not known') : (found ?? otherwise)
  }),
  mutator('dict.setdefault(self, key, default=None)', (machine, { self, key, default: otherwise }) => {
    const held = dictOf(machine, self)
    const found = lookup(machine, held, key)
    if (found === undefined) setInDict(machine, held, key, otherwise)
    return found === 'unknown' ? machine.undecided('an entry of a dict that is not known') : (found ?? otherwise)
  }),
  mutator('dict.pop(self, key, default=...)', (machine, { self, key, default: otherwise }) => {
    const held = dictOf(machine, self)
    const removed = removeKey(machine, held, key)
    return removed ?? (otherwise.kind === 'ellipsis' ? missingKey(machine, key) : otherwise)
  }),
  mutator('dict.popitem(self, last=True)', (machine, { self, last }) => {
    const held = dictOf(machine, self)
    if (held.open) return unknown('an entry of a dict that is not known')
    const hash = machine.isTrue(last) ? [...held.entries.keys()].at(-1) : [...held.entries.keys()][0]
    const entry = hash === undefined ? undefined : held.entries.get(hash)
    if (hash === undefined || !entry) return machine.raise('KeyError', "'popitem(): dictionary is empty'", 'key')
    machine.touch(held)
    held.entries.delete(hash)
    return tuple([entry.key, entry.value])
  }),
  mutator('dict.update(self, Any... args, Any**** kwargs)', (machine, { self, args, kwargs }) => {
    if (args.length > 1) machine.raise('TypeError', `update expected at most 1 argument, got ${args.length}`, 'argument')
    enter(machine, dictOf(machine, self), args[0], kwargs, false)
  }),
  mutator('dict.clear(self)', (machine, { self }) => { const held = dictOf(machine, self); machine.touch(held); held.entries = new Map(); held.open = false }),
  method('dict.copy(self)', (machine, { self }) => { const held = dictOf(machine, self); return { ...held, entries: new Map(held.entries) } }),
  method('dict.keys(self)', (_machine, { self }) => view(keysClass, content(self))),
  method('dict.values(self)', (_machine, { self }) => view(valuesClass, content(self))),
  method('dict.items(self)', (_machine, { self }) => view(itemsClass, content(self))),
  classMethod('dict.fromkeys', (machine, args) => fromKeys(machine, args)),
  classGetItem('dict'),
], {
  create: (machine, cls, args) => {
    const made = dict([])
    if (cls !== dictClass) return holding(machine, cls, made)
    if (args.positional.length > 1) return machine.raise('TypeError', `dict expected at most 1 argument, got ${args.positional.length}`, 'argument')
    enter(machine, made, args.positional[0], args.keywords, args.open ?? false)
    return made
  },
})

function fromKeys(machine: Machine, { positional: [cls, keys = none, value = none] }: Arguments): Value {
  if (cls?.kind !== 'class') return machine.undecided('a class that is not known')
  const made = machine.call(cls, [])
  const target = dictOf(machine, made)
  const items = machine.knownItems(keys)
  if (!items) forget(machine, target)
  for (const key of items ?? []) setInDict(machine, target, key, value)
  return made
}

