/**
 * What a function that is being edited did in a run, call by call: when its text has changed, its calls alone are made again (`replay.ts`). Where each of them has the same
 * outcome, everything else that the run showed is what it would show again.
 *
 * Law: a call is logged only where everything that it depends on can be set up once more: its arguments, with what they held; objects as they were when the
 * run began, but for those that half-typed text opened (a script's objects, which stay, as they are); names, which the script watches; what is assumed; the frames around it. And only where its outcome says all that it did:
 * what it returned, required and reported. Every other call is a part of the run around it.
 */
import { conditionKey, type Assumptions, type Condition } from '../dims/index.ts'
import type { RaisedRecord, Recorder, Records } from '../graph/recorder.ts'
import type { FunctionDef, Lambda } from '../syntax/ast.ts'
import { openState, type Arguments, type CallSite, type FunctionValue, type InstanceValue, type Value } from '../values/index.ts'
import { contentOf, isUnchanged, type Content, type Observation, type Touchable } from './journal.ts'
import { newUse, type NameUse, type NameWatch } from './nameTable.ts'
import { Refine, type Frame, type Run } from './run.ts'
import type { Scope } from './scope.ts'

/** What a run is where a call begins. */
export interface Circumstances {
  readonly frame: Frame | undefined
  readonly site: CallSite | undefined
  readonly assumptions: Assumptions
  readonly mayRaise: boolean
  readonly refused: boolean
  readonly longLoops: ReadonlySet<object>
  /** Objects that half-typed text opened before. */
  readonly opened: readonly InstanceValue[]
}

/** All that a call did as far as the code around it can tell. */
export interface CallOutcome {
  readonly result: { readonly value: Value } | { readonly refine: Refine }
  /** What is made from here on is the call's. */
  readonly began: number
  readonly conditions: readonly string[]
  readonly assumptions: Assumptions
  readonly mayRaise: boolean
  readonly refused: boolean
  /** It reported what says nothing of shapes. */
  readonly reports: boolean
  /** Objects that it opened. */
  readonly opened: readonly InstanceValue[]
}

/** What a part of a run showed and depended on. */
export interface Shown {
  readonly records: Records
  readonly use: NameUse
  readonly reached: ReadonlySet<FunctionDef | Lambda>
  readonly entered: ReadonlySet<FunctionDef | Lambda>
}

export interface LoggedCall {
  readonly func: FunctionValue
  readonly args: Arguments
  /** What the arguments held that can change. */
  readonly held: ReadonlyMap<Touchable, Content>
  readonly before: Circumstances
  readonly outcome: CallOutcome
  readonly shown: Shown
}

/** What a run showed, in order: calls, and what came between them. */
export interface Attempt { readonly parts: readonly (Records | LoggedCall)[] }
export const isCall = (part: Records | LoggedCall): part is LoggedCall => 'outcome' in part

/** Only such errors of a generic run say something about the source. */
export type Judge = (record: RaisedRecord) => boolean

/** Logs the calls of some functions in a run that begins here. */
export class CallLog {
  private readonly parts: (Records | LoggedCall)[] = []
  private observation: Observation | undefined

  /** `lasts`: objects stay as the run leaves them; what they hold is what they held at the first call, then. */
  constructor(run: Run, readonly functions: ReadonlySet<FunctionDef | Lambda>, private readonly watch: NameWatch, private readonly saysSomething: Judge, private readonly lasts: boolean) {
    if (!lasts) this.observation = run.journal.observe()
  }

  /** The run has ended. Where it left objects as they were not when its calls were made, these are a part of it. */
  end(run: Run): Attempt {
    run.log = undefined
    const { observation, lasts } = this
    if (observation) run.journal.stopObserving(observation)
    const parts = [...this.parts, run.recorder]
    if (!lasts || !observation || openedSince(observation)?.length === 0) return { parts }
    for (const part of parts) if (isCall(part)) this.takeIn(run, part.shown)
    return { parts: parts.map((part) => (isCall(part) ? part.shown.records : part)) }
  }

  /** Makes a call of one of the functions, and logs it if that can be. */
  call(run: Run, func: FunctionValue, args: Arguments, call: () => Value): Value {
    const { watch } = this
    const observation = (this.observation ??= run.journal.observe())
    const before = circumstancesOf(run, observation), held = before && isLexicallyGlobal(func) ? heldBy(args, observation) : undefined
    // What a script has bound in this statement is not there when the call is made again.
    if (!before || !held || !watch.use || (this.lasts && watch.use.bound.size > 0)) return call()
    const outer = { recorder: run.recorder, reached: run.reached, entered: run.entered, log: this }, outerUse = watch.use
    const began = openState(), conditions = run.contract.length
    Object.assign(run, { recorder: outer.recorder.alike(), reached: new Set(), entered: new Set(), log: undefined })
    watch.use = newUse()
    let result: CallOutcome['result'] | undefined
    try {
      const value = call()
      result = { value }
      return value
    } catch (effect) {
      if (effect instanceof Refine) result = { refine: effect }
      throw effect
    } finally {
      const shown = { records: run.recorder, use: watch.use, reached: run.reached, entered: run.entered }
      const outcome = result && outcomeOf(run, observation, { result, began, before, held, shown, conditions: run.contract.slice(conditions), saysSomething: this.saysSomething })
      Object.assign(run, outer)
      watch.use = outerUse
      this.enter(run, outer.recorder, outcome ? { func, args, held, before, outcome, shown } : shown)
    }
  }

