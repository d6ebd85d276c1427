/** Makes the calls of a function whose text has changed again, by themselves (`callLog.ts`). */
import { conditionKey, containsOpaque, sameDim, type Condition, type Dim } from '../dims/index.ts'
import { openState, type Library, type TensorValue, type Value } from '../values/index.ts'
import { callFunction } from './functions.ts'
import { isCall, outcomeOf, type Attempt, type CallOutcome, type Judge, type LoggedCall } from './callLog.ts'
import { newUse, type NameWatch } from './nameTable.ts'
import { Refine, type Run } from './run.ts'

/** The attempts, as they would be now; undefined: a call has another outcome than it had, so that what follows it may have, too. */
export function replayed(attempts: readonly Attempt[], run: Run, watch: NameWatch, saysSomething: Judge): readonly Attempt[] | undefined {
  const { assumptions, mayRaise, doubt, refused, longLoops, recorder, reached, entered, contract, complete, frame, site } = run
  try {
    return run.onOwnBudget(() => allAgain(attempts, run, watch, saysSomething))
  } finally {
    Object.assign(run, { assumptions, mayRaise, doubt, refused, longLoops, recorder, reached, entered, contract, complete, frame, site })
  }
}

function allAgain(attempts: readonly Attempt[], run: Run, watch: NameWatch, saysSomething: Judge): readonly Attempt[] | undefined {
  const done: Attempt[] = []
  for (const { parts } of attempts) {
    const again: (Attempt['parts'][number])[] = []
    for (const part of parts) {
      const now = isCall(part) ? madeAgain(part, run, watch, saysSomething) : part
      if (!now) return undefined
      again.push(now)
    }
    done.push({ parts: again })
  }
  return done
}

/** Undefined: it can't be made again, or has another outcome. */
function madeAgain(call: LoggedCall, run: Run, watch: NameWatch, saysSomething: Judge): LoggedCall | undefined {
  const { func, args, held, before, outcome } = call
  const { opened, ...flags } = before
  const { use } = watch
  const outside = run.journal.open()
  run.journal.applyCopy(held)
  for (const object of opened) {
    run.journal.touch(object)
    object.open = true
  }
  const observation = run.journal.observe()
  try {
    const began = openState()
    Object.assign(run, flags, { recorder: run.recorder.alike(), reached: new Set(), entered: new Set(), contract: [], complete: true })
    watch.use = newUse()
    const result = resultOf(() => callFunction(run, func, args))
    if (!result) return undefined
    const shown = { records: run.recorder, use: watch.use, reached: run.reached, entered: run.entered }
    const now = outcomeOf(run, observation, { result, began, before, held, shown, conditions: run.contract, saysSomething })
    return now && isSameOutcome(outcome, now, run.library) ? { ...call, shown } : undefined
  } finally {
    watch.use = use
    run.journal.stopObserving(observation)
    run.journal.rollback(outside)
  }
}

/** Undefined: something was raised, or a budget reached. */
function resultOf(call: () => Value): CallOutcome['result'] | undefined {
  try {
    return { value: call() }
  } catch (effect) {
    return effect instanceof Refine ? { refine: effect } : undefined
  }
}

function isSameOutcome(a: CallOutcome, b: CallOutcome, library: Library): boolean {
  if (a.assumptions !== b.assumptions || a.mayRaise !== b.mayRaise || a.refused !== b.refused || a.reports !== b.reports) return false
  if (a.conditions.length !== b.conditions.length || a.conditions.some((key, index) => key !== b.conditions[index])) return false
  if (a.opened.length !== b.opened.length || a.opened.some((object) => !b.opened.includes(object))) return false
  if ('refine' in a.result || 'refine' in b.result) return 'refine' in a.result && 'refine' in b.result && isSameDemand(a.result.refine, b.result.refine)
  return correspond(a.result.value, b.result.value, { a: a.began, b: b.began, pairs: new Map(), partners: new Set(), library })
}

