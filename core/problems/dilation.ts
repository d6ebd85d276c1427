import { problem } from './problem.ts'

/** The dilation is not positive. */
export const dilation = problem({
  code: 'dilation',
  title: 'The dilation is not positive',
  manual: `
**What it says.** \`dilation\` is the distance between the kernel's elements; 1 means side by side.

**Example.**

    nn.Conv2d(3, 8, 3, dilation=0)(torch.randn(1, 3, 8, 8))

**Mend.** Leave it out, or give at least 1.
`,
})
