import type { NumericArray } from '../../arrays/array.ts'
import { mapLanes, sumOf } from '../../arrays/reduce.ts'

export interface ResponseNorm { readonly size: number; readonly alpha: number; readonly beta: number; readonly k: number }

/** The channels whose squares are summed for a channel. */
export type ChannelWindow = (channel: number, channels: number) => readonly number[]

/**
 * `x / (k + alpha/size * Σ x²)^beta`, the sum running over `size` neighbouring channels, `floor(size / 2)` of them before.
 *
 * Shapes: `(N, C, *)` to `(N, C, *)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
 */
export function localResponseNorm(input: NumericArray, parameters: ResponseNorm): NumericArray {
  return responseNorm(input, parameters, aroundChannel(parameters.size))
}

export const aroundChannel = (size: number): ChannelWindow => (channel, channels) => {
  const first = channel - Math.floor(size / 2)
  return Array.from({ length: size }, (_, each) => first + each).filter((each) => each >= 0 && each < channels)
}

/**
 * The same formula over the channels that PyTorch's running sum holds. It reaches `floor((size - 1) / 2)` channels to both sides; what leaves the
 * window is taken away from the second channel on, so that the first channel stays in every sum.
 *
 * Shapes: `(N, C, H, W)`, kept.
 * Source: `CrossMapLRN2d.forward` in torch/nn/modules/_functions.py
 */
export function crossMapLRN(input: NumericArray, parameters: ResponseNorm): NumericArray {
  return responseNorm(input, parameters, runningChannels(parameters.size))
}

export const runningChannels = (size: number): ChannelWindow => (channel, channels) => {
  const reach = Math.floor((size - 1) / 2)
  return Array.from({ length: channels }, (_, each) => each).filter((each) => each <= channel + reach && (each === 0 || each >= channel - reach))
}

function responseNorm(input: NumericArray, { size, alpha, beta, k }: ResponseNorm, window: ChannelWindow): NumericArray {
  return mapLanes(input, [1], elements => elements.map((element, channel) =>
    element / (k + (alpha / size) * sumOf(window(channel, elements.length).map(each => elements[each]! ** 2))) ** beta))
}
