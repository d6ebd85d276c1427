/** for and while: unrolled over what is known, generalised over what is not. */
import type { Expr, For, While } from '../syntax/ast.ts'
import { append } from '../graph/joined.ts'
import { none, unknown, type Value } from '../values/index.ts'
import { assign, assignUnknown } from './assignment.ts'
import { choose, joinPending, truthOf } from './branches.ts'
import { PythonRaise, surviving } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { iterate } from './iteration.ts'
import { anyItemOf } from './natives.ts'
import { sameContent } from './stable.ts'
import { evaluateTest } from './tests.ts'
import type { Changes } from './journal.ts'
import { Refine, type Completion, type Frame, type Run } from './run.ts'
import { executeBlock } from './statements.ts'

/** Turns that may have left a loop wait with their states until its end; more of them than this are no use and take long. */
const mostExits = 32
/** What beginning a loop takes, in steps. */
const loopCost = 10
/** A loop that runs longer is generalised from there on: one of many turns sooner, for what matters shows in the first ones. */
const isLong = (turns: number, spent: number): boolean => turns > 20_000 || spent > 1_500_000 || (turns > 200 && spent > 400_000)
/** Passes that look for what a loop leaves unchanged, before all that changes is given up. */
const wideningPasses = 3

export function executeFor(frame: Frame, node: For): Completion | undefined {
  const iterable = evaluate(frame, node.iter)
  const { run } = frame
  const start = run.spent
  run.step(loopCost)
  let result: Completion | undefined
  let count = 0
  let tooLong = false
  const waiting = frame.pending.length
  const outcome = surviving(frame, () => {
    frame.at = node.iter
    const known = iterate(run, iterable, (item) => {
      run.frame = frame
      if (isLong(++count, run.spent - start) || frame.pending.length - waiting > mostExits || run.longLoops.has(node)) {
        tooLong = true
        run.longLoops = new Set([...run.longLoops, node])
        return 'stop'
      }
      bindTarget(frame, node.target, item)
      result = executeBlock(frame, node.body)
      joinPending(frame, waiting, ['continue'])
      return result && result.type !== 'continue' ? 'stop' : 'continue'
    })
    return known ? none : unknown('a loop over unknown items')
  })
  run.frame = frame
  if (outcome.kind === 'unknown' || tooLong) generalised(frame, node.body, () => bindTarget(frame, node.target, anyItemOf(iterable)))
  if (!result || result.type === 'continue') return ended(frame, node.orelse, waiting)
  joinPending(frame, waiting, ['break', 'continue'])
  return result.type === 'return' ? result : undefined
}

/** The loop came to its end without a break: `else` runs. Where a break may have left it, both ways meet behind. */
function ended(frame: Frame, orelse: For['orelse'], waiting: number): Completion | undefined {
  const { run } = frame
  joinPending(frame, waiting, ['continue'])
  if (!frame.pending.slice(waiting).some((exit) => exit.completion.type === 'break')) return executeBlock(frame, orelse)
  const level = run.journal.open()
  const before = frame.pending.length
  let completes = true
  run.handlers++
  run.speculation++
  try {
    completes = executeBlock(frame, orelse) === undefined
  } catch (effect) {
    if (!(effect instanceof PythonRaise)) throw effect
    completes = false
    run.suspect('a loop that may end early')
  } finally {
    run.frame = frame
    run.handlers--
    run.speculation--
  }
  if (!completes) run.journal.rollback(level)
  else if (frame.pending.length === before) run.journal.keep(level)
  joinPending(frame, waiting, ['break'])
  return undefined
}

function bindTarget(frame: Frame, target: Expr, item: Value): void {
  const bound = surviving(frame, () => {
    frame.at = target
    assign(frame, target, item)
    return none
  })
  if (bound.kind === 'unknown') assignUnknown(frame, target, bound.reason)
}

export function executeWhile(frame: Frame, node: While): Completion | undefined {
  const { run } = frame
  const start = run.spent
  const waiting = frame.pending.length
  for (let count = 0; ; count++) {
    const found = truthOf(run, evaluateTest(frame, node.test))
    const truth = typeof found === 'object' ? choose(run, found) : found
    if (truth === false) break
    if (truth !== true || isLong(count, run.spent - start) || frame.pending.length - waiting > mostExits || run.longLoops.has(node)) {
      if (truth === true) run.longLoops = new Set([...run.longLoops, node])
      generalised(frame, node.body, () => { evaluateTest(frame, node.test) })
      return ended(frame, node.orelse, waiting)
    }
    const result = executeBlock(frame, node.body)
    joinPending(frame, waiting, ['continue'])
    if (result?.type === 'return') return result
    if (result?.type === 'break') {
      joinPending(frame, waiting, ['break', 'continue'])
      return undefined
    }
  }
  return ended(frame, node.orelse, waiting)
}

/**
 * Any number of iterations, also none. The state before an iteration is widened until the body keeps it; then the
 * body runs once for the record. After the loop holds what holds before it and after any iteration.
 */
function generalised(frame: Frame, body: For['body'], before: () => void): void {
  const { run } = frame
  run.suspect('a loop of unknown length')
  run.widening++
  try {
    widenAndRun(frame, body, before)
  } finally {
    run.widening--
  }
}

