/** A size contract: the sizes that meet all of a run's conditions, in the fewest words. */
import { inOrder, simplifyAlternatives } from './alternatives.ts'
import { NO_ASSUMPTIONS, replaceInCondition, solve, type Assumptions } from './assumptions.ts'
import {
  allOf, atLeast, conditionIsOpaque, conditionKey, conjunctsOf, FALSE, showCondition, symbolsOfCondition, TRUE,
  type Condition,
} from './condition.ts'
import { decide } from './decide.ts'
import { countComparisons } from './describe.ts'
import { describeSingles } from './describe-symbol.ts'
import { sameAtom, termsOf, type Atom, type Dim } from './dim.ts'
import { excluded, implies } from './implied.ts'
import { Memo } from './memo.ts'
import { narrow } from './narrow.ts'
import { withoutExtremes } from './without-extremes.ts'

/** How often conditions on several sizes may fall apart into conditions on one. */
const ROUNDS = 4

/**
 * The shortest list of conditions that together hold exactly where all of the given ones do, for sizes from each symbol's
 * minimum on; first what concerns one size, in the order of the axes. The empty list accepts every size, `[FALSE]` none.
 * Undefined where a condition is about an integer that has no name.
 */
export function contractOf(conditions: readonly Condition[]): readonly Condition[] | undefined {
  const whole = narrow(withoutExtremes(allOf(...conditions)), NO_ASSUMPTIONS)
  if (conditionIsOpaque(whole)) return undefined
  const key = conditionKey(whole)
  return contracts.get(key) ?? contracts.set(key, simplest(whole))
}

const contracts = new Memo<readonly Condition[]>(100)

function simplest(whole: Condition): readonly Condition[] {
  let parts = conjunctsOf(whole)
  for (let round = 0; round < ROUNDS; round++) {
    const simplified = simplifyTogether(substituted(parts))
    if (conditionKey(allOf(...simplified)) === conditionKey(allOf(...parts))) break
    parts = simplified
  }
  return excluded(parts) ? [FALSE] : inOrder(withoutImplied(parts))
}

/** With `W == H` among the conditions, the others say of H what they say of W. */
function substituted(parts: readonly Condition[]): readonly Condition[] {
  let changed = parts
  for (const part of parts) {
    const solution = solve(part)
    if (solution === undefined || !isMultiple(solution.value)) continue
    const { atom, value } = solution
    const replacement = (other: Atom): Dim | undefined => (sameAtom(other, atom) ? value : undefined)
    const admissible = atom.min === undefined ? TRUE : atLeast(value, atom.min)
    changed = [...changed.map((other) => (other === part ? part : replaceInCondition(other, replacement))), admissible]
  }
  return changed
}

/** Whether the dim is a multiple of one symbol, and a number. */
function isMultiple(dim: Dim): boolean {
  const variable = termsOf(dim).filter((term) => term.atoms.length > 0)
  return variable.length === 1 && variable.every((term) => term.atoms.length === 1 && term.atoms[0]?.kind === 'symbol')
}

/** Conditions on one symbol as one description; those on several as what they come to beside it. */
function simplifyTogether(parts: readonly Condition[]): readonly Condition[] {
  const { singles, rest } = describeSingles(parts)
  const described = [...singles.values()].flatMap(conjunctsOf)
  const known = described.reduce<Assumptions>((assumed, part) => assumed.and(part), NO_ASSUMPTIONS)
  const coupled = rest.map((part) => {
    const alternatives = part.kind === 'or' ? simplifyAlternatives(part, described) : part
    const shorter = isSimpler(alternatives, part) ? alternatives : part
    const decision = decide(shorter, known)
    if (decision === 'always') return TRUE
    if (decision === 'never') return FALSE
    return decision !== 'unknown' && isSimpler(decision.when, shorter) ? decision.when : shorter
  })
  return conjunctsOf(allOf(...described, ...coupled))
}

/** Conditions on fewer symbols at once are simpler, then those of fewer comparisons. */
function isSimpler(condition: Condition, other: Condition): boolean {
  const most = Math.max(0, ...conjunctsOf(condition).map(countSymbols)) - countSymbols(other)
  return most < 0 || (most === 0 && countComparisons(condition) < countComparisons(other))
}

function countSymbols(condition: Condition): number {
  return symbolsOfCondition(condition).size
}

/** The conditions without those that the others imply; the longest are left out first. */
function withoutImplied(parts: readonly Condition[]): readonly Condition[] {
  const lengthOf = (part: Condition): number => countComparisons(part) * 1000 + showCondition(part).length
  let kept = parts
  for (const part of [...parts].sort((left, right) => lengthOf(right) - lengthOf(left))) {
    const others = kept.filter((other) => other !== part)
    if (implies(others, part)) kept = others
  }
  return kept
}
