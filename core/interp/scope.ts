/** Where names live while a program is interpreted. */
import type { Made, Value } from '../values/index.ts'
import { NameTable } from './nameTable.ts'

/**
 * One namespace of Python's scoping: a module's globals, a function call's locals, a class body, a comprehension.
 * Invariant: `parent` is the lexically enclosing scope that names are searched in; class bodies are skipped by scopes inside them.
 */
export interface Scope extends Made {
  readonly kind: 'scope'
  readonly type: 'module' | 'function' | 'class' | 'comprehension'
  variables: Map<string, Value>
  readonly parent: Scope | undefined
  /** The scope of the module: where `global` names live. */
  readonly globals: Scope
  /** Names that assignments bind here; undefined where every assigned name is local (modules and classes). */
  readonly globalNames: ReadonlySet<string>
  readonly nonlocalNames: ReadonlySet<string>
  /** A star import of a module that is not known was executed: a missing name may come from there. */
  open: boolean
  /** Functions, classes or comprehensions were made in it, which see its variables; else its own frame alone does. */
  isEnclosing?: boolean
}

const nothing: ReadonlySet<string> = new Set()

export function moduleScope(): Scope {
  const scope: Omit<Scope, 'globals'> & { globals: Scope | undefined } = { kind: 'scope', type: 'module', variables: new Map(), parent: undefined, globals: undefined, globalNames: nothing, nonlocalNames: nothing, open: false }
  scope.globals = scope as Scope
  return scope as Scope
}

export function innerScope(type: 'function' | 'class' | 'comprehension', parent: Scope, names?: { readonly globals: ReadonlySet<string>; readonly nonlocals: ReadonlySet<string> }): Scope {
  parent.isEnclosing = true
  return { kind: 'scope', type, variables: new Map(), parent, globals: parent.globals, globalNames: names?.globals ?? nothing, nonlocalNames: names?.nonlocals ?? nothing, open: false }
}

/** The scope whose variable a name read in `scope` means; undefined: a builtin, or no such name. */
export function find(scope: Scope, name: string): Scope | undefined {
  if (scope.globalNames.size > 0 && scope.globalNames.has(name)) return scope.globals.variables.has(name) ? scope.globals : undefined
  if (scope.variables.has(name)) return scope
  for (let outer = scope.parent; outer; outer = outer.parent) {
    if (outer.type !== 'class' && outer.variables.has(name)) return outer
  }
  return undefined
}

/** The scope that an assignment to a name in `scope` changes. A comprehension's walrus binds outside of it: pass the outer scope. */
export function target(scope: Scope, name: string): Scope {
  if (scope.globalNames.size > 0 && scope.globalNames.has(name)) return scope.globals
  if (scope.nonlocalNames.size > 0 && scope.nonlocalNames.has(name)) {
    for (let outer = scope.parent; outer; outer = outer.parent) if (outer.type === 'function' && outer.variables.has(name)) return outer
  }
  return scope
}

export function isOpen({ globals }: Scope): boolean {
  if (globals.variables instanceof NameTable) globals.variables.noteOpen(globals.open)
  return globals.open
}
