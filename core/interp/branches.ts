/**
 * Forks and joins: what happens under a condition that is not known.
 *
 * Law: after a fork the state is one that both branches' states are among. A branch that raises contributes nothing; where
 * the condition is about sizes, the branches run under it and under its negation, and a branch that raises puts the
 * other one's condition into the contract.
 */
import { allOf, anyOf, assume, conditionIsOpaque, decide, equals, FALSE, isAtLeast, max, min, containsOpaque, negate, type Assumptions, type Condition, type Dim } from '../dims/index.ts'
import { unknown, type Value } from '../values/index.ts'
import { join, type Crossing } from './join.ts'
import type { Changes } from './journal.ts'
import { PythonRaise } from './exceptions.ts'
import { Split, type Completion, type Frame, type PendingExit, type Run } from './run.ts'

/** Python's truth under what is assumed here: a boolean, the condition it depends on, or undefined. */
export function truthOf(run: Run, value: Value): boolean | Condition | undefined {
  if (value.kind === 'bool' && value.value === undefined && value.condition) {
    const decision = decide(value.condition, run.assumptions)
    return decision === 'always' ? true : decision === 'never' ? false : decision === 'unknown' ? undefined : decision.when
  }
  return run.machine.truth(value)
}

/** `needs`: what the sizes must meet for the branch not to raise. */
type Outcome<T> = ({ readonly value: T; readonly changes: Changes } | { readonly raised: PythonRaise }) & { readonly needs: Condition }

