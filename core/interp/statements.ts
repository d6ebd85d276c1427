/** Executes statements. Loops, try, with, match and imports have files of their own. */
import type { Expr, Stmt } from '../syntax/ast.ts'
import { none, str, unknown, type Value } from '../values/index.ts'
import { removeAttribute } from './attributes.ts'
import { assign, assignUnknown } from './assignment.ts'
import { commit, forkBlocks, truthOf } from './branches.ts'
import { defineClass } from './classes.ts'
import { decorate } from './decorators.ts'
import { makeException, PythonRaise, surviving, swallowing, traceOf } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { makeFunction } from './functions.ts'
import { executeImport, executeImportFrom } from './imports.ts'
import { callValue } from './invoke.ts'
import { builtinAugmented } from './natives.ts'
import { executeFor, executeWhile } from './loops.ts'
import { executeMatch } from './matching.ts'
import { bindName, unbindName } from './names.ts'
import { binary, callDunder, recorded } from './operators.ts'
import type { Completion, Frame } from './run.ts'
import { deleteItem } from './subscripts.ts'
import { evaluateTest } from './tests.ts'
import { executeTry } from './trying.ts'
import { executeWith } from './withs.ts'

export function executeBlock(frame: Frame, statements: readonly Stmt[]): Completion | undefined {
  for (const statement of statements) {
    const completion = execute(frame, statement)
    if (completion) return completion
  }
  return undefined
}

export function execute(frame: Frame, node: Stmt): Completion | undefined {
  frame.run.step()
  switch (node.kind) {
    case 'Expr': stated(frame, node, evaluate(frame, node.value)); return undefined
    case 'Assign': {
      const value = stated(frame, node, evaluate(frame, node.value))
      for (const target of node.targets) store(frame, target, value, node)
      return undefined
    }
    case 'AnnAssign': annotatedAssign(frame, node); return undefined
    case 'AugAssign': augmentedAssign(frame, node); return undefined
    case 'Return': return { type: 'return', value: node.value ? stated(frame, node, evaluate(frame, node.value)) : none }
    case 'Raise': return raiseStatement(frame, node)
    case 'Assert': assertStatement(frame, node); return undefined
    case 'Delete': for (const target of node.targets) remove(frame, target); return undefined
    case 'Pass': case 'Global': case 'Nonlocal': return undefined
    case 'Break': return { type: 'break' }
    case 'Continue': return { type: 'continue' }
    case 'If': {
      const test = evaluateTest(frame, node.test)
      const truth = truthOf(frame.run, test)
      if (typeof truth === 'boolean') return executeBlock(frame, truth ? node.body : node.orelse)
      return forkBlocks(frame, test, () => executeBlock(frame, node.body), () => executeBlock(frame, node.orelse))
    }
    case 'For': return executeFor(frame, node)
    case 'While': return executeWhile(frame, node)
    case 'Try': return executeTry(frame, node)
    case 'With': return executeWith(frame, node)
    case 'Match': return executeMatch(frame, node)
    case 'FunctionDef': {
      const decorators = node.decorators.map((decorator) => evaluate(frame, decorator))
      bindName(frame, frame.scope, node.name.id, decorate(frame, makeFunction(frame, node), decorators))
      return undefined
    }
    case 'ClassDef': bindName(frame, frame.scope, node.name.id, surviving(frame, () => defineClass(frame, node))); return undefined
    case 'Import': surviving(frame, () => executeImport(frame, node)); return undefined
    case 'ImportFrom': surviving(frame, () => executeImportFrom(frame, node)); return undefined
    case 'TypeAlias': bindName(frame, frame.scope, node.name.id, unknown('a type alias')); return undefined
    // What half-typed text most likely means: it binds names, and nothing it raises is anybody's.
    case 'Error': swallowing(frame, () => executeBlock(frame, node.body)); return undefined
  }
}

/** Tells the record what a statement binds or returns. */
function stated(frame: Frame, node: Stmt, value: Value): Value {
  frame.run.recorder.statement(frame, node, value)
  return value
}

/** Assigns and survives failure: the names a failed unpacking would have bound are unknown from here on. */
export function store(frame: Frame, target: Expr, value: Value, at: { readonly start: number; readonly end: number }): void {
  const result = surviving(frame, () => {
    frame.at = at
    assign(frame, target, value)
    return none
  })
  if (result.kind === 'unknown') assignUnknown(frame, target, result.reason)
}

