/**
 * Sequences of different lengths: PackedSequence, and the functions that pack and pad. The number of rows in a pack is the sum of the
 * lengths, which is known where they are.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html
 */
import { equals, opaque, show, type Dim } from '../../dims/index.ts'
import { broadcast } from '../../shapes/broadcast.ts'
import {
  asDim, classEntry, instance, int, isNone, knownData, like, list, nativeClass, nativeMethod, none, on, operation, setPlain, tensor, tuple,
  type InstanceValue, type Machine, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'

const within = 'torch.nn.utils.rnn'

export const PackedSequence = classEntry(`${within}.PackedSequence`, () => nativeClass(`${within}.PackedSequence`, [], [
  nativeMethod(within, 'PackedSequence.__init__(self, data, batch_sizes=None, sorted_indices=None, unsorted_indices=None)', (machine, self, { data, batch_sizes, sorted_indices, unsorted_indices }) =>
    setPlain(machine, self, { data, batch_sizes, sorted_indices, unsorted_indices })),
  ...['to', 'cuda', 'cpu', 'double', 'float', 'half', 'long', 'int', 'short', 'char', 'byte', 'pin_memory'].map((name) =>
    nativeMethod(within, `PackedSequence.${name}(self, Any... args, Any**** kwargs)`, (_machine, self: InstanceValue) => self)),
]))

/** What is known of a pack: its rows, and the batch and length it was made of. */
export interface Pack { readonly data: TensorValue; readonly batch: Dim; readonly length: Dim; readonly value: InstanceValue }

const facts = new WeakMap<InstanceValue, { readonly batch: Dim; readonly length: Dim }>()

/** A PackedSequence as its parts; undefined: the value is something else. */
export function asPack(machine: Machine, value: Value): Pack | undefined {
  if (value.kind !== 'instance' || value.cls !== machine.nativeClass(`${within}.PackedSequence`)) return undefined
  const data = value.attributes.get('data')
  if (data?.kind !== 'tensor') return machine.undecided('a packed sequence that is not known')
  const { batch, length } = facts.get(value) ?? { batch: opaque({ min: 1 }), length: opaque({ min: 1 }) }
  return { data, batch, length, value }
}

/** A PackedSequence of these rows. */
export function packOf(machine: Machine, data: TensorValue, batch: Dim, length: Dim, sorted = true): InstanceValue {
  const value = instance(machine.nativeClass(`${within}.PackedSequence`))
  const indices = (): Value => (sorted ? none : tensor([batch], { dtype: 'int64' }))
  setPlain(machine, value, { data, batch_sizes: tensor([length], { dtype: 'int64' }), sorted_indices: indices(), unsorted_indices: indices() })
  facts.set(value, { batch, length })
  return value
}

/** Lengths as numbers, from a tensor or a list; undefined where they are not known. */
function knownLengths(machine: Machine, lengths: Value): { readonly values: readonly number[] | undefined; readonly count: Dim } {
  if (lengths.kind === 'tensor') return { values: knownData(lengths), count: machine.shapeOf(lengths)[0] ?? opaque({ min: 1 }) }
  const items = machine.knownItems(lengths)
  if (!items) return { values: undefined, count: opaque({ min: 1 }) }
  const values = items.map((item) => (item.kind === 'tensor' ? knownData(item)?.[0] : asDim(item)))
  return { values: values.every((each) => typeof each === 'number') ? values as number[] : undefined, count: items.length }
}

function packPadded(machine: Machine, input: TensorValue, lengths: Value, batchFirst: boolean, enforceSorted: boolean): Value {
  const shape = machine.shapeOf(input)
  const [first, second, ...rest] = shape
  if (first === undefined || second === undefined) return machine.undecided('a sequence that is no batch')
  const [batch] = batchFirst ? [first] : [second]
  const { values, count } = knownLengths(machine, lengths)
  machine.require(equals(count, batch), () => machine.raise('RuntimeError', `Expected \`len(lengths)\` to be equal to batch_size, but got ${show(count)} (batch_size=${show(batch)})`, 'argument', { parameter: 'lengths' }))
  if (values?.some((each) => each <= 0)) machine.raise('RuntimeError', "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0", 'argument', { parameter: 'lengths' })
  if (enforceSorted && values?.some((each, index) => index > 0 && each > (values[index - 1] ?? each))) {
    machine.raise('RuntimeError', '`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.', 'argument', { parameter: 'lengths' })
  }
  const rows = values ? values.reduce((sum, each) => sum + each, 0) : opaque({ min: 1 })
  return packOf(machine, like(input, [rows, ...rest]), batch, values ? Math.max(...values) : opaque({ min: 1 }), enforceSorted)
}

export const packPaddedSequence = operation({
  names: [`${within}.pack_padded_sequence`], returns: 'Any',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html',
  overloads: [on('pack_padded_sequence(Tensor input, lengths, bool batch_first=False, bool enforce_sorted=True)', (machine, { input, lengths, batch_first, enforce_sorted }) => packPadded(machine, input, lengths, batch_first, enforce_sorted))],
})

export const padPackedSequence = operation({
  names: [`${within}.pad_packed_sequence`], returns: 'Any',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_packed_sequence.html',
  overloads: [on('pad_packed_sequence(sequence, bool batch_first=False, padding_value=0.0, total_length=None)', (machine, { sequence, batch_first, total_length }) => {
    const pack = asPack(machine, sequence) ?? machine.undecided('a sequence that is no pack')
    const wanted: Dim = isNone(machine, total_length) ? pack.length : asDim(total_length) ?? opaque({ min: 1 })
    if (typeof wanted === 'number' && typeof pack.length === 'number' && wanted < pack.length) {
      machine.raise('ValueError', `Expected total_length to be at least the length of the longest sequence in input, but got total_length=${wanted} and max sequence length being ${pack.length}`, 'argument', { parameter: 'total_length' })
    }
    const rest: Shape = machine.shapeOf(pack.data).slice(1)
    return tuple([like(pack.data, batch_first ? [pack.batch, wanted, ...rest] : [wanted, pack.batch, ...rest]), tensor([pack.batch], { dtype: 'int64' })])
  })],
})

/** Tensors of the same rank whose first sizes may differ; the others broadcast. */
function stacked(machine: Machine, sequences: readonly TensorValue[]): { readonly lengths: readonly Dim[]; readonly rest: Shape; readonly first: TensorValue } {
  const [first] = sequences
  if (!first) return machine.undecided('no sequences')
  const shapes = sequences.map((each) => machine.shapeOf(each))
  const rest = shapes.map((shape): Shape => shape.slice(1)).reduce((left, right) => broadcast(machine, left, right))
  return { lengths: shapes.map((shape) => shape[0] ?? 1), rest, first }
}
const longest = (lengths: readonly Dim[]): Dim => (lengths.every((each) => typeof each === 'number') ? Math.max(...lengths) : opaque({ min: 0 }))

export const padSequence = operation({
  names: [`${within}.pad_sequence`],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_sequence.html',
  overloads: [on("pad_sequence(Tensor[] sequences, bool batch_first=False, padding_value=0.0, padding_side='right')", (machine, { sequences, batch_first }) => {
    const { lengths, rest, first } = stacked(machine, sequences)
    return like(first, batch_first ? [sequences.length, longest(lengths), ...rest] : [longest(lengths), sequences.length, ...rest])
  })],
})

export const packSequence = operation({
  names: [`${within}.pack_sequence`], returns: 'Any',
  overloads: [on('pack_sequence(Tensor[] sequences, bool enforce_sorted=True)', (machine, { sequences, enforce_sorted }) => {
    const { lengths, rest, first } = stacked(machine, sequences)
    const padded = like(first, [sequences.length, longest(lengths), ...rest])
    return packPadded(machine, padded, list(lengths.map(int)), true, enforce_sorted)
  })],
})
