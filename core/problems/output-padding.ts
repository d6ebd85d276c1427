import { problem } from './problem.ts'

/** The output padding is too large. */
export const outputPadding = problem({
  code: 'output-padding',
  title: 'The output padding is too large',
  manual: `
**What it says.** A strided convolution maps several input sizes to one output size. \`output_padding\` chooses among them, and so must be smaller than the stride (or the dilation). PyTorch looks at it only when the layer is called, and not at all when the call gives \`output_size\`.

**Example.**

    nn.ConvTranspose2d(8, 8, 3, stride=2, output_padding=2)(torch.randn(1, 8, 4, 4))

**Mend.** Take \`output_padding\` below \`stride\`, or leave it out and pass \`output_size=\` when calling.
`,
})
