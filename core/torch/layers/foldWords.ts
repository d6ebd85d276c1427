/** What a hover says about sliding blocks as columns. */
import { mul, show, type Dim } from '../../dims/index.ts'
import { windowCount } from '../../shapes/window.ts'
import { explained, numbersOf, type ExplainLayer, type Explanation, type InstanceValue } from '../vocabulary/index.ts'

/** The places of the window on an image of these sizes, with the formula. */
function places(self: InstanceValue, sizes: readonly Dim[]): { readonly counts: readonly Dim[]; readonly text: string } | undefined {
  const [kernel, dilation, padding, stride] = ['kernel_size', 'dilation', 'padding', 'stride'].map((name) => numbersOf(self, name, 2))
  if (!kernel || !dilation || !padding || !stride) return undefined
  const counts = sizes.map((size, dim) => windowCount(size, { kernel: kernel[dim]!, dilation: dilation[dim]!, padding: padding[dim]!, stride: stride[dim]! }))
  const text = sizes.map((size, dim) => `((${show(size)} + 2*${padding[dim]} - ${dilation[dim]}*(${kernel[dim]} - 1) - 1)//${stride[dim]} + 1)`).join(' * ')
  return { counts, text: `${text} = ${show(mul(counts[0]!, counts[1]!))}` }
}

const nothing: Explanation = { lines: [], notes: [] }

/** L = the number of places of the window on the input. */
export const explainUnfold: ExplainLayer = (self, [input]) => {
  const found = input?.shape && input.shape.length >= 3 ? places(self, input.shape.slice(-2)) : undefined
  return found ? explained('L', found.text, 'one column for each place of the window') : nothing
}

/** L = the number of places of the window on the output. */
export const explainFold: ExplainLayer = (self) => {
  const size = numbersOf(self, 'output_size', 2)
  const found = size ? places(self, size) : undefined
  return found ? explained('L', found.text, 'the columns that the input must have', ['Where windows overlap, their elements are added.']) : nothing
}
