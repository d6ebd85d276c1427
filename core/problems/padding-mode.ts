import { problem } from './problem.ts'

/** The padding mode does not take this input. */
export const paddingMode = problem({
  code: 'padding-mode',
  title: 'The padding mode does not take this input',
  manual: `
**What it says.** \`reflect\`, \`replicate\` and \`circular\` pad the last one, two or three dims of a tensor that has one or two dims before them; other modes do not exist.

**Example.**

    F.pad(torch.randn(1, 3, 4, 4), (1, 1), mode='reflect')

**Mend.** Give two numbers for each spatial dim: \`(1, 1, 0, 0)\` pads the width of an image only.
`,
})
