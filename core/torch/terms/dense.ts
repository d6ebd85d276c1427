/** The terms of products with matrices. */
import { elementCount, type NumericArray } from '../../arrays/index.ts'
import { formula, input, read, times, total, weight as weightAt } from './expression.ts'
import type { Origin, Term, Terms, WeightPlace } from './types.ts'

/** `Σ_i A[o, i] * x[i]`, the row of the weight beginning at a place. */
export const rowProducts = (row: readonly Origin[], { name, place }: WeightPlace): Term[] => row.map((from, i) => ({ from, factor: { name, place: place + i } }))

/** `y[o] = Σ_i A[o, i] * x[i] + b[o]` for every row. */
export function linearTerms(weight: NumericArray, hasBias: boolean): Terms {
  const inputs = weight.shape.at(-1)!
  const outputs = elementCount(weight.shape.slice(0, -1))
  return {
    of: (_, place) => {
      const row = Math.floor(place / outputs), output = place % outputs
      const terms = rowProducts(Array.from({ length: inputs }, (_each, i) => input(row * inputs + i)), { name: 'weight', place: output * inputs })
      return { form: 'sum', terms, bias: hasBias ? { name: 'bias', place: output } : undefined }
    },
    reach: (_, place) => Array.from({ length: outputs }, (_each, output) => Math.floor(place / inputs) * outputs + output),
  }
}

/** `y[o] = Σ_ij x1[i] * A[o, i, j] * x2[j] + b[o]` for every pair of rows. */
export function bilinearTerms(weight: NumericArray, hasBias: boolean): Terms {
  const [outputs, in1, in2] = weight.shape as [number, number, number]
  const sizes = [in1, in2]
  const pairs = Array.from({ length: in1 * in2 }, (_, pair) => ({ i: Math.floor(pair / in2), j: pair % in2 }))
  return {
    of: (_, place) => {
      const row = Math.floor(place / outputs), output = place % outputs
      const products = pairs.map(({ i, j }, pair) => times(read(input(row * in1 + i), { name: 'weight', place: output * in1 * in2 + pair }), read(input(row * in2 + j, 1))))
      return formula(total(hasBias ? [...products, weightAt('bias', output)] : products))
    },
    reads: (_, place) => {
      const row = Math.floor(place / outputs)
      return sizes.map((size, which) => ({ input: which, places: Array.from({ length: size }, (_each, i) => row * size + i) }))
    },
    reach: (which, place) => Array.from({ length: outputs }, (_, output) => Math.floor(place / sizes[which]!) * outputs + output),
  }
}
