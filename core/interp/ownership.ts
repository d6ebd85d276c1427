/** Which objects a script's statements made, so that one that changes another's can be told. */
import type { Value } from '../values/index.ts'

/** Everything that the names of a script lead to. */
export class Ownership {
  private readonly known = new WeakSet<object>()
  /** Something keeps a state that can't be seen from outside: a generator under way, a registry inside of native code. */
  hidesState = false

  /** An earlier statement made the object, or could reach it. */
  has(object: object): boolean {
    return this.known.has(object)
  }

  /** Enters a value and everything it leads to. */
  add(value: Value | object): void {
    const enter = (part: unknown): void => {
      if (typeof part !== 'object' || part === null || this.known.has(part)) return
      if (isShared(part)) return
      if (keepsHiddenState(part)) this.hidesState = true
      this.known.add(part)
      if (part instanceof Map) for (const [key, each] of part) { enter(key); enter(each) }
      else if (part instanceof Set || Array.isArray(part)) for (const each of part) enter(each)
      else for (const key in part) if (!textual.has(key)) enter((part as Record<string, unknown>)[key])
    }
    enter(value)
  }
}

/** A value leads to something that keeps a state that can't be seen from outside. */
export function hidesState(value: Value): boolean {
  const reached = new Ownership()
  reached.add(value)
  return reached.hidesState
}

/** Fields that hold trees, sizes and other things that never change. */
const textual: ReadonlySet<string> = new Set(['definition', 'definedAt', 'createdAt', 'shape', 'data', 'native'])

interface Fields { readonly kind?: unknown; readonly type?: unknown; readonly definedAt?: unknown; readonly name?: unknown }

/** Modules and what the library brings along belong to nobody. */
const isShared = (part: Fields): boolean =>
  part.kind === 'namespace' || (part.kind === 'scope' && part.type === 'module') || (part.kind === 'class' && part.definedAt === undefined)

const keepsHiddenState = (part: Fields): boolean => part.kind === 'generator' || (part.kind === 'builtin' && /singledispatch/.test(String(part.name)))
