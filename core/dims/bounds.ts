/**
 * Bounds: the interval that a dim lies in, for every admissible size.
 *
 * Every step only ever widens the interval, so a bound that is found holds; a bound that is not found proves nothing.
 */
import {
  add, constantPart, fromAtom, fromTerms, isConstant, mul, neg, sameAtom, sub, SymbolAtom, termsOf, type Atom,
  type Dim, type Term,
} from './dim.ts'
import { ceilQuotient, floorQuotient } from './integers.ts'

/** The integers from `low` to `high`, which may be infinite. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** What is known beyond the minima of the atoms. */
export interface Knowledge {
  /** An interval that holds the atom's value, if one is known. */
  range(atom: Atom): Interval | undefined
  /** Dims that are known to be at least 0. */
  readonly nonNegative: readonly Dim[]
}

export const NOTHING_KNOWN: Knowledge = { range: () => undefined, nonNegative: [] }

/** How many atoms one bound eliminates in a row, and how many within an atom's own interval. */
const FUEL = 3
const INNER_FUEL = 1

/** An integer that the dim is never below, or undefined when none is found. */
export function lowerBound(dim: Dim, knowledge: Knowledge = NOTHING_KNOWN): number | undefined {
  if (isConstant(dim)) return dim
  const bound = lower(dim, searchWith(knowledge), FUEL)
  return Number.isSafeInteger(bound) ? bound : undefined
}

/** An integer that the dim is never above, or undefined when none is found. */
export function upperBound(dim: Dim, knowledge: Knowledge = NOTHING_KNOWN): number | undefined {
  if (isConstant(dim)) return dim
  const bound = upper(dim, searchWith(knowledge), FUEL)
  return Number.isSafeInteger(bound) ? bound : undefined
}

/** The knowledge, with the intervals of the atoms met so far. */
interface Search {
  readonly knowledge: Knowledge
  readonly ranges: WeakMap<Atom, Interval>
}

const PLAIN_SEARCH: Search = { knowledge: NOTHING_KNOWN, ranges: new WeakMap() }

function searchWith(knowledge: Knowledge): Search {
  return knowledge === NOTHING_KNOWN ? PLAIN_SEARCH : { knowledge, ranges: new WeakMap() }
}

function upper(dim: Dim, search: Search, fuel: number): number {
  return 0 - lower(neg(dim), search, fuel)
}

function lower(dim: Dim, search: Search, fuel: number): number {
  if (isConstant(dim)) return dim
  let best = lowerByRanges(dim.terms, search)
  if (fuel <= 0) return best
  for (const atom of compoundAtoms(dim.terms)) best = Math.max(best, lowerByElimination(dim, atom, search, fuel - 1))
  // d - f >= c and f >= 0 give d >= c.
  for (const fact of fuel === FUEL ? search.knowledge.nonNegative : []) {
    best = Math.max(best, lower(sub(dim, fact), search, INNER_FUEL))
  }
  return best
}

/** The atoms of the terms that have parts of their own, at most three of them, the largest first. */
function compoundAtoms(terms: readonly Term[]): readonly Atom[] {
  const found: Atom[] = []
  for (const term of terms) {
    for (const atom of term.atoms) {
      if (atom.kind !== 'symbol' && atom.kind !== 'opaque' && !found.some((other) => sameAtom(other, atom))) found.push(atom)
    }
  }
  return found.sort((left, right) => right.size - left.size).slice(0, 3)
}

/**
 * Writes the dim as `factor * atom + rest` and replaces the atom by what bounds it:
 *   x//n <= x/n              for n > 0
 *   x//n >= (x - n + 1)/n    for n > 0
 *   max(a, b) is at least each operand and equal to one of them; min(a, b) likewise.
 */
function lowerByElimination(dim: Dim, atom: Atom, search: Search, fuel: number): number {
  const split = splitBy(dim, atom)
  if (split === undefined) return -Infinity
  const { factor, rest } = split
  const factorSign = signOf(factor, search)
  if (factorSign === 0) return -Infinity
  if (atom.kind === 'floor') {
    const { numerator, divisor } = atom
    if (lower(divisor, search, INNER_FUEL) < 1) return -Infinity
    const bound = factorSign < 0 ? numerator : add(sub(numerator, divisor), 1)
    const scaled = lower(add(mul(factor, bound), mul(divisor, rest)), search, fuel)
    if (isConstant(divisor)) return ceilQuotient(scaled, divisor)
    // b*d >= 0 and b >= 1 give d >= 0.
    return scaled >= 0 ? 0 : -Infinity
  }
  if (atom.kind !== 'max' && atom.kind !== 'min') return -Infinity
  const bounds = atom.operands.map((operand) => lower(add(mul(factor, operand), rest), search, fuel))
  return (atom.kind === 'max') === factorSign > 0 ? Math.max(...bounds) : Math.min(...bounds)
}

/** The dim as `factor * atom + rest`, if the atom occurs in no term twice. */
export function splitBy(dim: Dim, atom: Atom): { readonly factor: Dim; readonly rest: Dim } | undefined {
  const factor: Term[] = []
  const rest: Term[] = []
  for (const term of termsOf(dim)) {
    const others = term.atoms.filter((other) => !sameAtom(other, atom))
    if (others.length === term.atoms.length) rest.push(term)
    else if (others.length === term.atoms.length - 1) factor.push({ coefficient: term.coefficient, atoms: others })
    else return undefined
  }
  return { factor: sumOf(factor), rest: fromTerms(rest) }
}

