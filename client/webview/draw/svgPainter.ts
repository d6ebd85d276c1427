import { hatchLines, type Painter, type Stroke } from './painter.ts'
import type { Fonts } from './palette.ts'

/** Writes SVG. `document` answers the whole file for what was painted so far. */
export function svgPainter(fonts: Fonts): Painter & { document(width: number, height: number, background: string): string } {
  const parts: string[] = []
  return {
    rect({ x, y, width, height }, { fill, stroke }) {
      const inset = (stroke?.width ?? 0) / 2
      parts.push(`<rect x="${short(x + inset)}" y="${short(y + inset)}" width="${short(width - 2 * inset)}" height="${short(height - 2 * inset)}" fill="${fill ?? 'none'}"${stroke ? strokeOf(stroke) : ''}/>`)
    },
    hatch(box, stroke) {
      const path = hatchLines(box).map(([from, to]) => `M${short(from.x)} ${short(from.y)}L${short(to.x)} ${short(to.y)}`).join('')
      parts.push(`<path d="${path}" fill="none"${strokeOf(stroke)}/>`)
    },
    text(text, { x, y }, { colour, size, align, family, slanted, bold }) {
      const anchor = { start: 'start', center: 'middle', end: 'end' }[align]
      parts.push(`<text x="${short(x)}" y="${short(y)}" fill="${colour}" font-family="${escaped(fonts[family])}" font-size="${size}" text-anchor="${anchor}" dominant-baseline="central"${slanted ? ' font-style="italic"' : ''}${bold ? ' font-weight="600"' : ''}>${escaped(text)}</text>`)
    },
    document: (width, height, background) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}"><rect width="100%" height="100%" fill="${background}"/>${parts.join('')}</svg>\n`,
  }
}

const strokeOf = ({ colour, width, dash }: Stroke): string => ` stroke="${colour}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash.join(' ')}"` : ''}`
const short = (value: number): string => String(Math.round(value * 100) / 100)
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
