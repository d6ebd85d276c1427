/**
 * Memory of calls. A model is built of blocks that are alike, and calls them one after the other with alike inputs: what making or calling one of them
 * comes to is what it came to for the others.
 *
 * What a call does depends on what it is given and on what can be reached from there: the objects that are given, read by their structure; those that
 * evaluated modules and the library hold, which do not change between two calls (`SharedObjects.isChanged`); and how the run stands, in a few words. Objects of the
 * script itself are reached through what is given, or the call is not remembered. What it did is repeated: its result, made anew, what it recorded,
 * what it needed of sizes, the functions it entered, and the steps it took, so that budgets end where they would end.
 *
 * Law: an analysis with memory shows what one without it shows. Not remembered is a call that raises, changes what was there before it, evaluates a module, or lets a budget or a fork decide.
 */
import { concernsUnknown, conditionIsOpaque, opaqueDims, type Assumptions, type Condition } from '../dims/index.ts'
import { append } from '../graph/joined.ts'
import type { Recorder } from '../graph/recorder.ts'
import type { FunctionDef, Lambda } from '../syntax/ast.ts'
import type { Arguments, ClassValue, InstanceValue, Value } from '../values/index.ts'
import type { Touchable } from './journal.ts'
import type { Frame, Run } from './run.ts'
import { forgetStructures, numberOf, structureOfArguments, structureOfModule, type Structure } from './structure.ts'
import { madeAfter, templateOf, type Surroundings, type Template } from './template.ts'

/** What a call came to. */
interface Remembered {
  readonly result: Template
  readonly records: Recorder
  readonly reached: ReadonlySet<FunctionDef | Lambda>
  readonly entered: ReadonlySet<FunctionDef | Lambda>
  readonly contract: readonly Condition[]
  readonly after: Assumptions
  readonly mayRaise: boolean
  readonly doubt: string | undefined
  readonly steps: number
  /** Frames that it had below its caller's. */
  readonly depth: number
}

export class CallMemory {
  /** `'never'`: it is not remembered. */
  readonly calls = new Map<string, Remembered | 'never'>()
  /** Calls that have happened, as far as can be told at a glance. Most happen once: they are worth no record, and no close look. */
  readonly glimpses = new Set<string>()
  readonly modules = new Map<string, number>()
  /** Counts evaluations of modules. */
  evaluations = 0
  /** Unknown integers up to this number may be held by modules. */
  unknowns = 0

  moduleIsEvaluated(): void {
    this.evaluations++
    this.unknowns = opaqueDims()
    this.forget()
  }

  forget(): void {
    this.calls.clear()
    this.glimpses.clear()
    this.modules.clear()
    forgetStructures()
  }
}

/** Makes an instance of a class of the sources, or calls one. */
export function remembered(run: Run, callee: ClassValue | InstanceValue, args: Arguments, compute: () => Value): Value {
  if (!canRemember(run)) return compute()
  const { calls, glimpses } = run.modules.memory
  const stands = standing(run), glimpse = `${stands} ${glance(callee, args)}`
  if (!glimpses.has(glimpse)) {
    glimpses.add(glimpse)
    return compute()
  }
  const given = givenTo(run, callee, args, stands)
  if (!given) return compute()
  const known = calls.get(given.key)
  if (known === undefined) return record(run, given, compute)
  return known !== 'never' && canRepeat(run, known) ? repeat(run, known, given) : compute()
}

/** What is called, and the numbers, texts and shapes among its arguments. */
function glance(callee: ClassValue | InstanceValue, { positional, keywords }: Arguments): string {
  let text = callee.kind === 'class' ? `c${numberOf(callee)}` : `m${numberOf(callee.cls)}`
  for (const value of positional) text += ` ${atAGlance(value)}`
  for (const [name, value] of keywords) text += ` ${name}=${atAGlance(value)}`
  return text
}

function atAGlance(value: Value): string {
  switch (value.kind) {
    case 'int': return typeof value.value === 'number' ? String(value.value) : 'int'
    case 'bool': case 'float': case 'str': return String(value.value)
    case 'tensor': return value.shape ? value.shape.map((dim) => (typeof dim === 'number' ? dim : '?')).join('x') : 'tensor'
    default: return value.kind
  }
}

/** What was evaluated is as it was, and nothing is under way that a call could see or feed beyond what is compared; nor are single calls logged. */
const canRemember = ({ modules, handling, moduleCalls, log }: Run): boolean => !modules.isEvaluating && !modules.shared.isChanged && handling === undefined && moduleCalls === undefined && log === undefined

/** What a call depends on, as text, and what it was given. */
interface Given extends Surroundings { readonly key: string }

function givenTo(run: Run, callee: ClassValue | InstanceValue, args: Arguments, stands: string): Given | undefined {
  const own = callee.kind === 'instance' ? structureOfModule(run, callee) : undefined
  if (callee.kind === 'instance' && !own) return undefined
  const others = structureOfArguments(run, args, own?.unknowns ?? [])
  if (!others || (others.unknowns.length > 0 && concernsUnknown(run.assumptions))) return undefined
  const subject = own ? `m${numbered(run.modules.memory, own.text)}` : `c${numberOf(callee)}`
  const parts = own ? together(own.parts, others.parts) : others.parts
  return parts && { key: `${subject} ${stands} ${others.text}`, parts, unknowns: others.unknowns, site: args.site }
}

