/** Every file that offers actions. Written by scripts/generate-index.mjs. */
import * as actionsGiveOutputSize from './actions/giveOutputSize.ts'
import * as actionsInterpolateOperand from './actions/interpolateOperand.ts'
import * as actionsInvertConvolution from './actions/invertConvolution.ts'
import * as actionsMakeDouble from './actions/makeDouble.ts'
import * as actionsPadOrCrop from './actions/padOrCrop.ts'
import * as actionsPermuteChannels from './actions/permuteChannels.ts'
import * as actionsReshapeForView from './actions/reshapeForView.ts'
import * as actionsSetInputSize from './actions/setInputSize.ts'
import * as actionsSetOutputPadding from './actions/setOutputPadding.ts'

export const modules: readonly object[] = [
  actionsGiveOutputSize,
  actionsInterpolateOperand,
  actionsInvertConvolution,
  actionsMakeDouble,
  actionsPadOrCrop,
  actionsPermuteChannels,
  actionsReshapeForView,
  actionsSetInputSize,
  actionsSetOutputPadding,
]
