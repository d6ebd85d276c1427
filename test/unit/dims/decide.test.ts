import { describe, expect, test } from 'vitest'
import * as dims from '../../../core/dims/index.ts'
import { condition, dim } from './python.ts'

function show(decision: dims.Decision): string {
  return typeof decision === 'string' ? decision : dims.showCondition(decision.when)
}

function assuming(...texts: readonly string[]): dims.Assumptions {
  return texts.reduce((known, text) => dims.assume(known, condition(text)), dims.NO_ASSUMPTIONS)
}

function table(title: string, rows: readonly (readonly [question: string, decision: string, ...assumptions: readonly string[]])[]): void {
  describe(title, () => {
    for (const [question, decision, ...assumptions] of rows) {
      test(`${question}${assumptions.length > 0 ? `, given ${assumptions.join(', ')}` : ''}`, () => {
        expect(show(dims.decide(condition(question), assuming(...assumptions)))).toBe(decision)
      })
    }
  })
}

table('sizes are at least 1', [
  ['H >= 1', 'always'],
  ['H + 2 > H', 'always'],
  ['H == H + 1', 'never'],
  ['H*W == 0', 'never'],
  ['H + W >= 2', 'always'],
  ['H + W < 2', 'never'],
  ['H*W >= H', 'always'],
  ['Z == 0', 'Z == 0'],
  ['Z >= 0', 'always'],
])

table('one size', [
  ['2*(H//2) == H', 'H % 2 == 0'],
  ['16*(H//16) == H', 'H % 16 == 0'],
  ['H == 224', 'H == 224'],
  ['H != 224', 'H != 224'],
  ['H >= 33', 'H >= 33'],
  ['H < 8', 'H <= 7'],
  ['H//32 >= 1', 'H >= 32'],
  ['H//32 == 7', 'H >= 224 and H <= 255'],
  ['(H + 31)//32 == 7', 'H >= 193 and H <= 224'],
  ['H//2 == (H + 1)//2', 'H % 2 == 0'],
  ['H//2 + (H + 1)//2 == H', 'always'],
  ['H % 4 == 5', 'never'],
  ['H % 4 == 1 or H % 4 == 3', 'H % 2 == 1'],
  ['H % 6 == 1 or H % 6 == 2', 'H % 6 == 1 or H % 6 == 2'],
  ['2*H == 7', 'never'],
  ['H*H == 49', 'H == 7'],
  ['H*H == 50', 'never'],
  ['H*H >= 50', 'H >= 8'],
  ['H*H*H - 6*H*H + 11*H - 6 == 0', 'H <= 3'],
  ['H*H - 10*H + 25 == 0', 'H == 5'],
  ['H*H + 25 > 10*H', 'H != 5'],
  ['H % 5000 == 0', 'H % 5000 == 0'],
  ['H == 1000000', 'H == 1000000'],
  ['(H//5003 + H)//2 + (3*(H//5003) + H)//4 >= 0', 'always'],
  ['((H//5003 + H)//2 + H)//3 >= 7', '(H + (H + H//5003)//2)//3 >= 7'],
  ['H % 2 == 0 or H == 7', 'H % 2 == 0 or H == 7'],
  ['H % 2 == 0 and H != 4', 'H != 4 and H % 2 == 0'],
  ['H % 2 == 0 and H >= 5', 'H >= 6 and H % 2 == 0'],
  ['H % 2 == 0 and H % 2 == 1', 'never'],
  ['H >= 5 and H <= 4', 'never'],
  ['H % 32 == 0 or H % 32 != 0', 'always'],
  ['max(H - 3, 0) == 0', 'H <= 3'],
  ['min(H, 224) == 224', 'H >= 224'],
  ['max(H, 5) >= 5', 'always'],
  ['2*((H + 31)//32) == (H + 15)//16', '(H - 1) % 32 >= 16'],
  ['2*((H + 31)//32) == (H + 15)//16 and 2*((H + 15)//16) == (H + 7)//8', '(H - 1) % 32 >= 24'],
])

