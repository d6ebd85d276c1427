import { problem } from './problem.ts'

/** An operation that refuses some sizes of a model's input. */
export const sizeContract = problem({
  code: 'size-contract',
  title: 'Not every input size is accepted',
  severity: 'hint',
  manual: `
**What it says.** The model runs only with input sizes that meet a condition. The remark stands at the operation that PyTorch refuses first with the smallest size that does not,
in the words that PyTorch then has. Lower bounds that any input meets in practice are not remarked on. The hover of \`forward\` and of the class states the whole condition.

**Example.** A U-Net that halves its input twice needs \`H % 4 == 0\`: \`torch.cat([skip, self.up(x)], 1)\` refuses 5 rows.

**Mend.** Choose such sizes, or pad the input to them. A quick fix gives the upsampled tensor the size of the other one. \`# shape: ignore[size-contract]\` silences the remark on its line, and
the setting \`torchShapeLint.hintSeverity\` all remarks.
`,
})