function widenAndRun(frame: Frame, body: For['body'], before: () => void): void {
  const { run } = frame
  let mayLeave = true
  for (let pass = 0; pass < wideningPasses; pass++) {
    const isLast = pass === wideningPasses - 1
    const settled = !mayLeave && run.silent === 0 ? tentatively(frame, body, before, (changes) => widen(frame, changes, isLast)) : undefined
    if (settled === 'covered') return
    if (settled) continue
    const turn = silently(frame, body, before)
    if (!turn) break
    mayLeave = turn.mayLeave
    if (!widen(frame, turn.changes, isLast)) continue
    if (run.silent === 0 || turn.mayLeave) break
    // Inside of another such pass nothing is recorded: one more turn would only say the same again.
    joinTurn(run, turn.changes)
    return
  }
  const level = run.journal.open()
  const completion = oneTurn(frame, body, before)
  const changes = run.journal.changes(level)
  run.journal.rollback(level)
  joinTurn(run, changes)
  if (completion?.type === 'return') frame.pending.push({ completion, changes, level: run.journal.open() })
}

/**
 * A turn for the record, from a state that an earlier one was joined into: most often that covers what the turn makes of it, and this was the last one. Where
 * it does not, the turn never happened. Undefined: it raises or may leave the loop, which takes more care; nor does it happen where ways are numbered.
 */
function tentatively(frame: Frame, body: For['body'], before: () => void, covers: (changes: Changes) => boolean): 'covered' | 'changes' | undefined {
  const { run } = frame
  if (run.ways) return undefined
  const { recorder, assumptions, mayRaise, doubt, refused } = run
  const conditions = run.contract.length, waiting = frame.pending.length
  const undo = (): void => {
    run.contract.length = conditions
    frame.pending.length = Math.min(frame.pending.length, waiting)
    Object.assign(run, { assumptions, mayRaise, doubt, refused })
  }
  run.recorder = recorder.alike()
  const changes = turnOf(frame, body, before)
  const found = run.recorder
  run.recorder = recorder
  if (!changes || frame.pending.length > waiting) { undo(); return undefined }
  const after = run.assumptions
  run.assumptions = assumptions
  if (!covers(changes)) { undo(); return 'changes' }
  run.assumptions = after
  append(recorder, found)
  joinTurn(run, changes)
  return 'covered'
}

/** What a turn changes that comes to its end; the state is rolled back. */
function turnOf(frame: Frame, body: For['body'], before: () => void): Changes | undefined {
  const { run } = frame
  const level = run.journal.open()
  try {
    const completion = oneTurn(frame, body, before)
    return completion === undefined || completion.type === 'continue' ? run.journal.changes(level) : undefined
  } catch (effect) {
    if (effect instanceof PythonRaise || effect instanceof Refine) return undefined
    throw effect
  } finally {
    run.frame = frame
    run.journal.rollback(level)
  }
}

/** Executes the body once. A turn that a `continue` ended has come to its end. */
function oneTurn(frame: Frame, body: For['body'], before: () => void): Completion | undefined {
  const waiting = frame.pending.length
  before()
  let completion: Completion | undefined
  surviving(frame, () => {
    completion = executeBlock(frame, body)
    return none
  })
  joinPending(frame, waiting, ['continue'])
  return completion
}

/** The turn may have happened or not. */
function joinTurn(run: Run, changes: Changes): void {
  const level = run.journal.open()
  run.journal.join(level, changes)
  run.journal.keep(level)
}

/** What the body changes when it runs once from here, and whether it may leave the loop; nothing is recorded, and the state is rolled back. Undefined: it raises. */
function silently(frame: Frame, body: For['body'], before: () => void): { readonly changes: Changes; readonly mayLeave: boolean } | undefined {
  const { run } = frame
  const level = run.journal.open()
  const waiting = frame.pending.length
  run.silent++
  run.handlers++
  run.speculation++
  try {
    before()
    const completion = executeBlock(frame, body)
    joinPending(frame, waiting, ['continue'])
    const mayLeave = frame.pending.length > waiting || (completion !== undefined && completion.type !== 'continue')
    joinPending(frame, waiting, ['break', 'return'])
    return { changes: run.journal.changes(level), mayLeave }
  } catch (effect) {
    if (effect instanceof PythonRaise) return undefined
    throw effect
  } finally {
    run.frame = frame
    frame.pending.length = Math.min(frame.pending.length, waiting)
    run.silent--
    run.handlers--
    run.speculation--
    run.journal.rollback(level)
  }
}

/** Joins what a pass changed into the state. True: the state covered it before. The last pass gives up on all that still changes. */
function widen(frame: Frame, changes: Changes, last: boolean): boolean {
  const { journal } = frame.run
  const before = new Map([...changes.keys()].map((object) => [object, journal.content(object)] as const))
  const level = journal.open()
  journal.join(level, changes)
  const changing = [...changes].filter(([object]) => !sameContent(before.get(object)!, journal.content(object)))
  if (changing.length > 0 && !last) journal.keep(level)
  else journal.rollback(level)
  if (last) {
    const giving = journal.open()
    for (const [object, content] of changing) journal.forget(object, content)
    journal.keep(giving)
  }
  return changing.length === 0
}
