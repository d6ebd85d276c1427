/**
 * Conditions over dims, kept in normal form by their constructors.
 *
 * Every comparison is a relation of one difference to zero. There is no `not`: comparisons are closed under negation,
 * and De Morgan's laws carry it through `and` and `or`.
 */
import {
  constantPart, containsOpaque, fromTerms, isConstant, key, neg, sub, termsOf, variableTerms, type Dim,
  type SymbolAtom,
} from './dim.ts'
import { mod } from './floor.ts'
import { floorQuotient, gcd } from './integers.ts'
import { offsetOfProduct, show, splitRemainders, sumOfSummands } from './show.ts'
import { evaluateWith, substitute, visitAtoms } from './substitute.ts'

export type Condition = Constant | Comparison | Connective
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>='
export type Relation = 'zero' | 'nonzero' | 'nonnegative'

export interface Constant {
  readonly kind: 'true' | 'false'
}

/** At least two parts, none of them a constant or a connective of the same kind. */
export interface Connective {
  readonly kind: 'and' | 'or'
  readonly parts: readonly Condition[]
}

export const TRUE: Constant = { kind: 'true' }
export const FALSE: Constant = { kind: 'false' }

/** `difference == 0`, `difference != 0` or `difference >= 0`; read as `left op right`. */
export class Comparison {
  readonly kind = 'comparison'
  readonly relation: Relation
  readonly difference: Dim
  #sides: Sides | undefined
  #key: string | undefined
  #opposite: Condition | undefined

  constructor(relation: Relation, difference: Dim) {
    this.relation = relation
    this.difference = difference
  }

