/**
 * Applies decorators, innermost first.
 *
 * A decorator that is not known gives a value that is not known, with one exception. `typing.dataclass_transform` is by
 * its specification (https://peps.python.org/pep-0681/) the author's statement that a class and those derived from it
 * behave as dataclasses do, whatever makes them so. A class under it is therefore still itself behind a decorator that is not
 * known: its fields, its constructor and its methods are those of the body. Nothing more is concluded: an attribute that
 * the decorator may have added is no error to read, nor an argument that it may have made the constructor accept.
 */
import type { Value } from '../values/index.ts'
import { isDataclassTransform } from './stdlib/typing.ts'
import { surviving } from './exceptions.ts'
import { callValue } from './invoke.ts'
import type { Frame } from './run.ts'

export function decorate(frame: Frame, value: Value, decorators: readonly Value[]): Value {
  return decorators.reduceRight<Value>((decorated, decorator) => {
    if (decorator.kind === 'unknown' && decorated.kind === 'class' && (decorators.some(isDataclassTransform) || decorated.mro.some((each) => each.traits.has('dataclassTransform')))) {
      decorated.traits.set('extended', true)
      return decorated
    }
    return surviving(frame, () => callValue(frame.run, decorator, { positional: [decorated], keywords: new Map() }))
  }, value)
}
