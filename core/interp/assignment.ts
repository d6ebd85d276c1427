/** Binding values to targets: names, attributes, subscripts, and patterns of them. */
import type { Expr } from '../syntax/ast.ts'
import { list, typeName, unknown, type Value } from '../values/index.ts'
import { writeAttribute } from './attributes.ts'
import { raise } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { knownItems } from './iteration.ts'
import { bindName } from './names.ts'
import { Refine, type Frame } from './run.ts'
import { writeItem } from './subscripts.ts'

export function assign(frame: Frame, target: Expr, value: Value): void {
  const { run } = frame
  switch (target.kind) {
    case 'Name': {
      bindName(frame, frame.scope, target.id, value)
      run.recorder.bound(frame, target, value)
      return
    }
    case 'Attribute': {
      const object = evaluate(frame, target.value)
      frame.at = target
      writeAttribute(run, object, target.attr.id, value)
      run.recorder.bound(frame, target.attr, value)
      return
    }
    case 'Subscript': {
      const object = evaluate(frame, target.value), index = evaluate(frame, target.index)
      frame.at = target
      writeItem(run, object, index, value)
      return
    }
    case 'Tuple': case 'List': unpack(frame, target.elements, value); return
    case 'Starred': assign(frame, target.value, value); return
    default: return
  }
}

/** Every name of a target becomes unknown. */
export function assignUnknown(frame: Frame, target: Expr, reason: string): void {
  switch (target.kind) {
    case 'Name': bindName(frame, frame.scope, target.id, unknown(reason)); return
    case 'Tuple': case 'List': for (const element of target.elements) assignUnknown(frame, element, reason); return
    case 'Starred': assignUnknown(frame, target.value, reason); return
    default: return
  }
}

function unpack(frame: Frame, targets: readonly Expr[], value: Value): void {
  const { run } = frame
  const star = targets.findIndex((target) => target.kind === 'Starred')
  if (value.kind === 'tensor' && value.shape === undefined && star < 0) run.machine.shapeOf(value)
  if (value.kind === 'unknown' && value.shapeOfInput !== undefined && star < 0) throw new Refine(value.shapeOfInput, namesOf(targets), frame.at, true)
  const items = knownItems(run, value)
  if (!items) {
    for (const target of targets) {
      if (target.kind === 'Starred') assign(frame, target.value, { kind: 'list', items: [], open: true })
      else assign(frame, target, unknown(value.kind === 'unknown' ? value.reason : `the items of a ${typeName(value)}`))
    }
    return
  }
  if (star < 0) {
    if (items.length < targets.length) raise(run, 'ValueError', `not enough values to unpack (expected ${targets.length}, got ${items.length})`, 'unpack')
    if (items.length > targets.length) raise(run, 'ValueError', `too many values to unpack (expected ${targets.length})`, 'unpack')
    for (const [index, target] of targets.entries()) assign(frame, target, items[index]!)
    return
  }
  const after = targets.length - star - 1
  if (items.length < star + after) raise(run, 'ValueError', `not enough values to unpack (expected at least ${star + after}, got ${items.length})`, 'unpack')
  for (const [index, target] of targets.entries()) {
    if (index < star) assign(frame, target, items[index]!)
    else if (index === star) assign(frame, target.kind === 'Starred' ? target.value : target, list(items.slice(star, items.length - after)))
    else assign(frame, target, items[items.length - (targets.length - index)]!)
  }
}

/** An input's sizes go by the names that they are unpacked to; `_` and other targets get the usual ones. */
function namesOf(targets: readonly Expr[]): readonly string[] {
  const usual = usualNames(targets.length)
  const names = targets.map((target, index) => (target.kind === 'Name' && !target.id.startsWith('_') ? target.id : usual[index]!))
  return new Set(names).size === names.length ? names : usual
}

/** Names for the sizes of an input of which nothing but the rank is known. */
function usualNames(rank: number): readonly string[] {
  const names: Readonly<Record<number, readonly string[]>> = { 1: ['N'], 2: ['N', 'C'], 3: ['B', 'N', 'C'], 4: ['N', 'C', 'H', 'W'], 5: ['N', 'C', 'D', 'H', 'W'] }
  return names[rank] ?? Array.from({ length: rank }, (_, index) => `D${index}`)
}