  get key(): string {
    return (this.#key ??= `${this.relation}(${key(this.difference)})`)
  }

  get opposite(): Condition {
    return (this.#opposite ??= oppositeOf(this))
  }

  get op(): ComparisonOperator {
    return this.#read().op
  }

  get left(): Dim {
    return this.#read().left
  }

  get right(): Dim {
    return this.#read().right
  }

  #read(): Sides {
    return (this.#sides ??= sidesOf(this.relation, this.difference))
  }
}

export function equals(left: Dim, right: Dim): Condition {
  return relate('zero', sub(left, right))
}

export function notEquals(left: Dim, right: Dim): Condition {
  return relate('nonzero', sub(left, right))
}

export function lessThan(left: Dim, right: Dim): Condition {
  return relate('nonnegative', sub(sub(right, left), 1))
}

export function atMost(left: Dim, right: Dim): Condition {
  return relate('nonnegative', sub(right, left))
}

export function greaterThan(left: Dim, right: Dim): Condition {
  return lessThan(right, left)
}

export function atLeast(left: Dim, right: Dim): Condition {
  return atMost(right, left)
}

/** `dim % divisor == 0`. */
export function divisible(dim: Dim, divisor: Dim): Condition {
  return equals(mod(dim, divisor), 0)
}

/** The comparison that Python writes `left op right`. */
export function compare(left: Dim, op: ComparisonOperator, right: Dim): Condition {
  switch (op) {
    case '==':
      return equals(left, right)
    case '!=':
      return notEquals(left, right)
    case '<':
      return lessThan(left, right)
    case '<=':
      return atMost(left, right)
    case '>':
      return greaterThan(left, right)
    case '>=':
      return atLeast(left, right)
  }
}

export function allOf(...parts: readonly Condition[]): Condition {
  return connect('and', parts)
}

export function anyOf(...parts: readonly Condition[]): Condition {
  return connect('or', parts)
}

export function negate(condition: Condition): Condition {
  switch (condition.kind) {
    case 'true':
      return FALSE
    case 'false':
      return TRUE
    case 'comparison':
      return condition.opposite
    case 'and':
    case 'or':
      return connect(condition.kind === 'and' ? 'or' : 'and', condition.parts.map(negate))
  }
}

function oppositeOf({ relation, difference }: Comparison): Condition {
  // not (d >= 0)  =  -d - 1 >= 0  on the integers
  if (relation === 'nonnegative') return relate('nonnegative', sub(-1, difference))
  return new Comparison(relation === 'zero' ? 'nonzero' : 'zero', difference)
}

/** The relation of `difference` to zero, reduced by the common divisor `g` of the coefficients. */
export function relate(relation: Relation, difference: Dim): Condition {
  if (isConstant(difference)) {
    const holds = relation === 'nonnegative' ? difference >= 0 : (difference === 0) === (relation === 'zero')
    return holds ? TRUE : FALSE
  }
  const variable = variableTerms(difference)
  const offset = constantPart(difference)
  const common = variable.reduce((divided, term) => gcd(divided, term.coefficient), 0)
  if (relation !== 'nonnegative') {
    // g*x + c == 0  never holds where g does not divide c.
    if (offset % common !== 0) return relation === 'zero' ? FALSE : TRUE
    const divisor = (termsOf(difference)[0]?.coefficient ?? 1) < 0 ? -common : common
    return new Comparison(relation, divisor === 1 ? difference : scaleDown(difference, divisor, offset / divisor))
  }
  // g*x + c >= 0  =  x + c//g >= 0  for g > 0
  return new Comparison(relation, common === 1 ? difference : scaleDown(difference, common, floorQuotient(offset, common)))
}

function scaleDown(difference: Dim, divisor: number, offset: number): Dim {
  const terms = variableTerms(difference).map(({ coefficient, atoms }) => ({ coefficient: coefficient / divisor, atoms }))
  return fromTerms(offset === 0 ? terms : [...terms, { coefficient: offset + 0, atoms: [] }])
}

/** Flattens, drops repetition and neutral parts; an absorbing part or a part beside its negation decides. */
function connect(kind: 'and' | 'or', parts: readonly Condition[]): Condition {
  const neutral = kind === 'and' ? TRUE : FALSE
  const absorbing = kind === 'and' ? FALSE : TRUE
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const kept = new Map<string, Condition>()
  for (const part of parts.flatMap((each) => (each.kind === kind ? each.parts : [each]))) {
    if (part.kind === absorbing.kind) return absorbing
    if (part.kind === neutral.kind) continue
    if (kept.size > 0 && kept.has(conditionKey(negate(part)))) return absorbing
    kept.set(conditionKey(part), part)
  }
  const [first, second] = kept.values()
  if (first === undefined) return neutral
  return second === undefined ? first : { kind, parts: [...kept.values()] }
}

/** The condition's identity: equal keys exactly for equal normal forms. */
export function conditionKey(condition: Condition): string {
  switch (condition.kind) {
    case 'true':
    case 'false':
      return condition.kind
    case 'comparison':
      return condition.key
    case 'and':
    case 'or':
      return `${condition.kind}(${condition.parts.map(conditionKey).join(',')})`
  }
}

/** The conditions that a conjunction is made of; none for one that always holds. */
export function conjunctsOf(condition: Condition): readonly Condition[] {
  if (condition.kind === 'and') return condition.parts
  return condition.kind === 'true' ? [] : [condition]
}

/** Every comparison within the condition. */
export function comparisonsOf(condition: Condition): readonly Comparison[] {
  if (condition.kind === 'comparison') return [condition]
  return condition.kind === 'and' || condition.kind === 'or' ? condition.parts.flatMap(comparisonsOf) : []
}

/** The condition with each comparison replaced. */
export function mapComparisons(condition: Condition, replacement: (comparison: Comparison) => Condition): Condition {
  if (condition.kind === 'comparison') return replacement(condition)
  if (condition.kind !== 'and' && condition.kind !== 'or') return condition
  const parts = condition.parts.map((part) => mapComparisons(part, replacement))
  return parts.every((part, place) => part === condition.parts[place]) ? condition : connect(condition.kind, parts)
}

export function substituteCondition(condition: Condition, replacement: (name: string) => Dim | undefined): Condition {
  return mapComparisons(condition, ({ relation, difference }) => relate(relation, substitute(difference, replacement)))
}

/** Whether an opaque integer occurs within the condition. */
export function conditionIsOpaque(condition: Condition): boolean {
  return comparisonsOf(condition).some((comparison) => containsOpaque(comparison.difference))
}

/** The symbols within the condition, each once, by key. */
export function symbolsOfCondition(condition: Condition): ReadonlyMap<string, SymbolAtom> {
  const found = new Map<string, SymbolAtom>()
  for (const { difference } of comparisonsOf(condition)) {
    visitAtoms(difference, (atom) => {
      if (atom.kind === 'symbol') found.set(atom.key, atom)
    })
  }
  return found
}

/** Whether the condition holds for given sizes. A comparison without a value, such as one of opaque dims, does not. */
export function evaluateCondition(condition: Condition, sizes: Readonly<Record<string, number>>): boolean {
  return holdsAt(condition, (symbol) => sizes[symbol.name] ?? NaN)
}

export function holdsAt(condition: Condition, size: (symbol: SymbolAtom) => number): boolean {
  switch (condition.kind) {
    case 'true':
    case 'false':
      return condition.kind === 'true'
    case 'comparison':
      return relationHolds(condition.relation, evaluateWith(condition.difference, size))
    case 'and':
      return condition.parts.every((part) => holdsAt(part, size))
    case 'or':
      return condition.parts.some((part) => holdsAt(part, size))
  }
}

export function relationHolds(relation: Relation, difference: number): boolean {
  if (Number.isNaN(difference)) return false
  return relation === 'nonnegative' ? difference >= 0 : (difference === 0) === (relation === 'zero')
}

/** The condition in Python's syntax: `H % 16 == 0`, `H >= 33 and W == H`. */
export function showCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'true':
      return 'True'
    case 'false':
      return 'False'
    case 'comparison':
      return `${show(condition.left)} ${condition.op} ${show(condition.right)}`
    case 'and':
      return condition.parts
        .map((part) => (part.kind === 'or' ? `(${showCondition(part)})` : showCondition(part)))
        .join(' and ')
    case 'or':
      return condition.parts.map(showCondition).join(' or ')
  }
}

