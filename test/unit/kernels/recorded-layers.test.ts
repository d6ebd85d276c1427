/** Every kernel against the numbers that PyTorch computed: `test/oracle/kernels.jsonl.gz`. */
import { afterAll, describe, expect, test } from 'vitest'
import type { NumericArray } from '../../../core/arrays/index.ts'
import * as kernels from '../../../core/torch/kernels/index.ts'
import { difference, readRecording, toArray, type RecordedArray } from './recording.ts'

interface Case {
  readonly id: number
  readonly layer: string
  readonly config: Readonly<Record<string, unknown>>
  readonly call: string
  readonly input: RecordedArray
  readonly weight?: RecordedArray
  readonly bias?: RecordedArray
  readonly grid?: RecordedArray
  readonly indices?: RecordedArray
  readonly output: RecordedArray
  readonly indices_out?: RecordedArray
}

interface Arrays {
  readonly input: NumericArray
  readonly weight: NumericArray
  readonly bias: NumericArray | undefined
  readonly grid: NumericArray
  readonly indices: NumericArray
  /** The number of spatial dims of the input. */
  readonly dims: number
}

/** The configuration of a case, read as the parameters of whichever kernel it is for. */
type Config = never
type Run = (arrays: Arrays, config: Config) => NumericArray | kernels.Maxima

const padding = (mode: kernels.PadMode): Run => ({ input }, config: { padding: number[]; value?: number }) =>
  kernels.pad(input, { ...config, mode })

/** How a recorded layer is run; `Conv1d`, `Conv2d` and `Conv3d` are one kernel. */
const runs: Readonly<Record<string, Run>> = {
  Conv: ({ input, weight, bias }, config: kernels.ConvParameters) => kernels.conv(input, weight, bias, config),
  ConvTranspose: ({ input, weight, bias }, config: kernels.ConvTransposeParameters) =>
    kernels.convTranspose(input, weight, bias, config),
  interpolate: ({ input, dims }, config: kernels.InterpolateParameters) =>
    kernels.interpolate(input, perDim(config, dims, ['size', 'scale_factor'])),
  PixelShuffle: ({ input }, config: { upscale_factor: number }) => kernels.pixelShuffle(input, config),
  PixelUnshuffle: ({ input }, config: { downscale_factor: number }) => kernels.pixelUnshuffle(input, config),
  ChannelShuffle: ({ input }, config: { groups: number }) => kernels.channelShuffle(input, config),
  MaxPool: ({ input }, config: kernels.PoolParameters & { dilation: number[] }) => kernels.maxPool(input, config),
  AvgPool: ({ input }, config: kernels.PoolParameters) => kernels.avgPool(input, config),
  LPPool: ({ input, dims }, config: Parameters<typeof kernels.lpPool>[1]) =>
    kernels.lpPool(input, perDim(config, dims, ['kernel_size', 'stride'])),
  MaxUnpool: ({ input, indices }, config: Parameters<typeof kernels.maxUnpool>[2]) =>
    kernels.maxUnpool(input, indices, config),
  AdaptiveAvgPool: ({ input }, config: { output_size: number[] }) => kernels.adaptiveAvgPool(input, config),
  AdaptiveMaxPool: ({ input }, config: { output_size: number[] }) => kernels.adaptiveMaxPool(input, config),
  ConstantPad: padding('constant'),
  ReflectionPad: padding('reflect'),
  ReplicationPad: padding('replicate'),
  CircularPad: padding('circular'),
  Unfold: ({ input }, config: kernels.Window) => kernels.unfold(input, config),
  Fold: ({ input }, config: kernels.Window & { output_size: number[] }) => kernels.fold(input, config),
  Linear: ({ input, weight, bias }) => kernels.linear(input, weight, bias),
  grid_sample: ({ input, grid }, config: kernels.GridSampleParameters) => kernels.gridSample(input, grid, config),
  GroupNorm: ({ input }, config: { num_groups: number; eps: number }) =>
    kernels.groupNorm(input, undefined, undefined, config),
  InstanceNorm: ({ input, dims }, config: { eps: number }) =>
    kernels.instanceNorm(input, undefined, undefined, undefined, { ...config, dims }),
  BatchNorm2d_train: ({ input }, config: { eps: number }) =>
    kernels.batchNorm(input, undefined, undefined, undefined, config),
  LayerNorm: ({ input }, config: { normalized_shape: number[]; eps: number }) =>
    kernels.layerNorm(input, undefined, undefined, config),
}

const cases = readRecording<Case>('../../oracle/kernels.jsonl.gz')
const table: { layer: string; cases: number; right: number }[] = []

afterAll(() => {
  const sum = (of: 'cases' | 'right'): number => table.reduce((total, row) => total + row[of], 0)
  console.table([...table, { layer: 'total', cases: sum('cases'), right: sum('right') }])
})

describe('recorded layers', () => {
  const layers = [...new Set(cases.map(({ layer }) => layer))]
  test.each(layers)('%s computes what PyTorch computed', layer => {
    const own = cases.filter(candidate => candidate.layer === layer)
    const wrong = own.flatMap(one => {
      const found = problemWith(one)
      return found === undefined ? [] : [`case ${one.id}, ${one.call}: ${found}`]
    })
    table.push({ layer, cases: own.length, right: own.length - wrong.length })
    expect(wrong).toEqual([])
  })
})

function problemWith(one: Case): string | undefined {
  const run = runs[one.layer] ?? runs[one.layer.replace(/[123]d$/, '')]
  if (run === undefined) return 'there is no kernel'
  // JSON writes null where the call leaves a parameter out; a missing size within a list stays null.
  const config = Object.fromEntries(Object.entries(one.config).filter(([, value]) => value !== null))
  const arrays: Arrays = {
    input: toArray(one.input),
    weight: toArray(one.weight ?? one.input),
    bias: one.bias && toArray(one.bias),
    grid: toArray(one.grid ?? one.input),
    indices: toArray(one.indices ?? one.input),
    dims: one.input.shape.length - 2,
  }
  const result = run(arrays, config as Config)
  if ('data' in result) return difference(result, one.output, 'nine digits')
  return difference(result.output, one.output, 'nine digits') ?? (one.indices_out && difference(result.indices, one.indices_out, 'exact'))
}

/** PyTorch takes one number for all spatial dims; kernels take one for each. */
function perDim<T extends object>(config: T, dims: number, names: readonly (keyof T)[]): T {
  const spread = names.filter(name => typeof config[name] === 'number').map(name => [name, Array(dims).fill(config[name])])
  return { ...config, ...Object.fromEntries(spread) }
}
