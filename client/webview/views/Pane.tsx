/** One array of a step: its name and shape, the slice on show, its board, and where its numbers come from. */
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import type { LabSlot, LabStepResult } from '../../../server/protocol.ts'
import { elementAt, filledWith, type Filled, type Place } from '../draw/board.ts'
import type { Palette } from '../draw/palette.ts'
import { arrayAt, boardOf, leadingOf, type ArrayPlace, type InputDrawing } from '../lab/boards.ts'
import { highlightOf, placeOn, type CellPlace, type Story } from '../lab/highlights.ts'
import { axisName } from '../lab/words.ts'
import { BoardView } from './BoardView.tsx'
import { useStable } from './useStable.ts'

export interface PaneProps {
  readonly step: LabStepResult
  readonly slot: LabSlot
  readonly place: ArrayPlace
  readonly picked: readonly number[]
  readonly drawing: InputDrawing
  /** How far the board is filled; undefined: it is whole. */
  readonly filled: Filled | undefined
  readonly cell: number
  readonly palette: Palette
  readonly story: Story | undefined
  readonly term: number | undefined
  readonly pin: CellPlace | undefined
  readonly onPick: (indices: readonly number[]) => void
  readonly onPoint: (place: CellPlace | undefined) => void
  readonly onPin: (place: CellPlace) => void
  readonly onZoom: (by: 1 | -1) => void
  readonly onType: ((place: CellPlace, value: number) => void) | undefined
  /** Numbers were pasted on the board. */
  readonly onPaste: ((text: string) => void) | undefined
  readonly children?: ComponentChildren
}

export function Pane({ step, slot, place, picked, drawing, filled, cell, palette, story, term, pin, onPick, onPoint, onPin, onZoom, onType, onPaste, children }: PaneProps) {
  const array = arrayAt(step, place)
  const key = picked.join()
  const shown = useMemo(() => {
    const board = boardOf(step, place, picked, drawing)
    return board && { place, board: filledWith(board, filled), picked }
  }, [step, place.role, place.number, key, drawing, filled])
  const marked = useMemo(() => {
    if (!shown || !array) return { marks: [] }
    const pinned = pin?.role === place.role && pin.number === place.number ? placeOn(shown, array.shape, pin.index) : undefined
    return { ...highlightOf(step, shown, story, term, drawing), pinned }
  }, [step, shown, story, term, pin])
  const indexOf = (at: Place): CellPlace | undefined => {
    const element = shown && elementAt(shown.board, at)
    if (!element || !array) return undefined
    return { ...place, index: [...leadingOf(array.shape, picked), element.row, element.column].slice(-array.shape.length || 2) }
  }
  const on = (act: (to: CellPlace) => void, at: Place): void => {
    const to = indexOf(at)
    if (to) act(to)
  }
  const point = useStable((at: Place | undefined) => onPoint(at && indexOf(at)))
  const pinAt = useStable((at: Place) => on(onPin, at))
  const type = useStable((at: Place, value: number) => on(to => onType?.(to, value), at))
  if (!array || !shown) return null
  const leading = leadingOf(array.shape, picked)
  const where = leading.map((index, dim) => `${axisName(step, array, dim, place.role)} ${index}`).join(', ')
  return (
    <figure class={`pane-of ${place.role}${place.role === 'weight' && array.shape.length === 1 ? ' vector' : ''}`} data-name={array.name} data-slot={slot} onPaste={event => {
      const text = event.clipboardData?.getData('text/plain')
      if (!onPaste || !text || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return
      event.preventDefault()
      onPaste(text)
    }}>
      <figcaption><code class="name">{array.name}</code> <code class="shape">[{array.shape.join(', ')}]</code></figcaption>
      <div class="pickers">
        {leading.map((index, dim) => array.shape[dim]! > 1 && (
          <Picker key={dim} label={axisName(step, array, dim, place.role)} array={array.name} size={array.shape[dim]!} index={index}
            onPick={chosen => onPick(leading.map((each, other) => (other === dim ? chosen : each)))} />
        ))}
      </div>
      {array.data.length === 0
        ? <p class="note">This array has no elements.</p>
        : <BoardView board={shown.board} cell={cell} palette={palette} highlight={marked} label={[array.name, where].filter(Boolean).join(', ')} onPoint={point} onPin={pinAt} onZoom={onZoom} onType={onType && type} />}
      {children}
    </figure>
  )
}

function Picker({ label, array, size, index, onPick }: { readonly label: string; readonly array: string; readonly size: number; readonly index: number; readonly onPick: (index: number) => void }) {
  return (
    <label>{label}{' '}
      <input type="number" min={0} max={size - 1} value={index} aria-label={`${array}: ${label}`} onInput={event => {
        const chosen = event.currentTarget.valueAsNumber
        if (Number.isInteger(chosen) && chosen >= 0 && chosen < size) onPick(chosen)
      }} /> of {size}
    </label>
  )
}
