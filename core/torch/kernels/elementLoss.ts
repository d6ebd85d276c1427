/**
 * The losses that compare input and target element by element. Shapes: input and target `(*)`, broadcast; the loss of
 * every element `(*)`, or a scalar for the reductions mean and sum.
 */
import type { NumericArray } from '../../arrays/array.ts'
import { add, map, multiply, subtract, zip } from '../../arrays/broadcast.ts'
import { reduceLoss, type Reduction } from './reduction.ts'
import { logSigmoidOf, xlogy } from './special.ts'

interface Reduced {
  readonly reduction: Reduction
}

/** `|x - y|`. Source: https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html */
export function l1Loss(input: NumericArray, target: NumericArray, { reduction }: Reduced): NumericArray {
  return reduceLoss(zip(input, target, (x, y) => Math.abs(x - y)), reduction)
}

/** `(x - y)²`. Source: https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html */
export function mseLoss(input: NumericArray, target: NumericArray, { reduction }: Reduced): NumericArray {
  return reduceLoss(zip(input, target, (x, y) => (x - y) ** 2), reduction)
}

/**
 * `(x - y)² / (2*beta)` below beta, `|x - y| - beta/2` above.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export function smoothL1Loss(
  input: NumericArray,
  target: NumericArray,
  { reduction, beta }: Reduced & { readonly beta: number },
): NumericArray {
  const losses = map(subtract(input, target), difference => {
    const size = Math.abs(difference)
    return size < beta ? (size * size) / (2 * beta) : size - beta / 2
  })
  return reduceLoss(losses, reduction)
}

/**
 * `(x - y)² / 2` up to delta, `delta * (|x - y| - delta/2)` above.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
 */
export function huberLoss(
  input: NumericArray,
  target: NumericArray,
  { reduction, delta }: Reduced & { readonly delta: number },
): NumericArray {
  const losses = map(subtract(input, target), difference => {
    const size = Math.abs(difference)
    return size <= delta ? (size * size) / 2 : delta * (size - delta / 2)
  })
  return reduceLoss(losses, reduction)
}

/**
 * `-weight * (y log x + (1 - y) log(1 - x))`, no logarithm below -100. Numbers outside of 0 to 1 are a RangeError.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
 */
export function binaryCrossEntropy(
  input: NumericArray,
  target: NumericArray,
  weight: NumericArray | undefined,
  { reduction }: Reduced,
): NumericArray {
  requireAll(input, x => x >= 0 && x <= 1, 'all elements of input should be between 0 and 1')
  requireAll(target, y => y >= 0 && y <= 1, 'all elements of target should be between 0 and 1')
  const log = (x: number): number => Math.max(Math.log(x), -100)
  const losses = zip(input, target, (x, y) => -(y * log(x) + (1 - y) * log(1 - x)))
  return reduceLoss(weighted(losses, weight), reduction)
}

/**
 * `-weight * (pos_weight * y log σ(x) + (1 - y) log(1 - σ(x)))`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
 */
export function binaryCrossEntropyWithLogits(
  input: NumericArray,
  target: NumericArray,
  weight: NumericArray | undefined,
  pos_weight: NumericArray | undefined,
  { reduction }: Reduced,
): NumericArray {
  const positive = zip(input, target, (x, y) => -y * logSigmoidOf(x))
  const negative = zip(input, target, (x, y) => -(1 - y) * logSigmoidOf(-x))
  return reduceLoss(weighted(add(weighted(positive, pos_weight), negative), weight), reduction)
}

/**
 * `y * (log y - x)`, where x is a logarithm, and y too with `log_target`. The reduction batchmean divides the sum by
 * the first size.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
 */
export function klDivergence(
  input: NumericArray,
  target: NumericArray,
  parameters: Reduced & { readonly log_target: boolean },
): NumericArray {
  const { reduction, log_target } = parameters
  const losses = zip(input, target, (x, y) => (log_target ? Math.exp(y) * (y - x) : xlogy(y, y) - y * x))
  return reduceLoss(losses, reduction)
}

/**
 * `exp(x) - y*x`, or `x - y*log(x + eps)` without `log_input`; `full` adds Stirling's `y log y - y + log(2πy)/2` for y > 1.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html
 */
export function poissonNllLoss(
  input: NumericArray,
  target: NumericArray,
  parameters: Reduced & { readonly log_input: boolean; readonly full: boolean; readonly eps: number },
): NumericArray {
  const { reduction, log_input, full, eps } = parameters
  const stirling = (y: number): number => (y > 1 ? y * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI * y) : 0)
  const losses = zip(input, target, (x, y) =>
    (log_input ? Math.exp(x) - y * x : x - y * Math.log(x + eps)) + (full ? stirling(y) : 0))
  return reduceLoss(losses, reduction)
}

/**
 * `(log max(var, eps) + (x - y)² / max(var, eps)) / 2`; `full` adds `log(2π)/2`. A negative variance is a RangeError.
 * Shapes: `var` as the input, or with a last size of 1, or without the last dim.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html
 */
export function gaussianNllLoss(
  input: NumericArray,
  target: NumericArray,
  variance: NumericArray,
  { reduction, full, eps }: Reduced & { readonly full: boolean; readonly eps: number },
): NumericArray {
  requireAll(variance, value => !(value < 0), 'var has negative entry/entries')
  const perRow = variance.shape.length < input.shape.length && variance.shape.length > 0
  const bounded = map(variance, value => Math.max(value, eps))
  const aligned = perRow ? { shape: [...bounded.shape, 1], data: bounded.data } : bounded
  const squares = zip(input, target, (x, y) => (x - y) ** 2)
  const constant = full ? 0.5 * Math.log(2 * Math.PI) : 0
  return reduceLoss(zip(squares, aligned, (square, value) => 0.5 * (Math.log(value) + square / value) + constant), reduction)
}

/**
 * x for a target 1, `max(0, margin - x)` for -1.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html
 */
export function hingeEmbeddingLoss(
  input: NumericArray,
  target: NumericArray,
  { reduction, margin }: Reduced & { readonly margin: number },
): NumericArray {
  const losses = zip(input, target, (x, y) => (y === 1 ? 0 : Math.max(0, margin - x)) + (y === -1 ? 0 : x))
  return reduceLoss(losses, reduction)
}

/** `log(1 + exp(-y*x))`. Source: https://pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html */
export function softMarginLoss(input: NumericArray, target: NumericArray, { reduction }: Reduced): NumericArray {
  return reduceLoss(zip(input, target, (x, y) => -logSigmoidOf(y * x)), reduction)
}

/**
 * `max(0, -y * (x1 - x2) + margin)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html
 */
export function marginRankingLoss(
  input1: NumericArray,
  input2: NumericArray,
  target: NumericArray,
  { reduction, margin }: Reduced & { readonly margin: number },
): NumericArray {
  const losses = zip(subtract(input1, input2), target, (difference, y) => Math.max(0, -y * difference + margin))
  return reduceLoss(losses, reduction)
}

/** Refuses numbers in PyTorch's words. */
function requireAll({ data }: NumericArray, fits: (element: number) => boolean, message: string): void {
  if (!data.every(fits)) throw new RangeError(message)
}

function weighted(losses: NumericArray, weight: NumericArray | undefined): NumericArray {
  return weight === undefined ? losses : multiply(losses, weight)
}
