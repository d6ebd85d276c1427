/** Runs whose calls of a function that is being edited are logged: what such a run would show now is found by making those calls again. */
import { JoinedRecords } from '../graph/joined.ts'
import type { Records } from '../graph/recorder.ts'
import { contentOf, type FunctionDef, type Lambda } from '../syntax/ast.ts'
import { addUse, isCall, type Attempt, type Judge } from './callLog.ts'
import { newUse, type NameWatch } from './nameTable.ts'
import { replayed } from './replay.ts'
import type { Run } from './run.ts'
import type { Unit } from './units.ts'

/** A run of a unit: in attempts, of which one says what it shows. What logged calls showed and depended on is not in `unit`. */
export interface Trace<R> { readonly unit: Unit; readonly attempts: readonly Attempt[]; readonly chosen: Attempt; readonly result: R }

/** Texts of a function that are typed in turns: whole, half-typed, and with a name that does not exist yet. */
const mostTraces = 4

/** The first of the traces that stands with its calls made again; undefined: what the functions do now is nothing that they did before. */
export function revived<R>(traces: readonly Trace<R>[], run: Run, watch: NameWatch, { isUsable, judge }: { readonly isUsable: (unit: Unit) => boolean; readonly judge: Judge }): { readonly before: Trace<R>; readonly now: Trace<R> } | undefined {
  for (const before of traces) {
    const attempts = isUsable(before.unit) ? replayed(before.attempts, run, watch, judge) : undefined
    const chosen = attempts?.[before.attempts.indexOf(before.chosen)]
    if (attempts && chosen) return { before, now: { ...before, attempts, chosen } }
  }
  return undefined
}

/** The traces to keep, the newest in front; `instead` is the one that it stands for. */
export const tracesWith = <R>(newest: Trace<R>, traces: readonly Trace<R>[], instead: Trace<R> | undefined): readonly Trace<R>[] => {
  const others = traces.filter((trace) => trace !== instead)
  return newest.attempts.some(({ parts }) => parts.some(isCall)) ? [newest, ...others].slice(0, mostTraces) : others
}

/** What a run showed and depended on, logged calls included. */
export function wholeOf({ unit, attempts, chosen }: Trace<unknown>): Unit {
  const records = joinedParts(chosen, unit.records.target)
  const calls = attempts.flatMap(({ parts }) => parts.filter(isCall))
  if (calls.length === 0) return { ...unit, records }
  const use = newUse(), entered = new Map(unit.entered), reached = new Set(unit.reached)
  addUse(use, unit.use)
  for (const { shown } of calls) {
    addUse(use, shown.use)
    for (const definition of shown.entered) entered.set(definition, contentOf(definition))
  }
  for (const part of chosen.parts) if (isCall(part)) for (const definition of part.shown.reached) reached.add(definition)
  return { records, use, reached, entered, complete: unit.complete }
}

function joinedParts({ parts }: Attempt, target: string | undefined): Records {
  const [only] = parts
  return parts.length === 1 && only && !isCall(only) ? only : new JoinedRecords(target, parts.map((part) => (isCall(part) ? part.shown.records : part)), [])
}

/** The functions that the unit called and that have changed since: they are being edited. */
export const editedIn = ({ entered }: Unit): ReadonlySet<FunctionDef | Lambda> => new Set([...entered].flatMap(([definition, content]) => (contentOf(definition) === content ? [] : [definition])))
