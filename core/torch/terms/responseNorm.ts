/** The terms of normalisations by the neighbouring channels. */
import { elementCount, indexOf, type NumericArray } from '../../arrays/index.ts'
import { formula, input, number, over, plus, read, squared, times, total, toThe } from './expression.ts'
import type { ChannelWindow, ResponseNorm } from '../kernels/responseNorm.ts'
import type { Terms } from './types.ts'

/** `x / (k + alpha/size * Σ x²)^beta`, the sum over the channels of the window. */
export function responseNormTerms(array: NumericArray, { size, alpha, beta, k }: ResponseNorm, window: ChannelWindow): Terms {
  const channels = array.shape[1]!, plane = elementCount(array.shape.slice(2))
  const channelOf = (place: number): number => indexOf(place, array.shape)[1]!
  const at = (place: number, channel: number): number => place + (channel - channelOf(place)) * plane
  const windows = Array.from({ length: channels }, (_, channel) => window(channel, channels))
  return {
    of: (_, place) => {
      const squares = windows[channelOf(place)]!.map((channel) => squared(read(input(at(place, channel)))))
      return formula(over(read(input(place)), toThe(plus(number(k, 'k'), times(over(number(alpha, 'alpha'), number(size, 'size')), total(squares))), number(beta, 'beta'))))
    },
    reach: (_, place) => windows.flatMap((members, channel) => (channel === channelOf(place) || members.includes(channelOf(place)) ? [at(place, channel)] : [])),
  }
}
