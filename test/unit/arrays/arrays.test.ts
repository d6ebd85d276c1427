import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add, allDims, arange, broadcastShape, broadcastTo, concat, dropDims, flip, fromData, fromNested, full, identity,
  indexOf, integers, largestElementCount, logSumExpOf, map, mapLanes, matmul, maximumOf, meanOf, multiply, normal,
  offsetOf, pad, permute, reduce, reshape, scalar, select, slice, split, stack, stridesOf, subtract, sumOf, take,
  toNested, transpose, uniform, varianceOf, zeros, type NumericArray,
} from '../../../core/arrays/index.ts'

const size = fc.integer({ min: 1, max: 5 })
const shape = fc.array(size, { minLength: 1, maxLength: 4 })
const array = fc.tuple(shape, fc.integer()).map(([own, seed]) => normal(own, seed))

describe('making arrays', () => {
  test('nested lists are read and written row by row', () => {
    const matrix = fromNested([[1, 2, 3], [4, 5, 6]])
    expect(matrix).toEqual({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) })
    expect(toNested(matrix)).toEqual([[1, 2, 3], [4, 5, 6]])
    expect(fromNested(7)).toEqual(scalar(7))
    expect(toNested(scalar(7))).toBe(7)
    expect(toNested(zeros([2, 0]))).toEqual([[], []])
    expect(fromNested([[], []]).shape).toEqual([2, 0])
  })

  test('what does not fit is refused', () => {
    expect(() => fromNested([[1, 2], [3]])).toThrow(RangeError)
    expect(() => fromNested([1, [2]])).toThrow(RangeError)
    expect(() => fromData([2, 2], [1, 2, 3])).toThrow(RangeError)
    expect(() => zeros([largestElementCount, 2])).toThrow(RangeError)
    expect(() => zeros([-1])).toThrow(RangeError)
    expect(() => zeros([1.5])).toThrow(RangeError)
    expect(() => zeros([NaN])).toThrow(RangeError)
  })

  test('arange counts and identity marks the diagonal', () => {
    expect(toNested(arange([2, 2], 1, 0.5))).toEqual([[1, 1.5], [2, 2.5]])
    expect(toNested(identity(2))).toEqual([[1, 0], [0, 1]])
  })

  test('sample data depends on its seed alone and has the moments it should', () => {
    expect(uniform([8], 5)).toEqual(uniform([8], 5))
    expect(uniform([8], 5)).not.toEqual(uniform([8], 6))
    const flat = uniform([20000], 1, -1, 3).data
    expect(meanOf(flat)).toBeCloseTo(1, 1)
    expect(varianceOf(flat)).toBeCloseTo(16 / 12, 1)
    expect(flat.every(element => element >= -1 && element < 3)).toBe(true)
    const bell = normal([20000], 2, 5, 2).data
    expect(meanOf(bell)).toBeCloseTo(5, 1)
    expect(Math.sqrt(varianceOf(bell))).toBeCloseTo(2, 1)
    expect(new Set(integers([500], 3, 2, 6).data)).toEqual(new Set([2, 3, 4, 5]))
  })
})

describe('places', () => {
  test('the offset of an index is its product with the strides, and back', () => {
    fc.assert(fc.property(shape, fc.nat(), (own, number) => {
      const offset = number % own.reduce((product, length) => product * length, 1)
      const index = indexOf(offset, own)
      expect(offsetOf(index, own)).toBe(offset)
      expect(stridesOf(own).reduce((sum, stride, dim) => sum + stride * index[dim]!, 0)).toBe(offset)
    }))
  })
})

describe('broadcasting', () => {
  test('aligns dims at the end and repeats sizes of one', () => {
    expect(broadcastShape([3, 1, 5], [4, 1])).toEqual([3, 4, 5])
    expect(broadcastShape([0, 2], [1])).toEqual([0, 2])
    expect(() => broadcastShape([3], [4])).toThrow(RangeError)
    expect(toNested(add(fromNested([[1], [2]]), fromNested([10, 20])))).toEqual([[11, 21], [12, 22]])
    expect(toNested(broadcastTo(fromNested([1, 2]), [2, 2]))).toEqual([[1, 2], [1, 2]])
    expect(() => broadcastTo(fromNested([1, 2]), [2, 3])).toThrow(RangeError)
  })

  test('a scalar reaches every element', () => {
    fc.assert(fc.property(array, input => {
      expect(add(input, scalar(2))).toEqual(map(input, element => element + 2))
      expect(subtract(scalar(0), input)).toEqual(map(input, element => 0 - element))
    }))
  })
})

