/**
 * Floor division and what is defined through it: `%`, ceiling division, C++ division.
 *
 * Each rewrite is an identity of floor on the integers, stated beside the code with its side condition.
 */
import { lowerBound, upperBound } from './bounds.ts'
import {
  add, compareAtomLists, constantPart, FloorAtom, fromAtom, fromTerms, isConstant, mul, neg, opaque, sameAtom,
  soleAtom, sub, termsOf, variableTerms, type Atom, type Dim, type SymbolicDim, type Term,
} from './dim.ts'
import { floorQuotient, gcd } from './integers.ts'

/** `left // right`. Division by 0 is the caller's to report; its result is opaque. */
export function floorDiv(left: Dim, right: Dim): Dim {
  if (isConstant(right)) {
    if (right === 0) return opaque()
    if (isConstant(left)) return floorQuotient(left, right)
    // x // -n  =  (-x) // n
    return right < 0 ? floorByConstant(neg(left), -right) : floorByConstant(left, right)
  }
  return left === 0 ? 0 : floorByDim(left, right)
}

/** `left % right`, with the sign of `right`: `a % b  =  a - b*(a//b)`. */
export function mod(left: Dim, right: Dim): Dim {
  return sub(left, mul(right, floorDiv(left, right)))
}

/** `left / right` rounded up: `ceil(a/b)  =  -((-a)//b)`. */
export function ceilDiv(left: Dim, right: Dim): Dim {
  return neg(floorDiv(neg(left), right))
}

/** `left / right` rounded towards zero, as C++ divides. Opaque unless the signs of both are known. */
export function truncDiv(left: Dim, right: Dim): Dim {
  if (right === 0) return opaque()
  const numerator = signOf(left)
  const divisor = signOf(right)
  if (numerator === 0 || divisor === 0) return left === 0 ? 0 : opaque()
  return numerator === divisor ? floorDiv(left, right) : ceilDiv(left, right)
}

/** `numerator / divisor` where the polynomial `divisor` divides exactly, otherwise undefined. */
export function exactQuotient(numerator: Dim, divisor: Dim): Dim | undefined {
  const { quotient, rest } = divideTerms(numerator, divisor)
  return rest === 0 ? quotient : undefined
}

function signOf(dim: Dim): -1 | 0 | 1 {
  if ((lowerBound(dim) ?? -1) >= 0) return 1
  return (upperBound(dim) ?? 1) <= 0 ? -1 : 0
}

/** `numerator // divisor` for a divisor of at least 1. */
function floorByConstant(numerator: Dim, divisor: number): Dim {
  if (divisor === 1) return numerator
  // (n*q + r) // n  =  q + r//n
  let whole: Dim = 0
  let rest: Dim = numerator
  for (const { coefficient, atoms } of termsOf(numerator)) {
    const quotient = atoms.length === 0 ? floorQuotient(coefficient, divisor) : Math.trunc(coefficient / divisor) + 0
    if (quotient === 0) continue
    whole = add(whole, fromTerms([{ coefficient: quotient, atoms }]))
    rest = sub(rest, fromTerms([{ coefficient: quotient * divisor, atoms }]))
  }
  return add(whole, floorOfRest(rest, divisor))
}

/** `rest // divisor` where no coefficient reaches the divisor. */
function floorOfRest(rest: Dim, divisor: number): Dim {
  if (isConstant(rest)) return floorQuotient(rest, divisor)
  const variable = variableTerms(rest)
  // (-x) // n  =  -((x + n - 1) // n): a numerator whose terms are all negative is a ceiling.
  if (variable.every((term) => term.coefficient < 0)) return neg(floorByConstant(add(neg(rest), divisor - 1), divisor))
  // (x - r*y) // n  =  (x + (n - r)*y) // n - y: the remaining coefficients lie between 0 and n.
  let whole: Dim = 0
  for (const { coefficient, atoms } of variable) {
    if (coefficient > 0) continue
    whole = sub(whole, fromTerms([{ coefficient: 1, atoms }]))
    rest = add(rest, fromTerms([{ coefficient: divisor, atoms }]))
  }
  // (g*x + c) // (g*m)  =  (x + c//g) // m  for g > 0
  const offset = constantPart(rest)
  const common = variableTerms(rest).reduce((divided, term) => gcd(divided, term.coefficient), divisor)
  if (common > 1) {
    const reduced = cancel(sub(rest, offset), { coefficient: common, atoms: [] })
    return add(whole, floorByConstant(add(reduced, floorQuotient(offset, common)), divisor / common))
  }
  // (x//m + c) // n  =  (x + c*m) // (m*n)  for m, n > 0
  const nested = soleAtom(sub(rest, offset))
  if (nested?.kind === 'floor' && isConstant(nested.divisor) && Number.isSafeInteger(nested.divisor * divisor)) {
    return add(whole, floorByConstant(add(nested.numerator, mul(offset, nested.divisor)), nested.divisor * divisor))
  }
  return add(whole, floorAtom(rest, divisor))
}

