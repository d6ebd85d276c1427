import { problem } from './problem.ts'

/** The arguments do not fit. */
export const argument = problem({
  code: 'argument',
  title: 'The arguments do not fit',
  manual: `
**What it says.** Too many or too few arguments, a name that the function does not know, or a value that it does not take.

**Example.**

    nn.Conv2d(3, 8)

**Mend.** See the layer's page in PyTorch's manual for the parameters and their order.
`,
})
