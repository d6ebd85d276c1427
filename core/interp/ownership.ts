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
    const waiting: unknown[] = [value]
    while (waiting.length > 0) {
      const part = waiting.pop()
      if (typeof part !== 'object' || part === null || this.known.has(part)) continue
      if (isShared(part) || isConstant(part)) continue
      // Containers belong to the object whose field they are: nobody asks for them.
      if (part instanceof Map) for (const [key, each] of part) waiting.push(key, each)
      else if (part instanceof Set || Array.isArray(part)) for (const each of part) waiting.push(each)
      else this.enterFields(part, waiting)
    }
  }

  private enterFields(part: Fields, waiting: unknown[]): void {
    if (keepsHiddenState(part)) this.hidesState = true
    this.known.add(part)
    for (const key in part) if (!textual.has(key)) waiting.push((part as Record<string, unknown>)[key])
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

/** Values that nothing can change. Most values are. */
const constants: ReadonlySet<unknown> = new Set(['none', 'bool', 'int', 'float', 'str', 'bytes', 'ellipsis', 'notimplemented', 'dtype', 'device', 'range'])
const isConstant = ({ kind }: Fields): boolean => constants.has(kind)

const keepsHiddenState = (part: Fields): boolean => part.kind === 'generator' || (part.kind === 'builtin' && /singledispatch/.test(String(part.name)))
