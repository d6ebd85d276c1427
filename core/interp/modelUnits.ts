/**
 * Generic runs as units of a script: each is two, since what a model is made of changes more rarely than what is done with it. An edit in `forward`
 * runs the model that is there already.
 */
import { show } from '../dims/index.ts'
import { Judged, JoinedRecords } from '../graph/joined.ts'
import type { Records } from '../graph/recorder.ts'
import { contentOf, type FunctionDef, type Lambda, type Span } from '../syntax/ast.ts'
import { addUse, isCall, type Attempt } from './callLog.ts'
import { isShapeError, prepareModel, runModel, type GenericModel, type GenericRun, type Prepared, type Subject } from './generic.ts'
import { newUse } from './nameTable.ts'
import { replayed } from './replay.ts'
import type { Surroundings } from './runs.ts'
import { findsTheSame, isCurrent, isRecordedOtherwise, showAgain, watched, type Script, type Unit } from './units.ts'

export interface ModelUnit extends Unit {
  readonly model: GenericModel | undefined
  /** What was run: a class or a function. */
  readonly subject: object
  /** What the user said of its inputs, as text. */
  readonly given: string
  readonly making: Making
  /** Runs whose calls of a function that is being edited are logged, the newest first. */
  readonly traces: readonly Trace[]
}

/** How the model was made. */
interface Making { readonly unit: Unit; readonly prepared: Prepared; readonly comments: ReadonlySet<Span> }

/** A run of a model. What its logged calls showed and depended on is not in the unit. */
interface Trace { readonly unit: Unit; readonly run: GenericRun | undefined }

/** Texts of a function that are typed in turns: whole, half-typed, and with a name that does not exist yet. */
const mostTraces = 4

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
  const again = resumable && firstOf(traces, (trace) => (isSame(trace.unit) ? replayedTrace(trace, resumable.prepared, script) : undefined))
  const made = resumable ?? make(script, subject, around)
  const newest = again ? again.now : traceOf(script, made.prepared, subject, around.given, before ? editedIn(before) : none)
  const others = traces.filter((trace) => trace !== again?.before)
  const unit = { ...unitOf(newest, made), subject: key, given, model: newest.run?.model, making: made, traces: newest.run && isLogged(newest.run) ? [newest, ...others].slice(0, mostTraces) : others }
  showAgain(script.run, unit)
  return unit
}

/** Runs a model anew; calls of functions that are being edited are logged. */
function traceOf(script: Script, prepared: Prepared, subject: Subject, given: Surroundings['given'], functions: ReadonlySet<FunctionDef | Lambda>): Trace {
  const { result, unit } = watched(script, () => {
    prepared.run.entered = script.run.entered
    try {
      return runModel(prepared, subject, given, prepared.isLasting && functions.size > 0 ? { functions, watch: script.watch } : undefined)
    } finally {
      prepared.end()
    }
  })
  return { unit, run: result }
}

/** What a run would be now that functions have changed whose calls it has logged; undefined: it has to be run again. */
function replayedTrace(before: Trace, { run, restart }: Prepared, { watch }: Script): { readonly before: Trace; readonly now: Trace } | undefined {
  if (!before.run) return undefined
  restart()
  watch.use = newUse()
  const attempts = replayed(before.run.attempts, run, watch, isShapeError)
  watch.use = undefined
  const chosen = attempts?.[before.run.attempts.indexOf(before.run.chosen)]
  // What is remembered of a model or an error was found by the text before.
  return attempts && chosen && { before, now: { unit: before.unit, run: { model: { ...before.run.model }, attempts, chosen, raised: new Map([...before.run.raised].map(([key, record]) => [key, { ...record }])) } } }
}

/** What the run showed, logged calls included. */
function unitOf({ unit, run }: Trace, { unit: making }: Making): Unit {
  const complete = unit.complete && making.complete
  if (!run) return { ...unit, complete }
  const records = new Judged(joinedParts(run.chosen, unit.records.target), run.raised)
  const calls = run.attempts.flatMap(({ parts }) => parts.filter(isCall))
  if (calls.length === 0) return { ...unit, records, complete }
  const use = newUse(), entered = new Map(unit.entered), reached = new Set(unit.reached)
  addUse(use, unit.use)
  for (const { shown } of calls) {
    addUse(use, shown.use)
    for (const definition of shown.entered) entered.set(definition, contentOf(definition))
  }
  for (const part of run.chosen.parts) if (isCall(part)) for (const definition of part.shown.reached) reached.add(definition)
  return { records, use, reached, entered, complete }
}

function joinedParts({ parts }: Attempt, target: string | undefined): Records {
  const [only] = parts
  return parts.length === 1 && only && !isCall(only) ? only : new JoinedRecords(target, parts.map((part) => (isCall(part) ? part.shown.records : part)), [])
}

/** The functions that the unit called and that have changed since. */
const editedIn = ({ entered }: Unit): ReadonlySet<FunctionDef | Lambda> => new Set([...entered].flatMap(([definition, content]) => (contentOf(definition) === content ? [] : [definition])))

const isLogged = ({ attempts }: GenericRun): boolean => attempts.some(({ parts }) => parts.some(isCall))

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found) return found
  }
  return undefined
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
