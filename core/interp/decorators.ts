/** Applies decorators, innermost first. */
import type { Value } from '../values/index.ts'
import { surviving } from './exceptions.ts'
import { callValue } from './invoke.ts'
import type { Frame } from './run.ts'

export function decorate(frame: Frame, value: Value, decorators: readonly Value[]): Value {
  return decorators.reduceRight<Value>((decorated, decorator) => surviving(frame, () => callValue(frame.run, decorator, { positional: [decorated], keywords: new Map() })), value)
}
