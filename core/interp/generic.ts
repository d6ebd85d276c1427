/**
 * Generic runs: a model (or a function of tensors) that nothing in the file calls is built with its defaults, symbols where there are
 * none, and fed inputs whose shapes its first layers tell.
 *
 * Law: an input's rank is often a choice (Linear takes any). What such a run raises is reported only if every choice raises it.
 */
import type { Assumptions, Condition, Dim } from '../dims/index.ts'
import { frozen } from '../graph/copies.ts'
import { Recorder, type RaisedRecord } from '../graph/recorder.ts'
import type { FunctionDef, Lambda, Parameter, Span } from '../syntax/ast.ts'
import { isSubclass, unknown, type ClassValue, type FunctionValue, type Value } from '../values/index.ts'
import { readAttribute } from './attributes.ts'
import { CallLog, isCall, type Attempt } from './callLog.ts'
import { PythonRaise, report } from './exceptions.ts'
import { givenInputs, inventArgument, inventedArguments, namedShape, pinSizes, takesTensor } from './inputs.ts'
import { callValue } from './invoke.ts'
import type { Changes } from './journal.ts'
import { classAttribute, hasOpenClass } from './lookup.ts'
import type { SourceModule } from './modules.ts'
import type { NameWatch } from './nameTable.ts'
import { hidesState } from './ownership.ts'
import { BudgetReached, Refine, type Run } from './run.ts'
import { endOfRun, newRun, scriptFrame, type Surroundings } from './runs.ts'

/** Something to run: how to get at the callable, and the parameters that want inputs. */
export interface Subject {
  readonly name: string
  readonly definition: FunctionDef | Lambda
  readonly span: Span
  readonly cls: ClassValue | undefined
  readonly parameters: readonly Parameter[]
  readonly callable: (run: Run) => Value | undefined
}

/** A subject that was run, in the mode that it is made in; `contract`: what that run needed of the sizes, as far as it is known. */
export interface GenericModel {
  readonly subject: Subject
  readonly inputs: ReadonlyMap<string, readonly Dim[]>
  readonly contract: readonly Condition[]
  readonly output: Value
  /** Undefined: it has to be built anew. */
  readonly built?: Built | undefined
}

/** What is called, and what building it changed. */
export interface Built { readonly callable: Value; readonly changes: Changes; readonly assumptions: Assumptions }

/** The model in a run's state, as it was built for the run that found its inputs; undefined: it can't be. */
export function builtModel({ subject, built }: GenericModel, run: Run): Value | undefined {
  if (!built) return subject.callable(run)
  run.journal.applyCopy(built.changes)
  run.assumptions = built.assumptions
  return built.callable
}

/** The `class` or `def` is the subject's, or its `forward`. */
export const definesSubject = (definition: Span, { definition: own, span }: Subject): boolean => own === definition || (span.start === definition.start && span.end === definition.end)

/** Models of the file, those defined last first, since they are built of those before them; then functions that take tensors, by their annotations or by a comment that gives them shapes. */
export function subjectsOf(run: Run, module: SourceModule, given: Surroundings['given']): Subject[] {
  const base = run.library.nativeClass('torch.nn.Module')
  const models: Subject[] = [], functions: Subject[] = []
  for (const value of new Set(module.scope.variables.values())) {
    if (value.kind === 'class' && value.definedAt?.file === module.file && base && isSubclass(value, base) && !hasOpenClass(value)) {
      const forward = classAttribute(value, 'forward')
      if (forward?.kind === 'function' && !takesAny(forward)) models.push({ name: value.name, definition: forward.definition, span: value.definedAt.span, cls: value, parameters: forward.definition.params.all.slice(1), callable: (inner) => build(inner, value) })
    } else if (value.kind === 'function' && value.definition.kind === 'FunctionDef' && (takesTensors(value) || given.some(({ start }) => start !== undefined && isWithin(start, value.definition))) && run.modules.originOfScope(value.scope as SourceModule['scope']).file === module.file) {
      functions.push({ name: value.name, definition: value.definition, span: value.definition, cls: undefined, parameters: value.definition.params.all, callable: () => value })
    }
  }
  return [...models.reverse(), ...functions]
}

const isWithin = (offset: number, span: Span): boolean => offset >= span.start && offset <= span.end
/** What `*args` would hold can't be invented. */
const takesAny = (func: FunctionValue): boolean => func.definition.params.all.some((parameter) => parameter.type === '*')
const takesTensors = (func: FunctionValue): boolean => !takesAny(func) && func.definition.params.all.some((parameter) => parameter.annotation && takesTensor(parameter))

