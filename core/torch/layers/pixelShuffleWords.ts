/** What a hover says about shuffles. */
import { exactQuotient, floorDiv, mul, show, symbol, type Dim } from '../../dims/index.ts'
import { explained, numberOf, type ExplainLayer } from '../vocabulary/index.ts'

/** Channels become space, or space becomes channels. */
export const explainShuffle: ExplainLayer = (self, [input]) => {
  const [channels, height, width] = input?.shape && input.shape.length >= 3 ? input.shape.slice(-3) as [Dim, Dim, Dim] : [symbol('C'), symbol('H'), symbol('W')]
  const up = numberOf(self, 'upscale_factor'), down = numberOf(self, 'downscale_factor')
  const divided = (dim: Dim, by: number): string => show(exactQuotient(dim, by) ?? floorDiv(dim, by))
  if (up !== undefined && up > 0) {
    return explained('C, H, W', `C/${up}², H*${up}, W*${up} = ${divided(channels, up * up)}, ${show(mul(height, up))}, ${show(mul(width, up))}`, up === 2 ? 'doubles H and W' : `multiplies H and W by ${up}`)
  }
  if (down !== undefined && down > 0) {
    return explained('C, H, W', `C*${down}², H/${down}, W/${down} = ${show(mul(channels, down * down))}, ${divided(height, down)}, ${divided(width, down)}`, down === 2 ? 'halves H and W' : `divides H and W by ${down}`)
  }
  return explained('shape', 'the channels of the groups are taken in turn', 'keeps the size')
}
