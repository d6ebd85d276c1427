/** The assignment that a variable's value comes from, where the text alone tells it. */
import type { Assign, Span, Stmt } from '../syntax/ast.ts'
import { forEachChild, type Node } from '../syntax/walk.ts'
import { covers } from './nodes.ts'

/**
 * The `name = value` that reaches a use of the name: the last one before it in the blocks around it. Undefined where
 * another binding (in a branch, in the rest of a loop, by a target that unpacks) may reach the use too.
 */
export function definitionOf(path: readonly Node[], name: Span & { readonly id: string }): Assign | undefined {
  const own = path.findLast((node) => node.kind === 'Assign')
  if (own?.kind === 'Assign' && own.targets.some((target) => covers(target, name.start) && name.end <= target.end)) return own
  for (let depth = path.length - 2; depth >= 0; depth--) {
    const around = path[depth]!, inside = path[depth + 1]!
    const before = blocksOf(around).find((block) => block.includes(inside as Stmt))
    if (before) {
      for (const statement of before.slice(0, before.indexOf(inside as Stmt)).reverse()) {
        if (statement.kind === 'Assign' && statement.targets.some((target) => target.kind === 'Name' && target.id === name.id)) return statement
        if (binds(statement, name.id)) return undefined
      }
    }
    if ((around.kind === 'For' || around.kind === 'While') && binds(around, name.id)) return undefined
    if (around.kind === 'FunctionDef' || around.kind === 'Lambda' || around.kind === 'Comprehension' || around.kind === 'ClassDef') return undefined
  }
  return undefined
}

/** The lists of statements directly in a node. */
function blocksOf(node: Node): Stmt[][] {
  switch (node.kind) {
    case 'Module': case 'ClassDef': case 'FunctionDef': case 'With': return [[...node.body]]
    case 'If': case 'For': case 'While': return [[...node.body], [...node.orelse]]
    case 'Try': return [[...node.body], ...node.handlers.map((handler) => [...handler.body]), [...node.orelse], [...node.finalbody]]
    case 'Match': return node.cases.map((each) => [...each.body])
    default: return []
  }
}

/** Anything in a statement may bind the name. Deeper scopes count too: they may say `nonlocal`. */
function binds(node: Node, id: string): boolean {
  let found = false
  const enter = (each: Node): void => {
    if (found) return
    switch (each.kind) {
      case 'Assign': found = each.targets.some((target) => mentions(target, id)); break
      case 'AugAssign': case 'AnnAssign': case 'For': case 'NamedExpr': found = mentions(each.target, id); break
      case 'With': found = each.items.some((item) => item.target !== undefined && mentions(item.target, id)); break
      case 'Delete': found = each.targets.some((target) => mentions(target, id)); break
      case 'FunctionDef': case 'ClassDef': found = each.name.id === id; break
      case 'Import': case 'ImportFrom': case 'Match': case 'Try': found = true; break
      default: break
    }
    if (!found) forEachChild(each, enter)
  }
  enter(node)
  return found
}

function mentions(target: Node, id: string): boolean {
  if (target.kind === 'Name') return target.id === id
  let found = false
  forEachChild(target, (child) => { found ||= mentions(child, id) })
  return found
}
