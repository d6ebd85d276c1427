/** Every file of the catalogue. Written by scripts/generate-index.mjs. */
import * as containersAttributes from './containers/attributes.ts'
import * as containersClone from './containers/clone.ts'
import * as containersDataParallel from './containers/dataParallel.ts'
import * as containersHooks from './containers/hooks.ts'
import * as containersItems from './containers/items.ts'
import * as containersKinds from './containers/kinds.ts'
import * as containersModes from './containers/modes.ts'
import * as containersModule from './containers/module.ts'
import * as containersModuleDict from './containers/moduleDict.ts'
import * as containersModuleList from './containers/moduleList.ts'
import * as containersParameter from './containers/parameter.ts'
import * as containersParameterDict from './containers/parameterDict.ts'
import * as containersParameterList from './containers/parameterList.ts'
import * as containersRegistration from './containers/registration.ts'
import * as containersSequential from './containers/sequential.ts'
import * as containersTables from './containers/tables.ts'
import * as containersTraversal from './containers/traversal.ts'
import * as einopsFunctions from './einops/functions.ts'
import * as einopsLayers from './einops/layers.ts'
import * as einopsPattern from './einops/pattern.ts'
import * as einopsTransform from './einops/transform.ts'
import * as functionsBinary from './functions/binary.ts'
import * as functionsClasses from './functions/classes.ts'
import * as functionsContexts from './functions/contexts.ts'
import * as functionsCreation from './functions/creation.ts'
import * as functionsEinsum from './functions/einsum.ts'
import * as functionsFft from './functions/fft.ts'
import * as functionsInit from './functions/init.ts'
import * as functionsJoining from './functions/joining.ts'
import * as functionsLinalg from './functions/linalg.ts'
import * as functionsMatmul from './functions/matmul.ts'
import * as functionsModuleUtilities from './functions/moduleUtilities.ts'
import * as functionsOrdering from './functions/ordering.ts'
import * as functionsRanges from './functions/ranges.ts'
import * as functionsRearranging from './functions/rearranging.ts'
import * as functionsReductions from './functions/reductions.ts'
import * as functionsReparametrise from './functions/reparametrise.ts'
import * as functionsSelecting from './functions/selecting.ts'
import * as functionsTensor from './functions/tensor.ts'
import * as functionsTernary from './functions/ternary.ts'
import * as functionsTorchvisionOps from './functions/torchvisionOps.ts'
import * as functionsUnary from './functions/unary.ts'
import * as functionsUtilities from './functions/utilities.ts'
import * as layersActivations from './layers/activations.ts'
import * as layersAdaptivePool from './layers/adaptivePool.ts'
import * as layersAdvice from './layers/advice.ts'
import * as layersAttention from './layers/attention.ts'
import * as layersAvgPool from './layers/avgPool.ts'
import * as layersBatchNorm from './layers/batchNorm.ts'
import * as layersBilinear from './layers/bilinear.ts'
import * as layersClassLosses from './layers/classLosses.ts'
import * as layersConv from './layers/conv.ts'
import * as layersConvTranspose from './layers/convTranspose.ts'
import * as layersConvolution from './layers/convolution.ts'
import * as layersConvolutionBase from './layers/convolutionBase.ts'
import * as layersConvolutionTypes from './layers/convolutionTypes.ts'
import * as layersConvolutionWords from './layers/convolutionWords.ts'
import * as layersDistance from './layers/distance.ts'
import * as layersDropout from './layers/dropout.ts'
import * as layersElementLosses from './layers/elementLosses.ts'
import * as layersEmbedding from './layers/embedding.ts'
import * as layersEmbeddingBag from './layers/embeddingBag.ts'
import * as layersFlatten from './layers/flatten.ts'
import * as layersFold from './layers/fold.ts'
import * as layersFoldWords from './layers/foldWords.ts'
import * as layersFractionalPool from './layers/fractionalPool.ts'
import * as layersFurtherLosses from './layers/furtherLosses.ts'
import * as layersGating from './layers/gating.ts'
import * as layersGridSample from './layers/gridSample.ts'
import * as layersGroupNorm from './layers/groupNorm.ts'
import * as layersInstanceNorm from './layers/instanceNorm.ts'
import * as layersInterpolate from './layers/interpolate.ts'
import * as layersLayerNorm from './layers/layerNorm.ts'
import * as layersLazyConv from './layers/lazyConv.ts'
import * as layersLinear from './layers/linear.ts'
import * as layersLossWords from './layers/lossWords.ts'
import * as layersLpPool from './layers/lpPool.ts'
import * as layersMarginLosses from './layers/marginLosses.ts'
import * as layersMaxPool from './layers/maxPool.ts'
import * as layersMaxUnpool from './layers/maxUnpool.ts'
import * as layersMultiheadAttention from './layers/multiheadAttention.ts'
import * as layersMultiheadRule from './layers/multiheadRule.ts'
import * as layersPacked from './layers/packed.ts'
import * as layersPad from './layers/pad.ts'
import * as layersPadWords from './layers/padWords.ts'
import * as layersPadding from './layers/padding.ts'
import * as layersPixelShuffle from './layers/pixelShuffle.ts'
import * as layersPixelShuffleWords from './layers/pixelShuffleWords.ts'
import * as layersPoolingRule from './layers/poolingRule.ts'
import * as layersPoolingWords from './layers/poolingWords.ts'
import * as layersRecurrent from './layers/recurrent.ts'
import * as layersRecurrentBase from './layers/recurrentBase.ts'
import * as layersRecurrentCells from './layers/recurrentCells.ts'
import * as layersResponseNorm from './layers/responseNorm.ts'
import * as layersSoftmax from './layers/softmax.ts'
import * as layersSyncBatchNorm from './layers/syncBatchNorm.ts'
import * as layersTransformer from './layers/transformer.ts'
import * as layersTransformerLayers from './layers/transformerLayers.ts'
import * as layersUpsample from './layers/upsample.ts'
import * as layersUpsampleWords from './layers/upsampleWords.ts'
import * as methodsConversion from './methods/conversion.ts'
import * as methodsFoldedBatch from './methods/foldedBatch.ts'
import * as methodsProperties from './methods/properties.ts'
import * as methodsSubscript from './methods/subscript.ts'
import * as methodsViews from './methods/views.ts'

