/**
 * What half-typed text spoils. A function with text in it that is not Python may have lost any statement: its result is unknown, as are the
 * names that it declares not to be its own, its object may have any attribute, and nothing it raises is reported. A class that lost part of
 * its body outside of its functions may have any attribute, a module any name.
 */
import type { ClassDef, FunctionDef, Lambda, Module, Span } from '../syntax/ast.ts'

/** What is wrong with a file's text. */
export type Errors = Pick<Module, 'errors' | 'outerErrors' | 'indentationErrors'>

export interface Damage {
  /** Some text inside is not Python. */
  inFunction(file: string, definition: FunctionDef | Lambda): boolean
  /** Some text of the body that stands in none of its functions is not Python. `around`: the function that defines it. */
  inClass(file: string, definition: ClassDef, around: FunctionDef | Lambda | undefined): boolean
  /** Some text outside of functions is not Python. */
  inModule(file: string): boolean
}

export function damageOf(errorsIn: (file: string) => Errors): Damage {
  const known = new Map<string, Errors>()
  const of = (file: string): Errors => {
    let found = known.get(file)
    if (!found) known.set(file, (found = errorsIn(file)))
    return found
  }
  return {
    inFunction(file, definition) {
      const isTouched = (error: Span): boolean => touches(error, definition)
      // Bodies of functions that nobody calls need not be read for it.
      if (definition.kind !== 'FunctionDef' || !definition.code?.isOutermost) return of(file).errors.some(isTouched)
      return of(file).outerErrors.some(isTouched) || of(file).indentationErrors.some(isTouched) || definition.code.problems().length > 0
    },
    inClass: (file, definition, around) => (around ? of(file).errors : of(file).outerErrors).some((error) => touches(error, definition) && !definition.body.some((each) => each.kind === 'FunctionDef' && each.code && isWithin(error, each.code))),
    inModule: (file) => of(file).outerErrors.length > 0,
  }
}

const touches = (error: Span, span: Span): boolean => error.start <= span.end && error.end >= span.start
const isWithin = (error: Span, span: Span): boolean => error.start >= span.start && error.end <= span.end
