/** What is marked on the boards of a step while one of its cells is looked at. */
import type { LabCell, LabReach, LabStepResult, LabTerm, LabWeight } from '../../../server/protocol.ts'
import { placeOf, type Board, type Place } from '../draw/board.ts'
import type { Highlight, Mark, Outline } from '../draw/paintBoard.ts'
import { flatPlace, indexAt } from './indices.ts'
import { arrayAt, boardIndex, canSpread, leadingOf, type ArrayPlace, type InputDrawing } from './boards.ts'

/** One element of one of a step's arrays. */
export interface CellPlace extends ArrayPlace { readonly index: readonly number[] }

/** A board with the slice that it shows. */
export interface ShownBoard { readonly place: ArrayPlace; readonly board: Board; readonly picked: readonly number[] }

/** What is known of the cell that is looked at: how it came about, or where it goes. */
export type Story =
  /** `opened`: parts that are looked into, each within the one before. */
  | { readonly kind: 'cell'; readonly of: CellPlace; readonly cell: LabCell; readonly opened: readonly Opened[] }
  | { readonly kind: 'reach'; readonly of: CellPlace; readonly reach: readonly LabReach[] }

/** A part that is looked into; `term` is its number in the cell that it is part of. */
export interface Opened { readonly term: number; readonly cell: LabCell }

/** The cell whose terms are marked: the innermost part that is looked into. */
export const markedCell = (story: Extract<Story, { readonly kind: 'cell' }>): LabCell => story.opened.at(-1)?.cell ?? story.cell

/** The marks of a story on one board. `term` is the number of the term that is pointed at. */
export function highlightOf(step: LabStepResult, shown: ShownBoard, story: Story | undefined, term: number | undefined, drawing: InputDrawing = 'plain'): Highlight {
  if (!story) return { marks: [] }
  const marks = story.kind === 'cell' ? cellMarks(step, shown, story.of, markedCell(story), term, drawing) : reachMarks(step, shown, story.of, story.reach)
  const sources = marks.filter(({ role }) => role === 'source')
  const windowed = step.geometry !== undefined && story.kind === 'cell' && shown.place.role === 'input' && sources.length > 1
  return { marks, outline: windowed ? around(sources) : laidDown(step, shown, story, marks) }
}

/** Where the kernel of a transposed convolution lies for an input cell: with its gaps, and with what is cropped of it. */
function laidDown({ geometry }: LabStepResult, { place, board }: ShownBoard, { kind, of }: Story, marks: readonly Mark[]): Outline | undefined {
  if (kind !== 'reach' || geometry?.slides !== 'output' || place.role !== 'output' || marks.length === 0) return undefined
  const spatial = geometry.kernel_size.length
  const position = of.index.slice(-spatial)
  const span = (dim: number, count: number): readonly [number, number] => {
    const from = position[dim]! * geometry.stride[dim]!
    return [from, Math.min(count - 1, from + geometry.dilation[dim]! * (geometry.kernel_size[dim]! - 1))]
  }
  const rows = marks.map(({ row }) => row)
  const [top, bottom] = spatial > 1 ? span(spatial - 2, board.rows.length) : [Math.min(...rows), Math.max(...rows)]
  const [left, right] = span(spatial - 1, board.columns.length)
  return { from: { row: top, column: left }, to: { row: bottom, column: right }, role: 'result' }
}

/** Where an element of an array lies on a board that shows it; undefined: it is on another slice. */
export function placeOn({ board, picked }: ShownBoard, shape: readonly number[], index: readonly number[]): Place | undefined {
  const leading = leadingOf(shape, picked)
  if (leading.some((each, dim) => index[dim] !== each)) return undefined
  return placeOf(board, shape.length < 2 ? 0 : index.at(-2)!, index.at(-1) ?? 0)
}

/** The slice of a weight to show with a cell: that of its first term that an input slice on show takes part in. */
export function weightSlice(step: LabStepResult, story: Story | undefined, number: number, input: readonly number[]): readonly number[] | undefined {
  if (story?.kind !== 'cell') return undefined
  const weight = step.weights[number]
  const shape = step.inputs[0]?.shape
  if (!weight || !shape) return undefined
  const leading = leadingOf(shape, input)
  const using = markedCell(story).terms.filter(term => term.weight?.name === weight.name)
  const here = using.find(({ from }) => from.kind === 'input' && from.input === 0 && leading.every((each, dim) => from.index[dim] === each)) ?? using[0]
  const found = here?.weight ?? standingAlone(markedCell(story)).find(({ name }) => name === weight.name)
  return found?.index.slice(0, -2)
}

