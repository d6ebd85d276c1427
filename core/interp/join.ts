/** What is known where two executions meet: what they agree upon. */
import { opaque, sameDim, type Dim } from '../dims/index.ts'
import { bool, float, int, str, tensor, tuple, unknown, type ListValue, type Shape, type Value } from '../values/index.ts'
import { contentOf, type Content, type Touchable } from './journal.ts'
import { Split } from './run.ts'
import { sameValue } from './stable.ts'

const reason = 'branches that differ'

/** How two states meet behind a fork on sizes. */
export interface Crossing {
  /** The fork's number while exploring: where the states differ beyond what a value can say, each is followed on its own. */
  readonly number: number | undefined
  /** What is known of a size that differs; undefined: nothing. */
  readonly dims: (mine: Dim, theirs: Dim) => Dim | undefined
}
/** What mutable objects hold in the two states that are joined; absent: what they hold now, in a state that was joined before. */
export interface States { readonly mine?: (object: Touchable) => Content; readonly theirs?: (object: Touchable) => Content; readonly crossing?: Crossing }
const present: States = {}

/** Law: both a and b are among the values that join(a, b) stands for. `a` is of the state that `states` calls mine. */
export function join(a: Value, b: Value, states: States = present): Value {
  if (a === b) return a
  if (a.kind === 'unknown') return b.kind === 'unknown' ? a : differing(states, a)
  if (b.kind === 'unknown') return differing(states, b)
  if (a.kind === 'int' && b.kind === 'int') return sameDim(a.value, b.value) ? a : int(joinDims(a.value, b.value, states))
  if (a.kind === 'bool' && b.kind === 'bool') return a.value !== undefined && a.value === b.value ? a : differing(states, bool(undefined))
  if (a.kind === 'float' && b.kind === 'float') return a.value !== undefined && a.value === b.value ? a : differing(states, float(undefined))
  if (a.kind === 'str' && b.kind === 'str') return a.value !== undefined && a.value === b.value ? a : differing(states, str(undefined))
  if (a.kind === 'none' && b.kind === 'none') return a
  if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length && a.cls === b.cls) return tuple(a.items.map((item, i) => join(item, b.items[i]!, states)), a.cls)
  if (a.kind === 'tensor' && b.kind === 'tensor') {
    if (sameValue(a, b) && a.parameter === b.parameter) return a
    const joined = { ...tensor(joinShapes(a.shape, b.shape, states), { dtype: a.dtype === b.dtype ? a.dtype : undefined, data: sameData(a.data, b.data) ? a.data : undefined, parameter: a.parameter && b.parameter }), reason }
    return joined.shape && a.dtype === b.dtype ? joined : differing(states, joined)
  }
  if (a.kind === 'list' && b.kind === 'list') {
    const { items, open } = joinContent(a, states.mine?.(a) ?? contentOf(a), states.theirs?.(b) ?? contentOf(b), states)
    return open ? differing(states, unknown(reason)) : eitherOf(a, b, items as Value[])
  }
  if (a.kind === 'dtype' && b.kind === 'dtype' && a.name === b.name) return a
  if (a.kind === 'device' && b.kind === 'device') return { kind: 'device', type: a.type === b.type ? a.type : undefined }
  return differing(states, unknown(reason))
}

/** What the states differ in is lost; an exploration follows each of them instead. */
function differing<T>({ crossing }: States, lost: T): T {
  if (crossing?.number !== undefined) throw new Split(crossing.number)
  return lost
}

/** Lists that may be one another: the one that stands for either of two, and those two. */
const aliases = new WeakMap<ListValue, Set<ListValue>>()

/** A list that is one of two. What changes one of the three may change the others. */
function eitherOf(a: ListValue, b: ListValue, items: Value[]): ListValue {
  const either: ListValue = { kind: 'list', items, open: false }
  for (const each of [a, b]) {
    aliases.set(either, (aliases.get(either) ?? new Set()).add(each))
    aliases.set(each, (aliases.get(each) ?? new Set()).add(either))
  }
  return either
}

/** A list may be another one. */
export const isAliased = (list: ListValue): boolean => aliases.has(list)

