/** Single cells: what an output element is made of, and where an input element goes, with numbers and in words. */
import { indexOf, offsetOf, type NumericArray } from '../../arrays/index.ts'
import type { Made, Origin, Term, WeightPlace } from '../../torch/terms/types.ts'
import type { RanStep } from './engine.ts'
import { namesText, numbersText } from './cellText.ts'
import type { LabCell, LabOrigin, LabReach, LabStatistics, LabTerm, LabWeight } from './types.ts'

export function cellOf(ran: RanStep | undefined, output: number, index: readonly number[]): LabCell | null {
  const array = ran?.outputs[output]
  if (!ran?.terms || !array || !isWithin(index, array.shape)) return null
  const place = offsetOf(index, array.shape)
  const made = ran.terms.of(output, place)
  if (!made) return null
  const value = array.data[place]!
  const terms = made.terms.map((term, number) => termOf(ran, made, term, number))
  const bias = 'bias' in made && made.bias ? weightOf(ran, made.bias) : undefined
  const cell: Omit<LabCell, 'numbers' | 'names'> = {
    index, value, form: made.form, terms, bias, statistics: statisticsOf(ran, made), exponent: made.form === 'power' ? made.exponent : undefined,
  }
  return { ...cell, numbers: numbersText(cell), names: namesText(cell, ran.inputs, ran.layer.weights) }
}

export function scatterOf(ran: RanStep | undefined, input: number, index: readonly number[]): readonly LabReach[] | null {
  const array = ran?.inputs[input], output = ran?.outputs[0]
  if (!ran?.terms || !array || !output || !isWithin(index, array.shape)) return null
  const { terms } = ran
  const from = offsetOf(index, array.shape)
  return terms.reach(input, from).flatMap((place): LabReach[] => {
    const made = terms.of(0, place)
    return (made?.terms ?? []).filter((term) => term.from.kind === 'input' && term.from.input === input && term.from.place === from)
      .map((term) => ({ output: 0, index: indexOf(place, output.shape), tap: term.tap, factor: factorOf(ran, term) }))
  })
}

const isWithin = (index: readonly number[], shape: readonly number[]): boolean =>
  index.length === shape.length && index.every((each, dim) => Number.isInteger(each) && each >= 0 && each < shape[dim]!)

/** What stands at an origin. */
export const valueAt = (inputs: readonly NumericArray[], from: Origin): number =>
  from.kind === 'input' ? inputs[from.input]!.data[from.place]! : from.kind === 'padding' ? from.value : 0

export const factorOf = ({ layer }: Pick<RanStep, 'layer'>, { factor }: Term): number => (typeof factor === 'number' ? factor : layer.weights[factor.name]!.data[factor.place]!)

function termOf(ran: RanStep, made: Made, term: Term, number: number): LabTerm {
  const value = valueAt(ran.inputs, term.from), factor = factorOf(ran, term)
  const product = made.form === 'power' ? factor * value ** made.exponent : factor * value
  const plain = { from: originOf(ran, term.from), value, weight: typeof term.factor === 'number' ? undefined : weightOf(ran, term.factor), factor, product, tap: term.tap }
  return made.form === 'maximum' && made.winner === number ? { ...plain, winner: true } : plain
}

function originOf({ inputs }: RanStep, from: Origin): LabOrigin {
  if (from.kind !== 'input') return from.kind === 'padding' ? { kind: 'padding', position: from.position } : from
  const index = indexOf(from.place, inputs[from.input]!.shape)
  return from.position ? { kind: 'input', input: from.input, index, position: from.position } : { kind: 'input', input: from.input, index }
}

function weightOf({ layer }: RanStep, { name, place }: WeightPlace): LabWeight {
  const array = layer.weights[name]!
  return { name, index: indexOf(place, array.shape), value: array.data[place]! }
}

function statisticsOf(ran: RanStep, made: Made): LabStatistics | undefined {
  if (made.form !== 'normalised') return undefined
  return { ...made.statistics, weight: made.weight && weightOf(ran, made.weight), input: ran.inputs[0]!.data[made.place]! }
}
