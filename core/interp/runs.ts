/**
 * What is executed when a file is analysed: its module body as the main script, then a generic run for every module class
 * that no run has reached.
 */
import type { Condition } from '../dims/index.ts'
import { Recorder } from '../graph/recorder.ts'
import type { Host } from '../host.ts'
import type { Expr, Module, Span, Stmt } from '../syntax/ast.ts'
import { Undecided, type Library, type Value } from '../values/index.ts'
import { damageOf } from './damage.ts'
import { genericRun, subjectsOf, type GenericModel } from './generic.ts'
import { PythonRaise, report } from './exceptions.ts'
import type { Given } from './inputs.ts'
import { createMachine } from './machine.ts'
import { speaksOfDevices, type ModuleTable, type SourceModule } from './modules.ts'
import { isVirtualInstance } from './natives.ts'
import { BudgetReached, defaultBudget, innerFrame, Run, type Budget, type Frame } from './run.ts'
import { execute } from './statements.ts'

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
  readonly errorsIn: (file: string) => readonly Span[]
  /** The first offsets of the file's statements that comments speak of. */
  readonly watched?: ReadonlySet<number>
}

export interface Execution {
  readonly recorder: Recorder
  readonly complete: boolean
  readonly models: readonly GenericModel[]
  readonly contract: readonly Condition[]
  /** The file as it was run. */
  readonly module: SourceModule
  /** The script's global names at its end. */
  readonly globals: ReadonlyMap<string, Value>
}

/** A generic run starts over for every rank of its inputs, and a file has many of them: each takes a part of the budget at most. */
const genericShare = 5

export function executeFile(file: string, tree: Module, around: Surroundings): Execution {
  const recorder = new Recorder(file, around.watched)
  const run = newRun(around, recorder)
  run.namesDevices = speaksOfDevices(around.text ?? '')
  const module = enter(run, file, tree, around.modules)
  const models: GenericModel[] = []
  const budget = around.budget ?? defaultBudget
  const invented = { ...around, budget: { ...budget, steps: budget.steps / genericShare, milliseconds: budget.milliseconds / genericShare } }
  const started = around.now()
  for (const subject of subjectsOf(run, module, around.given)) {
    if (run.reached.has(subject.definition)) continue
    if (around.now() - started > budget.milliseconds) { run.complete = false; break }
    const model = genericRun(subject, run, module, invented, recorder)
    if (model) models.push(model)
  }
  around.modules.settle()
  return { recorder, complete: run.complete, models, contract: run.contract, module, globals: module.scope.variables }
}

export function newRun(around: Surroundings, recorder: Recorder): Run {
  const run: Run = new Run(around.host, around.library, around.modules, recorder, around.budget ?? defaultBudget, around.now, (value, cls) => isVirtualInstance(run.machine, value, cls), damageOf(around.errorsIn))
  run.machine = createMachine(run)
  return run
}

/**
 * A file that imports relative to its package is imported as its member, since it runs in no other way; then its main guard
 * runs, as `python -m` would. Any other file is run as the main script.
 */
function enter(run: Run, file: string, tree: Module, modules: ModuleTable): SourceModule {
  const isMember = tree.body.some((statement) => statement.kind === 'ImportFrom' && statement.level > 0) && modules.membership(file)
  if (!isMember) {
    const module = modules.script(file, '__main__')
    run.generic = modules.membership(file) !== undefined
    runScript(run, module, tree.body)
    return module
  }
  run.generic = true
  let module: SourceModule | undefined
  try {
    module = modules.importMember(run, file)
  } catch (effect) {
    endOfRun(run, effect)
  }
  module ??= modules.script(file, '__main__')
  runScript(run, module, tree.body.flatMap((statement) => (statement.kind === 'If' && isMainGuard(statement.test) ? statement.body : [])))
  return module
}

const isMainGuard = (test: Expr): boolean => test.kind === 'Compare' && test.left.kind === 'Name' && test.left.id === '__name__' && test.rest[0]?.right.kind === 'String' && test.rest[0].right.value === '__main__'

function runScript(run: Run, module: SourceModule, body: readonly Stmt[]): void {
  const frame = scriptFrame(run, module)
  run.frame = frame
  module.state = 'running'
  if (run.damage.anywhere(module.file)) module.scope.open = true
  try {
    for (const statement of body) {
      run.frame = frame
      execute(frame, statement)
    }
  } catch (effect) {
    endOfRun(run, effect)
  }
  module.state = 'done'
  run.journal.keep(0)
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