/** The lists that a list may be, of which something is known so far. */
export const knownAliases = (list: ListValue): readonly ListValue[] => [...aliases.get(list) ?? []].filter((each) => !each.open)

function joinShapes(a: Shape | undefined, b: Shape | undefined, states: States): Shape | undefined {
  return a && b && a.length === b.length ? a.map((dim, i) => joinDims(dim, b[i]!, states)) : undefined
}
const joinDims = (a: Dim, b: Dim, states: States): Dim => (sameDim(a, b) ? a : (states.crossing?.dims(a, b) ?? differing(states, opaque())))
const sameData = (a: readonly number[] | undefined, b: readonly number[] | undefined): boolean => a === b || (!!a && !!b && a.length === b.length && a.every((x, i) => Object.is(x, b[i])))

/** A name bound in one state only keeps its value: in the other, reading it would raise, and a branch that raises contributes nothing. */
function joinMaps(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>, states: States, elsewhere: Elsewhere = { mine: () => undefined, theirs: () => undefined }): Map<string, Value> {
  const joined = new Map<string, Value>()
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const mine = a.get(name) ?? elsewhere.mine(name), theirs = b.get(name) ?? elsewhere.theirs(name)
    joined.set(name, mine && theirs ? join(mine, theirs, states) : differing(states, (mine ?? theirs)!))
  }
  return joined
}
/** Where a name that a map does not have is found in each state: a class's attribute, a module's table. */
interface Elsewhere { readonly mine: (name: string) => Value | undefined; readonly theirs: (name: string) => Value | undefined }

/** Most names that differ are not read again: a state is followed on its own when one is. */
function joinNames(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>, states: States): Map<string, Value> {
  if (states.crossing?.number === undefined) return joinMaps(a, b, states)
  const joined = new Map<string, Value>()
  for (const name of new Set([...a.keys(), ...b.keys()])) joined.set(name, joinName(a.get(name), b.get(name), states))
  return joined
}

function joinName(a: Value | undefined, b: Value | undefined, states: States): Value {
  try {
    return a && b ? join(a, b, states) : differing(states, unknown(reason))
  } catch (effect) {
    if (!(effect instanceof Split)) throw effect
    return { kind: 'unknown', reason, fork: effect.fork }
  }
}

/** Unlike a join, leaves nothing of what differs, so that a further pass can't change it again. */
export function forgetContent(object: Touchable, a: Content, b: Content): Content {
  if (object.kind !== 'scope' && object.kind !== 'instance' && object.kind !== 'class' && object.kind !== 'function' && object.kind !== 'partial') return object.kind === 'list' ? { items: [], open: true } : object.kind === 'dict' || object.kind === 'set' ? { entries: new Map(), open: true } : object.kind === 'tensor' ? { shape: undefined, data: undefined } : joinContent(object, a, b)
  const field = object.kind === 'scope' ? 'variables' : 'attributes'
  const mine = a[field] as ReadonlyMap<string, Value>, theirs = b[field] as ReadonlyMap<string, Value>
  const kept = new Map<string, Value>()
  for (const name of new Set([...mine.keys(), ...theirs.keys()])) {
    const x = mine.get(name), y = theirs.get(name)
    kept.set(name, x && y && sameValue(x, y) ? x : unknown('a loop that changes it'))
  }
  return { ...joinContent(object, a, b), [field]: kept }
}

interface Tables { readonly parameters: ReadonlyMap<string, Value>; readonly buffers: ReadonlyMap<string, Value>; readonly modules: ReadonlyMap<string, Value>; readonly training: boolean | undefined }

