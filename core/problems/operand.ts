import { problem } from './problem.ts'

/** An operator between values that have none. */
export const operand = problem({
  code: 'operand',
  title: 'An operator that these values do not have',
  manual: `
**What it says.** Python knows no such operator, or no such order, between values of these types.

**Example.**

    'layer' + 1

**Mend.** Convert one of the two: \`'layer' + str(1)\`, \`f'layer{i}'\`, \`list(a) + b\`.
`,
})
