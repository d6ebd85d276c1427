import { problem } from './problem.ts'

/** The groups do not divide the channels. */
export const groups = problem({
  code: 'groups',
  title: 'The groups do not divide the channels',
  manual: `
**What it says.** \`groups\` splits the channels into equal parts, so that it must be positive and divide both \`in_channels\` and \`out_channels\`.

**Example.**

    nn.Conv2d(6, 8, 3, groups=4)

**Mend.** Choose a number that divides both, or change the channels.
`,
})
