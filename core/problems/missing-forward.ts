import { problem } from './problem.ts'

/** The module can not be called. */
export const missingForward = problem({
  code: 'missing-forward',
  title: 'The module can not be called',
  manual: `
**What it says.** Calling a module runs its \`forward\`. Containers such as ModuleList have none, and a class that misspells it inherits none.

**Example.**

    nn.ModuleList([nn.ReLU()])(x)

**Mend.** Define \`forward\`, or call the members of the container one by one.
`,
})
