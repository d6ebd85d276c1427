/**
 * What half-typed text spoils. A function with text in it that is not Python may have lost any statement: its result is unknown and
 * nothing it raises is reported. A class that lost part of its body may have any attribute, a module any name.
 */
import type { Span } from '../syntax/ast.ts'

export interface Damage {
  /** Some text inside is not Python. */
  touches(file: string, span: Span): boolean
  /** Some text of the file is not Python. */
  anywhere(file: string): boolean
}

export function damageOf(errorsIn: (file: string) => readonly Span[]): Damage {
  const known = new Map<string, readonly Span[]>()
  const errors = (file: string): readonly Span[] => {
    let found = known.get(file)
    if (!found) known.set(file, (found = errorsIn(file)))
    return found
  }
  return {
    touches: (file, span) => errors(file).some((error) => error.start <= span.end && error.end >= span.start),
    anywhere: (file) => errors(file).length > 0,
  }
}
