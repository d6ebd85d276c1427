/**
 * Remembers what mutable objects held, so that a state can be rolled back and two states joined.
 *
 * Law: before an object changes, `touch` is called for it. With a level open, the first touch saves the object's content in
 * the topmost level; the content an object had when level i was opened is therefore its first snapshot in level i or above,
 * or what it holds now where no such level has one.
 *
 * Law: an object that was made after a level was opened is not in that level's state. Rolling back needs not restore it, and where
 * two states meet it is as the one state that knows it has left it. Nothing is remembered of such objects.
 */
import { now, openState, type ListValue, type Mutable } from '../values/index.ts'
import { forgetContent, joinContent, knownAliases, type Crossing } from './join.ts'
import { copyOfNames } from './nameTable.ts'
import type { Scope } from './scope.ts'
import { structureChanges } from './structure.ts'

export type Touchable = Mutable | Scope
/** A shallow copy of what an object holds; its form is the object's own. */
export type Content = Readonly<Record<string, unknown>>
/** The objects that a branch changed, with what they held at its end. */
export type Changes = ReadonlyMap<Touchable, Content>

interface Level { readonly saved: Map<Touchable, Content>; openedAt: number }

/** Notes what changes, whatever levels are opened and closed: objects that were there when it began, with what they held; but for variables that one frame alone sees. */
export interface Observation { readonly saved: Map<Touchable, Content>; readonly openedAt: number }

export class Journal {
  private levels: Level[] = []
  /** Collects what is changed, where somebody wants to know. */
  touched: Set<Touchable> | undefined
  /** Counts changes. */
  touches = 0
  private readonly observations = new Set<Observation>()

  constructor(private readonly shared: { touch(object: Touchable): void }) {}

  get depth(): number { return this.levels.length }

  touch(object: Touchable): void {
    this.save(object)
    if (object.kind === 'list') this.forgetAliases(object)
  }

  private save(object: Touchable): void {
    this.touches++
    this.shared.touch(object)
    structureChanges(object)
    this.touched?.add(object)
    for (const { saved, openedAt } of this.observations) if (!saved.has(object) && !isOfOneFrame(object) && (object.madeAt === undefined || object.madeAt < openedAt)) saved.set(object, contentOf(object))
    const top = this.levels.at(-1)
    if (top && !isInside(object, top) && !top.saved.has(object)) top.saved.set(object, contentOf(object))
  }

  /** What happens to a list may happen to every list that it may be. */
  private forgetAliases(list: ListValue): void {
    const reached = new Set([list])
    for (const from of reached) {
      for (const each of knownAliases(from)) {
        if (reached.has(each)) continue
        reached.add(each)
        this.save(each)
        each.items = []
        each.open = true
      }
    }
  }

  /** The object was made just now, and nothing else has it yet. */
  made<T extends Touchable>(object: T): T {
    object.madeAt = now()
    return object
  }

  open(): number {
    this.levels.push({ saved: new Map(), openedAt: openState() })
    return this.levels.length - 1
  }

  /** What has changed since level `level` was opened. */
  changes(level: number): Changes {
    const after = new Map<Touchable, Content>()
    for (let i = level; i < this.levels.length; i++) for (const object of this.levels[i]!.saved.keys()) if (!after.has(object)) after.set(object, contentOf(object))
    return after
  }

  /** Restores every object to what it held when level `level` was opened, and closes it and those above. */
  rollback(level: number): void {
    for (let i = this.levels.length - 1; i >= level; i--) for (const [object, content] of this.levels[i]!.saved) restore(object, content)
    this.levels.length = level
  }

  /** Closes the levels from `level` on and keeps what they changed. */
  keep(level: number): void {
    const below = this.levels[level - 1]
    if (below) for (let i = level; i < this.levels.length; i++) for (const [object, content] of this.levels[i]!.saved) if (!isInside(object, below) && !below.saved.has(object)) below.saved.set(object, content)
    this.levels.length = level
  }

  /** Puts a branch's changes in force, over the state they started from. */
  apply(changes: Changes): void {
    for (const [object, content] of changes) {
      this.save(object)
      restore(object, content)
    }
  }

  /** As `apply`, for changes that will be put in force again: what the objects hold from now on are copies. */
  applyCopy(changes: Changes): void {
    this.apply(changes)
    for (const object of changes.keys()) restore(object, contentOf(object))
  }

