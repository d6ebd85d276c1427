/**
 * Random expressions and conditions, compared with direct evaluation in Python's integers. On failure fast-check
 * prints the seed and the smallest counterexample as Python text; `fc.assert(…, { seed, path })` repeats it.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as dims from '../../../core/dims/index.ts'
import { condition, dim, holds, integers, predicate, readExpression } from './python.ts'

const RUNS = Number(process.env['DIMS_RUNS'] ?? 100)
const HOUR = 3_600_000

/** Python text of an integer expression over the names. Divisors are at least 1. */
function expression(names: readonly string[], depth: number): fc.Arbitrary<string> {
  const leaf = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.integer({ min: -6, max: 9 }).map(String) })
  if (depth === 0) return leaf
  const part = expression(names, depth - 1)
  const divisor = fc.integer({ min: 1, max: 8 }).map(String)
  const scaled = fc.tuple(fc.integer({ min: -4, max: 6 }), part).map(([factor, text]) => `(${factor})*(${text})`)
  return fc.oneof(
    leaf,
    fc.tuple(part, fc.constantFrom('+', '-'), part).map(([left, op, right]) => `(${left}) ${op} (${right})`),
    scaled,
    fc.tuple(leaf, part).map(([left, right]) => `${left.startsWith('-') ? `(${left})` : left}*(${right})`),
    fc.tuple(part, fc.constantFrom('//', '%'), divisor).map(([text, op, by]) => `(${text})${op}${by}`),
    fc.tuple(part, fc.constantFrom('//', '%'), divisor).map(([text, op, by]) => `(${text})${op}${by}`),
    fc.tuple(part, fc.constantFrom('//', '%'), fc.constantFrom(...names), divisor).map(([text, op, name, by]) => `(${text})${op}(${by}*${name})`),
    fc.tuple(fc.constantFrom('max', 'min'), part, part).map(([name, left, right]) => `${name}(${left}, ${right})`),
  )
}

/** Expressions as layers make them: sums, multiples and divisions by constants. */
function windows(names: readonly string[], depth: number): fc.Arbitrary<string> {
  const leaf = fc.constantFrom(...names)
  if (depth === 0) return leaf
  const part = windows(names, depth - 1)
  return fc.oneof(
    fc.tuple(part, fc.integer({ min: -5, max: 5 }), fc.integer({ min: 1, max: 4 })).map(([text, pad, by]) => `(${text} + ${pad})//${by}`),
    fc.tuple(part, fc.integer({ min: 1, max: 4 })).map(([text, factor]) => `${factor}*(${text})`),
    fc.tuple(part, fc.integer({ min: 2, max: 5 })).map(([text, by]) => `(${text})%${by}`),
    fc.tuple(part, part).map(([left, right]) => `(${left} - (${right}))`),
    part,
  )
}

function comparison(part: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const right = fc.oneof(part, fc.integer({ min: -3, max: 20 }).map(String))
  return fc.tuple(part, fc.constantFrom('==', '==', '!=', '<', '<=', '>', '>='), right).map(([left, op, other]) => `${left} ${op} ${other}`)
}

function conditions(part: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const single = comparison(part)
  return fc.oneof(
    { weight: 4, arbitrary: single },
    { weight: 1, arbitrary: fc.tuple(single, fc.constantFrom('and', 'or'), single).map(([left, op, right]) => `${left} ${op} ${right}`) },
  )
}

const NAMES = ['H', 'W', 'N']
const sizes = fc.record({ H: fc.integer({ min: 1, max: 60 }), W: fc.integer({ min: 1, max: 60 }), N: fc.integer({ min: 1, max: 60 }) })

function check<Values extends [unknown, ...unknown[]]>(...args: [...{ [Index in keyof Values]: fc.Arbitrary<Values[Index]> }, (...values: Values) => void]): void {
  const predicate = args.pop() as (...values: Values) => void
  fc.assert(fc.property(...(args as unknown as { [Index in keyof Values]: fc.Arbitrary<Values[Index]> }), predicate), { numRuns: RUNS })
}

