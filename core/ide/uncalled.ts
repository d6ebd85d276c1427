/** Layers that no call reaches and that would refuse any input: a warning at the argument to blame. */
import type { JoinedRecords } from '../graph/joined.ts'
import type { ConstructionRecord, Records } from '../graph/recorder.ts'
import type { Surroundings } from '../interp/runs.ts'
import { tryCall } from '../interp/trial.ts'
import { tensor, type InstanceValue } from '../values/index.ts'
import { adviceOf, exactLayerOf } from './layers.ts'
import { argumentOf } from './problems.ts'
import type { Problem } from './types.ts'

/**
 * A warning and no error: nothing raises until the layer is called, and a call may say otherwise (`output_size=` replaces
 * `output_padding`). Only what an argument of the constructor is to blame for counts; about inputs nothing is known.
 */
export function uncalledProblems(file: string, records: JoinedRecords, around: Surroundings): Problem[] {
  if (records.parts.every((part) => suspectsOf(part, around).length === 0)) return []
  const called = new Set(records.calls.values().flatMap(({ last: { layer } }) => (layer?.createdAt?.file === file ? [`${layer.createdAt.span.start}:${layer.createdAt.span.end}`] : [])))
  return suspectsOf(records, around).flatMap(({ span, layer, file: place }): Problem[] => {
    if (place !== file || called.has(`${span.start}:${span.end}`)) return []
    const refusal = refusalOf(layer, around), at = refusal && argumentOf(layer, refusal.parameter)
    return at ? [{ ...at, code: refusal.code, severity: 'warning', message: refusal.message, related: [], fixes: [] }] : []
  })
}

/** Layers that would refuse any input. Of what one execution showed, which stays as it is, they are looked for once. */
function suspectsOf(records: Records, around: Surroundings): readonly ConstructionRecord[] {
  let known = suspects.get(records)
  if (!known) suspects.set(records, (known = records.constructions.values().filter(({ layer }) => exactLayerOf(layer) && refusalOf(layer, around))))
  return known
}
const suspects = new WeakMap<Records, readonly ConstructionRecord[]>()

/** What any call of the layer meets, and the constructor's parameter to blame. */
interface LayerRefusal { readonly parameter: string; readonly code: string; readonly message: string }

/** A recorded layer does not change: it is tried once. */
const refusals = new WeakMap<InstanceValue, { readonly refusal: LayerRefusal | undefined }>()

function refusalOf(layer: InstanceValue, around: Surroundings): LayerRefusal | undefined {
  let known = refusals.get(layer)
  if (!known) refusals.set(layer, (known = { refusal: triedRefusal(layer, around) }))
  return known.refusal
}

function triedRefusal(layer: InstanceValue, around: Surroundings): LayerRefusal | undefined {
  const answer = tryCall(around, layer, [{ ...tensor(undefined), input: { name: 'input' } }])
  if (!('raised' in answer) || !answer.raised) return undefined
  const { blame, code } = answer.raised
  if (blame.parameter === undefined || blame.layer !== layer) return undefined
  const advice = adviceOf(layer, [], code)
  return { parameter: blame.parameter, code, message: `raises when called: ${answer.refusal}${advice === undefined ? '' : `\n${advice}`}` }
}
