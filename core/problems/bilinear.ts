import { problem } from './problem.ts'

/** The inputs do not fit the bilinear map. */
export const bilinear = problem({
  code: 'bilinear',
  title: 'The inputs do not fit the bilinear map',
  manual: `
**What it says.** Both inputs have the same dims but for the last, which are \`in1_features\` and \`in2_features\`.

**Example.**

    nn.Bilinear(20, 30, 40)(torch.randn(128, 21), torch.randn(128, 30))

**Mend.** Give each input the size that the layer was made with.
`,
})
