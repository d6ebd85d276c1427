/** What the kernels keep for every input: laws that hold without asking PyTorch. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, arange, full, identity, map, multiply, normal, pad, reshape, scale, sumOf, transpose, type NumericArray } from '../../../core/arrays/index.ts'
import * as kernels from '../../../core/torch/kernels/index.ts'

const size = fc.integer({ min: 1, max: 6 })
const small = fc.integer({ min: 1, max: 3 })
const seed = fc.integer({ min: 0, max: 1e6 })

/** A convolution over one to three dims whose window fits, with an input and a weight. */
const convolution = fc
  .integer({ min: 1, max: 3 })
  .chain(dims => {
    const perDim = (number: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
      fc.array(number, { minLength: dims, maxLength: dims })
    return fc.record({
      kernel_size: perDim(small),
      stride: perDim(small),
      dilation: perDim(fc.integer({ min: 1, max: 2 })),
      padding: perDim(fc.integer({ min: 0, max: 2 })),
      extra: perDim(fc.integer({ min: 0, max: 4 })),
      groups: small,
      inputs: small,
      outputs: small,
      batch: small,
      seed,
    })
  })
  .map(({ kernel_size, extra, groups, inputs, outputs, batch, seed: own, ...rest }) => {
    const spatial = kernel_size.map((kernel, dim) => rest.dilation[dim]! * (kernel - 1) + 1 + extra[dim]!)
    return {
      input: normal([batch, inputs * groups, ...spatial], own),
      other: normal([batch, inputs * groups, ...spatial], own + 1),
      weight: normal([outputs * groups, inputs, ...kernel_size], own + 2),
      parameters: { ...rest, groups },
    }
  })

describe('convolution', () => {
  test('is linear in its input', () => {
    fc.assert(fc.property(convolution, ({ input, other, weight, parameters }) => {
      const conv = (x: NumericArray): NumericArray => kernels.conv(x, weight, undefined, parameters)
      expectClose(conv(add(scale(input, 3), other)), add(scale(conv(input), 3), conv(other)))
    }))
  })

  test('with a kernel that is one at its centre keeps its input', () => {
    fc.assert(fc.property(small, small, size, size, seed, (batch, channels, height, width, own) => {
      const input = normal([batch, channels, height, width], own)
      const centre = pad(pad(reshape(identity(channels), [channels, channels, 1, 1]), 2, 1, 1), 3, 1, 1)
      const parameters = { stride: [1, 1], padding: 'same', dilation: [1, 1], groups: 1 } as const
      expectClose(kernels.conv(input, centre, undefined, parameters), input)
    }))
  })

  test('treats every sample of a batch as it treats the sample alone', () => {
    fc.assert(fc.property(convolution, ({ input, weight, parameters }) => {
      const [, ...shape] = input.shape
      const first = { shape, data: input.data.slice(0, input.data.length / input.shape[0]!) }
      const alone = kernels.conv(first, weight, undefined, parameters)
      const batch = kernels.conv(input, weight, undefined, parameters)
      expectClose(alone, { shape: batch.shape.slice(1), data: batch.data.slice(0, alone.data.length) })
    }))
  })

  test('has the transposed convolution as its adjoint: <conv(x), y> = <x, convTranspose(y)>', () => {
    fc.assert(fc.property(convolution, seed, ({ input, weight, parameters }, own) => {
      const convolved = kernels.conv(input, weight, undefined, parameters)
      const y = normal(convolved.shape, own)
      const output_size = input.shape.slice(2)
      const returned = kernels.convTranspose(y, weight, undefined, { ...parameters, output_padding: [], output_size })
      expect(returned.shape).toEqual(input.shape)
      expect(dot(convolved, y)).toBeCloseTo(dot(input, returned), 8)
    }))
  })

  test('is a matrix product with the columns that unfold cuts out', () => {
    fc.assert(fc.property(convolution, ({ input, weight, parameters }) => {
      const cells = weight.data.length / weight.shape[0]!
      const own = { ...parameters, groups: 1, kernel_size: weight.shape.slice(2) }
      const channels = weight.shape[1]!
      const narrow = { shape: [channels, ...input.shape.slice(2)], data: input.data.slice(0, channels * sizeOf(input.shape.slice(2))) }
      const convolved = kernels.conv(narrow, weight, undefined, own)
      const columns = kernels.unfold(narrow, own)
      const product = kernels.linear(transpose(columns, 0, 1), reshape(weight, [weight.shape[0]!, cells]), undefined)
      expectClose(transpose(product, 0, 1), reshape(convolved, [convolved.shape[0]!, columns.shape[1]!]))
    }))
  })
})

test('fold is the adjoint of unfold', () => {
  fc.assert(fc.property(convolution, seed, ({ input, weight, parameters }, own) => {
    const window = { ...parameters, kernel_size: weight.shape.slice(2) }
    const columns = kernels.unfold(input, window)
    const y = normal(columns.shape, own)
    const folded = kernels.fold(y, { ...window, output_size: input.shape.slice(2) })
    expect(dot(columns, y)).toBeCloseTo(dot(input, folded), 8)
  }))
})

describe('pooling', () => {
  test('the mean of a constant is the constant', () => {
    fc.assert(fc.property(convolution, fc.boolean(), ({ input, weight, parameters }, ceil_mode) => {
      const kernel_size = weight.shape.slice(2)
      const constant = full(input.shape, 2.5)
      const pooled = kernels.avgPool(constant, { ...parameters, padding: kernel_size.map(() => 0), kernel_size, ceil_mode })
      expectClose(pooled, full(pooled.shape, 2.5))
    }))
  })

  test('unpooling puts every maximum where it was found', () => {
    fc.assert(fc.property(convolution, ({ input, weight, parameters }) => {
      const kernel_size = weight.shape.slice(2)
      const padding = kernel_size.map(kernel => Math.floor(kernel / 2))
      const pooled = kernels.maxPool(input, { ...parameters, padding, kernel_size })
      const restored = kernels.maxUnpool(pooled.output, pooled.indices, {
        ...parameters, padding, kernel_size, output_size: input.shape.slice(2),
      })
      const plane = sizeOf(input.shape.slice(2))
      const places = pooled.output.data.length / (input.shape[0]! * input.shape[1]!)
      const kept = new Set(pooled.indices.data.map((index, flat) => Math.floor(flat / places) * plane + index))
      restored.data.forEach((element, flat) => expect(element).toBe(kept.has(flat) ? input.data[flat] : 0))
    }))
  })

  test('adaptive pooling to the size of the input keeps it', () => {
    fc.assert(fc.property(convolution, ({ input }) => {
      const output_size = input.shape.slice(2)
      expectClose(kernels.adaptiveAvgPool(input, { output_size }), input)
      expectClose(kernels.adaptiveMaxPool(input, { output_size }).output, input)
    }))
  })

  test('adaptive pooling to a divisor of the size is pooling with that window', () => {
    fc.assert(fc.property(size, size, small, seed, (length, factor, channels, own) => {
      const input = normal([channels, length * factor], own)
      const window = { kernel_size: [factor], stride: [factor], padding: [0], dilation: [1] }
      expectClose(kernels.adaptiveAvgPool(input, { output_size: [length] }), kernels.avgPool(input, window))
      expect(kernels.adaptiveMaxPool(input, { output_size: [length] })).toEqual(kernels.maxPool(input, window))
    }))
  })
})

describe('rearranging', () => {
  test('pixel shuffle undoes pixel unshuffle', () => {
    fc.assert(fc.property(small, small, size, size, small, (batch, channels, height, width, factor) => {
      const input = arange([batch, channels, height * factor, width * factor])
      const unshuffled = kernels.pixelUnshuffle(input, { downscale_factor: factor })
      expect(kernels.pixelShuffle(unshuffled, { upscale_factor: factor })).toEqual(input)
    }))
  })

  test('shuffling channels in g groups, then in C / g, keeps them', () => {
    fc.assert(fc.property(small, size, size, (batch, groups, perGroup) => {
      const input = arange([batch, groups * perGroup, 2])
      const shuffled = kernels.channelShuffle(input, { groups })
      expect(kernels.channelShuffle(shuffled, { groups: perGroup })).toEqual(input)
    }))
  })

  test('cutting off what a pad has added gives the input back', () => {
    fc.assert(fc.property(fc.constantFrom<kernels.PadMode>('constant', 'reflect', 'replicate', 'circular'),
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }), (mode, padding) => {
        const input = arange([2, 3, 4])
        const padded = kernels.pad(input, { padding, mode, value: 7 })
        expect(kernels.pad(padded, { padding: padding.map(count => 0 - count) })).toEqual(input)
      }))
  })
})

