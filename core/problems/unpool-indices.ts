import { problem } from './problem.ts'

/** The indices are not this pooling's. */
export const unpoolIndices = problem({
  code: 'unpool-indices',
  title: 'The indices are not this pooling\'s',
  manual: `
**What it says.** MaxUnpool takes the indices that a MaxPool with \`return_indices=True\` gave with its output: int64, of the same shape, within the output's plane.

**Example.**

    nn.MaxUnpool2d(2)(torch.randn(1, 3, 4, 4), torch.zeros(1, 3, 8, 8, dtype=torch.int64))

**Mend.** Pass both results of the pooling on, and \`output_size=\` where the sizes were odd.
`,
})
