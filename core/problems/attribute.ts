import { problem } from './problem.ts'

/** The object has no such attribute. */
export const attribute = problem({
  code: 'attribute',
  title: 'The object has no such attribute',
  manual: `
**What it says.** The name after the dot is neither set on the object nor defined by its class. On a module it is neither a parameter, a buffer nor a submodule; one that is assigned before \`super().__init__()\` has nowhere to go.

**Example.**

    class Net(nn.Module):
        def __init__(self):
            self.fc = nn.Linear(2, 2)   # super().__init__() is missing

**Mend.** Check the spelling, and call \`super().__init__()\` first.
`,
})
