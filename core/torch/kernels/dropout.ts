import { elementCount, full, type NumericArray } from '../../arrays/array.ts'
import { broadcastTo, map, multiply, zip } from '../../arrays/broadcast.ts'
import { uniform } from '../../arrays/random.ts'

export interface DropoutParameters {
  readonly p: number
  /** The draws come from it: they are an example, not the ones PyTorch would make. */
  readonly seed: number
  /** The number of trailing dims that are kept or dropped as one: 0 for Dropout, the spatial dims for Dropout1d, Dropout2d and Dropout3d. */
  readonly dims: number
}

/**
 * Zeroes every element with probability p and scales the others by `1 / (1 - p)`, as in training; evaluation keeps the input.
 *
 * Shapes: any, kept.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 */
export function dropout(input: NumericArray, parameters: DropoutParameters): NumericArray {
  return multiply(input, map(keptBy(input.shape, parameters), kept => (kept === 1 ? 1 / (1 - parameters.p) : 0)))
}

/**
 * Puts `-alpha` in place of every element with probability p, and scales and shifts all of them such that a standard normal distribution
 * keeps its mean and variance: `a * x + b`, as in training.
 *
 * Shapes: any, kept.
 * Source: Klambauer et al., Self-Normalizing Neural Networks (2017), section 3.3; `_dropout_impl` in aten/src/ATen/native/Dropout.cpp
 */
export function alphaDropout(input: NumericArray, parameters: DropoutParameters): NumericArray {
  const { a, b, alpha } = alphaDropoutScale(parameters.p)
  return zip(input, keptBy(input.shape, parameters), (x, kept) => (parameters.p === 1 ? 0 * x : a * (kept === 1 ? x : -alpha) + b))
}

/** `a = 1/√((1 - p)(1 + p*alpha²))` and `b = a*alpha*p`, with alpha the product of SELU's two constants. */
export function alphaDropoutScale(p: number): { readonly a: number; readonly b: number; readonly alpha: number } {
  const alpha = 1.7580993408473766
  const a = 1 / Math.sqrt((alpha ** 2 * p + 1) * (1 - p))
  return { a, b: a * alpha * p, alpha }
}

/** One for every element that is kept, zero for those that are dropped. */
export function keptBy(shape: readonly number[], { p, seed, dims }: DropoutParameters): NumericArray {
  const units = shape.map((size, dim) => (dim < shape.length - dims ? size : 1))
  if (elementCount(units) === 0) return full(shape, 1)
  return broadcastTo(map(uniform(units, seed), draw => Number(draw >= p)), shape)
}
