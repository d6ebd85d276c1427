/**
 * The comments by which a user speaks to the analysis.
 *
 *     y = self.up(x)      # shape: [N, 3, 2*H, 2*W]      what the line binds or returns
 *     z = weird(y)        # shape: ignore[matmul]        silences problems of one code on the line
 *
 * A `# shape:` that reads neither way is somebody's prose and means nothing. `# given:` stands in the interpreter, which reads it first.
 */
import type { Comment, Module, Span, Stmt } from '../syntax/ast.ts'
import type { Node } from '../syntax/walk.ts'
import { forEachChild } from '../syntax/walk.ts'
import { parsePatterns, type ShapePattern } from './patterns.ts'

/** A shape that a comment states, and the statement it speaks of. */
export interface ShapeComment {
  /** The text behind `# shape:`. */
  readonly span: Span
  readonly statement: Stmt
  /** The line that the comment speaks of begins here. */
  readonly expected: readonly ShapePattern[]
}
/** Codes whose problems are silenced on the line that holds `offset`. */
export interface IgnoreComment { readonly offset: number; readonly codes: readonly string[] }
export interface Comments { readonly shapes: readonly ShapeComment[]; readonly ignored: readonly IgnoreComment[] }

export function commentsOf(module: Module, text: string): Comments {
  const shapes: ShapeComment[] = []
  const ignored: IgnoreComment[] = []
  const remarks = module.comments.flatMap(remarksOf)
  if (remarks.length === 0) return { shapes, ignored }
  const statements = simpleStatements(module)
  for (const { text: said, span, ownLine } of remarks) {
    const codes = /^ignore\[([\w-]+(?:\s*,\s*[\w-]+)*)\]/.exec(said)?.[1]
    if (codes !== undefined) {
      ignored.push({ offset: span.start, codes: codes.split(/\s*,\s*/) })
      continue
    }
    const expected = parsePatterns(said)
    const statement = expected && (ownLine ? nextStatement(statements, span.end) : statementOnLine(statements, text, span.start))
    if (statement) shapes.push({ span, statement, expected })
  }
  return { shapes, ignored }
}

interface Remark { readonly text: string; readonly span: Span; readonly ownLine: boolean }

/** What follows `# shape:` in a comment, up to the next `#`. */
function remarksOf(comment: Comment): Remark[] {
  return [...comment.text.matchAll(/#\s*shape:\s*([^#]*[^#\s])/g)].map((match) => {
    const end = comment.start + match.index + match[0].length
    return { text: match[1]!, span: { start: end - match[1]!.length, end }, ownLine: comment.ownLine && match.index === 0 }
  })
}

/** Statements that bind or return a value, in the order of their ends. */
function simpleStatements(module: Module): Stmt[] {
  const found: Stmt[] = []
  const enter = (node: Node): void => {
    if (node.kind === 'Expr' || node.kind === 'Assign' || node.kind === 'AnnAssign' || node.kind === 'AugAssign' || node.kind === 'Return') found.push(node)
    else forEachChild(node, enter)
  }
  enter(module)
  return found.sort((a, b) => a.end - b.end)
}

/** The last statement that ends on the comment's line; behind it there is only white space and brackets that it closes. */
function statementOnLine(statements: readonly Stmt[], text: string, offset: number): Stmt | undefined {
  const line = text.lastIndexOf('\n', offset) + 1
  const on = statements.findLast((each) => each.end <= offset)
  if (on && on.end >= line) return on
  return statements.find((each) => each.start < line && each.end > offset)
}

/** The statement that follows a comment on a line of its own. */
function nextStatement(statements: readonly Stmt[], offset: number): Stmt | undefined {
  let next: Stmt | undefined
  for (const each of statements) if (each.start >= offset && (!next || each.start < next.start)) next = each
  return next
}
