import { problem } from './problem.ts'

/** A reshape to another number of elements. */
export const viewSize = problem({
  code: 'view-size',
  title: 'Elements that do not fill the shape',
  manual: `
**What it says.** \`view\`, \`reshape\` and \`unflatten\` keep the number of elements. One size may be -1 and is then what is left, which must be a whole number.

**Example.**

    torch.zeros(2, 3).view(4, -1)

**Mend.** Compare the products of the sizes. Where the batch size is part of the product, give it with \`x.size(0)\` and let the last size be -1.
`,
})