/** The parts of both; undefined: something is among either. */
function together(own: Structure['parts'], others: Structure['parts']): Structure['parts'] | undefined {
  if (others.size === 0) return own
  const parts = new Map(own)
  for (const part of others.keys()) {
    if (parts.has(part)) return undefined
    parts.set(part, parts.size)
  }
  return parts
}

function numbered({ modules }: CallMemory, text: string): number {
  let number = modules.get(text)
  if (number === undefined) modules.set(text, (number = modules.size))
  return number
}

/** How the run stands, as far as a call may depend on it. */
function standing(run: Run): string {
  const { handlers, speculation, handlersOutside, silent, doubtful, widening, ways, generic, refused, complete, longLoops, assumptions, recorder } = run
  const flags = [handlers > 0, speculation > 0, silent > 0, doubtful > 0, widening > 0, ways !== undefined, generic, refused, complete].map((flag) => (flag ? 'y' : 'n')).join('')
  return `${flags}${handlers - speculation - handlersOutside},${longLoops.size === 0 ? 0 : numberOf(longLoops)},${numberOf(assumptions)},${run.machine.onlyDevice ?? ''},${numbered(run.modules.memory, recorder.target ?? '')},${recorder.keepsNames},${numberOf(recorder.watched)}`
}

function record(run: Run, given: Given, compute: () => Value): Value {
  const { frame, assumptions, recorder, reached, entered, mayRaise, doubt, deepest, journal: { touched }, contract: { length: conditions }, longLoops, forks, refused, complete } = run
  const { evaluations } = run.modules.memory
  const steps = run.spent, depth = frame?.depth ?? 0, newest = opaqueDims()
  const own = { recorder: recorder.alike(), reached: new Set<FunctionDef | Lambda>(), entered: new Set<FunctionDef | Lambda>(), touched: new Set<Touchable>() }
  Object.assign(run, { recorder: own.recorder, reached: own.reached, entered: own.entered, mayRaise: false, doubt: undefined, deepest: depth })
  run.journal.touched = own.touched
  let value: Value | undefined
  try {
    value = compute()
    return value
  } finally {
    const happened = { mayRaise: run.mayRaise, doubt: run.doubt, depth: run.deepest - depth }
    for (const definition of own.reached) reached.add(definition)
    for (const definition of own.entered) entered.add(definition)
    if (touched) for (const object of own.touched) touched.add(object)
    append(recorder, own.recorder)
    Object.assign(run, { recorder, reached, entered, mayRaise: mayRaise || happened.mayRaise, doubt: doubt ?? happened.doubt, deepest: Math.max(deepest, run.deepest) })
    run.journal.touched = touched
    const isRepeatable = value !== undefined && own.recorder.raisedRecords.size === 0 && longLoops === run.longLoops && forks === run.forks && refused === run.refused && complete === run.complete
      && evaluations === run.modules.memory.evaluations && !run.modules.shared.isChanged && !isUnderWay(frame, own.entered)
    const needs = run.contract.slice(conditions)
    const saysUnknown = (newest !== opaqueDims() || given.unknowns.length > 0) && (needs.some(conditionIsOpaque) || (assumptions !== run.assumptions && concernsUnknown(run.assumptions)))
    const result = isRepeatable && value && !saysUnknown && !hasChanged(given, own.touched) ? templateOf(run, value, given, newest) : undefined
    run.modules.memory.calls.set(given.key, result ? {
      result, records: own.recorder, reached: own.reached, entered: own.entered, contract: needs, after: run.assumptions, ...happened, steps: run.spent - steps,
    } : 'never')
  }
}

function hasChanged({ parts }: Given, touched: ReadonlySet<object>): boolean {
  for (const object of touched) if (parts.has(object as Value)) return true
  return false
}

/** The budgets last for it, and none of its functions would find itself called from within itself. */
function canRepeat(run: Run, { steps, depth, entered }: Remembered): boolean {
  return run.spent + steps <= run.budget.steps && (run.frame?.depth ?? 0) + depth <= run.budget.depth && !isUnderWay(run.frame, entered)
}

function isUnderWay(frame: Frame | undefined, entered: ReadonlySet<FunctionDef | Lambda>): boolean {
  for (let each = frame; each; each = each.caller) if (each.definition && entered.has(each.definition)) return true
  return false
}

function repeat(run: Run, { result, records, reached, entered, contract, after, mayRaise, doubt, steps, depth }: Remembered, { parts, unknowns, site }: Given): Value {
  for (const definition of reached) run.reached.add(definition)
  for (const definition of entered) run.entered.add(definition)
  if (run.silent === 0) append(run.recorder, records)
  run.contract.push(...contract)
  run.assumptions = after
  run.mayRaise ||= mayRaise
  run.doubt ??= doubt
  run.effects++
  run.deepest = Math.max(run.deepest, (run.frame?.depth ?? 0) + depth)
  run.step(steps)
  return madeAfter(result, { parts: result.holes.size > 0 ? [...parts.keys()] : [], unknowns, site }, run)
}
