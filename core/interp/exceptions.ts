/** Raising, and deciding who hears of it. */
import type { Span } from '../syntax/ast.ts'
import { instance, Raised, str, tuple, Undecided, unknown, type Blame, type InstanceValue, type Value } from '../values/index.ts'
import { refusedReason } from '../graph/recorder.ts'
import { exceptionClass } from './natives.ts'
import { BudgetReached, type Frame, type Run } from './run.ts'

/** One line of a traceback. */
export interface TracePoint { readonly file: string; readonly span: Span; readonly name: string; readonly workspace: boolean }

/** A Python exception on its way up, with where it came from: outermost frame first. */
export class PythonRaise extends Raised {
  constructor(
    exception: Value,
    readonly trace: readonly TracePoint[],
    readonly code: string,
    readonly blame: Blame,
    /** By a `raise` or `assert` of the sources, not by an operation that failed. */
    readonly deliberate: boolean,
  ) {
    super(exception)
  }
}

export function traceOf(frame: Frame | undefined): TracePoint[] {
  const points: TracePoint[] = []
  for (let each = frame; each; each = each.caller) points.push({ file: each.file, span: each.at, name: each.name, workspace: each.workspace })
  return points.reverse()
}

/** Makes an exception of a builtin class with one argument. */
export function makeException(type: string, message: string): InstanceValue {
  const exception = instance(exceptionClass(type))
  exception.attributes.set('args', tuple([str(message)]))
  return exception
}

/** What an exception takes, in steps of a tree's nodes. */
const raiseCost = 400

export function raise(run: Run, type: string, message: string, code: string, blame: Blame = {}): never {
  run.step(raiseCost)
  throw new PythonRaise(makeException(type, message), traceOf(run.frame), code, blame, false)
}

/** The class's name and what `str(exception)` gives; a message that is not known is undefined. */
export function describeException(exception: Value): { type: string; message: string | undefined } {
  if (exception.kind !== 'instance') return { type: 'Exception', message: undefined }
  const args = exception.attributes.get('args')
  const type = exception.cls.name
  if (args?.kind !== 'tuple') return { type, message: undefined }
  if (args.items.length === 0) return { type, message: '' }
  const [only] = args.items
  return { type, message: args.items.length === 1 && only?.kind === 'str' ? only.value : undefined }
}

/** Nobody up the stack can catch what is raised in the frame, and it happens for sure: it is a problem there. */
export const isReported = (frame: Frame): boolean => frame.workspace && frame.run.handlers === 0

/**
 * Evaluates something that may fail, in a frame that survives failure.
 *
 * A rule that gives up leaves an unknown value; what comes to one may raise in Python. An exception that nobody catches is reported once, at the innermost frame
 * of the user's own files, and its value is unknown from here on; in a frame of an installed package it travels on to the caller.
 * SystemExit is no error: it travels to the end of the run.
 */
export function surviving(frame: Frame, compute: () => Value): Value
export function surviving<N>(frame: Frame, compute: (frame: Frame, node: N) => Value, node: N): Value
export function surviving<N>(frame: Frame, compute: (frame: Frame, node: N) => Value, node?: N): Value {
  const { run } = frame
  try {
    const value = compute(frame, node as N)
    if (value.kind === 'unknown') run.suspect(value.reason)
    return value
  } catch (effect) {
    run.frame = frame
    if (effect instanceof Undecided) {
      run.suspect(effect.reason)
      run.recorder.lose(frame.file, frame.at, effect.reason)
      return effect.input === undefined ? unknown(effect.reason) : { kind: 'unknown', reason: effect.reason, shapeOfInput: effect.input }
    }
    if (effect instanceof PythonRaise && isReported(frame) && !isExit(effect)) {
      report(run, effect)
      return unknown(refusedReason)
    }
    if (effect instanceof RangeError && !isStackOverflow(effect)) {
      run.recorder.lose(frame.file, frame.at, effect.message)
      return unknown('contents that no array holds')
    }
    throw translated(effect)
  }
}

/** Other RangeErrors come from arrays of contents: their sizes are too large, or not known. */
const isStackOverflow = (effect: RangeError): boolean => effect.message.includes('call stack')

/** Runs what may raise without anybody hearing of it; undefined: it raised. */
export function swallowing<T>(frame: Frame, compute: () => T): T | undefined {
  const { run } = frame
  run.handlers++
  try {
    return compute()
  } catch (effect) {
    if (!(effect instanceof PythonRaise)) throw effect
    return undefined
  } finally {
    run.frame = frame
    run.handlers--
  }
}

/** JavaScript's own stack runs out before Python's budget where expressions nest deeply. */
function translated(effect: unknown): unknown {
  return effect instanceof RangeError ? new BudgetReached('memory') : effect
}

export function report(run: Run, raised: PythonRaise): void {
  if (isExit(raised)) return
  if (raised.deliberate && run.generic) {
    run.refused = true
    return
  }
  const { type, message } = describeException(raised.exception)
  if (message === undefined && raised.deliberate) return
  run.recorder.raised(raised, type, message ?? '')
}

const isExit = (raised: PythonRaise): boolean => raised.exception.kind === 'instance' && raised.exception.cls.mro.some((cls) => cls.name === 'SystemExit' || cls.name === 'KeyboardInterrupt')

export const isAttributeError = (effect: unknown): boolean => effect instanceof PythonRaise && effect.exception.kind === 'instance' && effect.exception.cls.name === 'AttributeError'
