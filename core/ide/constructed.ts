/** The layer under the cursor with the call that constructs it, for rewriting that call. */
import { symbol, type Dim } from '../dims/index.ts'
import type { Argument, Call } from '../syntax/ast.ts'
import { spatialNames } from '../torch/vocabulary/spatial.ts'
import type { InstanceValue, TensorValue } from '../values/index.ts'
import type { ActionContext } from './action.ts'
import { exactLayerOf } from './layers.ts'
import { pathAt } from './nodes.ts'
import { argumentsOf } from './writtenCall.ts'

export interface Constructed {
  readonly layer: InstanceValue
  readonly call: Call
  /** The constructor's parameters in order, and the arguments written for them. */
  readonly parameters: readonly string[]
  readonly written: ReadonlyMap<string, Argument>
  /** The text of the file that holds the call. */
  readonly text: string
  /** What the newest call of the layer was given; undefined where nothing calls it. */
  readonly inputs: readonly TensorValue[] | undefined
  /** All that is known of its calls is one call and one result. */
  readonly isSeenOnce: boolean
  /** Some call gives it more than its input. */
  readonly isGivenMore: boolean
}

/** The layer whose constructor is called at the selection's start, in the analysed file. Undefined: none is, or its arguments can't be read off. */
export function constructedAt({ analysis, selected }: ActionContext): Constructed | undefined {
  if (selected.file !== analysis.file) return undefined
  const { records } = analysis.execution
  const call = pathAt(analysis.parsed.module, selected.range.start).findLast((node): node is Call => node.kind === 'Call' && records.constructions.at(analysis.file, node).length > 0)
  const layer = call && records.constructions.at(analysis.file, call)[0]?.layer
  const parameters = layer?.cls.mro.find((cls) => cls.attributes.has('__init__'))?.native?.parameterNames
  const written = call && parameters && argumentsOf(call, parameters)
  if (!layer || !written || !exactLayerOf(layer)) return undefined
  const calls = records.calls.values().filter(({ last }) => last.layer?.createdAt?.file === analysis.file && last.layer.createdAt.span.start === call.start && last.layer.createdAt.span.end === call.end)
  const inputs = calls.at(-1)?.last.inputs.filter((input): input is TensorValue => input.kind === 'tensor')
  return { layer, call, parameters, written, text: analysis.text, inputs, isSeenOnce: calls.length === 1 && calls[0]!.shapes.length === 1, isGivenMore: calls.some(({ last }) => last.inputs.length > 1) }
}

/** The number of spatial dims in the name of a layer; undefined: it has none. */
export const dimsInName = (layer: InstanceValue): 1 | 2 | 3 | undefined => {
  const digit = Number(/([123])d$/.exec(layer.cls.name)?.[1])
  return digit === 1 || digit === 2 || digit === 3 ? digit : undefined
}

/** An input of the layer with letters for its spatial sizes: of the rank that was seen, else with a batch. */
export function letteredInput(channels: Dim, dims: 1 | 2 | 3, seen: TensorValue | undefined): readonly Dim[] {
  const hasBatch = seen?.shape?.length !== dims + 1
  return [...(hasBatch ? [seen?.shape?.[0] ?? symbol('N')] : []), channels, ...spatialNames(dims).map((name) => symbol(name))]
}
