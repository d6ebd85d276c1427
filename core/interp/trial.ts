/** Calls one value on its own, after the file's execution: what it returns, or what PyTorch says against it. An input without a shape gets the one that the first rule asks for. */
import { symbol, type Dim } from '../dims/index.ts'
import { Recorder } from '../graph/recorder.ts'
import { tensor, Undecided, type Value } from '../values/index.ts'
import { describeException, PythonRaise } from './exceptions.ts'
import { callValue } from './invoke.ts'
import { BudgetReached, innerFrame, Refine } from './run.ts'
import { newRun, type Surroundings } from './runs.ts'
import { moduleScope } from './scope.ts'

/** An exception's words, and what is to blame; `undefined` blame: the analysis gave up. */
export interface Refusal { readonly refusal: string; readonly raised?: PythonRaise }

export function tryCall(around: Surroundings, func: Value, positional: readonly Value[]): { readonly value: Value } | Refusal {
  const run = newRun(around, new Recorder(undefined))
  run.frame = innerFrame(undefined, { run, scope: moduleScope(), file: '', workspace: false, name: '<trial>', definition: undefined, owner: undefined, at: { start: 0, end: 0 } })
  run.handlers = 1
  const level = run.journal.open()
  try {
    return { value: callValue(run, func, { positional, keywords: new Map() }) }
  } catch (effect) {
    if (effect instanceof PythonRaise) {
      const { type, message } = describeException(effect.exception)
      return { refusal: message === undefined || message === '' ? type : message, raised: effect }
    }
    if (effect instanceof Undecided) return { refusal: effect.reason }
    if (effect instanceof Refine && positional.some((value) => value.kind === 'tensor' && value.input?.name === effect.input)) {
      const shape = effect.shape.map((dim) => (typeof dim === 'string' ? symbol(dim) : (dim as Dim)))
      return tryCall(around, func, positional.map((value) => (value.kind === 'tensor' && value.input?.name === effect.input ? tensor(shape) : value)))
    }
    if (effect instanceof BudgetReached || effect instanceof Refine) return { refusal: 'this layer could not be run' }
    throw effect
  } finally {
    run.journal.rollback(level)
  }
}
