/**
 * Reads Python's integer expressions and conditions. The meaning comes from an algebra, so that one text can become a
 * dim, or be computed directly as the reference that dims are compared with.
 */
import * as dims from '../../../core/dims/index.ts'
import type { Condition, Dim } from '../../../core/dims/index.ts'

export interface Algebra<Value> {
  number(value: number): Value
  name(name: string): Value
  binary(op: '+' | '-' | '*' | '//' | '%', left: Value, right: Value): Value
  call(name: 'max' | 'min', left: Value, right: Value): Value
}

/** Python's integers, for the given sizes. */
export function integers(sizes: Readonly<Record<string, number>>): Algebra<number> {
  return {
    number: (value) => value,
    name: (name) => {
      const size = sizes[name]
      if (size === undefined) throw new Error(`no size for ${name}`)
      return size
    },
    binary: calculate,
    call: (name, left, right) => (name === 'max' ? Math.max(left, right) : Math.min(left, right)),
  }
}

function calculate(op: '+' | '-' | '*' | '//' | '%', left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '//':
      return Math.floor(left / right)
    case '%':
      return left - right * Math.floor(left / right)
  }
}

export const symbolic: Algebra<Dim> = {
  number: (value) => value,
  name: (name) => (name === 'Z' ? dims.symbol(name, { min: 0 }) : dims.symbol(name)),
  binary: (op, left, right) => {
    switch (op) {
      case '+':
        return dims.add(left, right)
      case '-':
        return dims.sub(left, right)
      case '*':
        return dims.mul(left, right)
      case '//':
        return dims.floorDiv(left, right)
      case '%':
        return dims.mod(left, right)
    }
  },
  call: (name, left, right) => (name === 'max' ? dims.max(left, right) : dims.min(left, right)),
}

export function dim(text: string): Dim {
  return readExpression(text, symbolic)
}

export function condition(text: string): Condition {
  return readCondition(text, {
    truth: (value) => (value ? dims.TRUE : dims.FALSE),
    compare: (op, left, right) => dims.compare(readExpression(left, symbolic), op, readExpression(right, symbolic)),
    both: (left, right) => dims.allOf(left, right),
    either: (left, right) => dims.anyOf(left, right),
    negate: dims.negate,
  })
}

/** Whether the condition that the text states holds for the sizes. */
export function holds(text: string, sizes: Readonly<Record<string, number>>): boolean {
  return predicate(text)(sizes)
}

/** The condition that the text states, as a function of the sizes; the text is read once. */
export function predicate(text: string): (sizes: Readonly<Record<string, number>>) => boolean {
  type Test = (sizes: Readonly<Record<string, number>>) => boolean
  return readCondition<Test>(text, {
    truth: (value) => () => value,
    compare: (op, left, right) => {
      const first = readExpression(left, delayed)
      const second = readExpression(right, delayed)
      const test = COMPARISONS[op]
      return (sizes) => test(first(sizes) - second(sizes))
    },
    both: (left, right) => (sizes) => left(sizes) && right(sizes),
    either: (left, right) => (sizes) => left(sizes) || right(sizes),
    negate: (value) => (sizes) => !value(sizes),
  })
}

const COMPARISONS: Readonly<Record<dims.ComparisonOperator, (difference: number) => boolean>> = {
  '==': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
}

/** Python's integers as functions of the sizes. */
const delayed: Algebra<(sizes: Readonly<Record<string, number>>) => number> = {
  number: (value) => () => value,
  name: (name) => (sizes) => sizes[name] ?? NaN,
  binary: (op, left, right) => (sizes) => calculate(op, left(sizes), right(sizes)),
  call: (name, left, right) => (sizes) => (name === 'max' ? Math.max : Math.min)(left(sizes), right(sizes)),
}

interface Logic<Value> {
  truth(value: boolean): Value
  compare(op: dims.ComparisonOperator, left: string, right: string): Value
  both(left: Value, right: Value): Value
  either(left: Value, right: Value): Value
  negate(value: Value): Value
}

const TOKEN = /\s*(\/\/|[-+*%(),]|\d+|[A-Za-z_]\w*)/y

export function readExpression<Value>(text: string, algebra: Algebra<Value>): Value {
  const tokens = tokenize(text)
  let place = 0
  const next = (): string => tokens[place++] ?? fail(text)
  const expect = (token: string): void => {
    if (next() !== token) fail(text)
  }
  const sum = (): Value => {
    let value = product()
    while (tokens[place] === '+' || tokens[place] === '-') value = algebra.binary(next() as '+' | '-', value, product())
    return value
  }
  const product = (): Value => {
    let value = unary()
    while (tokens[place] === '*' || tokens[place] === '//' || tokens[place] === '%') {
      value = algebra.binary(next() as '*' | '//' | '%', value, unary())
    }
    return value
  }
  const unary = (): Value => {
    if (tokens[place] !== '-') return primary()
    next()
    return algebra.binary('-', algebra.number(0), unary())
  }
  const primary = (): Value => {
    const token = next()
    if (/^\d/.test(token)) return algebra.number(Number(token))
    if (token === '(') {
      const value = sum()
      expect(')')
      return value
    }
    if (token !== 'max' && token !== 'min') return algebra.name(token)
    expect('(')
    let value = sum()
    while (tokens[place] === ',') {
      next()
      value = algebra.call(token, value, sum())
    }
    expect(')')
    return value
  }
  const value = sum()
  return place === tokens.length ? value : fail(text)
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text)
    if (match?.[1] === undefined) fail(text)
    tokens.push(match[1])
  }
  return tokens
}

/** `or` binds weaker than `and`, `and` weaker than `not`; a parenthesis opens a condition where it holds a comparison. */
function readCondition<Value>(text: string, logic: Logic<Value>): Value {
  const alternatives = splitOutside(text, ' or ')
  if (alternatives.length > 1) return alternatives.map((part) => readCondition(part, logic)).reduce(logic.either)
  const parts = splitOutside(text, ' and ')
  if (parts.length > 1) return parts.map((part) => readCondition(part, logic)).reduce(logic.both)
  const plain = text.trim()
  if (plain === 'True' || plain === 'False') return logic.truth(plain === 'True')
  if (plain.startsWith('not ')) return logic.negate(readCondition(plain.slice(4), logic))
  const comparison = /^([^<>=!]*)(==|!=|<=|>=|<|>)([^<>=!]*)$/.exec(plain)
  if (comparison !== null && !/ (and|or) |\bnot\b/.test(plain) && balanced(comparison[1] ?? '')) {
    return logic.compare(comparison[2] as dims.ComparisonOperator, comparison[1] ?? '', comparison[3] ?? '')
  }
  if (plain.startsWith('(') && plain.endsWith(')')) return readCondition(plain.slice(1, -1), logic)
  return fail(text)
}

function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let place = 0; place < text.length; place++) {
    if (text[place] === '(') depth++
    else if (text[place] === ')') depth--
    else if (depth === 0 && text.startsWith(separator, place)) {
      parts.push(text.slice(start, place))
      start = place + separator.length
    }
  }
  return [...parts, text.slice(start)]
}

function balanced(text: string): boolean {
  return text.split('(').length === text.split(')').length
}

function fail(text: string): never {
  throw new Error(`not an expression: ${text}`)
}
