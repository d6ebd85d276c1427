import { problem } from './problem.ts'

/** A view whose rows mix the samples of a batch. */
export const foldedBatch = problem({
  code: 'folded-batch',
  title: 'A view whose rows mix samples',
  severity: 'hint',
  manual: `
**What it says.** \`x.view(-1, k)\` takes whatever number of rows of k elements there are. Where k does not fit the elements of one sample, PyTorch raises nothing as long as the whole
batch can be divided: the rows then mix samples, and there are more or fewer of them than the batch has.

**Example.**

    torch.zeros(25, 16, 6, 6).view(-1, 16 * 5 * 5)   # [36, 400]: 36 rows of 25 images

**Mend.** \`x.flatten(1)\` keeps one row for each sample, and the layer behind it then says that its \`in_features\` is another.
`,
})
