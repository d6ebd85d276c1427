import { allocate, type NumericArray } from './array.ts'

/** A stream of numbers in [0, 1): the same seed gives the same numbers on every machine. */
export type Random = () => number

/** Marsaglia's xorshift on 32 bits, its state spread by a golden-ratio multiple so that small seeds differ at once. */
export function random(seed: number): Random {
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ 0x85ebca6b) | 0 || 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  for (let warmUp = 0; warmUp < 8; warmUp++) next()
  return next
}

/** Sample data spread evenly over [low, high). */
export function uniform(shape: readonly number[], seed: number, low = 0, high = 1): NumericArray {
  const next = random(seed)
  return { shape, data: allocate(shape).map(() => low + (high - low) * next()) }
}

/** Sample data from the normal distribution (Box and Muller's transformation of uniform numbers). */
export function normal(shape: readonly number[], seed: number, mean = 0, deviation = 1): NumericArray {
  const next = random(seed)
  const sample = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return { shape, data: allocate(shape).map(() => mean + deviation * sample()) }
}

/** Sample integers from `low` up to `high` (exclusive): token indices, class labels. */
export function integers(shape: readonly number[], seed: number, low: number, high: number): NumericArray {
  const next = random(seed)
  return { shape, data: allocate(shape).map(() => low + Math.floor((high - low) * next())) }
}
