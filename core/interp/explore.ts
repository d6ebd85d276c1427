/**
 * Explores the ways that sizes may take through a call: one run where every fork can be joined without loss, else one for each
 * way at the forks that can't. Together the runs tell for every size whether the call raises, and what it returns.
 *
 * Law: sizes that meet a way's condition and what its run needed run along it to its output; others raise on it or take another way. Where
 * anything may raise that no condition on sizes decides, the exploration has no answer.
 */
import { allOf, anyOf, assume, conditionIsOpaque, conditionKey, FALSE, NO_ASSUMPTIONS, TRUE, type Assumptions, type Condition } from '../dims/index.ts'
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
  /** Calls of modules are listed for it. */
  readonly listsCalls: boolean
  /** What to keep of a run: called at its end, while the state is still there. */
  readonly observe: (run: Run, callable: Value) => Seen
}

/** One way through the call. */
export interface Path<Seen = unknown> {
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
  /** What the call returns for every size that it accepts; undefined: it accepts none. */
  readonly output: Value | undefined
  readonly reason: string | undefined
  readonly complete: boolean
}

/** An input's shape is needed that was not given. */
export interface Wanted { readonly input: string; readonly shape: readonly unknown[] }

/** Paths, and steps of all their runs together. */
export interface Limits { readonly paths: number; readonly steps: number }

export function explore<Seen>(around: Surroundings, question: Question<Seen>): Exploration<Seen> | { readonly wanted: Wanted } | { readonly failed: PythonRaise | undefined } {
  const run = newRun(around, new Recorder(question.module.file, around.watched, false))
  const level = run.journal.open()
  run.handlers = run.handlersOutside = 1
  try {
    const made = build(run, question)
    return 'failed' in made ? made : exploreFrom(run, made.callable, question)
  } finally {
    run.journal.rollback(level)
  }
}

/** What is called does not depend on the way: it is built once, and each run begins from there. */
function build<Seen>(run: Run, question: Question<Seen>): { readonly callable: Value } | { readonly failed: PythonRaise | undefined } {
  try {
    run.frame = scriptFrame(run, question.module)
    const callable = question.callable(run)
    return callable ? { callable } : { failed: undefined }
  } catch (effect) {
    if (effect instanceof PythonRaise || effect instanceof Undecided || effect instanceof BudgetReached) return { failed: effect instanceof PythonRaise ? effect : undefined }
    throw effect
  }
}

function exploreFrom<Seen>(run: Run, callable: Value, question: Question<Seen>): Exploration<Seen> | { readonly wanted: Wanted } | { readonly failed: PythonRaise | undefined } {
  const restart = run.checkpoint()
  const paths: Path<Seen>[] = []
  let spent = run.spent, runs = 0
  let complete = true, reason: string | undefined

  const follow = (ways: Ways): Meeting | Unanswered => {
    restart()
    const found = along(run, callable, question, ways)
    spent += run.spent
    complete &&= run.complete
    if ('fork' in found) {
      if (++runs > question.limits.paths || spent > question.limits.steps) {
        reason ??= 'sizes that take too many ways'
        return { needs: FALSE, output: undefined, ways: new Map() }
      }
      const yes = follow(new Map([...ways, [found.fork, true]]))
      if (!('needs' in yes) || reason !== undefined) return yes
      const no = follow(new Map([...ways, [found.fork, false]]))
      return 'needs' in no ? meet(found.fork, ways, yes, no) : no
    }
    if (!('path' in found)) return found
    paths.push(found.path)
    reason ??= run.complete ? found.path.doubt : 'a budget that was reached'
    return { needs: found.needs, output: found.path.output, ways: run.waysTaken }
  }

  const whole = follow(new Map())
  if (!('needs' in whole)) return whole
  if (conditionIsOpaque(whole.needs)) reason ??= 'a size that is not known'
  return { paths, contract: reason === undefined ? whole.needs : undefined, output: whole.output, reason, complete }
}

type Ways = ReadonlyMap<number, boolean>
type Unanswered = { readonly wanted: Wanted } | { readonly failed: PythonRaise | undefined }

/** What all paths from a fork on come to. `ways`: the conditions on the ways that lead there, by fork. */
interface Meeting { readonly needs: Condition; readonly output: Value | undefined; readonly ways: ReadonlyMap<number, Condition> }

/**
 * Under the fork's condition c what its way says, and otherwise what the other one says: with K common to both, K and (c and Y or not c and N).
 * A fork inside of a branch that both ways try has its condition among the needs of each.
 */
function meet(fork: number, above: Ways, yes: Meeting, no: Meeting): Meeting {
  const condition = yes.ways.get(fork), opposite = no.ways.get(fork)
  const [common, first, second] = factored(yes.needs, no.needs)
  const needs = conditionKey(first) === conditionKey(second) ? yes.needs : allOf(common, anyOf(allOf(condition ?? TRUE, first), allOf(opposite ?? TRUE, second)))
  const leading = [...above.keys()].flatMap((each) => yes.ways.get(each) ?? [])
  const under = (own: Condition | undefined, { needs: its }: Meeting): Assumptions => [...leading, own ?? TRUE, its].reduce(assume, NO_ASSUMPTIONS)
  const output = yes.output && no.output ? join(no.output, yes.output, { crossing: { number: undefined, dims: meetingOf(under(opposite, no), under(condition, yes)) } }) : (yes.output ?? no.output)
  return { needs, output, ways: yes.ways }
}

/** What both conditions say, and what is left of each. */
function factored(a: Condition, b: Condition): readonly [Condition, Condition, Condition] {
  const parts = (condition: Condition): readonly Condition[] => (condition.kind === 'and' ? condition.parts : [condition])
  const keys = new Set(parts(b).map(conditionKey))
  const common = parts(a).filter((part) => keys.has(conditionKey(part)))
  const shared = new Set(common.map(conditionKey))
  const rest = (condition: Condition): Condition => allOf(...parts(condition).filter((part) => !shared.has(conditionKey(part))))
  return [allOf(...common), rest(a), rest(b)]
}

/** Runs along the ways given, and as they come behind them. */
function along<Seen>(run: Run, callable: Value, question: Question<Seen>, ways: Ways): { readonly needs: Condition; readonly path: Path<Seen> } | Split | Unanswered {
  const level = run.journal.open()
  try {
    run.frame = scriptFrame(run, question.module)
    const output = called(run, callable, question, ways)
    const needs = output ? allOf(...run.contract) : FALSE
    if (output?.kind === 'unknown') run.suspect(output.reason)
    return { needs, path: { output, seen: question.observe(run, callable), doubt: run.doubt, recorder: run.recorder } }
  } catch (effect) {
    if (effect instanceof Split) return effect
    if (effect instanceof Refine) return { wanted: { input: effect.input, shape: effect.shape } }
    throw effect
  } finally {
    run.journal.rollback(level)
  }
}

/** Calls it; undefined: it raises, which is in the record. The contract is the call's: how the model was built says nothing of its inputs. */
function called<Seen>(run: Run, callable: Value, question: Question<Seen>, ways: Ways): Value | undefined {
  run.contract.length = 0
  run.doubt = undefined
  run.ways = ways
  run.waysTaken = new Map()
  run.moduleCalls = question.listsCalls ? [] : undefined
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
