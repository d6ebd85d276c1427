import { problem } from './problem.ts'

/** The kernel does not fit into the input. */
export const kernelSize = problem({
  code: 'kernel-size',
  title: 'The kernel does not fit into the input',
  manual: `
**What it says.** The kernel, spread by its dilation, reaches further than the padded input, or is not positive.

**Example.**

    nn.Conv2d(3, 8, 5)(torch.randn(1, 3, 4, 4))

**Mend.** Take a smaller kernel, add padding, or feed a larger input: often too many poolings have made it too small.
`,
})
