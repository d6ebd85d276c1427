/** Expressions: how they are built, read and evaluated. They are built to read like PyTorch's manual. */
import { erf, logSigmoidOf, sigmoidOf } from '../kernels/special.ts'
import type { Expression, Formula, FunctionName, Made, OperationName, Origin, Part, Reads, Term, Terms, WeightPlace } from './types.ts'

const operation = (name: OperationName, operands: readonly Expression[]): Expression => ({ kind: 'operation', operation: name, operands })

/** Sums and products within sums and products are written as one. */
const flat = (name: '+' | '·', operands: readonly Expression[]): Expression => {
  const all = operands.flatMap((each) => (each.kind === 'operation' && each.operation === name ? each.operands : [each]))
  return all.length === 1 ? all[0]! : operation(name, all)
}

/** The sum of a list, however long. */
export const total = (operands: readonly Expression[]): Expression => flat('+', operands)
export const plus = (...operands: readonly Expression[]): Expression => total(operands)
export const times = (...operands: readonly Expression[]): Expression => flat('·', operands)
export const minus = (left: Expression, right: Expression): Expression => operation('−', [left, right])
export const over = (left: Expression, right: Expression): Expression => operation('/', [left, right])
export const toThe = (base: Expression, exponent: Expression): Expression => operation('^', [base, exponent])
export const squared = (base: Expression): Expression => toThe(base, number(2))
export const apply = (name: FunctionName, operand: Expression): Expression => operation(name, [operand])
export const largestOf = (operands: readonly Expression[]): Expression => operation('max', operands)
export const largest = (...operands: readonly Expression[]): Expression => largestOf(operands)
export const smallest = (...operands: readonly Expression[]): Expression => operation('min', operands)

/** A number of the layer's own. */
export const number = (value: number, name?: string): Expression => ({ kind: 'number', value, name })
export const weight = (name: string, place: number): Expression => ({ kind: 'weight', weight: { name, place } })
export const termOf = (term: Term): Expression => ({ kind: 'term', term })
/** What stands at an origin, once or times a weight. */
export const read = (from: Origin, factor: number | WeightPlace = 1): Expression => termOf({ from, factor })
export const input = (place: number, which = 0): Origin => ({ kind: 'input', input: which, place })
/** A named number with what it is made of. */
export const part = (name: string, index: readonly number[], value: number, made: () => Made, at?: Part['at']): Origin => ({ kind: 'part', part: { name, index, value, made, at } })

export const formula = (expression: Expression, where?: string, chosenBy?: readonly Origin[]): Formula => ({ form: 'formula', expression, where, chosenBy })

/** The terms at the leaves, from left to right. */
export function leavesOf(expression: Expression): readonly Term[] {
  switch (expression.kind) {
    case 'term': return [expression.term]
    case 'operation': return expression.operands.flatMap(leavesOf)
    default: return []
  }
}

/** The weights that stand in an expression by themselves. */
export function weightsOf(expression: Expression): readonly WeightPlace[] {
  switch (expression.kind) {
    case 'weight': return [expression.weight]
    case 'operation': return expression.operands.flatMap(weightsOf)
    default: return []
  }
}

/** The terms of whatever form; elements that chose what was read come last. */
export function termsOf(made: Made): readonly Term[] {
  return made.form === 'formula' ? [...leavesOf(made.expression), ...(made.chosenBy ?? []).map((from): Term => ({ from, factor: 1 }))] : made.terms
}

/** The elements of inputs that take part in an element of an output, through parts as well. */
export function readsOf(terms: Terms, output: number, place: number): readonly Reads[] {
  if (terms.reads) return terms.reads(output, place)
  const made = terms.of(output, place)
  return made ? inputsAmong(termsOf(made).map(({ from }) => from)) : []
}

export const inputsAmong = (origins: readonly Origin[]): Reads[] => origins.flatMap((from) => (from.kind === 'input' ? [{ input: from.input, places: [from.place] }] : []))

/** How the leaves are read. */
export interface Reading { value(from: Origin): number; weight(place: WeightPlace): number }

/** The number that an expression stands for. */
export function evaluate(expression: Expression, reading: Reading): number {
  switch (expression.kind) {
    case 'number': return expression.value
    case 'weight': return reading.weight(expression.weight)
    case 'term': {
      const { from, factor } = expression.term
      return reading.value(from) * (typeof factor === 'number' ? factor : reading.weight(factor))
    }
    case 'operation': return operations[expression.operation](expression.operands.map((each) => evaluate(each, reading)))
  }
}

/** The number that a cell is said to be made up to. */
export function valueOf(made: Made, reading: Reading): number {
  const valueOfTerm = (term: Term): number => evaluate(termOf(term), reading)
  switch (made.form) {
    case 'formula': return evaluate(made.expression, reading)
    case 'maximum': return made.terms[made.winner] ? reading.value(made.terms[made.winner]!.from) : -Infinity
    case 'sum': return made.terms.reduce((sum, term) => sum + valueOfTerm(term), made.bias ? reading.weight(made.bias) : 0)
  }
}

const one = (f: (x: number) => number) => ([x]: readonly number[]): number => f(x!)
const two = (f: (x: number, y: number) => number) => ([x, y]: readonly number[]): number => f(x!, y!)
const all = (f: (x: number, y: number) => number, start: number) => (operands: readonly number[]): number => operands.reduce(f, start)

const operations: Readonly<Record<OperationName, (operands: readonly number[]) => number>> = {
  '+': all((x, y) => x + y, 0),
  '·': all((x, y) => x * y, 1),
  '−': two((x, y) => x - y),
  '/': two((x, y) => x / y),
  '^': two((x, y) => x ** y),
  max: all((x, y) => Math.max(x, y), -Infinity),
  min: all((x, y) => Math.min(x, y), Infinity),
  negative: one((x) => -x),
  abs: one(Math.abs),
  sqrt: one(Math.sqrt),
  exp: one(Math.exp),
  log: one(Math.log),
  'log σ': one(logSigmoidOf),
  σ: one(sigmoidOf),
  tanh: one(Math.tanh),
  softplus: one((x) => -logSigmoidOf(-x)),
  Φ: one((x) => 0.5 * (1 + erf(x / Math.SQRT2))),
}
