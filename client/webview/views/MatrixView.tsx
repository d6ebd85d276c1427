/** A small step as the matrix that it is: `y = C x + b`, and the same matrix transposed, which is how gradients and transposed convolutions go back. */
import { useMemo, useState } from 'preact/hooks'
import type { LabMatrix, LabStepResult } from '../../../server/protocol.ts'
import { fitting, plainAxis, type Board, type Place } from '../draw/board.ts'
import { extentOf } from '../draw/numbers.ts'
import type { Highlight } from '../draw/paintBoard.ts'
import type { Palette } from '../draw/palette.ts'
import type { CellPlace } from '../lab/highlights.ts'
import { flatPlace, indexAt } from '../lab/indices.ts'
import { BoardView } from './BoardView.tsx'

interface MatrixViewProps {
  readonly step: LabStepResult
  readonly matrix: LabMatrix | undefined
  readonly palette: Palette
  readonly width: number
  readonly looked: CellPlace | undefined
  readonly onPoint: (place: CellPlace | undefined) => void
  readonly onPin: (place: CellPlace) => void
}

export function MatrixView({ step, matrix, palette, width, looked, onPoint, onPin }: MatrixViewProps) {
  const [shown, setShown] = useState<Direction>('forwards')
  const transposed = shown !== 'forwards'
  const boards = useMemo(() => matrix && (transposed ? backwards(matrix, shown) : forwards(matrix, step.inputs[0]?.data)), [step, matrix, shown])
  if (step.matrix !== true) return <p class="note">{step.matrix}</p>
  if (!matrix || !boards) return <p class="note">Writing the matrix …</p>
  const cell = fitting(boards.matrix.columns.length + 2, width - 120, 28)
  const outputAt = (flat: number): CellPlace => ({ role: 'output', number: 0, index: indexAt(flat, matrix.output) })
  const inputAt = (flat: number): CellPlace => ({ role: 'input', number: 0, index: indexAt(flat, matrix.input) })
  const line = lineOf(matrix, looked, transposed)
  const place = ({ row, column }: Place): CellPlace => (transposed ? inputAt(row) : outputAt(row < matrix.rows ? row : column))
  const none = (): void => undefined
  return (
    <div class="matrix">
      <div class="choices" role="group" aria-label="Direction">
        {DIRECTIONS.map(([direction, name]) => <button key={direction} type="button" aria-pressed={shown === direction} onClick={() => setShown(direction)}>{name}{direction === 'forwards' && step.weights.some(each => each.name === 'bias') ? ' + b' : ''}</button>)}
        <span class="remark">{remark(shown, matrix)}</span>
      </div>
      <div class="product">
        <Labelled name={boards.left.name}><BoardView board={boards.left} cell={cell} palette={palette} label={boards.left.name} highlight={{ marks: line === undefined ? [] : [{ row: line, column: 0, role: transposed ? 'source' : 'result', strong: true }] }} onPoint={at => onPoint(at && place(at))} onPin={at => onPin(place(at))} onType={undefined} /></Labelled>
        <span class="operator">=</span>
        <Labelled name={boards.matrix.name}><BoardView board={boards.matrix} cell={cell} palette={palette} label={`${boards.matrix.name}, ${boards.matrix.rows.length} by ${boards.matrix.columns.length}`} highlight={rowOf(boards.matrix, line)} onPoint={at => onPoint(at && place(at))} onPin={at => onPin(place(at))} onType={undefined} /></Labelled>
        <span class="operator">·</span>
        <Labelled name={boards.right.name}><BoardView board={boards.right} cell={cell} palette={palette} label={boards.right.name} highlight={{ marks: rowOf(boards.matrix, line).marks.map(({ column }) => ({ row: column, column: 0, role: 'source' as const })) }} onPoint={none} onPin={none} onType={undefined} /></Labelled>
      </div>
    </div>
  )
}

/** Forwards, and back with the product or with ones for y. */
type Direction = 'forwards' | 'backwards' | 'ones'
const DIRECTIONS: readonly (readonly [Direction, string])[] = [['forwards', 'y = C x'], ['backwards', 'Cᵀ y'], ['ones', 'Cᵀ 1']]

function remark(direction: Direction, { rows, columns }: LabMatrix): string {
  switch (direction) {
    case 'forwards': return `C has ${rows} rows, one for each output element, and ${columns} columns, one for each input element.`
    case 'backwards': return `Cᵀ has ${columns} rows, one for each input element: it takes y = C x back to the shape of x, as the gradient does and the layer's transposed partner.`
    case 'ones': return `With ones for y, Cᵀ sums the weights by which each of the ${columns} input elements is read.`
  }
}

function Labelled({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return <figure><figcaption><code class="name">{name}</code></figcaption>{children}</figure>
}

interface Product { readonly left: Board; readonly matrix: Board; readonly right: Board }

/** `x` is the first sample of the input. */
function forwards({ rows, columns, data, product }: LabMatrix, input: Float64Array | undefined): Product {
  return { left: vector('C x', product), matrix: boardOf('C', rows, columns, data), right: vector('x', input?.subarray(0, columns) ?? new Float64Array(columns)) }
}

function backwards({ rows, columns, data, product, transposed, transposedOnes }: LabMatrix, direction: Direction): Product {
  const turned = new Float64Array(data.length)
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) turned[column * rows + row] = data[row * columns + column]!
  const matrix = boardOf('Cᵀ', columns, rows, turned)
  return direction === 'ones' ? { left: vector('Cᵀ 1', transposedOnes), matrix, right: vector('1', new Float64Array(rows).fill(1)) } : { left: vector('Cᵀ y', transposed), matrix, right: vector('y', product) }
}

const boardOf = (name: string, rows: number, columns: number, values: Float64Array): Board => ({ name, rows: plainAxis(rows), columns: plainAxis(columns), values, width: columns, extent: extentOf(values) })
const vector = (name: string, values: Float64Array): Board => boardOf(name, values.length, 1, values)

/** The row of the shown matrix that belongs to the cell that is looked at. */
function lineOf({ output, input }: LabMatrix, looked: CellPlace | undefined, transposed: boolean): number | undefined {
  const shape = transposed ? input : output
  if (looked?.role !== (transposed ? 'input' : 'output') || looked.number > 0) return undefined
  const index = looked.index.slice(-shape.length)
  return index.some((each, dim) => each >= shape[dim]!) ? undefined : flatPlace(index, shape)
}

function rowOf(board: Board, row: number | undefined): Highlight {
  if (row === undefined) return { marks: [] }
  const marks = board.columns.flatMap((_, column) => (board.values[row * board.width + column] === 0 ? [] : [{ row, column, role: 'source' as const }]))
  return { marks, outline: { from: { row, column: 0 }, to: { row, column: board.columns.length - 1 }, role: 'result' } }
}
