/** Which slices of a step's arrays are on show, and the picture of them all for a file. */
import type { LabSlot, LabStepResult } from '../../../server/protocol.ts'
import { filledWith, fitting, layoutOf, NUMBERED_FROM, ZOOMS, type BoardLayout } from '../draw/board.ts'
import { canvasPainter, prepare } from '../draw/canvasPainter.ts'
import { paintBoard, paintHighlight } from '../draw/paintBoard.ts'
import type { Painter } from '../draw/painter.ts'
import type { Palette } from '../draw/palette.ts'
import { svgPainter } from '../draw/svgPainter.ts'
import { arrayAt, boardOf, type ArrayPlace } from './boards.ts'
import { filledOf } from './filling.ts'
import { highlightOf, inputSlice, outputSlice, weightSlice, type ShownBoard } from './highlights.ts'
import { stepOf, type LabState } from './state.ts'

export interface Slice { readonly place: ArrayPlace; readonly picked: readonly number[] }

/** The slices on show: those that were picked, but where the cell that is looked at needs others. */
export function slicesOf(state: LabState, slot: LabSlot, step: LabStepResult): readonly Slice[] {
  const story = state[slot]?.story
  const input = inputSlice(step, story, state.picked.input)
  const output = outputSlice(step.outputs[0]?.shape, story, state.picked.output)
  return [
    ...step.inputs.map((_, number) => ({ place: { role: 'input', number } as const, picked: number === 0 ? input : state.picked.input })),
    ...step.weights.map((_, number) => ({ place: { role: 'weight', number } as const, picked: state.picked.weights[number] ?? weightSlice(step, story, number, input) ?? [] })),
    ...step.outputs.map((_, number) => ({ place: { role: 'output', number } as const, picked: output })),
  ]
}

/** The size of the cells: as it was zoomed, else large enough for numbers where the boards fit side by side, else as the widest one allows. */
export function cellSize(state: LabState, width: number): number {
  if (state.zoom !== 'fit') return state.zoom
  const fits = (['left', 'right'] as const).flatMap(slot => {
    const step = stepOf(state, slot)
    if (!step) return []
    // A vector beneath other arrays takes the room that they leave.
    const sizes = slicesOf(state, slot, step).flatMap(({ place, picked }) => {
      const board = boardOf(step, place, picked, state.drawing)
      return board ? [{ role: place.role, count: place.number > 0 && board.rows.length === 1 ? Math.min(4, board.columns.length) : board.columns.length }] : []
    })
    const stacked = (['input', 'weight', 'output'] as const).map(role => Math.max(0, ...sizes.flatMap(each => (each.role === role ? [each.count] : [])))).filter(count => count > 0)
    const sideBySide = (size: number): number => stacked.reduce((sum, count) => sum + Math.max(NARROWEST, count * size + 30), GAP * (stacked.length - 1))
    const together = ZOOMS.findLast(size => size <= LARGEST && sideBySide(size) <= width) ?? SMALLEST
    const alone = fitting(Math.max(1, ...stacked), width, LARGEST - 8)
    return [together < NUMBERED_FROM && alone >= NUMBERED_FROM ? alone : Math.max(together, SMALLEST)]
  })
  return Math.min(LARGEST, ...fits)
}

/** Cells grow and shrink to these by themselves. */
const LARGEST = 44
const SMALLEST = 4
/** The stylesheet's width of a narrow column and of the gap between two. */
const NARROWEST = 206
const GAP = 26

interface Placed { readonly shown: ShownBoard; readonly layout: BoardLayout; readonly caption: string; readonly x: number }
interface Scene { readonly boards: readonly Placed[]; readonly width: number; readonly height: number; readonly title: string }

const MARGIN = 20
const CAPTION = 30
const TITLE = 26

function sceneOf(state: LabState, slot: LabSlot, step: LabStepResult, cell: number): Scene {
  let x = MARGIN, tallest = 0
  const boards = slicesOf(state, slot, step).flatMap(({ place, picked }): readonly Placed[] => {
    const board = boardOf(step, place, picked, state.drawing)
    if (!board || board.rows.length * board.columns.length === 0) return []
    const layout = layoutOf(board, cell), filled = filledOf(state, slot, step, place, picked)
    const caption = `${board.name} [${arrayAt(step, place)?.shape.join(', ') ?? ''}]`
    const placed = { shown: { place, board: filledWith(board, filled), picked }, layout, caption, x }
    x += Math.max(layout.width, caption.length * 7.5) + MARGIN
    tallest = Math.max(tallest, layout.height)
    return [placed]
  })
  return { boards, width: x, height: TITLE + CAPTION + tallest + MARGIN, title: state.model?.call ?? step.title }
}

function paintScene(painterAt: (x: number, y: number) => Painter, { boards, title }: Scene, state: LabState, slot: LabSlot, step: LabStepResult, palette: Palette): void {
  painterAt(0, 0).text(title, { x: MARGIN, y: TITLE - 4 }, { colour: palette.foreground, size: 13, align: 'start', family: 'numbers' })
  for (const { shown, layout, caption, x } of boards) {
    painterAt(x, TITLE).text(caption, { x: 0, y: CAPTION / 2 + 3 }, { colour: palette.faint, size: 12, align: 'start', family: 'numbers' })
    const painter = painterAt(x, TITLE + CAPTION)
    paintBoard(painter, shown.board, layout, palette)
    paintHighlight(painter, layout, palette, highlightOf(step, shown, state[slot]?.story, state.term, state.drawing))
  }
}

/** The boards of a side as an SVG file; undefined before there are any. */
export function svgOf(state: LabState, slot: LabSlot, palette: Palette, cell: number): string | undefined {
  const step = stepOf(state, slot)
  if (!step) return undefined
  const scene = sceneOf(state, slot, step, cell)
  const svg = svgPainter(palette.fonts)
  paintScene((x, y) => shifted(svg, x, y), scene, state, slot, step, palette)
  return svg.document(scene.width, scene.height, palette.background)
}

/** The same picture in pixels. */
export async function pngOf(state: LabState, slot: LabSlot, palette: Palette, cell: number): Promise<Uint8Array | undefined> {
  const step = stepOf(state, slot)
  const canvas = document.createElement('canvas')
  if (!step) return undefined
  const scene = sceneOf(state, slot, step, cell)
  const context = prepare(canvas, scene.width, scene.height)
  if (!context) return undefined
  const painter = canvasPainter(context, palette.fonts)
  painter.rect({ x: 0, y: 0, width: scene.width, height: scene.height }, { fill: palette.background })
  paintScene((x, y) => shifted(painter, x, y), scene, state, slot, step, palette)
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'))
  return blob ? new Uint8Array(await blob.arrayBuffer()) : undefined
}

/** A painter whose origin lies elsewhere. */
function shifted(painter: Painter, x: number, y: number): Painter {
  const move = <P extends { readonly x: number; readonly y: number }>(at: P): P => ({ ...at, x: at.x + x, y: at.y + y })
  return {
    rect: (box, paint) => painter.rect(move(box), paint),
    hatch: (box, stroke) => painter.hatch(move(box), stroke),
    text: (text, at, look) => painter.text(text, move(at), look),
  }
}