const isSameDemand = (a: Refine, b: Refine): boolean =>
  a.input === b.input && a.isFixed === b.isFixed && a.shape.length === b.shape.length && a.shape.every((dim, index) => dim === b.shape[index] || (isDim(dim) && isDim(b.shape[index]) && sameDim(dim, b.shape[index])))
const isDim = (value: unknown): value is Dim => typeof value === 'number' || (typeof value === 'object' && value !== null)

interface Matching { readonly a: number; readonly b: number; readonly pairs: Map<object, object>; readonly partners: Set<object>; readonly library: Library }

/** Nobody can tell the values apart. What is no object of the calls has to be the same one; what is, corresponds to one object only. */
function correspond(a: Value, b: Value, matching: Matching): boolean {
  if (a === b && !isMadeIn(a, matching.a)) return true
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'none': case 'ellipsis': case 'notimplemented': return true
    case 'int': return b.kind === 'int' && sameSize(a.value, b.value)
    case 'bool': return b.kind === 'bool' && a.value === b.value && keyOf(a.condition) === keyOf(b.condition)
    case 'float': return b.kind === 'float' && Object.is(a.value, b.value) && a.ratio?.denominator === b.ratio?.denominator && sameSize(a.ratio?.numerator, b.ratio?.numerator)
    case 'str': return b.kind === 'str' && a.value === b.value && a.token === b.token
    case 'bytes': return b.kind === 'bytes' && a.value === b.value
    case 'dtype': return b.kind === 'dtype' && a.name === b.name
    case 'device': return b.kind === 'device' && a.type === b.type
    case 'unknown': return b.kind === 'unknown' && a.reason === b.reason && a.shapeOfInput === b.shapeOfInput && a.fork === b.fork
    case 'tuple': return b.kind === 'tuple' && a.cls === b.cls && correspondAll(a.items, b.items, matching)
    case 'tensor': return b.kind === 'tensor' && arePartners(a, b, matching, () => isSameTensor(a, b, matching.library))
    case 'list': return b.kind === 'list' && a.open === b.open && arePartners(a, b, matching, () => correspondAll(a.items, b.items, matching))
    default: return false
  }
}

const correspondAll = (a: readonly Value[], b: readonly Value[], matching: Matching): boolean => a.length === b.length && a.every((item, index) => correspond(item, b[index]!, matching))

const isMadeIn = (value: Value, began: number): boolean => 'madeAt' in value && value.madeAt !== undefined && value.madeAt >= began

function arePartners(a: Value, b: Value, matching: Matching, compare: () => boolean): boolean {
  if (!isMadeIn(a, matching.a) || !isMadeIn(b, matching.b)) return false
  const partner = matching.pairs.get(a)
  if (partner) return partner === b
  if (matching.partners.has(b)) return false
  matching.pairs.set(a, b)
  matching.partners.add(b)
  return compare()
}

const isSameTensor = (a: TensorValue, b: TensorValue, library: Library): boolean =>
  a.dtype === b.dtype && a.parameter === b.parameter && a.requiresGrad === b.requiresGrad && a.input === b.input && a.reason === b.reason && !a.attributes && !b.attributes
  && (a.shape === b.shape || (a.shape !== undefined && b.shape !== undefined && a.shape.length === b.shape.length && a.shape.every((dim, index) => sameSize(dim, b.shape![index]))))
  && isSameData(a.data, b.data) && library.hiddenState(a) !== undefined && library.hiddenState(a) === library.hiddenState(b)

const isSameData = (a: TensorValue['data'], b: TensorValue['data']): boolean => a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((element, index) => Object.is(element, b[index])))

const keyOf = (condition: Condition | undefined): string | undefined => condition && conditionKey(condition)

/** A size that is not known is the same as itself only. */
const sameSize = (a: Dim | undefined, b: Dim | undefined): boolean => a === b || (a !== undefined && b !== undefined && !containsOpaque(a) && sameDim(a, b))
