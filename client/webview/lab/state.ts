/** Everything the page knows, as one plain value, and how it changes. Nothing here asks, draws or waits. */
import type {
  LabBuilt, LabInput, LabMatrix, LabModel, LabOverlap, LabParameter, LabProgress, LabRefusal, LabResult, LabRun, LabSetting, LabSlot, LabStepResult,
} from '../../../server/protocol.ts'
import { leadingOf, type InputDrawing } from './boards.ts'
import type { CellPlace, Story } from './highlights.ts'

/** One of the settings that are held side by side. */
export interface Side {
  /** What the controls say, whether or not it can be run. */
  readonly setting: LabSetting
  /** The newest run that succeeded; it stays while a later setting is refused. */
  readonly result: LabResult | undefined
  /** The setting that has these numbers. */
  readonly ran: LabSetting | undefined
  readonly refusal: LabRefusal | undefined
  /** While a run takes long. */
  readonly progress: LabProgress | undefined
  /** How the cell that is looked at came about, or where it goes. */
  readonly story: Story | undefined
  /** The slice of the output on show while it is filled from the input, as far as the slider is. */
  readonly built: LabBuilt | undefined
  readonly matrix: LabMatrix | undefined
  /** Null: the step has no window. */
  readonly overlap: LabOverlap | null | undefined
}

export interface Pointed extends CellPlace { readonly slot: LabSlot }

export type Walk = 'output' | 'input'

/** What stands below the boards. */
export type Tab = 'sum' | 'matrix' | 'overlap'

/** What a request to the editor came to. */
export interface Notice { readonly kind: 'done' | 'problem' | 'working'; readonly text: string }

export interface LabState {
  readonly model: LabModel | undefined
  /** Why there is nothing to show. */
  readonly reason: string | undefined
  readonly left: Side | undefined
  readonly right: Side | undefined
  readonly parameters: Readonly<Record<string, readonly LabParameter[]>>
  /** The step of a chain that is shown. */
  readonly step: number
  /** Indices of the dims in front of each array's last two. */
  readonly picked: { readonly input: readonly number[]; readonly output: readonly number[]; readonly weights: Readonly<Record<number, readonly number[]>> }
  readonly drawing: InputDrawing
  readonly zoom: number | 'fit'
  readonly pointed: Pointed | undefined
  readonly pinned: Pointed | undefined
  /** The number of the term that is pointed at. */
  readonly term: number | undefined
  /** What the slider runs through: output cells and how they come about, or input cells and where they go. */
  readonly walk: Walk
  readonly playing: -1 | 0 | 1
  /** The output is shown as far as the slider is. */
  readonly filling: boolean
  /** Steps per second. */
  readonly speed: number
  readonly named: boolean
  readonly tab: Tab
  readonly notice: Notice | undefined
  readonly following: boolean
}

export const initialState: LabState = {
  model: undefined, reason: undefined, left: undefined, right: undefined, parameters: {}, step: 0,
  picked: { input: [], output: [], weights: {} }, drawing: 'plain', zoom: 'fit', pointed: undefined, pinned: undefined, term: undefined,
  walk: 'output', playing: 0, filling: false, speed: 4, named: false, tab: 'sum', notice: undefined, following: false,
}

/** A layer of the code takes the place of the one before. The same one after an edit is looked at as before, and on the same data where the code gives it the same input. */
export function opened(state: LabState, model: LabModel, cause: 'opened' | 'edited'): LabState {
  const layers = (setting: LabSetting | undefined): string => setting?.steps.map(({ layer }) => layer).join() ?? ''
  const sameLayer = cause === 'edited' && layers(state.model?.setting) === layers(model.setting)
  const setting = model.setting && (sameLayer && state.left ? keeping(state.left.setting, model.setting, state.model?.setting) : model.setting)
  return {
    ...state, model, reason: model.reason, notice: undefined, playing: 0, filling: sameLayer && state.filling, term: undefined, pointed: undefined,
    left: setting ? { ...(sameLayer && state.left ? state.left : emptySide), setting, refusal: undefined } : undefined,
    right: sameLayer ? state.right : undefined,
    pinned: sameLayer ? state.pinned : undefined,
    step: sameLayer ? state.step : 0,
    picked: sameLayer ? state.picked : initialState.picked,
  }
}

/** The shown setting after an edit from which the code says another one. What the edit leaves alone stays; arguments that it changes are the code's, an input of another shape is a new one. */
function keeping(shown: LabSetting, setting: LabSetting, before: LabSetting | undefined): LabSetting {
  if (JSON.stringify(setting) === JSON.stringify(before)) return shown
  const { inputs, steps } = shown
  const isSame = (input: LabInput, index: number): boolean => String(before?.inputs[index]?.shape) === String(input.shape)
  return {
    ...setting,
    inputs: setting.inputs.map((input, index) => (isSame(input, index) ? inputs[index] ?? input : input)),
    steps: setting.steps.map((step, index) => ({ ...step, weights: { ...step.weights, ...steps[index]?.weights } })),
  }
}

