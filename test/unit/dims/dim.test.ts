import { describe, expect, test } from 'vitest'
import * as dims from '../../../core/dims/index.ts'
import { dim } from './python.ts'

/** Expression, how it is shown, its lower and its upper bound. */
const EXPRESSIONS: readonly (readonly [string, string, number | undefined, number | undefined])[] = [
  // Numbers are plain numbers, with Python's rounding.
  ['7 // 2', '3', 3, 3],
  ['-7 // 2', '-4', -4, -4],
  ['-7 % 3', '2', 2, 2],
  ['7 % -3', '-2', -2, -2],
  ['max(3, 5)', '5', 5, 5],
  // Sums and products.
  ['H', 'H', 1, undefined],
  ['Z', 'Z', 0, undefined],
  ['H + H', '2*H', 2, undefined],
  ['H - H', '0', 0, 0],
  ['3 - H', '3 - H', undefined, 2],
  ['-H', '-H', undefined, -1],
  ['1 + H', 'H + 1', 2, undefined],
  ['W * H * C * N', 'N*C*H*W', 1, undefined],
  ['(H + 1) * (H - 1)', 'H*H - 1', 0, undefined],
  ['H*W - H', 'H*(W - 1)', 0, undefined],
  ['out + features', 'features + out', 2, undefined],
  // Whole multiples leave the division.
  ['(2*H) // 2', 'H', 1, undefined],
  ['(2*H + 1) // 2', 'H', 1, undefined],
  ['(3*H) // 2', 'H + H//2', 1, undefined],
  ['(H + 5) // 2', '(H + 1)//2 + 2', 3, undefined],
  ['(H - 1)//2 + 1', '(H + 1)//2', 1, undefined],
  ['H // -2', '-((H + 1)//2)', undefined, -1],
  // Common factors cancel, nested divisions merge.
  ['(4*H + 6) // 8', '(H + 1)//2', 1, undefined],
  ['(6*H + 4) // 9', '(2*H + 1)//3', 1, undefined],
  ['(2*H + 3) // 4', '(H + 1)//2', 1, undefined],
  ['(2*H) // 4', 'H//2', 0, undefined],
  ['H//2//2', 'H//4', 0, undefined],
  ['(H//2 + 1)//2', '(H + 2)//4', 0, undefined],
  ['(H//2 + W)//2', '(W + H//2)//2', 0, undefined],
  // A negative numerator is a ceiling.
  ['-(-H // 7)', '(H + 6)//7', 1, undefined],
  ['-H // 7', '-((H + 6)//7)', undefined, -1],
  ['(5 - H) // 2', '2 - H//2', undefined, 2],
  ['(H - W) // 2', '(H + W)//2 - W', undefined, undefined],
  ['2*(H//2)', '2*(H//2)', 0, undefined],
  ['N*(H//2)*(W//2)', 'N*(H//2)*(W//2)', 0, undefined],
  ['H - H//2', 'H - H//2', 1, undefined],
  ['(H + 1)//2 - H//2', '(H + 1)//2 - H//2', 0, 1],
  // Remainders.
  ['H % 4', 'H % 4', 0, 3],
  ['(H + 1) % 4', '(H + 1) % 4', 0, 3],
  ['(H % 4) % 2', 'H % 2', 0, 1],
  ['(H % 4) // 4', '0', 0, 0],
  ['(H % 4) // 2', '(H//2) % 2', 0, 1],
  ['2*(H % 4) + 1', '2*(H % 4) + 1', 1, 7],
  ['3 - H % 4', '3 - H % 4', 0, 3],
  ['H % -4', 'H - 4*((H + 3)//4)', -3, 0],
  ['(2*H) % 4', '2*(H % 2)', 0, 2],
  ['(7 - H % 7) % 7', '7*((H + 6)//7) - H', 0, 6],
  ['H + (7 - H % 7) % 7', '7*((H + 6)//7)', 7, undefined],
  // Symbolic divisors: exact where the polynomial divides.
  ['(N*C*H*W) // (H*W)', 'N*C', 1, undefined],
  ['(N*(H//32)*(W//32)*512) // (512*(H//32)*(W//32))', 'N', 1, undefined],
  ['(N*H + N) // (H + 1)', 'N', 1, undefined],
  ['(H*H - W*W) // (H - W)', 'H + W', 2, undefined],
  ['(4*H*W) // (6*H)', '(2*W)//3', 0, undefined],
  ['(H*W + W - 1) // W', 'H', 1, undefined],
  ['(H*W - 1) // W', 'H - 1', 0, undefined],
  ['C // G', 'C//G', 0, undefined],
  ['C % G', 'C % G', 0, undefined],
  ['C // (G + 1)', 'C//(G + 1)', 0, undefined],
  ['(C*H) // (G*W)', '(C*H)//(W*G)', 0, undefined],
  ['1 // H', '1//H', 0, 1],
  ['1 // (H + 1)', '0', 0, 0],
  ['H // H', '1', 1, 1],
  ['H % H', '0', 0, 0],
  // The larger and the smaller of two.
  ['max(H, H + 1)', 'H + 1', 2, undefined],
  ['max(H, 1)', 'H', 1, undefined],
  ['max(H, 0)', 'H', 1, undefined],
  ['min(H, 1)', '1', 1, 1],
  ['max(H - 3, 0)', 'max(H - 3, 0)', 0, undefined],
  ['min(H, 224)', 'min(H, 224)', 1, 224],
  ['max(max(H, W), 5)', 'max(H, W, 5)', 5, undefined],
  ['max(W, H) - max(H, W)', '0', 0, 0],
  ['max(H, W) - H', 'max(H, W) - H', 0, undefined],
  ['H - min(H, W)', 'H - min(H, W)', 0, undefined],
  ['(H // 2) // max(W, 2)', '(H//2)//max(W, 2)', 0, undefined],
]

