import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { show, symbol, type Dim } from '../../../core/dims/index.ts'
import { matmul } from '../../../core/shapes/matmul.ts'
import { answer, testCheck } from './check.ts'

const B = symbol('B'), T = symbol('T')
const shown = (shape: readonly Dim[] | string): string => (typeof shape === 'string' ? shape : `[${shape.map(show).join(', ')}]`)

describe('ranks', () => {
  test.each<[readonly Dim[], readonly Dim[], string]>([
    [[3], [3], '[]'], [[2, 3], [3], '[2]'], [[3], [3, 4], '[4]'], [[2, 3], [3, 4], '[2, 4]'], [[5, 2, 3], [3, 4], '[5, 2, 4]'], [[5, 2, 3], [3], '[5, 2]'],
    [[3], [5, 3, 4], '[5, 4]'], [[2, 3], [5, 3, 4], '[5, 2, 4]'], [[5, 1, 2, 3], [6, 3, 4], '[5, 6, 2, 4]'], [[B, 8, T, 64], [B, 8, 64, T], '[B, 8, T, T]'],
  ])('%#', (a, b, result) => {
    expect(shown(answer((check) => matmul(check, a, b)))).toBe(result)
  })
})

describe('misfits, in the words of the kernel that finds them', () => {
  test.each([
    [[], [3], 'RuntimeError: both arguments to matmul need to be at least 1D, but they are 0D and 1D'],
    [[3], [4], 'RuntimeError: inconsistent tensor size, expected tensor [3] and src [4] to have the same number of elements, but got 3 and 4 elements respectively'],
    [[3, 4], [5, 6], 'RuntimeError: mm: mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)'],
    [[5], [3, 4], 'RuntimeError: mm: mat1 and mat2 shapes cannot be multiplied (1x5 and 3x4)'],
    [[2, 3, 4], [5], 'RuntimeError: size mismatch, got input (6), mat (6x4), vec (5)'],
    [[2, 3, 4], [5, 6], 'RuntimeError: mm: mat1 and mat2 shapes cannot be multiplied (6x4 and 5x6)'],
    [[2, 3, 4], [2, 5, 6], 'RuntimeError: Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [2, 5].'],
    [[2, 3, 4], [3, 4, 5], 'RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0'],
  ])('%j and %j', (a, b, message) => {
    expect(answer((check) => matmul(check, a, b))).toBe(message)
  })
})

test('batches broadcast and the inner sizes vanish', () => {
  const size = fc.integer({ min: 1, max: 4 })
  fc.assert(fc.property(fc.array(size, { maxLength: 2 }), size, size, size, (batch, n, k, m) => {
    expect(matmul(testCheck(), [...batch, n, k], [...batch, k, m])).toEqual([...batch, n, m])
    expect(matmul(testCheck(), [...batch, n, k], [k, m])).toEqual([...batch, n, m])
  }))
})
