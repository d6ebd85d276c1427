import { problem } from './problem.ts'

/** The heads do not divide the features. */
export const heads = problem({
  code: 'heads',
  title: 'The heads do not divide the features',
  manual: `
**What it says.** Attention splits its features evenly over its heads.

**Example.**

    nn.MultiheadAttention(7, 4)

**Mend.** Choose a number of heads that divides \`embed_dim\`.
`,
})
