import { problem } from './problem.ts'

/** Not a size. */
export const size = problem({
  code: 'size',
  title: 'Not a size',
  manual: `
**What it says.** A size is an integer of at least 0.

**Example.**

    torch.zeros(2, -1)

**Mend.** Find the computation that went below zero.
`,
})
