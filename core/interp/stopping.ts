/** Top-level statements on budgets of their own: one that takes too long is stopped, and the rest of its file is executed all the same. */
import type { Stmt } from '../syntax/ast.ts'
import { forgetReach } from './reach.ts'
import { BudgetReached, type Frame } from './run.ts'
import { execute } from './statements.ts'

/** Steps, and JavaScript's own stack, belong to a statement. Time belongs to the whole execution: when that is up, everything ends. */
export const isStop = (effect: unknown): boolean => (effect instanceof BudgetReached ? effect.budget !== 'time' : effect instanceof RangeError)

/**
 * Executes a statement of a module. Where it is stopped, what it may have changed is not known from there on.
 * `stops`: the stops that end here; others travel on, as everything does that is no stop.
 */
export function executeOnBudget(frame: Frame, statement: Stmt, stops: (effect: unknown) => boolean): void {
  const { run } = frame
  const { assumptions, handlers, speculation, silent, doubtful, widening, site, handling, moduleDepth, contract: { length } } = run
  try {
    run.onOwnBudget(() => execute(frame, statement))
  } catch (effect) {
    if (!stops(effect)) throw effect
    Object.assign(run, { frame, assumptions, handlers, speculation, silent, doubtful, widening, site, handling, moduleDepth, complete: false })
    run.contract.length = length
    frame.pending = []
    run.suspect('a statement that was stopped')
    forgetReach(frame, statement)
  }
}
