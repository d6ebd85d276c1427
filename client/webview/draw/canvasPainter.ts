import { hatchLines, type Box, type Painter, type Stroke } from './painter.ts'
import type { Fonts } from './palette.ts'

/** Paints on a canvas. Lines of odd width are drawn through the middles of pixels, so that they are sharp. */
export function canvasPainter(context: CanvasRenderingContext2D, fonts: Fonts): Painter {
  const pen = ({ colour, width, dash }: Stroke): void => {
    context.strokeStyle = colour
    context.lineWidth = width
    context.setLineDash(dash ? [...dash] : [])
  }
  const outline = ({ x, y, width, height }: Box, stroke: Stroke): void => {
    pen(stroke)
    const inset = stroke.width / 2
    context.strokeRect(x + inset, y + inset, width - stroke.width, height - stroke.width)
  }
  return {
    rect(box, { fill, stroke }) {
      if (fill !== undefined) {
        context.fillStyle = fill
        context.fillRect(box.x, box.y, box.width, box.height)
      }
      if (stroke) outline(box, stroke)
    },
    hatch(box, stroke) {
      pen(stroke)
      context.beginPath()
      for (const [from, to] of hatchLines(box)) {
        context.moveTo(from.x, from.y)
        context.lineTo(to.x, to.y)
      }
      context.stroke()
    },
    text(text, { x, y }, { colour, size, align, family, slanted, bold }) {
      context.fillStyle = colour
      context.font = `${slanted ? 'italic ' : ''}${bold ? '600 ' : ''}${size}px ${fonts[family]}`
      context.textAlign = align
      context.textBaseline = 'middle'
      context.fillText(text, x, y)
    },
  }
}

/** A canvas of this many CSS pixels, cleared, with as many device pixels as the screen shows in them. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1
  const across = Math.round(width * ratio), down = Math.round(height * ratio)
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across
    canvas.height = down
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  const context = canvas.getContext('2d')
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  context?.clearRect(0, 0, width, height)
  return context
}
