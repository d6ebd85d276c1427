import { problem } from './problem.ts'

/** A value that gives no items. */
export const iteration = problem({
  code: 'iteration',
  title: 'A value that gives no items',
  manual: `
**What it says.** A loop, a \`*\` spread, an unpacking or a constructor such as \`tuple(…)\` asks for items one by one; a number, None or a module has none. \`next\` on an iterator that is at its end raises StopIteration.

**Example.**

    nn.Sequential(*nn.Linear(2, 2))

**Mend.** Put single values into a list, and give \`next\` a default.
`,
})
