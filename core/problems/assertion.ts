import { problem } from './problem.ts'

/** A condition that the code asserts is false. */
export const assertion = problem({
  code: 'assertion',
  title: 'An assertion that fails',
  manual: `
**What it says.** The code asserts a condition on sizes, and for these sizes it is false.

**Example.**

    assert torch.zeros(3).shape[0] == 4

**Mend.** Give the sizes that the assertion asks for.
`,
})
