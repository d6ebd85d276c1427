/** Evaluates expressions. Operators, calls, attributes, subscripts and comprehensions have files of their own. */
import type { Attribute, Expr, FString, FStringValue, Name } from '../syntax/ast.ts'
import { bool, dict, ellipsis, falseValue, float, hashKey, int, list, none, someStr, str, trueValue, tuple, unknown, weighed, type Value } from '../values/index.ts'
import { readAttribute } from './attributes.ts'
import { evaluateCall } from './calls.ts'
import { evaluateComprehension } from './comprehensions.ts'
import { surviving } from './exceptions.ts'
import { formatValue } from './natives.ts'
import { makeFunction } from './functions.ts'
import { bindName, readName } from './names.ts'
import { evaluateBinary, evaluateCompare, evaluateUnary } from './operators.ts'
import type { Frame } from './run.ts'
import { evaluateSlice, readSubscript } from './subscripts.ts'
import { forkValue, truthOf } from './branches.ts'
import { evaluateTest } from './tests.ts'
import { knownItems } from './iteration.ts'
import { opaque } from '../dims/index.ts'

export function evaluate(frame: Frame, node: Expr): Value {
  frame.run.step()
  switch (node.kind) {
    case 'Name': return surviving(frame, nameValue, node)
    case 'Number': return node.isFloat ? float(node.value) : node.value === undefined ? int(opaque()) : int(node.value)
    case 'String': return str(node.value)
    case 'Bytes': return { kind: 'bytes', value: node.value }
    case 'Constant': return constant(node.value)
    case 'FString': return formattedString(frame, node)
    case 'Tuple': return spreadable(frame, node.elements, (items) => weighed(tuple(items), items))
    case 'List': return spreadable(frame, node.elements, (items) => weighed(frame.run.journal.made(list(items)), items))
    case 'Set': return setDisplay(frame, node.elements)
    case 'Dict': return dictDisplay(frame, node.entries)
    case 'BinOp': return surviving(frame, evaluateBinary, node)
    case 'UnaryOp': return surviving(frame, evaluateUnary, node)
    case 'Compare': return surviving(frame, evaluateCompare, node)
    case 'BoolOp': return evaluateBoolean(frame, node.op, node.values)
    case 'IfExp': return conditionalExpression(frame, node)
    case 'NamedExpr': {
      const value = evaluate(frame, node.value)
      let scope = frame.scope
      while (scope.type === 'comprehension' && scope.parent) scope = scope.parent
      bindName(frame, scope, node.target.id, value)
      frame.run.recorder.name(frame, node.target, value)
      return value
    }
    case 'Lambda': return makeFunction(frame, node)
    case 'Call': return shapeOnly(surviving(frame, evaluateCall, node), node.func.kind === 'Attribute' && node.func.attr.id === 'size' && node.args.length === 0)
    case 'Attribute': return shapeOnly(surviving(frame, attributeValue, node), node.attr.id === 'shape')
    case 'Subscript': return shapeOnly(surviving(frame, readSubscript, node), false)
    case 'Slice': return evaluateSlice(frame, node)
    case 'Starred': return evaluate(frame, node.value)
    case 'Comprehension': return surviving(frame, evaluateComprehension, node)
    case 'Await': return evaluate(frame, node.value)
    case 'Yield': {
      const value = node.value ? evaluate(frame, node.value) : none
      return frame.yields ? frame.yields(value) : unknown('a yield outside of a generator')
    }
    case 'YieldFrom': return yieldFrom(frame, node.value)
    case 'Error': {
      for (const child of node.children) evaluate(frame, child)
      return unknown('text that is not Python')
    }
  }
}

function nameValue(frame: Frame, node: Name): Value {
  frame.at = node
  const value = readName(frame, node)
  frame.run.recorder.name(frame, node, value)
  return value
}

function attributeValue(frame: Frame, node: Attribute): Value {
  const object = evaluate(frame, node.value)
  frame.at = node
  const value = readAttribute(frame.run, object, node.attr.id)
  frame.run.recorder.name(frame, node.attr, value)
  return value
}

/** Only `x.shape` and `x.size()` are the shape of an input: what else is unknown for want of it says nothing of its rank. */
function shapeOnly(value: Value, isShape: boolean): Value {
  return value.kind === 'unknown' && value.shapeOfInput !== undefined && !isShape ? unknown(value.reason) : value
}

function constant(value: 'None' | 'True' | 'False' | 'Ellipsis'): Value {
  return value === 'None' ? none : value === 'True' ? trueValue : value === 'False' ? falseValue : ellipsis
}

