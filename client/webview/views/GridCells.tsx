/**
 * The cells of a board for those who do not point: a grid with one cell in the tab order that moves with the arrow keys.
 * Of a large board only the cells around that one are here; their indices say where in the whole they are.
 */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { boxOf, kindAt, valueAt, type Board, type BoardLayout, type CellKind, type Place } from '../draw/board.ts'
import { placed } from './style.ts'

/** Cells to each side of the active one that are here. */
const AROUND = 20

export interface GridCellsProps {
  readonly board: Board
  readonly layout: BoardLayout
  readonly label: string
  readonly active: Place
  readonly editable: boolean
  readonly onMove: (place: Place) => void
  readonly onPoint: (place: Place | undefined) => void
  readonly onPin: (place: Place) => void
  /** Typing into a cell begins, with what was typed. */
  readonly onType: (place: Place, text: string) => void
}

export function GridCells({ board, layout, label, active, editable, onMove, onPoint, onPin, onType }: GridCellsProps) {
  const focused = useRef<HTMLDivElement>(null)
  const moves = useRef(false)
  useLayoutEffect(() => {
    if (!moves.current) return
    moves.current = false
    focused.current?.focus()
  })
  const go = (place: Place): void => {
    moves.current = true
    onMove(place)
    onPoint(place)
  }
  const press = (event: KeyboardEvent): void => {
    const to = target(event, active, board)
    if (to) go(to)
    else if (event.key === ' ') onPin(active)
    else if (event.key === 'Enter' || event.key === 'F2') {
      if (editable) onType(active, '')
      else onPin(active)
    } else if (editable && /^[\d.-]$/.test(event.key) && !event.ctrlKey && !event.metaKey) onType(active, event.key)
    else return
    event.preventDefault()
  }
  const rows = span(active.row, board.rows.length), columns = span(active.column, board.columns.length)
  return (
    <div class="cells" role="grid" aria-label={label} aria-rowcount={board.rows.length} aria-colcount={board.columns.length} aria-readonly={!editable} onKeyDown={press}>
      {rows.map(row => (
        <div role="row" key={row} aria-rowindex={row + 1}>
          {columns.map(column => {
            const isActive = row === active.row && column === active.column
            return (
              <div
                key={column} role="gridcell" data-kind={kindAt(board, { row, column })} aria-colindex={column + 1} tabIndex={isActive ? 0 : -1} ref={isActive ? focused : null}
                class={isActive ? 'active' : ''} style={isActive ? placed(boxOf(layout, active)) : {}}
                onFocus={() => onPoint({ row, column })} onBlur={() => onPoint(undefined)}
                aria-label={isActive ? spoken(board, { row, column }) : undefined}
              >{said(board, { row, column })}</div>
            )
          })}
        </div>
      ))}
    </div>
  )
}

const KINDS: Readonly<Record<CellKind, string>> = { cell: '', padding: 'padding', inserted: 'inserted zero', cropped: 'cropped', added: 'added by output_padding', unreached: 'left out by the stride' }

/** A cell's number with six digits; nothing where there is none. */
function said(board: Board, place: Place): string {
  const value = valueAt(board, place)
  return value === undefined ? '' : String(Number(value.toPrecision(6)))
}

function spoken(board: Board, place: Place): string {
  const row = board.rows[place.row], column = board.columns[place.column]
  const kind = KINDS[kindAt(board, place)]
  const where = row?.index === undefined || column?.index === undefined ? '' : `row ${row.index}, column ${column.index}`
  const yet = row?.index !== undefined && column?.index !== undefined && valueAt(board, place) === undefined ? 'nothing yet' : ''
  return [where, said(board, place), yet, kind].filter(Boolean).join(', ')
}

function target({ key, ctrlKey, metaKey }: KeyboardEvent, { row, column }: Place, { rows, columns }: Board): Place | undefined {
  const last = { row: rows.length - 1, column: columns.length - 1 }
  const far = ctrlKey || metaKey
  switch (key) {
    case 'ArrowUp': return { row: Math.max(0, row - 1), column }
    case 'ArrowDown': return { row: Math.min(last.row, row + 1), column }
    case 'ArrowLeft': return { row, column: Math.max(0, column - 1) }
    case 'ArrowRight': return { row, column: Math.min(last.column, column + 1) }
    case 'Home': return { row: far ? 0 : row, column: 0 }
    case 'End': return { row: far ? last.row : row, column: last.column }
    case 'PageUp': return { row: Math.max(0, row - 8), column }
    case 'PageDown': return { row: Math.min(last.row, row + 8), column }
    default: return undefined
  }
}

function span(at: number, count: number): readonly number[] {
  const from = Math.max(0, at - AROUND), to = Math.min(count, at + AROUND + 1)
  return Array.from({ length: to - from }, (_, index) => from + index)
}
