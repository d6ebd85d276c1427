/**
 * Generic runs as units of a script: each is two, since what a model is made of changes more rarely than what is done with it. An edit in `forward`
 * runs the model that is there already.
 */
import { show } from '../dims/index.ts'
import type { Span } from '../syntax/ast.ts'
import { prepareModel, runModel, type GenericModel, type Prepared, type Subject } from './generic.ts'
import type { Surroundings } from './runs.ts'
import { findsTheSame, isCurrent, isRecordedOtherwise, showAgain, watched, type Script, type Unit } from './units.ts'

export interface ModelUnit extends Unit {
  readonly model: GenericModel | undefined
  /** What was run: a class or a function. */
  readonly subject: object
  /** What the user said of its inputs, as text. */
  readonly given: string
  readonly making: Making
}

/** How the model was made. */
interface Making { readonly unit: Unit; readonly prepared: Prepared; readonly comments: ReadonlySet<Span> }

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
  const made = (making && resumed(making, script, around)) ?? make(script, subject, around)
  const { result, unit } = watched(script, () => {
    made.prepared.run.entered = script.run.entered
    try {
      return runModel(made.prepared, subject, around.given)
    } finally {
      made.prepared.end()
    }
  })
  return { ...unit, records: result?.records ?? unit.records, complete: unit.complete && made.unit.complete, subject: key, given, model: result?.model, making: made }
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

const none: ReadonlySet<Span> = new Set()

/** What was said of inputs, and whether it is said of this place. */
const givenText = (given: Surroundings['given'], { start, end }: Span): string =>
  given.map((each) => `${each.name}: ${each.shape.map(show).join(', ')} ${each.start === undefined || (each.start >= start && each.start <= end)}`).join('; ')
