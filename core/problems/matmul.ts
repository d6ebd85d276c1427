import { problem } from './problem.ts'

/** Inner sizes that differ. */
export const matmul = problem({
  code: 'matmul',
  title: 'Matrices that do not multiply',
  manual: `
**What it says.** In a matrix product the last size of the left factor is the next to last of the right one; the sizes in front of them broadcast. A linear layer takes \`in_features\` as the last size.

**Example.**

    nn.Linear(512, 10)(torch.zeros(8, 256))

**Mend.** After convolutions, \`in_features\` is channels times height times width of what is flattened: hover the flattened tensor and use its last size, or transpose a factor.
`,
})
