/** What a hover says. */
import type { ExplainLayer } from '../vocabulary/index.ts'
export const explainFold: ExplainLayer = () => ({ lines: [], notes: [] })
export const explainUnfold: ExplainLayer = () => ({ lines: [], notes: [] })
