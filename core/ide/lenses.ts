/** Code lenses: layers and chains of them that the lab can run, where they are constructed. */
import type { FileAnalysis } from '../analysis.ts'
import { chainOf } from './lab/found.ts'
import { exactLayerOf } from './layers.ts'
import type { Lens } from './types.ts'

export function lensesOf(analysis: FileAnalysis): Lens[] {
  const lenses: Lens[] = []
  for (const { file, span, layer } of analysis.execution.records.constructions.values()) {
    if (file !== analysis.file || !(exactLayerOf(layer)?.kernel || chainOf(layer))) continue
    lenses.push({ range: { start: span.start, end: span.end }, title: `Run this ${layer.cls.name}`, target: { file, offset: span.start } })
  }
  return lenses.sort((a, b) => a.range.start - b.range.start)
}
