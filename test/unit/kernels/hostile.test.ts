/** Shape rules check parameters before a kernel runs. Whatever slips through ends in a result or a RangeError, soon. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normal, type NumericArray } from '../../../core/arrays/index.ts'
import * as kernels from '../../../core/torch/kernels/index.ts'

const hostile = fc.constantFrom(-(2 ** 31), -3, -1, 0, 1, 2, 5, 0.5, 1000, 2 ** 31, 1e300, Infinity, NaN)
const pair = fc.tuple(hostile, hostile)

const windows = fc.record({
  kernel_size: fc.tuple(fc.constantFrom(0, 1, 2, 9), fc.constantFrom(1, 3)),
  stride: pair,
  padding: pair,
  dilation: pair,
  output_padding: pair,
  output_size: fc.option(pair, { nil: undefined }),
  groups: hostile,
  ceil_mode: fc.boolean(),
})
type Parameters = typeof windows extends fc.Arbitrary<infer T> ? T : never

const input = normal([2, 4, 5, 6], 1)
const run: Readonly<Record<string, (parameters: Parameters) => unknown>> = {
  conv: parameters => kernels.conv(input, weightOf(parameters), undefined, parameters),
  convTranspose: parameters => kernels.convTranspose(input, weightOf(parameters), undefined, parameters),
  maxPool: parameters => kernels.maxPool(input, parameters),
  avgPool: parameters => kernels.avgPool(input, parameters),
  lpPool: parameters => kernels.lpPool(input, { ...parameters, norm_type: 2 }),
  unfold: parameters => kernels.unfold(input, parameters),
  fold: parameters => kernels.fold(normal([2, 8, 9], 1), { ...parameters, output_size: parameters.stride }),
  adaptiveAvgPool: ({ stride }) => kernels.adaptiveAvgPool(input, { output_size: stride }),
  adaptiveMaxPool: ({ stride }) => kernels.adaptiveMaxPool(input, { output_size: stride }),
  pad: ({ stride, padding }) => kernels.pad(input, { padding: [...stride, ...padding], mode: 'circular' }),
  pixelShuffle: ({ groups }) => kernels.pixelShuffle(input, { upscale_factor: groups }),
  channelShuffle: ({ groups }) => kernels.channelShuffle(input, { groups }),
  groupNorm: ({ groups }) => kernels.groupNorm(input, undefined, undefined, { num_groups: groups, eps: 1e-5 }),
  bicubic: ({ stride }) => kernels.interpolate(input, { size: stride, mode: 'bicubic', antialias: true }),
  nearest: ({ stride }) => kernels.interpolate(input, { scale_factor: stride, mode: 'nearest' }),
}

test.each(Object.keys(run))('%s ends with parameters that no shape rule has checked', name => {
  fc.assert(fc.property(windows, parameters => {
    const started = process.cpuUsage().user
    try {
      run[name]!(parameters)
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError)
    }
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(5000)
  }), { numRuns: 100 })
}, 60_000)

function weightOf({ kernel_size }: Parameters): NumericArray {
  return normal([4, 4, ...kernel_size], 2)
}
