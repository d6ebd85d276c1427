import { problem } from './problem.ts'

/** An index that the tensor does not have. */
export const index = problem({
  code: 'index',
  title: 'An index out of range',
  manual: `
**What it says.** An index is at least minus the size and less than the size of its dim. A mask has the sizes of the dims it selects from, and there are at most as many indices as dims.

**Example.**

    torch.zeros(2, 3)[2]

**Mend.** Hover the tensor to see its sizes; the last element is \`x[-1]\`.
`,
})
