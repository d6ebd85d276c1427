/**
 * The activations of torch.nn, element by element. Shapes: any, kept; `glu` halves one dim. Every formula is the one
 * of its manual page, https://pytorch.org/docs/stable/nn.html#non-linear-activations-weighted-sum-nonlinearity.
 */
import type { NumericArray } from '../../arrays/array.ts'
import { map, multiply, zip } from '../../arrays/broadcast.ts'
import { reshape, split } from '../../arrays/arrange.ts'
import { normalizeDim } from '../../arrays/strides.ts'
import { erf, logSigmoidOf, sigmoidOf } from './special.ts'

/** `max(0, x) + min(0, alpha * (exp(x) - 1))`. Source: https://pytorch.org/docs/stable/generated/torch.nn.ELU.html */
export function elu(input: NumericArray, { alpha }: { readonly alpha: number }): NumericArray {
  return map(input, x => (x > 0 ? x : alpha * Math.expm1(x)))
}

/** `max(0, x) + min(0, alpha * (exp(x / alpha) - 1))`. Source: https://pytorch.org/docs/stable/generated/torch.nn.CELU.html */
export function celu(input: NumericArray, { alpha }: { readonly alpha: number }): NumericArray {
  return map(input, x => (x > 0 ? x : alpha * Math.expm1(x / alpha)))
}

/** `scale * (max(0, x) + min(0, alpha * (exp(x) - 1)))`. Source: https://pytorch.org/docs/stable/generated/torch.nn.SELU.html */
export function selu(input: NumericArray): NumericArray {
  return map(input, x => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)))
}
export const seluAlpha = 1.6732632423543772
export const seluScale = 1.0507009873554805

/** `x * Φ(x)`, or its tanh approximation. Source: https://pytorch.org/docs/stable/generated/torch.nn.GELU.html */
export function gelu(input: NumericArray, { approximate }: { readonly approximate: 'none' | 'tanh' }): NumericArray {
  if (approximate === 'none') return map(input, x => 0.5 * x * (1 + erf(x / Math.SQRT2)))
  return map(input, x => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))))
}

/** x outside of [-lambd, lambd], else 0. Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html */
export function hardshrink(input: NumericArray, { lambd }: { readonly lambd: number }): NumericArray {
  return map(input, x => (x >= -lambd && x <= lambd ? 0 : x))
}

/** x moved towards 0 by lambd, 0 in between. Source: https://pytorch.org/docs/stable/generated/torch.nn.Softshrink.html */
export function softshrink(input: NumericArray, { lambd }: { readonly lambd: number }): NumericArray {
  return map(input, x => (x > lambd ? x - lambd : x < -lambd ? x + lambd : x * 0))
}

/** `x - tanh(x)`. Source: https://pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html */
export function tanhshrink(input: NumericArray): NumericArray {
  return map(input, x => x - Math.tanh(x))
}

/** `relu6(x + 3) / 6`. Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html */
export function hardsigmoid(input: NumericArray): NumericArray {
  return map(input, x => clamp(x + 3, 0, 6) / 6)
}

/** `x * relu6(x + 3) / 6`. Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html */
export function hardswish(input: NumericArray): NumericArray {
  return map(input, x => (x * clamp(x + 3, 0, 6)) / 6)
}

/** x kept within [min_val, max_val]. Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html */
export function hardtanh(
  input: NumericArray,
  { min_val, max_val }: { readonly min_val: number; readonly max_val: number },
): NumericArray {
  return map(input, x => clamp(x, min_val, max_val))
}

/** x, or `negative_slope * x` below 0. Source: https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html */
export function leakyRelu(input: NumericArray, { negative_slope }: { readonly negative_slope: number }): NumericArray {
  return map(input, x => (x > 0 ? x : negative_slope * x))
}

/**
 * x, or `weight * x` below 0, with one weight for all or one for each channel (dim 1; dim 0 of a vector is not one).
 * Shapes: input `(N, C, *)`, weight `(C)` or `(1)`. Source: https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html
 */
export function prelu(input: NumericArray, weight: NumericArray): NumericArray {
  const shape = input.shape.map((_, dim) => (dim === 1 ? weight.data.length : 1))
  const slopes = weight.data.length === 1 ? reshape(weight, []) : reshape(weight, shape)
  return zip(input, slopes, (x, slope) => (x > 0 ? x : slope * x))
}

/**
 * x, or below 0 the mean slope `(lower + upper) / 2` times x, as in evaluation; training draws the slope at random.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.RReLU.html
 */
export function rrelu(
  input: NumericArray,
  { lower, upper }: { readonly lower: number; readonly upper: number },
): NumericArray {
  return leakyRelu(input, { negative_slope: (lower + upper) / 2 })
}

/** `max(0, x)`. Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html */
export function relu(input: NumericArray): NumericArray {
  return map(input, x => Math.max(0, x))
}

/** `min(max(0, x), 6)`. Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html */
export function relu6(input: NumericArray): NumericArray {
  return map(input, x => clamp(x, 0, 6))
}

/** `1 / (1 + exp(-x))`. Source: https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html */
export function sigmoid(input: NumericArray): NumericArray {
  return map(input, sigmoidOf)
}

/** `log(1 / (1 + exp(-x)))`. Source: https://pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html */
export function logSigmoid(input: NumericArray): NumericArray {
  return map(input, logSigmoidOf)
}

/** `x * sigmoid(x)`. Source: https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html */
export function silu(input: NumericArray): NumericArray {
  return map(input, x => x * sigmoidOf(x))
}

/** `x * tanh(softplus(x))`. Source: https://pytorch.org/docs/stable/generated/torch.nn.Mish.html */
export function mish(input: NumericArray): NumericArray {
  return map(input, x => x * Math.tanh(softplusOf(x, 1, Infinity)))
}

/**
 * `log(1 + exp(beta * x)) / beta`, or x itself where `beta * x` exceeds the threshold.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html
 */
export function softplus(
  input: NumericArray,
  { beta, threshold }: { readonly beta: number; readonly threshold: number },
): NumericArray {
  return map(input, x => softplusOf(x, beta, threshold))
}

/** `x / (1 + |x|)`. Source: https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html */
export function softsign(input: NumericArray): NumericArray {
  return map(input, x => x / (1 + Math.abs(x)))
}

/** The hyperbolic tangent. Source: https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html */
export function tanh(input: NumericArray): NumericArray {
  return map(input, Math.tanh)
}

/** x above the threshold, else `value`. Source: https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html */
export function threshold(
  input: NumericArray,
  parameters: { readonly threshold: number; readonly value: number },
): NumericArray {
  return map(input, x => (x <= parameters.threshold ? parameters.value : x))
}

/**
 * `a * sigmoid(b)` for the two halves a and b of a dim.
 * Shapes: `(*, 2n, *)` to `(*, n, *)`. Source: https://pytorch.org/docs/stable/generated/torch.nn.GLU.html
 */
export function glu(input: NumericArray, { dim }: { readonly dim: number }): NumericArray {
  const half = input.shape[normalizeDim(dim, input.shape.length)]! / 2
  const [a, b] = split(input, dim, [half, half])
  return multiply(a!, sigmoid(b!))
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high)
}

/** The logarithm is taken around the larger of the two terms, so that nothing overflows. */
function softplusOf(x: number, beta: number, threshold: number): number {
  const scaled = beta * x
  return scaled > threshold ? x : (Math.max(0, scaled) + Math.log1p(Math.exp(-Math.abs(scaled)))) / beta
}
