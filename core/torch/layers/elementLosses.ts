/** Losses of two tensors, element by element. Source: https://docs.pytorch.org/docs/stable/nn.html#loss-functions */
import type { NumericArray } from '../../arrays/index.ts'
import { equals } from '../../dims/index.ts'
import { broadcast } from '../../shapes/broadcast.ts'
import { binaryCrossEntropy, binaryCrossEntropyWithLogits, gaussianNllLoss, hingeEmbeddingLoss, huberLoss, klDivergence, l1Loss, mseLoss, poissonNllLoss, smoothL1Loss, softMarginLoss } from '../kernels/index.ts'
import * as formulas from '../terms/elementLoss.ts'
import { elementLossTerms, weighing } from '../terms/elementLoss.ts'
import { flagOf, numberOf, type Entry, type Machine, type Shape, type TensorValue } from '../vocabulary/index.ts'
import { lossEntries, requireSameShape, sizeText, type Given, type Loss } from './lossWords.ts'

const legacy = "size_average=None, reduce=None, reduction='mean'"

/** Input and target broadcast to each other, named in this order. */
const broadcastInput = (machine: Machine, [input, target]: readonly TensorValue[]): Shape => broadcast(machine, machine.shapeOf(input!), machine.shapeOf(target!))
const broadcastTarget = (machine: Machine, [input, target]: readonly TensorValue[]): Shape => broadcast(machine, machine.shapeOf(target!), machine.shapeOf(input!))

/** An optional weight of the very shape. */
function withWeight(machine: Machine, tensors: readonly TensorValue[], given: Given): Shape {
  const shape = broadcastInput(machine, tensors)
  const weight = given['weight']
  if (weight?.kind === 'tensor') requireSameShape(machine, machine.shapeOf(weight), machine.shapeOf(tensors[0]!), equals, () => machine.raise('ValueError', 'Weights and input must have the same size.', 'argument', { parameter: 'weight' }))
  return shape
}

/** Binary cross entropy takes targets of the input's own shape; `words` makes the message. */
function sameShape(machine: Machine, [input, target]: readonly TensorValue[], words: (input: string, target: string) => string): Shape {
  const own = machine.shapeOf(input!), other = machine.shapeOf(target!)
  requireSameShape(machine, own, other, equals, () => machine.raise('ValueError', words(sizeText(own), sizeText(other)), 'target-size', { parameter: 'target' }))
  return own
}

function withLogits(machine: Machine, tensors: readonly TensorValue[], given: Given): Shape {
  const shape = sameShape(machine, tensors, (input, target) => `Target size (${target}) must be the same as input size (${input})`)
  const positive = given['pos_weight'], weight = given['weight']
  if (positive?.kind === 'tensor') broadcast(machine, machine.shapeOf(positive), shape)
  return weight?.kind === 'tensor' ? broadcast(machine, shape, machine.shapeOf(weight)) : shape
}

/** The variance has the input's shape, or one value for each row. */
function gaussian(machine: Machine, [input, target, variance]: readonly TensorValue[]): Shape {
  const own = machine.shapeOf(input!), spread = machine.shapeOf(variance!)
  const rows = own.slice(0, -1)
  const raise = (): never => machine.raise('ValueError', 'var is of incorrect size', 'target-size', { parameter: 'var' })
  if (spread.length === own.length) {
    requireSameShape(machine, rows, spread.slice(0, -1), equals, raise)
    const last = spread.at(-1), width = own.at(-1)
    if (last !== undefined && last !== 1 && width !== undefined) machine.require(equals(last, width), raise)
  } else requireSameShape(machine, rows, spread, equals, raise)
  return broadcast(machine, own, machine.shapeOf(target!))
}

const examplesOf = (name: string, target = 'torch.rand(2, 3)'): string => `
    nn.${name}()(torch.rand(2, 3), ${target})                    # shape: []
    nn.${name}(reduction='none')(torch.rand(2, 3), ${target})    # shape: [2, 3]`

const pairwise = (rule: formulas.ElementLoss): Loss['terms'] => (_own, [x, y]) => elementLossTerms([x!, y!], rule)
/** A variance for each row stands for all elements of it. */
const perElement = (variance: NumericArray, input: NumericArray): NumericArray => (variance.shape.length > 0 && variance.shape.length < input.shape.length ? { ...variance, shape: [...variance.shape, 1] } : variance)