  /** Joins the present state with another one that started where level `level` was opened. `crossing`: both come from a fork on sizes. */
  join(level: number, other: Changes, crossing?: Crossing): void {
    const objects = new Set<Touchable>(other.keys())
    for (let i = level; i < this.levels.length; i++) for (const object of this.levels[i]!.saved.keys()) objects.add(object)
    // All contents are joined before any is put in force: a list among them is joined as each state has it.
    const theirs = (object: Touchable): Content => other.get(object) ?? this.before(level, object) ?? contentOf(object)
    const states = { mine: contentOf, theirs, ...(crossing && { crossing }) }
    const joined = [...objects].map((object) => [object, joinContent(object, contentOf(object), theirs(object), states)] as const)
    for (const [object, content] of joined) {
      this.save(object)
      restore(object, content)
    }
  }

  /** The changes since `level` in the state that a branch, forked off at level `fork`, ended in. */
  changesAt(level: number, fork: number, branch: Changes): Changes {
    const after = new Map<Touchable, Content>(branch)
    for (let i = level; i < this.levels.length; i++) {
      for (const object of this.levels[i]!.saved.keys()) if (!after.has(object)) after.set(object, this.before(fork, object) ?? contentOf(object))
    }
    return after
  }

  observe(): Observation {
    const observation: Observation = { saved: new Map(), openedAt: openState() }
    this.observations.add(observation)
    return observation
  }

  stopObserving(observation: Observation): void {
    this.observations.delete(observation)
  }

  /** What an object holds now. */
  content(object: Touchable): Content {
    return contentOf(object)
  }

  /** Gives up on every part of an object's content that differs from another state's. */
  forget(object: Touchable, other: Content): void {
    this.save(object)
    restore(object, forgetContent(object, contentOf(object), other))
  }

  private before(level: number, object: Touchable): Content | undefined {
    for (let i = level; i < this.levels.length; i++) {
      const content = this.levels[i]!.saved.get(object)
      if (content) return content
    }
    return undefined
  }

  /** Runs with no level open: what happens inside is not rolled back by those outside, and what is made inside was there before them. */
  suspended<T>(run: () => T): T {
    const levels = this.levels
    this.levels = []
    try {
      return run()
    } finally {
      this.levels = levels
      for (const level of levels) level.openedAt = openState()
    }
  }
}

const isOfOneFrame = (object: Touchable): boolean => object.kind === 'scope' && object.type === 'function' && !object.isEnclosing

/** Of tensors, the time tells who made them only: what is remembered of them does not depend on it. */
const isInside = (object: Touchable, level: Level): boolean => object.kind !== 'tensor' && object.madeAt !== undefined && object.madeAt >= level.openedAt

export function contentOf(object: Touchable): Content {
  switch (object.kind) {
    case 'scope': return { variables: copyOfNames(object.variables), open: object.open }
    case 'list': return { items: [...object.items], open: object.open }
    case 'dict': return { entries: new Map(object.entries), open: object.open }
    case 'set': return { entries: new Map(object.entries), open: object.open }
    case 'class': case 'function': case 'partial': return { attributes: new Map(object.attributes) }
    case 'namespace': return { assigned: new Map(object.assigned) }
    case 'iterator': return { position: object.position }
    case 'generator': return { buffer: object.buffer && [...object.buffer], isSpent: object.isSpent }
    case 'tensor': return { shape: object.shape, dtype: object.dtype, data: object.data, requiresGrad: object.requiresGrad, attributes: object.attributes && new Map(object.attributes) }
    case 'instance': {
      const { module } = object
      return {
        attributes: new Map(object.attributes), open: object.open, payload: object.payload,
        module: module && { parameters: new Map(module.parameters), buffers: new Map(module.buffers), modules: new Map(module.modules), training: module.training },
      }
    }
  }
}

/** The object holds the very things that it held. */
export function isUnchanged(object: Touchable, before: Content): boolean {
  const now = contentOf(object)
  for (const field in now) if (!(field === 'module' ? holdsSameTables(now[field] as Tables, before[field] as Tables) : holdsTheSame(now[field], before[field]))) return false
  return true
}

function holdsTheSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => item === b[index])
  if (a instanceof Map) return b instanceof Map && a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
  return false
}

type Tables = Readonly<Record<string, unknown>> | undefined
const holdsSameTables = (a: Tables, b: Tables): boolean => a === b || (a !== undefined && b !== undefined && Object.keys(a).every((field) => holdsTheSame(a[field], b[field])))

/** Assigns the copied fields back. Entries of a dict hold their value in a record of their own, which is never changed in place. */
export function restore(object: Touchable, content: Content): void {
  structureChanges(object)
  Object.assign(object, content)
}
