import { problem } from './problem.ts'

/** The padding does not fit. */
export const padding = problem({
  code: 'padding',
  title: 'The padding does not fit',
  manual: `
**What it says.** A padding is not negative where windows slide, at most half a pooling's kernel, and smaller than the input where it mirrors it.

**Example.**

    nn.MaxPool2d(2, padding=2)(torch.randn(1, 3, 8, 8))

**Mend.** Take a smaller padding, or pad with zeros (\`F.pad\`) beforehand.
`,
})
