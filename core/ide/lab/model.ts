/** The lab's model of what stands at a place: a setting that the engine can run, or why there is none. */
import type { FileAnalysis } from '../../analysis.ts'
import { chooseShapes } from '../../exec/choose.ts'
import { keywords } from '../../exec/lab/code.ts'
import { inputPlaces } from '../../exec/lab/inputs.ts'
import { makeLayer, type Given } from '../../exec/lab/make.ts'
import type { DataSource, LabInput, LabModel, LabSetting, LabStep } from '../../exec/lab/types.ts'
import { shapeJson, showShapes } from '../../graph/shapes.ts'
import type { Surroundings } from '../../interp/runs.ts'
import type { Call, Module } from '../../syntax/ast.ts'
import { exactEntry } from '../../torch/library/layers.ts'
import type { Layer, Operation, Sample, SampleNumbers } from '../../torch/vocabulary/entries.ts'
import { none, type InstanceValue, type Shape, type Value } from '../../values/index.ts'
import { layerText } from '../describe.ts'
import { exactLayerOf } from '../layers.ts'
import { pathAt } from '../nodes.ts'
import { foundAt, type Found } from './found.ts'
import { functionStep } from './functions.ts'
import { stepOf, type WrittenCall } from './steps.ts'

export interface LabSources {
  readonly around: Surroundings
  readonly textOf: (file: string) => string | undefined
  readonly treeOf: (file: string) => Module | undefined
  readonly operation: (name: string) => Operation | undefined
}

/** Undefined: nothing that the lab could open stands there. */
export function labAt(analysis: FileAnalysis, offset: number, sources: LabSources): LabModel | undefined {
  const found = foundAt(analysis, offset, sources.operation)
  return found && labOf(found, sources)
}

export function labOf(found: Found, sources: LabSources): LabModel {
  const stepped = stepsOf(found, sources)
  const base = { ...titles(found, sources), readOnly: stepped.readOnly }
  const without = (reason: string): LabModel => ({ ...base, setting: undefined, reason, sample: undefined })
  if (!stepped.steps) return without(stepped.reason)
  if (found.kind === 'layer' && found.beyond !== undefined) return without(`${found.layer.cls.name} can't be run here yet with ${found.beyond}.`)
  const given = inputsOf(found)
  const dtypeOf = (index: number): string => given[index]?.dtype ?? 'float32'
  const nameOf = (index: number): { readonly name?: string } => (given[index]?.name === undefined ? {} : { name: given[index].name })
  const sample = sampleOf(found, stepped.steps, given[0]?.shape?.length ?? 0, sources)
  const choice = chooseShapes(given.map(({ shape }) => shape), (sizes) => tryAll(sources.around, stepped.steps, sizes.map((shape, index) => ({ ...nameOf(index), shape, dtype: dtypeOf(index) })), trains(found)), sample.batchDim)
  if (!choice) return without('The shape of its input is not known here. Call the layer, or give an input with a comment: # given: x [1, 3, 32, 32]')
  // What PyTorch refuses is shown as such: the engine finds the same words for the whole input.
  const shapes = 'refusal' in choice ? given.map(({ shape }) => wholeShape(shape)) : choice.shapes
  if (shapes.some((shape) => shape === undefined)) return without('refusal' in choice ? choice.refusal : 'The shape of its input is not known here.')
  const places = inputPlaces(entryOf(stepped.steps[0]!, sources), given)
  const inputs = (shapes as readonly (readonly number[])[]).map((shape, index): LabInput => ({
    ...nameOf(index), shape, dtype: dtypeOf(index), data: { source: sourceOf(stepped.steps, sample.numbers?.[places[index]!], index, shape) },
  }))
  const setting: LabSetting = { steps: stepped.steps, inputs, training: trains(found) }
  const isSmaller = 'scaledDown' in choice && choice.scaledDown
  const inferred = given.map(({ shape }) => showShapes(shapeJson(shape))).join(', ')
  const said = [
    ...(isSmaller ? [`The sample is smaller than the inferred input ${inferred}; the layer is the same.`] : []),
    ...(found.kind === 'layer' && Object.keys(found.call).length > 0 ? [`As in the code, its call is given ${keywords(found.call).join(', ')}.`] : []),
    ...(found.kind === 'layer' && found.left.length > 0 ? [`The call gives ${found.left.join(' and ')}, of which too little is known here: the lab runs the layer without.`] : []),
  ]
  return { ...base, setting, reason: undefined, sample: said.length > 0 ? said.join(' ') : undefined }
}

/** How the first of the steps wants its inputs. */
function sampleOf(found: Found, steps: readonly LabStep[], rank: number, sources: LabSources): Sample {
  const self = found.kind === 'function' ? undefined : found.kind === 'chain' ? found.children[0] : found.layer
  return entryOf(steps[0]!, sources)?.sample?.(self, rank) ?? {}
}

function entryOf({ layer }: LabStep, { around }: LabSources): Layer | undefined {
  const cls = around.library.find(layer)
  return cls?.kind === 'class' ? exactEntry(cls) : undefined
}

function sourceOf(steps: readonly LabStep[], numbers: SampleNumbers | undefined, index: number, shape: readonly number[]): DataSource {
  if (steps.some(({ layer }) => /MaxUnpool\dd$/.test(layer))) return { kind: 'pooled', seed: 1 }
  const seed = index + 1
  switch (numbers) {
    case 'ascending': return { kind: 'ramp' }
    case 'probabilities': return { kind: 'uniform', seed }
    case 'signs': return { kind: 'signs', seed }
    case 'last': return { kind: 'impulse', at: shape.slice(-2).map((size, dim, { length }) => (dim === length - 1 ? size - 1 : 0)) }
    default: return { kind: 'random', seed }
  }
}

