/** The module `collections`. Source: https://docs.python.org/3/library/collections.html */
import { builtin, dict, instance, int, none, openIterator, iterator, str, tuple, unknown, type ClassValue, type DictValue, type Machine, type Value } from '../../values/index.ts'
import { dictClass, enter } from '../builtins/dicts.ts'
import { sortedItems } from '../builtins/sorting.ts'
import { setInDict } from '../builtins/subscripts.ts'
import { content, define, dictOf, forget, holding, method, mutator, rawMethod } from '../builtins/support.ts'
import { dequeClass } from './deque.ts'
import { func, entries, type Table } from './module.ts'
import { namedTuple } from './namedtuple.ts'

export const orderedDictClass: ClassValue = define('collections.OrderedDict', dictClass, [
  mutator('collections.OrderedDict.move_to_end(self, key, last=True)', (machine, { self, key, last }) => {
    const held = dictOf(machine, self)
    const value = machine.getItem(held, key)
    machine.touch(held)
    const hash = [...held.entries.entries()].find(([, entry]) => entry.value === value && machine.equals(entry.key, key))?.[0]
    const entry = hash === undefined ? undefined : held.entries.get(hash)
    if (hash === undefined || !entry) return machine.undecided('an entry of a dict that is not known')
    const rest = [...held.entries].filter(([other]) => other !== hash)
    held.entries = new Map(machine.isTrue(last) ? [...rest, [hash, entry]] : [[hash, entry], ...rest])
    return none
  }),
], { create: (machine, cls, args) => filled(machine, cls, orderedDictClass, dict([], orderedDictClass), args.positional[0], args) })

/** A dict of a native class with what the constructor enters; an instance that holds one, still empty, for a subclass. */
function filled(machine: Machine, cls: ClassValue, native: ClassValue, made: DictValue, from: Value | undefined, args: { readonly keywords: ReadonlyMap<string, Value>; readonly open?: boolean | undefined }): Value {
  if (cls !== native) return holding(machine, cls, made)
  enter(machine, made, from, args.keywords, args.open ?? false)
  return made
}

export const defaultDictClass: ClassValue = define('collections.defaultdict', dictClass, [
  rawMethod('collections.defaultdict.__init__', (machine, { positional: [self = none, factory = none, from], keywords, open }) => {
    if (self.kind !== 'instance') return none
    machine.touch(self)
    const made: DictValue = { ...dict([], defaultDictClass), factory }
    enter(machine, made, from, keywords, open ?? false)
    self.payload = made
    return none
  }),
], {
  create: (machine, cls, args) => {
    const [factory = none, from] = args.positional
    return filled(machine, cls, defaultDictClass, { ...dict([], defaultDictClass), factory }, from, args)
  },
})

/** Counts the items of an iterable, or takes counts from a mapping. */
function count(machine: Machine, target: DictValue, from: Value | undefined, keywords: ReadonlyMap<string, Value>, sign: '+' | '-'): void {
  const add = (key: Value, amount: Value): void => setInDict(machine, target, key, machine.binary(sign, target.open ? unknown('a count') : machine.getItem(target, key), amount))
  if (from && from.kind !== 'none') {
    const held = content(from)
    if (held.kind === 'dict') { if (held.open) forget(machine, target); else for (const { key, value } of held.entries.values()) add(key, value) }
    else {
      const items = machine.knownItems(from)
      if (!items) forget(machine, target)
      for (const item of items ?? []) add(item, int(1))
    }
  }
  for (const [name, value] of keywords) add(str(name), value)
}

export const counterClass: ClassValue = define('collections.Counter', dictClass, [
  rawMethod('collections.Counter.__init__', (machine, { positional: [self = none, from], keywords }) => { const held = dictOf(machine, self); machine.touch(held); count(machine, held, from, keywords, '+'); return none }),
  mutator('collections.Counter.update(self, iterable=None, Any**** kwargs)', (machine, { self, iterable, kwargs }) => { count(machine, dictOf(machine, self), iterable, kwargs, '+') }),
  mutator('collections.Counter.subtract(self, iterable=None, Any**** kwargs)', (machine, { self, iterable, kwargs }) => { count(machine, dictOf(machine, self), iterable, kwargs, '-') }),
  method('collections.Counter.most_common(self, n=None)', (machine, { self, n }) => {
    const held = dictOf(machine, self)
    const pairs = held.open ? undefined : [...held.entries.values()].map((entry) => tuple([entry.key, entry.value]))
    const byCount = builtin('collections.Counter.count', (_machine, { positional: [pair = none] }) => (pair.kind === 'tuple' ? pair.items[1] ?? none : none))
    const ordered = pairs && sortedItems(machine, pairs, byCount, { kind: 'bool', value: true })
    if (!ordered) return machine.undecided('counts that are not known')
    const most = n.kind === 'int' && typeof n.value === 'number' ? n.value : ordered.length
    return { kind: 'list', items: ordered.slice(0, most), open: false }
  }),
  method('collections.Counter.elements(self)', (machine, { self }) => {
    const held = dictOf(machine, self)
    const counts = [...held.entries.values()].map((entry) => ({ key: entry.key, times: entry.value.kind === 'int' ? entry.value.value : undefined }))
    if (held.open || counts.some(({ times }) => typeof times !== 'number')) return openIterator()
    machine.room(counts.reduce((sum, { times }) => sum + Math.max(0, Number(times)), 0))
    return iterator(counts.flatMap(({ key, times }) => Array.from({ length: Math.max(0, Number(times)) }, () => key)))
  }),
  method('collections.Counter.total(self)', (machine, { self }) => {
    const held = dictOf(machine, self)
    return held.open ? machine.undecided('counts that are not known') : [...held.entries.values()].reduce<Value>((sum, entry) => machine.binary('+', sum, entry.value), int(0))
  }),
], {
  create: (machine, cls, args) => {
    const made = dict([], counterClass)
    if (cls !== counterClass) return holding(machine, cls, made)
    count(machine, made, args.positional[0], args.keywords, '+')
    return made
  },
})

/** The first of several mappings that has a key answers. */
const chainMapClass: ClassValue = define('collections.ChainMap', dictClass, [], {
  create: (machine, cls, args) => {
    const made = dict([])
    for (const map of [...args.positional].reverse()) enter(machine, made, map, new Map(), args.open ?? false)
    const chained = holding(machine, cls, made)
    chained.attributes.set('maps', { kind: 'list', items: [...args.positional], open: args.open ?? false })
    return chained
  },
  createsWhole: true,
})

/** `UserDict` and `UserList` hold what they wrap as `data`. */
const userClass = (name: string, base: ClassValue, empty: () => Value): ClassValue => define(`collections.${name}`, base, [], { create: (_machine, cls, args) => { const made = instance(cls, args.site); made.payload = empty(); made.attributes.set('data', made.payload); return made } })

export const collectionsTable = (): Table => ({
  OrderedDict: orderedDictClass, defaultdict: defaultDictClass, Counter: counterClass, ChainMap: chainMapClass, deque: dequeClass,
  UserDict: () => userClass('UserDict', dictClass, () => dict([])),
  ...entries(func('collections.namedtuple(typename, field_names, *, rename=False, defaults=None, module=None)', (machine, { typename, field_names, rename, defaults }) => namedTuple(machine, typename, field_names, rename, defaults))),
})

