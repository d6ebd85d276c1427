/** Functions of single elements, of one array or of several that are broadcast against each other. */
import { arange, broadcastShape, broadcastTo, type NumericArray } from '../../arrays/index.ts'
import { input, read } from './expression.ts'
import { once } from './moved.ts'
import type { Expression, Made, Origin, Terms } from './types.ts'

/** An element with its number, by which a rule finds the case that holds. */
export interface Element { readonly from: Origin; readonly x: Expression; readonly value: number }

export const elementAt = (array: NumericArray, place: number, which = 0): Element => {
  const from = input(place, which)
  return { from, x: read(from), value: array.data[place]! }
}

/** Each element is a function of the one at the same place. */
export const pointwiseTerms = (array: NumericArray, rule: (element: Element) => Made): Terms => ({
  of: (_, place) => rule(elementAt(array, place)),
  reach: (_, place) => [place],
})

/** Which element of each input stands at a place of the shape that all of them are broadcast to, and where each goes. */
export interface Broadcast {
  readonly shape: readonly number[]
  elements(place: number): readonly Element[]
  reach(which: number, place: number): readonly number[]
}

export function broadcastOf(inputs: readonly NumericArray[]): Broadcast {
  const shape = inputs.map((each) => each.shape).reduce(broadcastShape)
  const sources = inputs.map((each) => broadcastTo(arange(each.shape), shape).data)
  const goals = inputs.map((each, which) => once(() => goalsOf(sources[which]!, each.data.length)))
  return {
    shape,
    elements: (place) => inputs.map((each, which) => elementAt(each, sources[which]![place]!, which)),
    reach: (which, place) => goals[which]?.()[place] ?? [],
  }
}

function goalsOf(sources: Float64Array, count: number): number[][] {
  const goals: number[][] = Array.from({ length: count }, () => [])
  sources.forEach((source, place) => { goals[source]!.push(place) })
  return goals
}
