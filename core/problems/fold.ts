import { problem } from './problem.ts'

/** The columns do not make up the output. */
export const fold = problem({
  code: 'fold',
  title: 'The columns do not make up the output',
  manual: `
**What it says.** Fold puts columns of \`channels * kernel\` numbers back; there is one for each place of the window on the output.

**Example.**

    nn.Fold((4, 5), (2, 2))(torch.randn(1, 12, 10))

**Mend.** Use the parameters of the Unfold that made the columns; their number follows from \`output_size\`.
`,
})
