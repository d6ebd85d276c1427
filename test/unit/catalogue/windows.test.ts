/** Laws of the window formulas, and of the rules that use them. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { evaluate, mod, sub, symbol, add, mul, type Dim } from '../../../core/dims/index.ts'
import { ceilWindowCount, reach, transposedSize, windowCount, type Window } from '../../../core/shapes/window.ts'
import { scaledSize } from '../../../core/shapes/resample.ts'
import { normal } from '../../../core/arrays/index.ts'
import { avgPool, conv, convTranspose, maxPool } from '../../../core/torch/kernels/index.ts'
import { analyse, loadParser, openSession, type Session } from '../../oracle/support/analyse.ts'

let session: Session
beforeAll(async () => {
  await loadParser()
  session = openSession(undefined)
})

const small = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max })
const window = fc.record({ kernel: small(1, 7), stride: small(1, 5), padding: small(0, 3), dilation: small(1, 3) })
const H = symbol('H')
/** A size that the window fits into. */
const fitting = (each: Window): number => Math.max(1, Number(reach(each)) - 2 * Number(each.padding))

describe('formulas', () => {
  const agree = (formula: (size: Dim) => Dim, size: number): void => { expect(evaluate(formula(H), { H: size })).toBe(formula(size)) }

  test('give for a symbol what they give for its number', () => {
    fc.assert(fc.property(window, small(0, 60), small(0, 4), (each, extra, more) => {
      const size = fitting(each) + extra
      agree((dim) => windowCount(dim, each), size)
      agree((dim) => ceilWindowCount(dim, each), size)
      agree((dim) => transposedSize(dim, each, more), size)
      agree((dim) => windowCount(windowCount(dim, { ...each, padding: 3 }), { kernel: 2, stride: 2, padding: 0, dilation: 1 }), size + 8)
    }))
  })

  test('scale a symbol as they scale its number', () => {
    fc.assert(fc.property(small(1, 64), small(0, 5), small(1, 200), (numerator, power, size) => {
      agree((dim) => scaledSize(dim, numerator / 2 ** power), size)
    }))
  })

  test('of a transposed convolution undo those of the convolution', () => {
    fc.assert(fc.property(window, small(0, 60), (each, extra) => {
      const size = fitting(each) + extra
      const left = mod(sub(add(size, mul(2, each.padding)), reach(each)), each.stride)
      expect(transposedSize(windowCount(size, each), each, left)).toBe(size)
    }))
  })
})

describe('the rules give the shape that the kernels return', () => {
  const shapeOf = (lines: string): unknown => {
    const { trace, problems } = analyse(`import torch\nimport torch.nn as nn\n${lines}\n`, session)
    return problems.length > 0 ? problems.map((problem) => problem.message) : trace.globals['y']?.shape
  }
  const text = (values: readonly number[]): string => `(${values.join(', ')},)`
  const plane = fc.record({ windows: fc.array(window, { minLength: 1, maxLength: 3 }), extra: fc.array(small(0, 4), { minLength: 3, maxLength: 3 }), groups: small(1, 2), batch: small(1, 2) })

  test('convolutions', () => {
    fc.assert(fc.property(plane, ({ windows, extra, groups, batch }) => {
      const [kernel, stride, padding, dilation] = (['kernel', 'stride', 'padding', 'dilation'] as const).map((name) => windows.map((each) => each[name])) as [number[], number[], number[], number[]]
      const shape = [batch, 2 * groups, ...windows.map((each, dim) => fitting(each) + extra[dim]!)]
      const output = conv(normal(shape, 1), normal([4, 2, ...kernel], 2), undefined, { stride, padding, dilation, groups })
      const layer = `nn.Conv${windows.length}d(${2 * groups}, 4, ${text(kernel)}, ${text(stride)}, ${text(padding)}, ${text(dilation)}, ${groups})`
      expect(shapeOf(`y = ${layer}(torch.rand(${shape.join(', ')}))`)).toEqual(output.shape)
    }), { numRuns: 60 })
  })

  test('transposed convolutions', () => {
    fc.assert(fc.property(plane, ({ windows, extra, groups, batch }) => {
      const [kernel, stride, dilation] = (['kernel', 'stride', 'dilation'] as const).map((name) => windows.map((each) => each[name])) as [number[], number[], number[]]
      const padding = windows.map(() => 0)
      const output_padding = stride.map((step) => step - 1)
      const shape = [batch, 2 * groups, ...windows.map((_, dim) => 1 + extra[dim]!)]
      const output = convTranspose(normal(shape, 1), normal([2 * groups, 2, ...kernel], 2), undefined, { stride, padding, output_padding, dilation, groups })
      const layer = `nn.ConvTranspose${windows.length}d(${2 * groups}, ${2 * groups}, ${text(kernel)}, ${text(stride)}, 0, ${text(output_padding)}, ${groups}, dilation=${text(dilation)})`
      expect(shapeOf(`y = ${layer}(torch.rand(${shape.join(', ')}))`)).toEqual(output.shape)
    }), { numRuns: 60 })
  })

  test('poolings', () => {
    fc.assert(fc.property(small(1, 5), small(1, 4), small(0, 2), small(1, 2), fc.boolean(), small(0, 6), (kernel, stride, wide, dilation, ceil_mode, extra) => {
      const padding = Math.min(wide, Math.floor(kernel / 2))
      const shape = [1, 2, fitting({ kernel, stride, padding, dilation }) + extra, 9]
      const parameters = { kernel_size: [kernel, 2], stride: [stride, 2], padding: [padding, 0], ceil_mode }
      const flag = ceil_mode ? 'True' : 'False'
      const call = `(${kernel}, 2), (${stride}, 2), (${padding}, 0)`
      expect(shapeOf(`y = nn.MaxPool2d(${call}, dilation=(${dilation}, 1), ceil_mode=${flag})(torch.rand(${shape.join(', ')}))`)).toEqual(maxPool(normal(shape, 1), { ...parameters, dilation: [dilation, 1] }).output.shape)
      expect(shapeOf(`y = nn.AvgPool2d(${call}, ceil_mode=${flag})(torch.rand(${shape.join(', ')}))`)).toEqual(avgPool(normal(shape, 1), parameters).shape)
    }), { numRuns: 60 })
  })
})
