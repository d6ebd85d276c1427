/** A size contract as a reader wants it. */
import { evaluateCondition, symbolsOfCondition, type Condition } from '../dims/index.ts'

/** Sizes up to which an implication is looked at. Lower bounds of a contract are far below. */
const looked = 400

/** The conditions without lower bounds on one letter that another condition on it brings along: a positive multiple of 4 is at least 4. */
export function withoutImplied(contract: readonly Condition[]): Condition[] {
  const parts = contract.flatMap(partsOf)
  return parts.filter((condition) => {
    const [name, ...more] = namesIn(condition)
    if (condition.kind !== 'comparison' || condition.relation !== 'nonnegative' || name === undefined || more.length > 0) return true
    const others = parts.filter((other) => other.kind === 'comparison' && other.relation === 'zero' && String(namesIn(other)) === name)
    return !others.some((other) => sizes.every((size) => !evaluateCondition(other, { [name]: size }) || evaluateCondition(condition, { [name]: size })))
  })
}
const partsOf = (condition: Condition): readonly Condition[] => (condition.kind === 'and' ? condition.parts.flatMap(partsOf) : [condition])
const namesIn = (condition: Condition): string[] => [...symbolsOfCondition(condition).values()].map((symbol) => symbol.name)
const sizes = Array.from({ length: looked }, (_, index) => index + 1)
