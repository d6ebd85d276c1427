/**
 * Matrix products.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.matmul.html
 */
import { equals, show, type Dim } from '../dims/index.ts'
import { broadcast } from './broadcast.ts'
import { elements, showSizes, type Check } from './check.ts'

/** (n, k) × (k, m) → (n, m). `operation` begins the message. */
export function product(check: Check, operation: string, left: readonly [Dim, Dim], right: readonly [Dim, Dim]): readonly [Dim, Dim] {
  check.require(equals(left[1], right[0]), () =>
    check.raise('RuntimeError', `${operation}: mat1 and mat2 shapes cannot be multiplied (${left.map(show).join('x')} and ${right.map(show).join('x')})`, 'matmul'))
  return [left[0], right[1]]
}

/** (k) · (k) → scalar */
export function dot(check: Check, left: Dim, right: Dim): readonly Dim[] {
  check.require(equals(left, right), () =>
    check.raise('RuntimeError', `inconsistent tensor size, expected tensor [${show(left)}] and src [${show(right)}] to have the same number of elements, but got ${show(left)} and ${show(right)} elements respectively`, 'matmul'))
  return []
}

/** (n, k) × (k) → (n); `input` is the size that the message calls so. */
export function matrixVector(check: Check, left: readonly [Dim, Dim], right: Dim, input: Dim): readonly [Dim] {
  check.require(equals(left[1], right), () =>
    check.raise('RuntimeError', `size mismatch, got input (${show(input)}), mat (${left.map(show).join('x')}), vec (${show(right)})`, 'matmul'))
  return [left[0]]
}

/** (b, n, k) × (b, k, m) → (b, n, m) */
export function batched(check: Check, left: readonly [Dim, Dim, Dim], right: readonly [Dim, Dim, Dim]): readonly [Dim, Dim, Dim] {
  const refuse = (): never => check.raise('RuntimeError', `Expected size for first two dimensions of batch2 tensor to be: ${showSizes([left[0], left[2]])} but got: ${showSizes([right[0], right[1]])}.`, 'matmul')
  check.require(equals(left[0], right[0]), refuse)
  check.require(equals(left[2], right[1]), refuse)
  return [left[0], left[1], right[2]]
}

/**
 * `torch.matmul`: vectors and matrices by their rank; a batch times a matrix or a vector is one product of the flattened batch; otherwise the
 * batch dims broadcast.
 */
export function matmul(check: Check, left: readonly Dim[], right: readonly Dim[]): readonly Dim[] {
  const [k] = left.slice(-1), [first] = right
  if (k === undefined || first === undefined) return check.raise('RuntimeError', `both arguments to matmul need to be at least 1D, but they are ${left.length}D and ${right.length}D`, 'matmul')
  const rows = elements(left.slice(0, -1))
  const columns = right.at(-1)!
  if (left.length === 1 && right.length === 1) return dot(check, k, first)
  if (right.length === 1) {
    matrixVector(check, [rows, k], first, rows)
    return left.slice(0, -1)
  }
  if (right.length === 2) {
    product(check, 'mm', [left.length === 1 ? 1 : rows, k], [first, columns])
    return [...left.slice(0, -1), columns]
  }
  const batch = broadcast(check, left.slice(0, -2), right.slice(0, -2))
  const n = left.length === 1 ? 1 : left.at(-2)!
  batched(check, [elements(batch), n, k], [elements(batch), right.at(-2)!, columns])
  return left.length === 1 ? [...batch, columns] : [...batch, n, columns]
}
