/** A cell's computation written out, with numbers and with names. */
import type { NumericArray } from '../../arrays/index.ts'
import type { LabCell, LabTerm } from './types.ts'

type Cell = Omit<LabCell, 'numbers' | 'names'>

/** Sums with more terms than this are cut in the middle. */
const longestSum = 16

/** Zeros that stand for no element of the input add nothing and are left out of the text. */
const isShown = ({ from, value }: LabTerm): boolean => from.kind === 'input' || value !== 0

/** `0·2 + 1·1 + … = 3` */
export function numbersText(cell: Cell): string {
  const result = numberText(cell.value)
  const term = (each: LabTerm): string => (each.factor === 1 && !each.weight ? operand(each.value) : `${operand(each.value)}·${operand(each.factor)}`)
  switch (cell.form) {
    case 'sum': return `${joined([...cell.terms.filter(isShown).map(term), ...(cell.bias ? [operand(cell.bias.value)] : [])]) || '0'} = ${result}`
    case 'maximum': return `max(${cut(cell.terms.map((each) => numberText(each.value))).join(', ')}) = ${result}`
    case 'power': return `(${joined(cell.terms.map((each) => `${each.factor === 1 ? '' : `${operand(each.factor)}·`}${operand(each.value)}^${numberText(cell.exponent!)}`))})^(1/${numberText(cell.exponent!)}) = ${result}`
    case 'pointwise': return `f(${cell.terms.map((each) => numberText(each.value)).join(', ')}) = ${result}`
    case 'normalised': {
      const { mean, variance, eps, weight, input } = cell.statistics!
      const normal = `(${numberText(input)} − ${operand(mean)}) / √(${numberText(variance)} + ${numberText(eps)})`
      return `${normal}${weight ? `·${operand(weight.value)}` : ''}${cell.bias ? ` + ${operand(cell.bias.value)}` : ''} = ${result}`
    }
  }
}

/** `x₀₀·w₁₁ + …`: the batch is left out, and channels where there is only one. */
export function namesText(cell: Cell, inputs: readonly NumericArray[], weights: Readonly<Record<string, NumericArray | undefined>>): string {
  const name = (each: LabTerm): string => {
    if (each.from.kind !== 'input') return operand(each.value)
    const letter = inputs.length === 1 ? 'x' : `x${superscript(each.from.input + 1)}`
    return subscripted(letter, each.from.index, inputs[each.from.input]!.shape)
  }
  const factor = ({ weight, factor: value }: LabTerm): string => {
    const shape = weight && weights[weight.name]?.shape
    return weight && shape ? `·${subscripted('w', weight.index, shape)}` : value === 1 ? '' : `·${operand(value)}`
  }
  const bias = cell.bias ? [subscripted('b', cell.bias.index, [2])] : []
  const term = (each: LabTerm): string => `${name(each)}${factor(each)}`
  switch (cell.form) {
    case 'sum': return joined([...cell.terms.filter(isShown).map(term), ...bias]) || '0'
    case 'maximum': return `max(${cut(cell.terms.map(name)).join(', ')})`
    case 'power': return `(${joined(cell.terms.map((each) => `${name(each)}^p`))})^(1/p)`
    case 'pointwise': return `f(${cell.terms.map(name).join(', ')})`
    case 'normalised': return `(x − mean) / √(var + eps)${cell.statistics?.weight ? '·w' : ''}${cell.bias ? ' + b' : ''}`
  }
}

/** Leading dims of size 1 (a batch, a sole channel) are left out, as long as something is left. */
function subscripted(letter: string, index: readonly number[], shape: readonly number[]): string {
  const first = Math.min(shape.findIndex((size) => size > 1), index.length - 1)
  const shown = index.slice(Math.max(0, first < 0 ? index.length - 1 : first))
  return shown.every((each) => each < 10) ? letter + shown.map(subscript).join('') : `${letter}[${shown.join(',')}]`
}
const subscript = (digit: number): string => '₀₁₂₃₄₅₆₇₈₉'[digit]!
const superscript = (digit: number): string => '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit] ?? `(${digit})`

const joined = (terms: readonly string[]): string => cut(terms).join(' + ')
function cut(terms: readonly string[]): readonly string[] {
  return terms.length <= longestSum ? terms : [...terms.slice(0, longestSum - 4), '…', ...terms.slice(-3)]
}

/** At most four digits behind the point, none that are zero. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '−inf' : 'inf'
  const size = Math.abs(value)
  const text = size !== 0 && (size < 1e-3 || size >= 1e7) ? value.toExponential(2) : String(Number(value.toFixed(4)))
  return text.replace('-', '−').replace('e−', 'e-')
}
/** Negative numbers stand in parentheses within a sum. */
const operand = (value: number): string => (value < 0 ? `(${numberText(value)})` : numberText(value))
