import { problem } from './problem.ts'

/** A view that the tensor's layout in storage does not allow. */
export const viewLayout = problem({
  code: 'view-layout',
  title: 'A view of elements that are not in order',
  manual: `
**What it says.** \`view\` reads the same storage under another shape. After \`transpose\`, \`permute\`, \`expand\` or a slice the elements lie in another order, or with gaps, and some shapes can no longer be read.

**Example.**

    torch.zeros(2, 3, 4).transpose(1, 2).view(2, 12)

**Mend.** Use \`reshape\`, which copies where it must, or \`contiguous()\` before \`view\`. If the values must not be mixed up, check that the order of the dims is the one you mean.
`,
})
