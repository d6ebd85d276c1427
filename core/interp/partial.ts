/** What a statement would have bound that failed or was stopped. */
import type { Stmt } from '../syntax/ast.ts'
import { scopeOf } from '../syntax/scope.ts'
import { unknown } from '../values/index.ts'
import type { Scope } from './scope.ts'

/** The names that a statement of a module binds there, in the order in which they are written. */
export const namesBoundBy = (statement: Stmt): ReadonlySet<string> => scopeOf({ kind: 'Module', start: statement.start, end: statement.end, body: [statement], errors: [], outerErrors: [], indentationErrors: [], comments: [] }).bound

/** What a failed statement would have bound is unknown from there on, as far as nothing was bound before. */
export function bindTargets(scope: Scope, statement: Stmt, reason: string): void {
  if (statement.kind === 'ImportFrom' && statement.names === '*') scope.open = true
  for (const name of namesBoundBy(statement)) if (!scope.variables.has(name)) scope.variables.set(name, unknown(reason))
}
