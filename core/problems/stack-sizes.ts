import { problem } from './problem.ts'

/** Shapes that torch.stack requires to be equal. */
export const stackSizes = problem({
  code: 'stack-sizes',
  title: 'Tensors that do not stack',
  manual: `
**What it says.** \`torch.stack\` puts tensors side by side along a new dim; all their sizes must be equal.

**Example.**

    torch.stack([torch.zeros(3), torch.zeros(4)])

**Mend.** Pad the tensors to one size, or join them with \`torch.cat\` along the dim in which they differ.
`,
})
