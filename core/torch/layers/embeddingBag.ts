/** Sums, means or maxima of bags of embeddings. F.embedding_bag and nn.EmbeddingBag. */
import { equals, sub } from '../../dims/index.ts'
import { embeddingBag as embeddingBagKernel, type BagParameters } from '../kernels/index.ts'
import { embeddingBagTerms } from '../terms/embedding.ts'
import {
  attribute, explained, flagOf, inputNamed, knownString, layer, method, none, numberOf, on, operation, printedAttribute, setPlain, tensor, typeName, wordOf,
  type InstanceValue, type Machine, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { sizeText } from './batchNorm.ts'
import { fromPretrained, normOf, requireIndices, setTable } from './embedding.ts'

interface BagArguments {
  readonly input: Value; readonly weight: Value; readonly offsets: Value; readonly per_sample_weights: Value
  readonly mode: Value; readonly sparse: Value; readonly scale_grad_by_freq: Value; readonly include_last_offset: Value
}

/**
 * Input (B, N), a bag per row, or (N) with offsets (B); weight (num_embeddings, embedding_dim); output (B, embedding_dim).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding_bag.html
 */
function embeddingBag(machine: Machine, given: BagArguments): Value {
  const input = required(machine, given.input), weight = required(machine, given.weight)
  const shape = machine.shapeOf(input, ['N', 'L']), table = machine.shapeOf(weight)
  const raise = (message: string, code = 'argument'): never => machine.raise('ValueError', message, code)
  const perSample = given.per_sample_weights
  if (perSample.kind === 'tensor' && perSample.shape) requireSameSizes(machine, perSample.shape, shape)
  if (table.length !== 2) raise(`weight has to be a 2D Tensor, but got Tensor of dimension ${table.length}`, 'rank')
  const bags = bagCount(machine, shape, given, raise)
  checkMode(machine, given, perSample, raise)
  requireIndices(machine, input, 'embedding_bag', 1)
  return tensor([bags, table[1] ?? 1], { dtype: weight.dtype })
}

function required(machine: Machine, value: Value): TensorValue {
  return value.kind === 'tensor' ? value : value.kind === 'unknown' ? machine.undecided(value.reason) : machine.undecided(`an embedding bag of ${typeName(value)}`)
}

function requireSameSizes(machine: Machine, own: Shape, wanted: Shape): void {
  const raise = (): never => machine.raise('ValueError', `embedding_bag: If per_sample_weights (${sizeText(own)}) is not None, then it must have the same shape as the input (${sizeText(wanted)})`, 'argument')
  if (own.length !== wanted.length) return raise()
  for (const [dim, size] of wanted.entries()) machine.require(equals(own[dim] ?? 1, size), raise)
}

function bagCount(machine: Machine, shape: Shape, { offsets, include_last_offset }: BagArguments, raise: (message: string, code?: string) => never): Shape[number] {
  if (offsets.kind === 'unknown') return machine.undecided(offsets.reason)
  const [first] = shape
  if (shape.length === 2 && first !== undefined) {
    if (offsets.kind !== 'none') raise(`if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.${typeName(offsets)}'>`)
    return first
  }
  if (shape.length !== 1) return raise(`input has to be 1D or 2D Tensor, but got Tensor of dimension ${shape.length}`, 'rank')
  if (offsets.kind === 'none') return raise('offsets has to be a 1D Tensor but got None')
  if (offsets.kind !== 'tensor') return machine.undecided('offsets that are no tensor')
  const places = machine.shapeOf(offsets)
  const [count] = places
  if (places.length !== 1 || count === undefined) return raise('offsets has to be a 1D Tensor', 'rank')
  if (!machine.isTrue(include_last_offset)) return count
  if (count === 0) machine.raise('RuntimeError', 'include_last_offset: number of offset should be at least 1', 'argument')
  return sub(count, 1)
}

function checkMode(machine: Machine, { mode, sparse, scale_grad_by_freq }: BagArguments, perSample: Value, raise: (message: string) => never): void {
  const word = knownString(machine, mode, 'a mode')
  if (!['sum', 'mean', 'max'].includes(word)) raise('mode has to be one of sum, mean or max')
  if (word === 'max' && machine.truth(scale_grad_by_freq) === true) raise('max mode does not support scaling the gradient by the frequency')
  if (word === 'max' && machine.truth(sparse) === true) raise('max mode does not support sparse weights')
  if (perSample.kind === 'tensor' && word !== 'sum') {
    machine.raise('NotImplementedError', `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${word}'). Please open a feature request on GitHub.`, 'argument')
  }
}

export const embeddingBagFunction = operation({
  names: ['torch.nn.functional.embedding_bag'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding_bag.html',
  overloads: [on("embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None)", (machine, given) => embeddingBag(machine, given))],
})

export const EmbeddingBag = layer({
  name: 'torch.nn.EmbeddingBag',
  definedIn: 'torch.nn.modules.sparse',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html',
  init: method("__init__(num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None, include_last_offset=False, padding_idx=None, device=None, dtype=None)", (machine, self, given) => {
    const { max_norm, norm_type, scale_grad_by_freq, mode, sparse, include_last_offset } = given
    setTable(machine, self, given, 'padding_idx')
    setPlain(machine, self, { max_norm, norm_type, scale_grad_by_freq, mode, sparse, include_last_offset })
  }),
  forward: method('forward(input, offsets=None, per_sample_weights=None)', (machine, self, { input, offsets, per_sample_weights }) => {
    const own = (name: string): Value => attribute(machine, self, name)
    return embeddingBag(machine, { input, offsets, per_sample_weights, weight: own('weight'), mode: own('mode'), sparse: own('sparse'), scale_grad_by_freq: own('scale_grad_by_freq'), include_last_offset: own('include_last_offset') })
  }),
  methods: [method('reset_parameters()', () => none)],
  statics: [fromPretrained('torch.nn.EmbeddingBag', "EmbeddingBag.from_pretrained(cls, embeddings, freeze=True, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, include_last_offset=False, padding_idx=None)")],
  explain: (self) => explained('shape', `${printedAttribute(self, 'mode')} of the rows of every bag: ${printedAttribute(self, 'embedding_dim')} numbers per bag`),
  sample: (_self, rank) => ({ numbers: ['any', 'ascending', 'any'], ...(rank === 1 ? { batchDim: null } : {}) }),
  kernelInputs: 1,
  further: [{ name: 'offsets' }, { name: 'per_sample_weights' }],
  kernel: (own, inputs) => [embeddingBagKernel(inputs[0]!, own.weights['weight']!, inputNamed(own, inputs, 'offsets'), inputNamed(own, inputs, 'per_sample_weights'), parametersOf(own.self))],
  terms: (own, inputs) => embeddingBagTerms(inputs[0]!, own.weights['weight']!, inputNamed(own, inputs, 'offsets'), inputNamed(own, inputs, 'per_sample_weights'), parametersOf(own.self)),
  examples: `
    nn.EmbeddingBag(10, 3)(torch.zeros(4, 5, dtype=torch.long))   # shape: [4, 3]
    nn.EmbeddingBag(10, 3)(torch.zeros(4, dtype=torch.long))      # error[argument] "offsets has to be a 1D Tensor but got None"`,
})

function parametersOf(self: InstanceValue): BagParameters {
  const word = wordOf(self, 'mode')
  return { ...normOf(self), mode: word === 'sum' || word === 'max' ? word : 'mean', padding_idx: numberOf(self, 'padding_idx'), include_last_offset: flagOf(self, 'include_last_offset') }
}
