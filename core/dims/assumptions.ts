/** What is taken as true: branches taken, and the contract so far. An immutable value. */
import { lowerBound, upperBound, type Interval, type Knowledge } from './bounds.ts'
import {
  allOf, atLeast, conditionIsOpaque, conditionKey, conjunctsOf, equals, FALSE, mapComparisons, negate, relate, symbolsOfCondition,
  TRUE, type Condition,
} from './condition.ts'
import {
  fromAtom, fromTerms, isConstant, mul, neg, sameAtom, sub, termsOf, type Atom, type Dim, type SymbolAtom,
} from './dim.ts'
import { describe } from './describe.ts'
import { lcm } from './integers.ts'
import { Memo } from './memo.ts'
import { replaceAtoms, visitAtoms } from './substitute.ts'
import { lastOf, PERIOD_LIMIT, periodOfCondition, tabulate } from './table.ts'

/** At most this many comparisons between several symbols sharpen bounds. */
const FACT_LIMIT = 6

let assumptionsCount = 0

/** What follows from assumptions with one more condition. The same program, run again, assumes the same. */
const continuations = new Memo<Assumptions>(2000)

export class Assumptions implements Knowledge {
  /** The conditions as they were assumed, without those that held anyway. */
  readonly conditions: readonly Condition[]
  /** Whether no sizes meet all conditions, as far as that is seen. */
  readonly contradictory: boolean
  /** Comparisons between several symbols, as dims that are at least 0. */
  readonly nonNegative: readonly Dim[]
  /** The keys of the symbols that conditions on several symbols tie together. */
  readonly linked: readonly ReadonlySet<string>[]
  /** The conditions after elimination. */
  readonly #facts: readonly Condition[]
  readonly #factKeys: ReadonlySet<string>
  /** Atoms that an equality expresses through others, by key. */
  readonly #eliminated: ReadonlyMap<string, Elimination>
  readonly #ranges = new Map<string, Interval>()
  readonly #number = ++assumptionsCount

  constructor(conditions: readonly Condition[], facts: readonly Condition[], eliminated: ReadonlyMap<string, Elimination>) {
    this.conditions = conditions
    this.#facts = facts
    this.#factKeys = new Set(facts.map(conditionKey))
    this.#eliminated = eliminated
    this.nonNegative = facts.flatMap(nonNegativeDims).slice(0, FACT_LIMIT)
    this.linked = facts.map((fact) => new Set(symbolsOfCondition(fact).keys())).filter((symbols) => symbols.size > 1)
    this.contradictory = this.#contradicts()
  }

