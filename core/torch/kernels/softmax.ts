import { scalar, type NumericArray } from '../../arrays/array.ts'
import { add, scale } from '../../arrays/broadcast.ts'
import { concat, slice } from '../../arrays/arrange.ts'
import { mapLanes, maximumOf, meanOf, sumOf } from '../../arrays/reduce.ts'
import { linear } from './linear.ts'

/**
 * `exp(x) / Σ exp(x)` along a dim. Shapes: any, kept.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html
 */
export function softmax(input: NumericArray, { dim }: { readonly dim: number }): NumericArray {
  return mapLanes(input, [dim], elements => {
    const maximum = maximumOf(elements)
    const powers = elements.map(element => Math.exp(element - maximum))
    const sum = sumOf(powers)
    return powers.map(power => power / sum)
  })
}

/**
 * `exp(-x) / Σ exp(-x)` along a dim. Shapes: any, kept.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmin.html
 */
export function softmin(input: NumericArray, { dim }: { readonly dim: number }): NumericArray {
  return softmax(scale(input, -1), { dim })
}

/**
 * `log(exp(x) / Σ exp(x))` along a dim. Shapes: any, kept.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
 */
export function logSoftmax(input: NumericArray, { dim }: { readonly dim: number }): NumericArray {
  return mapLanes(input, [dim], elements => {
    const maximum = maximumOf(elements)
    const total = Math.log(sumOf(elements.map(element => Math.exp(element - maximum))))
    return elements.map(element => element - maximum - total)
  })
}

/**
 * Softmax over the channels of every pixel. Shapes: `(N, C, H, W)` or `(C, H, W)`, kept.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html
 */
export function softmax2d(input: NumericArray): NumericArray {
  return softmax(input, { dim: -3 })
}

/** The weights of an adaptive softmax: the head, and for every cluster its projection and its output. */
export interface AdaptiveSoftmaxWeights {
  /** `(shortlist + clusters, in_features)` */
  readonly head: NumericArray
  readonly head_bias?: NumericArray | undefined
  readonly tail: readonly { readonly projection: NumericArray; readonly output: NumericArray }[]
}

/**
 * The log-probabilities of all classes: those of the shortlist straight from the head, those of a cluster as
 * `log P(cluster) + log P(class | cluster)`.
 *
 * Shapes: input `(N, in_features)` or `(in_features)`; output `(N, n_classes)` or `(n_classes)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html
 */
export function adaptiveLogSoftmax(input: NumericArray, weights: AdaptiveSoftmaxWeights): NumericArray {
  const dim = -1
  const head = logSoftmax(linear(input, weights.head, weights.head_bias), { dim })
  const shortlist = weights.head.shape[0]! - weights.tail.length
  const clusters = weights.tail.map(({ projection, output }, cluster) => {
    const inside = logSoftmax(linear(linear(input, projection, undefined), output, undefined), { dim })
    return add(inside, slice(head, dim, shortlist + cluster, shortlist + cluster + 1))
  })
  return concat([slice(head, dim, 0, shortlist), ...clusters], dim)
}

/**
 * The log-probability of every target under adaptiveLogSoftmax, and minus their mean.
 *
 * Shapes: input `(N, in_features)` or `(in_features)`, target `(N)` or `()`; output as the target, loss `()`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html
 */
export function adaptiveLogSoftmaxWithLoss(
  input: NumericArray,
  target: NumericArray,
  weights: AdaptiveSoftmaxWeights,
): { output: NumericArray; loss: NumericArray } {
  const logarithms = adaptiveLogSoftmax(input, weights)
  const classes = logarithms.shape.at(-1)!
  const output = { shape: target.shape, data: target.data.map((y, row) => logarithms.data[row * classes + y]!) }
  return { output, loss: scalar(-meanOf(output.data)) }
}
