/**
 * Explores the ways that sizes may take through a call: one run where every fork can be joined without loss, else one for each
 * way at the forks that can't. Together the runs tell for every size whether the call raises, and what it returns.
 *
 * Law: the sizes of which a path says `needs` run along it to its output; the others raise on it or take another path. Where anything may
 * raise that no condition on sizes decides, the exploration has no answer.
 */
import { allOf, anyOf, assume, conditionIsOpaque, FALSE, NO_ASSUMPTIONS, type Condition } from '../dims/index.ts'
import { frozen } from '../graph/copies.ts'
import { Recorder } from '../graph/recorder.ts'
import { Undecided, unknown, type Arguments, type Value } from '../values/index.ts'
import { meetingOf } from './branches.ts'
import { PythonRaise, report } from './exceptions.ts'
import { callValue } from './invoke.ts'
import { join } from './join.ts'
import type { SourceModule } from './modules.ts'
import { BudgetReached, Refine, Split, type Run } from './run.ts'
import { newRun, scriptFrame, type Surroundings } from './runs.ts'

/** What is called: how to get it in a run, and with what. */
export interface Question<Seen> {
  readonly module: SourceModule
  /** The callable, set up as it shall run; undefined: there is none. */
  readonly callable: (run: Run) => Value | undefined
  readonly arguments: () => Arguments
  readonly limits: Limits
  /** What to keep of a run: called at its end, while the state is still there. */
  readonly observe: (run: Run, callable: Value) => Seen
}

/** One way through the call. */
export interface Path<Seen = unknown> {
  readonly needs: Condition
  /** Undefined: the way ends in an exception. */
  readonly output: Value | undefined
  readonly seen: Seen
  /** Why the path may not be exact; undefined: it is. */
  readonly doubt: string | undefined
  readonly recorder: Recorder
}

export interface Exploration<Seen = unknown> {
  /** At least one. */
  readonly paths: readonly Path<Seen>[]
  /** What the sizes must meet for the call to run; undefined: not known, for the reason given. */
  readonly contract: Condition | undefined
  readonly reason: string | undefined
  readonly complete: boolean
}

/** An input's shape is needed that was not given. */
export interface Wanted { readonly input: string; readonly shape: readonly unknown[] }

/** Paths, and steps of all their runs together. */
export interface Limits { readonly paths: number; readonly steps: number }

export function explore<Seen>(around: Surroundings, question: Question<Seen>): Exploration<Seen> | { readonly wanted: Wanted } | { readonly failed: PythonRaise | undefined } {
  const waiting: ReadonlyMap<number, boolean>[] = [new Map()]
  const paths: Path<Seen>[] = []
  let spent = 0, runs = 0
  let complete = true, reason: string | undefined
  while (waiting.length > 0) {
    const ways = waiting.pop()!
    const run = newRun(around, new Recorder(question.module.file, around.watched))
    const found = follow(run, question, ways)
    spent += run.spent
    complete &&= run.complete
    if ('wanted' in found || 'failed' in found) return found
    if ('fork' in found) waiting.push(new Map([...ways, [found.fork, false]]), new Map([...ways, [found.fork, true]]))
    else {
      paths.push(found)
      reason ??= run.complete ? found.doubt : 'a budget that was reached'
    }
    if (paths.length > 0 && (reason !== undefined || ++runs > question.limits.paths || spent > question.limits.steps)) {
      if (waiting.length > 0) reason ??= 'sizes that take too many ways'
      break
    }
  }
  const contract = anyOf(...paths.map((path) => path.needs))
  if (conditionIsOpaque(contract)) reason ??= 'a size that is not known'
  return { paths, contract: reason === undefined ? contract : undefined, reason, complete }
}

/** Runs along the ways given, and as they come behind them. */
function follow<Seen>(run: Run, question: Question<Seen>, ways: ReadonlyMap<number, boolean>): Path<Seen> | Split | { readonly wanted: Wanted } | { readonly failed: PythonRaise | undefined } {
  const level = run.journal.open()
  run.handlers = run.handlersOutside = 1
  let callable: Value | undefined
  try {
    run.frame = scriptFrame(run, question.module)
    callable = question.callable(run)
    if (!callable) return { failed: undefined }
    const output = called(run, callable, question, ways)
    const needs = output ? allOf(...run.contract) : FALSE
    if (output?.kind === 'unknown') run.suspect(output.reason)
    return { needs, output, seen: question.observe(run, callable), doubt: run.doubt, recorder: run.recorder }
  } catch (effect) {
    if (effect instanceof Split) return effect
    if (effect instanceof Refine) return { wanted: { input: effect.input, shape: effect.shape } }
    if (callable || !(effect instanceof PythonRaise || effect instanceof Undecided || effect instanceof BudgetReached)) throw effect
    return { failed: effect instanceof PythonRaise ? effect : undefined }
  } finally {
    run.journal.rollback(level)
  }
}

/** Calls it; undefined: it raises, which is in the record. The contract is the call's: how the model was built says nothing of its inputs. */
function called<Seen>(run: Run, callable: Value, question: Question<Seen>, ways: ReadonlyMap<number, boolean>): Value | undefined {
  run.contract.length = 0
  run.doubt = undefined
  run.ways = ways
  run.moduleCalls = []
  try {
    return frozen(callValue(run, callable, question.arguments()))
  } catch (effect) {
    if (effect instanceof PythonRaise) {
      run.handlers = 0
      report(run, effect)
      return undefined
    }
    if (effect instanceof BudgetReached || effect instanceof RangeError) run.complete = false
    else if (effect instanceof Undecided) run.suspect(effect.reason)
    else throw effect
    return unknown('a call that did not end')
  }
}

/** What the call returns for every size that it accepts: what its paths return where they meet. Undefined: no path returns. */
export function outputOf(paths: readonly Path[]): Value | undefined {
  const [first, ...others] = paths.flatMap(({ needs, output }) => (output ? [{ output, under: assume(NO_ASSUMPTIONS, needs) }] : []))
  return first && others.reduce((meeting, { output, under }) => ({ output: join(meeting.output, output, { crossing: { number: undefined, dims: meetingOf(meeting.under, under) } }), under: NO_ASSUMPTIONS }), first).output
}
