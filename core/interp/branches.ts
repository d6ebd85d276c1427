/**
 * Forks and joins: what happens under a condition that is not known.
 *
 * Law: after a fork the state is one that both branches' states are among. A branch that raises contributes nothing; where
 * the condition is about sizes, the branches run under it and under its negation, and a branch that raises puts the
 * other one's condition into the contract.
 */
import { assume, conditionIsOpaque, decide, negate, type Assumptions, type Condition } from '../dims/index.ts'
import { unknown, type Value } from '../values/index.ts'
import { join } from './join.ts'
import type { Changes } from './journal.ts'
import { PythonRaise } from './exceptions.ts'
import type { Completion, Frame, PendingExit, Run } from './run.ts'

/** Python's truth under what is assumed here: a boolean, the condition it depends on, or undefined. */
export function truthOf(run: Run, value: Value): boolean | Condition | undefined {
  if (value.kind === 'bool' && value.value === undefined && value.condition) {
    const decision = decide(value.condition, run.assumptions)
    return decision === 'always' ? true : decision === 'never' ? false : decision === 'unknown' ? undefined : decision.when
  }
  return run.machine.truth(value)
}

type Outcome<T> = { readonly value: T; readonly changes: Changes } | { readonly raised: PythonRaise }

/** Runs a branch on a state of its own and rolls it back; what it changed is in the outcome. */
function attempt<T>(frame: Frame, assumptions: Assumptions, doubt: number, branch: () => T): Outcome<T> {
  const { run } = frame
  const level = run.journal.open()
  const before = run.assumptions, contract = run.contract.length, waiting = frame.pending.length
  run.assumptions = assumptions
  run.handlers++
  run.speculation++
  run.doubtful += doubt
  try {
    const value = branch()
    return { value, changes: run.journal.changes(level) }
  } catch (effect) {
    if (effect instanceof PythonRaise) return { raised: effect }
    throw effect
  } finally {
    run.frame = frame
    run.handlers--
    run.speculation--
    run.doubtful -= doubt
    run.assumptions = before
    run.contract.length = contract
    rebase(run, frame.pending, waiting, level)
    run.journal.rollback(level)
  }
}

/** Exits that wait since the branch began are stated relative to where it began: the branch's own state is about to be rolled back. */
function rebase(run: Run, pending: PendingExit[], from: number, level: number): void {
  for (let i = from; i < pending.length; i++) {
    const exit = pending[i]!
    pending[i] = { completion: exit.completion, level, changes: run.journal.changesAt(level, exit.level, exit.changes) }
  }
}

/** Runs both branches, each on the state here; returns what they come to. */
function fork<T>(frame: Frame, test: Value, whenTrue: () => T, whenFalse: () => T): [Outcome<T>, Outcome<T>] {
  const { run } = frame
  const condition = test.kind === 'bool' ? test.condition : undefined
  const truth = truthOf(run, test)
  const known = typeof truth === 'object' ? truth : condition
  const positive = known ? assume(run.assumptions, known) : run.assumptions
  const negative = known ? assume(run.assumptions, negate(known)) : run.assumptions
  const doubt = known && !conditionIsOpaque(known) ? 0 : 1
  const outcomes: [Outcome<T>, Outcome<T>] = [attempt(frame, positive, doubt, whenTrue), attempt(frame, negative, doubt, whenFalse)]
  if (typeof truth === 'object' && run.speculation === 0) {
    const [yes, no] = outcomes
    if ('raised' in yes !== 'raised' in no) commit(run, 'raised' in yes ? negate(truth) : truth)
  }
  return outcomes
}

/** The sizes must meet the condition for the program to go on. */
export function commit(run: Run, condition: Condition): void {
  run.contract.push(condition)
  run.assumptions = assume(run.assumptions, condition)
}

/** Evaluates two expressions under a condition that is not known. */
export function forkValue(frame: Frame, test: Value, whenTrue: () => Value, whenFalse: () => Value): Value {
  const { run } = frame
  const [yes, no] = fork(frame, test, whenTrue, whenFalse)
  const survivor = survivorOf(run, yes, no)
  const level = run.journal.open()
  if (survivor) run.journal.apply(survivor.changes)
  else if (!('raised' in yes) && !('raised' in no)) {
    run.journal.apply(no.changes)
    run.journal.join(level, yes.changes)
  }
  run.journal.keep(level)
  if (survivor) return survivor.value
  return 'raised' in yes || 'raised' in no ? unknown('branches that raise') : join(yes.value, no.value)
}

/** Executes two blocks under a condition that is not known. A branch that leaves the block early waits at the frame. */
export function forkBlocks(frame: Frame, test: Value, whenTrue: () => Completion | undefined, whenFalse: () => Completion | undefined): Completion | undefined {
  const { run } = frame
  const waiting = frame.pending.length
  const [yes, no] = fork(frame, test, whenTrue, whenFalse)
  const survivor = survivorOf(run, yes, no)
  const level = run.journal.open()
  const completion = survivor ? (run.journal.apply(survivor.changes), survivor.value) : meet(frame, level, yes, no)
  if (frame.pending.length === waiting) run.journal.keep(level)
  return completion
}

/** The branch that does not raise, where the other one does. Both raise: the exception goes on. */
function survivorOf<T>(run: Run, yes: Outcome<T>, no: Outcome<T>): { readonly value: T; readonly changes: Changes } | undefined {
  if ('raised' in yes) {
    if ('raised' in no) throw yes.raised
    run.mayRaise = true
    return no
  }
  if (!('raised' in no)) return undefined
  run.mayRaise = true
  return yes
}

/** Both branches end alike: their states are joined. Otherwise the one that leaves waits where it is heading, and the other goes on. */
function meet(frame: Frame, level: number, yes: Outcome<Completion | undefined>, no: Outcome<Completion | undefined>): Completion | undefined {
  const { journal } = frame.run
  if ('raised' in yes || 'raised' in no) return undefined
  if (yes.value?.type === no.value?.type) {
    journal.apply(no.changes)
    journal.join(level, yes.changes)
    return yes.value?.type === 'return' && no.value?.type === 'return' ? { type: 'return', value: join(yes.value.value, no.value.value) } : yes.value
  }
  const [leaving, staying] = yes.value ? [yes, no] : [no, yes]
  journal.apply(staying.changes)
  if (leaving.value) frame.pending.push({ completion: leaving.value, changes: leaving.changes, level })
  return staying.value
}

/** Joins the states of branches that left since `from` with one of the given completions; returns the values they returned. */
export function joinPending(frame: Frame, from: number, types: readonly Completion['type'][]): Value[] {
  const values: Value[] = []
  const rest = frame.pending.slice(0, from)
  for (const exit of frame.pending.slice(from)) {
    if (!types.includes(exit.completion.type)) { rest.push(exit); continue }
    frame.run.journal.join(exit.level, exit.changes)
    if (exit.completion.type === 'return') values.push(exit.completion.value)
  }
  frame.pending = rest
  return values
}