table('several sizes', [
  ['H == W', 'H == W'],
  ['N*(H//2)*(W//2)*4 == N*H*W', 'H % 2 == 0 and W % 2 == 0'],
  ['(H//32)*(W//32) == 49', '(H//32)*(W//32) == 49'],
  ['H % 2 == 0 or W % 2 == 0', 'H % 2 == 0 or W % 2 == 0'],
  ['H % 16 == 0 and W % 16 == 0', 'H % 16 == 0 and W % 16 == 0'],
  ['H % 2 == 0 and W == 5', 'H % 2 == 0 and W == 5'],
  ['C % G == 0', 'C % G == 0'],
  ['C % G < G', 'always'],
  ['C % G >= 0', 'always'],
  ['(H + W) % 2 == 0', '(H + W) % 2 == 0'],
  ['(H + W)//2 >= 1', 'always'],
  ['max(H, W) >= H', 'always'],
  ['max(H, W) == H', 'H >= W'],
  ['N*H == N*W', 'H == W'],
  ['N*C*H*W == W*H*C*N', 'always'],
  ['2*H == 2*W + 1', 'never'],
  ['4*((H + 1)//2)*(W//2) == (H + 1)*W', 'H % 2 == 1 and W % 2 == 0'],
  ['N*C*H*W % (8*H*W) == 0', '(N*C) % 8 == 0'],
  ['(H//2)*(W//2) >= 1', 'H >= 2 and W >= 2'],
  ['H == 1 or W == 1 or H == W', 'H == 1 or W == 1 or H == W'],
  ['(H//16)*(W//16) + 1 == 197', '(H//16)*(W//16) == 196'],
  ['H % 32 == 0 and W % 32 == 0 and C % 32 == 0 and N % 32 == 0', 'H % 32 == 0 and W % 32 == 0 and C % 32 == 0 and N % 32 == 0'],
])

table('under assumptions', [
  ['2*(H//2) == H', 'always', 'H % 2 == 0'],
  ['2*(H//2) == H', 'never', 'H % 2 == 1'],
  ['H % 4 == 0', 'H % 4 == 0', 'H % 2 == 0'],
  ['H % 16 == 0', 'always', 'H % 32 == 0'],
  ['H >= 3', 'always', 'H >= 7'],
  ['H >= 9', 'H >= 9', 'H >= 7'],
  ['H < 3', 'never', 'H >= 7'],
  ['H >= 33', 'H >= 64', 'H % 32 == 0'],
  ['H//32 == 7', 'H == 224', 'H % 32 == 0'],
  ['H == 224', 'always', 'H == 224'],
  ['H//32 == 7', 'always', 'H == 224'],
  ['H == 225', 'never', 'H == 224'],
  ['W == H', 'always', 'H == W'],
  ['W % 2 == 0', 'always', 'H == W', 'H % 2 == 0'],
  ['W >= 5', 'always', 'H >= 5', 'H == W'],
  ['H*W == 12', 'W == 4', 'H == 3'],
  ['H >= W', 'always', 'H > W'],
  ['H >= 4', 'always', 'H == W + 3'],
  ['H >= 2', 'always', 'H > W'],
  ['H + C >= W', 'always', 'H >= W'],
  ['H == W', 'never', 'H > W'],
  ['H == W', 'never', 'H != W'],
  ['C % G == 0', 'always', 'C % G == 0'],
  ['C % G != 0', 'never', 'C % G == 0'],
  ['H*W % 4 == 0', 'always', 'H % 2 == 0', 'W % 2 == 0'],
  ['(H + W) % 2 == 0', 'always', 'H % 2 == 1', 'W % 2 == 1'],
  ['4*(H//2)*(W//2) == H*W', 'W % 2 == 0', 'H % 2 == 0'],
  ['H == 3', 'always', 'H >= 5', 'H <= 4'],
])

describe('opaque integers are decided by bounds or not at all', () => {
  const size = dims.opaque({ min: 1 })
  test('equal to themselves', () => expect(dims.equal(size, size)).toBe('always'))
  test('compared with others', () => expect(dims.equal(size, dim('H'))).toBe('unknown'))
  test('at least their minimum', () => expect(dims.isAtLeast(dims.add(size, dim('H')), 2)).toBe('always'))
  test('of a parity that is never met', () => expect(dims.equal(dims.mul(size, 2), 7)).toBe('never'))
  test('as a common factor', () => {
    expect(show(dims.equal(dims.mul(size, dim('2*(H//2)')), dims.mul(size, dim('H'))))).toBe('H % 2 == 0')
  })
  test('known through an assumption', () => {
    const known = dims.assume(dims.NO_ASSUMPTIONS, dims.equals(size, dim('H')))
    expect(dims.equal(size, dim('H'), known)).toBe('always')
    expect(dims.isAtLeast(dims.opaque(), 3, dims.assume(known, dims.atLeast(size, 3)))).toBe('unknown')
    expect(dims.isAtLeast(dim('H'), 3, dims.assume(known, dims.atLeast(size, 3)))).toBe('always')
  })
  test('beside a part that decides', () => {
    expect(dims.decide(dims.allOf(dims.equals(size, 3), condition('H*W == 0')))).toBe('never')
    expect(dims.decide(dims.allOf(dims.equals(size, 3), condition('H % 2 == 0 and H % 2 == 1')))).toBe('never')
    expect(dims.decide(dims.anyOf(dims.equals(size, 3), condition('H % 2 == 0 or H % 2 == 1')))).toBe('always')
  })
})

