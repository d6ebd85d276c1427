/**
 * Generic runs as units of a script: each is two, since what a model is made of changes more rarely than what is done with it. An edit in `forward`
 * runs the model that is there already.
 */
import { show } from '../dims/index.ts'
import { Judged } from '../graph/joined.ts'
import type { FunctionDef, Lambda, Span } from '../syntax/ast.ts'
import { isShapeError, prepareModel, runModel, type GenericModel, type GenericRun, type Prepared, type Subject } from './generic.ts'
import type { Surroundings } from './runs.ts'
import { editedIn, revived, tracesWith, wholeOf, type Trace } from './traces.ts'
import { findsTheSame, isCurrent, isRecordedOtherwise, showAgain, watched, type Script, type Unit } from './units.ts'

export interface ModelUnit extends Unit {
  readonly model: GenericModel | undefined
  /** What was run: a class or a function. */
  readonly subject: object
  /** What the user said of its inputs, as text. */
  readonly given: string
  readonly making: Making
  /** The newest first. */
  readonly traces: readonly ModelTrace[]
}

/** How the model was made. */
interface Making { readonly unit: Unit; readonly prepared: Prepared; readonly comments: ReadonlySet<Span> }

/** `model`: undefined where it could not be run. */
type ModelTrace = Trace<Pick<GenericRun, 'model' | 'raised'> | undefined>

/** Runs a model, or takes over what it showed the last time where it would show the same. */
export function executeModel(script: Script, subject: Subject, around: Surroundings, recommented: readonly Span[]): ModelUnit {
  const key = subject.cls ?? subject.callable(script.run) ?? subject.definition, given = givenText(around.given, subject.span)
  const before = script.models.find((unit) => unit.subject === key)
  const isSame = (unit: Unit): boolean => isCurrent(unit) && !isRecordedOtherwise(unit, recommented) && findsTheSame(unit.use, script.module)
  const making = before && isSame(before.making.unit) ? before.making : undefined
  if (before && making && before.given === given && isSame(before)) {
    showAgain(script.run, before)
    return before
  }
  const resumable = making && resumed(making, script, around)
  const traces = before && resumable && before.given === given && recommented.length === 0 ? before.traces : []
  const again = resumable && traces.length > 0 ? revivedModel(traces, resumable.prepared, script, isSame) : undefined
  const made = resumable ?? make(script, subject, around)
  const newest = again?.now ?? traceOf(script, made.prepared, subject, { given: around.given, functions: before ? editedIn(before) : none })
  const whole = wholeOf(newest), { result } = newest
  const unit = { ...whole, ...(result && { records: new Judged(whole.records, result.raised) }), complete: whole.complete && made.unit.complete, subject: key, given, model: result?.model, making: made, traces: tracesWith(newest, traces, again?.before) }
  showAgain(script.run, unit)
  return unit
}

/** Runs a model anew; calls of functions that are being edited are logged. */
function traceOf(script: Script, prepared: Prepared, subject: Subject, { given, functions }: { readonly given: Surroundings['given']; readonly functions: ReadonlySet<FunctionDef | Lambda> }): ModelTrace {
  const { result, unit } = watched(script, () => {
    prepared.run.entered = script.run.entered
    try {
      return runModel(prepared, subject, given, prepared.isLasting && functions.size > 0 ? { functions, watch: script.watch } : undefined)
    } finally {
      prepared.end()
    }
  })
  const nothing = { parts: [unit.records] }
  return { unit, attempts: result?.attempts ?? [nothing], chosen: result?.chosen ?? nothing, result: result && { model: result.model, raised: result.raised } }
}

function revivedModel(traces: readonly ModelTrace[], { run, restart }: Prepared, { watch }: Script, isUsable: (unit: Unit) => boolean): { readonly before: ModelTrace; readonly now: ModelTrace } | undefined {
  restart()
  const found = revived(traces, run, watch, { isUsable, judge: isShapeError })
  const { result } = found?.now ?? {}
  // What is remembered of a model or an error was found by the text before.
  return found && result ? { ...found, now: { ...found.now, result: { model: { ...result.model }, raised: new Map([...result.raised].map(([key, record]) => [key, { ...record }])) } } } : found
}

function make(script: Script, subject: Subject, around: Surroundings): Making {
  const { result, unit } = watched(script, () => prepareModel(subject, script.run, script.module, around))
  return { unit, prepared: result, comments: around.watched ?? none }
}

/** The model that was made for an earlier run, for a run now; undefined: it is of that run alone. */
function resumed(making: Making, { run }: Script, { watched: comments = none }: Surroundings): Making | undefined {
  if (!making.prepared.isLasting || making.comments.size !== comments.size || [...comments].some((span) => !making.comments.has(span))) return undefined
  making.prepared.run.damage = run.damage
  return making
}

const none: ReadonlySet<never> = new Set()

/** What was said of inputs, and whether it is said of this place. */
const givenText = (given: Surroundings['given'], { start, end }: Span): string =>
  given.map((each) => `${each.name}: ${each.shape.map(show).join(', ')} ${each.start === undefined || (each.start >= start && each.start <= end)}`).join('; ')
