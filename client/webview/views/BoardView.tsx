/** A board on the page: two canvases, one for the numbers and one for what is marked on them, and a grid for keyboards and screen readers. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { boxOf, elementAt, hit, layoutOf, placeOf, type Board, type BoardLayout, type Place } from '../draw/board.ts'
import { canvasPainter, prepare } from '../draw/canvasPainter.ts'
import { paintBoard, paintHighlight, type Highlight } from '../draw/paintBoard.ts'
import type { Box, Painter } from '../draw/painter.ts'
import type { Palette } from '../draw/palette.ts'
import { CellEditor } from './CellEditor.tsx'
import { GridCells } from './GridCells.tsx'
import { afterLayout, type Task } from './afterLayout.ts'
import { usePainted } from './usePainted.ts'
import { useStable } from './useStable.ts'

export interface BoardViewProps {
  readonly board: Board
  readonly cell: number
  readonly palette: Palette
  readonly highlight: Highlight
  /** Names the grid to a screen reader. */
  readonly label: string
  readonly onPoint: (place: Place | undefined) => void
  readonly onPin: (place: Place) => void
  /** The wheel asks for larger cells (1) or smaller ones (-1). */
  readonly onZoom?: ((by: 1 | -1) => void) | undefined
  /** Where numbers may be typed into the cells. */
  readonly onType: ((place: Place, value: number) => void) | undefined
}

export function BoardView({ board, cell, palette, highlight, label, onPoint, onPin, onZoom, onType }: BoardViewProps) {
  const scroll = useRef<HTMLDivElement>(null), base = useRef<HTMLCanvasElement>(null), over = useRef<HTMLCanvasElement>(null)
  const layout = useMemo(() => layoutOf(board, cell), [board, cell])
  const [active, setActive] = useState<Place>(() => placeOf(board, 0, 0) ?? { row: 0, column: 0 })
  const [edited, setEdited] = useState<{ readonly place: Place; readonly text: string }>()
  const shown = inside(board, active)
  const isPainted = usePainted()

  const paintBase = paintOn(scroll, base, layout, palette, (painter, seen) => paintBoard(painter, board, layout, palette, seen))
  const paintOver = paintOn(scroll, over, layout, palette, painter => paintHighlight(painter, layout, palette, highlight))
  useLayoutEffect(() => afterLayout(paintBase), [board, layout, palette])
  useLayoutEffect(() => afterLayout(paintOver), [board, layout, palette, highlight])

  const under = (event: PointerEvent | MouseEvent): Place | undefined => {
    const box = scroll.current?.getBoundingClientRect()
    if (!box || !scroll.current) return undefined
    return hit(board, layout, { x: event.clientX - box.left + scroll.current.scrollLeft, y: event.clientY - box.top + scroll.current.scrollTop })
  }
  const startTyping = useStable((place: Place, text: string) => {
    if (onType && elementAt(board, place)) setEdited({ place, text })
  })
  // The canvases are what most people wait for: the cells follow them.
  const grid = useMemo(
    () => isPainted && <GridCells board={board} layout={layout} label={label} active={shown} editable={onType !== undefined} onMove={setActive} onPoint={onPoint} onPin={onPin} onType={startTyping} />,
    [isPainted, board, layout, label, shown.row, shown.column, onPoint, onPin, onType],
  )
  return (
    <div
      class="board" ref={scroll}
      onScroll={() => {
        afterLayout(paintBase)
        afterLayout(paintOver)
      }}
      onWheel={event => {
        if (!onZoom || (!event.ctrlKey && !event.metaKey)) return
        event.preventDefault()
        onZoom(event.deltaY < 0 ? 1 : -1)
      }}
      onPointerMove={event => onPoint(under(event))}
      onPointerLeave={() => onPoint(undefined)}
      onClick={event => {
        const place = under(event)
        if (!place) return
        setActive(place)
        onPin(place)
      }}
      onDblClick={event => {
        const place = under(event)
        if (place) startTyping(place, '')
      }}
    >
      <div class="spacer" style={{ width: `${layout.width}px`, height: `${layout.height}px` }}>
        <div class="pane"><canvas ref={base} aria-hidden="true" /><canvas ref={over} aria-hidden="true" /></div>
        {grid}
        {edited && <CellEditor box={boxOf(layout, edited.place)} text={edited.text} onDone={value => {
          setEdited(undefined)
          if (value !== undefined) onType?.(edited.place, value)
        }} />}
      </div>
    </div>
  )
}

/** Paints the part of the picture that the scrolled window shows. */
function paintOn(scroll: { readonly current: HTMLElement | null }, canvas: { readonly current: HTMLCanvasElement | null }, layout: BoardLayout, palette: Palette, draw: (painter: Painter, seen: Box) => void): Task {
  return () => {
    const window = scroll.current
    if (!window) return undefined
    const seen = { x: window.scrollLeft, y: window.scrollTop, width: Math.min(layout.width, window.clientWidth), height: Math.min(layout.height, window.clientHeight) }
    return () => {
      const context = canvas.current && prepare(canvas.current, seen.width, seen.height)
      if (!context) return
      context.translate(-seen.x, -seen.y)
      draw(canvasPainter(context, palette.fonts), seen)
    }
  }
}

const inside = (board: Board, { row, column }: Place): Place => ({ row: Math.max(0, Math.min(row, board.rows.length - 1)), column: Math.max(0, Math.min(column, board.columns.length - 1)) })
