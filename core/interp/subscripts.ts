/** Subscripts: reading, setting, deleting. */
import type { Expr, Slice, Subscript } from '../syntax/ast.ts'
import { holdsTensor } from '../graph/shapes.ts'
import { none, typeName, unknown, type Value } from '../values/index.ts'
import { builtinDeleteItem, builtinGetItem, builtinSetItem } from './natives.ts'
import { raise } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { callValue } from './invoke.ts'
import { classAttribute, hasOpenClass } from './lookup.ts'
import type { Frame, Run } from './run.ts'

export function evaluateSlice(frame: Frame, node: Slice): Value {
  const part = (each: Expr | undefined): Value => (each ? evaluate(frame, each) : none)
  return { kind: 'slice', lower: part(node.lower), upper: part(node.upper), step: part(node.step) }
}

export function readSubscript(frame: Frame, node: Subscript): Value {
  const object = evaluate(frame, node.value), index = evaluate(frame, node.index)
  frame.at = node
  const value = getItem(frame.run, object, index)
  if (object.kind === 'tensor' && (holdsTensor(value) || value.kind === 'unknown')) frame.run.recorder.call(frame, node, { callee: 'torch.Tensor.__getitem__', kind: 'op', inputs: [object, index], value, layer: undefined })
  return value
}

export function getItem(run: Run, object: Value, index: Value): Value {
  switch (object.kind) {
    case 'unknown': return unknown(object.reason)
    case 'tensor': return run.library.getItem(run.machine, object, index)
    case 'instance': {
      const own = classAttribute(object.cls, '__getitem__')
      if (own && !(object.payload && own.kind === 'builtin')) return callValue(run, own, { positional: [object, index], keywords: new Map() })
      if (object.payload) {
        const missing = classAttribute(object.cls, '__missing__')
        const found = missing?.kind === 'function' ? run.catching('KeyError', () => getItem(run, object.payload!, index)) : getItem(run, object.payload, index)
        return found ?? callValue(run, missing!, { positional: [object, index], keywords: new Map() })
      }
      if (object.open || hasOpenClass(object.cls)) return unknown('an item of an object that is not fully known')
      return notSubscriptable(run, object)
    }
    case 'class': return classItem(run, object, index)
    case 'function': case 'builtin': case 'namespace': return object.kind === 'builtin' ? unknown(`${object.name}[…]`) : notSubscriptable(run, object)
    default: return builtinGetItem(run.machine, object, index) ?? notSubscriptable(run, object)
  }
}

/** `List[int]`, `nn.ModuleList[...]`: a generic alias acts as its class; a metaclass may mean something else (`Color['RED']`). */
function classItem(run: Run, cls: Extract<Value, { kind: 'class' }>, index: Value): Value {
  for (const each of cls.mro) {
    const meta = each.traits.get('metaclass')
    if (typeof meta === 'object' && meta !== null && 'mro' in meta) {
      const own = classAttribute(meta as Extract<Value, { kind: 'class' }>, '__getitem__')
      if (own) return callValue(run, own, { positional: [cls, index], keywords: new Map() })
    }
  }
  const own = classAttribute(cls, '__class_getitem__')
  const func = own?.kind === 'descriptor' ? own.get : own
  if (func && func.kind !== 'unknown') return callValue(run, func, { positional: [cls, index], keywords: new Map() })
  return cls
}

const notSubscriptable = (run: Run, object: Value): never => raise(run, 'TypeError', `'${typeName(object)}' object is not subscriptable`, 'index')

export function writeItem(run: Run, object: Value, index: Value, value: Value): void {
  switch (object.kind) {
    case 'unknown': return
    case 'tensor': run.library.setItem(run.machine, object, index, value); return
    case 'instance': {
      const own = classAttribute(object.cls, '__setitem__')
      if (own && !(object.payload && own.kind === 'builtin')) callValue(run, own, { positional: [object, index, value], keywords: new Map() })
      else if (object.payload) writeItem(run, object.payload, index, value)
      else if (!object.open && !hasOpenClass(object.cls)) raise(run, 'TypeError', `'${typeName(object)}' object does not support item assignment`, 'index')
      return
    }
    default: if (!builtinSetItem(run.machine, object, index, value)) raise(run, 'TypeError', `'${typeName(object)}' object does not support item assignment`, 'index')
  }
}

export function deleteItem(run: Run, object: Value, index: Value): void {
  if (object.kind === 'unknown' || object.kind === 'tensor') return
  if (object.kind === 'instance') {
    const own = classAttribute(object.cls, '__delitem__')
    if (own && !(object.payload && own.kind === 'builtin')) callValue(run, own, { positional: [object, index], keywords: new Map() })
    else if (object.payload) deleteItem(run, object.payload, index)
    return
  }
  if (!builtinDeleteItem(run.machine, object, index)) raise(run, 'TypeError', `'${typeName(object)}' object does not support item deletion`, 'index')
}

