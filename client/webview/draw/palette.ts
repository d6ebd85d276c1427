/** The colours of a picture, taken from the editor's theme alone. */
export interface Palette {
  readonly background: string
  readonly foreground: string
  readonly faint: string
  /** Lines between cells and around grids. */
  readonly line: string
  /** What makes a cell: input cells and kernel taps. */
  readonly source: string
  /** What is made: output cells. */
  readonly result: string
  /** From the most negative number over zero, in the middle, to the most positive. */
  readonly scale: readonly string[]
  readonly contrast: boolean
  readonly fonts: Fonts
}

export interface Fonts { readonly text: string; readonly numbers: string }

/** Steps of the scale to each side of zero. */
export const STEPS = 24

/** The colour of a number where the largest one, ignoring signs, is `extent`. */
export function shade(palette: Palette, value: number, extent: number): string {
  const share = extent > 0 && Number.isFinite(value) ? Math.max(-1, Math.min(1, value / extent)) : 0
  return palette.scale[Math.round((share + 1) * STEPS)] ?? palette.background
}
