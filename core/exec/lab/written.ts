/** A cell's computation written out, with numbers and with names. */
import type { NumericArray } from '../../arrays/index.ts'
import { plus, termOf, termsOf } from '../../torch/terms/expression.ts'
import type { Expression, Made, Origin, Term, WeightPlace } from '../../torch/terms/types.ts'
import type { LabToken } from './types.ts'

/** How a text names or reads its leaves. */
export interface Words {
  term(term: Term): string
  weight(place: WeightPlace): string
  number(value: number, name: string | undefined): string
}

/** What a cell is made of; each term is a token of its own, numbered as in `termsOf`. */
export function writtenOut(made: Made, words: Words): LabToken[] {
  const numbers = new Map(termsOf(made).map((term, number) => [term, number]))
  const write = (expression: Expression, within: number): LabToken[] => {
    const { tokens, binds } = written(expression)
    return binds < within ? bracketed('(', tokens, ')') : tokens
  }
  const written = (expression: Expression): Written => {
    switch (expression.kind) {
      case 'term': return leaf({ text: words.term(expression.term), term: numbers.get(expression.term) }, expression.term.factor === 1 ? tight : product)
      case 'weight': return leaf({ text: words.weight(expression.weight) })
      case 'number': return leaf({ text: words.number(expression.value, expression.name) })
      case 'operation': return operated(expression, write)
    }
  }
  if (made.form === 'maximum') return bracketed('max(', joined(made.terms.map((term) => [{ text: words.term(term), term: numbers.get(term) }]), ', '), ')')
  if (made.form === 'sum') {
    const parts = [...made.terms.filter(isShown).map(termOf), ...(made.bias ? [{ kind: 'weight', weight: made.bias } as const] : [])]
    return parts.length === 0 ? [{ text: '0' }] : write(plus(...parts), loose)
  }
  return write(made.expression, loose)
}

/** Negative numbers stand in parentheses beside an operator. */
const leaf = (token: LabToken, binds = tight): Written => ({ tokens: [token], binds: token.text.startsWith('−') ? loose : binds })

/** Zeros that stand for no element of the input add nothing and are left out of the text. */
const isShown = ({ from }: Term): boolean => from.kind === 'input' || from.kind === 'part' || (from.kind === 'padding' && from.value !== 0)

/** How tightly a text holds together: what stands in a tighter place is put in parentheses. */
const loose = 0, sum = 1, quotient = 2, product = 3, power = 4, tight = 5
interface Written { readonly tokens: LabToken[]; readonly binds: number }

function operated({ operation, operands }: Extract<Expression, { kind: 'operation' }>, write: (expression: Expression, within: number) => LabToken[]): Written {
  const [first, second] = operands as readonly [Expression, Expression]
  const all = (separator: string, within: number): LabToken[] => joined(operands.map((each) => write(each, within)), separator)
  switch (operation) {
    case '+': return { tokens: all(' + ', sum), binds: sum }
    case '·': return { tokens: all('·', product), binds: product }
    case '−': return { tokens: [...write(first, sum), { text: ' − ' }, ...write(second, quotient)], binds: sum }
    case '/': return { tokens: [...write(first, product), { text: ' / ' }, ...write(second, power)], binds: quotient }
    case '^': return { tokens: [...write(first, tight), ...(isTwo(second) ? [{ text: '²' }] : [{ text: '^' }, ...write(second, tight)])], binds: power }
    case 'negative': return { tokens: [{ text: '−' }, ...write(first, quotient)], binds: loose }
    case 'abs': return { tokens: bracketed('|', write(first, loose), '|'), binds: tight }
    case 'sqrt': return { tokens: bracketed('√(', write(first, loose), ')'), binds: tight }
    case 'max': case 'min': return { tokens: bracketed(`${operation}(`, all(', ', loose), ')'), binds: tight }
    default: return { tokens: bracketed(`${operation}(`, write(first, loose), ')'), binds: tight }
  }
}

const isTwo = (expression: Expression): boolean => expression.kind === 'number' && expression.name === undefined && expression.value === 2
const bracketed = (open: string, tokens: readonly LabToken[], close: string): LabToken[] => [{ text: open }, ...tokens, { text: close }]

/** Lists of more than this are cut in the middle. */
const longest = 16

function joined(lists: readonly (readonly LabToken[])[], separator: string): LabToken[] {
  const shown = lists.length <= longest ? lists : [...lists.slice(0, longest - 4), [{ text: '…' }], ...lists.slice(-3)]
  return shown.flatMap((tokens, index) => (index === 0 ? tokens : [{ text: separator }, ...tokens]))
}

type Weights = Readonly<Record<string, NumericArray | undefined>>

/** `0·2 + 1·1`: what stands at every leaf. */
export const inNumbers = (value: (from: Origin) => number, weights: Weights): Words => {
  const weight = ({ name, place }: WeightPlace): number => weights[name]!.data[place]!
  return {
    weight: (place) => numberText(weight(place)),
    number: numberText,
    term: ({ from, factor }) => (factor === 1 ? numberText(value(from)) : `${operand(value(from))}·${operand(typeof factor === 'number' ? factor : weight(factor))}`),
  }
}

/** `x₀₀·w₁₁`: the batch is left out, and channels where there is only one. `letters` name the inputs. */
export const inNames = (indexOf: (from: Origin) => readonly number[], inputs: readonly NumericArray[], letters: readonly string[], weights: Weights, indexOfWeight: (place: WeightPlace) => readonly number[]): Words => {
  const weight = (place: WeightPlace): string => subscripted(place.name.replace('weight', 'w').replace('bias', 'b'), indexOfWeight(place), weights[place.name]!.shape)
  const element = (from: Origin): string => {
    switch (from.kind) {
      case 'input': return subscripted(letters[from.input]!, indexOf(from), inputs[from.input]!.shape)
      case 'part': return from.part.index.length === 0 ? from.part.name : withIndex(from.part.name, from.part.index)
      case 'padding': return numberText(from.value)
      case 'inserted': return '0'
    }
  }
  return {
    weight,
    number: (value, name) => name ?? numberText(value),
    term: ({ from, factor }) => (factor === 1 ? element(from) : `${element(from)}·${typeof factor === 'number' ? operand(factor) : weight(factor)}`),
  }
}

/** Leading dims of size 1 (a batch, a sole channel) are left out, as long as something is left. */
function subscripted(letter: string, index: readonly number[], shape: readonly number[]): string {
  if (index.length === 0 || (index.length === 1 && shape[0] === 1)) return letter
  const first = shape.findIndex((size) => size > 1)
  return withIndex(letter, index.slice(first < 0 ? index.length - 1 : first))
}
const withIndex = (letter: string, index: readonly number[]): string => (index.every((each) => each < 10) ? letter + index.map(subscript).join('') : `${letter}[${index.join(',')}]`)
const subscript = (digit: number): string => '₀₁₂₃₄₅₆₇₈₉'[digit]!

/** At most four digits behind the point, none that are zero. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '−inf' : 'inf'
  const size = Math.abs(value)
  const text = size !== 0 && (size < 1e-3 || size >= 1e7) ? value.toExponential(2).replace(/\.?0+e/, 'e') : String(Number(value.toFixed(4)))
  return text.replace('-', '−').replace('e−', 'e-')
}
/** Negative numbers stand in parentheses within a sum. */
const operand = (value: number): string => (value < 0 ? `(${numberText(value)})` : numberText(value))