interface Sides {
  readonly op: ComparisonOperator
  readonly left: Dim
  readonly right: Dim
}

/** Positive summands on the left, negative ones on the right, the constant where it stays positive. */
function sidesOf(relation: Relation, difference: Dim): Sides {
  const equality = relation === 'zero' ? '==' : '!='
  const beside = offsetOfProduct(difference)
  if (beside !== undefined && (termsOf(difference)[0]?.coefficient ?? 0) > 0) {
    return { op: relation === 'nonnegative' ? '>=' : equality, left: sub(difference, beside), right: -beside + 0 }
  }
  const countTerms = (dim: Dim): number => (relation === 'nonnegative' ? variableTerms(dim) : termsOf(dim)).length
  const summands = splitRemainders(difference, countTerms)
  const variable = summands.filter((summand) => summand.text !== '')
  const offset = summands.find((summand) => summand.text === '')?.coefficient ?? 0
  const positive = sumOfSummands(variable.filter((summand) => summand.coefficient > 0))
  const negative = neg(sumOfSummands(variable.filter((summand) => summand.coefficient < 0)))
  if (negative === 0) return { op: relation === 'nonnegative' ? '>=' : equality, left: positive, right: -offset + 0 }
  if (positive === 0) return { op: relation === 'nonnegative' ? '<=' : equality, left: negative, right: offset }
  if (relation === 'nonnegative' && offset === -1) return { op: '>', left: positive, right: negative }
  return {
    op: relation === 'nonnegative' ? '>=' : equality,
    left: sub(positive, Math.min(-offset, 0)),
    right: sub(negative, Math.min(offset, 0)),
  }
}
