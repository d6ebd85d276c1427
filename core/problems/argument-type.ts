import { problem } from './problem.ts'

/** An argument has the wrong type. */
export const argumentType = problem({
  code: 'argument-type',
  title: 'An argument has the wrong type',
  manual: `
**What it says.** Sizes are integers, flags are True or False; PyTorch does not convert.

**Example.**

    nn.Conv2d(3, 8, 3, stride=1.5)(torch.randn(1, 3, 8, 8))

**Mend.** Convert where the value is made: \`int(...)\`, \`a // b\` instead of \`a / b\`.
`,
})
