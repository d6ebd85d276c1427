/** Going through a tree without naming every kind of node. */
import type { Expr, FStringValue, Module, Pattern, Stmt } from './ast.ts'

export type Node = Module | Stmt | Expr | Pattern | FStringValue

/**
 * Calls `visit` for each node directly below: through lists and through parts that are no nodes themselves (arguments,
 * parameters, handlers, clauses), but not for names that are no expressions, such as `b` in `a.b`. The order is that of the fields in `ast.ts`.
 */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  visitParts(node, visit)
}

const namesOnly: ReadonlySet<string> = new Set(['attr', 'name', 'asname'])

function visitParts(parts: object, visit: (child: Node) => void): void {
  for (const [key, part] of Object.entries(parts) as [string, unknown][]) {
    if (typeof part !== 'object' || part === null || namesOnly.has(key)) continue
    if (isNode(part)) visit(part)
    else visitParts(part, visit)
  }
}

function isNode(part: object): part is Node {
  return 'kind' in part
}
