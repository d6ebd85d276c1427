import { problem } from './problem.ts'

/** No such output size can be made. */
export const outputSize = problem({
  code: 'output-size',
  title: 'No such output size can be made',
  manual: `
**What it says.** A transposed convolution reaches only the sizes from its smallest output to one less than a stride above it; an unpooling those less than a stride from its usual one. No output may be empty.

**Example.**

    nn.ConvTranspose2d(8, 8, 3, stride=2)(torch.randn(1, 8, 4, 4), output_size=(20, 20))

**Mend.** Ask for a size within the range that the message names, or crop and pad afterwards.
`,
})
