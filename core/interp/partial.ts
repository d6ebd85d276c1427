/** What a statement that failed would have bound: unknown from there on, as far as nothing was bound before. */
import type { Stmt } from '../syntax/ast.ts'
import { scopeOf } from '../syntax/scope.ts'
import { unknown } from '../values/index.ts'
import type { Scope } from './scope.ts'

export function bindTargets(scope: Scope, statement: Stmt, reason: string): void {
  if (statement.kind === 'ImportFrom' && statement.names === '*') scope.open = true
  const names = scopeOf({ kind: 'Module', start: statement.start, end: statement.end, body: [statement], errors: [], outerErrors: [], comments: [] })
  for (const name of names.bound) if (!scope.variables.has(name)) scope.variables.set(name, unknown(reason))
}
