/** What names a piece of code binds. Source: https://docs.python.org/3/reference/executionmodel.html#naming-and-binding */
import { contentOf, type ClassDef, type Comprehension, type Expr, type FunctionDef, type ImportFrom, type Lambda, type Module, type Parameters } from './ast.ts'
import { type Node, forEachChild } from './walk.ts'

/** Code that has names of its own. */
export type ScopeNode = Module | FunctionDef | Lambda | ClassDef | Comprehension

/** The names of one scope. Nested functions, lambdas, classes and comprehensions have scopes of their own. */
export interface NameScope {
  /** Names bound here, parameters included; those declared `global` or `nonlocal` are not among them. */
  readonly bound: ReadonlySet<string>
  readonly globals: ReadonlySet<string>
  readonly nonlocals: ReadonlySet<string>
  /** Whether calling the function gives a generator: it has a `yield` of its own. */
  readonly isGenerator: boolean
  /** Whether the code reads `super` or `__class__`, also in lambdas and comprehensions inside it. */
  readonly usesSuper: boolean
  /** Whether `from x import *` may bind more. */
  readonly hasStarImport: boolean
}

/** The names of a scope, found at the first call for each node, and anew for a function with another body. */
export function scopeOf(node: ScopeNode): NameScope {
  const key = node.kind === 'FunctionDef' ? contentOf(node) : node
  const known = scopes.get(key)
  if (known !== undefined) return known
  const scope = findNames(node)
  scopes.set(key, scope)
  return scope
}

const scopes = new WeakMap<object, NameScope>()

class Names implements NameScope {
  readonly bound = new Set<string>()
  readonly globals = new Set<string>()
  readonly nonlocals = new Set<string>()
  isGenerator = false
  usesSuper = false
  hasStarImport = false
}

function findNames(node: ScopeNode): NameScope {
  const names = new Names()
  switch (node.kind) {
    case 'Module':
    case 'ClassDef':
      for (const statement of node.body) collect(names, statement)
      break
    case 'FunctionDef':
      bindParameters(names, node.params)
      for (const statement of node.body) collect(names, statement)
      break
    case 'Lambda':
      bindParameters(names, node.params)
      collect(names, node.body)
      break
    case 'Comprehension':
      collectInside(names, node)
      break
  }
  for (const name of names.globals) names.bound.delete(name)
  for (const name of names.nonlocals) names.bound.delete(name)
  return names
}

function bindParameters(names: Names, params: Parameters): void {
  for (const { name } of params.all) names.bound.add(name.id)
}

/** Everything in a comprehension but the first iterable, which is evaluated outside. */
function collectInside(names: Names, node: Comprehension): void {
  node.clauses.forEach(({ target, iter, ifs }, index) => {
    bindTarget(names, target)
    if (index > 0) collect(names, iter)
    for (const test of ifs) collect(names, test)
  })
  if (node.key !== undefined) collect(names, node.key)
  collect(names, node.element)
  for (const name of walrusNames(node)) names.bound.delete(name)
}

function collect(names: Names, node: Node): void {
  switch (node.kind) {
    case 'Name':
      if (node.id === 'super' || node.id === '__class__') names.usesSuper = true
      return
    case 'FunctionDef':
      names.bound.add(node.name.id)
      for (const expression of evaluatedOutside(node)) collect(names, expression)
      return
    case 'ClassDef':
      names.bound.add(node.name.id)
      for (const expression of [...node.decorators, ...node.args.map(argument => argument.value)]) collect(names, expression)
      return
    case 'Lambda':
      for (const { default: value } of node.params.all) if (value !== undefined) collect(names, value)
      if (scopeOf(node).usesSuper) names.usesSuper = true
      return
    case 'Comprehension': {
      const first = node.clauses[0]
      if (first !== undefined) collect(names, first.iter)
      if (scopeOf(node).usesSuper) names.usesSuper = true
      for (const name of walrusNames(node)) names.bound.add(name)
      return
    }
    case 'Yield':
    case 'YieldFrom':
      names.isGenerator = true
      break
    case 'Global':
      for (const name of node.names) names.globals.add(name)
      return
    case 'Nonlocal':
      for (const name of node.names) names.nonlocals.add(name)
      return
    case 'Assign':
      for (const target of node.targets) bindTarget(names, target)
      break
    case 'AugAssign':
    case 'AnnAssign':
    case 'For':
    case 'NamedExpr':
      bindTarget(names, node.target)
      break
    case 'Delete':
      for (const target of node.targets) bindTarget(names, target)
      break
    case 'With':
      for (const { target } of node.items) if (target !== undefined) bindTarget(names, target)
      break
    case 'Try':
      for (const { name } of node.handlers) if (name !== undefined) names.bound.add(name.id)
      break
    case 'Import':
      for (const { path, asname } of node.names) names.bound.add(asname?.id ?? path[0] ?? '')
      return
    case 'ImportFrom':
      bindImported(names, node)
      return
    case 'TypeAlias':
      names.bound.add(node.name.id)
      return
    case 'MatchAs':
    case 'MatchStar':
      if (node.name !== undefined) names.bound.add(node.name)
      break
    case 'MatchMapping':
      if (node.rest !== undefined) names.bound.add(node.rest)
      break
  }
  forEachChild(node, child => { collect(names, child) })
}

/** Decorators, defaults and annotations belong to the code around a function. */
function evaluatedOutside(node: FunctionDef): Expr[] {
  const optional = [...node.params.all.flatMap(parameter => [parameter.default, parameter.annotation]), node.returns]
  return [...node.decorators, ...optional.filter(expression => expression !== undefined)]
}

function bindImported(names: Names, node: ImportFrom): void {
  if (node.names === '*') names.hasStarImport = true
  else for (const { name, asname } of node.names) names.bound.add((asname ?? name).id)
}

/** Names in a target; subscripts and attributes bind none. */
function bindTarget(names: Names, target: Expr): void {
  switch (target.kind) {
    case 'Name': names.bound.add(target.id); break
    case 'Starred': bindTarget(names, target.value); break
    case 'Tuple':
    case 'List':
      for (const element of target.elements) bindTarget(names, element)
      break
  }
}

/** `:=` inside a comprehension binds in the function around it. */
function walrusNames(node: Comprehension): string[] {
  const found: string[] = []
  const search = (child: Node): void => {
    if (child.kind === 'Lambda') return
    if (child.kind === 'NamedExpr') found.push(child.target.id)
    forEachChild(child, search)
  }
  forEachChild(node, search)
  return found
}
