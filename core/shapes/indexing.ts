/**
 * Slicing as Python and PyTorch do it.
 * Source: https://docs.python.org/3/library/functions.html#slice
 */
import { add, ceilDiv, floorDiv, isConstant, lowerBound, max, min, mod, mul, opaque, sub, sameDim, upperBound, atLeast, type Dim } from '../dims/index.ts'
import { holds, type Check } from './check.ts'

/** One dim's part of a slice; an absent bound is undefined. */
export interface Slice { readonly start: Dim | undefined; readonly stop: Dim | undefined; readonly step: number }

/** `len(range(*slice.indices(size)))` for a positive step: bounds from the end are counted back, and both are clamped to the size. */
export function sliceLength(check: Check, size: Dim, { start, stop, step }: Slice): Dim {
  const from = start === undefined ? 0 : position(check, size, start)
  const to = stop === undefined ? size : position(check, size, stop)
  if (from === undefined || to === undefined) return opaque({ min: 0 })
  return ceilDiv(lessOrZero(check, sub(to, from)), step)
}

/** Where a slice starts, for those that read contents. */
export function sliceStart(check: Check, size: Dim, start: Dim | undefined): Dim | undefined {
  return start === undefined ? 0 : position(check, size, start)
}

/** A bound between 0 and the size; undefined where it may count from either end. */
function position(check: Check, size: Dim, bound: Dim): Dim | undefined {
  if (isConstant(bound)) return bound >= 0 ? smaller(check, bound, size) : lessOrZero(check, add(size, bound))
  if ((lowerBound(bound) ?? -1) >= 0 || holds(check, atLeast(bound, 0))) return smaller(check, bound, size)
  if ((upperBound(bound) ?? 0) < 0 || holds(check, atLeast(-1, bound))) return lessOrZero(check, add(size, bound))
  return undefined
}

const lessOrZero = (check: Check, dim: Dim): Dim => (isConstant(dim) ? Math.max(dim, 0) : holds(check, atLeast(dim, 0)) ? dim : max(dim, 0))

function smaller(check: Check, left: Dim, right: Dim): Dim {
  if (isConstant(left) && isConstant(right)) return Math.min(left, right)
  if (sameDim(left, right) || holds(check, atLeast(right, left))) return left
  return holds(check, atLeast(left, right)) ? right : min(left, right)
}

/** The number of windows of `size` elements, `step` apart: `unfold`. */
export const windows = (length: Dim, size: Dim, step: Dim): Dim => add(floorDiv(sub(length, size), step), 1)

/** The sizes of parts of `size` each, the last one smaller: `split`. Undefined where their number is not known. */
export function partSizes(length: Dim, size: Dim): readonly Dim[] | undefined {
  if (isConstant(length) && isConstant(size)) {
    const count = Math.max(Math.ceil(length / size), 1)
    return Array.from({ length: count }, (_, index) => (index < count - 1 ? size : length - size * (count - 1)))
  }
  if (sameDim(length, size)) return [length]
  const count = ceilDiv(length, size)
  if (!isConstant(count) || count < 1) return undefined
  return Array.from({ length: count }, (_, index) => (index < count - 1 ? size : sub(length, mul(size, count - 1))))
}

/** The sizes of `count` parts as equal as can be, the first ones larger: `tensor_split`. */
export function equalParts(length: Dim, count: number): readonly Dim[] {
  const rest = mod(length, count)
  return Array.from({ length: count }, (_, index) => (isConstant(length) ? Math.floor(length / count) + (index < (rest as number) ? 1 : 0) : ceilDiv(sub(length, index), count)))
}
