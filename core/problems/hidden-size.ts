import { problem } from './problem.ts'

/** The hidden state does not fit. */
export const hiddenSize = problem({
  code: 'hidden-size',
  title: 'The hidden state does not fit',
  manual: `
**What it says.** A recurrent layer takes a hidden state for each layer and direction of each sample: (directions·layers, N, H_out); \`batch_first\` does not change that.

**Example.**

    nn.GRU(4, 20)(torch.randn(5, 3, 4), torch.zeros(1, 3, 8))

**Mend.** Make the state from the layer's own \`num_layers\` and \`hidden_size\`.
`,
})
