/** What the laws of shapes ask of whoever applies them: to raise, to give up, and to require or decide conditions on sizes. */
import { conditionIsOpaque, mul, show, type Condition, type Decision, type Dim } from '../dims/index.ts'

export interface Check {
  raise(type: string, message: string, code: string): never
  undecided(reason: string): never
  require(condition: Condition, otherwise: () => never): void
  decide(condition: Condition): Decision
  certainly(condition: Condition): boolean
  choose(condition: Condition): boolean | undefined
}

/** Refuses sizes that do not meet a condition. Sizes without a name are taken to meet it. */
export function requireOf(check: Check, condition: Condition, refuse: () => never): void {
  if (condition.kind !== 'true' && !conditionIsOpaque(condition)) check.require(condition, refuse)
}

/** The number of elements. */
export const elements = (shape: readonly Dim[]): Dim => shape.reduce(mul, 1)

/** As PyTorch prints sizes: `[1, 3, 224, 224]`. */
export const showSizes = (shape: readonly Dim[]): string => `[${shape.map(show).join(', ')}]`

/** Whether a condition is known to hold. */
export const holds = (check: Check, condition: Condition): boolean => check.decide(condition) === 'always'
export const fails = (check: Check, condition: Condition): boolean => check.decide(condition) === 'never'
