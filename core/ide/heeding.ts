/** What the comments of a file change about its problems. */
import type { Dim } from '../dims/index.ts'
import { symbols } from '../dims/index.ts'
import type { Records } from '../graph/recorder.ts'
import { shapeComment } from '../problems/shape-comment.ts'
import { LineIndex } from '../text/lines.ts'
import type { Comments } from './comments.ts'
import { describeShapes } from './describe.ts'
import { contradicts } from './patterns.ts'
import type { Problem } from './types.ts'

interface Commented { readonly file: string; readonly text: string; readonly records: Records; readonly given: readonly { readonly shape: readonly Dim[] }[] }

/** The problems without those that a comment silences, with those of comments that are certainly wrong. */
export function heeding(problems: readonly Problem[], comments: Comments, of: Commented): readonly Problem[] {
  return withoutIgnored(comments.shapes.length === 0 ? problems : [...problems, ...wrongComments(comments, of)], comments, of)
}

/** The problems without those that a comment silences. */
export function withoutIgnored(problems: readonly Problem[], { ignored }: Comments, { file, text }: { readonly file: string; readonly text: string }): readonly Problem[] {
  if (ignored.length === 0) return problems
  const lines = new LineIndex(text)
  return problems.filter((problem) => problem.file !== file || !ignored.some(({ offset, codes }) => codes.includes(problem.code) && lines.lineAt(offset) === lines.lineAt(problem.range.start)))
}

/** A comment is wrong where no value that its line had can have any of the shapes it states. */
function wrongComments(comments: Comments, { file, records, given }: Commented): Problem[] {
  const declared = new Set(given.flatMap(({ shape }) => shape.flatMap(symbols)))
  return comments.shapes.flatMap(({ span, statement, expected }): Problem[] => {
    const seen = records.statements.get(statement)
    const isWrong = seen?.values.every((value) => expected.every((pattern) => contradicts(value, pattern, declared)))
    if (!seen || !isWrong) return []
    const { code, severity } = shapeComment
    return [{ file, range: { start: span.start, end: span.end }, code, severity, message: `the shape is ${describeShapes(seen.shapes)}`, related: [], fixes: [{ title: 'Write the shape', range: { start: span.start, end: span.end }, newText: describeShapes(seen.shapes) }] }]
  })
}