describe('dims', () => {
  test('the normal form has the value of the expression', { timeout: HOUR }, () => {
    check(expression(NAMES, 3), sizes, (text, at) => {
      const value = dim(text)
      if (!dims.containsOpaque(value)) expect(dims.evaluate(value, at)).toBe(readExpression(text, integers(at)) + 0)
    })
  })

  test('the printed form has the value of the dim', { timeout: HOUR }, () => {
    check(expression(NAMES, 3), sizes, (text, at) => {
      const value = dim(text)
      if (!dims.containsOpaque(value)) expect(readExpression(dims.show(value), integers(at)) + 0).toBe(dims.evaluate(value, at) + 0)
    })
  })

  test('bounds hold', { timeout: HOUR }, () => {
    check(expression(NAMES, 3), sizes, (text, at) => {
      const value = dim(text)
      const exact = readExpression(text, integers(at))
      expect(exact).toBeGreaterThanOrEqual(dims.lowerBound(value) ?? -Infinity)
      expect(exact).toBeLessThanOrEqual(dims.upperBound(value) ?? Infinity)
    })
  })

  test('substituting and then evaluating is evaluating', { timeout: HOUR }, () => {
    check(expression(NAMES, 2), expression(['W', 'N'], 2), sizes, (text, replacement, at) => {
      const inner = readExpression(replacement, integers(at))
      const outer = dims.substitute(dim(text), (name) => (name === 'H' ? dim(replacement) : undefined))
      if (inner < 1 || dims.containsOpaque(outer)) return
      expect(dims.evaluate(outer, at) + 0).toBe(readExpression(text, integers({ ...at, H: inner })) + 0)
    })
  })

  test('equal normal forms have equal keys', { timeout: HOUR }, () => {
    check(expression(NAMES, 2), expression(NAMES, 2), (left, right) => {
      const difference = dims.sub(dim(left), dim(right))
      if (dims.containsOpaque(difference)) return
      expect(dims.sameDim(dim(left), dim(right))).toBe(difference === 0)
      expect(dims.key(dim(left)) === dims.key(dim(right))).toBe(difference === 0)
    })
  })

  test('no result is minus zero or unsafe', { timeout: HOUR }, () => {
    check(expression(['3', '0', '7'], 3), (text) => {
      if (/(\/\/|%)\(\d\*0\)/.test(text)) return
      const value = dim(text)
      expect(Number.isSafeInteger(value) && !Object.is(value, -0)).toBe(true)
    })
  })
})

/** The decision is right for all the sizes that meet the assumption. */
function checkDecision(question: string, assumption: string, grid: readonly Record<string, number>[]): void {
  const known = dims.assume(dims.NO_ASSUMPTIONS, condition(assumption))
  const decision = dims.decide(condition(question), known)
  if (decision === 'unknown') return
  const [isAsked, isGiven] = [predicate(question), predicate(assumption)]
  const isExpected = typeof decision === 'string' ? () => decision === 'always' : predicate(dims.showCondition(decision.when))
  for (const at of grid) {
    if (isGiven(at) && isAsked(at) !== isExpected(at)) {
      throw new Error(`${question}, given ${assumption}: ${typeof decision === 'string' ? decision : dims.showCondition(decision.when)} is wrong at ${JSON.stringify(at)}`)
    }
  }
}

const LINE = Array.from({ length: 200 }, (_, index) => ({ H: index + 1 }))
const SQUARE = Array.from({ length: 24 * 24 }, (_, index) => ({ H: (index % 24) + 1, W: Math.floor(index / 24) + 1 }))
const ASSUMPTIONS = ['True', 'H % 2 == 0', 'H % 3 == 1', 'H >= 7', 'H <= 40', 'H != 5', 'H % 4 != 2 and H >= 3', 'H == 12', 'H % 2 == 0 or H % 3 == 0']