/** The slice of the input to show with a cell: the one on show if a term comes from it, else that of the first term. */
export function inputSlice(step: LabStepResult, story: Story | undefined, shown: readonly number[]): readonly number[] {
  const shape = step.inputs[0]?.shape
  if (story?.kind !== 'cell' || !shape) return shown
  const leading = leadingOf(shape, shown)
  const cell = markedCell(story)
  const read = cell.terms.flatMap(({ from }) => (from.kind === 'input' && from.input === 0 ? [from.index] : []))
  const behind = cell.through.find(({ input }) => input === 0)?.places
  if (behind && ownPlaces(behind, shape, leading).length > 0) return shown
  const first = read[0] ?? (behind && indexAt(behind[0]!, shape))
  if (!first || read.some(index => leading.every((each, dim) => index[dim] === each))) return shown
  return first.slice(0, -2)
}

/** The slice of the output to show while an input cell is looked at: the one on show if the cell reaches it, else the first that it reaches. */
export function outputSlice(shape: readonly number[] | undefined, story: Story | undefined, shown: readonly number[]): readonly number[] {
  if (story?.kind !== 'reach' || !shape) return shown
  const leading = leadingOf(shape, shown)
  const reached = story.reach.filter(({ output }) => output === 0)
  const first = reached[0]
  if (!first || reached.some(({ index }) => leading.every((each, dim) => index[dim] === each))) return shown
  return first.index.slice(0, -2)
}

function cellMarks(step: LabStepResult, shown: ShownBoard, of: CellPlace, cell: LabCell, pointed: number | undefined, drawing: InputDrawing): readonly Mark[] {
  const array = arrayAt(step, shown.place)
  if (!array) return []
  if (shown.place.role === 'output') {
    const at = shown.place.number === of.number ? placeOn(shown, array.shape, of.index) : undefined
    return [...(at ? [{ ...at, role: 'result', strong: true } as const] : []), ...statesMarked(shown, array.shape, cell, pointed)]
  }
  const marks: Mark[] = termsShown(step, cell, drawing).flatMap(({ term, number }): readonly Mark[] => {
    const at = shown.place.role === 'input' ? readAt(shown, array.shape, term) : weightAt(shown, array, term)
    const strong = number === pointed || term.winner === true
    return at ? [{ ...at, role: 'source', ...(strong ? { strong } : {}), ...(shown.place.role === 'input' && term.weight ? { note: `×${short(term.factor)}` } : {}) }] : []
  })
  if (shown.place.role === 'input') marks.push(...throughMarks(shown, array.shape, cell))
  if (shown.place.role === 'weight') marks.push(...standingAlone(cell).flatMap(({ name, index }): readonly Mark[] => {
    const at = name === array.name ? placeOn(shown, array.shape, index) : undefined
    return at ? [{ ...at, role: 'source' }] : []
  }))
  return marks
}

/** Elements of the slice on show that take part by way of parts. */
function throughMarks(shown: ShownBoard, shape: readonly number[], { through }: LabCell): readonly Mark[] {
  const leading = leadingOf(shape, shown.picked)
  return through.filter(({ input }) => input === shown.place.number).flatMap(({ places }) => [...ownPlaces(places, shape, leading)].flatMap((place): readonly Mark[] => {
    const at = placeOn(shown, shape, indexAt(place, shape))
    return at ? [{ ...at, role: 'source' }] : []
  }))
}

/** Those of the places that lie in a slice. */
function ownPlaces(places: Int32Array, shape: readonly number[], leading: readonly number[]): Int32Array {
  const size = (shape.at(-1) ?? 1) * (shape.at(-2) ?? 1), start = flatPlace(leading, shape) * size
  return places.filter(place => place >= start && place < start + size)
}

