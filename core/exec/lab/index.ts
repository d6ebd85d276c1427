/** The layer lab's public face. */
export { createLabEngine } from './engine.ts'
export { checkPlan, type CheckPlan } from './check.ts'
export { decodeSetting } from './decode.ts'
export { firstPicture } from './first.ts'
export type * from './types.ts'
