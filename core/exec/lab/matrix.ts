/** A linear layer as the matrix it is, and how evenly its windows overlap. */
import { elementCount } from '../../arrays/index.ts'
import { termsOf } from '../../torch/terms/expression.ts'
import type { Term, Terms } from '../../torch/terms/types.ts'
import { factorOf } from './cells.ts'
import type { RanStep } from './engine.ts'
import type { LabMatrix, LabOverlap } from './types.ts'

/** Rows and columns that a person can still look at. */
const largestSide = 600

/** Whether the step is a matrix of a size to look at, else why not. */
export function isMatrix({ terms, inputs, outputs }: RanStep): true | string {
  const [input] = inputs, [output] = outputs
  if (!terms || !input || !output) return 'single cells of this layer are not followed'
  const first = output.data.length === 0 ? undefined : terms.of(0, 0)
  if (first?.form !== 'sum' || first.terms.some(({ from }) => from.kind === 'part')) return 'the output is not a weighted sum of the input'
  const [rows, columns] = [output.data.length, input.data.length]
  return Math.max(rows, columns) > largestSide ? `the matrix would have ${rows} rows and ${columns} columns; choose a smaller input` : true
}

/** `C[o, i]` is the sum of the factors with which input i enters output o. */
export function matrixOf(ran: RanStep | undefined): LabMatrix | null {
  if (!ran?.terms || isMatrix(ran) !== true) return null
  const [input] = ran.inputs, [output] = ran.outputs
  const rows = output!.data.length, columns = input!.data.length
  const data = new Float64Array(rows * columns), product = new Float64Array(rows), transposed = new Float64Array(columns), transposedOnes = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    for (const term of termsAt(ran.terms, row)) {
      if (term.from.kind !== 'input' || term.from.input !== 0) continue
      const factor = factorOf(ran, term)
      data[row * columns + term.from.place]! += factor
      product[row]! += factor * input!.data[term.from.place]!
      transposedOnes[term.from.place]! += factor
    }
  }
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) transposed[column]! += data[row * columns + column]! * product[row]!
  return { rows, columns, data, output: output!.shape, input: input!.shape, product, transposed, transposedOnes }
}

function termsAt(terms: Terms, place: number): readonly Term[] {
  const made = terms.of(0, place)
  return made ? termsOf(made) : []
}

/** Counts taps over one plane: of the output for windows that slide over it, else of the input. */
export function overlapOf(ran: RanStep | undefined): LabOverlap | null {
  const geometry = ran && ran.entry.geometry?.(ran.layer, ran.inputs)
  if (!ran?.terms || !geometry) return null
  const dims = geometry.kernel_size.length
  const spatialOf = (shape: readonly number[]): readonly number[] => shape.slice(-dims)
  const shape = spatialOf(geometry.slides === 'output' ? ran.outputs[0]!.shape : ran.inputs[0]!.shape)
  const plane = elementCount(shape)
  const counts = new Float64Array(plane)
  for (let place = 0; place < elementCount(spatialOf(ran.outputs[0]!.shape)); place++) {
    const read = termsAt(ran.terms, place).flatMap(({ from, tap }) => (from.kind === 'input' && from.position === undefined ? [{ place: from.place, tap }] : []))
    // Every channel that feeds the plane reads the same places: the first one stands for all.
    const channel = read.length > 0 ? Math.floor(read[0]!.place / elementCount(spatialOf(ran.inputs[0]!.shape))) : 0
    const own = read.filter((each) => Math.floor(each.place / elementCount(spatialOf(ran.inputs[0]!.shape))) === channel)
    if (geometry.slides === 'output') counts[place] = own.length
    else for (const each of own) counts[each.place % plane]! += 1
  }
  const uneven = geometry.kernel_size.flatMap((kernel, dim) => {
    const along = tapsByResidue(kernel, geometry.stride[dim]!, geometry.dilation[dim]!)
    return along.some((count) => count !== along[0]) ? [{ dim, kernel, stride: geometry.stride[dim]!, along }] : []
  })
  return { of: geometry.slides, shape, counts, even: uneven.length === 0, explanation: explanationOf(geometry.slides, uneven, dims, geometry.kernel_size) }
}

/** How many taps of the window fall on each position modulo the stride: what inner elements get, in turn. */
function tapsByResidue(kernel: number, stride: number, dilation: number): number[] {
  const counts = Array.from({ length: stride }, () => 0)
  for (let k = 0; k < kernel; k++) counts[(k * dilation) % stride]! += 1
  return counts
}

interface Uneven { readonly dim: number; readonly kernel: number; readonly stride: number; readonly along: readonly number[] }
function explanationOf(slides: 'input' | 'output', uneven: readonly Uneven[], dims: number, kernel: readonly number[]): string {
  const axes = ['D', 'H', 'W'].slice(-dims)
  const [first] = uneven
  if (!first) {
    return slides === 'output'
      ? 'Every inner element of the output gets the same number of taps: the kernel is a multiple of the stride, so nothing checkerboards by overlap alone.'
      : `Every inner element of the input is read equally often${kernel.every((size) => size === 1) ? '' : '; at the border fewer windows reach'}.`
  }
  const axis = dims === 1 ? '' : ` along ${axes[first.dim]}`
  const turn = [...first.along, ...first.along].slice(0, 6).join(', ')
  const multiples = [...new Set([Math.max(1, Math.floor(first.kernel / first.stride)), Math.ceil(first.kernel / first.stride)])].map((times) => times * first.stride).join(' or ')
  return slides === 'output'
    ? `The kernel (${first.kernel}) is no multiple of the stride (${first.stride})${axis}: the elements of the output get ${turn}, … taps in turn, which shows as a checkerboard. A kernel of ${multiples} overlaps evenly.`
    : `The stride (${first.stride}) does not divide the kernel (${first.kernel})${axis}: the elements of the input are read ${turn}, … times in turn. The gradient, which is a transposed convolution, checkerboards the same way.`
}
