/** `collections.deque`. Source: https://docs.python.org/3/library/collections.html#deque-objects */
import { instance, list, none, openList, str, unknown, type ClassValue, type InstanceValue, type ListValue, type Machine, type Value } from '../../values/index.ts'
import { membership } from '../builtins/equality.ts'
import { listClass } from '../builtins/lists.ts'
import { objectClass } from '../builtins/object.ts'
import { define, forget, listOf, method, mutator, rawMethod, whole } from '../builtins/support.ts'

function changing(machine: Machine, self: Value): ListValue {
  const held = listOf(machine, self)
  machine.touch(held)
  return held
}

/** Drops what exceeds `maxlen`, from the end that was not added to. */
function limit(machine: Machine, self: Value, held: ListValue, from: 'left' | 'right'): void {
  const most = self.kind === 'instance' ? self.attributes.get('maxlen') : undefined
  if (!most || most.kind === 'none' || held.open) return
  const length = whole(machine, most)
  if (held.items.length > length) held.items = from === 'left' ? held.items.slice(held.items.length - length) : held.items.slice(0, length)
}

function fill(machine: Machine, self: InstanceValue, iterable: Value | undefined, maxlen: Value): void {
  const items = iterable && iterable.kind !== 'none' ? machine.knownItems(iterable) : []
  const held = changing(machine, self)
  held.items = items ?? []
  held.open = items === undefined
  machine.touch(self)
  self.attributes.set('maxlen', maxlen)
  limit(machine, self, held, 'left')
}

const inherited = ['__len__', '__iter__', '__getitem__', '__setitem__', '__delitem__', '__eq__', '__ne__', '__reversed__', 'index', 'count', 'remove', 'reverse', 'clear', 'insert']
  .flatMap((name) => { const value = listClass.attributes.get(name); return value ? [[name, value] as const] : [] })

/** A deque holds a list; its ends differ from a list's in name only. */
export const dequeClass: ClassValue = define('collections.deque', objectClass, [
  ...inherited,
  rawMethod('collections.deque.__init__', (machine, { positional: [self, iterable, maxlen], keywords }) => {
    if (self?.kind === 'instance') fill(machine, self, iterable ?? keywords.get('iterable'), maxlen ?? keywords.get('maxlen') ?? none)
    return none
  }),
  method('collections.deque.__contains__(self, item)', (machine, { self, item }) => membership(machine, item, listOf(machine, self)) ?? { kind: 'bool', value: undefined }),
  rawMethod('collections.deque.__repr__', (machine, { positional: [self = none] }) => { const shown = machine.repr(listOf(machine, self)); return str(shown === undefined ? undefined : `deque(${shown})`) }),
  mutator('collections.deque.append(self, item)', (machine, { self, item }) => { const held = changing(machine, self); if (!held.open) held.items.push(item); limit(machine, self, held, 'left') }),
  mutator('collections.deque.appendleft(self, item)', (machine, { self, item }) => { const held = changing(machine, self); if (!held.open) held.items.unshift(item); limit(machine, self, held, 'right') }),
  mutator('collections.deque.pop(self)', (machine, { self }) => take(machine, self, 'pop')),
  mutator('collections.deque.popleft(self)', (machine, { self }) => take(machine, self, 'shift')),
  mutator('collections.deque.extend(self, iterable)', (machine, { self, iterable }) => {
    const items = machine.knownItems(iterable), held = changing(machine, self)
    if (!items || held.open) forget(machine, held)
    else { held.items = [...held.items, ...items]; limit(machine, self, held, 'left') }
  }),
  mutator('collections.deque.extendleft(self, iterable)', (machine, { self, iterable }) => {
    const items = machine.knownItems(iterable), held = changing(machine, self)
    if (!items || held.open) forget(machine, held)
    else { held.items = [...[...items].reverse(), ...held.items]; limit(machine, self, held, 'right') }
  }),
  mutator('collections.deque.rotate(self, n=1)', (machine, { self, n }) => {
    const held = changing(machine, self), by = whole(machine, n)
    if (held.open || held.items.length === 0) return
    const at = ((-by % held.items.length) + held.items.length) % held.items.length
    held.items = [...held.items.slice(at), ...held.items.slice(0, at)]
  }),
  method('collections.deque.copy(self)', (machine, { self }) => {
    const held = listOf(machine, self)
    if (self.kind !== 'instance') return unknown('a deque that is not known')
    const made = instance(self.cls)
    made.payload = held.open ? openList() : list([...held.items])
    made.attributes = new Map(self.attributes)
    return made
  }),
], {
  create: (_machine, cls, args) => {
    const made = instance(cls, args.site)
    made.payload = list([])
    made.attributes.set('maxlen', none)
    return made
  },
})

function take(machine: Machine, self: Value, from: 'pop' | 'shift'): Value {
  const held = changing(machine, self)
  if (held.open) return unknown('an item of a deque that is not known')
  return held.items[from]() ?? machine.raise('IndexError', 'pop from an empty deque', 'index')
}

