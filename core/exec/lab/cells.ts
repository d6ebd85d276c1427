/** Single cells: what an output element is made of, and where an input element goes, with numbers and in words. */
import { indexOf, offsetOf, type NumericArray } from '../../arrays/index.ts'
import { termsOf, weightsOf } from '../../torch/terms/expression.ts'
import type { Made, Origin, Part, Reads, Term, WeightPlace } from '../../torch/terms/types.ts'
import type { RanStep } from './engine.ts'
import { inNames, inNumbers, numberText, writtenOut } from './written.ts'
import type { LabCell, LabOrigin, LabReach, LabTerm, LabWeight } from './types.ts'

/** `within` leads from the cell to one of its parts: the number of a term that is a part, then that of a term of this part, and so on. */
export function cellOf(ran: RanStep | undefined, output: number, index: readonly number[], within: readonly number[] = []): LabCell | null {
  const array = ran?.outputs[output]
  if (!ran?.terms || !array || !isWithin(index, array.shape)) return null
  const place = offsetOf(index, array.shape)
  const whole = ran.terms.of(output, place)
  if (!whole) return null
  const part = partAt(whole, within)
  if (part === null) return null
  const made = part?.made() ?? whole
  return cellText(ran, made, {
    part: part?.name, index: part?.index ?? index, value: part?.value ?? array.data[place]!,
    through: part ? [] : through(made, ran.terms.reads?.(output, place) ?? []),
  })
}

/** The part that a path leads to; undefined for the whole, null where there is none. */
function partAt(whole: Made, within: readonly number[]): Part | null | undefined {
  let made = whole, part: Part | undefined
  for (const number of within) {
    const from = termsOf(made)[number]?.from
    if (from?.kind !== 'part') return null
    part = from.part
    made = part.made()
  }
  return part
}

/** What is read by way of parts alone. */
function through(made: Made, reads: readonly Reads[]): LabCell['through'] {
  const own = new Set(termsOf(made).map(({ from }) => (from.kind === 'input' ? `${from.input}:${from.place}` : '')))
  return reads.map(({ input, places }) => ({ input, places: Int32Array.from(places.filter((place) => !own.has(`${input}:${place}`))) })).filter(({ places }) => places.length > 0)
}

function cellText(ran: RanStep, made: Made, of: Pick<LabCell, 'part' | 'index' | 'value' | 'through'>): LabCell {
  const { inputs, layer: { weights } } = ran
  const indexOfWeight = ({ name, place }: WeightPlace): readonly number[] => indexOf(place, weights[name]!.shape)
  const indexOfOrigin = (from: Origin): readonly number[] => (from.kind === 'input' ? indexOf(from.place, inputs[from.input]!.shape) : [])
  const where = made.form === 'formula' && made.where !== undefined ? [{ text: ` where ${made.where}` }] : []
  return {
    ...of, form: made.form,
    terms: termsOf(made).map((term, number) => labTerm(ran, made, term, number)),
    bias: made.form === 'sum' && made.bias ? weightOf(ran, made.bias) : undefined,
    weights: made.form === 'formula' ? weightsOf(made.expression).map((place) => weightOf(ran, place)) : [],
    numbers: [...writtenOut(made, inNumbers((from) => valueAt(inputs, from), weights)), { text: ` = ${numberText(of.value)}` }, ...where],
    names: [...writtenOut(made, inNames(indexOfOrigin, inputs, lettersOf(ran), weights, indexOfWeight)), ...where],
  }
}

/** What inputs are called: x and y as in the manual's formulas, several others by their names. */
function lettersOf({ layer: { names } }: RanStep): readonly string[] {
  return names.map((name) => (names.length === 1 ? 'x' : name === 'target' ? 'y' : name.replace(/^input/, 'x')))
}

/** One entry for every term that reads the element, or for each output whose formula or parts do. */
export function scatterOf(ran: RanStep | undefined, input: number, index: readonly number[]): readonly LabReach[] | null {
  const array = ran?.inputs[input], output = ran?.outputs[0]
  if (!ran?.terms || !array || !output || !isWithin(index, array.shape)) return null
  const { terms } = ran
  const from = offsetOf(index, array.shape)
  const places = terms.reach(input, from)
  const first = places[0] === undefined ? undefined : terms.of(0, places[0])
  const reached = (place: number): Pick<LabReach, 'output' | 'index'> => ({ output: 0, index: indexOf(place, output.shape) })
  // All cells of an output are of one form, so that the first tells whether there are factors at all.
  if (!first || !isDirect(first)) return places.map((place) => ({ ...reached(place), tap: undefined, factor: undefined }))
  return places.flatMap((place) => (ownTerms(terms.of(0, place)) ?? []).filter((term) => term.from.kind === 'input' && term.from.input === input && term.from.place === from)
    .map((term): LabReach => ({ ...reached(place), tap: term.tap, factor: factorOf(ran, term) })))
}

/** Whether a cell is a sum or a maximum of elements themselves. */
const isDirect = (made: Made): boolean => ownTerms(made)?.every(({ from }) => from.kind !== 'part') === true
const ownTerms = (made: Made | undefined): readonly Term[] | undefined => (made && made.form !== 'formula' ? made.terms : undefined)

export const isWithin = (index: readonly number[], shape: readonly number[]): boolean =>
  index.length === shape.length && index.every((each, dim) => Number.isInteger(each) && each >= 0 && each < shape[dim]!)

/** What stands at an origin. */
export function valueAt(inputs: readonly NumericArray[], from: Origin): number {
  switch (from.kind) {
    case 'input': return inputs[from.input]!.data[from.place]!
    case 'padding': return from.value
    case 'inserted': return 0
    case 'part': return from.part.value
  }
}

export const factorOf = ({ layer }: Pick<RanStep, 'layer'>, { factor }: Term): number => (typeof factor === 'number' ? factor : layer.weights[factor.name]!.data[factor.place]!)

function labTerm(ran: RanStep, made: Made, term: Term, number: number): LabTerm {
  const value = valueAt(ran.inputs, term.from), factor = factorOf(ran, term)
  const plain = { from: originOf(ran, term.from), value, weight: typeof term.factor === 'number' ? undefined : weightOf(ran, term.factor), factor, product: factor * value, tap: term.tap }
  return made.form === 'maximum' && made.winner === number ? { ...plain, winner: true } : plain
}

function originOf({ inputs, outputs }: RanStep, from: Origin): LabOrigin {
  switch (from.kind) {
    case 'padding': return { kind: 'padding', position: from.position }
    case 'inserted': return from
    case 'input': {
      const index = indexOf(from.place, inputs[from.input]!.shape)
      return from.position ? { kind: 'input', input: from.input, index, position: from.position } : { kind: 'input', input: from.input, index }
    }
    case 'part': {
      const { name, index, at } = from.part
      return { kind: 'part', name, index, at: at && { output: at.output, index: indexOf(at.place, outputs[at.output]!.shape) } }
    }
  }
}

function weightOf({ layer }: RanStep, { name, place }: WeightPlace): LabWeight {
  const array = layer.weights[name]!
  return { name, index: indexOf(place, array.shape), value: array.data[place]! }
}
