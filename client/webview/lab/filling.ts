/** The output while the slider fills it: which elements of a slice are there, and what they are by then. */
import type { LabSlot, LabStepResult } from '../../../server/protocol.ts'
import type { Filled } from '../draw/board.ts'
import { leadingOf, type ArrayPlace } from './boards.ts'
import { flatPlace } from './indices.ts'
import type { LabState } from './state.ts'

/** Undefined: the array is shown as it is. */
export function filledOf(state: LabState, slot: LabSlot, step: LabStepResult, place: ArrayPlace, picked: readonly number[]): Filled | undefined {
  const { filling, pinned, walk } = state
  const shape = step.outputs[0]?.shape
  if (!filling || place.role !== 'output' || place.number > 0 || !shape || pinned?.role !== walk || pinned.number > 0) return undefined
  const leading = leadingOf(shape, picked)
  if (walk === 'input') {
    const built = state[slot]?.built
    return built && String(built.leading) === String(leading) ? { values: built.data, isThere: at => built.reached[at] === 1 } : undefined
  }
  if (pinned.index.length !== shape.length || pinned.index.some((each, dim) => each >= shape[dim]!)) return undefined
  // Slices follow one another as elements do.
  const last = flatPlace(pinned.index, shape), first = flatPlace([...leading, ...shape.slice(leading.length).map(() => 0)], shape)
  return { values: undefined, isThere: at => first + at <= last }
}
