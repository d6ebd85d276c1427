import { problem } from './problem.ts'

/** A tensor of several elements as a condition. */
export const truth = problem({
  code: 'truth',
  title: 'A truth value that tensors do not have',
  manual: `
**What it says.** Python asks a condition for one truth value; a tensor of several elements has none.

**Example.**

    if torch.zeros(3) > 0: ...

**Mend.** Ask for \`.any()\`, \`.all()\` or the truth of one element.
`,
})
