import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, evaluate, evaluateCondition, floorDiv, mul, show, symbol, type Dim } from '../../../core/dims/index.ts'
import { broadcast, broadcastInPlace, expand } from '../../../core/shapes/broadcast.ts'
import { answer, testCheck } from './check.ts'

const N = symbol('N'), H = symbol('H')
const shown = (shape: readonly Dim[] | string): string => (typeof shape === 'string' ? shape : `[${shape.map(show).join(', ')}]`)

/** NumPy's definition: pad with ones in front, then each pair is equal or has a one. */
function naive(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length)
  const result: number[] = []
  for (let dim = 0; dim < rank; dim++) {
    const x = a[dim - rank + a.length] ?? 1, y = b[dim - rank + b.length] ?? 1
    if (x !== y && x !== 1 && y !== 1) return undefined
    result.push(x === 1 ? y : x)
  }
  return result
}
const shapes = fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 4 })

test('sizes broadcast as NumPy defines it', () => {
  fc.assert(fc.property(shapes, shapes, (a, b) => {
    const result = answer((check) => broadcast(check, a, b))
    expect(typeof result === 'string' ? undefined : result).toEqual(naive(a, b))
  }))
})

describe('symbols', () => {
  test.each<[readonly Dim[], readonly Dim[], string]>([
    [[N, 3, H], [3, 1], '[N, 3, H]'], [[N, 1], [1, H], '[N, H]'], [[H], [4], '[4]'], [[H], [mul(2, floorDiv(H, 2))], '[2*(H//2)]'],
  ])('%#', (a, b, result) => {
    expect(shown(broadcast(testCheck(), a, b))).toBe(result)
  })

  test('the contract holds exactly for the sizes that broadcast', () => {
    for (const [a, b] of [[H, 4], [H, mul(2, floorDiv(H, 2))], [mul(2, H), add(H, 3)], [H, 1]] as const) {
      const check = testCheck()
      broadcast(check, [a], [b])
      for (let size = 1; size <= 12; size++) {
        const works = naive([evaluate(a, { H: size })], [evaluate(b, { H: size })]) !== undefined
        expect(check.conditions.every((each) => evaluateCondition(each, { H: size })), `${show(a)} and ${show(b)} for H = ${size}`).toBe(works)
      }
    }
  })
})

test('the last dims are compared first', () => {
  expect(answer((check) => broadcast(check, [2, 3, 4], [5, 3, 6]))).toBe('RuntimeError: The size of tensor a (4) must match the size of tensor b (6) at non-singleton dimension 2')
})

test('an operation in place keeps its shape', () => {
  expect(answer((check) => broadcastInPlace(check, [3, 4], [2, 3, 4]))).toBe("RuntimeError: output with shape [3, 4] doesn't match the broadcast shape [2, 3, 4]")
  expect(answer((check) => broadcastInPlace(check, [3, 1], [3, 4]))).toBe("RuntimeError: output with shape [3, 1] doesn't match the broadcast shape [3, 4]")
  expect(answer((check) => broadcastInPlace(check, [3, 4], [1]))).toBeUndefined()
})

describe('expand', () => {
  const describe_ = (): string => 'torch.FloatTensor{[2, 1]}'
  test.each([
    [[2, -1], '[2, 1]'], [[2, 5], '[2, 5]'], [[4, 2, 5], '[4, 2, 5]'],
    [[3, 5], 'RuntimeError: The expanded size of the tensor (3) must match the existing size (2) at non-singleton dimension 0.  Target sizes: [3, 5].  Tensor sizes: [2, 1]'],
    [[-1, 2, 1], "RuntimeError: The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0"],
    [[5], 'RuntimeError: expand(torch.FloatTensor{[2, 1]}, size=[5]): the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor (2)'],
  ])('to %j', (sizes, result) => {
    expect(shown(answer((check) => expand(check, [2, 1], sizes, describe_)))).toBe(result)
  })
})
