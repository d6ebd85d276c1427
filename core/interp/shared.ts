/**
 * Objects of imported modules outlive an execution. What a program changes of them is put back when it has ended, so that
 * analysing a file twice says the same twice.
 */
import type { NamespaceValue, TupleValue, Value } from '../values/index.ts'
import { contentOf, restore, type Content, type Touchable } from './journal.ts'
import type { Scope } from './scope.ts'

export class SharedObjects {
  private readonly known = new WeakSet<Touchable | TupleValue>()
  private readonly before = new Map<Touchable, Content>()
  /** Objects of a library that the bodies of modules changed. */
  private readonly patched = new Set<Touchable>()
  private loading = 0
  /** A module changed what is not its own: it has to be evaluated anew for the next run. */
  spoiled = false

  /** A module changed, while it was evaluated, what another one made or the library. */
  isEntangled = false

  /** A run has changed something that is to be put back. */
  get isChanged(): boolean { return this.before.size > 0 }

  /** A loaded module holds the value. */
  has(value: object): boolean {
    return this.known.has(value as Touchable)
  }

  /** Called before an object changes. */
  touch(object: Touchable): void {
    const native = !this.known.has(object)
    if (native && !isNative(object)) return
    if (this.before.has(object)) this.spoiled ||= this.loading > 0
    else if (this.loading === 0) this.before.set(object, contentOf(object))
    else if (!native) this.isEntangled = true
    else {
      if (!pristine.has(object)) pristine.set(object, contentOf(object))
      this.patched.add(object)
      this.isEntangled = true
    }
  }

  /** Evaluates a module's body: what it changes stays. */
  whileLoading<R>(evaluate: () => R): R {
    this.loading++
    try {
      return evaluate()
    } finally {
      this.loading--
    }
  }

  /** A package without a file. */
  addPackage(namespace: NamespaceValue): void {
    this.known.add(namespace)
  }

  /** Everything that a loaded module's names lead to is shared from now on. */
  add(scope: Scope): void {
    this.known.add(scope)
    const waiting = [...scope.variables.values()]
    for (let value = waiting.pop(); value; value = waiting.pop()) for (const part of this.partsOf(value)) waiting.push(part)
  }

  /** Enters a value; what it leads to is left to enter. */
  private partsOf(value: Value): Iterable<Value> {
    switch (value.kind) {
      case 'list': return this.isNew(value) ? value.items : []
      // A tuple never changes, but leads to what does.
      case 'tuple': return this.isNew(value) ? value.items : []
      case 'dict': return this.isNew(value) ? [...value.entries.values()].map((entry) => entry.value) : []
      case 'set': case 'tensor': case 'iterator': case 'generator': this.isNew(value); return []
      case 'function': return this.isNew(value) ? [...value.defaults.values(), ...value.attributes.values(), ...this.enclosing(value.scope as Scope)] : []
      case 'method': return [value.self, value.func]
      case 'descriptor': return [value.get]
      case 'partial': return this.isNew(value) ? [value.func, ...value.args.positional, ...value.args.keywords.values(), ...value.attributes.values()] : []
      case 'class': return value.definedAt && this.isNew(value) ? value.attributes.values() : []
      case 'instance': {
        if (!this.isNew(value)) return []
        const { module } = value
        return [...value.attributes.values(), ...(value.payload ? [value.payload] : []), ...(module ? [...module.parameters.values(), ...module.buffers.values(), ...module.modules.values()] : [])]
      }
      default: return []
    }
  }

  /** The variables of the functions that a function was defined in. */
  private enclosing(scope: Scope): readonly Value[] {
    const found: Value[] = []
    for (let each: Scope | undefined = scope; each?.type === 'function' && this.isNew(each); each = each.parent) found.push(...each.variables.values())
    return found
  }

  private isNew(object: Touchable | TupleValue): boolean {
    if (this.known.has(object)) return false
    this.known.add(object)
    return true
  }

  /** Puts back what a run has changed. */
  restore(): void {
    for (const [object, content] of this.before) restore(object, content)
    this.before.clear()
    // What a module adds to a library stays as long as the module does; what it replaces, only programs that import the module may see.
    if ([...this.patched].some(replaces)) this.spoiled = true
  }

  /** Undoes what modules changed of a library, when they are forgotten. */
  forget(): void {
    for (const object of this.patched) restore(object, pristine.get(object)!)
    this.patched.clear()
    this.spoiled = this.isEntangled = false
  }
}

/** Written here, and so the same for all programs. */
const isNative = (object: Touchable): boolean => object.kind === 'namespace' || (object.kind === 'class' && object.definedAt === undefined)

/** What objects of a library held before any module changed them. A library is made once, for all projects. */
const pristine = new WeakMap<Touchable, Content>()

/** Whether an object of a library lost a value that it had. */
function replaces(object: Touchable): boolean {
  const before = pristine.get(object)!
  if (object.kind === 'class') return [...(before['attributes'] as ReadonlyMap<string, Value>)].some(([name, value]) => object.attributes.get(name) !== value)
  if (object.kind !== 'namespace') return false
  const assigned = [...object.assigned ?? []]
  restore(object, before)
  const stated = assigned.some(([name]) => (object.get(name) ?? { kind: 'unknown' }).kind !== 'unknown')
  restore(object, { assigned: new Map(assigned) })
  return stated
}
