/**
 * What a statement can reach, for when it was stopped in the middle: nobody knows what the rest of it would have done.
 *
 * Law: code changes only what it reaches: what the names in it mean; items, attributes, classes of that in turn; and what the names in reached functions
 * mean. Names that the statement binds, names that reached functions declare global or nonlocal, and contents of reached
 * containers, objects and tensors are unknown afterwards. A function does what it did; a class keeps what no reached code assigns by name.
 */
import type { Expr, Stmt } from '../syntax/ast.ts'
import { forEachChild, type Node } from '../syntax/walk.ts'
import { unknown, type FunctionValue, type Value } from '../values/index.ts'
import type { Touchable } from './journal.ts'
import { namesBoundBy } from './partial.ts'
import type { Frame } from './run.ts'
import { find, type Scope } from './scope.ts'

const reason = 'a statement that takes too long to follow'
const lost = (): Value => unknown(reason)

/** By these any attribute, or any name, may be assigned. */
const assignsAnything: ReadonlySet<string> = new Set(['setattr', 'delattr', 'exec', 'eval', 'globals', 'vars', 'locals', '__dict__', '__setattr__', 'update_wrapper', 'wraps'])

/** Everything found so far, and what is left to look at. */
interface Search {
  readonly frame: Frame
  readonly seen: Set<object>
  readonly waiting: object[]
  /** Names of attributes that reached code assigns; `any`: it may assign others, too. */
  readonly assigned: Set<string>
  any: boolean
}

export function forgetReach(frame: Frame, statement: Stmt): void {
  const search: Search = { frame, seen: new Set(), waiting: [], assigned: new Set(), any: false }
  for (const object of frame.run.journal.touched ?? []) if (object !== frame.scope) enter(search, object)
  enterCode(search, statement, frame.scope)
  for (let each = search.waiting.pop(); each; each = search.waiting.pop()) enterParts(search, each as Value | Scope)
  for (const each of search.seen) forget(search, each as Touchable)
  frame.run.journal.touch(frame.scope)
  frame.scope.open = true
  for (const name of namesBoundBy(statement)) frame.scope.variables.set(name, lost())
}

function enter({ seen, waiting }: Search, part: object | undefined): void {
  if (part === undefined || seen.has(part)) return
  seen.add(part)
  waiting.push(part)
}

/** What the names in code mean where it stands, and what it assigns. */
function enterCode(search: Search, code: Node, scope: Scope): void {
  const waiting: Node[] = [code]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === 'Name') {
      if (assignsAnything.has(node.id)) search.any = true
      enter(search, find(scope, node.id)?.variables.get(node.id))
    } else if (node.kind === 'Attribute' && assignsAnything.has(node.attr.id)) search.any = true
    else if (node.kind === 'Global' || node.kind === 'Nonlocal') rebind(search, node.names, scope, node.kind)
    else if (node.kind === 'Import' || node.kind === 'ImportFrom') for (const each of search.frame.run.modules.ofWorkspace()) enter(search, each)
    for (const each of targetsOf(node)) assign(search, each)
    forEachChild(node, (child) => { waiting.push(child) })
  }
}

function targetsOf(node: Node): readonly Expr[] {
  switch (node.kind) {
    case 'Assign': case 'Delete': return node.targets
    case 'AugAssign': case 'AnnAssign': case 'For': return [node.target]
    case 'With': return node.items.flatMap(({ target: each }) => each ?? [])
    case 'Comprehension': return node.clauses.map(({ target: each }) => each)
    default: return []
  }
}

function assign(search: Search, to: Expr): void {
  if (to.kind === 'Attribute') search.assigned.add(to.attr.id)
  else if (to.kind === 'Starred') assign(search, to.value)
  else if (to.kind === 'Tuple' || to.kind === 'List') for (const element of to.elements) assign(search, element)
}

