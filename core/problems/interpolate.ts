import { problem } from './problem.ts'

/** Resizing is not possible like this. */
export const interpolate = problem({
  code: 'interpolate',
  title: 'Resizing is not possible like this',
  manual: `
**What it says.** Give either \`size\` or \`scale_factor\`, as many numbers as there are spatial dims, and a mode for that rank: linear for 3D, bilinear and bicubic for 4D, trilinear for 5D inputs (batch and channels included).

**Example.**

    F.interpolate(torch.randn(3, 8, 8), scale_factor=2, mode='bilinear')

**Mend.** Add the batch dim (\`x[None]\`), or use the mode for the rank.
`,
})
