/** What a hover says of the name, attribute or call under the cursor. */
import type { FileAnalysis } from '../analysis.ts'
import type { CallRecord, ValueRecord } from '../graph/recorder.ts'
import { holdsTensor, shapeJson, shapesOf, showShapes } from '../graph/shapes.ts'
import { showConditions } from '../dims/index.ts'
import type { Accepted } from '../interp/accepted.ts'
import { definesSubject, type GenericModel } from '../interp/generic.ts'
import type { Call, Expr, Span } from '../syntax/ast.ts'
import type { Node } from '../syntax/walk.ts'
import type { Explanation, Operation } from '../torch/vocabulary/entries.ts'
import type { InstanceValue, TensorValue, Value } from '../values/index.ts'
import { describeShapes, describeValue, layerText } from './describe.ts'
import { exactLayerOf, explainLayer, layerOf } from './layers.ts'
import { refusalText, type Refusal } from './contractHints.ts'
import { calledModelAt } from './calledModel.ts'
import { definitionOf } from './definition.ts'
import { covers, pathAt } from './nodes.ts'
import type { Hover, HoverLine, PanelTarget } from './types.ts'

/** What hovers need besides the analysis of the file. */
export interface HoverSources {
  readonly source: (file: string, start: number, end: number) => string | undefined
  readonly operation: (name: string) => Operation | undefined
  readonly accepted: (model: GenericModel) => Accepted
  readonly refusals: (model: GenericModel) => readonly Refusal[]
}

export function hoverAt(analysis: FileAnalysis, offset: number, sources: HoverSources): Hover | undefined {
  const path = pathAt(analysis.parsed.module, offset)
  const name = nameAt(path, offset)
  if (!name) return undefined
  const definition = definitionNamed(path, name)
  const model = definition && analysis.execution.models.find(({ subject }) => definesSubject(definition, subject))
  if (model) return modelHover(model, sources, name)
  const called = definition && calledModelAt(analysis, definition)
  if (called) return calledModelHover(called, sources, name)
  const call = calledBy(path, name)
  if (call) return callHover(analysis, call, name, sources) ?? constructionHover(analysis, call, name, sources)
  const record = analysis.execution.records.values.at(analysis.file, name)[0]
  return record && valueHover(analysis, path, record, name, sources)
}

/** The identifier under the cursor: a name, the last part of a dotted one, or what a `def`, a parameter or a `class` introduces. */
function nameAt(path: readonly Node[], offset: number): (Span & { readonly id: string }) | undefined {
  const node = path.at(-1)
  switch (node?.kind) {
    case 'Name': return node
    case 'Attribute': return covers(node.attr, offset) ? node.attr : undefined
    case 'FunctionDef': return [node.name, ...node.params.all.map(({ name }) => name)].find((name) => covers(name, offset))
    case 'Lambda': return node.params.all.map(({ name }) => name).find((name) => covers(name, offset))
    case 'ClassDef': return covers(node.name, offset) ? node.name : undefined
    default: return undefined
  }
}

/** The call whose function the name is. */
function calledBy(path: readonly Node[], name: Span): Call | undefined {
  const call = path.findLast((node) => node.kind === 'Call')
  if (call?.kind !== 'Call') return undefined
  const end = call.func.kind === 'Attribute' ? call.func.attr : call.func
  return end.start === name.start && end.end === name.end ? call : undefined
}

const recordsAt = (analysis: FileAnalysis, node: Span): readonly CallRecord[] => analysis.execution.records.calls.at(analysis.file, node)

function callHover(analysis: FileAnalysis, call: Call, name: Span, sources: HoverSources): Hover | undefined {
  const [record] = recordsAt(analysis, call)
  if (!record) return undefined
  if (isRefused(analysis, call)) return refusedHover(record, name, sources)
  const { lines, notes, manual, panel } = callLines(record, sources)
  return { range: { start: name.start, end: name.end }, title: describeShapes(record.shapes), lines, notes, manual, panel }
}

/** An exception has ended every execution of the call so far; the problem itself says why. */
const isRefused = (analysis: FileAnalysis, call: Span): boolean =>
  [...analysis.execution.records.raisedRecords.values()].some(({ trace }) => trace.some((point) => point.file === analysis.file && point.span.start === call.start && point.span.end === call.end))

function refusedHover(record: CallRecord, name: Span, sources: HoverSources): Hover {
  const { lines: [first], manual, panel } = callLines(record, sources)
  return { range: { start: name.start, end: name.end }, title: first?.label ?? record.callee, lines: [], notes: [`PyTorch refuses ${inputText(record)}.`], manual, panel }
}

const tensorsOf = (record: CallRecord): TensorValue[] => record.last.inputs.filter((input): input is TensorValue => input.kind === 'tensor')
const inputText = (record: CallRecord): string => tensorsOf(record).map((input) => showShapes(shapesOf(input))).join(', ') || 'it'

interface CallText { readonly lines: HoverLine[]; readonly notes: readonly string[]; readonly manual: string | undefined; readonly panel: PanelTarget | undefined }

