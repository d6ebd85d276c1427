import { problem } from './problem.ts'

/** The grid does not fit the input. */
export const grid = problem({
  code: 'grid',
  title: 'The grid does not fit the input',
  manual: `
**What it says.** A grid has a batch like the input's, and in its last dim one coordinate for each spatial dim.

**Example.**

    F.grid_sample(torch.randn(1, 3, 8, 8), torch.zeros(2, 5, 6, 2))

**Mend.** Expand the grid to the batch, \`grid.expand(len(x), -1, -1, -1)\`, and keep the coordinates last.
`,
})
