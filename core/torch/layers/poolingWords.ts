/** What a hover says. */
import type { ExplainLayer } from '../vocabulary/index.ts'
export const explainPooling: ExplainLayer = () => ({ lines: [], notes: [] })
export const explainAdaptive: ExplainLayer = () => ({ lines: [], notes: [] })
export const explainUnpooling: ExplainLayer = () => ({ lines: [], notes: [] })