describe('expression, printed form, bounds', () => {
  for (const [text, shown, low, high] of EXPRESSIONS) {
    test(text, () => {
      const value = dim(text)
      expect(dims.show(value)).toBe(shown)
      expect([dims.lowerBound(value), dims.upperBound(value)]).toEqual([low, high])
    })
  }
})

describe('laws, each as two expressions of one normal form', () => {
  const LAWS: readonly (readonly [law: string, left: string, right: string])[] = [
    ['(n*q + r)//n = q + r//n', '(6*H + W)//3', '2*H + W//3'],
    ['(g*x + c)//(g*m) = (x + c//g)//m', '(4*H + 7)//12', '(H + 1)//3'],
    ['(x//m + c)//n = (x + c*m)//(m*n)', '(H//3 + 5)//4', '(H + 15)//12'],
    ['(-x)//n = -((x + n - 1)//n)', '(-H)//5', '-((H + 4)//5)'],
    ['(x - r*y)//n = (x + (n - r)*y)//n - y', '(H - W)//3', '(H + 2*W)//3 - W'],
    ['x//-n = (-x)//n', 'H//-3', '(-H)//3'],
    ['(g*x)//(g*b) = x//b', '(N*H)//(N*W)', 'H//W'],
    ['(q*b + r)//b = q + r//b', '(N*H + C)//H', 'N + C//H'],
    ['x//b = 0 for 0 <= x < b', '(H % 3)//3', '0'],
    ['x//b = -1 for -b <= x < 0', '(-1)//H', '-1'],
    ['x % n % m = x % m for m dividing n', 'H % 12 % 4', 'H % 4'],
    ['window of stride 2', '(H + 2*3 - 1*(7 - 1) - 1)//2 + 1', '(H + 1)//2'],
    ['max(a, max(b, c)) = max(max(a, b), c)', 'max(C, max(H, W))', 'max(max(C, H), W)'],
  ]
  for (const [law, left, right] of LAWS) {
    test(law, () => {
      expect(dims.show(dim(left))).toBe(dims.show(dim(right)))
      expect(dims.sameDim(dim(left), dim(right))).toBe(true)
      expect(dims.key(dim(left))).toBe(dims.key(dim(right)))
    })
  }

  test('five halvings of ResNet', () => {
    const halve = (size: dims.Dim): dims.Dim => dims.add(dims.floorDiv(dims.sub(size, 1), 2), 1)
    const shown: string[] = []
    let size = dim('H')
    for (let count = 0; count < 5; count++) {
      size = halve(size)
      shown.push(dims.show(size))
    }
    expect(shown).toEqual(['(H + 1)//2', '(H + 3)//4', '(H + 7)//8', '(H + 15)//16', '(H + 31)//32'])
  })
})