describe('resizing', () => {
  const modes = fc.constantFrom<kernels.InterpolateMode>('nearest', 'nearest-exact', 'bilinear', 'bicubic', 'area')

  test('by a factor of one keeps the input', () => {
    fc.assert(fc.property(modes, small, size, size, seed, fc.boolean(), (mode, channels, height, width, own, align_corners) => {
      const input = normal([1, channels, height, width], own)
      expectClose(kernels.interpolate(input, { mode, align_corners, scale_factor: [1, 1] }), input)
      expectClose(kernels.interpolate(input, { mode, align_corners, size: [height, width] }), input)
    }))
  })

  test('a constant stays the constant', () => {
    fc.assert(fc.property(modes, size, size, size, size, fc.boolean(), (mode, height, width, rows, columns, antialias) => {
      const resized = kernels.interpolate(full([1, 1, height, width], 2.5), { mode, antialias, size: [rows, columns] })
      expectClose(resized, full([1, 1, rows, columns], 2.5))
    }))
  })

  test('sampling at the grid of the identity keeps the input', () => {
    fc.assert(fc.property(small, size, size, seed, fc.boolean(), (channels, height, width, own, align_corners) => {
      const input = normal([1, channels, height, width], own)
      const theta = { shape: [1, 2, 3], data: Float64Array.of(1, 0, 0, 0, 1, 0) }
      const grid = kernels.affineGrid(theta, { size: input.shape, align_corners })
      expectClose(kernels.gridSample(input, grid, { mode: 'bilinear', padding_mode: 'border', align_corners }), input)
    }))
  })
})

