/** The panel: a layer of the file, executed on sample data of the inferred shape. */
import type { FileAnalysis } from '../analysis.ts'
import { runLayer } from '../exec/runLayer.ts'
import { chooseShapes } from '../exec/choose.ts'
import type { SampleShape } from '../exec/sample.ts'
import { shapeJson, showShapes } from '../graph/shapes.ts'
import type { CallRecord } from '../graph/recorder.ts'
import type { Span } from '../syntax/ast.ts'
import type { NumericArray } from '../arrays/index.ts'
import { tryCall } from '../interp/trial.ts'
import type { Surroundings } from '../interp/runs.ts'
import { tensor, type InstanceValue, type Shape, type TensorValue, type Value } from '../values/index.ts'
import { explanationLines } from './hover.ts'
import { exactLayerOf, explainLayer } from './layers.ts'
import { layerText } from './describe.ts'
import type { HoverLine, NamedArray, PanelModel } from './types.ts'

/** The layer constructed or called at an offset, run; undefined: none is there. */
export function panelAt(analysis: FileAnalysis, offset: number, around: Surroundings, source: (file: string, start: number, end: number) => string | undefined): PanelModel | undefined {
  const found = layerAt(analysis, offset)
  const entry = found && exactLayerOf(found.layer)
  if (!found || !entry) return undefined
  const { layer } = found
  const base = { title: layer.cls.name, call: layerText(layer, source), manual: entry.manual, weights: [], inputs: [], outputs: [], scaledDown: undefined }
  const without = (refusal: string): PanelModel => ({ ...base, ...explanationOf(layer, [], undefined), refusal })

  const given = found.inputs.length > 0 ? found.inputs : [{ shape: naturalInput(layer), dtype: 'float32' }]
  const samplesOf = (shapes: readonly (readonly number[])[]): SampleShape[] => shapes.map((shape, index) => ({ shape, dtype: given[index]?.dtype ?? 'float32' }))
  const tensorsOf = (shapes: readonly (readonly number[])[]): TensorValue[] => samplesOf(shapes).map(({ shape, dtype }) => tensor(shape, { dtype }))
  const choice = chooseShapes(given.map(({ shape }) => shape), (shapes) => tryCall(around, layer, tensorsOf(shapes)))
  if (!choice) return without('The shape of its input is not known here. Call the layer, or give an input with a comment: # given: x [1, 3, 32, 32]')
  if ('refusal' in choice) return without(choice.refusal)
  const { shapes, value, scaledDown } = choice
  const run = runLayer(entry, layer, samplesOf(shapes), value)
  if ('reason' in run) return without(run.reason)
  return {
    ...base, ...explanationOf(layer, tensorsOf(shapes), value), refusal: undefined,
    inputs: run.inputs.map((array, index) => named(run.inputs.length === 1 ? 'input' : `input ${index + 1}`, array)),
    weights: Object.entries(run.weights).map(([name, array]) => named(name, array)),
    outputs: run.outputs.map((array, index) => named(run.outputs.length === 1 ? 'output' : `output ${index + 1}`, array)),
    scaledDown: scaledDown ? `The sample is smaller than the inferred input ${given.map(({ shape }) => showShapes(shapeJson(shape))).join(', ')}; the layer is the same.` : undefined,
  }
}

const named = (name: string, array: NumericArray): NamedArray => ({ name, shape: array.shape, data: [...array.data] })

interface Found { readonly layer: InstanceValue; readonly inputs: readonly { readonly shape: Shape | undefined; readonly dtype: string | undefined }[] }

/** The innermost construction or call of a layer that covers the offset, with what its newest call was given. */
function layerAt(analysis: FileAnalysis, offset: number): Found | undefined {
  const { calls, constructions } = analysis.execution.recorder
  const isHere = ({ file, span }: { readonly file: string; readonly span: Span }): boolean => file === analysis.file && span.start <= offset && offset <= span.end
  const candidates: { readonly span: Span; readonly layer: InstanceValue; readonly call: CallRecord | undefined }[] = [
    ...[...constructions.values()].filter(isHere).map(({ span, layer }) => ({ span, layer, call: undefined })),
    ...[...calls.values()].filter(isHere).flatMap((call) => (call.last.layer ? [{ span: call.span, layer: call.last.layer, call }] : [])),
  ]
  const [innermost] = candidates.filter(({ layer }) => exactLayerOf(layer)).sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))
  if (!innermost) return undefined
  const { layer } = innermost
  const call = innermost.call ?? [...calls.values()].find(({ last }) => madeAtOnce(last.layer, layer))
  const tensors = (call?.last.inputs ?? []).filter((input): input is TensorValue => input.kind === 'tensor')
  return { layer: call?.last.layer ?? layer, inputs: tensors.map(({ shape, dtype }) => ({ shape, dtype })) }
}

const madeAtOnce = (one: InstanceValue | undefined, other: InstanceValue): boolean =>
  one?.createdAt !== undefined && one.createdAt.file === other.createdAt?.file && one.createdAt.span.start === other.createdAt.span.start && one.createdAt.span.end === other.createdAt.span.end

/** Without any call: what the layer's weight tells of its input. */
function naturalInput(layer: InstanceValue): Shape | undefined {
  const channels = layer.attributes.get('in_channels') ?? layer.attributes.get('in_features') ?? layer.attributes.get('num_features')
  const kernel = layer.attributes.get('kernel_size')
  if (channels?.kind !== 'int' || typeof channels.value !== 'number') return undefined
  const spatial = kernel?.kind === 'tuple' ? kernel.items.length : 0
  return [1, channels.value, ...Array.from({ length: spatial }, () => 8)]
}

function explanationOf(layer: InstanceValue, inputs: readonly TensorValue[], output: Value | undefined): { readonly lines: readonly HoverLine[]; readonly notes: readonly string[] } {
  const explanation = explainLayer(layer, inputs, output)
  return { lines: explanationLines(explanation), notes: explanation?.notes ?? [] }
}
