import type { Box } from '../draw/painter.ts'

/** The inline style that puts an element on a box; set by script, as the page's policy wants it. */
export function placed({ x, y, width, height }: Box): { readonly left: string; readonly top: string; readonly width: string; readonly height: string } {
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }
}
