/** Which conditions follow from others. */
import { NO_ASSUMPTIONS, type Assumptions } from './assumptions.ts'
import { allOf, conjunctsOf, negate, symbolsOfCondition, type Condition } from './condition.ts'
import { decide } from './decide.ts'
import { solutionsOf } from './products.ts'

/**
 * Whether the condition holds wherever all of the given ones do: *known* and *not condition* have no sizes in common.
 * `false` says that this isn't proved.
 */
export function implies(known: readonly Condition[], condition: Condition): boolean {
  return conjunctsOf(condition).every((part) => excluded([...known, negate(part)]))
}

/** Whether it is proved that no sizes meet all of the conditions. */
export function excluded(conditions: readonly Condition[]): boolean {
  const whole = allOf(...conditions)
  if (whole.kind === 'false') return true
  const parts = conjunctsOf(whole)
  const isSingle = (part: Condition): boolean => symbolsOfCondition(part).size <= 1
  const singles = parts.filter(isSingle).reduce<Assumptions>((assumed, part) => assumed.and(part), NO_ASSUMPTIONS)
  if (singles.contradictory) return true
  const coupled = parts.filter((part) => !isSingle(part))
  if (coupled.length === 0) return false
  for (const part of coupled) {
    if (part.kind !== 'comparison' || part.relation !== 'zero') continue
    const solutions = solutionsOf(part.difference, singles)
    if (solutions === undefined) continue
    const others = parts.filter((other) => other !== part)
    return solutions.every((solution) => excluded([...others, solution]))
  }
  return decide(allOf(...coupled), singles) === 'never'
}
