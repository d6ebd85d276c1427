/** What an iterable gives. */
import { typeName, type Value } from '../values/index.ts'
import { builtinItems, metaclassOf } from './natives.ts'
import { raise } from './exceptions.ts'
import { callValue } from './invoke.ts'
import { classAttribute, hasOpenClass } from './lookup.ts'
import type { Run } from './run.ts'

/** A user's iterator that gives more items than this is taken for endless. */
const itemLimit = 100_000

/** All items; undefined: they are not known. Raises TypeError for what is no iterable. */
export function knownItems(run: Run, iterable: Value): Value[] | undefined {
  const items: Value[] = []
  const known = iterate(run, iterable, (item) => {
    items.push(item)
    return items.length < itemLimit ? 'continue' : 'stop'
  })
  return known && items.length < itemLimit ? items : undefined
}

/** Gives items one by one until told to stop; false: they, or those behind the ones given, are not known. */
export function iterate(run: Run, iterable: Value, consume: (item: Value) => 'continue' | 'stop'): boolean {
  switch (iterable.kind) {
    case 'unknown': return false
    case 'generator': return iterateGenerator(iterable, consume)
    case 'instance': return iterateInstance(run, iterable, consume)
    case 'class': {
      const own = classAttribute(metaclassOf(iterable), '__iter__')
      if (own) return iterate(run, callValue(run, own, { positional: [iterable], keywords: new Map() }), consume)
      return hasOpenClass(iterable) ? false : notIterable(run, iterable)
    }
    case 'tensor': return iterateTensor(run, iterable, consume)
    default: {
      const result = builtinItems(run.machine, iterable, consume)
      return result === 'none' ? notIterable(run, iterable) : result
    }
  }
}

const notIterable = (run: Run, value: Value): never => raise(run, 'TypeError', `'${typeName(value)}' object is not iterable`, 'iteration')

function iterateGenerator(generator: Extract<Value, { kind: 'generator' }>, consume: (item: Value) => 'continue' | 'stop'): boolean {
  const { buffer } = generator
  if (!buffer) {
    return generator.run(consume).kind !== 'unknown'
  }
  while (buffer.length > 0) if (consume(buffer.shift()!) === 'stop') return true
  return !generator.isCut
}

/** `__iter__` and `__next__`, or `__getitem__` from 0 until IndexError. */
function iterateInstance(run: Run, object: Extract<Value, { kind: 'instance' }>, consume: (item: Value) => 'continue' | 'stop'): boolean {
  const iter = classAttribute(object.cls, '__iter__')
  if (iter && !(object.payload && iter.kind === 'builtin')) {
    const iterator = callValue(run, iter, { positional: [object], keywords: new Map() })
    return iterator === object ? drain(run, object, consume) : iterate(run, iterator, consume)
  }
  if (object.payload) return iterate(run, object.payload, consume)
  if (classAttribute(object.cls, '__next__')) return drain(run, object, consume)
  const getitem = classAttribute(object.cls, '__getitem__')
  if (getitem) {
    for (let index = 0; index < itemLimit; index++) {
      run.step()
      const item = run.catching('IndexError', () => callValue(run, getitem, { positional: [object, { kind: 'int', value: index }], keywords: new Map() }))
      if (!item || consume(item) === 'stop') return true
      if (item.kind === 'unknown' && index > 0) return true
    }
    return true
  }
  return object.open || hasOpenClass(object.cls) ? false : notIterable(run, object)
}

function drain(run: Run, object: Extract<Value, { kind: 'instance' }>, consume: (item: Value) => 'continue' | 'stop'): boolean {
  const next = classAttribute(object.cls, '__next__')
  if (!next) return false
  for (let count = 0; count < itemLimit; count++) {
    run.step()
    const item = run.catching('StopIteration', () => callValue(run, next, { positional: [object], keywords: new Map() }))
    if (!item || consume(item) === 'stop') return true
    if (item.kind === 'unknown') return true
  }
  return true
}

/** A tensor gives its slices along the first dim, as `unbind(0)` does. */
function iterateTensor(run: Run, tensor: Extract<Value, { kind: 'tensor' }>, consume: (item: Value) => 'continue' | 'stop'): boolean {
  const { shape } = tensor
  if (!shape) return false
  const [length] = shape
  if (length === undefined) raise(run, 'TypeError', 'iteration over a 0-d tensor', 'iteration')
  if (typeof length !== 'number' || length > itemLimit) return false
  const unbind = run.library.tensorAttribute('unbind')
  if (!unbind) return false
  const slices = callValue(run, unbind, { positional: [tensor], keywords: new Map() })
  if (slices.kind !== 'tuple') return false
  for (const slice of slices.items) if (consume(slice) === 'stop') return true
  return true
}
