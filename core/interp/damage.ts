/**
 * What half-typed text spoils. A function with text in it that is not Python may have lost any statement: its result is unknown, as are the
 * names that it declares not to be its own, its object may have any attribute, and nothing it raises is reported. A class that lost part of
 * its body outside of its functions may have any attribute, a module any name.
 */
import type { ClassDef, FunctionDef, Lambda, Module, Span } from '../syntax/ast.ts'

export interface Damage {
  /** Some text inside is not Python. */
  inFunction(file: string, definition: FunctionDef | Lambda): boolean
  /** Some text of the body that stands in none of its functions is not Python. */
  inClass(file: string, definition: ClassDef): boolean
  /** Some text outside of functions is not Python. */
  inModule(file: string): boolean
}

export function damageOf(errorsIn: (file: string) => Pick<Module, 'errors' | 'outerErrors'>): Damage {
  const known = new Map<string, Pick<Module, 'errors' | 'outerErrors'>>()
  const of = (file: string): Pick<Module, 'errors' | 'outerErrors'> => {
    let found = known.get(file)
    if (!found) known.set(file, (found = errorsIn(file)))
    return found
  }
  return {
    inFunction: (file, definition) => of(file).errors.some((error) => touches(error, definition)),
    inClass: (file, definition) => of(file).errors.some((error) => touches(error, definition) && !definition.body.some((each) => each.kind === 'FunctionDef' && each.code && isWithin(error, each.code))),
    inModule: (file) => of(file).outerErrors.length > 0,
  }
}

const touches = (error: Span, span: Span): boolean => error.start <= span.end && error.end >= span.start
const isWithin = (error: Span, span: Span): boolean => error.start >= span.start && error.end <= span.end
