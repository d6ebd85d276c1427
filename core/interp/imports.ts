/** import statements. */
import type { Import, ImportFrom } from '../syntax/ast.ts'
import { none, unknown, type NamespaceValue, type Value } from '../values/index.ts'
import { findAttribute } from './attributes.ts'
import { raise } from './exceptions.ts'
import { knownItems } from './iteration.ts'
import type { Found } from './modules.ts'
import { bindName } from './names.ts'
import type { Frame } from './run.ts'

export function executeImport(frame: Frame, node: Import): Value {
  const { run } = frame
  for (const name of node.names) {
    frame.at = name
    const found = run.modules.import(run, name.path, frame.file)
    const value = found === 'missing' ? missing(frame, name.path.join('.')) : found
    if (name.asname) bindName(frame, frame.scope, name.asname.id, value)
    else bindName(frame, frame.scope, name.path[0]!, name.path.length === 1 ? value : known(run.modules.import(run, name.path.slice(0, 1), frame.file), name.path[0]!))
  }
  return none
}

const known = (found: Found, name: string): Value => (found === 'missing' ? unknown(`module ${name}`) : found)

/** A module that is nowhere: it may be missing where the program runs too, and a handler for that may run. */
function missing(frame: Frame, name: string): Value {
  if (frame.run.handlers > frame.run.modules.handlersOutside && frame.run.modules.requirements.isAbsent(name, frame.file)) return raise(frame.run, 'ModuleNotFoundError', `No module named '${name}'`, 'import')
  frame.run.suspect('an import that may fail')
  return unknown(`module ${name}, which is not found`)
}

export function executeImportFrom(frame: Frame, node: ImportFrom): Value {
  const { run } = frame
  frame.at = node
  if (node.level === 0 && node.path[0] === '__future__') return none
  const found = node.level > 0 ? run.modules.relative(run, frame.scope, node.level, node.path) : run.modules.import(run, node.path, frame.file)
  const dotted = '.'.repeat(node.level) + node.path.join('.')
  const module = found === 'missing' ? missing(frame, dotted) : found
  if (node.names === '*') {
    importStar(frame, module)
    return none
  }
  for (const imported of node.names) {
    frame.at = imported
    bindName(frame, frame.scope, (imported.asname ?? imported.name).id, member(frame, module, imported.name.id))
  }
  return none
}

function member(frame: Frame, module: Value, name: string): Value {
  const { run } = frame
  if (module.kind !== 'namespace') return findAttribute(run, module, name) ?? unknown(name)
  const own = module.get(name)
  if (own) return own
  const submodule = run.modules.submodule(run, module, name, frame.file)
  if (submodule !== 'missing') {
    module.set(name, submodule)
    return submodule
  }
  const value = findAttribute(run, module, name)
  if (value) return value
  return raise(run, 'ImportError', `cannot import name '${name}' from '${module.name}'`, 'import')
}

/** `from x import *`: the names in `__all__`, else those without a leading underscore. */
function importStar(frame: Frame, module: Value): void {
  const { run } = frame
  if (module.kind !== 'namespace') {
    frame.scope.open = true
    return
  }
  if (module.open) frame.scope.open = true
  for (const name of publicNames(frame, module)) {
    const value = module.get(name) ?? known(run.modules.submodule(run, module, name, frame.file), name)
    bindName(frame, frame.scope, name, value)
  }
}

function publicNames(frame: Frame, module: NamespaceValue): readonly string[] {
  const all = module.get('__all__')
  const items = all && all.kind !== 'unknown' ? knownItems(frame.run, all) : undefined
  if (items) return items.flatMap((item) => (item.kind === 'str' && item.value !== undefined ? [item.value] : []))
  if (all) frame.scope.open = true
  return module.names().filter((name) => !name.startsWith('_'))
}
