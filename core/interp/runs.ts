/**
 * What is executed when a file is analysed: its module body as the main script, then a generic run for every module class
 * that no run has reached.
 */
import type { Condition } from '../dims/index.ts'
import { JoinedRecords } from '../graph/joined.ts'
import { Recorder } from '../graph/recorder.ts'
import type { Host } from '../host.ts'
import type { Compare, If, Module, Span, Stmt } from '../syntax/ast.ts'
import { Undecided, type Library, type Value } from '../values/index.ts'
import { damageOf, type Errors } from './damage.ts'
import { subjectsOf, type GenericModel } from './generic.ts'
import { PythonRaise, report } from './exceptions.ts'
import type { Given } from './inputs.ts'
import { createMachine } from './machine.ts'
import { executeModel, type ModelUnit } from './modelUnits.ts'
import { speaksOfDevices } from './evaluation.ts'
import type { ModuleTable, SourceModule } from './modules.ts'
import { isVirtualInstance } from './natives.ts'
import { BudgetReached, defaultBudget, innerFrame, Run, type Budget, type Frame } from './run.ts'
import { executeOnBudget, isStop } from './stopping.ts'
import { changedComments, executeStatements, recordsOf, scriptOf, type Script } from './units.ts'

/** What the interpreter needs of its surroundings. */
export interface Surroundings {
  readonly host: Host
  readonly library: Library
  readonly modules: ModuleTable
  /** Milliseconds, for the time budget. */
  readonly now: () => number
  readonly budget?: Budget
  /** Shapes the user gave for inputs, by file comments or settings. */
  readonly given: readonly Given[]
  /** The text of the file, as the editor has it. */
  readonly text?: string
  /** Places of a workspace file whose text is not Python. */
  readonly errorsIn: (file: string) => Errors
  /** The file's statements that comments speak of. */
  readonly watched?: ReadonlySet<Span>
  /** Absent: somebody may hover over names. */
  readonly keepsNames?: boolean | undefined
}

export interface Execution {
  readonly records: JoinedRecords
  readonly complete: boolean
  readonly models: readonly GenericModel[]
  readonly contract: readonly Condition[]
  /** The file as it was run. */
  readonly module: SourceModule
  /** The script's global names at its end. */
  readonly globals: ReadonlyMap<string, Value>
}

/** An execution in steps, between two of which something else may be done that executes nothing. One that is given up leaves nothing behind. */
export type Steps<R> = Generator<void, R, void>

