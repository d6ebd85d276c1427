import { problem } from './problem.ts'

/** A division by zero. */
export const divisionByZero = problem({
  code: 'division-by-zero',
  title: 'A division by zero',
  manual: `
**What it says.** The divisor of \`/\`, \`//\` or \`%\` is 0 here. A size that was divided once too often often is the cause: \`1 // 2\` is 0.

**Example.**

    channels = 64 // (width // 8)   # width is 4

**Mend.** Hover the divisor to see its value; \`max(1, …)\` keeps it positive.
`,
})
