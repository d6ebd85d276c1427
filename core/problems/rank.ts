import { problem } from './problem.ts'

/** The number of dims does not fit. */
export const rank = problem({
  code: 'rank',
  title: 'The number of dims does not fit',
  manual: `
**What it says.** A layer wants so many dims: one for each spatial size, one for the channels, and most allow one more for the batch in front.

**Example.**

    nn.Conv2d(3, 8, 3)(torch.randn(1, 2, 3, 32, 32))

**Mend.** Add a dim with \`x.unsqueeze(0)\`, or merge some with \`x.flatten(0, 1)\`.
`,
})
