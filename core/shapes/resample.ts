/**
 * Sizes multiplied by a scale factor. PyTorch multiplies in double precision and drops the fraction.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html (Shape).
 */
import { floorDiv, mul, opaque, type Dim } from '../dims/index.ts'

/** Factors with a larger power of two below the line are not followed for symbolic sizes. */
const largestDenominator = 2 ** 20

/**
 * `int(size * factor)`. A symbolic size stays exact when the factor is a fraction whose denominator is a power of two, which a double
 * multiplies without rounding: `H * 0.5` is `H//2`. Otherwise the result is not known.
 */
export function scaledSize(size: Dim, factor: number): Dim {
  if (typeof size === 'number') {
    const product = Math.trunc(size * factor)
    return Number.isFinite(product) ? product + 0 : opaque()
  }
  let denominator = 1
  while (denominator < largestDenominator && !Number.isInteger(factor * denominator)) denominator *= 2
  const numerator = factor * denominator
  if (!Number.isSafeInteger(numerator) || numerator < 0) return opaque()
  return floorDiv(mul(size, numerator), denominator)
}
