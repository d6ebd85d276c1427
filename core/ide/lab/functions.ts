/** A call of a function as a step of the lab: the layer that does the same. */
import { writeLiteral } from '../../exec/lab/literal.ts'
import type { LabStep } from '../../exec/lab/types.ts'
import type { Found } from './found.ts'

export function functionStep({ operation, given, callee }: Extract<Found, { kind: 'function' }>): LabStep | { readonly reason: string } {
  const same = operation.layer?.of(given)
  if (!same) return { reason: `What this call of ${callee.split('.').at(-1)} does, no layer does: it can't be run here.` }
  const texts: Record<string, string> = {}
  for (const [name, value] of same.given) {
    const text = writeLiteral(value)
    if (text === undefined) return { reason: `The argument ${name} is not known here.` }
    texts[name] = text
  }
  return { layer: same.name, arguments: texts, weights: {} }
}
