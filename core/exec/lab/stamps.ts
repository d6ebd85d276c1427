/**
 * The output while it is being built: one element of the input after the other is added to every output element that it takes part in.
 * **Law:** after the input's last element it is the output, and from one element to the next it changes by that element's stamp alone.
 */
import { elementCount, offsetOf } from '../../arrays/index.ts'
import { termsOf } from '../../torch/terms/expression.ts'
import type { Made, Origin } from '../../torch/terms/types.ts'
import { factorOf, isWithin, valueAt } from './cells.ts'
import type { RanStep } from './engine.ts'
import type { LabBuilt } from './types.ts'

/** Slices whose elements have more terms than this together are not built. */
const mostTerms = 2_000_000

/** Answers for a place of the first input what the slice is once all elements up to it were added. */
export type Stamps = (upTo: number) => LabBuilt

/** `leading`: the indices of the output's dims in front of its last two. Undefined: the step is not followed, or has too many terms. */
export function stampsOf(ran: RanStep, leading: readonly number[]): Stamps | undefined {
  const [output] = ran.outputs
  if (!ran.terms || !output || output.data.length === 0) return undefined
  const { shape } = output
  const count = elementCount(shape.slice(-2))
  const slice = [...leading, ...shape.slice(leading.length).map(() => 0)]
  if (leading.length !== Math.max(0, shape.length - 2) || !isWithin(slice, shape)) return undefined
  const first = offsetOf(slice, shape)
  const elements: Element[] = []
  let terms = 0
  for (let place = first; place < first + count; place++) {
    const made = ran.terms.of(0, place)
    if (!made) return undefined
    elements.push(elementOf(ran, made, place, output.data[place]!))
    terms += elements.at(-1)!.terms
    if (terms > mostTerms) return undefined
  }
  return (upTo) => {
    const data = new Float64Array(count), reached = new Uint8Array(count)
    for (const [index, { places, values, before }] of elements.entries()) {
      const read = countUpTo(places, upTo)
      data[index] = read === 0 ? before : values[read - 1]!
      reached[index] = read > 0 || places.length === 0 ? 1 : 0
    }
    return { leading, data, reached }
  }
}

/** When an element changes and to what: `values[i]` holds from the input's element `places[i]` on, and `before` in front of all. */
interface Element { readonly places: Int32Array; readonly values: Float64Array; readonly before: number; readonly terms: number }

function elementOf(ran: RanStep, made: Made, place: number, value: number): Element {
  if (made.form === 'sum' && made.terms.every(({ from }) => from.kind !== 'part')) return sumOf(ran, made, value)
  // What is no sum is there once all that it reads is.
  const reads = ran.terms?.reads?.(0, place).flatMap(({ input, places }) => (input === 0 ? places : [])) ?? termsOf(made).flatMap(({ from }) => (isOwn(from) ? [placeOf(from)] : []))
  const last = reads.reduce((most, each) => Math.max(most, each), -1)
  const terms = reads.length
  return last < 0 ? { places: new Int32Array(), values: new Float64Array(), before: value, terms } : { places: Int32Array.of(last), values: Float64Array.of(value), before: 0, terms }
}

/** A sum grows term by term, in the order of the input; what reads no element of the first input is there from the beginning. */
function sumOf(ran: RanStep, { terms, bias }: Extract<Made, { readonly form: 'sum' }>, value: number): Element {
  const product = (term: typeof terms[number]): number => factorOf(ran, term) * valueAt(ran.inputs, term.from)
  const own = terms.filter(({ from }) => isOwn(from)).map((term) => ({ place: placeOf(term.from), product: product(term) })).sort((one, other) => one.place - other.place)
  const before = terms.filter(({ from }) => !isOwn(from)).reduce((sum, term) => sum + product(term), bias ? ran.layer.weights[bias.name]!.data[bias.place]! : 0)
  const values = new Float64Array(own.length)
  let sum = before
  for (const [index, each] of own.entries()) values[index] = sum += each.product
  // The kernel adds in an order of its own: what it rounded is the last word.
  if (values.length > 0) values[values.length - 1] = value
  return { places: Int32Array.from(own, ({ place }) => place), values, before, terms: terms.length }
}

const isOwn = (from: Origin): boolean => from.kind === 'input' && from.input === 0
const placeOf = (from: Origin): number => (from.kind === 'input' ? from.place : 0)

/** How many of the rising numbers are at most `limit`. */
function countUpTo(numbers: Int32Array, limit: number): number {
  let low = 0, high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low
}
