/** `function.__code__`: what a function's text says of its names. Source: https://docs.python.org/3/reference/datamodel.html#code-objects */
import type { FunctionDef, Lambda } from '../syntax/ast.ts'
import { scopeOf } from '../syntax/scope.ts'
import { forEachChild, type Node } from '../syntax/walk.ts'
import { bool, instance, int, nativeClass, str, tuple, type InstanceValue, type Value } from '../values/index.ts'
import { rawMethod } from './builtins/support.ts'
import { builtinClass } from './natives.ts'

/** Names of which some may be missing: parameters are among them, and nothing that the function does not bind. */
const namesClass = nativeClass('types.CodeType.co_varnames', [builtinClass('object')], [
  rawMethod('types.CodeType.co_varnames.__contains__', (_machine, { positional: [self, name] }) => bool(name?.kind !== 'str' || name.value === undefined ? undefined : tables(self).sure.includes(name.value) ? true : tables(self).perhaps.has(name.value) ? undefined : false)),
  rawMethod('types.CodeType.co_varnames.index', (machine, { positional: [self, name] }) => {
    const place = name?.kind === 'str' && name.value !== undefined ? tables(self).sure.indexOf(name.value) : -1
    return place < 0 ? machine.undecided("a local variable's place") : int(place)
  }),
])
interface NameTables { readonly sure: readonly string[]; readonly perhaps: ReadonlySet<string> }
const namesOf = new WeakMap<Value, NameTables>()
const tables = (self: Value | undefined): NameTables => (self && namesOf.get(self)) ?? { sure: [], perhaps: new Set() }

const codeClass = nativeClass('types.CodeType', [builtinClass('object')], [])

/**
 * Parameters come first, in the order in which a call's arguments are stored: positional ones, keyword-only ones, `*args`,
 * `**kwargs`; then the other names that the function binds. A function with code of its own inside may keep
 * some of the latter in cells instead, which are no `co_varnames`.
 */
export function codeOf(definition: FunctionDef | Lambda): InstanceValue {
  const { all } = definition.params
  const positional = all.filter(({ type }) => type === 'positional' || type === 'normal')
  const keywords = all.filter(({ type }) => type === 'keyword')
  const parameters = [...positional, ...keywords, ...all.filter(({ type }) => type === '*'), ...all.filter(({ type }) => type === '**')].map(({ name }) => name.id)
  const code = instance(codeClass)
  code.open = true
  code.attributes.set('co_name', str(definition.kind === 'Lambda' ? '<lambda>' : definition.name.id))
  code.attributes.set('co_argcount', int(positional.length))
  code.attributes.set('co_kwonlyargcount', int(keywords.length))
  code.attributes.set('co_posonlyargcount', int(all.filter(({ type }) => type === 'positional').length))
  const bound = new Set([...parameters, ...scopeOf(definition).bound])
  code.attributes.set('co_varnames', hasInnerCode(definition) ? someNames({ sure: parameters, perhaps: bound }) : tuple([...bound].map(str)))
  return code
}

function someNames(names: NameTables): InstanceValue {
  const made = instance(namesClass)
  made.open = true
  namesOf.set(made, names)
  return made
}

function hasInnerCode(definition: FunctionDef | Lambda): boolean {
  let found = false
  const search = (node: Node): void => {
    if (node.kind === 'FunctionDef' || node.kind === 'Lambda' || node.kind === 'ClassDef' || node.kind === 'Comprehension') found = true
    else if (!found) forEachChild(node, search)
  }
  if (definition.kind === 'Lambda') search(definition.body)
  else for (const statement of definition.body) search(statement)
  return found
}