const table: readonly Loss[] = [
  { layer: 'L1Loss', function: 'l1_loss', inputs: 'input, target', parameters: `${legacy}, weight=None`, init: legacy, keeps: [], refusal: 'size', shape: withWeight, formula: '|x − y|', kernel: (_own, [x, y], reduction) => l1Loss(x!, y!, { reduction }), terms: pairwise(formulas.l1Loss), examples: examplesOf('L1Loss') },
  { layer: 'MSELoss', function: 'mse_loss', inputs: 'input, target', parameters: `${legacy}, weight=None`, init: legacy, keeps: [], refusal: 'size', shape: withWeight, formula: '(x − y)²', kernel: (_own, [x, y], reduction) => mseLoss(x!, y!, { reduction }), terms: pairwise(formulas.mseLoss), examples: `${examplesOf('MSELoss')}\n    nn.MSELoss()(torch.rand(2, 3), torch.rand(2, 4))   # error[broadcast] "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"` },
  { layer: 'SmoothL1Loss', function: 'smooth_l1_loss', inputs: 'input, target', parameters: `${legacy}, beta=1.0`, init: `${legacy}, beta=1.0`, keeps: ['beta'], refusal: 'size', shape: broadcastInput, formula: '(x − y)² / (2·beta) below beta, |x − y| − beta/2 above', kernel: ({ self }, [x, y], reduction) => smoothL1Loss(x!, y!, { reduction, beta: numberOf(self, 'beta') ?? 1 }), terms: ({ self }, [x, y]) => elementLossTerms([x!, y!], formulas.smoothL1Loss(numberOf(self, 'beta') ?? 1)), examples: examplesOf('SmoothL1Loss') },
  { layer: 'HuberLoss', function: 'huber_loss', inputs: 'input, target', parameters: "reduction='mean', delta=1.0, weight=None", init: "reduction='mean', delta=1.0", keeps: ['delta'], refusal: 'size', shape: withWeight, formula: '(x − y)² / 2 up to delta, linear above', kernel: ({ self }, [x, y], reduction) => huberLoss(x!, y!, { reduction, delta: numberOf(self, 'delta') ?? 1 }), terms: ({ self }, [x, y]) => elementLossTerms([x!, y!], formulas.huberLoss(numberOf(self, 'delta') ?? 1)), examples: examplesOf('HuberLoss') },
  { layer: 'KLDivLoss', numbers: ['any', 'probabilities'], function: 'kl_div', inputs: 'input, target', parameters: `${legacy}, log_target=False`, init: `${legacy}, log_target=False`, keeps: ['log_target'], refusal: 'argument', shape: broadcastTarget, alsoReduces: 'batchmean', formula: 'y·(log y − x)', kernel: ({ self }, [x, y], reduction) => klDivergence(x!, y!, { reduction, log_target: flagOf(self, 'log_target') }), terms: ({ self }, [x, y]) => elementLossTerms([x!, y!], formulas.klDivergence(flagOf(self, 'log_target'))), examples: examplesOf('KLDivLoss') },
  { layer: 'PoissonNLLLoss', numbers: ['any', 'probabilities'], function: 'poisson_nll_loss', inputs: 'input, target', parameters: "log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'", init: "log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'", keeps: ['log_input', 'full', 'eps'], refusal: 'argument', shape: broadcastTarget, formula: 'exp(x) − y·x', kernel: ({ self }, [x, y], reduction) => poissonNllLoss(x!, y!, { reduction, log_input: flagOf(self, 'log_input'), full: flagOf(self, 'full'), eps: numberOf(self, 'eps') ?? 1e-8 }), terms: ({ self }, [x, y]) => elementLossTerms([x!, y!], formulas.poissonNllLoss({ log_input: flagOf(self, 'log_input'), full: flagOf(self, 'full'), eps: numberOf(self, 'eps') ?? 1e-8 })), examples: examplesOf('PoissonNLLLoss') },
  { layer: 'SoftMarginLoss', numbers: ['any', 'signs'], function: 'soft_margin_loss', inputs: 'input, target', parameters: legacy, init: legacy, keeps: [], refusal: 'argument', shape: broadcastInput, formula: 'log(1 + exp(−y·x))', kernel: (_own, [x, y], reduction) => softMarginLoss(x!, y!, { reduction }), terms: pairwise(formulas.softMarginLoss), examples: examplesOf('SoftMarginLoss') },
  { layer: 'HingeEmbeddingLoss', numbers: ['any', 'signs'], function: 'hinge_embedding_loss', inputs: 'input, target', parameters: `margin=1.0, ${legacy}`, init: `margin=1.0, ${legacy}`, keeps: ['margin'], refusal: 'argument', shape: broadcastTarget, formula: 'x where y = 1, max(0, margin − x) where y = −1', kernel: ({ self }, [x, y], reduction) => hingeEmbeddingLoss(x!, y!, { reduction, margin: numberOf(self, 'margin') ?? 1 }), terms: ({ self }, [x, y]) => elementLossTerms([x!, y!], formulas.hingeEmbeddingLoss(numberOf(self, 'margin') ?? 1)), examples: examplesOf('HingeEmbeddingLoss') },
  {
    layer: 'BCELoss', numbers: ['probabilities', 'probabilities'], function: 'binary_cross_entropy', inputs: 'input, target', parameters: `weight=None, ${legacy}`, init: `weight=None, ${legacy}`, keeps: ['weight'], refusal: 'size', formula: '−(y·log x + (1 − y)·log(1 − x))',
    shape: (machine, tensors) => sameShape(machine, tensors, (input, target) => `Using a target size (${target}) that is different to the input size (${input}) is deprecated. Please ensure they have the same size.`),
    kernel: ({ weights }, [x, y], reduction) => binaryCrossEntropy(x!, y!, weights['weight'], { reduction }), terms: ({ weights }, [x, y]) => elementLossTerms([x!, y!], formulas.binaryCrossEntropy(weighing('weight', weights['weight'], x!.shape))), examples: examplesOf('BCELoss'),
  },
  {
    layer: 'BCEWithLogitsLoss', numbers: ['any', 'probabilities'], function: 'binary_cross_entropy_with_logits', inputs: 'input, target', parameters: `weight=None, ${legacy}, pos_weight=None`, init: `weight=None, ${legacy}, pos_weight=None`, keeps: ['weight', 'pos_weight'], refusal: 'size', shape: withLogits, formula: '−(y·log σ(x) + (1 − y)·log(1 − σ(x)))',
    kernel: ({ weights }, [x, y], reduction) => binaryCrossEntropyWithLogits(x!, y!, weights['weight'], weights['pos_weight'], { reduction }), terms: ({ weights }, [x, y]) => elementLossTerms([x!, y!], formulas.binaryCrossEntropyWithLogits(weighing('weight', weights['weight'], x!.shape), weighing('pos_weight', weights['pos_weight'], x!.shape))),
    examples: `${examplesOf('BCEWithLogitsLoss')}\n    nn.BCEWithLogitsLoss()(torch.rand(2, 1), torch.rand(2))   # error[target-size] "Target size (torch.Size([2])) must be the same as input size (torch.Size([2, 1]))"`,
  },
  {
    layer: 'GaussianNLLLoss', numbers: ['any', 'any', 'probabilities'], function: 'gaussian_nll_loss', inputs: 'input, target, var', parameters: "full=False, eps=1e-06, reduction='mean'", init: "*, full=False, eps=1e-06, reduction='mean'", keeps: ['full', 'eps'], refusal: 'size', shape: gaussian, formula: '(log var + (x − y)² / var) / 2',
    kernel: ({ self }, [x, y, variance], reduction) => gaussianNllLoss(x!, y!, variance!, { reduction, full: flagOf(self, 'full'), eps: numberOf(self, 'eps') ?? 1e-6 }), terms: ({ self }, [x, y, variance]) => elementLossTerms([x!, y!, perElement(variance!, x!)], formulas.gaussianNllLoss({ full: flagOf(self, 'full'), eps: numberOf(self, 'eps') ?? 1e-6 })), examples: 'nn.GaussianNLLLoss()(torch.rand(5, 2), torch.rand(5, 2), torch.rand(5, 2))   # shape: []',
  },
]

export const elementLosses: readonly Entry[] = table.flatMap(lossEntries)
