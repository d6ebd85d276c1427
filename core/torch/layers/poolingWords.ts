/** What a hover says about poolings. */
import { add, floorDiv, min, mul, sub, type Dim } from '../../dims/index.ts'
import { ceilWindowCount, windowCount } from '../../shapes/window.ts'
import { explainSizes, flagOf, numbersOf, spatialSizes, type ExplainLayer, type InstanceValue, type SizeRule } from '../vocabulary/index.ts'
import { parameterNames, unreadNotes, windowFormula } from './convolutionWords.ts'

/** Layers are named by their number of dims: `MaxPool2d`. */
const dimsOf = (self: InstanceValue): number => {
  for (const cls of self.cls.mro) {
    const digit = /([123])d$/.exec(cls.name)?.[1]
    if (digit !== undefined && cls.native) return Number(digit)
  }
  return 0
}

/** `(H + 2*padding - dilation*(kernel_size - 1) - 1)//stride + 1`, with ceil_mode rounded up. */
export const explainPooling: ExplainLayer = (self, [input]) => {
  const dims = dimsOf(self)
  const of = (name: string, otherwise?: number): readonly number[] | undefined => numbersOf(self, name, dims) ?? (otherwise === undefined || self.attributes.has(name) ? undefined : Array.from({ length: dims }, () => otherwise))
  const kernel = of('kernel_size')
  const stride = self.attributes.get('stride')?.kind === 'none' ? kernel : of('stride')
  const padding = of('padding', 0), dilation = of('dilation', 1)
  if (dims === 0 || !kernel || !stride || !padding || !dilation) return { lines: [], notes: [] }
  const ceil = flagOf(self, 'ceil_mode')
  const rounding = ceil ? 'ceil' : 'floor'
  const rules = kernel.map((size, dim): SizeRule => {
    const window = { kernel: size, stride: stride[dim]!, padding: padding[dim]!, dilation: dilation[dim]! }
    const words = { ...window, kernel_size: size }
    return {
      formula: (text) => windowFormula(text, words, rounding),
      names: (text) => windowFormula(text, parameterNames, rounding),
      result: (dimSize): Dim => (ceil ? min(ceilWindowCount(dimSize, window), add(floorDiv(sub(add(dimSize, window.padding), 1), window.stride), 1)) : windowCount(dimSize, window)),
    }
  })
  const notes = ceil ? [] : unreadNotes({ kernel, stride, padding, dilation }, spatialSizes(input, dims)).map((note) => note.replace(/: .*$/, '; ceil_mode=True would pool to the end.'))
  if (kernel.some((size, dim) => stride[dim]! > size)) notes.push('The stride is larger than the kernel: elements between two windows are never read.')
  return explainSizes(rules, input, notes)
}

/** The size asked for, whatever the input's. */
export const explainAdaptive: ExplainLayer = (self, [input]) => {
  const dims = dimsOf(self)
  const asked = self.attributes.get('output_size')
  const items = asked?.kind === 'tuple' || asked?.kind === 'list' ? asked.items : Array.from({ length: dims }, () => asked)
  if (dims === 0 || items.length !== dims) return { lines: [], notes: [] }
  const rules = items.map((item): SizeRule => {
    const size = item?.kind === 'int' ? item.value : undefined
    return size === undefined ? { formula: (text) => text, result: (dimSize) => dimSize } : { formula: () => String(size), result: () => size }
  })
  const sizes = spatialSizes(input, dims)
  const uneven = sizes?.some((size, dim) => {
    const item = items[dim]
    return item?.kind === 'int' && typeof item.value === 'number' && item.value > 0 && size % item.value !== 0
  })
  return explainSizes(rules, input, uneven ? ['The input is not a multiple of the output: windows differ in size and overlap.'] : [])
}

/** `(H - 1)*stride + kernel_size - 2*padding`, where the call gives no `output_size`. */
export const explainUnpooling: ExplainLayer = (self, [input]) => {
  const dims = dimsOf(self)
  const [kernel, stride, padding] = ['kernel_size', 'stride', 'padding'].map((name) => numbersOf(self, name, dims))
  if (dims === 0 || !kernel || !stride || !padding) return { lines: [], notes: [] }
  const rules = kernel.map((size, dim): SizeRule => ({
    formula: (text) => `(${text} - 1)*${stride[dim]} + ${size} - 2*${padding[dim]}`,
    names: (text) => `(${text} - 1)*stride + kernel_size - 2*padding`,
    result: (dimSize) => add(sub(mul(sub(dimSize, 1), stride[dim]!), 2 * padding[dim]!), size),
  }))
  return explainSizes(rules, input, ['Pooling maps several sizes to one: give output_size= to get the size back that was pooled.'])
}
