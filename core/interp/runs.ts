/**
 * What is executed when a file is analysed: its module body as the main script, then a generic run for every module class
 * that no run has reached.
 */
import { opaque, sameDim, symbol, type Condition, type Dim } from '../dims/index.ts'
import { Recorder } from '../graph/recorder.ts'
import type { Host } from '../host.ts'
import type { Module, Span } from '../syntax/ast.ts'
import { isSubclass, tensor, Undecided, unknown, type ClassValue, type FunctionValue, type InstanceValue, type Library, type Value } from '../values/index.ts'
import { classAttribute, hasOpenClass } from './lookup.ts'
import { damageOf } from './damage.ts'
import { PythonRaise, report } from './exceptions.ts'
import { inventArgument, type Given } from './inputs.ts'
import { callValue } from './invoke.ts'
import { createMachine } from './machine.ts'
import type { ModuleTable, SourceModule } from './modules.ts'
import { isVirtualInstance } from './natives.ts'
import { BudgetReached, defaultBudget, innerFrame, Refine, Run, type Budget, type Frame } from './run.ts'
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
  /** Places of a workspace file whose text is not Python. */
  readonly errorsIn: (file: string) => readonly Span[]
  /** The first offsets of the file's statements that comments speak of. */
  readonly watched?: ReadonlySet<number>
}

/** A model that a generic run executed, and what its input sizes must meet. */
export interface GenericModel { readonly cls: ClassValue; readonly inputs: ReadonlyMap<string, readonly Dim[]>; readonly contract: readonly Condition[]; readonly output: Value }

export interface Execution {
  readonly recorder: Recorder
  readonly complete: boolean
  readonly models: readonly GenericModel[]
  readonly contract: readonly Condition[]
  /** The script's global names at its end. */
  readonly globals: ReadonlyMap<string, Value>
}

export function executeFile(file: string, tree: Module, around: Surroundings): Execution {
  const recorder = new Recorder(file, around.watched)
  const run = newRun(around, recorder)
  const module = around.modules.script(file, '__main__')
  runScript(run, module, tree)
  const models: GenericModel[] = []
  let complete = run.complete
  for (const cls of unreachedModels(run, module)) {
    if (isReached(run, cls)) continue
    const model = genericRun(cls, run, module, around, recorder)
    if (model) models.push(model)
  }
  complete &&= run.complete
  return { recorder, complete, models, contract: run.contract, globals: module.scope.variables }
}

export function newRun(around: Surroundings, recorder: Recorder): Run {
  const run: Run = new Run(around.host, around.library, around.modules, recorder, around.budget ?? defaultBudget, around.now, (value, cls) => isVirtualInstance(run.machine, value, cls), damageOf(around.errorsIn))
  run.machine = createMachine(run)
  return run
}

function runScript(run: Run, module: SourceModule, tree: Module): void {
  const frame = scriptFrame(run, module)
  run.frame = frame
  module.state = 'running'
  if (run.damage.anywhere(module.file)) module.scope.open = true
  try {
    for (const statement of tree.body) {
      run.frame = frame
      execute(frame, statement)
    }
  } catch (effect) {
    endOfRun(run, effect)
  }
  module.state = 'done'
  run.journal.keep(0)
}

const scriptFrame = (run: Run, module: SourceModule): Frame => innerFrame(undefined, { run, scope: module.scope, file: module.file, workspace: true, name: '<module>', definition: undefined, owner: undefined, at: { start: 0, end: 0 } })

/** An exception that ends the program is reported; a budget that is reached ends the run with what it has. */
function endOfRun(run: Run, effect: unknown): void {
  if (effect instanceof PythonRaise) {
    run.handlers = 0
    report(run, effect)
  } else if (effect instanceof BudgetReached || effect instanceof RangeError) run.complete = false
  else if (!(effect instanceof Undecided)) throw effect
}

function isReached(run: Run, cls: ClassValue): boolean {
  const forward = classAttribute(cls, 'forward')
  return forward?.kind !== 'function' || run.reached.has(forward.definition)
}

/** Module classes of the file whose forward nothing has called. The last ones come first: they are built of those before them. */
function unreachedModels(run: Run, module: SourceModule): ClassValue[] {
  const base = run.library.nativeClass('torch.nn.Module')
  const found: ClassValue[] = []
  for (const value of module.scope.variables.values()) {
    if (value.kind !== 'class' || value.definedAt?.file !== module.file || !base || !isSubclass(value, base) || found.includes(value)) continue
    if (!isReached(run, value)) found.push(value)
  }
  return found.reverse()
}

const mostRestarts = 12

