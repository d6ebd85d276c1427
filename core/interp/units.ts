/**
 * A script in units: its top-level statements, then its generic runs. A unit remembers what it depended on and what it did; when the text has changed,
 * a unit that would do the same again is not executed: what it did is taken over.
 *
 * What a unit depends on: its own tree (the same object for as long as its text is the same, but for the bodies of functions); what the functions that it
 * called say, in any file; the values it found under the script's names, in
 * functions of the script that it called, too; the assumptions at its start; whether names may exist that are not known; what comments say. Objects are reached
 * through names, so what they hold is covered as long as no unit changes what another made. Where one does, what comes after it is executed
 * again, and an edit before it has the whole script executed anew; as has any edit where something keeps a state that can't be seen.
 */
import type { Assumptions, Condition } from '../dims/index.ts'
import { JoinedRecords } from '../graph/joined.ts'
import { Recorder, type Records } from '../graph/recorder.ts'
import { contentOf, type FunctionDef, type Lambda, type Span, type Stmt } from '../syntax/ast.ts'
import type { Value } from '../values/index.ts'
import { CallLog } from './callLog.ts'
import type { ModelUnit } from './modelUnits.ts'
import type { SourceModule } from './modules.ts'
import { NameTable, newUse, type NameUse, type NameWatch } from './nameTable.ts'
import { Ownership } from './ownership.ts'
import type { Run } from './run.ts'
import { sameValue } from './stable.ts'
import { editedIn, revived, tracesWith, wholeOf, type Trace } from './traces.ts'

/** What any unit depended on and showed. */
export interface Unit {
  readonly use: NameUse
  readonly records: Records
  readonly reached: ReadonlySet<FunctionDef | Lambda>
  /** What the functions whose bodies it depended on said. */
  readonly entered: ReadonlyMap<FunctionDef | Lambda, object>
  readonly complete: boolean
}

interface StatementUnit extends Unit {
  readonly statement: Stmt
  /** Names it bound, in order. */
  readonly bindings: readonly (readonly [string, Value | undefined])[]
  readonly contract: readonly Condition[]
  readonly before: Assumptions
  readonly after: Assumptions
  /** Names may exist from here on that are not known. Undefined: that was so before, so that nobody can tell. */
  readonly opens: boolean | undefined
  /** It changed what another unit made. */
  readonly isEntangled: boolean
  /** The script ended in it. */
  readonly ends: boolean
  /** The newest first. */
  readonly traces: readonly StatementTrace[]
}

/** What executing a statement did besides showing something. */
type StatementTrace = Trace<Pick<StatementUnit, 'bindings' | 'contract' | 'before' | 'after' | 'opens' | 'isEntangled' | 'ends'>>

/** A script as it was executed last. */
export interface Script {
  readonly run: Run
  readonly module: SourceModule
  /** The modules that it found: it is of no use once they have changed. */
  readonly epoch: number
  /** Puts the run back to where it had not executed anything. */
  readonly restart: () => void
  readonly watch: NameWatch
  readonly names: readonly (readonly [string, Value])[]
  readonly owners: Ownership
  /** What importing the file showed, if it is run as a member of its package. */
  readonly imported: Records | undefined
  units: readonly StatementUnit[]
  models: readonly ModelUnit[]
  watched: ReadonlySet<Span>
  readonly keepsNames: boolean | undefined
}

export function scriptOf(run: Run, module: SourceModule, keepsNames: boolean | undefined, imported?: Records): Script {
  return { run, module, keepsNames, imported, epoch: run.modules.epoch, restart: run.checkpoint(), watch: { use: undefined }, names: [...module.scope.variables], owners: new Ownership(), units: [], models: [], watched: new Set() }
}

/** The functions and the other statements whose comments are others than before: what was recorded in them is not what is wanted now. */
export function changedComments(body: readonly Stmt[], before: ReadonlySet<Span>, now: ReadonlySet<Span>): readonly Span[] {
  const changed = [...[...before].filter((span) => !now.has(span)), ...[...now].filter((span) => !before.has(span))]
  return changed.flatMap((span) => holderOf(body, span) ?? [])
}

/** The outermost function whose body holds a place, or else the statement of the script that does. */
export function holderOf(body: readonly Stmt[], span: Span): Stmt | undefined {
  const statement = body.find((each) => each.start <= span.start && span.end <= each.end)
  return statement?.kind === 'ClassDef' ? holderOf(statement.body, span) ?? statement : statement
}

/** A unit's record is of other comments: it executed what they stand in. */
export function isRecordedOtherwise({ entered }: Unit, recommented: readonly Span[]): boolean {
  return recommented.length > 0 && [...entered.keys()].some((definition) => recommented.some((holder) => holder.start <= definition.start && definition.end <= holder.end))
}

/** The functions that it called still say what they said. */
export function isCurrent({ entered }: Pick<Unit, 'entered'>): boolean {
  for (const [definition, content] of entered) if (contentOf(definition) !== content) return false
  return true
}

/**
 * Executes the statements that have to be, one in each step. False: a unit that changed what another one made would have to be executed again, and the script as a whole
 * with it: it is of no more use.
 */
