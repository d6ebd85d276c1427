import { nextZoom } from '../draw/board.ts'
import type { LabState } from '../lab/state.ts'
import { IconButton } from './icons.tsx'

/** The size of the cells: larger ones show numbers, small ones a heat map. */
export function Zoom({ zoom, cell, onZoom }: { readonly zoom: LabState['zoom']; readonly cell: number; readonly onZoom: (zoom: LabState['zoom']) => void }) {
  return (
    <span class="zoom" role="group" aria-label="Zoom">
      <IconButton name="minus" label="Smaller cells" onClick={() => onZoom(nextZoom(cell, -1))} />
      <button type="button" class="fit" aria-pressed={zoom === 'fit'} onClick={() => onZoom('fit')}>fit</button>
      <IconButton name="plus" label="Larger cells" onClick={() => onZoom(nextZoom(cell, 1))} />
    </span>
  )
}
