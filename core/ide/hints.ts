/** Inlay hints: the shapes that assigned names hold. */
import type { FileAnalysis } from '../analysis.ts'
import { isFullyKnown } from '../graph/shapes.ts'
import type { ShapeJson } from '../project.ts'
import type { Module } from '../syntax/ast.ts'
import { visit } from './nodes.ts'
import { describeShapes } from './describe.ts'
import type { InlayHint, TextRange } from './types.ts'

export function hintsIn(analysis: FileAnalysis, range: TextRange): InlayHint[] {
  const hints: InlayHint[] = []
  const annotated = annotationsIn(analysis.parsed.module, range)
  for (const { span, shapes, binding } of analysis.execution.records.values.within(analysis.file, range)) {
    if (!binding || shapes.length === 0) continue
    if (shapes.length > 2 || !shapes.some((shape) => isFullyKnown(shape) && holdsTensorsOnly(shape))) continue
    const annotation = annotated.get(span.start)
    hints.push({ offset: annotation ?? span.end, label: `${annotation === undefined ? ':' : ''} ${describeShapes(shapes)}`, tooltip: undefined })
  }
  return hints.sort((a, b) => a.offset - b.offset)
}

/** A tuple of a tensor and a number is no shape to show. */
function holdsTensorsOnly(shape: ShapeJson): boolean {
  if (shape === null) return false
  if (Array.isArray(shape)) return true
  const parts = 't' in shape ? shape.t : 'l' in shape ? shape.l : 'd' in shape ? Object.values(shape.d) : []
  return parts.length > 0 && parts.every(holdsTensorsOnly)
}

/** Where the annotations of parameters and variables end, by where their names begin: a hint stands behind `x: Tensor`. */
function annotationsIn(module: Module, range: TextRange): ReadonlyMap<number, number> {
  const ends = new Map<number, number>()
  for (const statement of module.body) {
    if (statement.end < range.start || statement.start > range.end) continue
    visit(statement, (node) => {
      if (node.kind === 'FunctionDef') for (const { name, annotation } of node.params.all) if (annotation) ends.set(name.start, annotation.end)
      if (node.kind === 'AnnAssign') ends.set(node.target.start, node.annotation.end)
    })
  }
  return ends
}
