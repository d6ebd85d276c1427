/** Calls values on their own, beside the file's execution: what they return, or what PyTorch says against it. What a trial changes is undone. */
import { symbol, type Condition, type Dim } from '../dims/index.ts'
import { Recorder } from '../graph/recorder.ts'
import { tensor, Undecided, type Machine, type Value } from '../values/index.ts'
import { describeException, PythonRaise } from './exceptions.ts'
import { BudgetReached, innerFrame, Refine } from './run.ts'
import { newRun, type Surroundings } from './runs.ts'
import { moduleScope } from './scope.ts'

/** An exception's words, and what is to blame; `undefined` blame: the analysis gave up. */
export interface Refusal { readonly refusal: string; readonly raised?: PythonRaise; readonly refine?: Refine }
/** What was computed, and what its sizes must meet for that. */
export interface Result<T> { readonly value: T; readonly contract: readonly Condition[] }

/** `compute` must return plain data or values that it was given, for what it makes is undone when it ends; unless that is to be `kept`. */
export function attempt<T>(around: Surroundings, compute: (machine: Machine) => T, changes: 'undone' | 'kept' = 'undone'): Result<T> | Refusal {
  const run = newRun(around, new Recorder(undefined))
  run.frame = innerFrame(undefined, { run, scope: moduleScope(), file: '', workspace: false, name: '<trial>', definition: undefined, owner: undefined, at: { start: 0, end: 0 } })
  run.handlers = 1
  const level = changes === 'undone' ? run.journal.open() : undefined
  try {
    return { value: compute(run.machine), contract: run.contract }
  } catch (effect) {
    if (effect instanceof PythonRaise) {
      const { type, message } = describeException(effect.exception)
      return { refusal: message === undefined || message === '' ? type : message, raised: effect }
    }
    if (effect instanceof Undecided) return { refusal: effect.reason }
    if (effect instanceof Refine) return { refusal: 'this layer could not be run', refine: effect }
    if (effect instanceof BudgetReached) return { refusal: 'this layer could not be run' }
    throw effect
  } finally {
    if (level !== undefined) run.journal.rollback(level)
  }
}

/** Calls a value. An input without a shape gets the one that the first rule asks for. */
export function tryCall(around: Surroundings, func: Value, positional: readonly Value[]): Result<Value> | Refusal {
  const answer = attempt(around, (machine) => machine.call(func, positional))
  const refine = 'refine' in answer ? answer.refine : undefined
  const isAsked = (value: Value): boolean => value.kind === 'tensor' && value.input !== undefined && value.input.name === refine?.input
  if (!refine || !positional.some(isAsked)) return answer
  const shape = refine.shape.map((dim) => (typeof dim === 'string' ? symbol(dim) : (dim as Dim)))
  return tryCall(around, func, positional.map((value) => (isAsked(value) ? tensor(shape) : value)))
}
