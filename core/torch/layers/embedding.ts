/** Embeddings: rows of a table by index. F.embedding and nn.Embedding. */
import { embedding as embeddingKernel, type EmbeddingNorm } from '../kernels/index.ts'
import { embeddingTerms } from '../terms/embedding.ts'
import {
  among, arithmetic, asDim, attribute, builtin, callNative, chosen, comparison, decoded, explained, int, knownData, layer, method, moduleState, none, numberOf, on, operation, printedAttribute, refuse, setPlain, setWeight, shapeIn, showShape, tensor, typeName,
  type ClassValue, type InstanceValue, type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { equals, type Dim } from '../../dims/index.ts'
import { parameterOf } from '../containers/parameter.ts'

/**
 * Input (*) of indices, weight (num_embeddings, embedding_dim), output (*, embedding_dim).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html
 */
function embedding(machine: Machine, indices: TensorValue, weight: TensorValue): Value {
  const table = machine.shapeOf(weight)
  const [rows, columns] = table
  if (table.length !== 2 || rows === undefined || columns === undefined) return machine.raise('RuntimeError', "'weight' must be 2-D", 'rank')
  requireIndices(machine, indices, 'embedding', 1)
  const shape = machine.shapeOf(indices, ['N', 'T'])
  if (typeof rows === 'number' && knownData(indices)?.some((index) => index < 0 || index >= rows)) machine.raise('IndexError', 'index out of range in self', 'index')
  return tensor([...shape, columns], { dtype: weight.dtype })
}

const tensorTypes: Readonly<Record<string, string>> = {
  float32: 'torch.FloatTensor', float64: 'torch.DoubleTensor', float16: 'torch.HalfTensor', uint8: 'torch.ByteTensor', int8: 'torch.CharTensor', int16: 'torch.ShortTensor', bool: 'CPUBoolType', bfloat16: 'CPUBFloat16Type',
}

/** Indices are int32 or int64; a dtype that is not known refuses nothing. */
export function requireIndices(machine: Machine, indices: TensorValue, where: string, position: number): void {
  const type = indices.dtype === undefined ? undefined : tensorTypes[indices.dtype]
  if (type !== undefined) {
    machine.raise('RuntimeError', `Expected tensor for argument #${position} 'indices' to have one of the following scalar types: Long, Int; but got ${type} instead (while checking arguments for ${where})`, 'dtype')
  }
}

const native = [on('embedding(Tensor weight, Tensor indices, int padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False)', (machine, { weight, indices }) => embedding(machine, indices, weight))]
export const torchEmbedding = operation({ names: ['torch.embedding'], overloads: native })

interface EmbeddingArguments { readonly input: Value; readonly weight: Value; readonly padding_idx: Value; readonly max_norm: Value }

function functional(machine: Machine, { input, weight, padding_idx, max_norm }: EmbeddingArguments): Value {
  if (padding_idx.kind !== 'none') checkPadding(machine, padding_idx, rowsOf(weight), 'Padding_idx')
  if (max_norm.kind !== 'none' && input.kind !== 'unknown' && max_norm.kind !== 'unknown') renormalise(machine, input, weight)
  return callNative(machine, native, weight, input)
}
const rowsOf = (weight: Value): Value => {
  const rows = weight.kind === 'tensor' ? weight.shape?.[0] : undefined
  return rows === undefined ? { kind: 'unknown', reason: 'a weight that is not known' } : int(rows)
}

/** With `max_norm` the rows are shortened first, which looks at the indices on its own. */
function renormalise(machine: Machine, input: Value, weight: Value): void {
  if (input.kind !== 'tensor') return machine.raise('AttributeError', `'${typeName(input)}' object has no attribute 'contiguous'`, 'argument-type', { parameter: 'input' })
  requireIndices(machine, input, 'embedding_renorm_', 2)
  const shape = weight.kind === 'tensor' ? weight.shape : undefined
  const rows = shape?.[0]
  const wrong = typeof rows === 'number' ? knownData(input)?.find((index) => index >= rows) : undefined
  if (shape && wrong !== undefined) machine.raise('IndexError', `select(): index ${wrong} out of range for tensor of size ${showShape(shape)} at dimension 0`, 'index')
}

/** `-rows <= padding_idx < rows`, in the comparisons that PyTorch's code makes. */
export function checkPadding(machine: Machine, index: Value, rows: Value, word: string): void {
  const raise = (): never => machine.raise('AssertionError', `${word} must be within num_embeddings`, 'argument', { parameter: 'padding_idx' })
  const positive = machine.truth(comparison(machine, index, '>', 0))
  if (positive === true) refuse(machine, comparison(machine, index, '>=', rows), raise)
  else if (positive === false && machine.truth(comparison(machine, index, '<', 0)) === true) refuse(machine, comparison(machine, index, '<', arithmetic(machine, int(0), '-', rows)), raise)
}

export const embeddingFunction = operation({
  names: ['torch.nn.functional.embedding'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html',
  layer: chosen('weight padding_idx max_norm norm_type scale_grad_by_freq sparse', (given) => {
    const [num_embeddings, embedding_dim] = shapeIn(given, 'weight') ?? []
    if (num_embeddings === undefined || embedding_dim === undefined) return undefined
    return { name: 'torch.nn.Embedding', given: new Map([['num_embeddings', int(num_embeddings)], ['embedding_dim', int(embedding_dim)], ...among(given, ['padding_idx', 'max_norm', 'norm_type', 'scale_grad_by_freq', 'sparse'])]) }
  }),
  overloads: [on('embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False)', (machine, given) => functional(machine, given))],
})

export interface TableArguments { readonly num_embeddings: Value; readonly embedding_dim: Value; readonly padding_idx: Value; readonly _weight: Value; readonly dtype: Value }

/** The table's weight: new, or the one that is given. */
export function setTable(machine: Machine, self: InstanceValue, { num_embeddings, embedding_dim, padding_idx, _weight, dtype }: TableArguments, word: string, requiresGrad = true): void {
  setPlain(machine, self, { num_embeddings, embedding_dim })
  let padding = padding_idx
  if (padding_idx.kind !== 'none') {
    checkPadding(machine, padding_idx, num_embeddings, word)
    if (machine.truth(comparison(machine, padding_idx, '<', 0)) === true) padding = arithmetic(machine, num_embeddings, '+', padding_idx)
  }
  setPlain(machine, self, { padding_idx: padding })
  if (_weight.kind === 'none') {
    setWeight(machine, self, 'weight', [num_embeddings, embedding_dim], dtype)
    return
  }
  if (_weight.kind !== 'tensor') return machine.undecided('a table that is not known')
  const wanted = [asDim(num_embeddings), asDim(embedding_dim)]
  requireTable(machine, _weight, wanted)
  moduleState(machine, self).parameters.set('weight', parameterOf(_weight, requiresGrad))
}

function requireTable(machine: Machine, weight: TensorValue, wanted: readonly (Dim | undefined)[]): void {
  if (!weight.shape) return
  const raise = (): never => machine.raise('AssertionError', 'Shape of weight does not match num_embeddings and embedding_dim', 'argument', { parameter: '_weight' })
  if (weight.shape.length !== 2) return raise()
  for (const [index, size] of wanted.entries()) if (size !== undefined) machine.require(equals(weight.shape[index] ?? 1, size), raise)
}

/** `cls.from_pretrained(embeddings, …)`: a table of given rows, frozen unless told otherwise. */
export const fromPretrained = (name: string, text: string): readonly [string, Value] => {
  const call = builtin(`${name}.from_pretrained`, (machine, args) => {
    const parameters = decoded(machine, text, args) as unknown as Record<string, Value>
    const { cls, embeddings, freeze, ...rest } = parameters
    if (cls?.kind !== 'class' || embeddings?.kind !== 'tensor') return machine.undecided('a table that is not known')
    return pretrained(machine, cls, embeddings, freeze, rest)
  })
  return ['from_pretrained', { kind: 'descriptor', type: 'classmethod', get: call }]
}

function pretrained(machine: Machine, cls: ClassValue, embeddings: TensorValue, freeze: Value | undefined, rest: Readonly<Record<string, Value>>): Value {
  const shape = machine.shapeOf(embeddings)
  if (shape.length !== 2) machine.raise('AssertionError', 'Embeddings parameter is expected to be 2-dimensional', 'rank')
  const keywords = new Map<string, Value>([['num_embeddings', int(shape[0] ?? 0)], ['embedding_dim', int(shape[1] ?? 0)], ['_weight', embeddings], ...Object.entries(rest)])
  const made = machine.call(cls, [], keywords)
  const weight = made.kind === 'instance' ? made.module?.parameters.get('weight') : undefined
  if (weight?.kind === 'tensor') weight.requiresGrad = freeze ? machine.truth(freeze) === false : false
  return made
}

/** How long rows may be, for kernels. */
export const normOf = (self: InstanceValue): EmbeddingNorm => ({ max_norm: numberOf(self, 'max_norm'), norm_type: numberOf(self, 'norm_type') ?? 2 })

export const Embedding = layer({
  name: 'torch.nn.Embedding',
  definedIn: 'torch.nn.modules.sparse',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html',
  init: method('__init__(num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None)', (machine, self, given) => {
    const { max_norm, norm_type, scale_grad_by_freq, sparse } = given
    setTable(machine, self, given, 'Padding_idx', machine.truth(given._freeze) !== true)
    setPlain(machine, self, { max_norm, norm_type, scale_grad_by_freq, sparse })
  }),
  forward: method('forward(input)', (machine, self, { input }) =>
    functional(machine, { input, weight: attribute(machine, self, 'weight'), padding_idx: attribute(machine, self, 'padding_idx'), max_norm: attribute(machine, self, 'max_norm') })),
  methods: [method('reset_parameters()', () => none)],
  statics: [fromPretrained('torch.nn.Embedding', 'Embedding.from_pretrained(cls, embeddings, freeze=True, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False)')],
  explain: (self) => explained('shape', `every index becomes a row of ${printedAttribute(self, 'embedding_dim')} numbers`, 'adds a last dim'),
  kernel: ({ weights, self }, [input]) => [embeddingKernel(input!, weights['weight']!, normOf(self))],
  terms: ({ weights, self }, [input]) => embeddingTerms(input!, weights['weight']!, normOf(self)),
  examples: `
    nn.Embedding(10, 3)(torch.zeros(2, 4, dtype=torch.long))   # shape: [2, 4, 3]
    nn.Embedding(10, 3)(torch.randn(2, 4))                     # error[dtype] "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead"
    nn.Embedding(10, 3)(torch.tensor([10]))                    # error[index] "index out of range in self"`,
})
