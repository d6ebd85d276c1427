import { problem } from './problem.ts'

/** A size that is probably meant as a factor. */
export const upsampleSize = problem({
  code: 'upsample-size',
  title: 'A size that is probably meant as a factor',
  severity: 'hint',
  manual: `
**What it says.** The first parameter of \`nn.Upsample\` is \`size\`, the number of elements to produce, and not the factor: PyTorch runs this, and makes a tiny output.

**Example.**

    nn.Upsample(2)(torch.randn(1, 3, 8, 8))   # [1, 3, 2, 2]

**Mend.** Write \`nn.Upsample(scale_factor=2)\` to double the size, or \`size=2\` where it is meant.
`,
})
