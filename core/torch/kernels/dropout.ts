import { elementCount, type NumericArray } from '../../arrays/array.ts'
import { map, multiply } from '../../arrays/broadcast.ts'
import { uniform } from '../../arrays/random.ts'

/**
 * Zeroes every element with probability p and scales the others by `1 / (1 - p)`, as in training; evaluation keeps the
 * input. The draws come from `seed`: they are an example, not the ones PyTorch would make.
 *
 * Shapes: any, kept. `dims` is the number of trailing dims that are kept or zeroed as one: 0 for Dropout, the spatial
 * dims for Dropout1d, Dropout2d and Dropout3d.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 */
export function dropout(
  input: NumericArray,
  { p, seed, dims }: { readonly p: number; readonly seed: number; readonly dims: number },
): NumericArray {
  const units = input.shape.map((size, dim) => (dim < input.shape.length - dims ? size : 1))
  if (elementCount(units) === 0) return input
  return multiply(input, map(uniform(units, seed), draw => (draw < p ? 0 : 1 / (1 - p))))
}
