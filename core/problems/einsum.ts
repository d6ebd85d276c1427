import { problem } from './problem.ts'

/** Subscripts that do not fit the operands. */
export const einsum = problem({
  code: 'einsum',
  title: 'An equation that does not fit',
  manual: `
**What it says.** Each letter stands for one dim of its operand and has one size in all of them; every letter of the output occurs in an operand.

**Example.**

    torch.einsum('ij,jk->ik', torch.zeros(2, 3, 4), torch.zeros(4, 5))

**Mend.** Give every dim a letter, or let \`...\` stand for those in front.
`,
})
