/** Going through a tree without naming every kind of node. */
import type { Expr, FStringValue, Module, Pattern, Stmt } from './ast.ts'

export type Node = Module | Stmt | Expr | Pattern | FStringValue

/**
 * Calls `visit` for each node directly below: through lists and through parts that are no nodes themselves (arguments,
 * parameters, handlers, clauses). The order is that of the fields in `ast.ts`.
 */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  visitParts(node, visit)
}

function visitParts(parts: object, visit: (child: Node) => void): void {
  for (const part of Object.values(parts)) {
    if (typeof part !== 'object' || part === null) continue
    if (isNode(part)) visit(part)
    else visitParts(part, visit)
  }
}

function isNode(part: object): part is Node {
  return 'kind' in part
}
