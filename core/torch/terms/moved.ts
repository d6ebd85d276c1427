/** Operations that only move elements: what went where is asked of the kernel itself, which is given the places as numbers. */
import { arange, type NumericArray } from '../../arrays/index.ts'
import type { Terms } from './types.ts'

/** Each output element is one element of the first input, or a zero that stands for none. */
export function movedTerms(input: NumericArray, kernel: (places: NumericArray) => NumericArray): Terms {
  // Places count from 1, so that the kernel's zeros are told from the first element.
  const sources = once(() => kernel(arange(input.shape, 1)).data)
  const goals = once(() => inverseOf(sources(), input.data.length))
  return {
    of: (_, place) => {
      const source = sources()[place]! - 1
      return { form: 'sum', terms: source < 0 ? [] : [{ from: { kind: 'input', input: 0, place: source }, factor: 1 }] }
    },
    reach: (input, place) => (input === 0 ? goals()[place] ?? [] : []),
  }
}

/** The adjoint of a moving kernel, such as fold: each output element is the sum of all elements that the kernel would take it to. */
export function gatheredTerms(output: readonly number[], adjoint: (places: NumericArray) => NumericArray): Terms {
  const goals = once(() => adjoint(arange(output, 1)).data)
  const sources = once(() => inverseOf(goals(), output.reduce((product, size) => product * size, 1)))
  return {
    of: (_, place) => ({ form: 'sum', terms: (sources()[place] ?? []).map((source) => ({ from: { kind: 'input', input: 0, place: source }, factor: 1 })) }),
    reach: (_, place) => (goals()[place]! > 0 ? [goals()[place]! - 1] : []),
  }
}

/** For each of `count` places the indices that hold it, counted from 1; 0 holds none. */
function inverseOf(places: Float64Array, count: number): number[][] {
  const found: number[][] = Array.from({ length: count }, () => [])
  places.forEach((place, index) => { if (place > 0) found[place - 1]!.push(index) })
  return found
}

/** Computed when it is first asked for. */
export function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => (known ??= { value: compute() }).value
}
