/** Losses that are made of others: TripletMarginWithDistanceLoss, NLLLoss2d and AdaptiveLogSoftmaxWithLoss. */
import { equals, floorDiv, power, show, type Dim } from '../../dims/index.ts'
import { broadcast } from '../../shapes/broadcast.ts'
import {
  arithmetic, asDim, attribute, bool, callNative, explained, int, keywordsOf, layer, list, method, none, on, operation, registerModule, setPlain, tensor, tuple,
  type InstanceValue, type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { reduced } from './lossWords.ts'

interface Triplet { readonly anchor: Value; readonly positive: Value; readonly negative: Value; readonly distance_function: Value; readonly swap: Value; readonly reduction: Value }

/** max(0, d(a, p) − d(a, n) + margin) for any distance; None means the pairwise distance of the last dim. */
function tripletWithDistance(machine: Machine, { anchor, positive, negative, distance_function, reduction }: Triplet): Value {
  const ranks = [anchor, positive, negative].map((each) => (each.kind === 'tensor' ? machine.shapeOf(each).length : machine.undecided('an input that is no tensor')))
  if (new Set(ranks).size > 1) {
    machine.raise('RuntimeError', `The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor ${ranks[0]}D, positive ${ranks[1]}D, and negative ${ranks[2]}D inputs`, 'rank')
  }
  const distance = (other: Value): readonly Dim[] => {
    const func = distance_function.kind === 'none' ? machine.library('torch.nn.functional.pairwise_distance') ?? none : distance_function
    const result = machine.call(func, [anchor, other])
    return result.kind === 'tensor' ? machine.shapeOf(result) : machine.undecided('a distance that is not known')
  }
  const source = anchor as TensorValue
  return reduced(machine, {}, broadcast(machine, distance(positive), distance(negative)), { reduction }, source.dtype)
}

export const tripletMarginWithDistanceLoss = operation({
  names: ['torch.nn.functional.triplet_margin_with_distance_loss'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.triplet_margin_with_distance_loss.html',
  overloads: [on("triplet_margin_with_distance_loss(anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction='mean')", (machine, given) => tripletWithDistance(machine, given))],
})

export const TripletMarginWithDistanceLoss = layer({
  name: 'torch.nn.TripletMarginWithDistanceLoss', definedIn: 'torch.nn.modules.loss', base: 'torch.nn.modules.loss._Loss',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html',
  init: method("__init__(*, distance_function=None, margin=1.0, swap=False, reduction='mean')", (machine, self, { distance_function, margin, swap, reduction }) => {
    setPlain(machine, self, { margin, swap, reduction })
    machine.setAttribute(self, 'distance_function', distance_function)
  }),
  forward: method('forward(anchor, positive, negative)', (machine, self, { anchor, positive, negative }) => {
    const own = (name: string): Value => attribute(machine, self, name)
    return tripletWithDistance(machine, { anchor, positive, negative, distance_function: own('distance_function'), swap: own('swap'), reduction: own('reduction') })
  }),
  explain: () => explained('shape', 'the reduction of one loss for each row', 'max(0, d(a, p) − d(a, n) + margin)'),
  examples: `nn.TripletMarginWithDistanceLoss()(torch.rand(3, 4), torch.rand(3, 4), torch.rand(3, 4))   # shape: []`,
})

export const NLLLoss2d = layer({ name: 'torch.nn.NLLLoss2d', definedIn: 'torch.nn.modules.loss', base: 'torch.nn.NLLLoss' })

interface Adaptive { readonly in_features: Value; readonly n_classes: Value; readonly cutoffs: Value; readonly div_value: Value; readonly head_bias: Value; readonly dtype: Value }

/** The head maps to the first classes and one entry for each cluster; a cluster's tail goes through `in_features // div_value ** i` features. */
function initialiseAdaptive(machine: Machine, self: InstanceValue, { in_features, n_classes, cutoffs, div_value, head_bias, dtype }: Adaptive): void {
  const bounds = [...machine.items(cutoffs), n_classes]
  const [first] = bounds
  const clusters = bounds.length - 1
  if (!first) return machine.undecided('cutoffs that are not known')
  const head = arithmetic(machine, first, '+', clusters)
  setPlain(machine, self, { in_features, n_classes, cutoffs: list(bounds), div_value, head_bias, shortlist_size: first, n_clusters: int(clusters), head_size: head })
  const linear = (inputs: Value, outputs: Value, bias: Value): Value => machine.call(machine.nativeClass('torch.nn.Linear'), [inputs, outputs], keywordsOf({ bias, dtype }))
  registerModule(machine, self, 'head', linear(in_features, head, head_bias))
  const width = asDim(in_features), divisor = div_value.kind === 'float' ? div_value.value : div_value.kind === 'int' && typeof div_value.value === 'number' ? div_value.value : undefined
  const tails = Array.from({ length: clusters }, (_, index) => {
    const hidden = width === undefined || divisor === undefined || !Number.isInteger(divisor) ? machine.undecided('a div_value that is no integer') : floorDiv(width, power(divisor, index + 1))
    const outputs = arithmetic(machine, bounds[index + 1]!, '-', bounds[index]!)
    return machine.call(machine.nativeClass('torch.nn.Sequential'), [linear(in_features, int(hidden), bool(false)), linear(int(hidden), outputs, bool(false))])
  })
  registerModule(machine, self, 'tail', machine.call(machine.nativeClass('torch.nn.ModuleList'), [list(tails)]))
}

const rowsOf = [on('rows(Tensor input, Tensor target)', (machine, { input, target }) => {
  const shape = machine.shapeOf(input, ['N', 'C']), wanted = machine.shapeOf(target)
  const [rows] = shape, [targets] = wanted
  if (wanted.length === 1 && shape.length === 2 && rows !== undefined && targets !== undefined) {
    machine.require(equals(rows, targets), () => machine.raise('RuntimeError', 'Input and target should have the same size in the batch dimension.', 'target-size'))
  } else if (wanted.length === 1) machine.raise('RuntimeError', '1D target tensor expects 2D input tensors, but found inputs with size ' + `torch.Size([${shape.map(show).join(', ')}])`, 'rank')
  else if (wanted.length > 1) machine.raise('RuntimeError', '0D or 1D target tensor expected, multi-target not supported', 'rank')
  return tuple([tensor(wanted, { dtype: input.dtype }), tensor([], { dtype: input.dtype })])
})]

export const AdaptiveLogSoftmaxWithLoss = layer({
  name: 'torch.nn.AdaptiveLogSoftmaxWithLoss', definedIn: 'torch.nn.modules.adaptive',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html',
  init: method('__init__(in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None)', initialiseAdaptive),
  forward: method('forward(input_, target_)', (machine, _self, { input_, target_ }) => callNative(machine, rowsOf, input_, target_)),
  methods: [
    method('log_prob(input)', (machine, self, { input }) => {
      if (input.kind !== 'tensor') return machine.undecided('an input that is no tensor')
      const classes = asDim(attribute(machine, self, 'n_classes'))
      return classes === undefined ? machine.undecided('classes that are not known') : tensor([machine.shapeOf(input, ['N', 'C'])[0] ?? 1, classes], { dtype: input.dtype })
    }),
    method('predict(input)', (machine, _self, { input }) => (input.kind === 'tensor' ? tensor(machine.shapeOf(input, ['N', 'C']).slice(0, -1), { dtype: 'int64' }) : machine.undecided('an input that is no tensor'))),
  ],
  explain: () => explained('shape', 'one log probability for each target, and their mean'),
  examples: `output, loss = nn.AdaptiveLogSoftmaxWithLoss(10, 20, [5, 10])(torch.rand(3, 10), torch.tensor([0, 1, 2]))\noutput   # shape: [3]`,
})
