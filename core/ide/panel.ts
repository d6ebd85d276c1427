/** The panel: a layer of the file, executed on sample data of the inferred shape. */
import type { FileAnalysis } from '../analysis.ts'
import { runLayer } from '../exec/runLayer.ts'
import { sampleShape } from '../exec/sample.ts'
import type { NumericArray } from '../arrays/index.ts'
import { tryCall } from '../interp/trial.ts'
import type { Surroundings } from '../interp/runs.ts'
import { tensor, type InstanceValue, type Shape, type TensorValue, type Value } from '../values/index.ts'
import { explainLayer, exactLayerOf } from './hover.ts'
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

  const inputShapes = found.inputs.length > 0 ? found.inputs : [naturalInput(layer)]
  const samples = inputShapes.map((shape) => sampleShape(shape))
  if (samples.some((sample) => !sample)) return without('The shape of its input is not known here. Call the layer, or give an input with a comment: # given: x [1, 3, 32, 32]')
  const shapes = samples.map((sample) => sample!.shape)
  const inputs = shapes.map((shape) => tensor(shape, { dtype: 'float32' }))
  const trial = tryCall(around, layer, inputs)
  if ('refusal' in trial) return without(trial.refusal)
  const run = runLayer(entry, layer, shapes)
  if ('reason' in run) return without(run.reason)
  const scaled = samples.some((sample) => sample!.scaledDown)
  return {
    ...base, ...explanationOf(layer, inputs, trial.value), refusal: undefined,
    inputs: run.inputs.map((array, index) => named(run.inputs.length === 1 ? 'input' : `input ${index + 1}`, array)),
    weights: Object.entries(run.weights).map(([name, array]) => named(name, array)),
    outputs: run.outputs.map((array, index) => named(run.outputs.length === 1 ? 'output' : `output ${index + 1}`, array)),
    scaledDown: scaled ? `The sample is smaller than the inferred input ${inputShapes.map((shape) => `[${shape?.map((dim) => (typeof dim === 'number' ? dim : '?')).join(', ') ?? '...'}]`).join(', ')}; the layer is the same.` : undefined,
  }
}

const named = (name: string, array: NumericArray): NamedArray => ({ name, shape: array.shape, data: [...array.data] })

/** The innermost construction or call of a layer that covers the offset, with the shapes its newest call was given. */
function layerAt(analysis: FileAnalysis, offset: number): { readonly layer: InstanceValue; readonly inputs: readonly (Shape | undefined)[] } | undefined {
  const { calls, constructions } = analysis.execution.recorder
  const candidates: { readonly size: number; readonly layer: InstanceValue }[] = []
  for (const { file, span, layer } of constructions.values()) if (file === analysis.file && span.start <= offset && offset <= span.end) candidates.push({ size: span.end - span.start, layer })
  for (const { file, span, last } of calls.values()) if (file === analysis.file && last.layer && span.start <= offset && offset <= span.end) candidates.push({ size: span.end - span.start, layer: last.layer })
  const [innermost] = candidates.filter(({ layer }) => exactLayerOf(layer)).sort((a, b) => a.size - b.size)
  if (!innermost) return undefined
  const { layer } = innermost
  const call = [...calls.values()].find(({ last }) => last.layer === layer) ?? [...calls.values()].find(({ last }) => last.layer?.createdAt && last.layer.createdAt.file === layer.createdAt?.file && last.layer.createdAt.span.start === layer.createdAt.span.start)
  return { layer: call?.last.layer ?? layer, inputs: (call?.last.inputs ?? []).filter((input): input is TensorValue => input.kind === 'tensor').map((input) => input.shape) }
}

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
  return { lines: (explanation?.lines ?? []).map(({ label, text, comment }) => ({ label, text, comment })), notes: explanation?.notes ?? [] }
}