export function joinContent(object: Touchable, a: Content, b: Content, states: States = present): Content {
  switch (object.kind) {
    case 'scope': return { variables: joinNames(a['variables'] as Map<string, Value>, b['variables'] as Map<string, Value>, states), open: Boolean(a['open']) || Boolean(b['open']) }
    case 'class': {
      const inherited = (name: string): Value | undefined => object.mro.slice(1).find((base) => base.attributes.has(name))?.attributes.get(name)
      return { attributes: joinMaps(a['attributes'] as Map<string, Value>, b['attributes'] as Map<string, Value>, states, { mine: inherited, theirs: inherited }) }
    }
    case 'function': case 'partial': return { attributes: joinMaps(a['attributes'] as Map<string, Value>, b['attributes'] as Map<string, Value>, states) }
    case 'namespace': {
      const stated = (): Value => unknown('a name of a module that a branch has replaced')
      return { assigned: joinMaps(a['assigned'] as Map<string, Value>, b['assigned'] as Map<string, Value>, states, { mine: stated, theirs: stated }) }
    }
    case 'iterator': return a['position'] === b['position'] ? a : differing(states, { position: Infinity })
    case 'generator': return differing(states, { buffer: undefined, isSpent: a['isSpent'] === b['isSpent'] ? a['isSpent'] : 'perhaps' })
    case 'list': {
      const mine = a['items'] as Value[], theirs = b['items'] as Value[]
      if (a['open'] || b['open'] || mine.length !== theirs.length) return differing(states, { items: [], open: true })
      return { items: mine.map((item, i) => join(item, theirs[i]!, states)), open: false }
    }
    case 'dict': return joinDicts(a, b, states)
    case 'set': {
      const mine = a['entries'] as Map<unknown, Value>, theirs = b['entries'] as Map<unknown, Value>
      const same = mine.size === theirs.size && [...mine.keys()].every((key) => theirs.has(key))
      return same ? { entries: mine, open: Boolean(a['open']) || Boolean(b['open']) } : differing(states, { entries: mine, open: true })
    }
    case 'tensor': {
      const mine = tensor(a['shape'] as Shape | undefined, { dtype: a['dtype'] as string | undefined, data: a['data'] as number[] | undefined })
      const theirs = tensor(b['shape'] as Shape | undefined, { dtype: b['dtype'] as string | undefined, data: b['data'] as number[] | undefined })
      const joined = join(mine, theirs, states)
      return joined.kind === 'tensor' ? { shape: joined.shape, dtype: joined.dtype, data: joined.data } : {}
    }
    case 'instance': {
      const mine = a['module'] as Tables | undefined, theirs = b['module'] as Tables | undefined
      const ofClass = (name: string): Value | undefined => object.cls.mro.find((each) => each.attributes.has(name))?.attributes.get(name)
      const attributes = joinMaps(a['attributes'] as Map<string, Value>, b['attributes'] as Map<string, Value>, states, { mine: (name) => inTables(mine, name) ?? ofClass(name), theirs: (name) => inTables(theirs, name) ?? ofClass(name) })
      const module = mine && theirs ? {
        parameters: joinMaps(mine.parameters, theirs.parameters, states), buffers: joinMaps(mine.buffers, theirs.buffers, states), modules: joinMaps(mine.modules, theirs.modules, states),
        training: mine.training === theirs.training ? mine.training : differing(states, undefined),
      } : (mine ?? theirs)
      const pa = a['payload'] as Value | undefined, pb = b['payload'] as Value | undefined
      return { attributes, module, open: Boolean(a['open']) || Boolean(b['open']), payload: pa && pb ? join(pa, pb, states) : (pa ?? pb) }
    }
  }
}

/** A module that assigns None in one branch and a layer in the other has the name in two tables. */
const inTables = (tables: Tables | undefined, name: string): Value | undefined => tables?.parameters.get(name) ?? tables?.buffers.get(name) ?? tables?.modules.get(name)

type Entries = Map<unknown, { readonly key: Value; readonly value: Value }>
function joinDicts(a: Content, b: Content, states: States): Content {
  const mine = a['entries'] as Entries, theirs = b['entries'] as Entries
  let open = Boolean(a['open']) || Boolean(b['open']) || mine.size !== theirs.size
  const entries: Entries = new Map()
  for (const [hash, entry] of mine) {
    const other = theirs.get(hash)
    if (other) entries.set(hash, { key: entry.key, value: join(entry.value, other.value, states) })
    else open = true
  }
  return open ? differing(states, { entries: new Map(), open }) : { entries, open }
}
