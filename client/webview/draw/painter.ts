/**
 * What a picture is drawn with. A picture is stated once, as calls of a painter, and is painted on a canvas for the page
 * or written as SVG for a file. Lengths are CSS pixels, the origin is the upper left corner.
 */
export interface Painter {
  rect(box: Box, paint: Paint): void
  /** Parallel slanted lines that fill a box: something that is there and does not count. */
  hatch(box: Box, stroke: Stroke): void
  text(text: string, at: Point, look: TextLook): void
}

export interface Point { readonly x: number; readonly y: number }
export interface Box extends Point { readonly width: number; readonly height: number }
export interface Stroke { readonly colour: string; readonly width: number; readonly dash?: readonly number[] }
export interface Paint { readonly fill?: string; readonly stroke?: Stroke }
export interface TextLook {
  readonly colour: string
  /** Pixels. */
  readonly size: number
  readonly align: 'start' | 'center' | 'end'
  readonly family: 'text' | 'numbers'
  readonly slanted?: boolean
  readonly bold?: boolean
}

/** The distance of the lines of a hatching. */
export const HATCH_STEP = 5

/** The slanted lines that hatch a box, clipped to it. */
export function hatchLines({ x, y, width, height }: Box): readonly (readonly [Point, Point])[] {
  const lines: (readonly [Point, Point])[] = []
  for (let at = HATCH_STEP; at < width + height; at += HATCH_STEP) {
    const from = { x: x + Math.min(at, width), y: y + Math.max(0, at - width) }
    const to = { x: x + Math.max(0, at - height), y: y + Math.min(at, height) }
    lines.push([from, to])
  }
  return lines
}
