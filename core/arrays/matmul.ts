import { allocate, elementCount, type NumericArray } from './array.ts'
import { broadcastShape, broadcastTo } from './broadcast.ts'
import { reshape } from './arrange.ts'

/**
 * The matrix product as torch.matmul defines it: `(*, n, m) @ (*, m, p) = (*, n, p)`, leading dims broadcast, and a
 * one-dimensional side counts as a row on the left, as a column on the right, and leaves no dim behind.
 */
export function matmul(left: NumericArray, right: NumericArray): NumericArray {
  if (left.shape.length === 1) {
    const product = matmul(reshape(left, [1, ...left.shape]), right)
    return reshape(product, right.shape.length === 1 ? [] : [...product.shape.slice(0, -2), product.shape.at(-1)!])
  }
  if (right.shape.length === 1) {
    const product = matmul(left, reshape(right, [...right.shape, 1]))
    return reshape(product, product.shape.slice(0, -1))
  }
  const [rows, inner] = left.shape.slice(-2) as [number, number]
  const [innerRight, columns] = right.shape.slice(-2) as [number, number]
  if (inner !== innerRight) throw new RangeError(`[${left.shape}] and [${right.shape}] cannot be multiplied`)
  const batch = broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2))
  const lefts = broadcastTo(left, [...batch, rows, inner]).data
  const rights = broadcastTo(right, [...batch, inner, columns]).data
  const shape = [...batch, rows, columns]
  const data = allocate(shape)
  for (let matrix = 0; matrix < elementCount(batch); matrix++) {
    for (let row = 0; row < rows; row++) {
      const leftRow = (matrix * rows + row) * inner
      const outputRow = (matrix * rows + row) * columns
      for (let k = 0; k < inner; k++) {
        const factor = lefts[leftRow + k]!
        const rightRow = (matrix * inner + k) * columns
        for (let column = 0; column < columns; column++) data[outputRow + column]! += factor * rights[rightRow + column]!
      }
    }
  }
  return { shape, data }
}
