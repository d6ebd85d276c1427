import { allocate, type NumericArray } from '../../arrays/array.ts'
import { divide, map, multiply, subtract, zip } from '../../arrays/broadcast.ts'
import { dropDims, reduce, sumOf } from '../../arrays/reduce.ts'
import { normOf } from './normalization.ts'

/**
 * `x1·x2 / (max(‖x1‖, eps) * max(‖x2‖, eps))` along a dim, which is removed.
 *
 * Shapes: x1 and x2 `(*, D, *)`, broadcast; output `(*, *)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html
 */
export function cosineSimilarity(
  x1: NumericArray,
  x2: NumericArray,
  { dim, eps }: { readonly dim: number; readonly eps: number },
): NumericArray {
  const products = zip(x1, x2, (a, b) => a * b)
  const along = dim < 0 ? dim : dim - products.shape.length
  const length = (x: NumericArray): NumericArray =>
    map(reduce(x, [along], elements => normOf(elements, 2)), norm => Math.max(norm, eps))
  return dropDims(divide(reduce(products, [along], sumOf), multiply(length(x1), length(x2))), [along])
}

/**
 * `‖x1 - x2 + eps‖_p` along the last dim.
 *
 * Shapes: x1 and x2 `(N, D)` or `(D)`; output `(N)` or `()`, with `keepdim` a last dim of size 1.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html
 */
export function pairwiseDistance(
  x1: NumericArray,
  x2: NumericArray,
  { p, eps, keepdim }: { readonly p: number; readonly eps: number; readonly keepdim: boolean },
): NumericArray {
  const difference = map(subtract(x1, x2), element => element + eps)
  const distance = reduce(difference, [-1], elements => normOf(elements, p))
  return keepdim ? distance : dropDims(distance, [-1])
}

/**
 * `‖x1[i] - x2[j]‖_p` for every pair of rows.
 *
 * Shapes: x1 `(P, M)`, x2 `(R, M)`; output `(P, R)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.cdist.html
 */
export function distances(x1: NumericArray, x2: NumericArray, { p }: { readonly p: number }): NumericArray {
  const [rows, width] = x1.shape as [number, number]
  const columns = x2.shape[0]!
  const shape = [rows, columns]
  const data = allocate(shape)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const first = x1.data.subarray(i * width, (i + 1) * width)
      data[i * columns + j] = normOf(first.map((element, k) => element - x2.data[j * width + k]!), p)
    }
  }
  return { shape, data }
}
