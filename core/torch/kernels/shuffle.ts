import type { NumericArray } from '../../arrays/array.ts'
import { permute, reshape } from '../../arrays/arrange.ts'

/**
 * Moves channels into space: `out[c, h*r + i, w*r + j] = input[c*r*r + i*r + j, h, w]` with r the upscale factor.
 *
 * Shapes: `(*, C * r², H, W)` to `(*, C, H * r, W * r)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html
 */
export function pixelShuffle(input: NumericArray, parameters: { readonly upscale_factor: number }): NumericArray {
  const r = parameters.upscale_factor
  const { leading, channels, height, width } = imageOf(input)
  const parted = reshape(input, [...leading, channels / r ** 2, r, r, height, width])
  const b = leading.length
  const interleaved = permute(parted, [...leading.keys(), b, b + 3, b + 1, b + 4, b + 2])
  return reshape(interleaved, [...leading, channels / r ** 2, height * r, width * r])
}

/**
 * Moves space into channels: the inverse of pixelShuffle.
 *
 * Shapes: `(*, C, H * r, W * r)` to `(*, C * r², H, W)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html
 */
export function pixelUnshuffle(input: NumericArray, parameters: { readonly downscale_factor: number }): NumericArray {
  const r = parameters.downscale_factor
  const { leading, channels, height, width } = imageOf(input)
  const parted = reshape(input, [...leading, channels, height / r, r, width / r, r])
  const b = leading.length
  const gathered = permute(parted, [...leading.keys(), b, b + 2, b + 4, b + 1, b + 3])
  return reshape(gathered, [...leading, channels * r ** 2, height / r, width / r])
}

/**
 * Deals the channels out: the channels of `groups` equal groups are taken in turn.
 *
 * Shapes: `(N, C, *)` to `(N, C, *)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html
 */
export function channelShuffle(input: NumericArray, parameters: { readonly groups: number }): NumericArray {
  const { groups } = parameters
  const [batch, channels, ...rest] = input.shape as [number, number, ...number[]]
  const parted = reshape(input, [batch, groups, channels / groups, ...rest])
  return reshape(permute(parted, [0, 2, 1, ...rest.map((_, dim) => dim + 3)]), input.shape)
}

function imageOf(input: NumericArray): { leading: number[]; channels: number; height: number; width: number } {
  const [channels, height, width] = input.shape.slice(-3) as [number, number, number]
  return { leading: input.shape.slice(0, -3), channels, height, width }
}