  private enter(run: Run, outside: Recorder, call: LoggedCall | Shown): void {
    this.parts.push(outside)
    run.recorder = outside.alike()
    if ('outcome' in call) {
      this.parts.push(call)
      return
    }
    this.parts.push(call.records)
    this.takeIn(run, call)
  }

  private takeIn(run: Run, { reached, entered, use }: Shown): void {
    for (const definition of reached) run.reached.add(definition)
    for (const definition of entered) run.entered.add(definition)
    if (this.watch.use) addUse(this.watch.use, use)
  }
}

/** Undefined: the call stands where it can't be made again by itself. */
function circumstancesOf(run: Run, observation: Observation): Circumstances | undefined {
  const { frame, site, assumptions, mayRaise, refused, longLoops } = run
  if (run.handlers > 0 || run.speculation > 0 || run.silent > 0 || run.doubtful > 0 || run.widening > 0 || run.handling || !run.complete) return undefined
  const opened = openedSince(observation)
  return opened && { frame: framesOf(frame), site, assumptions, mayRaise, refused, longLoops, opened }
}

/** Undefined: there is more to the call than what its outcome says. */
export function outcomeOf(run: Run, observation: Observation, { result, began, before, held, shown, conditions, saysSomething }: {
  readonly result: CallOutcome['result']
  readonly began: number
  readonly before: Circumstances
  readonly held: ReadonlyMap<Touchable, Content>
  readonly shown: Shown
  readonly conditions: readonly Condition[]
  readonly saysSomething: Judge
}): CallOutcome | undefined {
  const { assumptions, mayRaise, refused } = run
  if (!run.complete || run.longLoops !== before.longLoops) return undefined
  const raised = [...shown.records.raisedRecords.values()]
  if (raised.some(saysSomething) || !holds(held)) return undefined
  const opened = openedSince(observation)?.filter((object) => !before.opened.includes(object))
  return opened && { result, began, conditions: conditions.map(conditionKey), assumptions, mayRaise, refused, reports: raised.length > 0, opened }
}

/** The instances that are open now and were not when an observation began, where nothing else has changed; undefined: something else has. */
function openedSince({ saved }: Observation): readonly InstanceValue[] | undefined {
  const opened: InstanceValue[] = []
  for (const [object, content] of saved) {
    if (isUnchanged(object, content)) continue
    if (object.kind !== 'instance' || !isUnchanged(object, { ...content, open: object.open })) return undefined
    opened.push(object)
  }
  return opened
}

/** The frames under way, as they stand. */
const framesOf = (frame: Frame | undefined): Frame | undefined => frame && { ...frame, caller: framesOf(frame.caller) }

/** Its body sees no variables of other functions. */
function isLexicallyGlobal(func: FunctionValue): boolean {
  for (let scope: Scope | undefined = func.scope as Scope; scope; scope = scope.parent) if (scope.type !== 'module' && scope.type !== 'class') return false
  return true
}

/** What the arguments hold that can change; undefined: they lead to more than that. */
function heldBy(args: Arguments, { openedAt }: Observation): ReadonlyMap<Touchable, Content> | undefined {
  if (args.open) return undefined
  const held = new Map<Touchable, Content>()
  const waiting = [...args.positional, ...args.keywords.values()]
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    switch (value.kind) {
      case 'none': case 'bool': case 'int': case 'float': case 'str': case 'bytes': case 'ellipsis': case 'notimplemented': case 'dtype': case 'device': case 'range': case 'builtin': case 'unknown': break
      case 'tuple': waiting.push(...value.items); break
      case 'slice': waiting.push(value.lower, value.upper, value.step); break
      case 'method': waiting.push(value.self, value.func); break
      case 'tensor': case 'list': case 'dict':
        if (held.has(value)) break
        held.set(value, contentOf(value))
        if (value.kind === 'list') waiting.push(...value.items)
        else if (value.kind === 'dict') for (const entry of value.entries.values()) waiting.push(entry.key, entry.value)
        break
      case 'instance': case 'function': case 'class':
        if (value.madeAt === undefined || value.madeAt >= openedAt) return undefined
        break
      default: return undefined
    }
  }
  return held
}

/** The arguments hold what they held. */
function holds(held: ReadonlyMap<Touchable, Content>): boolean {
  for (const [object, content] of held) if (!isUnchanged(object, content)) return false
  return true
}

export function addUse(to: NameUse, { read, bound, open, isOpaque }: NameUse): void {
  for (const [name, value] of read) if (!to.read.has(name)) to.read.set(name, value)
  for (const name of bound) to.bound.add(name)
  to.open ??= open
  to.isOpaque ||= isOpaque
}
