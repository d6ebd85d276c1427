import { problem } from './problem.ts'

/** Sizes that torch.cat requires to be equal. */
export const catSizes = problem({
  code: 'cat-sizes',
  title: 'Tensors that do not concatenate',
  manual: `
**What it says.** \`torch.cat\` joins tensors along one dim; their number of dims and all other sizes must be equal.

**Example.**

    torch.cat([torch.zeros(1, 8, 16, 16), torch.zeros(1, 8, 15, 15)], 1)

**Mend.** In a U-Net the input size is not divisible by what the network halves it by: choose such a size, or pad the upsampled tensor to that of the skip connection.
`,
})
