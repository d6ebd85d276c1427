import { elementCount, type NumericArray } from '../../arrays/array.ts'
import { add, divide, map, multiply, zip } from '../../arrays/broadcast.ts'
import { allDims, dropDims, mapLanes, meanOf, reduce, varianceOf } from '../../arrays/reduce.ts'
import { reshape } from '../../arrays/arrange.ts'

/** One mean and one variance per channel, as a batch norm keeps them. */
export interface RunningStatistics {
  readonly running_mean: NumericArray
  readonly running_var: NumericArray
}

/**
 * `(x - mean) / √(var + eps) * weight + bias` per channel. Without `running` the statistics are those of the batch,
 * with the biased variance (training); with it they are the running ones (evaluation).
 *
 * Shapes: input `(N, C, *)`, weight, bias and statistics `(C)`; output `(N, C, *)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 */
export function batchNorm(
  input: NumericArray,
  weight: NumericArray | undefined,
  bias: NumericArray | undefined,
  running: RunningStatistics | undefined,
  parameters: { readonly eps: number },
): NumericArray {
  const normalized =
    running === undefined
      ? standardized(input, allDims(input).filter(dim => dim !== 1), parameters.eps)
      : zip(
          zip(input, perChannel(running.running_mean, input), (x, mean) => x - mean),
          perChannel(running.running_var, input),
          (x, variance) => x / Math.sqrt(variance + parameters.eps),
        )
  return affine(normalized, weight && perChannel(weight, input), bias && perChannel(bias, input))
}

/**
 * The running statistics after one batch in training: `(1 - momentum) * running + momentum * batch`, with the
 * unbiased variance of the batch.
 *
 * Shapes: input `(N, C, *)`, statistics `(C)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 */
export function updateRunningStatistics(
  input: NumericArray,
  running: RunningStatistics,
  parameters: { readonly momentum: number },
): RunningStatistics {
  const { momentum } = parameters
  const others = allDims(input).filter(dim => dim !== 1)
  const blend = (old: NumericArray, batch: NumericArray): NumericArray =>
    zip(old, dropDims(batch, others), (before, now) => (1 - momentum) * before + momentum * now)
  return {
    running_mean: blend(running.running_mean, reduce(input, others, meanOf)),
    running_var: blend(running.running_var, reduce(input, others, elements => varianceOf(elements, 1))),
  }
}

/**
 * `(x - mean) / √(var + eps) * weight + bias` with the statistics of every channel of every sample on its own, or the
 * running ones where they are tracked and the layer is evaluated.
 *
 * Shapes: input `(N, C, *spatial)` or `(C, *spatial)`, weight, bias and statistics `(C)`; output as the input. `dims`
 * is the number of spatial dims.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
 */
export function instanceNorm(
  input: NumericArray,
  weight: NumericArray | undefined,
  bias: NumericArray | undefined,
  running: RunningStatistics | undefined,
  parameters: { readonly eps: number; readonly dims: number },
): NumericArray {
  const { eps, dims } = parameters
  if (input.shape.length === dims + 1) {
    const batch = instanceNorm(reshape(input, [1, ...input.shape]), weight, bias, running, parameters)
    return reshape(batch, input.shape)
  }
  if (running !== undefined) return batchNorm(input, weight, bias, running, parameters)
  const normalized = standardized(input, input.shape.slice(2).map((_, dim) => dim + 2), eps)
  return affine(normalized, weight && perChannel(weight, input), bias && perChannel(bias, input))
}

/**
 * `(x - mean) / √(var + eps) * weight + bias` with the statistics of each group of channels of each sample.
 *
 * Shapes: input `(N, C, *)`, weight and bias `(C)`; output `(N, C, *)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
 */
export function groupNorm(
  input: NumericArray,
  weight: NumericArray | undefined,
  bias: NumericArray | undefined,
  parameters: { readonly num_groups: number; readonly eps: number },
): NumericArray {
  const [batch, ...rest] = input.shape as [number, ...number[]]
  const groups = reshape(input, [batch, parameters.num_groups, elementCount(rest) / parameters.num_groups])
  const normalized = reshape(standardized(groups, [2], parameters.eps), input.shape)
  return affine(normalized, weight && perChannel(weight, input), bias && perChannel(bias, input))
}

/**
 * `(x - mean) / √(var + eps) * weight + bias` with the statistics over the last dims, those of `normalized_shape`.
 *
 * Shapes: input `(*, *normalized_shape)`, weight and bias `normalized_shape`; output as the input.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
 */
export function layerNorm(
  input: NumericArray,
  weight: NumericArray | undefined,
  bias: NumericArray | undefined,
  parameters: { readonly normalized_shape: readonly number[]; readonly eps: number },
): NumericArray {
  return affine(standardized(input, lastDims(parameters.normalized_shape.length), parameters.eps), weight, bias)
}

/**
 * `x / √(mean(x²) + eps) * weight` over the last dims, those of `normalized_shape`.
 *
 * Shapes: input `(*, *normalized_shape)`, weight `normalized_shape`; output as the input.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html
 */
export function rmsNorm(
  input: NumericArray,
  weight: NumericArray | undefined,
  parameters: { readonly normalized_shape: readonly number[]; readonly eps: number },
): NumericArray {
  const squares = map(input, element => element ** 2)
  const root = map(reduce(squares, lastDims(parameters.normalized_shape.length), meanOf), mean =>
    Math.sqrt(mean + parameters.eps))
  return affine(divide(input, root), weight, undefined)
}

/**
 * `x / max(‖x‖_p, eps)` along a dim.
 *
 * Shapes: any, kept.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html
 */
export function normalize(
  input: NumericArray,
  parameters: { readonly p: number; readonly dim: number; readonly eps: number },
): NumericArray {
  const { p, dim, eps } = parameters
  return mapLanes(input, [dim], elements => {
    const length = Math.max(normOf(elements, p), eps)
    return elements.map(element => element / length)
  })
}

/** The p-norm `(Σ |x|^p)^(1/p)`; for an infinite p the largest absolute value. */
export function normOf(elements: Float64Array, p: number): number {
  if (p === Infinity) return elements.reduce((largest, element) => Math.max(largest, Math.abs(element)), 0)
  if (p === -Infinity) return elements.reduce((smallest, element) => Math.min(smallest, Math.abs(element)), Infinity)
  if (p === 0) return elements.reduce((count, element) => count + Number(element !== 0), 0)
  if (p === 2) return Math.sqrt(elements.reduce((sum, element) => sum + element * element, 0))
  return elements.reduce((sum, element) => sum + Math.abs(element) ** p, 0) ** (1 / p)
}

/** `(x - mean) / √(var + eps)` with the statistics of all elements along `dims`. */
function standardized(input: NumericArray, dims: readonly number[], eps: number): NumericArray {
  return mapLanes(input, dims, elements => {
    const mean = meanOf(elements)
    const deviation = Math.sqrt(varianceOf(elements) + eps)
    return elements.map(element => (element - mean) / deviation)
  })
}

function affine(
  input: NumericArray,
  weight: NumericArray | undefined,
  bias: NumericArray | undefined,
): NumericArray {
  const scaled = weight === undefined ? input : multiply(input, weight)
  return bias === undefined ? scaled : add(scaled, bias)
}

/** One number per channel, shaped to broadcast against `(N, C, *)`. */
function perChannel(values: NumericArray, input: NumericArray): NumericArray {
  return reshape(values, [values.data.length, ...input.shape.slice(2).map(() => 1)])
}

function lastDims(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index - count)
}
