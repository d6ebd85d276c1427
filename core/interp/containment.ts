/** `item in container`. */
import { bool, type Value } from '../values/index.ts'
import { builtinContains } from './natives.ts'
import { iterate } from './iteration.ts'
import { callDunder } from './operators.ts'
import type { Run } from './run.ts'

export function contains(run: Run, container: Value, item: Value): Value {
  const own = callDunder(run, container, '__contains__', [item])
  if (own) return bool(run.machine.truth(own))
  const inner = container.kind === 'instance' && container.payload ? container.payload : container
  if (inner.kind === 'unknown' || inner.kind === 'tensor') return bool(undefined)
  const builtin = builtinContains(run.machine, inner, item)
  if (builtin) return builtin
  let answer: boolean | undefined = false
  const known = iterate(run, inner, (each) => {
    const same = run.machine.equals(each, item)
    if (same === true) answer = true
    else if (same === undefined && answer === false) answer = undefined
    return answer === true ? 'stop' : 'continue'
  })
  return bool(known ? answer : undefined)
}
