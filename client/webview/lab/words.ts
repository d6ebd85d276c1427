/** How the page says things. */
import type { LabArray, LabCell, LabCheck, LabStepResult, LabTerm } from '../../../server/protocol.ts'
import { showNumber } from '../draw/numbers.ts'
import type { Notice } from './state.ts'

/** What a dim of a step's array is called; a weight's dims have names where a window slides, others are counted. */
export function axisName({ geometry }: Pick<LabStepResult, 'geometry'>, { shape, dims }: Pick<LabArray, 'shape' | 'dims'>, axis: number, role: 'input' | 'weight' | 'output'): string {
  if (dims) return dims[axis] ?? `dim ${axis}`
  const spatial = geometry?.kernel_size.length ?? Math.max(0, shape.length - 2)
  const inFront = shape.length - spatial
  if (axis >= inFront) return ['depth', 'row', 'column'].slice(-spatial)[axis - inFront] ?? `dim ${axis}`
  if (role !== 'weight') return (inFront === 1 ? ['channel'] : ['batch', 'channel'])[axis] ?? `dim ${axis}`
  return (geometry && inFront === 2 ? (geometry.slides === 'input' ? ['to channel', 'from channel'] : ['from channel', 'to channel'])[axis] : undefined) ?? `dim ${axis}`
}

/** A slice by its indices, those of dims with one element left out: `channel 2`. */
export function sliceName(step: LabStepResult, array: Pick<LabArray, 'shape' | 'dims'>, slice: readonly number[]): string {
  const parts = slice.flatMap((index, axis) => (array.shape[axis]! > 1 ? [`${axisName(step, array, axis, 'input')} ${index}`] : []))
  return parts.join(', ') || 'the input'
}

/** A number in a sum: three digits behind the point at most. */
export function brief(value: number): string {
  return Number.isFinite(value) ? showNumber(value, digitsOf(value)) : showNumber(value, 0)
}

function digitsOf(value: number): number {
  for (let digits = 0; digits < 3; digits++) if (Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) < 1e-6) return digits
  return 3
}

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉'

/** `x₀₁`; indices above nine are kept apart by a comma. */
export function subscript(letter: string, indices: readonly number[]): string {
  const digits = indices.map(index => String(index).replaceAll('-', '₋').replaceAll(/\d/g, digit => SUBSCRIPTS[Number(digit)]!))
  return letter + digits.join(indices.some(index => index > 9) ? '‚' : '')
}

/** A term as it stands in a sum, `0.5·2` or `x₀₁·w₁₁`. */
export function termText(term: LabTerm, named: boolean, spatial: number): string {
  const factor = named && term.weight ? subscript('w', spatialOf(term.weight.index, spatial)) : signed(term.factor)
  const value = named ? (term.from.kind === 'input' ? subscript('x', spatialOf(term.from.index, spatial)) : '0') : brief(term.value)
  if (term.weight === undefined && term.factor === 1) return value
  return `${value}·${factor}`
}

const spatialOf = (index: readonly number[], spatial: number): readonly number[] => (spatial > 0 ? index.slice(-spatial) : index)
const signed = (value: number): string => (value < 0 ? `(${brief(value)})` : brief(value))

/** What is said aloud of a cell. */
export function sentence(cell: LabCell, named: boolean): string {
  const formula = (named ? cell.names : cell.numbers).map(({ text }) => text).join('')
  return `${cell.part ?? 'output'}[${cell.index.join(', ')}] = ${formula}`
}

/** Numbers of a matrix as a person would type them, row by row. */
export function nestedText(shape: readonly number[], data: ArrayLike<number>): string {
  const width = shape.at(-1) ?? 1, height = shape.at(-2) ?? 1
  const row = (from: number): string => `[${Array.from({ length: width }, (_, column) => String(Number((data[from + column] ?? 0).toPrecision(6)))).join(', ')}]`
  const rows = Array.from({ length: height }, (_, index) => row(index * width))
  return rows.length === 1 ? rows[0]! : `[${rows.join(',\n ')}]`
}

/** What a check with PyTorch came to, in a sentence. */
export function checkNotice(check: LabCheck): Notice {
  if (!check.ok) return { kind: 'problem', text: check.message }
  const where = `PyTorch ${check.torch} (${check.python})`
  return check.difference === 0
    ? { kind: 'done', text: `${where} computes the same numbers.` }
    : { kind: 'done', text: `${where} computes the same layer: the largest difference is ${check.difference.toExponential(1)}.` }
}
