/** Losses of rows: margins, rankings, similarities, CTC. Source: https://docs.pytorch.org/docs/stable/nn.html#loss-functions */
import { equals, show } from '../../dims/index.ts'
import { broadcast } from '../../shapes/broadcast.ts'
import { cosineEmbeddingLoss, marginRankingLoss, multiLabelMarginLoss, multiLabelSoftMarginLoss, multiMarginLoss, tripletMarginLoss } from '../kernels/index.ts'
import { binaryCrossEntropyWithLogits as binaryEntropy, elementLossTerms, marginRankingLoss as marginRanking, weighing } from '../terms/elementLoss.ts'
import { cosineEmbeddingTerms, multiLabelMarginTerms, multiLabelSoftMarginTerms, multiMarginTerms, tripletMarginTerms } from '../terms/marginLoss.ts'
import { asDim, flagOf, numberOf, on, operation, setPlain, layer, method, showShape, none, type Entry, type InstanceValue, type Machine, type Shape, type TensorValue, type Value } from '../vocabulary/index.ts'
import { lossEntries, reduced, requireSameShape, sizeText, type Loss } from './lossWords.ts'

const legacy = "size_average=None, reduce=None, reduction='mean'"
const shapesOf = (machine: Machine, tensors: readonly TensorValue[]): Shape[] => tensors.map((each) => machine.shapeOf(each))
const fail = (machine: Machine, message: string, code = 'target-size', type = 'RuntimeError'): never => machine.raise(type, message, code)

/** One loss for each row: the last dim is summed away. */
const perRow = (shape: Shape): Shape => shape.slice(0, -1)

function ranking(machine: Machine, tensors: readonly TensorValue[]): Shape {
  const [first, second, target] = shapesOf(machine, tensors) as [Shape, Shape, Shape]
  if (first.length !== second.length || first.length !== target.length) {
    fail(machine, `margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ${sizeText(first)}, input2: ${sizeText(second)}, target: ${sizeText(target)} `, 'rank')
  }
  return broadcast(machine, target, broadcast(machine, first, second))
}

function cosine(machine: Machine, tensors: readonly TensorValue[]): Shape {
  const [first, second, target] = shapesOf(machine, tensors) as [Shape, Shape, Shape]
  if (target.length > 1) fail(machine, '0D or 1D target tensor expected, multi-target not supported', 'rank')
  return broadcast(machine, target, perRow(broadcast(machine, first, second)))
}

function triplet(machine: Machine, tensors: readonly TensorValue[]): Shape {
  const [anchor, positive, negative] = shapesOf(machine, tensors) as [Shape, Shape, Shape]
  if (anchor.length !== positive.length || anchor.length !== negative.length) {
    fail(machine, `The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor ${anchor.length}D, positive ${positive.length}D, and negative ${negative.length}D inputs`, 'rank')
  }
  return broadcast(machine, perRow(broadcast(machine, anchor, positive)), perRow(broadcast(machine, anchor, negative)))
}

function multiMargin(machine: Machine, tensors: readonly TensorValue[], { p }: Readonly<Record<string, Value>>): Shape {
  const power = p && asDim(p)
  if (typeof power === 'number' && power !== 1 && power !== 2) fail(machine, 'only p == 1 and p == 2 supported', 'argument', 'ValueError')
  const [shape, target] = shapesOf(machine, tensors) as [Shape, Shape]
  if (shape.length !== 2) return shape.length <= 1 ? [] : machine.undecided('a margin loss of more than rows')
  const rows = shape[0]!, [size] = target
  const raise = (): never => fail(machine, `multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target size [${show(rows)}], but got ${showShape(target)}. Input has shape ${showShape(shape)}.`)
  if (target.length !== 1 || size === undefined) return raise()
  machine.require(equals(rows, size), raise)
  return [rows]
}

function multiLabelMargin(machine: Machine, tensors: readonly TensorValue[]): Shape {
  const [shape, target] = shapesOf(machine, tensors) as [Shape, Shape]
  requireSameShape(machine, shape, target, equals, () => fail(machine, `inconsistent target size: ${showShape(target)} for input of size: ${showShape(shape)}`))
  return perRow(shape)
}

const tripletParameters = (self: InstanceValue): Parameters<typeof tripletMarginTerms>[1] => ({ margin: numberOf(self, 'margin') ?? 1, p: numberOf(self, 'p') ?? 2, eps: numberOf(self, 'eps') ?? 1e-6, swap: flagOf(self, 'swap') })

