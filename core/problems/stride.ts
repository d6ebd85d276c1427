import { problem } from './problem.ts'

/** The stride is not possible here. */
export const stride = problem({
  code: 'stride',
  title: 'The stride is not possible here',
  manual: `
**What it says.** A stride must be positive; \`padding='same'\` needs a stride of 1.

**Example.**

    nn.Conv2d(3, 8, 3, stride=2, padding='same')

**Mend.** With a stride above 1 give the padding as a number, \`padding=kernel_size//2\`.
`,
})
