/** What a hover says. */
import type { ExplainLayer } from '../vocabulary/index.ts'
export const explainPadding: ExplainLayer = () => ({ lines: [], notes: [] })