describe('normalizing', () => {
  test('softmax sums to one and does not see a shift', () => {
    fc.assert(fc.property(size, size, seed, fc.integer({ min: -500, max: 500 }), (rows, columns, own, shift) => {
      const input = normal([rows, columns], own)
      const weights = kernels.softmax(input, { dim: 1 })
      expectClose(kernels.linear(weights, full([columns], 1), undefined), full([rows], 1))
      expectClose(kernels.softmax(map(input, x => x + shift), { dim: 1 }), weights)
      expectClose(map(kernels.logSoftmax(input, { dim: 1 }), Math.exp), weights)
    }))
  })

  test('layer norm leaves mean 0 and variance 1, whatever scale and shift came in', () => {
    fc.assert(fc.property(size, seed, (rows, own) => {
      const parameters = { normalized_shape: [16], eps: 0 }
      const input = normal([rows, 16], own)
      const normalized = kernels.layerNorm(input, undefined, undefined, parameters)
      expectClose(kernels.layerNorm(map(input, x => 5 * x - 3), undefined, undefined, parameters), normalized)
      expectClose(kernels.linear(normalized, full([16], 1), undefined), full([rows], 0))
      expectClose(kernels.linear(multiply(normalized, normalized), full([16], 1 / 16), undefined), full([rows], 1))
    }))
  })
})

test('attention to equal keys is the mean of the values', () => {
  fc.assert(fc.property(size, size, small, seed, (queries, keys, width, own) => {
    const value = normal([keys, width], own)
    const attended = kernels.scaledDotProductAttention(normal([queries, 4], own), full([keys, 4], 1), value, undefined)
    const mean = kernels.linear(transpose(value, 0, 1), full([keys], 1 / keys), undefined)
    expectClose(attended, add(full([queries, width], 0), mean))
  }))
})

test('erf is odd, and its slope is that of the bell curve', () => {
  fc.assert(fc.property(fc.double({ min: -7, max: 7, noNaN: true }), x => {
    expect(kernels.erf(-x)).toBe(-kernels.erf(x))
    const slope = (kernels.erf(x + 1e-5) - kernels.erf(x - 1e-5)) / 2e-5
    expect(slope).toBeCloseTo((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x), 8)
  }))
})

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

function dot(left: NumericArray, right: NumericArray): number {
  return sumOf(multiply(left, right).data)
}

function expectClose(actual: NumericArray, expected: NumericArray): void {
  expect(actual.shape).toEqual(expected.shape)
  actual.data.forEach((element, index) => {
    expect(Math.abs(element - expected.data[index]!)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(expected.data[index]!)))
  })
}

describe('dropout', () => {
  const sample = normal([20_000], 3)
  const spread = ({ data }: NumericArray): { mean: number; variance: number } => {
    const mean = sumOf(data) / data.length
    return { mean, variance: data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length }
  }

  test('keeps the mean; alpha dropout keeps mean and variance of a standard normal distribution', () => {
    const given = { p: 0.3, seed: 7, dims: 0 }
    expect(spread(kernels.dropout(sample, given)).mean).toBeCloseTo(0, 1)
    const { mean, variance } = spread(kernels.alphaDropout(sample, given))
    expect([mean, variance].map(value => Math.round(value * 10) / 10 + 0)).toEqual([0, 1])
  })

  test('drops what alpha dropout replaces by one number', () => {
    const given = { p: 0.5, seed: 2, dims: 1 }
    const kept = kernels.keptBy([4, 3], given).data
    const dropped = kernels.alphaDropout(arange([4, 3]), given).data.filter((_, place) => kept[place] === 0)
    expect(new Set(dropped).size).toBe(1)
    // A channel is dropped as a whole.
    expect(kept).toEqual(kept.map((_, place) => kept[place - (place % 3)]!))
  })

  test('of everything leaves zeros', () => { for (const drop of [kernels.dropout, kernels.alphaDropout]) expect([...drop(full([3], 2), { p: 1, seed: 0, dims: 0 }).data]).toEqual([0, 0, 0]) })
})