function sumOf(terms: readonly Term[]): Dim {
  return terms.reduce<Dim>((sum, term) => add(sum, fromTerms([term])), 0)
}

/** 1 when the dim is never negative, -1 when it is never positive, 0 when neither is known. */
function signOf(dim: Dim, search: Search): -1 | 0 | 1 {
  if (lower(dim, search, INNER_FUEL) >= 0) return 1
  return upper(dim, search, INNER_FUEL) <= 0 ? -1 : 0
}

function lowerByRanges(terms: readonly Term[], search: Search): number {
  let bound = 0
  for (const { coefficient, atoms } of terms) {
    const [atom] = atoms
    if (atoms.length > 1) return lowerOfProducts(terms, search)
    if (atom === undefined) bound += coefficient
    else {
      const { low, high } = rangeOf(atom, search)
      bound += coefficient * (coefficient > 0 ? low : high)
    }
    if (!isExact(bound)) return -Infinity
  }
  return bound
}

/** Beyond the safe integers a sum is rounded and bounds nothing. */
function isExact(bound: number): boolean {
  return Number.isSafeInteger(bound)
}

/**
 * Substitutes `low + t` or `high - t` with `t >= 0` for every atom and expands. A term of the result with a positive
 * coefficient is at least 0, so that the constant bounds the dim once no negative term is left unbounded.
 */
function lowerOfProducts(terms: readonly Term[], search: Search): number {
  const shifts: Shift[] = []
  let expanded: Dim = 0
  for (const term of terms) {
    let product: Dim = term.coefficient
    for (const atom of term.atoms) {
      let shift = shifts.find((other) => sameAtom(other.atom, atom))
      if (shift === undefined) {
        shift = shiftOf(atom, terms, search)
        shifts.push(shift)
      }
      if (shift.width === undefined) return -Infinity
      product = mul(product, shift.replacement)
    }
    expanded = add(expanded, product)
  }
  let bound = constantPart(expanded)
  for (const { coefficient, atoms } of termsOf(expanded)) {
    if (atoms.length === 0 || coefficient > 0) continue
    let largest = 1
    for (const atom of atoms) largest *= shifts.find((shift) => sameAtom(shift.offset, atom))?.width ?? Infinity
    bound += coefficient * largest
    if (!isExact(bound)) return -Infinity
  }
  return bound
}

interface Shift {
  readonly atom: Atom
  readonly offset: Atom
  readonly replacement: Dim
  /** The largest value of the offset, or undefined when the atom has no bound to shift by. */
  readonly width: number | undefined
}

function shiftOf(atom: Atom, terms: readonly Term[], search: Search): Shift {
  const { low, high } = rangeOf(atom, search)
  const offset = new SymbolAtom(`${atom.key}'`, 0)
  const onlyNegative = terms.every((term) => term.coefficient < 0 || !term.atoms.some((other) => sameAtom(other, atom)))
  if (Number.isFinite(high) && (onlyNegative || low === -Infinity)) {
    return { atom, offset, replacement: sub(high, fromAtom(offset)), width: high - low }
  }
  if (low === -Infinity) return { atom, offset, replacement: 0, width: undefined }
  return { atom, offset, replacement: add(low, fromAtom(offset)), width: high - low }
}

function rangeOf(atom: Atom, search: Search): Interval {
  const found = search.ranges.get(atom)
  if (found !== undefined) return found
  const { low, high } = ownRange(atom, search)
  const known = search.knowledge.range(atom)
  const range = known === undefined ? { low, high } : { low: Math.max(low, known.low), high: Math.min(high, known.high) }
  search.ranges.set(atom, range)
  return range
}

function ownRange(atom: Atom, search: Search): Interval {
  switch (atom.kind) {
    case 'symbol':
      return { low: atom.min, high: Infinity }
    case 'opaque':
      return { low: atom.min ?? -Infinity, high: Infinity }
    case 'floor':
      return quotientRange(intervalOf(atom.numerator, search), intervalOf(atom.divisor, search))
    case 'max':
    case 'min': {
      const choose = atom.kind === 'max' ? Math.max : Math.min
      const ranges = atom.operands.map((operand) => intervalOf(operand, search))
      return { low: choose(...ranges.map((range) => range.low)), high: choose(...ranges.map((range) => range.high)) }
    }
  }
}

function intervalOf(dim: Dim, search: Search): Interval {
  if (isConstant(dim)) return { low: dim, high: dim }
  return { low: lower(dim, search, INNER_FUEL), high: upper(dim, search, INNER_FUEL) }
}

/** `x//b` for positive `b` grows with `x`; it falls with `b` where `x >= 0` and grows with it where `x < 0`. */
function quotientRange(numerator: Interval, divisor: Interval): Interval {
  if (divisor.low < 1) return { low: -Infinity, high: Infinity }
  return {
    low: numerator.low < 0 ? floorQuotient(numerator.low, divisor.low) : quotientByLarge(numerator.low, divisor.high),
    high: numerator.high >= 0 ? floorQuotient(numerator.high, divisor.low) : quotientByLarge(numerator.high, divisor.high),
  }
}

function quotientByLarge(numerator: number, divisor: number): number {
  if (divisor === Infinity) return numerator >= 0 ? 0 : -1
  return floorQuotient(numerator, divisor)
}
