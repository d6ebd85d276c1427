import { problem } from './problem.ts'

/** The key is not there. */
export const key = problem({
  code: 'key',
  title: 'The key is not there',
  manual: `
**What it says.** A dict or a ModuleDict was asked for a key that it does not hold.

**Example.**

    nn.ModuleDict({'a': nn.ReLU()})['b']

**Mend.** Check the spelling of the key, or use \`get\`.
`,
})