describe('decisions', () => {
  test('one size, sizes 1 to 200', { timeout: HOUR }, () => {
    check(conditions(windows(['H'], 3)), fc.constantFrom(...ASSUMPTIONS), (question, given) => checkDecision(question, given, LINE))
  })

  test('one size in any expression', { timeout: HOUR }, () => {
    check(conditions(expression(['H'], 2)), fc.constantFrom(...ASSUMPTIONS), (question, given) => checkDecision(question, given, LINE))
  })

  test('two sizes, sizes 1 to 24', { timeout: HOUR }, () => {
    const given = fc.constantFrom(...ASSUMPTIONS, 'H == W', 'H >= W', 'H == 2*W', 'W % 2 == 0 and H % 2 == 0', 'H*W >= 7', 'W % H == 0', 'H + W == 9')
    check(conditions(windows(['H', 'W'], 2)), given, (question, assumption) => checkDecision(question, assumption, SQUARE))
  })

  test('two sizes in any expression', { timeout: HOUR }, () => {
    check(conditions(expression(['H', 'W'], 2)), fc.constantFrom('True', 'H == W', 'H > W'), (question, assumption) => {
      checkDecision(question, assumption, SQUARE)
    })
  })

  test('a condition with a finite pattern is decided', { timeout: HOUR }, () => {
    const linear = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: -9, max: 9 }), fc.integer({ min: 2, max: 9 }))
    check(linear, fc.integer({ min: 0, max: 9 }), ([factor, offset, by], residue) => {
      expect(dims.decide(condition(`(${factor}*H + ${offset}) % ${by} == ${residue}`))).not.toBe('unknown')
    })
  })
})

describe('conditions', () => {
  test('the normal form and its printed form hold where the text does', { timeout: HOUR }, () => {
    check(conditions(expression(NAMES, 2)), sizes, (text, at) => {
      const value = condition(text)
      if (dims.conditionIsOpaque(value)) return
      expect(dims.evaluateCondition(value, at)).toBe(holds(text, at))
      expect(holds(dims.showCondition(value), at)).toBe(holds(text, at))
      expect(dims.evaluateCondition(dims.negate(value), at)).toBe(!holds(text, at))
    })
  })
})

describe('assumptions', () => {
  const congruence = fc.tuple(fc.constantFrom('H', 'W', 'H + W'), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 0, max: 5 }))
    .map(([text, by, rest]) => `(${text}) % ${by} == ${rest % by}`)
  const facts = fc.array(fc.oneof(congruence, comparison(windows(['H'], 1)), comparison(windows(['H', 'W'], 1))), { minLength: 1, maxLength: 3 })
  const assumed = (texts: readonly string[]): dims.Assumptions => texts.reduce((known, text) => dims.assume(known, condition(text)), dims.NO_ASSUMPTIONS)

  test('the simplest form says the same', { timeout: HOUR }, () => {
    check(facts, (texts) => {
      const simplest = assumed(texts).simplest().map((each) => predicate(dims.showCondition(each)))
      const given = texts.map(predicate)
      for (const at of SQUARE) expect([at, simplest.every((test) => test(at))]).toEqual([at, given.every((test) => test(at))])
    })
  })

  test('a simplified dim is equal wherever the assumptions hold', { timeout: HOUR }, () => {
    check(facts, expression(['H', 'W'], 2), (texts, text) => {
      const simplified = dims.simplify(dim(text), assumed(texts))
      if (dims.containsOpaque(simplified)) return
      const given = texts.map(predicate)
      for (const at of SQUARE) {
        if (given.every((test) => test(at))) expect(dims.evaluate(simplified, at) + 0).toBe(readExpression(text, integers(at)) + 0)
      }
    })
  })

  test('decisions under several assumptions are right', { timeout: HOUR }, () => {
    check(facts, comparison(windows(['H', 'W'], 1)), (texts, question) => {
      const decision = dims.decide(condition(question), assumed(texts))
      if (decision === 'unknown') return
      const given = texts.map(predicate)
      const asked = predicate(question)
      for (const at of SQUARE) {
        if (!given.every((test) => test(at))) continue
        const expected = decision === 'always' ? true : decision === 'never' ? false : dims.evaluateCondition(decision.when, at)
        expect([at, decision, asked(at)]).toEqual([at, decision, expected])
      }
    })
  })
})
