import { problem } from './problem.ts'

/** Two sizes that do not broadcast. */
export const broadcast = problem({
  code: 'broadcast',
  title: 'Shapes do not broadcast',
  manual: `
**What it says.** Elementwise operations align shapes at their last dims. Two sizes go together when they are equal or one of them is 1. An operation in place, and a value assigned to a part of a tensor, must keep the shape of what is written to.

**Example.**

    torch.zeros(2, 3, 4) + torch.zeros(2, 3, 5)

**Mend.** Make the sizes equal, or give one of them a size of 1 with \`x.unsqueeze(dim)\` or \`keepdim=True\`. Where a skip connection does not fit, the sizes before and after differ by a rounded division: pad or crop one of them.
`,
})