const mostRestarts = 14
type Inputs = Map<string, readonly Dim[]>
interface Outcome { readonly attempt: Attempt; readonly raised: Map<string, RaisedRecord>; readonly reached: ReadonlySet<FunctionDef | Lambda>; readonly contract: readonly Condition[]; readonly inputs: Inputs; readonly output: Value; readonly demands: ReadonlyMap<string, Demand>; readonly isStopped: boolean; readonly errors: readonly RaisedRecord[] }
/** What a rule needed of an input, and the place where it did. */
interface Demand { readonly shape: readonly unknown[]; readonly at: Span | undefined; readonly isFixed: boolean }

/** A model that was run: what each run showed, the one that says the most, and what that one raised that counts. */
export interface GenericRun { readonly model: GenericModel; readonly attempts: readonly Attempt[]; readonly chosen: Attempt; readonly raised: ReadonlyMap<string, RaisedRecord> }

/** Functions whose calls are to be logged; names that they ask for are noted by the watch. */
export interface Logged { readonly functions: ReadonlySet<FunctionDef | Lambda>; readonly watch: NameWatch }

/** What is called, made: it does not depend on the inputs, and each run with other inputs starts from there. */
export interface Prepared {
  readonly script: Run
  readonly run: Run
  readonly module: SourceModule
  /** `'refused'`: making it raised. Undefined: nobody knows what it is. */
  readonly callable: Value | 'refused' | undefined
  readonly built: Built | undefined
  readonly restart: () => void
  /** Making it changed nothing outside, and keeps no state that can't be seen: later runs may start from there, too. */
  readonly isLasting: boolean
  /** Puts back what making it has changed outside. */
  readonly end: () => void
}

export function prepareModel(subject: Subject, script: Run, module: SourceModule, around: Surroundings): Prepared {
  const run = newRun(around, new Recorder(module.file, around.watched, around.keepsNames))
  run.generic = true
  run.entered = script.entered
  const level = run.journal.open()
  const callable = made(subject, script, run, module)
  const changes = run.journal.changes(level)
  const isLasting = changes.size === 0 && (callable === undefined || callable === 'refused' || !hidesState(callable))
  if (isLasting) run.journal.keep(level)
  return { script, run, module, callable, built: builtIn(run, changes, callable, module), restart: run.checkpoint(), isLasting, end: () => { if (!isLasting) run.journal.rollback(level) } }
}

function made(subject: Subject, script: Run, run: Run, module: SourceModule): Prepared['callable'] {
  try {
    run.frame = scriptFrame(run, module)
    return subject.callable(run)
  } catch (effect) {
    failed(run, script, effect)
    return 'refused'
  }
}

/**
 * Nothing was raised and no budget reached while it was built: another run would build the same. The names of the script itself may have
 * been bound anew when the model is called again.
 */
function builtIn(run: Run, changes: Changes, callable: Prepared['callable'], module: SourceModule): Built | undefined {
  if (!callable || callable === 'refused' || run.recorder.raisedRecords.size > 0 || run.refused || !run.complete) return undefined
  return changes.has(module.scope) ? undefined : { callable, changes, assumptions: run.assumptions }
}

function failed(run: Run, script: Run, effect: unknown): void {
  if (effect instanceof PythonRaise) {
    run.handlers = 0
    report(run, effect)
  } else endOfRun(script, effect)
}

/** Runs what was made until its inputs are settled: the run that says the most. */
export function runModel(prepared: Prepared, subject: Subject, allGiven: Surroundings['given'], logged?: Logged): GenericRun | undefined {
  const { script, callable } = prepared
  if (!callable) return undefined
  const attempts: Attempt[] = []
  const tried = (ranks: ReadonlyMap<string, readonly unknown[]>): Outcome | undefined => settle(prepared, subject, { given, ranks, attempts, logged })
  const given = givenInputs(subject.parameters, allGiven.filter(({ start }) => start === undefined || (start >= subject.span.start && start <= subject.span.end)))
  const first = tried(new Map())
  if (!first) return undefined
  let chosen = first
  // Whether other choices raise it too takes as long to find out.
  if (first.isStopped) first.raised.clear()
  else if (first.errors.length > 0) {
    let shared = first.errors
    for (const choice of choicesOf(first)) {
      const other = tried(choice)
      if (!other || !isAdmissible(other, choice)) continue
      if (other.errors.length === 0) {
        chosen = other
        break
      }
      shared = shared.filter((error) => other.errors.some((each) => samePlace(each, error)))
    }
    if (chosen === first) for (const [key, record] of first.raised) if (!shared.includes(record)) first.raised.delete(key)
  }
  for (const [key, record] of chosen.raised) if (!isShapeError(record)) chosen.raised.delete(key)
  for (const definition of chosen.reached) script.reached.add(definition)
  return { model: { subject, inputs: chosen.inputs, contract: chosen.contract, output: chosen.output, built: prepared.built }, attempts, chosen: chosen.attempt, raised: chosen.raised }
}

interface Trial { readonly given: ReadonlyMap<string, readonly Dim[]>; readonly ranks: ReadonlyMap<string, readonly unknown[]>; readonly attempts: Attempt[]; readonly logged: Logged | undefined }

