import { problem } from './problem.ts'

/** As many names as items. */
export const unpack = problem({
  code: 'unpack',
  title: 'More or fewer items than names',
  manual: `
**What it says.** An assignment to several names takes exactly as many items as there are names. A shape has one item for each dim.

**Example.**

    h, w = torch.zeros(1, 3, 8, 8).shape

**Mend.** Name all items, slice first (\`h, w = x.shape[-2:]\`), or let one name take the rest (\`*rest, h, w = x.shape\`).
`,
})
