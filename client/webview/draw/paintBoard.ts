/** Paints a board, and what is marked on it. */
import { boxOf, INDEXED_FROM, kindAt, NUMBERED_FROM, valueAt, type Board, type BoardLayout, type Place } from './board.ts'
import { decimals, fitNumber } from './numbers.ts'
import type { Box, Painter } from './painter.ts'
import { shade, type Palette } from './palette.ts'

/** What a marked cell has to do with the one that is looked at. */
export interface Mark extends Place {
  readonly role: 'source' | 'result'
  /** The one that is looked at, or whose term is. */
  readonly strong?: boolean
  /** Said small in the corner, such as the tap's number on an input cell. */
  readonly note?: string
}

/** A span of cells that is outlined, both ends included: a kernel's reach, with its gaps. */
export interface Outline { readonly from: Place; readonly to: Place; readonly role: 'source' | 'result' }

export interface Highlight {
  readonly marks: readonly Mark[]
  readonly outline?: Outline | undefined
  readonly pinned?: Place | undefined
}

/** Cells from this size on have room for a note below their number. */
const NOTED_FROM = 44

/** The board without anything marked. `seen` limits the work to a part of the picture. */
export function paintBoard(painter: Painter, board: Board, layout: BoardLayout, palette: Palette, seen?: Box): void {
  const { cell, left, top } = layout
  const { rows, columns } = range(board, layout, seen)
  const digits = decimals(board.values)
  for (let row = rows.from; row < rows.to; row++) {
    for (let column = columns.from; column < columns.to; column++) paintCell(painter, board, layout, palette, { row, column }, digits)
  }
  if (cell < NUMBERED_FROM) painter.rect({ x: left - 1, y: top - 1, width: board.columns.length * cell + 2, height: board.rows.length * cell + 2 }, { stroke: { colour: palette.line, width: 1 } })
  if (cell < INDEXED_FROM) return
  const look = { colour: palette.faint, size: Math.min(11, cell * 0.45 + 3), family: 'numbers' } as const
  const every = cell < 22 ? 5 : 1
  for (let row = rows.from; row < rows.to; row++) {
    const index = board.rows[row]?.kind === 'padding' ? undefined : board.rows[row]?.index
    if (index !== undefined && index % every === 0) painter.text(String(index), { x: left - 6, y: top + (row + 0.5) * cell }, { ...look, align: 'end' })
  }
  for (let column = columns.from; column < columns.to; column++) {
    const index = board.columns[column]?.kind === 'padding' ? undefined : board.columns[column]?.index
    if (index !== undefined && index % every === 0) painter.text(String(index), { x: left + (column + 0.5) * cell, y: top - 8 }, { ...look, align: 'center' })
  }
}

function paintCell(painter: Painter, board: Board, layout: BoardLayout, palette: Palette, place: Place, digits: number): void {
  const { cell } = layout
  const box = boxOf(layout, place)
  const kind = kindAt(board, place)
  const value = valueAt(board, place)
  const gap = cell >= 13 ? 1 : 0
  const inner = { x: box.x, y: box.y, width: cell - gap, height: cell - gap }
  switch (kind) {
    case 'cell':
    case 'added':
      painter.rect(inner, { fill: value === undefined ? palette.background : shade(palette, value, board.extent) })
      if (kind === 'added') painter.rect(inner, { stroke: { colour: palette.result, width: palette.contrast ? 2 : 1, dash: [3, 3] } })
      else if (isLined(board, palette, cell, value)) painter.rect(inner, { stroke: { colour: palette.line, width: 1 } })
      break
    case 'padding':
    case 'inserted':
    case 'unreached':
      if (value !== undefined && value !== 0) painter.rect(inner, { fill: shade(palette, value * 0.5, board.extent) })
      if (cell >= 8) painter.rect(inner, { stroke: { colour: palette.line, width: 1, dash: kind === 'padding' ? [3, 3] : [1, 3] } })
      break
    case 'cropped':
      if (cell >= 8) painter.hatch(inner, { colour: palette.line, width: 1 })
      break
  }
  if (cell < NUMBERED_FROM || value === undefined) return
  const size = numberSize(cell)
  const plain = kind === 'cell' || kind === 'added'
  const text = fitNumber(value, value === 0 ? 0 : digits, Math.floor((cell - 4) / (size * 0.605)))
  painter.text(text, { x: inner.x + inner.width / 2, y: inner.y + inner.height / 2 }, { colour: plain && value !== 0 ? palette.foreground : palette.faint, size, align: 'center', family: 'numbers' })
}

/** Cells whose colour tells them apart from the background have no line around them, but where contrast is asked for. */
function isLined({ extent }: Board, palette: Palette, cell: number, value: number | undefined): boolean {
  if (value === undefined) return cell >= 4
  return palette.contrast ? cell >= 8 : Math.abs(value) < extent * 0.04 && cell >= NUMBERED_FROM
}

/** The size of a cell's number. */
const numberSize = (cell: number): number => Math.max(9, Math.min(13, Math.round(cell * 0.26 + 1)))

/** Everything that changes with the pointer, to be painted over the board. */
export function paintHighlight(painter: Painter, layout: BoardLayout, palette: Palette, { marks, outline, pinned }: Highlight): void {
  const { cell } = layout
  const width = cell >= 17 ? 2 : cell >= 6 ? 1.5 : 1
  if (outline) {
    const first = boxOf(layout, outline.from), last = boxOf(layout, outline.to)
    const box = grown({ x: first.x, y: first.y, width: last.x + cell - first.x, height: last.y + cell - first.y }, cell >= 8 ? 1 : 0)
    painter.rect(box, { stroke: { colour: palette[outline.role], width: 1, dash: [4, 3] } })
  }
  for (const mark of marks) {
    const box = boxOf(layout, mark)
    const inner = cell >= 8 ? { ...box, width: cell - 1, height: cell - 1 } : box
    painter.rect(inner, { stroke: { colour: palette[mark.role], width: mark.strong ? width + 1 : width } })
    if (mark.note !== undefined && cell >= NOTED_FROM) {
      painter.text(mark.note, { x: inner.x + inner.width - 3, y: inner.y + inner.height - 7 }, { colour: palette[mark.role], size: 9, align: 'end', family: 'numbers', bold: mark.strong === true })
    }
  }
  if (pinned) paintPin(painter, boxOf(layout, pinned), palette)
}

/** A filled corner says that the picture stays with this cell. */
function paintPin(painter: Painter, { x, y, width }: Box, palette: Palette): void {
  const side = Math.max(3, Math.min(7, width / 4))
  painter.rect({ x, y, width: side, height: side }, { fill: palette.foreground })
}

const grown = ({ x, y, width, height }: Box, by: number): Box => ({ x: x - by, y: y - by, width: width + 2 * by - 1, height: height + 2 * by - 1 })

function range({ rows, columns }: Board, { cell, left, top }: BoardLayout, seen: Box | undefined): { readonly rows: Span; readonly columns: Span } {
  const span = (start: number, from: number, length: number, count: number): Span => ({ from: Math.max(0, Math.floor((from - start) / cell)), to: Math.min(count, Math.ceil((from + length - start) / cell)) })
  if (!seen) return { rows: { from: 0, to: rows.length }, columns: { from: 0, to: columns.length } }
  return { rows: span(top, seen.y, seen.height, rows.length), columns: span(left, seen.x, seen.width, columns.length) }
}

interface Span { readonly from: number; readonly to: number }