/** Runs until no rule asks for an input's shape any more, and adds each run to `attempts`. `ranks` overrides what a rule names as its natural input. */
function settle({ script, run, module, callable, restart }: Prepared, subject: Subject, { given, ranks, attempts, logged }: Trial): Outcome | undefined {
  const inputs: Inputs = new Map(given)
  const demands = new Map<string, Demand>()
  for (let count = 0; count < mostRestarts; count++) {
    restart()
    const level = run.journal.open()
    const log = logged && new CallLog(run, logged.functions, logged.watch, isShapeError, false)
    run.log = log
    let output: Value = unknown('a model that could not be run')
    let isStopped = false
    try {
      run.frame = scriptFrame(run, module)
      if (callable && callable !== 'refused') output = frozen(callValue(run, callable, { positional: [], keywords: inventedArguments(subject.parameters, inputs) }))
    } catch (effect) {
      if (effect instanceof Refine) {
        if (inputs.has(effect.input)) return undefined
        demands.set(effect.input, { shape: effect.shape, at: effect.at, isFixed: effect.isFixed })
        inputs.set(effect.input, namedShape(ranks.get(effect.input) ?? effect.shape, effect.input, inputs.size))
        continue
      }
      isStopped = effect instanceof BudgetReached
      failed(run, script, effect)
    } finally {
      run.journal.rollback(level)
      attempts.push(log?.end(run) ?? { parts: [run.recorder] })
    }
    if (pinSizes(inputs, given, run.contract)) continue
    const attempt = attempts.at(-1)!, raised = raisedIn(attempt)
    if (run.refused || [...raised.values()].some((record) => !isShapeError(record))) raised.clear()
    return { attempt, raised, reached: run.reached, contract: run.contract, inputs, output, demands, isStopped, errors: [...raised.values()].filter(isShapeError) }
  }
  return undefined
}

function raisedIn({ parts }: Attempt): Map<string, RaisedRecord> {
  const all = new Map<string, RaisedRecord>()
  for (const part of parts) for (const [key, record] of (isCall(part) ? part.shown.records : part).raisedRecords) if (!all.has(key)) all.set(key, record)
  return all
}

/** Other ranks that the rules asking for them may take: more dims in front, or one less. */
function* choicesOf(outcome: Outcome): Iterable<ReadonlyMap<string, readonly unknown[]>> {
  for (const [input, { shape, isFixed }] of outcome.demands) {
    if (isFixed) continue
    yield new Map([[input, ['B', ...shape]]])
    yield new Map([[input, ['B', 'H', ...(shape.at(0) === 'N' ? ['W', ...shape.slice(1)] : shape)]]])
    if (shape.length > 1) yield new Map([[input, shape.slice(1)]])
  }
}

/** The rule that asked takes the chosen rank: nothing is raised where it asked. */
function isAdmissible(outcome: Outcome, choice: ReadonlyMap<string, readonly unknown[]>): boolean {
  return [...choice.keys()].every((input) => {
    const at = outcome.demands.get(input)?.at
    return !outcome.errors.some((error) => error.trace.some((point) => at && point.span.start === at.start && point.span.end === at.end) && error.trace.at(-1)?.span.start === at?.start)
  })
}

function samePlace(a: RaisedRecord, b: RaisedRecord): boolean {
  const place = (record: RaisedRecord): Span | undefined => record.trace.findLast((point) => point.workspace)?.span
  return a.code === b.code && place(a)?.start === place(b)?.start && place(a)?.end === place(b)?.end
}

/** A module as `model.eval()` leaves it; anything else as it is. */
export function inEvalMode(run: Run, model: Value): Value {
  if (model.kind === 'instance' && model.module) callValue(run, readAttribute(run, model, 'eval'), { positional: [], keywords: new Map() })
  return model
}

/** `cls(...)` with invented arguments where there is no default. */
export function build(run: Run, cls: ClassValue): Value | undefined {
  const init = classAttribute(cls, '__init__')
  const keywords = new Map<string, Value>()
  if (init?.kind === 'function') for (const parameter of init.definition.params.all.slice(1)) {
    if (parameter.type === '*' || parameter.type === '**' || parameter.default) continue
    keywords.set(parameter.name.id, inventArgument(parameter))
  }
  const model = callValue(run, cls, { positional: [], keywords })
  return model.kind === 'instance' ? model : undefined
}

/** Of what an invented model raises, only PyTorch's refusal of sizes says something about the source: Python's own refusals are of arguments nobody gives. */
export const isShapeError = ({ type, code, message }: RaisedRecord): boolean => type === 'RuntimeError' || ((type === 'ValueError' || type === 'IndexError') && !ofPython.has(code) && !/^(list|tuple|string|range) /.test(message))
const ofPython: ReadonlySet<string> = new Set(['unpack', 'value', 'key', 'iteration', 'raise', 'assert'])
