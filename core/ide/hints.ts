/** Inlay hints: the shapes that assigned names hold. */
import type { FileAnalysis } from '../analysis.ts'
import { isFullyKnown } from '../graph/shapes.ts'
import { describeShapes } from './describe.ts'
import type { InlayHint, TextRange } from './types.ts'

export function hintsIn(analysis: FileAnalysis, range: TextRange): InlayHint[] {
  const hints: InlayHint[] = []
  for (const record of analysis.execution.recorder.values.values()) {
    const { span, shapes, binding } = record
    if (!binding || record.file !== analysis.file || shapes.length === 0 || span.end < range.start || span.start > range.end) continue
    if (shapes.length > 2 || shapes.every((shape) => shape === null) || !shapes.some(isFullyKnown)) continue
    hints.push({ offset: span.end, label: `: ${describeShapes(shapes)}`, tooltip: undefined })
  }
  return hints.sort((a, b) => a.offset - b.offset)
}