/** Runs a branch on a state of its own and rolls it back; what it changed is in the outcome. */
function attempt<T>(frame: Frame, assumptions: Assumptions, doubt: number, branch: () => T): Outcome<T> {
  const { run } = frame
  const level = run.journal.open()
  const before = run.assumptions, contract = run.contract.length, waiting = frame.pending.length, calls = run.moduleCalls?.length ?? 0
  run.assumptions = assumptions
  run.handlers++
  run.speculation++
  run.doubtful += doubt
  try {
    const value = branch()
    return { value, changes: run.journal.changes(level), needs: allOf(...run.contract.slice(contract)) }
  } catch (effect) {
    if (!(effect instanceof PythonRaise)) throw effect
    if (run.moduleCalls) run.moduleCalls.length = calls
    return { raised: effect, needs: FALSE }
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

/** A fork under way: the condition on sizes that it hangs on, if it does, and its number, if another run may take one of its ways. */
interface Fork { readonly condition: Condition | undefined; readonly number: number | undefined }

function enter(run: Run, test: Value): Fork {
  const truth = truthOf(run, test)
  const condition = typeof truth === 'object' ? truth : test.kind === 'bool' ? test.condition : undefined
  if (!condition || conditionIsOpaque(condition)) return { condition: undefined, number: undefined }
  return { condition, number: numberOfFork(run) }
}

const numberOfFork = (run: Run): number | undefined => (run.ways && run.doubtful === 0 && run.silent === 0 ? run.forks++ : undefined)

/** The way that this run takes at a fork; undefined: both. The sizes that take the other way are another run's. */
function wayOf(run: Run, { condition, number }: Fork): boolean | undefined {
  const way = number === undefined ? undefined : run.ways?.get(number)
  if (way === undefined || number === undefined || !condition) return way
  const taken = way ? condition : negate(condition)
  if (run.speculation > 0) commit(run, taken)
  else {
    run.waysTaken.set(number, taken)
    run.assumptions = assume(run.assumptions, taken)
  }
  return way
}

/** Whether sizes meet a condition that they may or may not meet: while exploring, one run says yes and another one no; else undefined. */
export function choose(run: Run, condition: Condition): boolean | undefined {
  run.effects++
  if (conditionIsOpaque(condition)) return undefined
  const fork = { condition, number: numberOfFork(run) }
  const way = wayOf(run, fork)
  if (way === undefined && fork.number !== undefined) throw new Split(fork.number)
  return way
}

/** Runs both branches, each on the state here; returns what they come to, and how their states meet. */
function both<T>(frame: Frame, { condition, number }: Fork, whenTrue: () => T, whenFalse: () => T): [Outcome<T>, Outcome<T>, Crossing] {
  const { run } = frame
  const positive = condition ? assume(run.assumptions, condition) : run.assumptions
  const negative = condition ? assume(run.assumptions, negate(condition)) : run.assumptions
  const doubt = condition ? 0 : 1
  const yes = attempt(frame, positive, doubt, whenTrue), no = attempt(frame, negative, doubt, whenFalse)
  if (condition && run.doubtful === 0 && !('raised' in yes && 'raised' in no)) {
    need(run, anyOf(negate(condition), yes.needs))
    need(run, anyOf(condition, no.needs))
  } else if (yes.needs.kind !== 'true' || no.needs.kind !== 'true') run.suspect('what happens under a condition that is not known')
  return [yes, no, { number, dims: meetingOf(negative, positive) }]
}

/** What two sizes come to where states meet, each known under its state's assumptions: one that both have, or the larger or smaller one where the states tell which that is. */
export const meetingOf = (here: Assumptions, there: Assumptions) => (mine: Dim, theirs: Dim): Dim | undefined => {
  if (containsOpaque(mine) || containsOpaque(theirs)) return undefined
  const same = equals(mine, theirs)
  if (decide(same, there) === 'always') return mine
  if (decide(same, here) === 'always') return theirs
  if (isAtLeast(mine, theirs, here) === 'always' && isAtLeast(theirs, mine, there) === 'always') return max(mine, theirs)
  if (isAtLeast(theirs, mine, here) === 'always' && isAtLeast(mine, theirs, there) === 'always') return min(mine, theirs)
  return undefined
}

/** The sizes must meet the condition for the program to go on. */
export function commit(run: Run, condition: Condition): void {
  run.commitments++
  if (run.doubtful > 0 || run.silent > 0) run.suspect('sizes that matter under a condition that is not known')
  run.contract.push(condition)
  run.assumptions = assume(run.assumptions, condition)
}

function need(run: Run, condition: Condition): void {
  const decision = decide(condition, run.assumptions)
  if (decision !== 'always') commit(run, typeof decision === 'object' ? decision.when : condition)
}

/** Evaluates two expressions under a condition that is not known. */
export function forkValue(frame: Frame, test: Value, whenTrue: () => Value, whenFalse: () => Value): Value {
  const { run } = frame
  const fork = enter(run, test)
  const way = wayOf(run, fork)
  if (way !== undefined) return way ? whenTrue() : whenFalse()
  const [yes, no, crossing] = both(frame, fork, whenTrue, whenFalse)
  const survivor = survivorOf(run, yes, no)
  const level = run.journal.open()
  if (survivor) run.journal.apply(survivor.changes)
  else if (!('raised' in yes) && !('raised' in no)) {
    run.journal.apply(no.changes)
    run.journal.join(level, yes.changes, crossing)
  }
  run.journal.keep(level)
  if (survivor) return survivor.value
  return 'raised' in yes || 'raised' in no ? unknown('branches that raise') : join(no.value, yes.value, { crossing })
}

/** Executes two blocks under a condition that is not known. A branch that leaves the block early waits at the frame. */
export function forkBlocks(frame: Frame, test: Value, whenTrue: () => Completion | undefined, whenFalse: () => Completion | undefined): Completion | undefined {
  const { run } = frame
  const fork = enter(run, test)
  const way = wayOf(run, fork)
  if (way !== undefined) return way ? whenTrue() : whenFalse()
  const waiting = frame.pending.length
  const [yes, no, crossing] = both(frame, fork, whenTrue, whenFalse)
  const survivor = survivorOf(run, yes, no)
  const level = run.journal.open()
  const completion = survivor ? (run.journal.apply(survivor.changes), survivor.value) : meet(frame, level, yes, no, crossing)
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
function meet(frame: Frame, level: number, yes: Outcome<Completion | undefined>, no: Outcome<Completion | undefined>, crossing: Crossing): Completion | undefined {
  const { run } = frame
  const { journal } = run
  if ('raised' in yes || 'raised' in no) return undefined
  if (yes.value?.type === no.value?.type) {
    journal.apply(no.changes)
    journal.join(level, yes.changes, crossing)
    return yes.value?.type === 'return' && no.value?.type === 'return' ? { type: 'return', value: join(no.value.value, yes.value.value, { crossing }) } : yes.value
  }
  if (crossing.number !== undefined) throw new Split(crossing.number)
  run.suspect('a way out under a condition that is not known')
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