/** `Conv2d(3, 64, 7)   [1, 3, 224, 224] → [1, 64, 112, 112]`, the formula, and what a reviewer would add. */
function callLines(record: CallRecord, sources: HoverSources): CallText {
  const { inputs, value, layer } = record.last
  const tensors = tensorsOf(record)
  const from = tensors.map((input) => showShapes(shapesOf(input))).join(', ')
  const to = showShapes(shapesOf(value))
  const title = layer ? layerText(layer, sources.source) : record.callee.replace(/^torch\.(?=Tensor\.|nn\.functional\.)/, '').replace(/^nn\.functional\./, 'F.')
  const operation = layer ? undefined : sources.operation(record.callee)
  const explanation = layer ? explainLayer(layer, tensors, value) : operation?.explain?.(inputs, value)
  const lines: HoverLine[] = [{ label: title, text: from === '' ? to : `${from} → ${to}`, comment: undefined }, ...explanationLines(explanation)]
  return { lines, notes: explanation?.notes ?? [], manual: (layer && layerOf(layer)?.manual) ?? operation?.manual, panel: layer ? panelOf(layer) : operation?.layer && { file: record.file, offset: record.span.start } }
}

/** The formulas; sizes with the same one share a line. */
export function explanationLines(explanation: Explanation | undefined): HoverLine[] {
  const lines: HoverLine[] = []
  for (const { label, text, comment } of explanation?.lines ?? []) {
    const same = lines.findIndex((line) => line.text === text)
    if (same < 0) lines.push({ label, text, comment })
    else lines[same] = { ...lines[same]!, label: `${lines[same]!.label}, ${label}` }
  }
  return lines
}

const panelOf = (layer: InstanceValue): PanelTarget | undefined => (layer.createdAt && exactLayerOf(layer)?.kernel ? { file: layer.createdAt.file, offset: layer.createdAt.span.start } : undefined)

/** On a constructor: what the layer does to any size. */
function constructionHover(analysis: FileAnalysis, call: Call, name: Span, sources: HoverSources): Hover | undefined {
  const layer = analysis.execution.records.constructions.at(analysis.file, call)[0]?.layer
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
  const title = `${name.id}: ${describeShapes(record.shapes)}`
  const input = modelOfParameter(analysis, path, name)
  if (input) return { ...modelHover(input, sources, name), title }
  const assigned = definitionOf(path, name)
  const origin = assigned && originOf(analysis, assigned.value, sources)
  return { range, title, lines: origin?.lines ?? [], notes: origin?.notes ?? [], manual: origin?.manual, panel: origin?.panel }
}

/** Where a variable's value came from: the call that is assigned to it. */
function originOf(analysis: FileAnalysis, value: Expr, sources: HoverSources): CallText | undefined {
  const [record] = recordsAt(analysis, value)
  return record && !isRefused(analysis, value) ? callLines(record, sources) : undefined
}

/** The `class` or `def` whose name it is. */
function definitionNamed(path: readonly Node[], name: Span): Span | undefined {
  return path.findLast((node) => (node.kind === 'ClassDef' || node.kind === 'FunctionDef') && node.name.start === name.start)
}

function modelOfParameter(analysis: FileAnalysis, path: readonly Node[], name: Span): GenericModel | undefined {
  const definition = path.findLast((node) => node.kind === 'FunctionDef')
  if (definition?.kind !== 'FunctionDef' || !definition.params.all.some((parameter) => parameter.name.start === name.start)) return undefined
  return analysis.execution.models.find(({ subject }) => subject.definition === definition)
}

const refusalSentence = (refusal: Refusal): string => {
  const text = refusalText(refusal)
  return `${text[0]!.toUpperCase()}${text.slice(1)}`
}

/** What a model that ran with letters makes of any input, and which inputs it accepts. */
function modelHover(model: GenericModel, sources: HoverSources, name: Span): Hover {
  const notes = [...acceptedNotes(model, sources.accepted(model), sources), 'Nothing in this file calls it, so letters stand for the sizes. A comment gives others: # given: x [1, 3, 224, 224]']
  return sizesHover(model, model.output, notes, name)
}

/** Which sizes a model that the file calls accepts; undefined where that is not known. */
function calledModelHover(model: GenericModel, sources: HoverSources, name: Span): Hover | undefined {
  const accepted = sources.accepted(model)
  if (!accepted.conditions || !accepted.output) return undefined
  return sizesHover(model, accepted.output, accepted.conditions.length === 0 ? ['It accepts every size.'] : acceptedNotes(model, accepted, sources), name)
}

function acceptedNotes(model: GenericModel, { conditions }: Accepted, sources: HoverSources): readonly string[] {
  return [...(conditions && conditions.length > 0 ? [`It accepts inputs with ${showConditions(conditions)}.`] : []), ...sources.refusals(model).map(refusalSentence)]
}

function sizesHover({ subject, inputs }: GenericModel, output: Value, notes: readonly string[], name: Span): Hover {
  const from = [...inputs].map(([input, shape]) => `${input} ${showShapes(shapeJson(shape))}`).join(', ')
  return {
    range: { start: name.start, end: name.end }, title: subject.name, manual: undefined, panel: undefined,
    lines: [{ label: subject.name, text: `${from} → ${showShapes(shapesOf(output))}`, comment: undefined }], notes,
  }
}