/** Elements with `*spread` among them; a spread whose items are not known leaves nothing known. */
function spreadable(frame: Frame, elements: readonly Expr[], make: (items: Value[]) => Value): Value {
  const items: Value[] = []
  let open = false
  for (const element of elements) {
    if (element.kind !== 'Starred') { items.push(evaluate(frame, element)); continue }
    const spread = evaluate(frame, element.value)
    const known = knownItems(frame.run, spread)
    if (known) items.push(...known)
    else open = true
  }
  if (!open) return make(items)
  const made = make([])
  return made.kind === 'list' ? { kind: 'list', items: [], open: true } : unknown('a spread of unknown length')
}

function setDisplay(frame: Frame, elements: readonly Expr[]): Value {
  const value = spreadable(frame, elements, (items) => list(items))
  const entries = new Map<NonNullable<ReturnType<typeof hashKey>>, Value>()
  let open = value.kind !== 'list' || value.open
  if (value.kind === 'list') for (const item of value.items) {
    const hash = hashKey(item)
    if (hash === undefined) open = true
    else entries.set(hash, item)
  }
  return frame.run.journal.made({ kind: 'set', entries, open, frozen: false })
}

function dictDisplay(frame: Frame, entries: readonly { readonly key: Expr | undefined; readonly value: Expr }[]): Value {
  const pairs: [Value, Value][] = []
  let open = false
  for (const entry of entries) {
    if (entry.key) {
      const key = evaluate(frame, entry.key)
      pairs.push([key, evaluate(frame, entry.value)])
      continue
    }
    const spread = evaluate(frame, entry.value)
    const inner = spread.kind === 'instance' && spread.payload ? spread.payload : spread
    if (inner.kind === 'dict' && !inner.open) for (const { key, value } of inner.entries.values()) pairs.push([key, value])
    else open = true
  }
  const value = dict(pairs)
  const made = frame.run.journal.made(open ? { ...value, open: true, entries: new Map() } : value)
  return open ? made : weighed(made, pairs.map(([, held]) => held))
}

function formattedString(frame: Frame, node: FString): Value {
  let text: string | undefined = ''
  for (const part of node.parts) {
    const piece = typeof part === 'string' ? part : formattedPart(frame, part)
    text = text === undefined || piece === undefined ? undefined : text + piece
  }
  return text === undefined ? someStr() : str(text)
}

function formattedPart(frame: Frame, part: FStringValue): string | undefined {
  const value = evaluate(frame, part.value)
  let spec: string | undefined = ''
  for (const piece of part.format ?? []) {
    const shown = typeof piece === 'string' ? piece : formattedPart(frame, piece)
    spec = spec === undefined || shown === undefined ? undefined : spec + shown
  }
  const { machine } = frame.run
  if (part.conversion !== undefined) {
    const shown = part.conversion === 's' ? machine.str(value) : machine.repr(value)
    return shown === undefined || spec === undefined ? undefined : formatValue(machine, str(shown), spec)
  }
  const shown = spec === undefined ? undefined : part.debug !== undefined && spec === '' ? machine.repr(value) : formatValue(machine, value, spec)
  return shown === undefined ? undefined : (part.debug ?? '') + shown
}

/** `and` and `or` give one of their operands; which one is unknown where a truth is. */
function evaluateBoolean(frame: Frame, op: 'and' | 'or', values: readonly Expr[]): Value {
  const [first, ...rest] = values
  if (!first) return none
  const left = evaluate(frame, first)
  if (rest.length === 0) return left
  const truth = truthOf(frame.run, left)
  if (typeof truth === 'boolean') return truth === (op === 'or') ? left : evaluateBoolean(frame, op, rest)
  const short = (): Value => left.kind === 'bool' ? bool(op === 'or') : left
  const long = (): Value => evaluateBoolean(frame, op, rest)
  return forkValue(frame, left, op === 'or' ? short : long, op === 'or' ? long : short)
}

function conditionalExpression(frame: Frame, node: Extract<Expr, { kind: 'IfExp' }>): Value {
  const test = evaluateTest(frame, node.test)
  const truth = truthOf(frame.run, test)
  if (typeof truth === 'boolean') return evaluate(frame, truth ? node.body : node.orelse)
  return forkValue(frame, test, () => evaluate(frame, node.body), () => evaluate(frame, node.orelse))
}

function yieldFrom(frame: Frame, node: Expr): Value {
  const iterable = evaluate(frame, node)
  const known = frame.yields && frame.run.machine.iterate(iterable, (item) => {
    frame.yields?.(item)
    return 'continue'
  })
  return known ? none : unknown('a yield from of unknown items')
}
