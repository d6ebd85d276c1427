/**
 * A grid as it is drawn: one slice of an array with what lies around it. Padding, inserted zeros and cropped edges are rows
 * and columns of the board that the array does not have. Everything about a board splits by axis: what a cell is follows from its row and its column.
 */
import type { Box, Point } from './painter.ts'

/** What a row, a column or a cell of a board is. Two belong to the array: `added`, for which `output_padding` made room, and `unreached`, between strides that leave it out. */
export type CellKind = 'cell' | 'unreached' | 'added' | 'padding' | 'inserted' | 'cropped'

export interface AxisCell {
  readonly kind: CellKind
  /** Where the array is read; a mirrored padding reads a cell that is elsewhere too. Undefined: there is nothing to read. */
  readonly index: number | undefined
}

export interface Board {
  readonly name: string
  readonly rows: readonly AxisCell[]
  readonly columns: readonly AxisCell[]
  /** The numbers of the slice in row-major order, `width` of them in a row. */
  readonly values: ArrayLike<number>
  readonly width: number
  /** The largest number ignoring signs, of the whole array: slices share one scale. */
  readonly extent: number
  /** Whether the element at a place of `values` is there yet, on a board that is being filled. */
  readonly isThere?: ((at: number) => boolean) | undefined
}

/** How far a board is filled. Undefined values are those of the array. */
export interface Filled { readonly values: ArrayLike<number> | undefined; readonly isThere: (at: number) => boolean }

export const filledWith = (board: Board, filled: Filled | undefined): Board => (filled ? { ...board, values: filled.values ?? board.values, isThere: filled.isThere } : board)

export interface Place { readonly row: number; readonly column: number }

/** Later kinds win where a row and a column differ: a cropped edge is cropped in its padding as well. */
const RANKS: readonly CellKind[] = ['cell', 'unreached', 'added', 'inserted', 'padding', 'cropped']

export function kindAt({ rows, columns }: Board, { row, column }: Place): CellKind {
  const kinds = [rows[row]?.kind ?? 'cell', columns[column]?.kind ?? 'cell']
  return RANKS.findLast(kind => kinds.includes(kind)) ?? 'cell'
}

/** The number at a place of the board: zero where zeros were put in, undefined where nothing is, or nothing yet. */
export function valueAt(board: Board, place: Place): number | undefined {
  const row = board.rows[place.row]?.index, column = board.columns[place.column]?.index
  if (row !== undefined && column !== undefined) {
    const at = row * board.width + column
    return board.isThere?.(at) === false ? undefined : board.values[at]
  }
  const kind = kindAt(board, place)
  return kind === 'padding' || kind === 'inserted' ? 0 : undefined
}

/** The place that shows an element of the slice; its first one where mirrors show it again. */
export function placeOf({ rows, columns }: Board, row: number, column: number): Place | undefined {
  const at = { row: own(rows, row), column: own(columns, column) }
  return at.row < 0 || at.column < 0 ? undefined : at
}

/** The element of the slice that a place is, or undefined: it lies outside of the array. */
export function elementAt(board: Board, place: Place): Place | undefined {
  const row = board.rows[place.row], column = board.columns[place.column]
  if (row?.index === undefined || column?.index === undefined || !belongs(row) || !belongs(column)) return undefined
  return { row: row.index, column: column.index }
}

/** Whether a row or a column is one of the array's own. */
export const belongs = ({ kind }: AxisCell): boolean => kind === 'cell' || kind === 'added' || kind === 'unreached'
const own = (axis: readonly AxisCell[], index: number): number => axis.findIndex(cell => cell.index === index && belongs(cell))

/** Rows or columns of a plain axis. */
export const plainAxis = (size: number): readonly AxisCell[] => Array.from({ length: size }, (_, index) => ({ kind: 'cell', index }))

/** How large the cells are drawn, in pixels. */
export interface BoardLayout {
  readonly cell: number
  /** Room for the numbers of the rows and of the columns. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Cells from this size on have room for indices, and from that on for numbers. */
export const INDEXED_FROM = 15
export const NUMBERED_FROM = 26

export function layoutOf({ rows, columns }: Pick<Board, 'rows' | 'columns'>, cell: number): BoardLayout {
  const left = cell >= INDEXED_FROM ? 26 : 1, top = cell >= INDEXED_FROM ? 18 : 1
  return { cell, left, top, width: left + columns.length * cell + 1, height: top + rows.length * cell + 1 }
}

export function boxOf({ cell, left, top }: BoardLayout, { row, column }: Place): Box {
  return { x: left + column * cell, y: top + row * cell, width: cell, height: cell }
}

/** The place under a point, or undefined beside the cells. */
export function hit(board: Board, { cell, left, top }: BoardLayout, { x, y }: Point): Place | undefined {
  const row = Math.floor((y - top) / cell), column = Math.floor((x - left) / cell)
  return row >= 0 && column >= 0 && row < board.rows.length && column < board.columns.length ? { row, column } : undefined
}

/** Sizes to which cells are zoomed. */
export const ZOOMS: readonly number[] = [2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 25, 28, 32, 36, 40, 44, 54]

/** The largest zoom at which so many columns fit into a width. */
export function fitting(columns: number, width: number, most: number): number {
  return ZOOMS.findLast(cell => cell <= most && layoutOf({ rows: [], columns: plainAxis(columns) }, cell).width <= width) ?? ZOOMS[0]!
}

/** The zoom next to a size, larger or smaller. */
export function nextZoom(cell: number, by: 1 | -1): number {
  return (by > 0 ? ZOOMS.find(zoom => zoom > cell) : ZOOMS.findLast(zoom => zoom < cell)) ?? cell
}