export function finish<R>(steps: Steps<R>): R {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/**
 * Executes a file: a statement or a model in each step. `before`: the script that it was the last time. `kept` gets the script as soon as it may be
 * executed again, also where the execution is given up.
 */
export function* executeFile(file: string, tree: Module, around: Surroundings, before?: Script, kept: Kept = { script: undefined }): Steps<Execution> {
  const member = isMember(file, tree, around.modules)
  const usable = before && member === (before.imported !== undefined) && before.epoch === around.modules.epoch && before.run.namesDevices === speaksOfDevices(around.text ?? '') ? before : undefined
  try {
    if (member) return yield* executeMember(usable ?? importedScript(file, around), tree, around, kept)
    return (usable && (yield* executeScript(usable, tree, around, kept))) ?? (yield* executeScript(newScript(file, around), tree, around, kept))!
  } finally {
    around.modules.settle()
  }
}

/** For executing a file again when its text has changed a little; undefined: that has to begin from nothing. */
export interface Kept { script: Script | undefined }

function newScript(file: string, around: Surroundings): Script {
  const run = newRun(around, new Recorder(file, around.watched, around.keepsNames))
  run.namesDevices = speaksOfDevices(around.text ?? '')
  run.generic = around.modules.membership(file) !== undefined
  return scriptOf(run, around.modules.script(file, '__main__'), around.keepsNames)
}

/** Undefined: the script can't be executed once more in part. */
function* executeScript(script: Script, { body }: Module, around: Surroundings, kept: Kept): Steps<Execution | undefined> {
  const { run, module } = script
  const { modules } = around
  script.restart()
  module.scope.open = false
  run.damage = damageOf(around.errorsIn)
  const statements = statementsOf(body)
  const recommented = changedComments(statements, script.watched, around.watched ?? new Set())
  script.watched = around.watched ?? new Set()
  const frame = beginScript(run, module)
  if (!(yield* executeStatements(script, statements, (statement) => executeIn(frame, statement), recommented))) return undefined
  module.state = 'done'
  if (!modules.shared.isChanged && !script.owners.hidesState) kept.script = script
  yield* executeModels(script, around, recommented)
  return { records: recordsOf(script), complete: run.complete, models: script.models.flatMap(({ model }) => model ?? []), contract: run.contract, module, globals: module.scope.variables }
}

/** A generic run starts over for every rank of its inputs, and a file has many of them: each takes a part of the time at most. */
const genericShare = 5

/** Runs what no run has reached so far, one after the other. */
function* executeModels(script: Script, around: Surroundings, recommented: readonly Span[]): Steps<void> {
  const { run, module } = script
  const budget = around.budget ?? defaultBudget
  const invented = { ...around, budget: { ...budget, milliseconds: budget.milliseconds / genericShare } }
  const started = around.now()
  const before = script.models, done: ModelUnit[] = []
  try {
    for (const subject of subjectsOf(run, module, around.given)) {
      if (run.reached.has(subject.definition)) continue
      if (around.now() - started > budget.milliseconds) { run.complete = false; break }
      done.push(executeModel(script, subject, invented, recommented))
      yield
    }
    script.models = done
  } finally {
    // Given up: what was run is at hand for the next execution.
    if (script.models !== done) script.models = [...done, ...before.filter(({ subject }) => done.every((each) => each.subject !== subject))]
  }
}

/** Executes one statement of a script: the script goes on after it, or it has ended. */
function executeIn(frame: Frame, statement: Stmt): 'goes on' | 'ends' {
  const { run } = frame
  try {
    run.frame = frame
    executeOnBudget(frame, statement, isStop)
    return 'goes on'
  } catch (effect) {
    endOfRun(run, effect)
    return 'ends'
  } finally {
    run.journal.keep(0)
  }
}

export function newRun(around: Surroundings, recorder: Recorder): Run {
  const run: Run = new Run(around.host, around.library, around.modules, recorder, around.budget ?? defaultBudget, around.now, (value, cls) => isVirtualInstance(run.machine, value, cls), damageOf(around.errorsIn))
  run.machine = createMachine(run)
  return run
}

/** A file that imports relative to its package is imported as its member, since it runs in no other way. Any other file is run as the main script. */
const isMember = (file: string, tree: Module, modules: ModuleTable): boolean => tree.body.some((statement) => statement.kind === 'ImportFrom' && statement.level > 0) && modules.membership(file) !== undefined

/** A file that is imported. */
function importedScript(file: string, around: Surroundings): Script {
  const { modules } = around
  const recorder = new Recorder(file, around.watched, around.keepsNames)
  const run = newRun(around, recorder)
  run.namesDevices = speaksOfDevices(around.text ?? '')
  run.generic = true
  let module: SourceModule | undefined
  try {
    module = modules.importMember(run, file)
  } catch (effect) {
    endOfRun(run, effect)
  }
  run.recorder = recorder.alike()
  return scriptOf(run, module ?? modules.script(file, '__main__'), around.keepsNames, recorder)
}

/** The main guard of an imported file runs, as `python -m` would, and then its models. */
function* executeMember(script: Script, { body }: Module, around: Surroundings, kept: Kept): Steps<Execution> {
  const { run, module } = script, { modules } = around
  script.restart()
  const recorder = run.recorder = new Recorder(module.file, around.watched, around.keepsNames)
  run.damage = damageOf(around.errorsIn)
  const recommented = changedComments(body, script.watched, around.watched ?? new Set())
  script.watched = around.watched ?? new Set()
  const frame = beginScript(run, module)
  const guarded = body.filter(isMainGuard).flatMap((guard) => guard.body)
  guarded.every((statement) => executeIn(frame, statement) === 'goes on')
  module.state = 'done'
  // What the guard does to the module's names is not followed.
  if (guarded.length === 0 && !modules.shared.isChanged) kept.script = script
  yield* executeModels(script, around, recommented)
  const evaluated = modules.recordsOf(module.file)
  const records = new JoinedRecords(module.file, [...(evaluated ? [evaluated] : []), recorder], [script.imported!, ...script.models.map(({ records }) => records)])
  return { records, complete: run.complete, models: script.models.flatMap(({ model }) => model ?? []), contract: run.contract, module, globals: module.scope.variables }
}

/** The statements of a main script, those below its main guard one by one, since each is a unit. */
const statementsOf = (body: readonly Stmt[]): readonly Stmt[] => (body.some(bindsOwnName) ? body : body.flatMap((statement) => (isMainGuard(statement) ? statement.body : [statement])))

const bindsOwnName = (statement: Stmt): boolean => statement.kind === 'Assign' && statement.targets.some((target) => target.kind === 'Name' && target.id === '__name__')

/** `if __name__ == '__main__':` without an `else`. */
const isMainGuard = (statement: Stmt): statement is If =>
  statement.kind === 'If' && statement.orelse.length === 0 && statement.test.kind === 'Compare' && statement.test.left.kind === 'Name' && statement.test.left.id === '__name__' && isMainName(statement.test.rest)

const isMainName = ([first, ...others]: Compare['rest']): boolean => first?.op === '==' && first.right.kind === 'String' && first.right.value === '__main__' && others.length === 0

function beginScript(run: Run, module: SourceModule): Frame {
  const frame = scriptFrame(run, module)
  run.frame = frame
  module.state = 'running'
  if (run.damage.inModule(module.file)) module.scope.open = true
  return frame
}

export const scriptFrame = (run: Run, module: SourceModule): Frame => innerFrame(undefined, { run, scope: module.scope, file: module.file, workspace: true, name: '<module>', definition: undefined, owner: undefined, at: { start: 0, end: 0 } })

/** An exception that ends the program is reported; a budget that is reached ends the run with what it has. */
export function endOfRun(run: Run, effect: unknown): void {
  if (effect instanceof PythonRaise) {
    run.handlers = 0
    report(run, effect)
  } else if (effect instanceof BudgetReached || effect instanceof RangeError) run.complete = false
  else if (!(effect instanceof Undecided)) throw effect
}
