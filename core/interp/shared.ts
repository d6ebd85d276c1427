/**
 * Objects of imported modules outlive an execution. What a program changes of them is put back when it has ended, so that
 * analysing a file twice says the same twice.
 */
import type { Value } from '../values/index.ts'
import { contentOf, restore, type Content, type Touchable } from './journal.ts'
import type { Scope } from './scope.ts'

export class SharedObjects {
  private readonly known = new WeakSet<Touchable>()
  private readonly before = new Map<Touchable, Content>()
  private loading = 0
  /** A module that was loaded in the middle of a run changed what the run had changed before: nothing can be put back. */
  spoiled = false

  /** Called before an object changes. */
  touch(object: Touchable): void {
    if (!this.known.has(object)) return
    if (this.before.has(object)) this.spoiled ||= this.loading > 0
    else if (this.loading === 0) this.before.set(object, contentOf(object))
  }

  /** Evaluates a module's body: what it changes stays. */
  whileLoading(evaluate: () => void): void {
    this.loading++
    try {
      evaluate()
    } finally {
      this.loading--
    }
  }

  /** Everything that a loaded module's names lead to is shared from now on. */
  add(scope: Scope): void {
    this.known.add(scope)
    for (const value of scope.variables.values()) this.enter(value)
  }

  private enter(value: Value): void {
    switch (value.kind) {
      case 'list': if (this.isNew(value)) for (const item of value.items) this.enter(item); return
      case 'tuple': for (const item of value.items) this.enter(item); return
      case 'dict': if (this.isNew(value)) for (const entry of value.entries.values()) this.enter(entry.value); return
      case 'set': case 'tensor': case 'iterator': case 'generator': this.isNew(value); return
      case 'class': if (value.definedAt && this.isNew(value)) for (const each of value.attributes.values()) this.enter(each); return
      case 'instance': {
        if (!this.isNew(value)) return
        for (const each of value.attributes.values()) this.enter(each)
        if (value.payload) this.enter(value.payload)
        for (const table of value.module ? [value.module.parameters, value.module.buffers, value.module.modules] : []) for (const each of table.values()) this.enter(each)
        return
      }
      default: return
    }
  }

  private isNew(object: Touchable): boolean {
    if (this.known.has(object)) return false
    this.known.add(object)
    return true
  }

  /** Puts back what a run has changed. */
  restore(): void {
    for (const [object, content] of this.before) restore(object, content)
    this.before.clear()
  }
}
