import { problem } from './problem.ts'

/** The input has no elements. */
export const emptyInput = problem({
  code: 'empty-input',
  title: 'The input has no elements',
  manual: `
**What it says.** Only the batch may be empty here: a channel or a spatial size of 0 leaves nothing to compute.

**Example.**

    nn.MaxPool2d(2)(torch.randn(1, 3, 0, 8))

**Mend.** Look for what made a size 0: a slice, a pooling too many, an empty selection.
`,
})
