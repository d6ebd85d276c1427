/**
 * Joining and splitting.
 * Source: https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops
 */
import { add, allOf, atLeast, atMost, equals, exactQuotient, ceilDiv, isConstant, lessThan, mul, neg, show, sub, type Dim } from '../../dims/index.ts'
import { requireOf } from '../../shapes/check.ts'
import { equalParts, partSizes } from '../../shapes/indexing.ts'
import * as arrays from '../../arrays/index.ts'
import {
  dimension, knownArray, like, on, operation, promoted, requireEqual, restrided, showShape, tensor, tuple, viewed, asDim, knownData,
  type Machine, type Operation, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
const both = (name: string): string[] => [`torch.${name}`, `torch.Tensor.${name}`]

const dtypeOfAll = (inputs: readonly TensorValue[]): string | undefined => inputs.map((each) => each.dtype).reduce((left, right) => promoted(left, right))

/** Contents of all inputs, joined. */
function joined(inputs: readonly TensorValue[], shape: Shape, join: (all: readonly arrays.NumericArray[]) => arrays.NumericArray): TensorValue {
  const all = inputs.map(knownArray)
  return tensor(shape, { dtype: dtypeOfAll(inputs), data: all.every((each) => each !== undefined) ? [...join(all).data] : undefined })
}

/**
 * All sizes but those along `dim` agree with the first's; along `dim` they add up. A vector of size 0 is skipped.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cat.html
 */
export function concatenated(machine: Machine, inputs: readonly TensorValue[], dim: Dim, name = 'torch.cat'): TensorValue {
  if (inputs.length === 0) machine.raise('ValueError', `${name}(): expected a non-empty list of Tensors`, 'cat-sizes')
  const shapes = inputs.map((each) => machine.shapeOf(each))
  const scalar = shapes.findIndex((shape) => shape.length === 0)
  if (scalar >= 0) machine.raise('RuntimeError', `zero-dimensional tensor (at position ${scalar}) cannot be concatenated`, 'rank')
  const counted = shapes.flatMap((shape, position) => (shape.length === 1 && shape[0] === 0 ? [] : [{ shape, position }]))
  const [first] = counted
  if (!first) return like(inputs[0]!, [0])
  const at = dimension(machine, dim, first.shape.length)
  let total: Dim = first.shape[at]!
  for (const { shape, position } of counted.slice(1)) {
    if (shape.length !== first.shape.length) machine.raise('RuntimeError', `Tensors must have same number of dimensions: got ${first.shape.length} and ${shape.length}`, 'cat-sizes')
    for (const [index, size] of shape.entries()) {
      const expected = first.shape[index]!
      if (index !== at) requireEqual(machine, expected, size, () => machine.raise('RuntimeError', `Sizes of tensors must match except in dimension ${at}. Expected size ${show(expected)} but got size ${show(size)} for tensor number ${position} in the list.`, 'cat-sizes'))
    }
    total = add(total, shape[at]!)
  }
  const shape = first.shape.map((size, index) => (index === at ? total : knownest(size, counted, index)))
  return joined(inputs, shape, (all) => arrays.concat(all.filter((each) => !(each.shape.length === 1 && each.shape[0] === 0)), at))
}
/** Of sizes that must be equal, a plain number where there is one. */
const knownest = (size: Dim, counted: readonly { readonly shape: Shape }[], index: number): Dim => (isConstant(size) ? size : counted.map(({ shape }) => shape[index]!).find(isConstant) ?? size)

export const cat = operation({
  names: ['torch.cat', 'torch.concat', 'torch.concatenate'], manual: manual('cat'),
  overloads: [on('cat(Tensor[] tensors, int dim=0, *, Tensor? out=None)', (machine, { tensors, dim }) => concatenated(machine, tensors, dim))],
  examples: `torch.cat([torch.zeros(2, 3), torch.zeros(4, 3)])   # shape: [6, 3]`,
})

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.stack.html */
export function stacked(machine: Machine, inputs: readonly TensorValue[], dim: Dim): TensorValue {
  const [first] = inputs
  if (!first) return machine.raise('RuntimeError', 'stack expects a non-empty TensorList', 'stack-sizes')
  const shape = machine.shapeOf(first)
  const at = dimension(machine, dim, shape.length + 1)
  for (const [position, each] of inputs.entries()) {
    const other = machine.shapeOf(each)
    const refuse = (): never => machine.raise('RuntimeError', `stack expects each tensor to be equal size, but got ${showShape(shape)} at entry 0 and ${showShape(other)} at entry ${position}`, 'stack-sizes')
    if (other.length !== shape.length) refuse()
    for (const [index, size] of other.entries()) requireEqual(machine, shape[index]!, size, refuse)
  }
  return joined(inputs, [...shape.slice(0, at), inputs.length, ...shape.slice(at)], (all) => arrays.stack(all, at))
}
export const stack = operation({
  names: ['torch.stack'], manual: manual('stack'),
  overloads: [on('stack(Tensor[] tensors, int dim=0, *, Tensor? out=None)', (machine, { tensors, dim }) => stacked(machine, tensors, dim))],
  examples: `torch.stack([torch.zeros(2), torch.zeros(2)], 1)   # shape: [2, 2]`,
})

/** At least so many dims, as `hstack`, `vstack` and `dstack` begin. */
export function atLeastRank(machine: Machine, input: TensorValue, rank: 1 | 2 | 3): TensorValue {
  const shape = machine.shapeOf(input)
  if (shape.length >= rank) return input
  const [a] = shape
  if (rank === 1) return viewed(input, [1])
  if (rank === 2) return viewed(input, shape.length === 0 ? [1, 1] : [1, a!])
  return viewed(input, shape.length === 0 ? [1, 1, 1] : shape.length === 1 ? [1, a!, 1] : [...shape, 1])
}
function stacking(names: readonly string[], rule: (machine: Machine, inputs: readonly TensorValue[]) => TensorValue): Operation {
  const [name] = names
  return operation({ names: names.map((each) => `torch.${each}`), manual: manual(name ?? ''), overloads: [on(`${name}(Tensor[] tensors, *, Tensor? out=None)` as 'f(Tensor[] tensors)', (machine, { tensors }) => rule(machine, tensors))] })
}
export const stackings = [
  stacking(['hstack'], (machine, inputs) => {
    const all = inputs.map((each) => atLeastRank(machine, each, 1))
    return concatenated(machine, all, all[0] && machine.shapeOf(all[0]).length === 1 ? 0 : 1)
  }),
  stacking(['vstack', 'row_stack'], (machine, inputs) => concatenated(machine, inputs.map((each) => atLeastRank(machine, each, 2)), 0)),
  stacking(['dstack'], (machine, inputs) => concatenated(machine, inputs.map((each) => atLeastRank(machine, each, 3)), 2)),
  stacking(['column_stack'], (machine, inputs) => concatenated(machine, inputs.map((each) => {
    const shape = machine.shapeOf(each)
    return shape.length <= 1 ? viewed(each, [shape[0] ?? 1, 1]) : each
  }), 1)),
]
export const atLeasts = ([1, 2, 3] as const).map((rank) => operation({
  names: [`torch.atleast_${rank}d`], returns: 'Any',
  overloads: [on('atleast(Any... tensors)', (machine, { tensors }) => {
    const raised = tensors.map((each): Value => (each.kind === 'tensor' ? atLeastRank(machine, each, rank) : machine.undecided('tensors that are not known')))
    return tensors.length === 1 ? raised[0]! : tuple(raised)
  })],
}))

/** A part of a tensor steps through storage as the whole does. */
const sameStrides = (base: TensorValue, part: TensorValue): TensorValue => restrided(base, part, (strides) => strides)

/** Views of consecutive parts along a dim. */
function parts(input: TensorValue, shape: Shape, at: number, sizes: readonly Dim[]): Value {
  let start: Dim = 0
  return tuple(sizes.map((size) => {
    const from = start
    start = add(start, size)
    return sameStrides(input, viewed(input, [...shape.slice(0, at), size, ...shape.slice(at + 1)], (array) => (typeof from === 'number' && typeof size === 'number' ? arrays.slice(array, at, from, from + size) : undefined)))
  }))
}

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.split.html */
function splitBySize(machine: Machine, input: TensorValue, size: Dim, dim: Dim): Value {
  const shape = machine.shapeOf(input)
  const at = dimension(machine, dim, shape.length)
  if (shape.length === 0) return machine.raise('RuntimeError', 'split expects at least a 1-dimensional tensor', 'rank')
  const length = shape[at]!
  requireOf(machine, atLeast(size, 0), () => machine.raise('RuntimeError', `split expects split_size be non-negative, but got split_size=${show(size)}`, 'split-sizes'))
  if (size === 0 && length !== 0) machine.require(equals(length, 0), () => machine.raise('RuntimeError', `split_size can only be 0 if dimension size is 0, but got dimension size of ${show(length)}`, 'split-sizes'))
  const count = size === 0 ? 1 : ceilDiv(length, size)
  if (isConstant(count)) machine.room(count)
  const sizes = size === 0 ? [0] : partSizes(length, size)
  return sizes ? parts(input, shape, at, sizes) : machine.undecided('a number of parts that is not known')
}
function splitBySizes(machine: Machine, input: TensorValue, sizes: readonly Dim[], dim: Dim): Value {
  if (!input.shape && !input.input) return tuple(sizes.map(() => tensor(undefined, { dtype: input.dtype })))
  const shape = machine.shapeOf(input)
  const at = dimension(machine, dim, shape.length)
  if (shape.length === 0) return machine.raise('RuntimeError', 'split_with_sizes expects at least a 1-dimensional tensor', 'rank')
  const length = shape[at]!
  for (const size of sizes) requireOf(machine, atLeast(size, 0), () => machine.raise('RuntimeError', `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${showShape(sizes)}`, 'split-sizes'))
  requireEqual(machine, sizes.reduce<Dim>(add, 0), length, () => machine.raise('RuntimeError', `split_with_sizes expects split_sizes to sum exactly to ${show(length)} (input tensor's size at dimension ${at}), but got split_sizes=${showShape(sizes)}`, 'split-sizes'))
  return parts(input, shape, at, sizes)
}
function split(machine: Machine, input: TensorValue, sizes: Value, dim: Dim): Value {
  const size = asDim(sizes)
  if (size !== undefined) return splitBySize(machine, input, size, dim)
  if (sizes.kind === 'unknown') return machine.undecided(sizes.reason)
  if (sizes.kind === 'list' || sizes.kind === 'tuple') {
    const dims = machine.items(sizes).map((each) => asDim(each) ?? (each.kind === 'tensor' ? knownData(each)?.[0] : undefined) ?? machine.undecided('a part whose size is not known'))
    return splitBySizes(machine, input, dims, dim)
  }
  const type = sizes.kind === 'none' ? 'NoneType' : sizes.kind
  return machine.raise('TypeError', `split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, not ${type}`, 'argument-type')
}
export const splits: readonly Operation[] = [
  operation({ names: ['torch.split'], returns: 'Any', manual: manual('split'), overloads: [on('split(Tensor tensor, split_size_or_sections, int dim=0)', (machine, { tensor, split_size_or_sections, dim }) => split(machine, tensor, split_size_or_sections, dim))], examples: `torch.split(torch.zeros(5, 2), 2)[2]   # shape: [1, 2]` }),
  operation({ names: ['torch.Tensor.split'], returns: 'Any', manual: manual('split'), overloads: [on('split(Tensor self, split_size, int dim=0)', (machine, { self, split_size, dim }) => split(machine, self, split_size, dim))] }),
  operation({ names: both('split_with_sizes'), returns: 'Any', overloads: [on('split_with_sizes(Tensor input, int[] split_sizes, int dim=0)', (machine, { input, split_sizes, dim }) => splitBySizes(machine, input, split_sizes, dim))] }),
  operation({
    names: [...both('unsafe_split')], returns: 'Any',
    overloads: [on('unsafe_split(Tensor input, int split_size, int dim=0)', (machine, { input, split_size, dim }) => splitBySize(machine, input, split_size, dim))],
  }),
]

/** `chunk(n)` splits by `ceil(size / n)`, which may give fewer than n parts. */
export const chunk = operation({
  names: [...both('chunk'), ...both('unsafe_chunk')], returns: 'Any', manual: manual('chunk'),
  overloads: [on('chunk(Tensor input, int chunks, int dim=0)', (machine, { input, chunks, dim }) => {
    const shape = machine.shapeOf(input)
    if (shape.length === 0) machine.raise('RuntimeError', 'chunk expects at least a 1-dimensional tensor', 'rank')
    if (!isConstant(chunks)) return machine.undecided('a number of parts that is not known')
    if (chunks <= 0) machine.raise('RuntimeError', `chunk expects \`chunks\` to be greater than 0, got: ${chunks}`, 'split-sizes')
    const at = dimension(machine, dim, shape.length)
    const length = shape[at]!
    machine.room(isConstant(length) && length > 0 ? Math.min(chunks, length) : chunks)
    return parts(input, shape, at, chunkSizes(machine, length, chunks))
  })],
  examples: `torch.zeros(2, 5).chunk(2, 1)[1]   # shape: [2, 2]`,
})
function chunkSizes(machine: Machine, length: Dim, chunks: number): readonly Dim[] {
  if (length === 0) return new Array<Dim>(chunks).fill(0)
  const each = ceilDiv(length, chunks)
  if (isConstant(length)) return partSizes(length, each) ?? []
  const exact = exactQuotient(length, chunks)
  if (exact !== undefined) return new Array<Dim>(chunks).fill(exact)
  machine.require(lessThan(mul(each, chunks - 1), length), () => machine.undecided('fewer parts than asked for'))
  return [...new Array<Dim>(chunks - 1).fill(each), sub(length, mul(each, chunks - 1))]
}

export const tensorSplit = operation({
  names: both('tensor_split'), returns: 'Any', manual: manual('tensor_split'),
  overloads: [
    on('tensor_split(Tensor input, int sections, int dim=0)', (machine, { input, sections, dim }) => {
      const shape = machine.shapeOf(input)
      const at = dimension(machine, dim, shape.length)
      if (!isConstant(sections)) return machine.undecided('a number of parts that is not known')
      if (sections <= 0) machine.raise('RuntimeError', `number of sections must be larger than 0, got ${sections}`, 'split-sizes')
      machine.room(sections)
      return parts(input, shape, at, equalParts(shape[at]!, sections))
    }),
    on('tensor_split(Tensor input, int[] indices, int dim=0)', (machine, { input, indices, dim }) => {
      const shape = machine.shapeOf(input)
      const at = dimension(machine, dim, shape.length)
      const length = shape[at]!
      const bounds = [0, ...indices, length]
      if (!bounds.every(isConstant)) return machine.undecided('parts whose size is not known')
      const places = bounds.map((bound) => Math.min(Math.max(bound < 0 ? bound + (length as number) : bound, 0), length as number))
      return tuple(places.slice(1).map((stop, index) => like(input, [...shape.slice(0, at), Math.max(stop - places[index]!, 0), ...shape.slice(at + 1)])))
    }),
  ],
})
function evenSplit(name: string, axis: (rank: number) => number, least: number): Operation {
  return operation({
    names: both(name), returns: 'Any', manual: manual(name),
    overloads: [on(`${name}(Tensor input, int sections)` as 'f(Tensor input, int sections)', (machine, { input, sections }) => {
      const shape = machine.shapeOf(input)
      if (shape.length < least) machine.raise('RuntimeError', `torch.${name} requires a tensor with at least ${least} dimension${least === 1 ? '' : 's'}, but got a tensor with ${shape.length} dimensions!`, 'rank')
      const at = axis(shape.length)
      if (!isConstant(sections)) return machine.undecided('a number of parts that is not known')
      machine.room(sections)
      return parts(input, shape, at, equalParts(shape[at]!, sections))
    })],
  })
}
export const evenSplits = [evenSplit('hsplit', (rank) => (rank === 1 ? 0 : 1), 1), evenSplit('vsplit', () => 0, 2), evenSplit('dsplit', () => 2, 3)]

/** Every slice along a dim, without the dim. */
export function unbound(machine: Machine, input: TensorValue, dim: Dim): readonly TensorValue[] {
  const shape = machine.shapeOf(input)
  if (shape.length === 0) machine.raise('IndexError', 'Dimension specified as 0 but tensor has no dimensions', 'rank')
  const at = dimension(machine, dim, shape.length)
  const count = shape[at]!
  if (!isConstant(count)) return machine.undecided('a number of parts that is not known')
  const rest = [...shape.slice(0, at), ...shape.slice(at + 1)]
  machine.room(count)
  return Array.from({ length: count }, (_, index) => {
    return restrided(input, viewed(input, rest, (array) => arrays.select(array, at, index)), (strides) => strides.filter((_, place) => place !== at))
  })
}
export const unbind = operation({
  names: both('unbind'), returns: 'Any', manual: manual('unbind'),
  overloads: [on('unbind(Tensor input, int dim=0)', (machine, { input, dim }) => tuple(unbound(machine, input, dim)))],
})

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.narrow.html */
export const narrow = operation({
  names: [...both('narrow'), ...both('narrow_copy')], manual: manual('narrow'),
  overloads: [on('narrow(Tensor input, int dim, int start, int length)', (machine, { input, dim, start, length }) => {
    const shape = machine.shapeOf(input)
    if (shape.length === 0) machine.raise('RuntimeError', 'narrow() cannot be applied to a 0-dim tensor.', 'rank')
    requireOf(machine, atLeast(length, 0), () => machine.raise('RuntimeError', 'narrow(): length must be non-negative.', 'size'))
    const at = dimension(machine, dim, shape.length)
    const size = shape[at]!
    requireOf(machine, allOf(atLeast(start, neg(size)), atMost(start, size)), () => machine.raise('IndexError', `start out of range (expected to be in range of [${show(neg(size))}, ${show(size)}], but got ${show(start)})`, 'index'))
    const from = (isConstant(start) ? start < 0 : machine.choose(lessThan(start, 0)) === true) ? add(start, size) : start
    machine.require(atLeast(size, add(from, length)), () => machine.raise('RuntimeError', `start (${show(from)}) + length (${show(length)}) exceeds dimension size (${show(size)}).`, 'size'))
    return sameStrides(input, viewed(input, [...shape.slice(0, at), length, ...shape.slice(at + 1)], (array) => (isConstant(from) && isConstant(length) ? arrays.slice(array, at, from, from + length) : undefined)))
  })],
})
export const select = operation({
  names: both('select'), manual: manual('select'),
  overloads: [on('select(Tensor input, int dim, int index)', (machine, { input, dim, index }) => {
    const shape = machine.shapeOf(input)
    if (shape.length === 0) machine.raise('IndexError', 'select() cannot be applied to a 0-dim tensor.', 'rank')
    const at = dimension(machine, dim, shape.length)
    const size = shape[at]!
    if (isConstant(index)) machine.require(index >= 0 ? lessThan(index, size) : atLeast(add(size, index), 0), () => machine.raise('IndexError', `select(): index ${index} out of range for tensor of size ${showShape(shape)} at dimension ${at}`, 'index'))
    return restrided(input, viewed(input, [...shape.slice(0, at), ...shape.slice(at + 1)], (array) => (isConstant(index) ? arrays.select(array, at, index < 0 ? index + array.shape[at]! : index) : undefined)), (strides) => strides.filter((_, place) => place !== at))
  })],
})
