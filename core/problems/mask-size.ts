import { problem } from './problem.ts'

/** The mask does not fit the attention. */
export const maskSize = problem({
  code: 'mask-size',
  title: 'The mask does not fit the attention',
  manual: `
**What it says.** An attention mask has one entry for each query and key, (L, S), or one such matrix for each head of each sample, (N·heads, L, S); a key padding mask has one for each key of each sample, (N, S).

**Example.**

    nn.MultiheadAttention(2, 1)(q, k, v, attn_mask=torch.zeros(6, 4))

**Mend.** Make the mask from the lengths of query and key, and mind \`batch_first\`.
`,
})
