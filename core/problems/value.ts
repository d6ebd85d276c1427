import { problem } from './problem.ts'

/** An argument whose value PyTorch refuses. */
export const value = problem({
  code: 'value',
  title: 'A value that is not allowed',
  manual: `
**What it says.** The argument has the right type and a value that the function does not take.

**Example.**

    torch.arange(0, 5, -1)

**Mend.** See the function's page in the manual for the values it takes.
`,
})
