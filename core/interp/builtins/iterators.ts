/**
 * Iterators: what builtin values give item by item, and lazy iterators made of others (`zip`, `map`, `enumerate` …).
 *
 * A lazy iterator is a generator whose `run` may be called again after its consumer said 'stop'; it then goes on where it
 * stopped. Its place is kept in iterator values, which the machine can roll back.
 */
import { opaque } from '../../dims/index.ts'
import { int, iterator, none, openIterator, str, tensor, typeName, unknown, type GeneratorValue, type IteratorValue, type Machine, type Value } from '../../values/index.ts'
import { join } from '../join.ts'
import { content } from './support.ts'
import { rangeItems, rangeLength } from './ranges.ts'
import { orderedItems } from './setItems.ts'

export type Step = 'continue' | 'stop'
/** One item, the end, or `'unknown'`: what follows is not known. */
export type Pulled = { readonly item: Value } | 'end' | 'unknown'

const resumable = new WeakSet<GeneratorValue>()

/** A lazy iterator over what `pull` gives, called once per item. */
export function lazy(pull: (machine: Machine) => Pulled, machine: Machine, anyItem?: () => Value): GeneratorValue {
  const made: GeneratorValue = {
    kind: 'generator',
    buffer: undefined,
    ...(anyItem && { anyItem }),
    run: (consume) => {
      for (;;) {
        machine.step()
        const pulled = pull(machine)
        if (pulled === 'end') return none
        if (pulled === 'unknown') return unknown('items that are not known')
        if (consume(pulled.item) === 'stop') return none
      }
    },
  }
  resumable.add(made)
  return made
}

/** What any item of an iterable is among, for loops over items that are not known one by one. */
export function anyItemOf(iterable: Value): Value {
  const held = content(iterable)
  switch (held.kind) {
    case 'unknown': return held
    case 'range': return int(opaque())
    case 'generator': return held.anyItem?.() ?? unknown('an item of a generator')
    case 'tensor': return held.shape && held.shape.length > 0 ? tensor(held.shape.slice(1), { dtype: held.dtype }) : unknown('an item of a tensor')
    case 'list': case 'tuple': case 'iterator': {
      const [first, ...others] = held.items
      const isOpen = held.kind !== 'tuple' && held.open
      return first === undefined || isOpen || !held.items.every(isPlain) ? unknown(`an item of a ${held.kind}`) : others.reduce((a, b) => join(a, b), first)
    }
    default: return unknown(`an item of a ${typeName(held)}`)
  }
}
/** What a loop's body can't change. */
const isPlain = (value: Value): boolean => (value.kind === 'tuple' ? value.items.every(isPlain) : ['none', 'bool', 'int', 'float', 'str', 'dtype', 'device'].includes(value.kind))

/** Where an iterable is read item by item. An iterator is its own source: what one reader takes, others don't get. */
export function source(machine: Machine, iterable: Value): () => Pulled {
  if (iterable.kind === 'iterator') return () => take(machine, iterable)
  if (iterable.kind === 'generator' && resumable.has(iterable)) return () => next(iterable)
  if (iterable.kind === 'instance' && !iterable.payload && machine.findAttribute(iterable, '__next__')) return objectSource(machine, iterable)
  let items: IteratorValue | undefined
  requireIterable(machine, iterable)
  return () => {
    if (!items) {
      const known = machine.knownItems(iterable)
      items = known ? iterator(known) : openIterator()
    }
    return take(machine, items)
  }
}

function objectSource(machine: Machine, object: Value): () => Pulled {
  const items = machine.call(machine.getAttribute(object, '__iter__'), [])
  return items === object ? () => 'unknown' : source(machine, items)
}

/** Raises TypeError for what gives no items. */
export function requireIterable(machine: Machine, value: Value): void {
  if (['none', 'int', 'float', 'bool', 'ellipsis', 'function', 'builtin', 'method', 'namespace', 'slice', 'partial'].includes(value.kind)) {
    machine.raise('TypeError', `'${machine.classOf(value)?.name ?? value.kind}' object is not iterable`, 'iteration')
  }
}

function take(machine: Machine, from: IteratorValue): Pulled {
  if (from.open || !Number.isFinite(from.position)) return 'unknown'
  const item = from.items[from.position]
  if (item === undefined) return 'end'
  machine.touch(from)
  from.position++
  return { item }
}

/** The next item of a lazy iterator. */
function next(from: GeneratorValue): Pulled {
  let pulled: Pulled = 'end'
  const end = from.run((item) => { pulled = { item }; return 'stop' })
  return pulled === 'end' && end.kind === 'unknown' ? 'unknown' : pulled
}

/** How many items a generator may give when one is asked for its next. */
const eagerLimit = 1_000

/** `next(x)` on an iterator or a generator. A generator of the sources runs to its end, or to a limit, when the first item is asked for. */
export function pullNext(machine: Machine, from: IteratorValue | GeneratorValue): Pulled {
  if (from.kind === 'iterator') return take(machine, from)
  if (resumable.has(from) && from.buffer === undefined) return next(from)
  machine.touch(from)
  if (from.buffer === undefined) {
    const items: Value[] = []
    const known = machine.iterate(from, (item) => { items.push(item); return items.length < eagerLimit ? 'continue' : 'stop' })
    from.buffer = items
    from.isCut = !known || items.length >= eagerLimit
  }
  const item = from.buffer.shift()
  if (item === undefined) return from.isCut ? 'unknown' : 'end'
  return { item }
}

/** Gives the items of a builtin iterable; false: they are not known; 'none': the value is no builtin iterable. */
export function builtinItems(machine: Machine, iterable: Value, consume: (item: Value) => Step): boolean | 'none' {
  const held = content(iterable)
  switch (held.kind) {
    case 'list': return held.open ? false : growing(() => held.items, consume)
    case 'tuple': return each(held.items, consume)
    case 'dict': return held.open ? false : each([...held.entries.values()].map((entry) => entry.key), consume)
    case 'set': return held.open ? false : each(orderedItems(held) ?? [...held.entries.values()], consume)
    case 'str': return held.value === undefined ? false : each([...held.value].map((character) => str(character)), consume)
    case 'range': {
      const items = rangeItems(held)
      if (items) return each(items, consume)
      return rangeLength(held) === 0
    }
    case 'iterator': {
      for (;;) {
        const pulled = take(machine, held)
        if (pulled === 'unknown') return false
        if (pulled === 'end' || consume(pulled.item) === 'stop') return true
      }
    }
    case 'bytes': return held.value === undefined ? false : each([...held.value].map((character) => int(character.charCodeAt(0))), consume)
    case 'unknown': return false
    default: return 'none'
  }
}

function each(items: readonly Value[], consume: (item: Value) => Step): boolean {
  for (const item of items) if (consume(item) === 'stop') return true
  return true
}

/** A list is read as it is when each item is asked for: what a loop appends is visited too. */
function growing(items: () => readonly Value[], consume: (item: Value) => Step): boolean {
  for (let index = 0; index < items().length; index++) if (consume(items()[index]!) === 'stop') return true
  return true
}
