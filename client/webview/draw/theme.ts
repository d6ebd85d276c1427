/** Reads the editor's theme. */
import { STEPS, type Palette } from './palette.ts'

type Rgb = readonly [red: number, green: number, blue: number]

/** How much of the full colour the largest number gets: its own text must stay readable on it. */
const DEPTH = 0.62
const CONTRAST_DEPTH = 0.4

/** Reads the theme's variables as the page has them now. */
export function readPalette(body: HTMLElement): Palette {
  const computed = getComputedStyle(body)
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const colour = (name: string, fallback: Rgb): Rgb => toRgb(paint, computed.getPropertyValue(name).trim()) ?? fallback
  const background = colour('--vscode-editor-background', [30, 30, 30])
  const foreground = colour('--vscode-foreground', [204, 204, 204])
  const contrast = body.classList.contains('vscode-high-contrast') || body.classList.contains('vscode-high-contrast-light')
  const positive = colour('--vscode-charts-blue', [55, 148, 255]), negative = colour('--vscode-charts-orange', [209, 134, 22])
  const depth = contrast ? CONTRAST_DEPTH : DEPTH
  const scale = Array.from({ length: 2 * STEPS + 1 }, (_, index) => {
    const step = (index - STEPS) / STEPS
    return css(mix(background, step < 0 ? negative : positive, Math.abs(step) ** 0.8 * depth))
  })
  return {
    background: css(background),
    foreground: css(foreground),
    faint: css(mix(foreground, background, contrast ? 0 : 0.42)),
    line: css(contrast ? colour('--vscode-contrastBorder', foreground) : mix(background, foreground, 0.17)),
    source: css(colour('--vscode-charts-purple', [177, 128, 215])),
    result: css(colour('--vscode-charts-green', [137, 209, 133])),
    scale,
    contrast,
    fonts: {
      text: computed.getPropertyValue('--vscode-font-family').trim() || 'sans-serif',
      numbers: computed.getPropertyValue('--vscode-editor-font-family').trim() || 'monospace',
    },
  }
}

/** Undefined where the theme has no such colour or it can't be read; a translucent colour is taken as if it were opaque. */
function toRgb(paint: CanvasRenderingContext2D | null, text: string): Rgb | undefined {
  if (!paint || text === '' || !CSS.supports('color', text)) return undefined
  paint.clearRect(0, 0, 1, 1)
  paint.fillStyle = text
  paint.fillRect(0, 0, 1, 1)
  const [red, green, blue, alpha] = paint.getImageData(0, 0, 1, 1).data
  return alpha === 0 || red === undefined || green === undefined || blue === undefined ? undefined : [red, green, blue]
}

const mix = ([red, green, blue]: Rgb, to: Rgb, share: number): Rgb => [between(red, to[0], share), between(green, to[1], share), between(blue, to[2], share)]
const between = (from: number, to: number, share: number): number => Math.round(from + (to - from) * share)
const css = ([red, green, blue]: Rgb): string => `rgb(${red}, ${green}, ${blue})`
