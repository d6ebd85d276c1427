/** Layers that no call reaches and that would refuse any input: a warning at the argument to blame. */
import type { Recorder } from '../graph/recorder.ts'
import type { Surroundings } from '../interp/runs.ts'
import { tryCall } from '../interp/trial.ts'
import { tensor } from '../values/index.ts'
import { adviceOf, exactLayerOf } from './layers.ts'
import { argumentOf } from './problems.ts'
import type { Problem } from './types.ts'

/**
 * A warning and no error: nothing raises until the layer is called, and a call may say otherwise (`output_size=` replaces
 * `output_padding`). Only what an argument of the constructor is to blame for counts; about inputs nothing is known.
 */
export function uncalledProblems(file: string, recorder: Recorder, around: Surroundings): Problem[] {
  const called = new Set(recorder.calls.values().flatMap(({ last: { layer } }) => (layer?.createdAt?.file === file ? [`${layer.createdAt.span.start}:${layer.createdAt.span.end}`] : [])))
  return recorder.constructions.values().flatMap((construction): Problem[] => {
    const { span, layer } = construction
    if (construction.file !== file || called.has(`${span.start}:${span.end}`) || !exactLayerOf(layer)) return []
    const answer = tryCall(around, layer, [{ ...tensor(undefined), input: { name: 'input' } }])
    if (!('raised' in answer) || !answer.raised) return []
    const { blame, code } = answer.raised
    const place = blame.parameter === undefined || blame.layer !== layer ? undefined : argumentOf(layer, blame.parameter)
    if (!place) return []
    const advice = adviceOf(layer, [], code)
    return [{ ...place, code, severity: 'warning', message: `raises when called: ${answer.refusal}${advice === undefined ? '' : `\n${advice}`}`, related: [], fixes: [] }]
  })
}
