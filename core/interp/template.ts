/** Values that others are made after: copies that have nothing in common with the original but what never changes, and what they are given. */
import { another, containsOpaque, renamed, renamedIn, sizeOf, type Dim, type Renaming, type UnknownInteger } from '../dims/index.ts'
import { hashKey, type CallSite, type Library, type ModuleState, type Value } from '../values/index.ts'
import type { Journal } from './journal.ts'
import { isAliased } from './join.ts'
import type { Run } from './run.ts'
import { isFixed, isPlain } from './structure.ts'

export interface Template {
  readonly value: Value
  /** Stand-ins for what was given, with its place among that. */
  readonly holes: ReadonlyMap<Value, number>
  readonly unknowns: readonly UnknownInteger[]
  /** Unknown integers of higher numbers were made with the original. */
  readonly newest: number
  /** Where the call stood that made the original. */
  readonly site: CallSite | undefined
}

/** What a value may hold of its surroundings, by place. */
export interface Surroundings { readonly parts: ReadonlyMap<Value, number>; readonly unknowns: readonly UnknownInteger[]; readonly site: CallSite | undefined }

/** A template of a value, which was made when unknown integers had numbers up to `newest`. Undefined: something in it can't be copied. */
export function templateOf(run: Run, original: Value, { parts, unknowns, site }: Surroundings, newest: number): Template | undefined {
  const { library, modules: { shared } } = run
  const holes = new Map<Value, number>()
  const copies = new Copies({
    library, site: (each) => each, made: undefined, isWhole: (value) => canBeCopied(run, value), rename: () => undefined,
    known: (value) => {
      if (shared.has(value)) return value
      const place = parts.get(value)
      if (place === undefined) return undefined
      const hole: Value = { kind: 'unknown', reason: 'given' }
      holes.set(hole, place)
      return hole
    },
  })
  const value = copies.of(original)
  return copies.isWhole ? { value, holes, unknowns, newest, site } : undefined
}

/** Another value like the template's. */
export function madeAfter({ value, holes, unknowns: own, newest, site: ownSite }: Template, { parts, unknowns, site }: { readonly parts: readonly Value[]; readonly unknowns: readonly UnknownInteger[]; readonly site: CallSite | undefined }, { library, journal, modules: { shared } }: Run): Value {
  const made = new Map<UnknownInteger, Dim>()
  const copies = new Copies({
    library, made: journal, isWhole: () => true, site: (each) => (each !== undefined && each === ownSite ? site : each),
    known: (part) => {
      const place = holes.get(part)
      return place === undefined ? (shared.has(part) ? part : undefined) : parts[place]
    },
    rename: (unknown) => {
      const place = own.indexOf(unknown)
      if (place >= 0) return sizeOf(unknowns[place]!)
      if (unknown.number <= newest) return undefined
      if (!made.has(unknown)) made.set(unknown, another(unknown))
      return made.get(unknown)
    },
  })
  return copies.of(value)
}

/** Nothing about the value, leaving its parts aside, is hidden or bound to one execution. */
function canBeCopied(run: Run, value: Value): boolean {
  switch (value.kind) {
    case 'str': return value.token === undefined
    case 'unknown': return value.fork === undefined
    case 'class': case 'function': case 'builtin': case 'namespace': return isFixed(run, value)
    case 'list': return !isAliased(value)
    case 'dict': return [...value.entries.values()].every(({ key }) => hashKey(key) !== undefined)
    case 'tensor': return run.library.hiddenState(value) !== undefined
    case 'instance': return isPlain(value)
    case 'descriptor': case 'super': case 'iterator': case 'generator': return false
    default: return true
  }
}

interface Rules {
  readonly library: Library
  /** What stands for a value in the copy; undefined: a copy of it. */
  readonly known: (value: Value) => Value | undefined
  readonly isWhole: (value: Value) => boolean
  readonly rename: Renaming
  readonly site: (site: CallSite | undefined) => CallSite | undefined
  /** Is told of every object made. */
  readonly made: Journal | undefined
}

class Copies {
  isWhole = true
  private readonly copies = new Map<Value, Value>()

  constructor(private readonly rules: Rules) {}

  of(value: Value): Value {
    switch (value.kind) {
      case 'none': return value
      case 'int': return typeof value.value === 'number' ? value : { ...value, value: this.size(value.value) }
      case 'bool': return value.condition ? { ...value, condition: renamedIn(value.condition, this.rules.rename) } : value
      case 'float': return value.ratio ? { ...value, ratio: { ...value.ratio, numerator: this.size(value.ratio.numerator) } } : value
      case 'range': return { ...value, start: this.size(value.start), stop: this.size(value.stop) }
      default: return this.copies.get(value) ?? this.copy(value)
    }
  }

  private size(dim: Dim): Dim {
    return renamed(dim, this.rules.rename)
  }

  private copy(value: Value): Value {
    const known = this.rules.known(value)
    if (known) return this.remember(value, known)
    if (!this.rules.isWhole(value)) this.isWhole = false
    if (!this.isWhole) return value
    switch (value.kind) {
      case 'tuple': {
        const items = value.items.map((item) => this.of(item))
        return items.every((item, index) => item === value.items[index]) ? value : this.remember(value, { ...value, items })
      }
      case 'list': {
        const made = this.made(value, { ...value, items: [] as Value[] })
        made.items = value.items.map((item) => this.of(item))
        return made
      }
      case 'dict': {
        const made = this.made(value, { ...value, entries: new Map(), ...(value.factory && { factory: this.of(value.factory) }) })
        for (const [hash, entry] of value.entries) made.entries.set(typeof hash === 'object' ? this.of(hash as Value) : hash, { key: this.of(entry.key), value: this.of(entry.value) })
        return made
      }
      case 'set': {
        const made = this.made(value, { ...value, entries: new Map() })
        for (const [hash, item] of value.entries) made.entries.set(typeof hash === 'object' ? this.of(hash as Value) : hash, this.of(item))
        return made
      }
      case 'slice': return { ...value, lower: this.of(value.lower), upper: this.of(value.upper), step: this.of(value.step) }
      case 'method': return { ...value, self: this.of(value.self) }
      case 'partial': {
        const { positional, keywords } = value.args
        const args = { ...value.args, positional: positional.map((each) => this.of(each)), keywords: this.table(keywords) }
        return this.made(value, { ...value, args, attributes: this.table(value.attributes) })
      }
      case 'tensor': {
        const made = this.made(value, this.rules.library.copyOf(value))
        if (value.shape?.some(containsOpaque)) made.shape = value.shape.map((dim) => this.size(dim))
        if (value.attributes) made.attributes = this.table(value.attributes)
        return made
      }
      case 'instance': {
        const made = this.made(value, { ...value, createdAt: this.rules.site(value.createdAt) })
        made.attributes = this.table(value.attributes)
        made.payload = value.payload && this.of(value.payload)
        made.module = value.module && this.state(value.module)
        return made
      }
      default: return value
    }
  }

  private table(values: ReadonlyMap<string, Value>): Map<string, Value> {
    const copied = new Map<string, Value>()
    for (const [name, value] of values) copied.set(name, this.of(value))
    return copied
  }

  private state({ parameters, buffers, modules, training }: ModuleState): ModuleState {
    return { parameters: this.table(parameters), buffers: this.table(buffers), modules: this.table(modules), training }
  }

  private made<V extends Extract<Value, { madeAt?: number }>>(value: Value, copy: V): V {
    return this.remember(value, this.rules.made?.made(copy) ?? copy)
  }

  private remember<V extends Value>(value: Value, copy: V): V {
    this.copies.set(value, copy)
    return copy
  }
}
