/**
 * Broadcasting: shapes are aligned at their last dims; two sizes go together when they are equal or one of them is 1.
 * Source: https://docs.pytorch.org/docs/stable/notes/broadcasting.html
 */
import { anyOf, atLeast, containsOpaque, equals, isConstant, lowerBound, max, opaque, sameDim, show, type Dim } from '../dims/index.ts'
import { fails, holds, requireOf, showSizes, type Check } from './check.ts'

/** The shape of an elementwise operation on two tensors, `a` on the left. The last dims are compared first. */
export function broadcast(check: Check, a: readonly Dim[], b: readonly Dim[]): readonly Dim[] {
  const rank = Math.max(a.length, b.length)
  const result: Dim[] = new Array<Dim>(rank)
  for (let dim = rank - 1; dim >= 0; dim--) {
    const left = a[dim - rank + a.length] ?? 1
    const right = b[dim - rank + b.length] ?? 1
    result[dim] = broadcastSize(check, left, right, () =>
      check.raise('RuntimeError', `The size of tensor a (${show(left)}) must match the size of tensor b (${show(right)}) at non-singleton dimension ${dim}`, 'broadcast'))
  }
  return result
}

/**
 * The size that two sizes broadcast to. With 1 it is the other; a size that can't be 1 wins over one that may be. Where both may be 1, it is
 * the larger, if none of them is 0.
 */
export function broadcastSize(check: Check, left: Dim, right: Dim, refuse: () => never): Dim {
  if (sameDim(left, right) || right === 1) return left
  if (left === 1) return right
  if (isConstant(left) && isConstant(right)) return refuse()
  if (holds(check, equals(left, right))) return containsOpaque(left) || isConstant(right) ? right : left
  check.require(anyOf(equals(left, right), equals(left, 1), equals(right, 1)), refuse)
  if (fails(check, equals(left, 1))) return holdsPlain(check, right, left)
  if (fails(check, equals(right, 1))) return holdsPlain(check, left, right)
  if (holds(check, equals(left, right))) return left
  if (containsOpaque(left) || containsOpaque(right)) return opaque({ min: 0 })
  if ((lowerBound(left) ?? 0) >= 1 && (lowerBound(right) ?? 0) >= 1) return max(left, right)
  const stretched = check.choose(equals(left, 1))
  return stretched === undefined ? opaque({ min: 0 }) : stretched ? right : left
}

/** Of two sizes that are equal unless `other` is 1, the one to show: `size`, or a simpler `other` that equals it for sure. */
function holdsPlain(check: Check, other: Dim, size: Dim): Dim {
  return containsOpaque(size) && !containsOpaque(other) && (lowerBound(other) ?? 0) >= 2 ? other : holds(check, equals(other, size)) ? other : size
}

/** An operation in place keeps its own shape, which broadcasting must not change. */
export function broadcastInPlace(check: Check, own: readonly Dim[], other: readonly Dim[]): void {
  const result = broadcast(check, own, other)
  const refuse = (): never => check.raise('RuntimeError', `output with shape ${showSizes(own)} doesn't match the broadcast shape ${showSizes(result)}`, 'broadcast')
  if (result.length !== own.length) refuse()
  for (const [dim, size] of own.entries()) {
    const wanted = result[dim]
    if (wanted !== undefined && !sameDim(size, wanted)) check.require(equals(size, wanted), refuse)
  }
}

/**
 * `tensor.expand(sizes)`: -1 keeps a size, a size of 1 is stretched, dims are added in front.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html
 */
export function expand(check: Check, shape: readonly Dim[], sizes: readonly Dim[], describe: () => string): readonly Dim[] {
  if (sizes.length < shape.length) {
    check.raise('RuntimeError', `expand(${describe()}, size=${showSizes(sizes)}): the number of sizes provided (${sizes.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`, 'broadcast')
  }
  const result: Dim[] = new Array<Dim>(sizes.length)
  for (let dim = sizes.length - 1; dim >= 0; dim--) {
    const own = shape[dim - sizes.length + shape.length]
    const wanted = sizes[dim]!
    if (wanted === -1) result[dim] = own ?? check.raise('RuntimeError', `The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ${dim}`, 'broadcast')
    else result[dim] = expandedSize(check, own, wanted, () =>
      check.raise('RuntimeError', `The expanded size of the tensor (${show(wanted)}) must match the existing size (${show(own ?? 1)}) at non-singleton dimension ${dim}.  Target sizes: ${showSizes(sizes)}.  Tensor sizes: ${showSizes(shape)}`, 'broadcast'))
  }
  return result
}

function expandedSize(check: Check, own: Dim | undefined, wanted: Dim, refuse: () => never): Dim {
  if (own === undefined || own === 1 || sameDim(own, wanted)) {
    requireOf(check, atLeast(wanted, 0), refuse)
    return mayBeMinusOne(wanted) ? (own === undefined || own === 1 ? opaque({ min: 0 }) : own) : wanted
  }
  if (mayBeMinusOne(wanted)) return fails(check, equals(own, 1)) ? own : opaque({ min: 0 })
  check.require(anyOf(equals(own, wanted), equals(own, 1)), refuse)
  return wanted
}

/** A size that an unknown number gives may be -1, which asks for something else. */
export const mayBeMinusOne = (dim: Dim): boolean => containsOpaque(dim) && (lowerBound(dim) ?? -1) < 0
