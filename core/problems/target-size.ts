import { problem } from './problem.ts'

/** The target does not fit the input. */
export const targetSize = problem({
  code: 'target-size',
  title: 'The target does not fit the input',
  manual: `
**What it says.** A loss compares input and target: of the same shape, or the target without the class dim.

**Example.**

    nn.BCEWithLogitsLoss()(torch.rand(2, 1), torch.rand(2))

**Mend.** Squeeze or unsqueeze one of them, and check which dim holds the classes.
`,
})