function annotatedAssign(frame: Frame, node: Extract<Stmt, { kind: 'AnnAssign' }>): void {
  if (frame.scope.type === 'class' && node.target.kind === 'Name') annotate(frame, node.target.id, node.annotation)
  if (node.value) store(frame, node.target, stated(frame, node, evaluate(frame, node.value)), node)
}

/** A class body's annotations, in order: what dataclasses and named tuples are made of. */
function annotate(frame: Frame, name: string, annotation: Expr): void {
  const { variables } = frame.scope
  let annotations = variables.get('__annotations__')
  if (annotations?.kind !== 'dict') variables.set('__annotations__', (annotations = { kind: 'dict', entries: new Map(), open: false }))
  const { run } = frame
  run.silent++
  let value: Value | undefined
  try {
    value = swallowing(frame, () => (annotation.kind === 'String' ? str(annotation.value) : evaluate(frame, annotation)))
  } finally {
    run.silent--
  }
  annotations.entries.set(`s${name}`, { key: str(name), value: value ?? unknown('an annotation') })
}

const inPlace: Readonly<Record<string, string>> = { '+': 'iadd', '-': 'isub', '*': 'imul', '/': 'itruediv', '//': 'ifloordiv', '%': 'imod', '**': 'ipow', '@': 'imatmul', '&': 'iand', '|': 'ior', '^': 'ixor', '<<': 'ilshift', '>>': 'irshift' }

function augmentedAssign(frame: Frame, node: Extract<Stmt, { kind: 'AugAssign' }>): void {
  const current = evaluate(frame, node.target)
  const operand = evaluate(frame, node.value)
  const value = surviving(frame, () => {
    frame.at = node
    return recorded(frame, node, `${node.op}=`, [current, operand], () => augmented(frame, node.op, current, operand))
  })
  store(frame, node.target, stated(frame, node, value), node)
}

function augmented(frame: Frame, op: string, current: Value, operand: Value): Value {
  const { run } = frame
  const own = callDunder(run, current, `__${inPlace[op]}__`, [operand])
  if (own) return own
  if (current.kind === 'tensor' && operand.kind !== 'unknown') {
    const torch = run.library.operator(`${op}=`, [current, operand])
    if (torch) return torch.run(run.machine)
  }
  const held = current.kind === 'instance' ? current.payload : current
  if (held?.kind === 'list' || ((held?.kind === 'dict' || held?.kind === 'set') && operand.kind !== 'unknown')) {
    const changed = builtinAugmented(run.machine, op, current, operand)
    if (changed) return changed
  }
  return binary(run, op, current, operand)
}

function raiseStatement(frame: Frame, node: Extract<Stmt, { kind: 'Raise' }>): never {
  const { run } = frame
  const value = node.exception ? evaluate(frame, node.exception) : (run.handling ?? makeException('RuntimeError', 'No active exception to reraise'))
  frame.at = node
  const exception = value.kind === 'class' ? callValue(run, value, { positional: [], keywords: new Map() }) : value
  throw new PythonRaise(exception, traceOf(frame), 'raise', {}, true)
}

function assertStatement(frame: Frame, node: Extract<Stmt, { kind: 'Assert' }>): void {
  const { run } = frame
  const test = evaluateTest(frame, node.test)
  const truth = truthOf(run, test)
  if (truth === true) return
  if (truth === undefined) { run.suspect('an assertion of what is not known'); return }
  if (typeof truth === 'object') { commit(run, truth); return }
  const message = node.message ? evaluate(frame, node.message) : undefined
  frame.at = node
  const exception = makeException('AssertionError', '')
  if (exception.kind === 'instance') exception.attributes.set('args', { kind: 'tuple', items: message ? [message] : [] })
  throw new PythonRaise(exception, traceOf(frame), 'assert', {}, true)
}

function remove(frame: Frame, target: Expr): void {
  switch (target.kind) {
    case 'Name': unbindName(frame, target.id); return
    case 'Tuple': case 'List': for (const element of target.elements) remove(frame, element); return
    case 'Attribute': {
      const object = evaluate(frame, target.value)
      surviving(frame, () => {
        frame.at = target
        removeAttribute(frame.run, object, target.attr.id)
        return none
      })
      return
    }
    case 'Subscript': {
      const object = evaluate(frame, target.value), index = evaluate(frame, target.index)
      surviving(frame, () => {
        frame.at = target
        deleteItem(frame.run, object, index)
        return none
      })
      return
    }
    default: return
  }
}
