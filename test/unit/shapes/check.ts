/** A Check for tests: it raises messages as errors, collects what depends on symbols, and decides without assumptions. */
import { decide, showCondition, type Condition } from '../../../core/dims/index.ts'
import type { Check } from '../../../core/shapes/check.ts'

export interface TestCheck extends Check {
  readonly contract: string[]
  readonly conditions: Condition[]
}

export function testCheck(): TestCheck {
  const contract: string[] = []
  const conditions: Condition[] = []
  return {
    contract, conditions,
    raise: (type, message) => { throw new Error(`${type}: ${message}`) },
    undecided: (reason) => { throw new Error(`undecided: ${reason}`) },
    decide: (condition) => decide(condition),
    certainly: (condition) => decide(condition) === 'always',
    choose: (condition) => { const decision = decide(condition); return decision === 'always' ? true : decision === 'never' ? false : undefined },
    require(condition: Condition, otherwise: () => never) {
      const decision = decide(condition)
      if (decision === 'never') otherwise()
      else if (typeof decision === 'object') {
        contract.push(showCondition(decision.when))
        conditions.push(decision.when)
      }
    },
  }
}

/** What a rule answers, or the error it raises. */
export function answer<T>(rule: (check: TestCheck) => T): T | string {
  try {
    return rule(testCheck())
  } catch (error) {
    return (error as Error).message
  }
}
