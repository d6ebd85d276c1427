/**
 * When objects were made, in states opened so far. Of two times the later one is larger, in all runs of the process: objects pass
 * from one run to another. Nothing else may depend on it.
 */
let states = 0

export const now = (): number => states
/** Opens a state: what was made before has an earlier time. */
export const openState = (): number => ++states