/** Weights of a cell that multiply no term. */
const standingAlone = ({ bias, weights }: LabCell): readonly LabWeight[] => (bias ? [bias, ...weights] : weights)

/** Parts that stand on an output's board as well, as the hidden state of the time before does. */
function statesMarked(shown: ShownBoard, shape: readonly number[], cell: LabCell, pointed: number | undefined): readonly Mark[] {
  return cell.terms.flatMap(({ from }, number): readonly Mark[] => {
    const at = from.kind === 'part' && from.at?.output === shown.place.number ? placeOn(shown, shape, from.at.index) : undefined
    return at ? [{ ...at, role: 'source', ...(number === pointed ? { strong: true } : {}) }] : []
  })
}

/** Terms without those that only the other drawing of a transposed convolution's input has a place for: they are zeros. */
export function termsShown(step: LabStepResult, cell: LabCell, drawing: InputDrawing): readonly NumberedTerm[] {
  const terms = cell.terms.map((term, number) => ({ term, number }))
  return canSpread(step) && drawing === 'plain' ? terms.filter(({ term }) => term.from.kind === 'input') : terms
}

/** A term with its number in the cell's list. */
export interface NumberedTerm { readonly term: LabTerm; readonly number: number }

/** The place that a term reads on an input's board. */
function readAt(shown: ShownBoard, shape: readonly number[], { from }: LabTerm): Place | undefined {
  const { board, place } = shown
  if (from.kind === 'part') return undefined
  if (from.kind === 'input' && from.input !== place.number) return undefined
  if (from.kind === 'input' && from.position === undefined) return placeOn(shown, shape, from.index)
  if (from.kind === 'input' && leadingOf(shape, shown.picked).slice(0, shape.length - from.position!.length).some((each, dim) => from.index[dim] !== each)) return undefined
  if (from.kind !== 'input' && place.number > 0) return undefined
  const position = from.position!
  const row = position.length > 1 ? boardIndex(board.rows, position.at(-2)!) : from.kind === 'input' && shape.length > 1 ? from.index.at(-2)! : 0
  const at = { row, column: boardIndex(board.columns, position.at(-1)!) }
  const deeper = leadingOf(shape, shown.picked).slice(shape.length - position.length)
  if (deeper.some((each, dim) => position[dim] !== each)) return undefined
  return at.row >= 0 && at.row < board.rows.length && at.column >= 0 && at.column < board.columns.length ? at : undefined
}

function weightAt(shown: ShownBoard, array: { readonly name: string; readonly shape: readonly number[] }, { weight }: LabTerm): Place | undefined {
  return weight?.name === array.name ? placeOn(shown, array.shape, weight.index) : undefined
}

function reachMarks(step: LabStepResult, shown: ShownBoard, of: CellPlace, reach: readonly LabReach[]): readonly Mark[] {
  const array = arrayAt(step, shown.place)
  if (!array) return []
  switch (shown.place.role) {
    case 'input': {
      const at = shown.place.number === of.number ? placeOn(shown, array.shape, of.index) : undefined
      return at ? [{ ...at, role: 'source', strong: true }] : []
    }
    case 'output': return reach.flatMap(each => {
      const at = each.output === shown.place.number ? placeOn(shown, array.shape, each.index) : undefined
      return at ? [{ ...at, role: 'result' as const, ...(each.factor === undefined ? {} : { note: `×${short(each.factor)}` }) }] : []
    })
    case 'weight': {
      const kernel = step.geometry?.kernel_size
      if (!kernel || String(array.shape.slice(-kernel.length)) !== String(kernel)) return []
      return reach.flatMap(({ tap }) => {
        const at = tap ? placeOf(shown.board, tap.length > 1 ? tap.at(-2)! : 0, tap.at(-1)!) : undefined
        return at ? [{ ...at, role: 'source' as const }] : []
      })
    }
  }
}

function around(marks: readonly Mark[]): Outline {
  const rows = marks.map(({ row }) => row), columns = marks.map(({ column }) => column)
  return { from: { row: Math.min(...rows), column: Math.min(...columns) }, to: { row: Math.max(...rows), column: Math.max(...columns) }, role: 'source' }
}

const short = (value: number): string => String(Math.round(value * 100) / 100).replace('-', '−')
