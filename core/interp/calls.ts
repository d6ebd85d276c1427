/** Call expressions: evaluating arguments, finding the callee, recording what comes back. */
import type { Argument, Call, Span } from '../syntax/ast.ts'
import { noKeywords, type Arguments, type CallSite, type Value } from '../values/index.ts'
import { moduleName } from '../graph/names.ts'
import { holdsTensor } from '../graph/shapes.ts'
import { evaluateSuper } from './classes.ts'
import { evaluate } from './expressions.ts'
import { surviving } from './exceptions.ts'
import { callValue } from './invoke.ts'
import { knownItems } from './iteration.ts'
import type { Frame } from './run.ts'
import { frameFunction } from './frameFunctions.ts'

export function evaluateCall(frame: Frame, node: Call): Value {
  if (node.func.kind === 'Name') {
    if (node.func.id === 'super') {
      const value = evaluateSuper(frame, node)
      if (value) return value
    }
  }
  const func = evaluate(frame, node.func)
  const args = evaluateArguments(frame, node)
  frame.at = node
  const special = func.kind === 'builtin' ? frameFunction(frame, func, args) : undefined
  if (special) return special
  const value = called(frame, func, args)
  frame.run.frame = frame
  record(frame, node, func, args, value)
  return value
}

/** A call that fails here has a record of its own, with a value that is not known. */
function called(frame: Frame, func: Value, args: Arguments): Value {
  return surviving(frame, call, { func, args })
}
const call = ({ run }: Frame, { func, args }: { readonly func: Value; readonly args: Arguments }): Value => callValue(run, func, args)

/** Positional arguments behind a spread of unknown length stand at unknown positions: they are left out, and the call is `open`. */
export function evaluateArguments(frame: Frame, node: { readonly args: readonly Argument[] } & Span): Arguments {
  const positional: Value[] = []
  let keywords: Map<string, Value> | undefined
  const known = sites.get(node)
  const argumentSpans = known ? undefined : new Map<number | string, Span>()
  let open = false, hasSpread = false
  for (const argument of node.args) {
    const value = evaluate(frame, argument.value)
    if (argument.name) {
      keywords = (keywords ?? new Map<string, Value>()).set(argument.name.id, value)
      argumentSpans?.set(argument.name.id, argument)
    } else if (argument.star === '*') {
      hasSpread = true
      const items = knownItems(frame.run, value)
      if (items && !open) positional.push(...items)
      else open = true
    } else if (argument.star === '**') {
      keywords ??= new Map()
      if (!spreadKeywords(frame, value, keywords)) open = true
    } else {
      if (open) continue
      argumentSpans?.set(positional.length, argument)
      positional.push(value)
    }
  }
  const site: CallSite = known ?? { file: frame.file, span: node, argumentSpans: argumentSpans ?? new Map() }
  if (!hasSpread) sites.set(node, site)
  return { positional, keywords: keywords ?? noKeywords, open: open || undefined, site }
}

/** Where calls stand, with their arguments: the same each time, but behind a spread. */
const sites = new WeakMap<Span, CallSite>()

function spreadKeywords(frame: Frame, value: Value, keywords: Map<string, Value>): boolean {
  const inner = value.kind === 'instance' && value.payload ? value.payload : value
  if (inner.kind === 'dict') {
    if (inner.open) return false
    for (const { key, value: entry } of inner.entries.values()) {
      if (key.kind !== 'str' || key.value === undefined) return false
      keywords.set(key.value, entry)
    }
    return true
  }
  if (inner.kind === 'unknown') return false
  const keys = frame.run.machine.findAttribute(inner, 'keys')
  const names = keys && knownItems(frame.run, callValue(frame.run, keys, { positional: [], keywords: new Map() }))
  if (!names) return false
  for (const name of names) {
    if (name.kind !== 'str' || name.value === undefined) return false
    keywords.set(name.value, frame.run.machine.getItem(inner, name))
  }
  return true
}

/** Calls of modules and of torch's functions and methods are recorded; calls of the sources' own functions are not. */
function record(frame: Frame, node: Call, func: Value, args: Arguments, value: Value): void {
  const { recorder } = frame.run
  const called = func.kind === 'method' ? func.func : func
  if (func.kind === 'instance' && func.module) {
    if (holdsTensor(value) || value.kind === 'unknown') recorder.call(frame, node, { callee: moduleName(func.cls.qualifiedName), kind: 'module', inputs: [...args.positional, ...args.keywords.values()], value, layer: func })
  } else if (called.kind === 'builtin' && called.traced && !called.name.startsWith('torch.nn.init.')) {
    if (holdsTensor(value) || value.kind === 'unknown') {
      const inputs = func.kind === 'method' ? [func.self, ...args.positional] : args.positional
      recorder.call(frame, node, { callee: called.name, kind: called.traced, inputs: [...inputs, ...args.keywords.values()], value, layer: undefined })
    }
  } else if (called.kind === 'builtin' && called.name === 'builtins.zip') for (const each of args.positional) recordSlices(frame, node, each)
  else if (func.kind === 'class' && value.kind === 'instance' && value.module) recorder.constructed(frame, node, value)
  else if (called.kind === 'function' && value.kind === 'tensor') recorder.value(frame, node, value)
}

/** A tensor whose items are asked for gives its slices all at once. */
function recordSlices(frame: Frame, node: Call, iterated: Value): void {
  const unbind = iterated.kind === 'tensor' && typeof iterated.shape?.[0] === 'number' ? frame.run.library.tensorAttribute('unbind') : undefined
  if (unbind) frame.run.recorder.call(frame, node, { callee: 'torch.Tensor.unbind', kind: 'method', inputs: [iterated], value: callValue(frame.run, unbind, { positional: [iterated], keywords: new Map() }), layer: undefined })
}