const table: readonly Loss[] = [
  { layer: 'MarginRankingLoss', numbers: ['any', 'any', 'signs'], function: 'margin_ranking_loss', inputs: 'input1, input2, target', parameters: `margin=0, ${legacy}`, init: `margin=0.0, ${legacy}`, keeps: ['margin'], refusal: 'argument', shape: ranking, formula: 'max(0, −y·(x1 − x2) + margin)', kernel: ({ self }, [a, b, y], reduction) => marginRankingLoss(a!, b!, y!, { reduction, margin: numberOf(self, 'margin') ?? 0 }), terms: ({ self }, [a, b, y]) => elementLossTerms([a!, b!, y!], marginRanking(numberOf(self, 'margin') ?? 0)), examples: 'nn.MarginRankingLoss()(torch.rand(3), torch.rand(3), torch.rand(3))   # shape: []' },
  { layer: 'CosineEmbeddingLoss', numbers: ['any', 'any', 'signs'], function: 'cosine_embedding_loss', inputs: 'input1, input2, target', parameters: `margin=0, ${legacy}`, init: `margin=0.0, ${legacy}`, keeps: ['margin'], refusal: 'argument', shape: cosine, formula: '1 − cos(x1, x2) where y = 1, max(0, cos − margin) where y = −1', kernel: ({ self }, [a, b, y], reduction) => cosineEmbeddingLoss(a!, b!, y!, { reduction, margin: numberOf(self, 'margin') ?? 0 }), terms: ({ self }, [a, b, y]) => cosineEmbeddingTerms(a!, b!, y!, { margin: numberOf(self, 'margin') ?? 0 }), examples: "nn.CosineEmbeddingLoss(reduction='none')(torch.rand(3, 4), torch.rand(3, 4), torch.ones(3))   # shape: [3]" },
  {
    layer: 'TripletMarginLoss', function: 'triplet_margin_loss', inputs: 'anchor, positive, negative', parameters: `margin=1.0, p=2, eps=1e-06, swap=False, ${legacy}`, init: `margin=1.0, p=2.0, eps=1e-06, swap=False, ${legacy}`, keeps: ['margin', 'p', 'eps', 'swap'], refusal: 'argument', shape: triplet, formula: 'max(0, d(a, p) − d(a, n) + margin)',
    kernel: ({ self }, [a, p, n], reduction) => tripletMarginLoss(a!, p!, n!, { ...tripletParameters(self), reduction }), terms: ({ self }, [a, p, n]) => tripletMarginTerms([a!, p!, n!], tripletParameters(self)), examples: 'nn.TripletMarginLoss()(torch.rand(3, 4), torch.rand(3, 4), torch.rand(3, 4))   # shape: []',
  },
  { layer: 'MultiMarginLoss', numbers: ['any', 'classes'], function: 'multi_margin_loss', inputs: 'input, target', parameters: `p=1, margin=1.0, weight=None, ${legacy}`, init: `p=1, margin=1.0, weight=None, ${legacy}`, keeps: ['p', 'margin', 'weight'], refusal: 'argument', shape: multiMargin, formula: 'Σ max(0, margin − x[y] + x[i])^p / C', kernel: ({ self, weights }, [x, y], reduction) => multiMarginLoss(x!, y!, weights['weight'], { reduction, p: numberOf(self, 'p') ?? 1, margin: numberOf(self, 'margin') ?? 1 }), terms: ({ self, weights }, [x, y]) => multiMarginTerms(x!, y!, weights['weight'], { p: numberOf(self, 'p') ?? 1, margin: numberOf(self, 'margin') ?? 1 }), examples: 'nn.MultiMarginLoss()(torch.rand(3, 4), torch.tensor([0, 1, 2]))   # shape: []' },
  { layer: 'MultiLabelMarginLoss', numbers: ['any', 'classes'], function: 'multilabel_margin_loss', inputs: 'input, target', parameters: legacy, init: legacy, keeps: [], refusal: 'argument', shape: multiLabelMargin, formula: 'Σ max(0, 1 − (x[y] − x[i])) / C', kernel: (_own, [x, y], reduction) => multiLabelMarginLoss(x!, y!, { reduction }), terms: (_own, [x, y]) => multiLabelMarginTerms(x!, y!), examples: 'nn.MultiLabelMarginLoss()(torch.rand(3, 4), torch.zeros(3, 4, dtype=torch.long))   # shape: []' },
  {
    layer: 'MultiLabelSoftMarginLoss', numbers: ['any', 'probabilities'], function: 'multilabel_soft_margin_loss', inputs: 'input, target', parameters: `weight=None, ${legacy}`, init: `weight=None, ${legacy}`, keeps: ['weight'], refusal: 'argument', badReduction: (word) => `${word} is not valid`, formula: 'the mean over classes of the binary cross entropy',
    shape: (machine, [input, target]) => perRow(broadcast(machine, machine.shapeOf(target!), machine.shapeOf(input!))), kernel: ({ weights }, [x, y], reduction) => multiLabelSoftMarginLoss(x!, y!, weights['weight'], { reduction }), terms: ({ weights }, [x, y]) => multiLabelSoftMarginTerms(x!, y!, binaryEntropy(weighing('weight', weights['weight'], x!.shape), () => [])), examples: "nn.MultiLabelSoftMarginLoss(reduction='none')(torch.rand(2, 3), torch.rand(2, 3))   # shape: [2]",
  },
]

export const marginLosses: readonly Entry[] = table.flatMap(lossEntries)

/** Log probabilities (T, N, C) or (T, C): one loss for each sample. Lengths are not looked at. */
function ctc(machine: Machine, logProbs: Value, reduction: Value): Value {
  if (logProbs.kind !== 'tensor') return machine.undecided('log probabilities that are no tensor')
  const shape = machine.shapeOf(logProbs)
  return reduced(machine, {}, shape.length === 3 ? [shape[1]!] : [], { reduction }, logProbs.dtype)
}

export const ctcLossFunction = operation({
  names: ['torch.nn.functional.ctc_loss'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.ctc_loss.html',
  overloads: [on("ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False)", (machine, { log_probs, reduction }) => ctc(machine, log_probs, reduction))],
})

export const CTCLoss = layer({
  name: 'torch.nn.CTCLoss', definedIn: 'torch.nn.modules.loss', base: 'torch.nn.modules.loss._Loss',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html',
  init: method("__init__(blank=0, reduction='mean', zero_infinity=False)", (machine, self, given) => setPlain(machine, self, { ...given })),
  forward: method('forward(log_probs, targets, input_lengths, target_lengths)', (machine, self, { log_probs }) => ctc(machine, log_probs, self.attributes.get('reduction') ?? none)),
  explain: () => ({ lines: [{ label: 'shape', text: 'the negative log probability of all alignments' }], notes: [] }),
  examples: `nn.CTCLoss()(torch.randn(50, 16, 20).log_softmax(2), torch.ones(16, 30, dtype=torch.long), torch.full((16,), 50), torch.full((16,), 20))   # shape: []`,
})