describe('reducing', () => {
  const input = arange([2, 3, 4])

  test('keeps the reduced dims with size one, in whatever order they are named', () => {
    expect(reduce(input, [0, -1], sumOf)).toEqual(fromNested([[[60], [92], [124]]]))
    expect(reduce(input, [2, 0], sumOf)).toEqual(reduce(input, [0, 2], sumOf))
    expect(dropDims(reduce(input, [1], maximumOf), [1])).toEqual(fromNested([[8, 9, 10, 11], [20, 21, 22, 23]]))
    expect(dropDims(reduce(input, allDims(input), sumOf), allDims(input))).toEqual(scalar(276))
    expect(reduce(input, [], sumOf)).toEqual(input)
    expect(toNested(reduce(zeros([2, 0]), [1], sumOf))).toEqual([[0], [0]])
  })

  test('lanes are replaced in place', () => {
    expect(toNested(mapLanes(arange([2, 3]), [0], column => [column[1]!, column[0]!]))).toEqual([[3, 4, 5], [0, 1, 2]])
  })

  test('statistics', () => {
    expect(varianceOf([1, 2, 3, 4])).toBe(1.25)
    expect(varianceOf([1, 2, 3, 4], 1)).toBeCloseTo(5 / 3)
    expect(meanOf([])).toBeNaN()
    expect(maximumOf([1, NaN, 3])).toBeNaN()
    expect(maximumOf([])).toBe(-Infinity)
    expect(logSumExpOf([1000, 1000])).toBeCloseTo(1000 + Math.log(2))
    expect(logSumExpOf([-Infinity, -Infinity])).toBe(-Infinity)
  })
})

describe('arranging', () => {
  test('permuting moves every element with its index', () => {
    fc.assert(fc.property(array, fc.nat(), (input, number) => {
      const order = input.shape.map((_, dim) => (dim + number) % input.shape.length)
      const permuted = permute(input, order)
      permuted.data.forEach((element, offset) => {
        const index = indexOf(offset, permuted.shape)
        const source = order.reduce<number[]>((from, dim, position) => ((from[dim] = index[position]!), from), [])
        expect(element).toBe(input.data[offsetOf(source, input.shape)])
      })
    }))
  })

  test('transposing and flipping twice keep an array', () => {
    fc.assert(fc.property(array, input => {
      expect(transpose(transpose(input, 0, -1), 0, -1)).toEqual(input)
      expect(flip(flip(input, -1), -1)).toEqual(input)
    }))
  })

  test('concatenating what split took apart gives the array back', () => {
    fc.assert(fc.property(array, fc.nat(), fc.nat(), (input, dimNumber, cut) => {
      const dim = dimNumber % input.shape.length
      const length = input.shape[dim]!
      const first = cut % (length + 1)
      expect(concat(split(input, dim, [first, length - first]), dim)).toEqual(input)
    }))
  })

  test('stacking what select took out gives the array back', () => {
    fc.assert(fc.property(array, fc.nat(), (input, number) => {
      const dim = number % input.shape.length
      expect(stack(Array.from({ length: input.shape[dim]! }, (_, index) => select(input, dim, index)), dim)).toEqual(input)
    }))
  })

  test('padding and cutting undo each other', () => {
    fc.assert(fc.property(array, fc.nat(3), fc.nat(3), (input, before, after) => {
      const padded = pad(input, -1, before, after, 9)
      expect(pad(padded, -1, 0 - before, 0 - after)).toEqual(input)
      expect(slice(padded, -1, before, before + input.shape.at(-1)!)).toEqual(input)
    }))
  })

  test('slices take steps, and take reads beyond the array as the given number', () => {
    expect(toNested(slice(arange([7]), 0, 1, 7, 2))).toEqual([1, 3, 5])
    expect(slice(arange([3]), 0, 2, 2).shape).toEqual([0])
    expect(toNested(take(arange([2, 2]), 0, [1, 5, -1], 8))).toEqual([[2, 3], [8, 8], [8, 8]])
    expect(() => reshape(arange([4]), [3])).toThrow(RangeError)
  })
})

describe('matmul', () => {
  const naive = (left: NumericArray, right: NumericArray): NumericArray => {
    const product = multiply(reshape(left, [...left.shape, 1]), reshape(right, [1, ...right.shape]))
    return dropDims(reduce(product, [1], sumOf), [1])
  }

  test('sums products', () => {
    fc.assert(fc.property(size, size, size, fc.integer(), (rows, inner, columns, seed) => {
      const left = normal([rows, inner], seed)
      const right = normal([inner, columns], seed + 1)
      expectClose(matmul(left, right), naive(left, right))
      expectClose(matmul(left, identity(inner)), left)
    }))
  })

  test('broadcasts batches and treats vectors as torch.matmul does', () => {
    const left = arange([2, 1, 3, 4])
    const right = arange([5, 4, 2])
    expect(matmul(left, right).shape).toEqual([2, 5, 3, 2])
    expect(matmul(arange([4]), arange([4]))).toEqual(scalar(14))
    expect(matmul(arange([4]), right).shape).toEqual([5, 2])
    expect(matmul(left, arange([4])).shape).toEqual([2, 1, 3])
    expect(matmul(zeros([2, 0]), zeros([0, 3]))).toEqual(zeros([2, 3]))
    expect(matmul(full([1, 2], Infinity), zeros([2, 1])).data[0]).toBeNaN()
    expect(() => matmul(arange([2, 3]), arange([2, 3]))).toThrow(RangeError)
  })
})

function expectClose(actual: NumericArray, expected: NumericArray): void {
  expect(actual.shape).toEqual(expected.shape)
  actual.data.forEach((element, index) => expect(element).toBeCloseTo(expected.data[index]!, 10))
}
