import { problem } from './problem.ts'

/** Parts that are not the whole. */
export const splitSizes = problem({
  code: 'split-sizes',
  title: 'A split that does not add up',
  manual: `
**What it says.** The sizes given to \`split\` must add up to the size of the dim; a part is not negative, and there is at least one.

**Example.**

    torch.zeros(5).split([2, 2])

**Mend.** Correct the sizes, or give one size for all parts; the last part is then what is left.
`,
})
