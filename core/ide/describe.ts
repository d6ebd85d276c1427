/** Words for values, as hovers and hints show them. */
import { showShapes } from '../graph/shapes.ts'
import type { ShapeJson } from '../project.ts'
import type { InstanceValue, Value } from '../values/index.ts'
import { show } from '../dims/index.ts'

/** Several results of one place, at most three of them. */
export function describeShapes(shapes: readonly ShapeJson[]): string {
  const shown = shapes.slice(0, 3).map(showShapes)
  return shapes.length > 3 ? `${shown.join(' | ')} | …` : shown.join(' | ')
}

/** What a value without tensors is worth showing: sizes and layers; undefined for what an editor shows anyway. */
export function describeValue(value: Value, source: (file: string, start: number, end: number) => string | undefined): string | undefined {
  switch (value.kind) {
    case 'int': return show(value.value)
    case 'instance': return value.module ? layerText(value, source) : undefined
    case 'tuple': return value.cls?.qualifiedName === 'torch.Size' ? `[${value.items.map((item) => (item.kind === 'int' ? show(item.value) : '?')).join(', ')}]` : undefined
    default: return undefined
  }
}

const longestCall = 100

/** A layer as it was written: the text of its construction in one line. */
export function layerText(layer: InstanceValue, source: (file: string, start: number, end: number) => string | undefined): string {
  const site = layer.createdAt
  const text = site && inOneLine(source(site.file, site.span.start, site.span.end))?.replace(/^(?:torch\.)?nn\./, '')
  return text !== undefined && text.length <= longestCall ? text : `${layer.cls.name}(…)`
}

/** A call over several lines as it would stand in one, without its comments. A comment that quotes something stays: it may be a part of a text. */
const inOneLine = (call: string | undefined): string | undefined =>
  call?.replace(/#[^\n'"]*$/gm, '').replace(/\s+/g, ' ').replace(/([([{]) /g, '$1').replace(/ ([)\]}])/g, '$1')
