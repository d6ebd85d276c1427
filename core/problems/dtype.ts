import { problem } from './problem.ts'

/** The types of the numbers differ. */
export const dtype = problem({
  code: 'dtype',
  title: 'The types of the numbers differ',
  manual: `
**What it says.** PyTorch does not mix the types of an input and a layer's weights, and only floating-point weights can learn.

**Example.**

    nn.Conv2d(3, 8, 3)(torch.zeros(1, 3, 8, 8, dtype=torch.uint8))

**Mend.** Convert the input: \`x.float()\`, or \`x.to(layer.weight.dtype)\`.
`,
})
