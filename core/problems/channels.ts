import { problem } from './problem.ts'

/** The channels do not fit the layer. */
export const channels = problem({
  code: 'channels',
  title: 'The channels do not fit the layer',
  manual: `
**What it says.** A layer's weight fixes how many channels its input has: \`in_channels\` of a convolution, a multiple of \`upscale_factor**2\` for a PixelShuffle.

**Example.**

    nn.Conv2d(3, 8, 3)(torch.randn(1, 4, 32, 32))

**Mend.** Give the layer the channels that arrive, or change what arrives. A frequent cause is an image whose channels come last: \`x.permute(0, 3, 1, 2)\`.
`,
})
