/** Binary, unary and comparison operators: on tensors, on objects of the sources, on builtin values. */
import { negate } from '../dims/index.ts'
import type { BinOp, Compare, UnaryOp } from '../syntax/ast.ts'
import { bool, conditional, notImplemented, typeName, unknown, type InstanceValue, type Value } from '../values/index.ts'
import { builtinBinary, builtinCompare, builtinUnary } from './natives.ts'
import { callValue } from './invoke.ts'
import { specialMethod } from './lookup.ts'
import { contains } from './containment.ts'
import { isReported, PythonRaise, raise } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import type { Frame, Run } from './run.ts'
import { forkValue, truthOf } from './branches.ts'
import { refusedReason } from '../graph/recorder.ts'
import { holdsTensor } from '../graph/shapes.ts'

const dunders: Readonly<Record<string, string>> = {
  '+': 'add', '-': 'sub', '*': 'mul', '/': 'truediv', '//': 'floordiv', '%': 'mod', '**': 'pow', '@': 'matmul',
  '&': 'and', '|': 'or', '^': 'xor', '<<': 'lshift', '>>': 'rshift',
  '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', 'neg': 'neg', 'pos': 'pos', '~': 'invert',
}
const reflected: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' }

export function evaluateBinary(frame: Frame, node: BinOp): Value {
  const left = evaluate(frame, node.left)
  const right = evaluate(frame, node.right)
  frame.at = node
  return recorded(frame, node, node.op, [left, right], () => binary(frame.run, node.op, left, right))
}

export function evaluateUnary(frame: Frame, node: UnaryOp): Value {
  const operand = evaluate(frame, node.operand)
  frame.at = node
  if (node.op === 'not') return not(frame.run, operand)
  const op = node.op === '-' ? 'neg' : node.op === '+' ? 'pos' : node.op
  return recorded(frame, node, op, [operand], () => unary(frame.run, op, operand))
}

/** Python's `not`, with the condition it depends on. */
export function not(run: Run, operand: Value): Value {
  const truth = truthOf(run, operand)
  if (typeof truth === 'boolean') return bool(!truth)
  return operand.kind === 'bool' && operand.condition ? conditional(negate(operand.condition)) : bool(undefined)
}

/** `a < b < c` is `a < b and b < c`, each operand evaluated once. */
export function evaluateCompare(frame: Frame, node: Compare): Value {
  const step = (left: Value, index: number): Value => {
    const { op, right: expression } = node.rest[index]!
    const right = evaluate(frame, expression)
    frame.at = node
    const result = recorded(frame, node, op, [left, right], () => compare(frame.run, op, left, right))
    if (index + 1 === node.rest.length) return result
    const truth = truthOf(frame.run, result)
    if (truth === true) return step(right, index + 1)
    if (truth === false) return result
    return forkValue(frame, result, () => step(right, index + 1), () => bool(false))
  }
  return step(evaluate(frame, node.left), 0)
}

/** Operators with a tensor are calls of torch.Tensor's methods, and recorded as such. */
export function recorded(frame: Frame, node: BinOp | UnaryOp | Compare | { readonly start: number; readonly end: number }, op: string, operands: readonly Value[], compute: () => Value): Value {
  if (!operands.some((operand) => operand.kind === 'tensor')) return compute()
  const operator = frame.run.library.operator(op, operands)
  const record = (value: Value): void => { if (operator) frame.run.recorder.call(frame, node, { callee: operator.callee, kind: 'op', inputs: operands, value, layer: undefined }) }
  try {
    const value = compute()
    if (holdsTensor(value) || value.kind === 'unknown') record(value)
    return value
  } catch (effect) {
    if (effect instanceof PythonRaise && isReported(frame)) record(unknown(refusedReason))
    throw effect
  }
}

export function binary(run: Run, op: string, left: Value, right: Value): Value {
  const own = sourceOperator(run, op, left, right)
  if (own) return own
  if (left.kind === 'unknown' || right.kind === 'unknown') return left.kind === 'unknown' ? left : right
  const torch = run.library.operator(op, [left, right])
  if (torch) return torch.run(run.machine)
  if ((left.kind === 'tensor' || right.kind === 'tensor') && [left, right].some(mayDefineOperators)) return run.machine.undecided(`${op} with a tensor`)
  return builtinBinary(run.machine, op, left, right) ?? raise(run, 'TypeError', `unsupported operand type(s) for ${op === '**' ? '** or pow()' : op}: '${typeName(left)}' and '${typeName(right)}'`, 'operand')
}

/** An object that may know the operator although nothing shows it. */
const mayDefineOperators = (value: Value): boolean => value.kind === 'instance' && (value.open || value.cls.open || value.payload !== undefined)

/** `__add__` and `__radd__` of classes of the sources. */
function sourceOperator(run: Run, op: string, left: Value, right: Value): Value | undefined {
  const name = dunders[op]
  if (name === undefined) return undefined
  for (const [object, other, method] of [[left, right, `__${name}__`], [right, left, `__r${name}__`]] as const) {
    const result = callDunder(run, object, method, [other])
    if (result && result !== notImplemented) return result
  }
  return undefined
}

/** Calls a special method that the sources (or a native class of instances) define; undefined: there is none. */
export function callDunder(run: Run, object: Value, method: string, args: readonly Value[]): Value | undefined {
  if (object.kind !== 'instance') return undefined
  const found = specialMethod(object.cls, method)
  if (!found || (object.payload && found.kind === 'builtin' && found.name.startsWith('builtins.'))) return undefined
  return callValue(run, found, { positional: [object as InstanceValue, ...args], keywords: new Map() })
}

export function unary(run: Run, op: string, operand: Value): Value {
  const own = callDunder(run, operand, `__${dunders[op] ?? op}__`, [])
  if (own) return own
  if (operand.kind === 'unknown') return operand
  const torch = run.library.operator(op, [operand])
  if (torch) return torch.run(run.machine)
  return builtinUnary(run.machine, op, operand) ?? raise(run, 'TypeError', `bad operand type for unary ${op === 'neg' ? '-' : op === 'pos' ? '+' : op}: '${typeName(operand)}'`, 'operand')
}

export function compare(run: Run, op: string, left: Value, right: Value): Value {
  if (op === 'in' || op === 'not in') {
    const found = contains(run, right, left)
    return op === 'in' ? found : not(run, found)
  }
  if (op === 'is' || op === 'is not') return builtinCompare(run.machine, op, left, right) ?? bool(undefined)
  const name = dunders[op]!
  const own = callDunder(run, left, `__${name}__`, [right])
  if (own && own.kind !== 'notimplemented') return own
  const mirrored = callDunder(run, right, `__${dunders[reflected[op] ?? op] ?? name}__`, [left])
  if (mirrored && mirrored.kind !== 'notimplemented') return mirrored
  if (left.kind === 'unknown' || right.kind === 'unknown') return unknown('a comparison with an unknown value')
  const torch = run.library.operator(op, [left, right])
  if (torch) return torch.run(run.machine)
  return builtinCompare(run.machine, op, left, right) ?? raise(run, 'TypeError', `'${op}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`, 'operand')
}
