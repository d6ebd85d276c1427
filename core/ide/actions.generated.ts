/** Every file that offers actions. Written by scripts/generate-index.mjs. */
import * as actionsInvertConvolution from './actions/invertConvolution.ts'
import * as actionsMakeDouble from './actions/makeDouble.ts'

export const modules: readonly object[] = [
  actionsInvertConvolution,
  actionsMakeDouble,
]
