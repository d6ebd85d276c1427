/** Conditions as a sentence shows them, with chained comparisons as Python allows them. */
import { Comparison, showCondition, type Condition } from './condition.ts'
import { isConstant, sameDim } from './dim.ts'
import { show } from './show.ts'

/** All of the conditions in one text: `25 <= H <= 56 and (W == 1 or W % 4 == 0)`. No condition is `True`. */
export function showConditions(conditions: readonly Condition[]): string {
  if (conditions.length === 0) return 'True'
  const [only] = conditions
  if (conditions.length === 1 && only?.kind === 'or') return chained(only)
  return inChains(conditions).join(' and ')
}

/** The comparisons of the condition, where the two bounds of a range count as one. */
export function countChains(condition: Condition): number {
  if (condition.kind === 'or') return condition.parts.reduce((count, part) => count + countChains(part), 0)
  if (condition.kind !== 'and') return condition.kind === 'comparison' ? 1 : 0
  const ranges = condition.parts.filter((part, place) => condition.parts.slice(place + 1).some((other) => boundsBothSides(part, other)))
  return condition.parts.reduce((count, part) => count + countChains(part), 0) - ranges.length
}

function chained(condition: Condition): string {
  if (condition.kind === 'and') return inChains(condition.parts).join(' and ')
  return condition.kind === 'or' ? condition.parts.map(chained).join(' or ') : showCondition(condition)
}

/** `d >= low` and `d <= high` are written `low <= d <= high`, where the first of them stands. */
function inChains(conditions: readonly Condition[]): readonly string[] {
  const texts: string[] = []
  const used = new Set<Condition>()
  for (const condition of conditions) {
    if (used.has(condition)) continue
    const other = conditions.find((each) => !used.has(each) && boundsBothSides(condition, each))
    if (other !== undefined && condition instanceof Comparison && other instanceof Comparison) {
      used.add(other)
      const [lower, upper] = condition.op === '>=' ? [condition, other] : [other, condition]
      texts.push(`${show(lower.right)} <= ${show(lower.left)} <= ${show(upper.right)}`)
    } else {
      texts.push(condition.kind === 'or' ? `(${chained(condition)})` : chained(condition))
    }
  }
  return texts
}

/** Whether one is `d >= low` and the other `d <= high`, for numbers low and high. */
function boundsBothSides(left: Condition, right: Condition): boolean {
  if (!(left instanceof Comparison) || !(right instanceof Comparison)) return false
  const ops = `${left.op} ${right.op}`
  return (ops === '>= <=' || ops === '<= >=') && isConstant(left.right) && isConstant(right.right) && sameDim(left.left, right.left)
}
