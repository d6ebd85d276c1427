/** What a hover says. */
import type { ExplainLayer } from '../vocabulary/index.ts'
export const explainConvolution: ExplainLayer = () => ({ lines: [], notes: [] })
export const explainTransposed: ExplainLayer = () => ({ lines: [], notes: [] })
