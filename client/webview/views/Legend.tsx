import type { Board, CellKind } from '../draw/board.ts'

const MEANINGS: Readonly<Record<Exclude<CellKind, 'cell'>, string>> = {
  padding: 'padding', inserted: 'zeros inserted by the stride', cropped: 'cropped by padding', added: 'added by output_padding', unreached: 'left out by the stride: no tap reaches it',
}

/** What the kinds of cells that are on show mean. */
export function Legend({ boards, gaps }: { readonly boards: readonly Board[]; readonly gaps: boolean }) {
  const kinds = new Set(boards.flatMap(({ rows, columns }) => [...rows, ...columns].map(({ kind }) => kind)))
  return (
    <ul class="legend" aria-label="Legend">
      <li><span class="swatch source" /> reads</li>
      <li><span class="swatch result" /> writes</li>
      {Object.entries(MEANINGS).map(([kind, meaning]) => [...kinds].some(each => each === kind) && <li key={kind}><span class={`swatch ${kind}`} /> {meaning}</li>)}
      {gaps && <li><span class="swatch reach" /> the kernel's reach with the gaps of its dilation</li>}
      <li><span class="scale" aria-hidden="true" /> − 0 +</li>
    </ul>
  )
}
