/** Reading and binding names. */
import type { Name } from '../syntax/ast.ts'
import { unknown, type Value } from '../values/index.ts'
import { builtinNames } from './natives.ts'
import { raise } from './exceptions.ts'
import { Split, type Frame } from './run.ts'
import { scopeOf } from '../syntax/scope.ts'
import { find, isOpen, target, type Scope } from './scope.ts'

export function readName(frame: Frame, node: Name): Value {
  const scope = find(frame.scope, node.id)
  if (scope) return followed(frame, scope.variables.get(node.id)!)
  const special = specialName(frame, node.id)
  if (special) return special
  if (isUnboundLocal(frame, node.id)) {
    return frame.run.speculation > 0 ? unknown('a name bound on some paths only') : raise(frame.run, 'UnboundLocalError', `cannot access local variable '${node.id}' where it is not associated with a value`, 'name')
  }
  const known = builtinNames.get(node.id)
  if (known) return known
  if (isOpen(frame.scope)) return unknown('a name that a star import may have brought')
  return raise(frame.run, 'NameError', `name '${node.id}' is not defined`, 'name')
}

/** What is unknown behind a fork that an exploration may follow both ways is known in each of them. */
function followed({ run }: Frame, value: Value): Value {
  if (value.kind === 'unknown' && value.fork !== undefined && run.ways) throw new Split(value.fork)
  return value
}

function specialName(frame: Frame, name: string): Value | undefined {
  return name === '__class__' ? frame.owner : undefined
}

/** The function assigns the name somewhere, so that it is no global even while it is unbound. */
function isUnboundLocal(frame: Frame, name: string): boolean {
  const { definition, scope } = frame
  if (!definition || scope.type !== 'function' || scope.globalNames.has(name)) return false
  return scopeOf(definition).bound.has(name) && !scope.nonlocalNames.has(name)
}

export function bindName(frame: Frame, scope: Scope, name: string, value: Value): void {
  const owner = target(scope, name)
  frame.run.journal.touch(owner)
  owner.variables.set(name, value)
}

export function unbindName(frame: Frame, name: string): void {
  const owner = target(frame.scope, name)
  frame.run.journal.touch(owner)
  owner.variables.delete(name)
}