/** What the last of the steps returns for these inputs. */
function tryAll(around: Surroundings, steps: readonly LabStep[], inputs: readonly Given[], training: boolean): { readonly value: Value } | { readonly refusal: string } {
  let given = inputs, value: Value = none
  for (const [index, step] of steps.entries()) {
    const made = makeLayer(around, step, index, given, training, index === 0 ? undefined : value)
    if ('ok' in made) return { refusal: made.message }
    value = made.value
    given = made.shapes.slice(0, 1).map((shape) => ({ shape, dtype: 'float32' }))
  }
  return { value }
}

const wholeShape = (shape: Shape | undefined): readonly number[] | undefined => (shape?.every((dim) => typeof dim === 'number') ? shape as readonly number[] : undefined)

function titles(found: Found, { textOf }: LabSources): Pick<LabModel, 'title' | 'call' | 'manual'> {
  if (found.kind === 'function') {
    const title = found.callee.replace(/^torch\.nn\.functional\./, 'F.')
    return { title, call: title, manual: found.operation.manual }
  }
  const { layer } = found
  return { title: layer.cls.name, call: layerText(layer, (file, start, end) => textOf(file)?.slice(start, end)), manual: exactLayerOf(layer)?.manual }
}

export type Steps = { readonly readOnly: readonly (string | undefined)[] } & ({ readonly steps: readonly LabStep[] } | { readonly steps: undefined; readonly reason: string })

/** Each step with the reason why it can't be written back, where there is one. */
export function stepsOf(found: Found, sources: LabSources): Steps {
  if (found.kind === 'function') {
    const step = functionStep(found)
    return 'reason' in step ? { steps: undefined, reason: step.reason, readOnly: [step.reason] } : { steps: [step.step], readOnly: [undefined] }
  }
  const layers = found.kind === 'chain' ? found.children : [found.layer]
  const steps: LabStep[] = []
  const readOnly: (string | undefined)[] = []
  for (const [index, layer] of layers.entries()) {
    if (!exactLayerOf(layer)?.kernel) return { steps: undefined, reason: `${layer.cls.name} can't be run here yet.`, readOnly: [] }
    const written = writtenAt(layer, sources)
    const step = stepOf(sources.around, layer, written, found.kind === 'chain' ? found.names[index] : undefined)
    if (!step) return { steps: undefined, reason: `The arguments of ${layer.cls.name} are not all known here.`, readOnly: [] }
    steps.push(found.kind === 'layer' && Object.keys(found.call).length > 0 ? { ...step, call: found.call } : step)
    readOnly.push(isOwn(layer, sources) ? (written ? undefined : `The call that makes this ${layer.cls.name} can't be changed from here.`) : `This ${layer.cls.name} is made in an installed package, which is not changed.`)
  }
  return { steps, readOnly }
}

/** Made in a file of the user's, or nobody knows where. */
const isOwn = ({ createdAt }: InstanceValue, { around }: LabSources): boolean => createdAt === undefined || around.host.isWorkspaceFile(createdAt.file)

/** The call that made the layer, if it is a call of its class. */
export function writtenAt(layer: InstanceValue, { textOf, treeOf }: LabSources): WrittenCall | undefined {
  const site = layer.createdAt
  const text = site && textOf(site.file), tree = site && treeOf(site.file)
  if (!site || text === undefined || !tree) return undefined
  const call = pathAt(tree, site.span.start).findLast((node): node is Call => node.kind === 'Call' && node.start === site.span.start && node.end === site.span.end)
  const callee = call && text.slice(call.func.start, call.func.end)
  return call && callee?.split('.').at(-1) === layer.cls.name ? { call, text } : undefined
}

function trains(found: Found): boolean {
  if (found.kind !== 'function') return found.layer.module?.training !== false
  const step = functionStep(found)
  return 'reason' in step || step.training
}

interface GivenInput { readonly name?: string | undefined; readonly shape: Shape | undefined; readonly dtype: string | undefined }
function inputsOf(found: Found): readonly GivenInput[] {
  if (found.kind === 'function') {
    return (found.operation.layer?.inputs ?? []).map((name) => {
      const input = found.given.get(name)
      return input?.kind === 'tensor' ? input : { shape: undefined, dtype: undefined }
    })
  }
  const seen = found.inputs?.map(({ name, tensor: { shape, dtype } }): GivenInput => ({ name, shape, dtype }))
  return seen && seen.length > 0 ? seen : [{ shape: naturalInput(found.kind === 'chain' ? found.children[0]! : found.layer), dtype: 'float32' }]
}

/** Without any call: what the layer's weight tells of its input. */
function naturalInput(layer: InstanceValue): Shape | undefined {
  const channels = layer.attributes.get('in_channels') ?? layer.attributes.get('in_features') ?? layer.attributes.get('num_features')
  const kernel = layer.attributes.get('kernel_size')
  if (channels?.kind !== 'int' || typeof channels.value !== 'number') return undefined
  const spatial = kernel?.kind === 'tuple' ? kernel.items.length : 0
  return [1, channels.value, ...Array.from({ length: spatial }, () => 8)]
}
