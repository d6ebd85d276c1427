/** try, except, else, finally. */
import type { ExceptHandler, Try } from '../syntax/ast.ts'
import { unknown, unknownBool } from '../values/index.ts'
import { forkBlocks } from './branches.ts'
import { isInstanceOf } from './classes.ts'
import { PythonRaise } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { bindName, unbindName } from './names.ts'
import type { Changes } from './journal.ts'
import type { Completion, Frame, Run } from './run.ts'
import { executeBlock } from './statements.ts'

export function executeTry(frame: Frame, node: Try): Completion | undefined {
  const { run } = frame
  let completion: Completion | undefined
  try {
    completion = guarded(frame, node)
  } catch (effect) {
    run.frame = frame
    if (effect instanceof PythonRaise) {
      const last = executeBlock(frame, node.finalbody)
      if (last) return last
    }
    throw effect
  }
  return executeBlock(frame, node.finalbody) ?? completion
}

function guarded(frame: Frame, node: Try): Completion | undefined {
  const { run } = frame
  if (node.handlers.length === 0) return executeBlock(frame, node.body) ?? executeBlock(frame, node.orelse)
  const mayRaise = run.mayRaise, waiting = frame.pending.length
  const level = run.journal.open()
  run.mayRaise = false
  run.handlers++
  let completion: Completion | undefined
  let raised: PythonRaise | undefined
  try {
    completion = executeBlock(frame, node.body)
  } catch (effect) {
    if (!(effect instanceof PythonRaise)) throw effect
    raised = effect
  } finally {
    run.frame = frame
    run.handlers--
  }
  const perhaps = run.mayRaise
  run.mayRaise = mayRaise
  const after = frame.pending.length === waiting && perhaps ? run.journal.changes(level) : undefined
  if (after) run.journal.rollback(level)
  else if (frame.pending.length === waiting) run.journal.keep(level)
  if (raised) {
    if (after) somewhereWithin(run, after)
    return handle(frame, node, raised)
  }
  if (!perhaps) return completion ?? executeBlock(frame, node.orelse)
  const ended = completion
  const whole = (): Completion | undefined => {
    if (after) run.journal.apply(after)
    return ended ?? executeBlock(frame, node.orelse)
  }
  return forkBlocks(frame, unknownBool, whole, () => {
    if (after) somewhereWithin(run, after)
    return anyHandler(frame, node.handlers)
  })
}

/** A body that may have raised anywhere left any state between the one it started from and the one at its end: what it changed is not known. */
function somewhereWithin(run: Run, after: Changes): void {
  for (const [object, content] of after) run.journal.forget(object, content)
}

/** Which handler takes an exception that is not known is not known either. */
function anyHandler(frame: Frame, [first, ...others]: readonly ExceptHandler[]): Completion | undefined {
  if (!first) return undefined
  const run = (): Completion | undefined => executeHandler(frame, first, undefined)
  return others.length === 0 ? run() : forkBlocks(frame, unknownBool, run, () => anyHandler(frame, others))
}

function handle(frame: Frame, node: Try, raised: PythonRaise): Completion | undefined {
  for (const handler of node.handlers) {
    const matches = handler.type ? isInstanceOf(frame.run, raised.exception, evaluate(frame, handler.type)) : true
    if (matches === false) continue
    return executeHandler(frame, handler, raised)
  }
  throw raised
}

function executeHandler(frame: Frame, handler: ExceptHandler, raised: PythonRaise | undefined): Completion | undefined {
  const { run } = frame
  const exception = raised?.exception ?? unknown('an exception that may be raised')
  if (handler.name) bindName(frame, frame.scope, handler.name.id, exception)
  const outer = run.handling
  run.handling = exception
  try {
    return executeBlock(frame, handler.body)
  } finally {
    run.handling = outer
    if (handler.name && frame.scope.variables.has(handler.name.id)) unbindName(frame, handler.name.id)
  }
}
