import { problem } from './problem.ts'

/** A dim out of range, or named twice. */
export const dimension = problem({
  code: 'dimension',
  title: 'No such dim',
  manual: `
**What it says.** A dim counts from 0, or from -1 at the end, and stays below the number of dims. A list of dims names each once.

**Example.**

    torch.zeros(2, 3).transpose(1, 2)

**Mend.** Count the dims of the tensor at this place (hover it), and mind whether a batch dim stands in front.
`,
})
