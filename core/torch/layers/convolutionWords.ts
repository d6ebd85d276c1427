/** What a hover says about convolutions and transposed convolutions. */
import { transposedSize, windowCount } from '../../shapes/window.ts'
import { elementName, elementsAlong, explainSizes, numbersOf, spatialSizes, wordOf, type ExplainLayer, type InstanceValue, type SizeRule } from '../vocabulary/index.ts'

interface Windows { readonly kernel: readonly number[]; readonly stride: readonly number[]; readonly padding: readonly number[]; readonly dilation: readonly number[] }

/** The layer's windows; padding words stand for the numbers they mean. Undefined where one is not known. */
export function windowsOf(self: InstanceValue): Windows | undefined {
  const size = self.attributes.get('kernel_size')
  const dims = size?.kind === 'tuple' ? size.items.length : 0
  const [kernel, stride, dilation] = ['kernel_size', 'stride', 'dilation'].map((name) => numbersOf(self, name, dims))
  const word = wordOf(self, 'padding')
  const padding = word === undefined ? numbersOf(self, 'padding', dims) : kernel?.map(() => 0)
  return dims > 0 && kernel && stride && padding && dilation ? { kernel, stride, padding, dilation } : undefined
}

/** The parameters of a window, as numbers or by their names. */
export interface WindowWords { readonly kernel_size: number | string; readonly stride: number | string; readonly padding: number | string; readonly dilation: number | string }
export const parameterNames = { kernel_size: 'kernel_size', stride: 'stride', padding: 'padding', dilation: 'dilation', output_padding: 'output_padding' } as const
export function windowFormula(size: string, { kernel_size, stride, padding, dilation }: WindowWords, rounding: 'floor' | 'ceil' = 'floor'): string {
  const steps = `(${size} + 2*${padding} - ${dilation}*(${kernel_size} - 1) - 1)`
  return rounding === 'floor' ? `${steps}//${stride} + 1` : `ceil(${steps}/${stride}) + 1`
}
const transposedFormula = (size: string, { kernel_size, stride, padding, dilation, output_padding }: WindowWords & { readonly output_padding: number | string }): string =>
  `(${size} - 1)*${stride} - 2*${padding} + ${dilation}*(${kernel_size} - 1) + ${output_padding} + 1`

/** `(H + 2*padding - dilation*(kernel_size - 1) - 1)//stride + 1` */
export const explainConvolution: ExplainLayer = (self, [input]) => {
  const windows = windowsOf(self)
  if (!windows) return { lines: [], notes: [] }
  const { kernel, stride, padding, dilation } = windows
  const same = wordOf(self, 'padding') === 'same'
  const rules = kernel.map((size, dim): SizeRule => (same
    ? { formula: (text) => text, result: (dimSize) => dimSize }
    : {
        formula: (text) => windowFormula(text, { kernel_size: size, stride: stride[dim]!, padding: padding[dim]!, dilation: dilation[dim]! }),
        names: (text) => windowFormula(text, parameterNames),
        result: (dimSize) => windowCount(dimSize, { kernel: size, stride: stride[dim]!, padding: padding[dim]!, dilation: dilation[dim]! }),
      }))
  const notes = [...skippedNotes(windows), ...(same ? [] : unreadNotes(windows, spatialSizes(input, kernel.length)))]
  if (same && kernel.some((size, dim) => (dilation[dim]! * (size - 1)) % 2 === 1)) notes.push("The kernel is even: padding='same' pads one more element behind than before, which shifts the output by half an element.")
  const [groups, channels] = ['groups', 'in_channels'].map((name) => numbersOf(self, name, 1)?.[0])
  if (groups !== undefined && groups > 1 && groups === channels) notes.push('Depthwise: every channel is filtered by itself; only a 1×1 convolution mixes them.')
  return explainSizes(rules, input, notes)
}

function skippedNotes({ kernel, stride, dilation }: Windows): string[] {
  const skips = kernel.some((size, dim) => stride[dim]! > dilation[dim]! * (size - 1) + 1)
  return skips ? ['The stride is larger than the kernel: elements between two windows are never read.'] : []
}

/** The end of the input that no window reaches. */
export function unreadNotes({ kernel, stride, padding, dilation }: Windows, sizes: readonly number[] | undefined): string[] {
  if (!sizes) return []
  return sizes.flatMap((size, dim) => {
    const rest = (size + 2 * padding[dim]! - dilation[dim]! * (kernel[dim]! - 1) - 1) % stride[dim]!
    const unread = rest - padding[dim]!
    return stride[dim]! > 1 && unread > 0 ? [`${lastElements(unread, dim, sizes.length)} never read: the stride leaves ${unread === 1 ? 'it' : 'them'} over.`] : []
  })
}

const lastElements = (count: number, dim: number, dims: number): string =>
  count === 1 ? `The last ${elementName(dim, dims)} of the input is` : `The last ${elementsAlong(count, dim, dims)} of the input are`

/** `(H - 1)*stride - 2*padding + dilation*(kernel_size - 1) + output_padding + 1` */
export const explainTransposed: ExplainLayer = (self, [input]) => {
  const windows = windowsOf(self)
  const added = windows && numbersOf(self, 'output_padding', windows.kernel.length)
  if (!windows || !added) return { lines: [], notes: [] }
  const { kernel, stride, padding, dilation } = windows
  const rules = kernel.map((size, dim): SizeRule => ({
    formula: (text) => transposedFormula(text, { kernel_size: size, stride: stride[dim]!, padding: padding[dim]!, dilation: dilation[dim]!, output_padding: added[dim]! }),
    names: (text) => transposedFormula(text, parameterNames),
    result: (dimSize) => transposedSize(dimSize, { kernel: size, stride: stride[dim]!, padding: padding[dim]!, dilation: dilation[dim]! }, added[dim]!),
  }))
  return explainSizes(rules, input, transposedNotes(windows, added))
}

function transposedNotes({ kernel, stride }: Windows, added: readonly number[]): string[] {
  const notes: string[] = []
  const gap = kernel.findIndex((size, dim) => stride[dim]! > size)
  const uneven = kernel.findIndex((size, dim) => size > stride[dim]! && size % stride[dim]! !== 0)
  if (gap >= 0) notes.push('The stride is larger than the kernel: between the outputs stay elements that hold the bias alone.')
  if (uneven >= 0) notes.push(`The kernel (${kernel[uneven]}) is not a multiple of the stride (${stride[uneven]}): outputs overlap unevenly, which can show as a checkerboard.`)
  for (const [dim, more] of added.entries()) {
    if (more > 0) notes.push(`output_padding adds ${elementsAlong(more, dim, added.length)} at the end only.`)
  }
  return notes
}
