/** A call of a function as a step of the lab: the layer that does the same. */
import { writeLiteral } from '../../exec/lab/literal.ts'
import type { LabStep } from '../../exec/lab/types.ts'
import type { Value } from '../../values/index.ts'
import { shapeIn } from '../../torch/vocabulary/asLayer.ts'
import type { Found } from './found.ts'

export interface FunctionStep { readonly step: LabStep; readonly training: boolean }

export function functionStep({ operation, given, callee }: Extract<Found, { kind: 'function' }>): FunctionStep | { readonly reason: string } {
  const unclear = [...given].find(([, value]) => value.kind === 'unknown')
  if (unclear) return { reason: `The argument ${unclear[0]} is not known here.` }
  const same = operation.layer?.of(given)
  if (!same) return { reason: `What this call of ${callee.split('.').at(-1)} does, no layer does: it can't be run here.` }
  const tensors = [...same.given].flatMap(([name]): [string, readonly number[]][] => {
    const shape = shapeIn(same.given, name)
    return shape ? [[name, shape]] : []
  })
  const made = textsOf(new Map([...same.given].filter(([name]) => !tensors.some(([each]) => each === name)))), call = textsOf(same.call ?? new Map())
  for (const texts of [made, call]) if ('unknown' in texts) return { reason: `The argument ${texts.unknown} is not known here.` }
  const step = { layer: same.name, arguments: (made as Texts).texts, ...(tensors.length > 0 ? { tensors: Object.fromEntries(tensors) } : {}), weights: {}, ...(same.call ? { call: (call as Texts).texts } : {}) }
  return { step, training: same.training ?? true }
}

interface Texts { readonly texts: Readonly<Record<string, string>> }
function textsOf(values: ReadonlyMap<string, Value>): Texts | { readonly unknown: string } {
  const texts: Record<string, string> = {}
  for (const [name, value] of values) {
    const text = writeLiteral(value)
    if (text === undefined) return { unknown: name }
    texts[name] = text
  }
  return { texts }
}
