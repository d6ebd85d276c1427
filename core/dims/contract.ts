/** A size contract: the sizes that meet all of a run's conditions, in the fewest words. */
import { NO_ASSUMPTIONS, replaceInCondition, solve, type Assumptions } from './assumptions.ts'
import {
  allOf, atLeast, conditionIsOpaque, conditionKey, conjunctsOf, FALSE, showCondition, symbolsOfCondition, TRUE,
  type Condition,
} from './condition.ts'
import { decide } from './decide.ts'
import { countComparisons, describe } from './describe.ts'
import { compareAtoms, fromAtom, sameAtom, termsOf, type Atom, type Dim, type SymbolAtom } from './dim.ts'
import { excluded, implies } from './implied.ts'
import { Memo } from './memo.ts'
import { narrow } from './narrow.ts'
import { countChains } from './sentence.ts'
import { periodOfCondition, tabulate } from './table.ts'
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
  const singles = parts.filter((part) => countSymbols(part) === 1)
  const symbols = new Map(singles.flatMap((part) => [...symbolsOfCondition(part)]))
  const described = [...symbols.values()].flatMap((symbol) => describeTogether(symbol, singles.filter((part) => symbolsOfCondition(part).has(symbol.key))))
  const known = described.reduce<Assumptions>((assumed, part) => assumed.and(part), NO_ASSUMPTIONS)
  const coupled = parts.filter((part) => countSymbols(part) > 1).map((part) => {
    const decision = decide(part, known)
    if (decision === 'always') return TRUE
    if (decision === 'never') return FALSE
    return decision !== 'unknown' && isSimpler(decision.when, part) ? decision.when : part
  })
  return conjunctsOf(allOf(...described, ...coupled, ...parts.filter((part) => part.kind === 'false')))
}

/** Conditions on fewer symbols at once are simpler, then those of fewer comparisons. */
function isSimpler(condition: Condition, other: Condition): boolean {
  const most = Math.max(0, ...conjunctsOf(condition).map(countSymbols)) - countSymbols(other)
  return most < 0 || (most === 0 && countComparisons(condition) < countComparisons(other))
}

function countSymbols(condition: Condition): number {
  return symbolsOfCondition(condition).size
}

/** Conditions on one symbol as one description where there is one, and otherwise as few descriptions as are found. */
function describeTogether(symbol: SymbolAtom, parts: readonly Condition[]): readonly Condition[] {
  const whole = describeShorter(symbol, allOf(...parts))
  if (whole !== undefined) return conjunctsOf(whole)
  const groups: Condition[] = []
  for (const part of [...parts].sort((left, right) => periodOfCondition(left, symbol) - periodOfCondition(right, symbol))) {
    const own = describeShorter(symbol, part) ?? part
    let joined: Condition | undefined
    const place = groups.findIndex((group) => (joined = describeShorter(symbol, allOf(group, own))) !== undefined)
    if (place < 0 || joined === undefined) groups.push(own)
    else groups[place] = joined
  }
  return groups.flatMap(conjunctsOf)
}

function describeShorter(symbol: SymbolAtom, condition: Condition): Condition | undefined {
  const cells = tabulate(symbol, TRUE, condition)
  const described = cells && describe(cells, fromAtom(symbol))
  if (described === undefined) return undefined
  return countChains(described) <= countComparisons(condition) ? described : undefined
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

function inOrder(parts: readonly Condition[]): readonly Condition[] {
  const symbolsOf = (part: Condition): readonly SymbolAtom[] => [...symbolsOfCondition(part).values()].sort(compareAtoms)
  return [...parts].sort((left, right) => {
    const mine = symbolsOf(left)
    const theirs = symbolsOf(right)
    const bySymbol = mine[0] && theirs[0] ? compareAtoms(mine[0], theirs[0]) : 0
    return mine.length - theirs.length || bySymbol
  })
}