describe('opaque integers', () => {
  test('are equal to themselves alone and shown as a question mark', () => {
    const first = dims.opaque()
    expect(dims.show(first)).toBe('?')
    expect(dims.show(dims.mul(first, dim('H')))).toBe('?')
    expect(dims.sub(first, first)).toBe(0)
    expect(dims.sameDim(first, dims.opaque())).toBe(false)
    expect(dims.isOpaque(first)).toBe(true)
    expect(dims.isOpaque(dims.add(first, 1))).toBe(false)
    expect(dims.containsOpaque(dims.floorDiv(first, 2))).toBe(true)
  })

  test('have the bounds they are given', () => {
    expect(dims.lowerBound(dims.opaque())).toBe(undefined)
    expect(dims.lowerBound(dims.add(dims.opaque({ min: 1 }), 2))).toBe(3)
    expect(dims.lowerBound(dims.mul(dims.opaque({ min: 1 }), dim('H')))).toBe(1)
  })
})

describe('operations without a result', () => {
  test('division by zero is opaque', () => {
    expect(dims.isOpaque(dims.floorDiv(3, 0))).toBe(true)
    expect(dims.isOpaque(dims.floorDiv(dim('H'), 0))).toBe(true)
  })

  test('numbers that leave the safe integers are opaque', () => {
    expect(dims.isOpaque(dims.mul(2 ** 40, 2 ** 40))).toBe(true)
    expect(dims.containsOpaque(dims.mul(2 ** 40, dim('2*H')))).toBe(false)
    expect(dims.containsOpaque(dims.mul(2 ** 40, dims.mul(2 ** 40, dim('H'))))).toBe(true)
    expect(dims.isOpaque(dims.power(10, 30))).toBe(true)
  })

  test('no chain of operations grows without bound', () => {
    let size: dims.Dim = dim('H')
    for (let count = 0; count < 200; count++) size = dims.floorDiv(dims.add(dims.mul(size, 3), 1), 2)
    expect(dims.containsOpaque(size)).toBe(true)
    expect(dims.containsOpaque(dims.power(dim('H + W + C'), 100))).toBe(true)
  })

  test('no result is minus zero', () => {
    for (const value of [dims.mul(0, -3), dims.neg(0), dims.floorDiv(0, -3), dims.mod(-6, 3), dims.truncDiv(-1, 2), dims.ceilDiv(-1, 2)]) {
      expect(Object.is(value, 0)).toBe(true)
    }
  })
})

test('division as C++ does it needs the signs', () => {
  expect(dims.truncDiv(-7, 2)).toBe(-3)
  expect(dims.truncDiv(7, -2)).toBe(-3)
  expect(dims.show(dims.truncDiv(dim('H'), 2))).toBe('H//2')
  expect(dims.show(dims.truncDiv(dim('-H'), 2))).toBe('-(H//2)')
  expect(dims.isOpaque(dims.truncDiv(dim('H - 3'), 2))).toBe(true)
})

test('a ceiling of symbolic dims', () => {
  expect(dims.show(dims.ceilDiv(dim('H'), 7))).toBe('(H + 6)//7')
  expect(dims.show(dims.ceilDiv(dim('H*W'), dim('W')))).toBe('H')
})

test('symbols and substitution', () => {
  expect(dims.symbols(dim('N*((H + W)//2) + max(C, 3)'))).toEqual(expect.arrayContaining(['N', 'H', 'W', 'C']))
  const replaced = dims.substitute(dim('N*((H + 1)//2)'), (name) => (name === 'H' ? 223 : undefined))
  expect(dims.show(replaced)).toBe('112*N')
  expect(dims.show(dims.substitute(dim('H//2'), () => dim('2*K + 1')))).toBe('K')
})