export function* executeStatements(script: Script, body: readonly Stmt[], executeOne: (statement: Stmt) => 'goes on' | 'ends', recommented: readonly Span[]): Generator<void, boolean, void> {
  const { run, module, watch, names } = script
  const known = new Map(script.units.map((unit) => [unit.statement, unit]))
  const keptInFront = body.findIndex((statement, index) => {
    const unit = script.units[index]
    return unit?.statement !== statement || !isCurrent(unit)
  })
  if (script.units.slice(keptInFront < 0 ? body.length : keptInFront).some((unit) => unit.isEntangled)) return false
  module.scope.variables = new NameTable(names, watch)
  const units: StatementUnit[] = []
  let mustExecute = false
  for (const statement of body) {
    const before = known.get(statement)
    if (before && !mustExecute && !recommented.includes(statement) && isCurrent(before) && !isRecordedOtherwise(before, recommented) && before.before === run.assumptions && (before.opens !== undefined || module.scope.open) && findsTheSame(before.use, module)) {
      takeOver(script, before)
      units.push(before)
      if (before.ends) break
      continue
    }
    // What it changed is changed already, and can't be put back.
    if (before?.isEntangled) return false
    const unit = before && !mustExecute && recommented.length === 0 ? record(script, statement, executeOne, before) : record(script, statement, executeOne)
    yield
    if (unit.isEntangled) mustExecute = true
    units.push(unit)
    if (unit.ends) break
  }
  script.units = units
  return true
}

function takeOver({ run, module: { scope } }: Script, unit: StatementUnit): void {
  for (const [name, value] of unit.bindings) if (value) scope.variables.set(name, value)
  for (const condition of unit.contract) run.contract.push(condition)
  run.assumptions = unit.after
  if (unit.opens) scope.open = true
  showAgain(run, unit)
}

export function showAgain(run: Run, { reached, complete }: Unit): void {
  for (const definition of reached) run.reached.add(definition)
  if (!complete) run.complete = false
}

/** The names say what they said when the unit was executed. */
export function findsTheSame(use: NameUse, { scope }: SourceModule): boolean {
  if (use.isOpaque || (use.open !== undefined && use.open !== scope.open)) return false
  for (const [name, value] of use.read) if (!isSame(scope.variables.get(name), value)) return false
  return true
}

/** The same object, or constants that nobody can tell apart. */
function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || a.kind !== b.kind) return false
  switch (a.kind) {
    case 'int': return b.kind === 'int' && typeof a.value === 'number' && a.value === b.value
    case 'str': case 'float': case 'bool': case 'none': case 'dtype': return (a.kind !== 'str' || a.value !== undefined) && sameValue(a, b)
    default: return false
  }
}

/** Runs something as a unit of its own; what it records and reaches goes into records of its own. */
export function watched<R>(script: Script, run: () => R): { readonly result: R; readonly unit: Unit } {
  const { run: script_, watch } = script
  const recorder = new Recorder(script.module.file, script.watched, script.keepsNames), use = newUse(), reached = new Set<FunctionDef | Lambda>(), entered = new Set<FunctionDef | Lambda>()
  const { recorder: outer, reached: reachedBefore, complete } = script_
  Object.assign(script_, { recorder, reached, entered, complete: true, mayRaise: false, doubt: undefined, handling: undefined, longLoops: new Set<object>() })
  watch.use = use
  try {
    const result = run()
    return { result, unit: { use, records: recorder, reached, entered: new Map([...entered].map((definition) => [definition, contentOf(definition)])), complete: script_.complete } }
  } finally {
    watch.use = undefined
    for (const definition of reached) reachedBefore.add(definition)
    Object.assign(script_, { recorder: outer, reached: reachedBefore, complete: complete && script_.complete })
  }
}

/** Executes a statement; `before`: it was executed before, in this place. */
function record(script: Script, statement: Stmt, executeOne: (statement: Stmt) => 'goes on' | 'ends', before?: StatementUnit): StatementUnit {
  const { run, module, watch } = script
  const isUsable = (unit: Unit): boolean => isCurrent(unit) && findsTheSame(unit.use, module)
  const traces = before?.traces.filter(({ result }) => result.before === run.assumptions && (result.opens !== undefined || module.scope.open)) ?? []
  const again = revived(traces, run, watch, { isUsable, judge: () => true })
  const newest = again?.now ?? executed(script, statement, executeOne, before ? editedIn(before) : new Set())
  const unit = { ...wholeOf(newest), ...newest.result, statement, traces: tracesWith(newest, before?.traces ?? [], again?.before) }
  if (again) takeOver(script, unit)
  else showAgain(run, unit)
  return unit
}

/** Executes a statement anew; calls of functions that are being edited are logged. */
function executed(script: Script, statement: Stmt, executeOne: (statement: Stmt) => 'goes on' | 'ends', functions: ReadonlySet<FunctionDef | Lambda>): StatementTrace {
  const { run, module, owners, watch } = script
  const { scope } = module
  const before = run.assumptions, conditions = run.contract.length, wasOpen = scope.open
  const touched = new Set<object>()
  run.journal.touched = touched as typeof run.journal.touched
  const { result: { outcome, attempt }, unit } = watched(script, () => {
    const log = functions.size > 0 ? new CallLog(run, functions, watch, () => true, true) : undefined
    run.log = log
    const outcome = executeOne(statement)
    return { outcome, attempt: log?.end(run) ?? { parts: [run.recorder] } }
  })
  run.journal.touched = undefined
  touched.delete(scope)
  const isJoined = !(scope.variables instanceof NameTable)
  if (isJoined) scope.variables = new NameTable(scope.variables, watch)
  if (isJoined) unit.use.isOpaque = true
  const bindings = [...unit.use.bound].map((name) => [name, scope.variables.get(name)] as const)
  const isEntangled = [...touched].some((object) => owners.has(object))
  for (const object of touched) owners.add(object)
  for (const [, value] of bindings) if (value) owners.add(value)
  return { unit, attempts: [attempt], chosen: attempt, result: { bindings, contract: run.contract.slice(conditions), before, after: run.assumptions, opens: wasOpen ? undefined : scope.open, isEntangled, ends: outcome === 'ends' } }
}

/** What all units showed, in the order of their execution. */
export const recordsOf = ({ module, units, models }: Script): JoinedRecords => new JoinedRecords(module.file, units.map(({ records }) => records), models.map(({ records }) => records))