export const modules: readonly object[] = [
  containersAttributes,
  containersClone,
  containersDataParallel,
  containersHooks,
  containersItems,
  containersKinds,
  containersModes,
  containersModule,
  containersModuleDict,
  containersModuleList,
  containersParameter,
  containersParameterDict,
  containersParameterList,
  containersRegistration,
  containersSequential,
  containersTables,
  containersTraversal,
  einopsFunctions,
  einopsLayers,
  einopsPattern,
  einopsTransform,
  functionsBinary,
  functionsClasses,
  functionsContexts,
  functionsCreation,
  functionsEinsum,
  functionsFft,
  functionsInit,
  functionsJoining,
  functionsLinalg,
  functionsMatmul,
  functionsModuleUtilities,
  functionsOrdering,
  functionsRanges,
  functionsRearranging,
  functionsReductions,
  functionsReparametrise,
  functionsSelecting,
  functionsTensor,
  functionsTernary,
  functionsTorchvisionOps,
  functionsUnary,
  functionsUtilities,
  layersActivations,
  layersAdaptivePool,
  layersAdvice,
  layersAttention,
  layersAvgPool,
  layersBatchNorm,
  layersBilinear,
  layersClassLosses,
  layersConv,
  layersConvTranspose,
  layersConvolution,
  layersConvolutionBase,
  layersConvolutionTypes,
  layersConvolutionWords,
  layersDistance,
  layersDropout,
  layersElementLosses,
  layersEmbedding,
  layersEmbeddingBag,
  layersFlatten,
  layersFold,
  layersFoldWords,
  layersFractionalPool,
  layersFurtherLosses,
  layersGating,
  layersGridSample,
  layersGroupNorm,
  layersInstanceNorm,
  layersInterpolate,
  layersLayerNorm,
  layersLazyConv,
  layersLinear,
  layersLossWords,
  layersLpPool,
  layersMarginLosses,
  layersMaxPool,
  layersMaxUnpool,
  layersMultiheadAttention,
  layersMultiheadRule,
  layersPacked,
  layersPad,
  layersPadWords,
  layersPadding,
  layersPixelShuffle,
  layersPixelShuffleWords,
  layersPoolingRule,
  layersPoolingWords,
  layersRecurrent,
  layersRecurrentBase,
  layersRecurrentCells,
  layersResponseNorm,
  layersSoftmax,
  layersSyncBatchNorm,
  layersTransformer,
  layersTransformerLayers,
  layersUpsample,
  layersUpsampleWords,
  methodsConversion,
  methodsFoldedBatch,
  methodsProperties,
  methodsSubscript,
  methodsViews,
]
