/** What a hover says. */
import type { ExplainLayer } from '../vocabulary/index.ts'
export const explainShuffle: ExplainLayer = () => ({ lines: [], notes: [] })