describe('the size contract of a U-Net', () => {
  /** Halves a size and doubles it again, `depth` times nested, as the skip connections demand. */
  function contract(names: readonly string[], depth: number): dims.Assumptions {
    let known = dims.NO_ASSUMPTIONS
    for (const name of names) {
      const sizes = [dim(name)]
      for (let level = 0; level < depth; level++) sizes.push(dims.floorDiv(sizes[level] ?? 0, 2))
      for (let level = depth; level > 0; level--) {
        const decision = dims.equal(dims.mul(2, sizes[level] ?? 0), sizes[level - 1] ?? 0, known)
        if (typeof decision !== 'string') known = dims.assume(known, decision.when)
        else expect(decision).toBe('always')
      }
    }
    return known
  }
  test('of four levels', () => {
    expect(contract(['H', 'W'], 4).simplest().map(dims.showCondition)).toEqual(['H % 16 == 0', 'W % 16 == 0'])
  })
  test('of five levels', () => {
    expect(contract(['H'], 5).simplest().map(dims.showCondition)).toEqual(['H % 32 == 0'])
  })
})

describe('assumptions in their simplest form', () => {
  const ROWS: readonly (readonly [assumptions: readonly string[], simplest: readonly string[]])[] = [
    [[], []],
    [['H >= 1'], []],
    [['H % 2 == 0', 'H % 16 == 0'], ['H % 16 == 0']],
    [['H >= 7', 'H >= 33'], ['H >= 33']],
    [['H % 2 == 0', 'H % 3 == 0'], ['H % 6 == 0']],
    [['H == W', 'W % 2 == 0'], ['H == W', 'H % 2 == 0']],
    [['H == 224', 'H % 32 == 0'], ['H == 224']],
    [['H >= 5', 'H <= 4'], ['False']],
    [['C % G == 0'], ['C % G == 0']],
  ]
  for (const [given, simplest] of ROWS) {
    test(given.join(', ') || 'none', () => expect(assuming(...given).simplest().map(dims.showCondition)).toEqual(simplest))
  }
})

describe('dims simplified under assumptions', () => {
  const ROWS: readonly (readonly [expression: string, simplified: string, ...assumptions: readonly string[]])[] = [
    ['2*(H//2)', '2*(H//2)'],
    ['2*(H//2)', 'H', 'H % 2 == 0'],
    ['(H + 31)//32', 'H//32', 'H % 32 == 0'],
    ['8*(H//16)', 'H//2', 'H % 16 == 0'],
    ['2*(H//2)', 'H - 1', 'H % 2 == 1'],
    ['N*2*(H//2)', 'N*H', 'H % 2 == 0'],
    ['(H + 1)//2', 'H//2', 'H % 2 == 0'],
    ['(H + 1)//2', '(H + 1)//2', 'H % 2 == 1'],
    ['2*((H + 1)//2)', 'H + 1', 'H % 2 == 1'],
    ['H//32', '7', 'H == 224'],
    ['W + 1', 'H + 1', 'H == W'],
    ['max(H - 3, 0)', 'H - 3', 'H >= 7'],
    ['C//G*G', 'C', 'C % G == 0'],
  ]
  for (const [expression, simplified, ...assumptions] of ROWS) {
    test(`${expression}${assumptions.length > 0 ? `, given ${assumptions.join(', ')}` : ''}`, () => {
      expect(dims.show(dims.simplify(dim(expression), assuming(...assumptions)))).toBe(simplified)
    })
  }
})

describe('conditions in Python', () => {
  const ROWS: readonly (readonly [condition: string, shown: string])[] = [
    ['H - 16*(H//16) == 0', 'H % 16 == 0'],
    ['H - 5 > 0', 'H >= 6'],
    ['5 > H', 'H <= 4'],
    ['H - W == 0', 'H == W'],
    ['H - W > 0', 'H > W'],
    ['W < H', 'H > W'],
    ['2*H == 4*W', 'H == 2*W'],
    ['3 - H == W', 'H + W == 3'],
    ['H + 3 == W', 'H + 3 == W'],
    ['not (H == 1 or W == 2)', 'H != 1 and W != 2'],
    ['not (H >= 3 and W == 2)', 'H <= 2 or W != 2'],
    ['H == 1 and (W == 2 or W == 3)', 'H == 1 and (W == 2 or W == 3)'],
    ['H == 1 or H == 1', 'H == 1'],
    ['H == 1 or H != 1', 'True'],
    ['3 == 4', 'False'],
    ['H//8 == 2*(H//16)', '(H//8) % 2 == 0'],
  ]
  for (const [text, shown] of ROWS) test(text, () => expect(dims.showCondition(condition(text))).toBe(shown))
})
