/** How many taps reach each element: where the counts differ in a pattern, the output of equal inputs has that pattern. */
import { useMemo } from 'preact/hooks'
import type { LabOverlap } from '../../../server/protocol.ts'
import { fitting, plainAxis, type Board } from '../draw/board.ts'
import { extentOf } from '../draw/numbers.ts'
import type { Palette } from '../draw/palette.ts'
import { BoardView } from './BoardView.tsx'

const NOTHING = { marks: [] }
const none = (): void => undefined

export function OverlapView({ overlap, palette, width }: { readonly overlap: LabOverlap | null | undefined; readonly palette: Palette; readonly width: number }) {
  const board = useMemo(() => overlap && boardOf(overlap), [overlap])
  if (overlap === undefined) return null
  if (!overlap || !board) return <p class="note">This layer has no window whose steps could overlap.</p>
  return (
    <div class="overlap">
      <figure>
        <figcaption>How many taps {overlap.of === 'output' ? 'reach each element of the output' : 'read each element of the input'}</figcaption>
        <BoardView board={board} cell={fitting(board.columns.length, width, 36)} palette={palette} highlight={NOTHING} label="Overlap" onPoint={none} onPin={none} onType={undefined} />
      </figure>
      <p class={overlap.even ? 'even' : 'uneven'}>{overlap.explanation}</p>
    </div>
  )
}

/** The first slice of a map of three dims stands for all: the others repeat its pattern along the depth. */
function boardOf({ shape, counts }: LabOverlap): Board {
  const width = shape.at(-1) ?? 1, height = shape.at(-2) ?? 1
  const slice = counts.length > width * height ? Math.floor(counts.length / (width * height) / 2) : 0
  const values = counts.subarray(slice * width * height, (slice + 1) * width * height)
  return { name: 'overlap', rows: plainAxis(height), columns: plainAxis(width), values, width, extent: extentOf(counts) }
}