  /** These assumptions and one more. */
  and(condition: Condition): Assumptions {
    if (condition.kind === 'and') return condition.parts.reduce<Assumptions>((known, part) => known.and(part), this)
    if (condition.kind === 'true') return this
    // An opaque integer is never met again.
    if (conditionIsOpaque(condition)) return this.#withOne(condition)
    const key = `${this.#number} ${conditionKey(condition)}`
    return continuations.get(key) ?? continuations.set(key, this.#withOne(condition))
  }

  #withOne(condition: Condition): Assumptions {
    const reduced = this.reduce(condition)
    if (reduced.kind === 'true' || this.#factKeys.has(conditionKey(reduced))) return this
    const conditions = [...this.conditions, condition]
    const elimination = solve(reduced)
    if (elimination === undefined) return new Assumptions(conditions, [...this.#facts, reduced], this.#eliminated).#withPinned(reduced)
    const { atom, value } = elimination
    const solved = (other: Atom): Dim | undefined => (sameAtom(other, atom) ? value : undefined)
    const eliminated = new Map<string, Elimination>()
    for (const [key, { atom: earlier, value: earlierValue }] of this.#eliminated) {
      eliminated.set(key, { atom: earlier, value: replaceAtoms(earlierValue, solved) })
    }
    eliminated.set(atom.key, elimination)
    const facts = this.#facts.map((fact) => replaceInCondition(fact, solved))
    const admissible = atom.min === undefined ? TRUE : atLeast(value, atom.min)
    return new Assumptions(conditions, conjunctsOf(allOf(...facts, admissible)), eliminated)
  }

  /** A symbol that has one size left equals it. */
  #withPinned(condition: Condition): Assumptions {
    const [symbol, ...others] = symbolsOfCondition(condition).values()
    if (symbol === undefined || others.length > 0) return this
    const range = this.range(symbol)
    return range !== undefined && range.low === range.high ? this.and(equals(fromAtom(symbol), range.low)) : this
  }

  /** The condition with eliminated atoms expressed through the others. */
  reduce(condition: Condition): Condition {
    if (this.#eliminated.size === 0) return condition
    return replaceInCondition(condition, (atom) => this.#eliminated.get(atom.key)?.value)
  }

  /** The dim with eliminated atoms expressed through the others. */
  reduceDim(dim: Dim): Dim {
    if (this.#eliminated.size === 0) return dim
    return replaceAtoms(dim, (atom) => this.#eliminated.get(atom.key)?.value)
  }

  /** Whether the condition, or its negation, is itself among the assumptions. */
  states(condition: Condition): boolean | undefined {
    if (this.#factKeys.size === 0) return undefined
    if (this.#factKeys.has(conditionKey(condition))) return true
    return this.#factKeys.has(conditionKey(negate(condition))) ? false : undefined
  }

  /** What is assumed about one symbol alone, of periods that fit together. */
  about(symbol: SymbolAtom): Condition {
    let period = 1
    const kept: Condition[] = []
    for (const fact of this.#facts) {
      if (!isAbout(fact, symbol)) continue
      const next = lcm(period, Math.min(periodOfCondition(fact, symbol), PERIOD_LIMIT + 1))
      if (next > PERIOD_LIMIT) continue
      period = next
      kept.push(fact)
    }
    return allOf(...kept)
  }

  /** What is assumed about several symbols together, each of which is among the given ones. */
  within(symbols: ReadonlyMap<string, SymbolAtom>): Condition {
    const known = this.#facts.filter((fact) => {
      const found = symbolsOfCondition(fact)
      return found.size > 0 && !conditionIsOpaque(fact) && [...found.keys()].every((key) => symbols.has(key))
    })
    return allOf(...known)
  }

  /** The interval of a symbol's admissible sizes. */
  range(atom: Atom): Interval | undefined {
    if (this.#facts.length === 0 || atom.kind === 'floor') return undefined
    const cached = this.#ranges.get(atom.key)
    if (cached !== undefined) return cached
    const found = atom.kind === 'symbol' ? this.#rangeOf(atom) : this.#opaqueRange(atom)
    this.#ranges.set(atom.key, found)
    return found
  }

  /** The shortest conditions that say the same, sizes with a known value first. */
  simplest(): readonly Condition[] {
    if (this.contradictory) return [FALSE]
    const found: Condition[] = []
    for (const { atom, value } of this.#eliminated.values()) found.push(equals(fromAtom(atom), value))
    for (const symbol of symbolsOfCondition(allOf(...this.#facts)).values()) {
      const known = this.#facts.filter((fact) => isAbout(fact, symbol))
      if (known.length === 0) continue
      const whole = allOf(...known)
      const cells = tabulate(symbol, TRUE, whole)
      found.push((cells && describe(cells, fromAtom(symbol))) ?? whole)
    }
    found.push(...this.#facts.filter((fact) => symbolsOfCondition(fact).size !== 1 || conditionIsOpaque(fact)))
    return conjunctsOf(allOf(...found))
  }

  #contradicts(): boolean {
    if (this.#facts.some((fact) => fact.kind === 'false' || this.#factKeys.has(conditionKey(negate(fact))))) return true
    for (const symbol of symbolsOfCondition(allOf(...this.#facts)).values()) {
      const { low, high } = this.range(symbol) ?? { low: symbol.min, high: Infinity }
      if (low > high) return true
    }
    return this.#facts.some((fact) => {
      if (fact.kind !== 'comparison') return false
      const high = upperBound(fact.difference, this)
      if (fact.relation === 'nonnegative') return high !== undefined && high < 0
      const low = lowerBound(fact.difference, this)
      return fact.relation === 'zero' && ((high !== undefined && high < 0) || (low !== undefined && low > 0))
    })
  }

  #rangeOf(symbol: SymbolAtom): Interval {
    const cells = tabulate(symbol, this.about(symbol), TRUE)
    if (cells === undefined) return { low: symbol.min, high: Infinity }
    return { low: Math.min(Infinity, ...cells.map((cell) => cell.first)), high: Math.max(-Infinity, ...cells.map(lastOf)) }
  }

  /** An opaque integer is bounded by its comparisons with constants. */
  #opaqueRange(atom: Atom): Interval {
    let low = -Infinity
    let high = Infinity
    for (const fact of this.#facts) {
      if (fact.kind !== 'comparison' || fact.relation !== 'nonnegative') continue
      const rest = sub(fact.difference, fromAtom(atom))
      const mirrored = sub(neg(fact.difference), fromAtom(atom))
      if (isConstant(rest)) low = Math.max(low, -rest)
      if (isConstant(mirrored)) high = Math.min(high, -mirrored)
    }
    return { low, high }
  }
}

export const NO_ASSUMPTIONS = new Assumptions([], [], new Map())

export function assume(assumptions: Assumptions, condition: Condition): Assumptions {
  return assumptions.and(condition)
}

/** An atom, and the dim that equals it. */
export interface Elimination {
  readonly atom: Atom & { readonly kind: 'symbol' | 'opaque' }
  readonly value: Dim
}

/** Whether the condition mentions the symbol and no other atom without parts. */
function isAbout(condition: Condition, symbol: SymbolAtom): boolean {
  const found = symbolsOfCondition(condition)
  return found.size === 1 && found.has(symbol.key) && !conditionIsOpaque(condition)
}

export function replaceInCondition(condition: Condition, replacement: (atom: Atom) => Dim | undefined): Condition {
  return mapComparisons(condition, ({ relation, difference }) => relate(relation, replaceAtoms(difference, replacement)))
}

/**
 * `c*x + rest == 0` with `c` = 1 or -1 and `x` nowhere in the rest gives `x == -c*rest`. Opaque atoms are expressed
 * through symbols, and later symbols through earlier ones.
 */
export function solve(condition: Condition): Elimination | undefined {
  if (condition.kind !== 'comparison' || condition.relation !== 'zero') return undefined
  let found: Elimination | undefined
  for (const term of termsOf(condition.difference)) {
    const [atom] = term.atoms
    if (atom === undefined || term.atoms.length > 1 || Math.abs(term.coefficient) !== 1) continue
    if (atom.kind !== 'symbol' && atom.kind !== 'opaque') continue
    const rest = sub(condition.difference, fromTerms([term]))
    let occurs = false
    visitAtoms(rest, (other) => (occurs ||= sameAtom(other, atom)))
    if (!occurs) found = { atom, value: mul(rest, -term.coefficient) }
  }
  return found
}

function nonNegativeDims(fact: Condition): readonly Dim[] {
  if (fact.kind !== 'comparison' || fact.relation === 'nonzero') return []
  const atoms = new Set<string>()
  visitAtoms(fact.difference, (atom) => {
    if (atom.kind === 'symbol' || atom.kind === 'opaque') atoms.add(atom.key)
  })
  if (atoms.size < 2) return []
  return fact.relation === 'zero' ? [fact.difference, neg(fact.difference)] : [fact.difference]
}
