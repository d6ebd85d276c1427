import type { NumericArray } from '../../arrays/array.ts'
import { scale } from '../../arrays/broadcast.ts'
import { logSumExpOf, mapLanes, maximumOf, sumOf } from '../../arrays/reduce.ts'

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
    const total = logSumExpOf(elements)
    return elements.map(element => element - total)
  })
}

/**
 * Softmax over the channels of every pixel. Shapes: `(N, C, H, W)` or `(C, H, W)`, kept.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html
 */
export function softmax2d(input: NumericArray): NumericArray {
  return softmax(input, { dim: -3 })
}