const emptySide: Omit<Side, 'setting'> = { result: undefined, ran: undefined, refusal: undefined, progress: undefined, story: undefined, built: undefined, matrix: undefined, overlap: undefined }
export const sideOf = (setting: LabSetting): Side => ({ setting, ...emptySide })

export function withSide(state: LabState, slot: LabSlot, change: (side: Side) => Side): LabState {
  const side = state[slot]
  return side ? { ...state, [slot]: change(side) } : state
}

/** A run's answer: a refusal leaves the last good numbers where they are. */
export function ran(state: LabState, slot: LabSlot, run: LabRun): LabState {
  const answered = withSide(state, slot, side => (run.ok
    ? { ...side, result: run, ran: side.setting, refusal: undefined, progress: undefined, built: undefined, matrix: undefined, overlap: undefined }
    : { ...side, refusal: run, progress: undefined }))
  return slot === 'left' ? keptInside(answered) : answered
}

/** The step that a side shows; undefined before its first run. */
export function stepOf(state: LabState, slot: LabSlot): LabStepResult | undefined {
  const steps = state[slot]?.result?.steps
  return steps?.[Math.min(state.step, steps.length - 1)]
}

/** The cell that everything shows: the one under the pointer, else the pinned one. */
export const looked = ({ pointed, pinned }: LabState): Pointed | undefined => pointed ?? pinned

/** Pins a cell, or frees it where it was pinned already. */
export function pinned(state: LabState, place: Pointed): LabState {
  return samePlace(state.pinned, place) ? { ...state, pinned: undefined, playing: 0 } : { ...state, pinned: place, playing: 0 }
}

export const samePlace = (one: Pointed | undefined, other: Pointed | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && one.slot === other.slot && one.role === other.role && one.number === other.number && String(one.index) === String(other.index))

/** The positions through which the slider runs: the elements of the slice on show. */
export interface Positions { readonly count: number; readonly at: number }

export function positions(state: LabState): Positions {
  const shape = walked(state)
  if (!shape) return { count: 0, at: 0 }
  const width = shape.at(-1) ?? 1, height = shape.at(-2) ?? 1
  const { pinned: place } = state
  const at = place?.role === state.walk && place.number === 0 ? (place.index.length > 1 ? place.index.at(-2)! : 0) * width + (place.index.at(-1) ?? 0) : 0
  return { count: width * height, at }
}

/** The slider at a position: its cell is pinned. Positions run around at both ends. */
export function movedTo(state: LabState, position: number): LabState {
  const shape = walked(state)
  const { count } = positions(state)
  if (!shape || count === 0) return state
  const at = ((position % count) + count) % count
  const width = shape.at(-1) ?? 1
  const leading = leadingOf(shape, state.picked[state.walk])
  const index = [...leading, Math.floor(at / width), at % width].slice(-shape.length)
  return { ...state, pinned: { slot: 'left', role: state.walk, number: 0, index: shape.length === 0 ? [] : index }, pointed: undefined, term: undefined }
}

/** The shape of the array through which the slider runs. */
function walked(state: LabState): readonly number[] | undefined {
  const step = stepOf(state, 'left')
  return (state.walk === 'output' ? step?.outputs : step?.inputs)?.[0]?.shape
}

/** The slider in the middle of the slice on show. */
export function centred(state: LabState): LabState {
  const shape = walked(state)
  const middle = (size: number): number => Math.floor((size - 1) / 2)
  return shape ? movedTo(state, middle(shape.at(-2) ?? 1) * (shape.at(-1) ?? 1) + middle(shape.at(-1) ?? 1)) : state
}

/** Chooses a slice; a pinned output cell moves to the same place on it. */
export function pickedSlice(state: LabState, place: { readonly role: 'input' | 'weight' | 'output'; readonly number: number }, indices: readonly number[]): LabState {
  const { picked, pinned: pin } = state
  if (place.role === 'weight') return { ...state, picked: { ...picked, weights: { ...picked.weights, [place.number]: indices } } }
  const moves = pin?.role === place.role && pin.number === place.number
  return { ...state, picked: { ...picked, [place.role]: indices, weights: {} }, ...(moves ? { pinned: { ...pin, index: [...indices, ...pin.index.slice(indices.length)] } } : {}) }
}

/** A pin and a step that the newest run no longer has are given up; without a pin the middle of the output is looked at. */
function keptInside(state: LabState): LabState {
  const steps = state.left?.result?.steps ?? []
  const step = Math.max(0, Math.min(state.step, steps.length - 1))
  const result = steps[step]
  const pin = state.pinned
  const shape = pin && { input: result?.inputs, weight: result?.weights, output: result?.outputs }[pin.role]?.[pin.number]?.shape
  const inside = pin !== undefined && shape !== undefined && shape.length === pin.index.length && pin.index.every((index, dim) => index < shape[dim]!)
  const kept = { ...state, step, pinned: inside ? pin : undefined, pointed: undefined }
  return inside || !result?.followed ? kept : centred(kept)
}