function rebind({ frame: { run } }: Search, names: readonly string[], scope: Scope, kind: 'Global' | 'Nonlocal'): void {
  for (const name of names) {
    const owner = kind === 'Global' ? scope.globals : find(scope, name)
    if (!owner) continue
    run.journal.touch(owner)
    owner.variables.set(name, lost())
  }
}

/** Parts that a value leads to. */
function enterParts(search: Search, value: Value | Scope): void {
  const all = (parts: Iterable<Value | Scope>): void => { for (const part of parts) enter(search, part) }
  switch (value.kind) {
    case 'scope': all(value.variables.values()); return
    case 'list': case 'tuple': all(value.items); return
    case 'iterator': all(value.items); return
    case 'dict': for (const entry of value.entries.values()) all([entry.key, entry.value]); return
    case 'set': all(value.entries.values()); return
    case 'function': enterFunction(search, value); all([...value.defaults.values(), ...value.attributes.values()]); return
    case 'method': all([value.self, value.func]); return
    case 'descriptor': all([value.get, ...(value.set ? [value.set] : []), ...(value.delete ? [value.delete] : [])]); return
    case 'partial': all([value.func, ...value.args.positional, ...value.args.keywords.values(), ...value.attributes.values()]); return
    case 'super': all([value.self, value.after]); return
    case 'class': all([...value.mro, ...value.attributes.values()]); return
    case 'instance':
      all([value.cls, ...value.attributes.values(), ...(value.payload ? [value.payload] : [])])
      if (value.module) all([...value.module.parameters.values(), ...value.module.buffers.values(), ...value.module.modules.values()])
      return
    case 'namespace': { const scope = search.frame.run.modules.scopeOf(value); if (scope) enter(search, scope); return }
    case 'generator': if (value.buffer) all(value.buffer); return
    default: return
  }
}

function enterFunction(search: Search, { definition, scope }: FunctionValue): void {
  search.frame.run.entered.add(definition)
  for (const part of definition.kind === 'Lambda' ? [definition.body] : definition.body) enterCode(search, part, scope as Scope)
}

/** Forgets what an object holds; of what nothing can change, nothing. */
function forget({ frame: { run }, assigned, any }: Search, object: Touchable): void {
  const isAssigned = (name: string): boolean => any || assigned.has(name)
  const unknownWhere = (values: ReadonlyMap<string, Value>, test: (name: string, value: Value) => boolean): Map<string, Value> => new Map([...values].map(([name, value]) => [name, test(name, value) ? lost() : value]))
  const change = (content: object): void => {
    run.journal.touch(object)
    Object.assign(object, content)
  }
  switch (object.kind) {
    case 'list': change({ items: [], open: true }); return
    case 'dict': case 'set': if (!('frozen' in object) || !object.frozen) change({ entries: new Map(), open: true }); return
    case 'tensor': change({ shape: undefined, data: undefined }); return
    case 'iterator': change({ position: Infinity }); return
    case 'generator': change({ buffer: undefined, isSpent: 'perhaps' }); return
    case 'instance': {
      const { module } = object
      const nothing = (values: ReadonlyMap<string, Value>): Map<string, Value> => unknownWhere(values, () => true)
      change({ attributes: nothing(object.attributes), open: true, payload: object.payload && lost(), module: module && { parameters: nothing(module.parameters), buffers: nothing(module.buffers), modules: nothing(module.modules), training: undefined } })
      return
    }
    case 'class': if (object.definedAt) change({ attributes: unknownWhere(object.attributes, (name, value) => (any && !isCode(value)) || assigned.has(name)) }); return
    case 'function': case 'partial': if (object.attributes.size > 0) change({ attributes: unknownWhere(object.attributes, isAssigned) }); return
    case 'scope': {
      run.journal.touch(object)
      for (const [name, value] of object.variables) if (assigned.has(name) || (any && !isCode(value))) object.variables.set(name, lost())
      return
    }
    default: return
  }
}

const isCode = (value: Value): boolean => value.kind === 'function' || value.kind === 'class' || value.kind === 'builtin' || value.kind === 'descriptor' || value.kind === 'namespace'
