/** The two ways a native function ends early. Thrown inside the interpreter only; nothing above it ever sees them. */
import type { Value } from './types.ts'

/** The rule can't be certain here: the value of the innermost call is unknown. */
export class Undecided {
  /** `input`: the generic input whose shape is missing. */
  constructor(readonly reason: string, readonly input?: string) {}
}

/** A Python exception under way. `exception` is its instance; where it was raised is the interpreter's to know. */
export class Raised {
  constructor(readonly exception: Value) {}
}
