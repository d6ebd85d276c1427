/**
 * Reshaping keeps the number of elements.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html
 */
import { atLeast, containsOpaque, divisible, equals, exactQuotient, floorDiv, greaterThan, lowerBound, mul, opaque, sameDim, show, type Dim } from '../dims/index.ts'
import { mayBeMinusOne } from './broadcast.ts'
import { elements, requireOf, showSizes, type Check } from './check.ts'

/** The shape that `view` and `reshape` give; one size may be -1 and is then what is left. */
export function reshape(check: Check, shape: readonly Dim[], target: readonly Dim[]): readonly Dim[] {
  if (target.filter((size) => size === -1).length > 1) check.raise('RuntimeError', 'only one dimension can be inferred', 'view-size')
  for (const [index, size] of target.entries()) {
    requireOf(check, atLeast(size, -1), () => check.raise('RuntimeError', `invalid shape dimension ${show(size)} at index ${index} of shape ${showSizes(target)}`, 'view-size'))
  }
  const count = elements(shape)
  const unsure = target.filter(mayBeMinusOne)
  const inferred = target.indexOf(-1)
  const refuse = (): never => check.raise('RuntimeError', `shape '${showSizes(target)}' is invalid for input of size ${show(count)}`, 'view-size')
  if (unsure.length > 0) return guarded(target, count, unsure, inferred)
  const others = elements(target.filter((_, index) => index !== inferred))
  if (inferred < 0) {
    if (!sameDim(count, others)) check.require(equals(count, others), refuse)
    return target
  }
  if (count === 0 && others === 0) check.raise('RuntimeError', `cannot reshape tensor of 0 elements into shape ${showSizes(target)} because the unspecified dimension size -1 can be any value and is ambiguous`, 'view-size')
  requireOf(check, greaterThan(others, 0), refuse)
  return target.map((size, index) => (index === inferred ? quotient(check, count, others, refuse) : size))
}

/**
 * Sizes that may be -1 for all that is known. A sole one is what is left, whichever it is; several are only known to be sizes, and so is an
 * explicit -1 beside them.
 */
function guarded(target: readonly Dim[], count: Dim, unsure: readonly Dim[], inferred: number): readonly Dim[] {
  const others = elements(target.filter((size) => size !== unsure[0]))
  if (unsure.length === 1 && inferred < 0 && (lowerBound(others) ?? 0) > 0) return target.map((size) => (size === unsure[0] ? floorDiv(count, others) : size))
  return target.map((size) => (size === -1 || mayBeMinusOne(size) ? opaque({ min: 0 }) : size))
}

/** `count / others`, which must leave no rest. */
function quotient(check: Check, count: Dim, others: Dim, refuse: () => never): Dim {
  const exact = exactQuotient(count, others)
  if (exact !== undefined) return exact
  if (!containsOpaque(count) && !containsOpaque(others)) check.require(divisible(count, others), refuse)
  return floorDiv(count, others)
}

/**
 * `unflatten(dim, sizes)` splits one size; one of the parts may be -1.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.unflatten.html
 */
export function splitSize(check: Check, size: Dim, sizes: readonly Dim[], refuse: () => never): readonly Dim[] {
  if (sizes.some(mayBeMinusOne)) return guarded(sizes, size, sizes.filter(mayBeMinusOne), sizes.indexOf(-1))
  const inferred = sizes.indexOf(-1)
  const others = elements(sizes.filter((_, index) => index !== inferred))
  if (inferred < 0) {
    check.require(equals(size, others), refuse)
    return sizes
  }
  check.require(greaterThan(others, 0), refuse)
  return sizes.map((part, index) => (index === inferred ? quotient(check, size, others, refuse) : part))
}

/** `flatten(start, end)`: the sizes from start to end become one. A scalar becomes a vector of one. */
export function flatten(shape: readonly Dim[], start: number, end: number): readonly Dim[] {
  if (shape.length === 0) return [1]
  return [...shape.slice(0, start), shape.slice(start, end + 1).reduce(mul, 1), ...shape.slice(end + 1)]
}
