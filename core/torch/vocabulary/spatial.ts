/** How layers that change spatial sizes explain themselves: the manual's formula with the numbers put in, and what it does to a size in words. */
import { add, floorDiv, isConstant, mul, sameDim, show, symbol, type Dim } from '../../dims/index.ts'
import type { InstanceValue, Shape, TensorValue } from '../../values/index.ts'
import type { Explanation, ExplanationLine } from './entries.ts'

/** The names of spatial sizes, as the manual has them. */
export const spatialNames = (dims: number): readonly string[] => ({ 1: ['L'], 2: ['H', 'W'], 3: ['D', 'H', 'W'] })[dims] ?? []

/** An attribute that holds one number for each of `dims` dims, or one for all; undefined where it is not known. */
export function numbersOf(self: InstanceValue, name: string, dims: number): readonly number[] | undefined {
  const value = self.attributes.get(name)
  const items = value?.kind === 'tuple' || value?.kind === 'list' ? value.items : value ? [value] : []
  const numbers = items.flatMap((item) => (item.kind === 'int' && typeof item.value === 'number' ? [item.value] : item.kind === 'float' && item.value !== undefined ? [item.value] : []))
  if (numbers.length !== items.length) return undefined
  const [only] = numbers
  return numbers.length === dims ? numbers : numbers.length === 1 && only !== undefined ? Array.from({ length: dims }, () => only) : undefined
}

/** As numbersOf, for kernels: they run on layers whose parameters are known. */
export function knownNumbers(self: InstanceValue, name: string, dims: number): readonly number[] {
  const numbers = numbersOf(self, name, dims)
  if (!numbers) throw new Error(`${name} is not known`)
  return numbers
}

/** What happens to one spatial size. */
export interface SizeRule {
  /** The manual's formula, with the size as text. */
  readonly formula: (size: string) => string
  /** The same with the names of parameters in place of their numbers. */
  readonly names?: (size: string) => string
  /** The same, computed. */
  readonly result: (size: Dim) => Dim
}

/** One line for each spatial size; what it does in words stands beside the first. */
export function explainSizes(rules: readonly SizeRule[], input: TensorValue | undefined, notes: readonly string[] = []): Explanation {
  const names = spatialNames(rules.length)
  const given = input?.shape && input.shape.length > rules.length ? input.shape.slice(-rules.length) : undefined
  const words = effectInWords(rules.map((rule, dim) => rule.result(symbol(names[dim]!))))
  const lines = rules.map((rule, dim): ExplanationLine => {
    const size = given?.[dim] ?? symbol(names[dim]!)
    const result = rule.result(size)
    const text = rule.formula(operand(size))
    const shown = show(result)
    const line = { label: names[dim]!, text: text === shown ? text : `${text} = ${shown}`, ...(rule.names ? { names: rule.names(names[dim]!) } : {}) }
    const comment = words.length === 1 ? (dim === 0 ? words[0] : undefined) : words[dim]
    return comment === undefined ? line : { ...line, comment }
  })
  return { lines, notes }
}

/** A size as it stands within a formula. */
function operand(size: Dim): string {
  const text = show(size)
  return isConstant(size) || /^\w+$|^\?$/.test(text) ? text : `(${text})`
}

/** What the rules do to symbols, in words: one sentence where all do the same, else one for each. */
function effectInWords(results: readonly Dim[]): readonly string[] {
  const names = spatialNames(results.length)
  const effects = results.map((result, dim) => effect(result, symbol(names[dim]!)))
  const [first] = effects
  if (first && effects.every((each) => each.text === first.text)) return [first.sentence(names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0]!)]
  return effects.map((each, dim) => each.sentence(names[dim]!))
}

interface Effect { readonly text: string; readonly sentence: (names: string) => string }
const largestFactor = 64

function effect(result: Dim, size: Dim): Effect {
  const difference = add(result, mul(size, -1))
  if (isConstant(result)) return { text: `to ${result}`, sentence: (names) => `${names} become ${result}` }
  if (difference === 0) return { text: 'keeps', sentence: () => 'keeps the size' }
  if (isConstant(difference)) return { text: `${difference}`, sentence: (names) => `${names} ${difference < 0 ? '−' : '+'} ${Math.abs(difference)}` }
  for (let factor = 2; factor <= largestFactor; factor++) {
    if (sameDim(result, mul(size, factor))) return { text: `times ${factor}`, sentence: (names) => (factor === 2 ? `doubles ${names}` : `multiplies ${names} by ${factor}`) }
    const divides = factor === 2 ? 'halves' : 'divides'
    const by = factor === 2 ? '' : ` by ${factor}`
    if (sameDim(result, floorDiv(size, factor))) return { text: `over ${factor}`, sentence: (names) => `${divides} ${names}${by}, rounding down` }
    if (sameDim(result, floorDiv(add(size, factor - 1), factor))) return { text: `over ${factor}, up`, sentence: (names) => `${divides} ${names}${by}, rounding up` }
  }
  const text = show(result)
  return { text: text.replaceAll(show(size), '#'), sentence: () => `to ${text}` }
}

/** `2 rows`, `1 column`: elements along a spatial dim. */
export const elementsAlong = (count: number, dim: number, dims: number): string => `${count} ${elementName(dim, dims)}${count === 1 ? '' : 's'}`
/** What an element along a spatial dim is called. */
export const elementName = (dim: number, dims: number): string => (dims === 1 ? 'element' : ['slice', 'row', 'column'].slice(-dims)[dim]!)

/** The spatial sizes of an input, where they are numbers. */
export function spatialSizes(input: TensorValue | undefined, dims: number): readonly number[] | undefined {
  const shape: Shape | undefined = input?.shape?.slice(-dims)
  return shape && shape.length === dims && shape.every((size) => typeof size === 'number') ? shape as readonly number[] : undefined
}