/** Builds a model with its defaults (symbols where there are none) and feeds it inputs whose shapes its first layers tell. */
function genericRun(cls: ClassValue, script: Run, module: SourceModule, around: Surroundings, recorder: Recorder): GenericModel | undefined {
  const inputs = new Map<string, readonly Dim[]>()
  for (const given of around.given) if (given.start === undefined || isInside(given.start, cls)) inputs.set(given.name, given.shape)
  if (hasOpenClass(cls)) return undefined
  for (let restart = 0; restart < mostRestarts; restart++) {
    const attempt = new Recorder(module.file, around.watched)
    const run = newRun(around, attempt)
    run.generic = true
    const level = run.journal.open()
    let output: Value = unknown('a model that could not be run')
    try {
      run.frame = scriptFrame(run, module)
      const forward = classAttribute(cls, 'forward')
      if (forward?.kind !== 'function') return undefined
      const model = build(run, cls)
      if (!model) return undefined
      output = callValue(run, model, { positional: [], keywords: forwardArguments(forward, inputs) })
    } catch (effect) {
      if (effect instanceof Refine) {
        if (inputs.has(effect.input)) return undefined
        inputs.set(effect.input, namedShape(effect.shape, effect.input, inputs.size))
        continue
      }
      if (effect instanceof PythonRaise) {
        run.handlers = 0
        report(run, effect)
      } else endOfRun(script, effect)
    } finally {
      run.journal.rollback(level)
    }
    if (pinSizes(inputs, run.contract)) continue
    adopt(recorder, attempt)
    for (const definition of run.reached) script.reached.add(definition)
    return { cls, inputs, contract: run.contract, output }
  }
  return undefined
}

const isInside = (offset: number, cls: ClassValue): boolean => cls.definedAt !== undefined && offset >= cls.definedAt.span.start && offset <= cls.definedAt.span.end

/** A size that the run needed to be one number is that number: true when an input was changed, and the run starts over. */
function pinSizes(inputs: Map<string, readonly Dim[]>, contract: readonly Condition[]): boolean {
  let changed = false
  for (const condition of contract) {
    if (!('op' in condition) || condition.op !== '==' || typeof condition.right !== 'number') continue
    for (const [name, shape] of inputs) {
      const pinned = shape.map((dim) => (typeof dim !== 'number' && sameDim(dim, condition.left) ? condition.right : dim))
      if (pinned.some((dim, index) => dim !== shape[index])) {
        inputs.set(name, pinned)
        changed = true
      }
    }
  }
  return changed
}

/** `cls(...)` with invented arguments where there is no default. */
function build(run: Run, cls: ClassValue): InstanceValue | undefined {
  const init = classAttribute(cls, '__init__')
  const keywords = new Map<string, Value>()
  if (init?.kind === 'function') for (const parameter of init.definition.params.all.slice(1)) {
    if (parameter.type === '*' || parameter.type === '**' || parameter.default) continue
    keywords.set(parameter.name.id, inventArgument(parameter))
  }
  const model = callValue(run, cls, { positional: [], keywords })
  return model.kind === 'instance' ? model : undefined
}

/** Inputs without a default are tensors; one whose shape is not known yet says so when a rule first needs it. */
function forwardArguments(forward: FunctionValue, inputs: ReadonlyMap<string, readonly Dim[]>): Map<string, Value> {
  const keywords = new Map<string, Value>()
  for (const parameter of forward.definition.params.all.slice(1)) {
    const name = parameter.name.id
    if (parameter.type === '*' || parameter.type === '**') continue
    const shape = inputs.get(name)
    if (shape) keywords.set(name, tensor(shape, { dtype: 'float32' }))
    else if (!parameter.default) {
      const invented = parameter.annotation ? inventArgument(parameter) : undefined
      keywords.set(name, invented && invented.kind !== 'unknown' ? invented : { ...tensor(undefined), input: { name } })
    }
  }
  return keywords
}

/** Symbols for the sizes an input leaves open; those of a second input are told apart by its name. */
function namedShape(shape: readonly unknown[], input: string, index: number): Dim[] {
  return shape.map((dim) => (typeof dim === 'string' ? symbol(index === 0 ? dim : `${dim}_${input}`) : typeof dim === 'number' || (typeof dim === 'object' && dim !== null) ? (dim as Dim) : opaque({ min: 1 })))
}

/** Takes what a generic run recorded, where the script recorded nothing. */
function adopt(recorder: Recorder, attempt: Recorder): void {
  for (const [key, record] of attempt.calls) if (!recorder.calls.has(key)) recorder.calls.set(key, record)
  for (const [key, record] of attempt.values) if (!recorder.values.has(key)) recorder.values.set(key, record)
  for (const [key, record] of attempt.statements) if (!recorder.statements.has(key)) recorder.statements.set(key, record)
  for (const [key, record] of attempt.constructions) if (!recorder.constructions.has(key)) recorder.constructions.set(key, record)
  for (const [key, record] of attempt.hints) if (!recorder.hints.has(key)) recorder.hints.set(key, record)
  for (const [key, record] of attempt.losses) if (!recorder.losses.has(key)) recorder.losses.set(key, record)
  for (const [key, record] of attempt.raisedRecords) if (!recorder.raisedRecords.has(key) && isShapeError(record.type)) recorder.raisedRecords.set(key, record)
}

/** Of what an invented model raises, only PyTorch's refusal of sizes says something about the source. */
const isShapeError = (type: string): boolean => type === 'RuntimeError' || type === 'ValueError' || type === 'IndexError'
