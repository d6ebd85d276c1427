import { problem } from './problem.ts'

/** A size is not divisible. */
export const divisible = problem({
  code: 'divisible',
  title: 'A size is not divisible',
  manual: `
**What it says.** The layer cuts a size into equal parts.

**Example.**

    nn.PixelUnshuffle(2)(torch.randn(1, 3, 7, 8))

**Mend.** Pad or crop the input to a multiple of the factor.
`,
})
