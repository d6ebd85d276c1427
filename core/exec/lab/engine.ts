/** The lab's engine: runs settings and answers questions about the newest run of each slot. */
import { offsetOf, type NumericArray } from '../../arrays/index.ts'
import type { Surroundings } from '../../interp/runs.ts'
import type { Terms } from '../../torch/terms/types.ts'
import type { KernelLayer, Layer } from '../../torch/vocabulary/entries.ts'
import { exactEntry } from '../../torch/library/layers.ts'
import type { InstanceValue, Value } from '../../values/index.ts'
import { elementLimit, inputArrays, weightArrays, type Numbers } from './arrays.ts'
import { cellOf, isWithin, scatterOf } from './cells.ts'
import { inputNames, inputPlaces } from './inputs.ts'
import { makeLayer, parameterCount, type Given, type MadeLayer } from './make.ts'
import { codeOf } from './code.ts'
import { isMatrix, matrixOf, overlapOf } from './matrix.ts'
import { parseMatrix } from './matrixText.ts'
import { parametersOf } from './parameters.ts'
import { partnerOf } from './partner.ts'
import { stampsOf, type Stamps } from './stamps.ts'
import { labSurroundings } from './surroundings.ts'
import type { LabArray, LabEngine, LabProgress, LabRefusal, LabRun, LabSetting, LabSize, LabSlot, LabStepResult } from './types.ts'

/** One step as it was run. */
export interface RanStep {
  readonly entry: Layer
  readonly layer: KernelLayer
  readonly inputs: readonly NumericArray[]
  readonly outputs: readonly NumericArray[]
  readonly terms: Terms | undefined
}
export interface Ran { readonly setting: LabSetting; readonly steps: readonly RanStep[] }

/** How much a run may do: multiply-adds of one call, and elements of one array. */
export interface Limits { readonly multiplyAdds: number; readonly elements: number }

/** A kernel does some hundreds of millions of multiply-adds in a second. */
const inWorker: Limits = { multiplyAdds: 3_000_000_000, elements: elementLimit }

export function createLabEngine(): LabEngine {
  const around = labSurroundings()
  const slots = new Map<LabSlot, Ran>()
  const stepOf = (slot: LabSlot, step: number): RanStep | undefined => slots.get(slot)?.steps[step]
  const stamps = new Map<LabSlot, { readonly ran: RanStep; readonly leading: string; readonly at: Stamps | undefined }>()
  /** Those of the slice that was asked for last. */
  const stampsIn = (slot: LabSlot, ran: RanStep, leading: readonly number[]): Stamps | undefined => {
    const known = stamps.get(slot)
    if (known?.ran === ran && known.leading === String(leading)) return known.at
    const at = stampsOf(ran, leading)
    stamps.set(slot, { ran, leading: String(leading), at })
    return at
  }
  return {
    run: ({ slot, setting }, progress) => {
      const { result, ran } = runSetting(around, setting, inWorker, progress)
      if (ran) slots.set(slot, ran)
      return result
    },
    cell: ({ slot, step, output, index, within }) => cellOf(stepOf(slot, step), output, index, within),
    scatter: ({ slot, step, input, index }) => scatterOf(stepOf(slot, step), input, index),
    built: ({ slot, step, leading, upTo }) => {
      const ran = stepOf(slot, step), shape = ran?.inputs[0]?.shape
      return ran && shape && isWithin(upTo, shape) ? stampsIn(slot, ran, leading)?.(offsetOf(upTo, shape)) ?? null : null
    },
    matrix: ({ slot, step }) => matrixOf(stepOf(slot, step)),
    overlap: ({ slot, step }) => overlapOf(stepOf(slot, step)),
    parameters: ({ layer }) => parametersOf(around, layer),
    parse: ({ text }) => parseMatrix(text),
    partner: ({ slot, step }) => partnerOf(slots.get(slot), step),
    code: ({ slot }) => codeOf(slots.get(slot)),
  }
}

/** A run of its own, for those who compare with it or show it first. */
export const ranSetting = (setting: LabSetting, limits = inWorker, around = labSurroundings()): ReturnType<typeof runSetting> => runSetting(around, setting, limits)

