/** The layer lab's public face. */
export { createLabEngine } from './engine.ts'
export type * from './types.ts'
