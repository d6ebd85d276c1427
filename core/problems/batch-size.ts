import { problem } from './problem.ts'

/** One value has no variance. */
export const batchSize = problem({
  code: 'batch-size',
  title: 'One value has no variance',
  manual: `
**What it says.** A batch norm in training mode divides by the variance of every channel, which a single value does not have. Instance norm needs more than one place in every channel.

**Example.**

    nn.BatchNorm2d(8)(torch.randn(1, 8, 1, 1))

**Mend.** Give it a larger batch or a larger image, call \`.eval()\` on the model, or drop the last incomplete batch (\`drop_last=True\`).
`,
})
