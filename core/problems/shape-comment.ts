import { problem } from './problem.ts'

/** A `# shape:` comment states a shape that the line's value cannot have. */
export const shapeComment = problem({
  code: 'shape-comment',
  title: 'The comment states another shape',
  severity: 'warning',
  manual: `
**What it says.** A \`# shape:\` comment states a shape, and the value that its line binds or returns certainly has another one. A size that is not known never contradicts, and a letter that no \`# given:\` comment declares stands for any size.

**Example.**

    y = torch.zeros(2, 3).flatten()   # shape: [2, 3]

**Mend.** Correct the comment (a quick fix writes the shape), or the code above it, if the comment states what was meant.
`,
})