/** `numerator // divisor` for a symbolic divisor. */
function floorByDim(numerator: Dim, divisor: SymbolicDim): Dim {
  // (-x) // (-b)  =  x // b: the divisor's first coefficient is positive.
  if ((divisor.terms[0]?.coefficient ?? 1) < 0) return floorDiv(neg(numerator), neg(divisor))
  // (g*x) // (g*b)  =  x // b  for g != 0; where g is 0 Python raises.
  const common = commonFactor(termsOf(numerator), divisor.terms)
  if (common.coefficient !== 1 || common.atoms.length > 0) {
    return floorDiv(cancel(numerator, common), cancel(divisor, common))
  }
  // (q*b + r) // b  =  q + r//b  for b != 0
  const { quotient, rest } = divideTerms(numerator, divisor)
  if (rest === 0) return quotient
  if (quotient !== 0) return add(quotient, floorDiv(rest, divisor))
  return floorAtom(rest, divisor)
}

function floorAtom(numerator: Dim, divisor: Dim): Dim {
  const atom = fromAtom(new FloorAtom(numerator, divisor))
  if (isConstant(divisor) && !mayBeBounded(numerator)) return atom
  // x // b  =  0  for 0 <= x < b,  and  -1  for -b <= x < 0
  const low = lowerBound(numerator)
  if (low !== undefined && low >= 0) return isPositive(sub(divisor, numerator)) ? 0 : atom
  const isNegative = (upperBound(numerator) ?? 0) < 0
  return isNegative && isPositive(add(add(divisor, numerator), 1)) ? -1 : atom
}

/** A sum of symbols has no upper bound; only what holds a compound atom can lie between 0 and a constant. */
function mayBeBounded(dim: Dim): boolean {
  return termsOf(dim).some((term) => term.atoms.some((atom) => atom.kind !== 'symbol' && atom.kind !== 'opaque'))
}

function isPositive(dim: Dim): boolean {
  return (lowerBound(dim) ?? 0) > 0
}

/** The integer and the atoms that divide every term of both sums. */
function commonFactor(left: readonly Term[], right: readonly Term[]): Term {
  let coefficient = 0
  let atoms: readonly Atom[] | undefined
  for (const term of [...right, ...left]) {
    coefficient = gcd(coefficient, term.coefficient)
    atoms = atoms === undefined ? term.atoms : intersect(atoms, term.atoms)
  }
  return { coefficient, atoms: atoms ?? [] }
}

/** The product of the atoms that divide every term of the dim. */
export function commonAtoms(dim: Dim): readonly Atom[] {
  return commonFactor(termsOf(dim), []).atoms
}

function intersect(left: readonly Atom[], right: readonly Atom[]): readonly Atom[] {
  const remaining = [...right]
  return left.filter((atom) => {
    const place = remaining.findIndex((other) => sameAtom(other, atom))
    if (place >= 0) remaining.splice(place, 1)
    return place >= 0
  })
}

/** The dim divided by a term that divides each of its terms. */
export function cancel(dim: Dim, factor: Term): Dim {
  const cancelled = termsOf(dim).map(({ coefficient, atoms }) => ({
    coefficient: coefficient / factor.coefficient, atoms: without(atoms, factor.atoms) ?? [],
  }))
  return fromTerms(cancelled)
}

/** `atoms` with each of `removed` taken out once, or undefined when one is missing. */
function without(atoms: readonly Atom[], removed: readonly Atom[]): readonly Atom[] | undefined {
  const remaining = [...atoms]
  for (const atom of removed) {
    const place = remaining.findIndex((other) => sameAtom(other, atom))
    if (place < 0) return undefined
    remaining.splice(place, 1)
  }
  return remaining
}

/**
 * Polynomial division: `numerator = quotient*divisor + rest`, where the divisor's first term divides no term of the
 * rest. Each step removes one term and adds only later ones, so it ends.
 */
function divideTerms(numerator: Dim, divisor: Dim): { readonly quotient: Dim; readonly rest: Dim } {
  const [lead] = termsOf(divisor)
  let quotient: Dim = 0
  let rest: Dim = numerator
  if (lead === undefined) return { quotient, rest }
  let last: Term | undefined
  for (;;) {
    const reducible = termsOf(rest).find(
      (term) =>
        (last === undefined || compareAtomLists(last.atoms, term.atoms) < 0) &&
        term.coefficient % lead.coefficient === 0 &&
        without(term.atoms, lead.atoms) !== undefined,
    )
    if (reducible === undefined) return { quotient, rest }
    const factor = fromTerms([
      { coefficient: reducible.coefficient / lead.coefficient, atoms: without(reducible.atoms, lead.atoms) ?? [] },
    ])
    quotient = add(quotient, factor)
    rest = sub(rest, mul(factor, divisor))
    last = reducible
  }
}