/** Runs the steps one after the other; the first that is refused ends the run. A setting that is refused leaves the last good run in its slot. */
function runSetting(around: Surroundings, setting: LabSetting, limits: Limits, progress?: (done: LabProgress) => void): { readonly result: LabRun; readonly ran?: Ran } {
  const steps: RanStep[] = []
  const results: LabStepResult[] = []
  let given: readonly Given[] = setting.inputs.map(({ name, shape, dtype }) => ({ name, shape, dtype }))
  let arrays: readonly NumericArray[] | undefined
  let before: Value | undefined
  let fitted: Readonly<Record<string, string>> = {}
  for (const [index, step] of setting.steps.entries()) {
    const refuse = (message: string, parameter?: string, at?: number): { readonly result: LabRefusal } => ({ result: { ok: false, by: 'lab', step: index, parameter, message, at } })
    const failed = (numbers: Numbers<unknown>): numbers is Exclude<Numbers<unknown>, { arrays: unknown }> => 'message' in numbers
    const shaped = makeLayer(around, step, index, given, setting.training, before)
    if ('ok' in shaped) return { result: shaped }
    const { entry, self } = shaped
    if (!entry.kernel) return refuse(`${self.cls.name} can't be run here yet`)
    const tooLarge = costOf(shaped, limits)
    if (tooLarge !== undefined) return refuse(tooLarge)
    if (!arrays) {
      const made = inputArrays(setting.inputs, entry, self, shaped.shapes[0])
      if (failed(made)) return refuse(made.message, made.parameter, made.at)
      arrays = made.arrays
      fitted = made.fitted
    }
    const checked = withNumbers(around, setting, index, given, arrays)
    if (checked) return { result: checked }
    const weights = weightArrays(entryOf, self, step.weights, limits.elements)
    if (failed(weights)) return refuse(weights.message, weights.parameter, weights.at)
    const layer: KernelLayer = { self, names: inputNames(entry, given), dtypes: given.map(({ dtype }) => dtype), weights: weights.arrays, outputShapes: step.call ? shaped.shapes : undefined, progress: (done) => progress?.({ step: index, steps: setting.steps.length, done }) }
    try {
      // A call may ask for fewer outputs than there are.
      const outputs = entry.kernel(layer, arrays).slice(0, shaped.shapes.length)
      if (String(outputs.map(({ shape }) => `[${shape}]`)) !== String(shaped.shapes.map((shape) => `[${shape}]`))) return refuse('with these arguments of the call it can\'t be run here yet')
      const ran: RanStep = { entry, layer, inputs: arrays, outputs, terms: entry.terms?.(layer, arrays) }
      steps.push(ran)
      results.push(resultOf(shaped, ran, inputPlaces(entry, given), { ...fitted, ...weights.fitted }))
      fitted = {}
      before = shaped.value
      arrays = outputs.slice(0, 1)
      given = arrays.map(({ shape }) => ({ shape, dtype: 'float32' }))
    } catch (problem) {
      if (problem instanceof RangeError) return refuse(`it can't be run on this sample: ${problem.message}`)
      throw problem
    }
  }
  return { result: { ok: true, steps: results }, ran: { setting, steps } }
}

const entryOf = (layer: InstanceValue): Layer | undefined => exactEntry(layer.cls)

/** Whole numbers are looked at by some rules, such as indices of a table: asked again with the numbers, where there are few. */
function withNumbers(around: Surroundings, setting: LabSetting, index: number, given: readonly Given[], arrays: readonly NumericArray[]): LabRefusal | undefined {
  if (!given.some(({ dtype }) => dtype.includes('int')) || arrays.some(({ data }) => data.length > 4096)) return undefined
  const known = given.map((input, each): Given => (input.dtype.includes('int') ? { ...input, data: [...arrays[each]!.data] } : input))
  const asked = makeLayer(around, setting.steps[index]!, index, known, setting.training)
  return 'ok' in asked ? asked : undefined
}

/** Why a run would take too long or be too much to look at. */
function costOf({ entry, self, inputs, shapes }: MadeLayer, limits: Limits): string | undefined {
  const inWords = (count: number): string => count.toLocaleString('en-US')
  const [first] = inputs, [output] = shapes
  const work = first?.shape && output ? entry.multiplyAdds?.(self, first.shape, output) : undefined
  if (work !== undefined && work > limits.multiplyAdds) return `one call takes ${inWords(work)} multiplications and additions, too many to run here`
  const largest = Math.max(...[...inputs.map(({ shape }) => shape as readonly number[]), ...shapes].map((shape) => shape.reduce((product, size) => product * size, 1)))
  return largest > limits.elements ? `it reads or writes ${inWords(largest)} numbers, too many to show` : undefined
}

function resultOf({ entry, self, inputs, value, shapes }: MadeLayer, ran: RanStep, places: readonly number[], fitted: LabStepResult['fitted']): LabStepResult {
  const { layer, inputs: given, outputs, terms } = ran
  const { lines, notes } = entry.explain?.(self, inputs, value) ?? { lines: [], notes: [] }
  const leftOut = entry.leavesOut?.(self)
  const sample = entry.sample?.(self, given[0]?.shape.length ?? 0)
  const arrayOf = (name: string, { shape, data }: NumericArray, dims: readonly string[] | undefined): LabArray => ({ name, shape, data, ...(dims?.length === shape.length ? { dims } : {}) })
  const work = entry.multiplyAdds?.(self, inputs[0]?.shape ?? [], shapes[0] ?? [])
  return {
    title: self.cls.name,
    manual: entry.manual,
    inputs: given.map((array, index) => arrayOf(layer.names[index]!, array, sample?.dims?.[places[index]!])),
    weights: Object.entries(layer.weights).flatMap(([name, array]) => (array ? [{ name, shape: array.shape, data: array.data }] : [])),
    outputs: outputs.map((array, index) => arrayOf(entry.returns?.[index] ?? (outputs.length === 1 ? 'output' : `output ${index + 1}`), array, sample?.outputs?.[index])),
    fitted,
    sizes: lines.map((line): LabSize => ({ label: line.label, text: line.text, comment: line.comment, names: line.names })),
    notes: leftOut === undefined ? notes : [...notes, leftOut],
    parameters: parameterCount(self),
    multiplyAdds: work,
    geometry: entry.geometry?.(layer, given),
    followed: terms !== undefined,
    matrix: isMatrix(ran),
  }
}
