import { allocate, elementCount, type NumericArray } from '../../arrays/array.ts'

/** One input element's part in an output element. */
export interface Contribution {
  readonly index: number
  readonly weight: number
}

/**
 * A linear map along one dim: output element i is the sum of `weight * input[index]` over `row(i)`. Resizing along
 * several dims is this map along one after the other.
 */
export function resample(
  input: NumericArray,
  dim: number,
  size: number,
  row: (place: number) => readonly Contribution[],
): NumericArray {
  const length = input.shape[dim]!
  const before = elementCount(input.shape.slice(0, dim))
  const after = elementCount(input.shape.slice(dim + 1))
  const shape = input.shape.map((own, other) => (other === dim ? size : own))
  const data = allocate(shape)
  for (let place = 0; place < size; place++) {
    for (const { index, weight } of row(place)) {
      for (let block = 0; block < before; block++) {
        const to = (block * size + place) * after
        const from = (block * length + index) * after
        for (let inner = 0; inner < after; inner++) data[to + inner]! += weight * input.data[from + inner]!
      }
    }
  }
  return { shape, data }
}

/**
 * The weights of the four neighbours of a point at distance `t` after the second of them: cubic convolution with
 * coefficient `a`, `(a+2)|x|³ - (a+3)|x|² + 1` up to distance 1 and `a|x|³ - 5a|x|² + 8a|x| - 4a` up to distance 2.
 */
export function cubicWeights(t: number, a: number): [number, number, number, number] {
  return [cubic(1 + t, a), cubic(t, a), cubic(1 - t, a), cubic(2 - t, a)]
}

export function cubic(distance: number, a: number): number {
  const x = Math.abs(distance)
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1
  if (x < 2) return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
  return 0
}
