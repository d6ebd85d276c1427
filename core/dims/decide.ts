/**
 * Decisions: whether a condition holds for all sizes, for none, exactly under a simpler condition, or unknown.
 *
 * An `always` or `never` is proved. A `when` is equivalent to the condition wherever the assumptions hold, so it is to be
 * read together with them; sizes are known for which it holds and for which it fails, each of them admissible by itself.
 * Where the assumptions contradict each other, everything holds always.
 */
import { NO_ASSUMPTIONS, type Assumptions } from './assumptions.ts'
import {
  allOf, anyOf, atLeast, atMost, comparisonsOf, conditionIsOpaque, conditionKey, equals, greaterThan, lessThan, notEquals,
  symbolsOfCondition, TRUE, type Condition,
} from './condition.ts'
import { describe } from './describe.ts'
import { fromAtom, isConstant, sameDim, type Dim, type SymbolAtom } from './dim.ts'
import { independentGroups } from './independent.ts'
import { Memo } from './memo.ts'
import { narrow } from './narrow.ts'
import { withoutExtremes } from './without-extremes.ts'
import { decideSeveral, hasWitnesses } from './several.ts'
import { tabulate } from './table.ts'

export type Decision = 'always' | 'never' | 'unknown' | { readonly when: Condition }

export function decide(condition: Condition, assumptions: Assumptions = NO_ASSUMPTIONS): Decision {
  if (condition.kind === 'true' || assumptions.contradictory) return 'always'
  if (condition.kind === 'false') return 'never'
  // An opaque integer is never met again.
  if (conditionIsOpaque(condition)) return decideAnew(condition, assumptions)
  let known = decisions.get(assumptions)
  if (known === undefined) decisions.set(assumptions, (known = new Memo(DECISION_LIMIT)))
  const key = conditionKey(condition)
  return known.get(key) ?? known.set(key, decideAnew(condition, assumptions))
}

/** How many decisions are remembered under each set of assumptions. */
const DECISION_LIMIT = 500

const decisions = new WeakMap<Assumptions, Memo<Decision>>()

function decideAnew(condition: Condition, assumptions: Assumptions): Decision {
  const reduced = narrow(assumptions.reduce(condition), assumptions)
  if (conditionIsOpaque(reduced)) return decideTransparent(reduced, assumptions)
  const plain = withoutExtremes(reduced)
  const narrowed = plain === reduced ? plain : narrow(plain, assumptions)
  if (narrowed.kind === 'true') return 'always'
  if (narrowed.kind === 'false') return 'never'
  if (narrowed.kind === 'and' || narrowed.kind === 'or') {
    const connect = narrowed.kind === 'and' ? allOf : anyOf
    const groups = independentGroups(narrowed.parts, assumptions.linked)
    if (groups.length > 1) return decideGroups(narrowed.kind, groups.map((parts) => connect(...parts)), assumptions)
  }
  const symbols = symbolsOfCondition(narrowed)
  const [only] = symbols.values()
  if (only === undefined) return 'unknown'
  const decision =
    symbols.size === 1 ? decideOne(narrowed, only, assumptions) : decideSeveral(narrowed, symbols, assumptions)
  if (decision !== 'unknown') return decision
  if (!hasWitnesses(narrowed, symbols, assumptions)) return 'unknown'
  return { when: comparisonsOf(narrowed).length > comparisonsOf(reduced).length ? reduced : narrowed }
}

/** A conjunction never holds where some of its parts never do; a disjunction always where some of its parts always do. */
function decideTransparent(condition: Condition, assumptions: Assumptions): Decision {
  if (condition.kind !== 'and' && condition.kind !== 'or') return 'unknown'
  const parts = condition.parts.filter((part) => !conditionIsOpaque(part))
  const decision = decide(condition.kind === 'and' ? allOf(...parts) : anyOf(...parts), assumptions)
  return decision === (condition.kind === 'and' ? 'never' : 'always') && parts.length > 0 ? decision : 'unknown'
}

/** Conditions without common symbols are decided one by one. */
function decideGroups(kind: 'and' | 'or', groups: readonly Condition[], assumptions: Assumptions): Decision {
  const [settling, neutral] = kind === 'and' ? (['never', 'always'] as const) : (['always', 'never'] as const)
  const conditional: Condition[] = []
  let unknown = false
  for (const group of groups) {
    const decision = decide(group, assumptions)
    if (decision === settling) return settling
    if (decision === 'unknown') unknown = true
    else if (typeof decision !== 'string') conditional.push(decision.when)
  }
  if (unknown) return 'unknown'
  if (conditional.length === 0) return neutral
  return { when: kind === 'and' ? allOf(...conditional) : anyOf(...conditional) }
}

export function equal(left: Dim, right: Dim, assumptions?: Assumptions): Decision {
  if (isConstant(left) && isConstant(right)) return left === right || assumptions?.contradictory === true ? 'always' : 'never'
  return sameDim(left, right) ? 'always' : decide(equals(left, right), assumptions)
}

export function different(left: Dim, right: Dim, assumptions?: Assumptions): Decision {
  return decide(notEquals(left, right), assumptions)
}

export function isAtLeast(left: Dim, right: Dim, assumptions?: Assumptions): Decision {
  return decide(atLeast(left, right), assumptions)
}

export function isAtMost(left: Dim, right: Dim, assumptions?: Assumptions): Decision {
  return decide(atMost(left, right), assumptions)
}

export function isGreater(left: Dim, right: Dim, assumptions?: Assumptions): Decision {
  return decide(greaterThan(left, right), assumptions)
}

export function isLess(left: Dim, right: Dim, assumptions?: Assumptions): Decision {
  return decide(lessThan(left, right), assumptions)
}

/** A condition on one size: the table of the sizes for which it holds answers in full. */
function decideOne(condition: Condition, symbol: SymbolAtom, assumptions: Assumptions): Decision {
  const domain = assumptions.about(symbol)
  const cells = tabulate(symbol, domain, condition) ?? tabulate(symbol, TRUE, condition)
  if (cells === undefined) return 'unknown'
  if (cells.every((cell) => cell.holds)) return 'always'
  if (cells.every((cell) => !cell.holds)) return 'never'
  return { when: describe(cells, fromAtom(symbol)) ?? condition }
}

