import { problem } from './problem.ts'

/** The pattern does not fit the tensor. */
export const pattern = problem({
  code: 'pattern',
  title: 'The pattern does not fit the tensor',
  manual: `
**What it says.** An einops pattern names every dim on its left side; a dim in brackets is a product, and only one of its factors may be left open. \`rearrange\` has the same names on both sides.

**Example.**

    rearrange(torch.rand(2, 3, 4, 5), 'b c (h p) w -> b c h p w', p=3)

**Mend.** Name all dims, and give lengths that divide them.
`,
})
