/** What a hover says of the name, attribute or call under the cursor. */
import type { FileAnalysis } from '../analysis.ts'
import type { CallRecord, ValueRecord } from '../graph/recorder.ts'
import { holdsTensor, shapesOf, showShapes } from '../graph/shapes.ts'
import type { Call, Expr, Span } from '../syntax/ast.ts'
import type { Node } from '../syntax/walk.ts'
import type { Explanation, Layer, Operation } from '../torch/vocabulary/entries.ts'
import type { InstanceValue, TensorValue, Value } from '../values/index.ts'
import { describeShapes, describeValue, layerText } from './describe.ts'
import { covers, pathAt } from './nodes.ts'
import type { Hover, HoverLine, PanelTarget } from './types.ts'

/** What hovers need besides the analysis of the file. */
export interface HoverSources {
  readonly source: (file: string, start: number, end: number) => string | undefined
  readonly operation: (name: string) => Operation | undefined
}

export function hoverAt(analysis: FileAnalysis, offset: number, sources: HoverSources): Hover | undefined {
  const path = pathAt(analysis.parsed.module, offset)
  const name = nameAt(path, offset)
  if (!name) return undefined
  const call = calledBy(path, name)
  if (call) return callHover(analysis, call, name, sources) ?? constructionHover(analysis, call, name, sources)
  const record = analysis.execution.recorder.values.get(`${analysis.file}:${name.start}:${name.end}:`)
  return record && valueHover(analysis, path, record, name, sources)
}

/** The identifier under the cursor: a name, or the last part of a dotted one. */
function nameAt(path: readonly Node[], offset: number): (Span & { readonly id: string }) | undefined {
  const node = path.at(-1)
  if (node?.kind === 'Name') return node
  const attribute = path.findLast((each) => each.kind === 'Attribute')
  return attribute?.kind === 'Attribute' && covers(attribute.attr, offset) ? attribute.attr : undefined
}

/** The call whose function the name is. */
function calledBy(path: readonly Node[], name: Span): Call | undefined {
  const call = path.findLast((node) => node.kind === 'Call')
  if (call?.kind !== 'Call') return undefined
  const end = call.func.kind === 'Attribute' ? call.func.attr : call.func
  return end.start === name.start && end.end === name.end ? call : undefined
}

const recordsAt = (analysis: FileAnalysis, node: Span): CallRecord[] => [...analysis.execution.recorder.calls.values()].filter((record) => record.file === analysis.file && record.span.start === node.start && record.span.end === node.end)

function callHover(analysis: FileAnalysis, call: Call, name: Span, sources: HoverSources): Hover | undefined {
  const [record] = recordsAt(analysis, call)
  if (!record) return undefined
  const { lines, notes, manual, panel } = callLines(record, sources)
  return { range: { start: name.start, end: name.end }, title: describeShapes(record.shapes), lines, notes, manual, panel }
}

interface CallText { readonly lines: HoverLine[]; readonly notes: readonly string[]; readonly manual: string | undefined; readonly panel: PanelTarget | undefined }

/** `Conv2d(3, 64, 7)   [1, 3, 224, 224] → [1, 64, 112, 112]`, the formula, and what a reviewer would add. */
function callLines(record: CallRecord, sources: HoverSources): CallText {
  const { inputs, value, layer } = record.last
  const tensors = inputs.filter((input): input is TensorValue => input.kind === 'tensor')
  const from = tensors.map((input) => showShapes(shapesOf(input))).join(', ')
  const to = showShapes(shapesOf(value))
  const title = layer ? layerText(layer, sources.source) : record.callee.replace(/^torch\.(?=Tensor\.|nn\.functional\.)/, '').replace(/^nn\.functional\./, 'F.')
  const operation = layer ? undefined : sources.operation(record.callee)
  const explanation = layer ? explainLayer(layer, tensors, value) : operation?.explain?.(inputs, value)
  const lines: HoverLine[] = [{ label: title, text: from === '' ? to : `${from} → ${to}`, comment: undefined }, ...explanationLines(explanation)]
  return { lines, notes: explanation?.notes ?? [], manual: (layer && layerOf(layer)?.manual) ?? operation?.manual, panel: layer && panelOf(layer) }
}

const explanationLines = (explanation: Explanation | undefined): HoverLine[] => (explanation?.lines ?? []).map(({ label, text, comment }) => ({ label, text, comment }))

/** The catalogue's entry behind a layer; a subclass of the sources has its base's. */
export function layerOf(layer: InstanceValue): Layer | undefined {
  const own = layer.cls.mro.find((cls) => cls.native?.layer)
  return own?.native?.layer as Layer | undefined
}

/** The entry of a layer that is exactly PyTorch's, not a subclass with a forward of its own. What it leaves out, its bases state. */
export function exactLayerOf(layer: InstanceValue): Layer | undefined {
  if (!layer.cls.native?.layer) return undefined
  return layer.cls.mro.map((cls) => cls.native?.layer as Layer | undefined).reduceRight<Layer | undefined>((all, own) => (all && own ? { ...all, ...own } : own ?? all), undefined)
}

export function explainLayer(layer: InstanceValue, inputs: readonly TensorValue[], output: Value | undefined): Explanation | undefined {
  return exactLayerOf(layer)?.explain?.(layer, inputs, output)
}

const panelOf = (layer: InstanceValue): PanelTarget | undefined => (layer.createdAt && exactLayerOf(layer)?.kernel ? { file: layer.createdAt.file, offset: layer.createdAt.span.start } : undefined)

/** On a constructor: what the layer does to any size. */
function constructionHover(analysis: FileAnalysis, call: Call, name: Span, sources: HoverSources): Hover | undefined {
  const layer = analysis.execution.recorder.constructions.get(`${analysis.file}:${call.start}:${call.end}:`)?.layer
  return layer && layerHover(layer, name, sources)
}

function layerHover(layer: InstanceValue, range: Span, sources: HoverSources): Hover | undefined {
  const entry = layerOf(layer)
  if (!entry) return undefined
  const explanation = explainLayer(layer, [], undefined)
  return { range: { start: range.start, end: range.end }, title: layerText(layer, sources.source), lines: explanationLines(explanation), notes: explanation?.notes ?? [], manual: entry.manual, panel: panelOf(layer) }
}

function valueHover(analysis: FileAnalysis, path: readonly Node[], record: ValueRecord, name: Span & { readonly id: string }, sources: HoverSources): Hover | undefined {
  const range = { start: name.start, end: name.end }
  if (record.value.kind === 'instance' && record.value.module) return layerHover(record.value, name, sources)
  if (record.shapes.length === 0 && !holdsTensor(record.value)) {
    const text = describeValue(record.value, sources.source)
    return text === undefined ? undefined : { range, title: `${name.id}: ${text}`, lines: [], notes: [], manual: undefined, panel: undefined }
  }
  const assigned = path.findLast((node) => node.kind === 'Assign')
  const origin = assigned?.kind === 'Assign' && assigned.targets.some((target) => covers(target, name.start)) ? originOf(analysis, assigned.value, sources) : undefined
  return { range, title: `${name.id}: ${describeShapes(record.shapes)}`, lines: origin?.lines ?? [], notes: origin?.notes ?? [], manual: origin?.manual, panel: origin?.panel }
}

/** Where a variable's value came from: the call that is assigned to it. */
function originOf(analysis: FileAnalysis, value: Expr, sources: HoverSources): CallText | undefined {
  const [record] = recordsAt(analysis, value)
  return record && callLines(record, sources)
}
