/**
 * Views and reshapes: the same elements under another shape.
 * Source: https://docs.pytorch.org/docs/stable/tensor_view.html
 */
import { atMost, containsOpaque, equals, floorDiv, greaterThan, isConstant, mul, opaque, show, type Dim } from '../../dims/index.ts'
import * as arrays from '../../arrays/index.ts'
import { broadcast, expand as expandShape } from '../../shapes/broadcast.ts'
import { flatten as flattenShape, reshape as reshapeShape, splitSize } from '../../shapes/reshape.ts'
import { requireOf } from '../../shapes/check.ts'
import { windows } from '../../shapes/indexing.ts'
import { hintAtFoldedBatch } from './foldedBatch.ts'
import { dispatch, arranged, contiguous, dimension, dimensions, like, numbers, on, operation, restrided, showShape, stridesOf, tensorTypeName, unknownDtype, viewed, viewStrides, withStrides, type Machine, type Operation, type Shape, type Strides, type TensorValue, type Value } from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
const both = (name: string): string[] => [`torch.${name}`, `torch.Tensor.${name}`]

/** What a reshape of a tensor of no known shape gives, if it gives anything: only the size that -1 stands for depends on the tensor. */
function reshapedBlindly(input: TensorValue, target: readonly Dim[]): TensorValue | undefined {
  const isPlain = target.filter((size) => size === -1).length <= 1 && target.every((size) => !isConstant(size) || size >= -1)
  if (input.shape || input.input || !isPlain) return undefined
  return like(input, target.map((size) => (size === -1 || containsOpaque(size) ? opaque({ min: 0 }) : size)))
}

/** A reshape is a view where the storage allows it, and a copy where it does not. */
function reshaped(machine: Machine, input: TensorValue, target: readonly Dim[]): TensorValue {
  const blind = reshapedBlindly(input, target)
  if (blind) return blind
  const shape = reshapeShape(machine, machine.shapeOf(input), target)
  hintAtFoldedBatch(machine, machine.shapeOf(input), target)
  const strides = stridesFor(input, shape)
  return strides === 'none' ? contiguous(arranged(input, shape)) : withStrides(viewed(input, shape), strides)
}

/** The strides of a view of this shape; 'none' where there are none, undefined where it is not known. */
function stridesFor(input: TensorValue, shape: Shape): Strides | 'none' | undefined {
  const own = numbers(input.shape), wanted = numbers(shape), strides = stridesOf(input)
  return own && wanted && strides && (viewStrides(own, strides, wanted) ?? 'none')
}

/** `view` reads the same storage, or raises. */
function seen(machine: Machine, input: TensorValue, target: readonly Dim[]): TensorValue {
  const blind = reshapedBlindly(input, target)
  if (blind) return blind
  const shape = reshapeShape(machine, machine.shapeOf(input), target)
  hintAtFoldedBatch(machine, machine.shapeOf(input), target)
  const strides = stridesFor(input, shape)
  if (strides === 'none') return machine.raise('RuntimeError', "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.", 'view-layout')
  return withStrides(viewed(input, shape), strides)
}

export const view = operation({
  names: ['torch.Tensor.view'], manual: manual('Tensor.view'),
  overloads: [
    on('view(Tensor self, dtype dtype)', (machine, { self, dtype }) => retyped(machine, self, dtype)),
    on('view(Tensor self, int[] size)', (machine, { self, size }) => seen(machine, self, size)),
  ],
  examples: `torch.zeros(2, 6).view(3, -1)   # shape: [3, 4]`,
})

const widths: Readonly<Record<string, number>> = { float64: 8, int64: 8, complex64: 8, float32: 4, int32: 4, float16: 2, bfloat16: 2, int16: 2, int8: 1, uint8: 1, bool: 1, complex128: 16 }
/** `view(dtype)` reads the same bytes as another type: the last size changes with the width. */
function retyped(machine: Machine, self: TensorValue, dtype: string): TensorValue {
  const from = widths[self.dtype ?? ''], to = widths[dtype]
  if (from === undefined || to === undefined || dtype === unknownDtype) return machine.undecided('a view as a dtype that is not known')
  const shape = machine.shapeOf(self), last = shape.at(-1)
  if (from === to || last === undefined) return like(self, shape, dtype)
  return like(self, [...shape.slice(0, -1), from > to ? mul(last, from / to) : floorDiv(last, to / from)], dtype)
}

export const reshape = [
  operation({ names: ['torch.reshape'], manual: manual('reshape'), overloads: [on('reshape(Tensor input, int[] shape)', (machine, { input, shape }) => reshaped(machine, input, shape))] }),
  operation({ names: ['torch.Tensor.reshape'], manual: manual('reshape'), overloads: [on('reshape(Tensor self, int[] shape)', (machine, { self, shape }) => reshaped(machine, self, shape))] }),
  operation({ names: ['torch.Tensor.view_as'], overloads: [on('view_as(Tensor self, Tensor other)', (machine, { self, other }) => seen(machine, self, machine.shapeOf(other)))] }),
  operation({ names: ['torch.Tensor.reshape_as'], overloads: [on('reshape_as(Tensor self, Tensor other)', (machine, { self, other }) => reshaped(machine, self, machine.shapeOf(other)))] }),
]

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.flatten.html */
export function flattened(machine: Machine, input: TensorValue, start: Dim, end: Dim): TensorValue {
  const shape = machine.shapeOf(input)
  const from = dimension(machine, start, shape.length), to = dimension(machine, end, shape.length)
  if (from > to) machine.raise('RuntimeError', 'flatten() has invalid args: start_dim cannot come after end_dim', 'dimension')
  return reshaped(machine, input, flattenShape(shape, from, to))
}
export const flatten = operation({
  names: both('flatten'), manual: manual('flatten'),
  overloads: [on('flatten(Tensor input, int start_dim=0, int end_dim=-1)', (machine, { input, start_dim, end_dim }) => flattened(machine, input, start_dim, end_dim))],
  examples: `torch.zeros(2, 3, 4).flatten(1)   # shape: [2, 12]`,
})
export const ravel = operation({ names: both('ravel'), manual: manual('ravel'), overloads: [on('ravel(Tensor input)', (machine, { input }) => flattened(machine, input, 0, -1))] })

export function unflattened(machine: Machine, input: TensorValue, dim: Dim, sizes: readonly Dim[]): TensorValue {
  const shape = machine.shapeOf(input)
  const at = dimension(machine, dim, shape.length)
  const size = shape[at] ?? 1
  if (sizes.length === 0) machine.raise('RuntimeError', 'unflatten: sizes must be non-empty', 'view-size')
  if (sizes.filter((size) => size === -1).length > 1) machine.raise('RuntimeError', 'unflatten got an unexpected error:\nonly one dimension can be inferred', 'view-size')
  if (sizes.filter((each) => each === -1).length > 1) machine.raise('RuntimeError', 'only one dimension can be inferred', 'view-size')
  const parts = splitSize(machine, size, sizes, () =>
    machine.raise('RuntimeError', `unflatten: Provided sizes ${showShape(sizes)} don't multiply up to the size of dim ${at} (${show(size)}) in the input tensor`, 'view-size'))
  return reshaped(machine, input, [...shape.slice(0, at), ...parts, ...shape.slice(at + 1)])
}
const unflattenOverloads = [on('unflatten(Tensor input, int dim, int[] sizes)', (machine, { input, dim, sizes }) => unflattened(machine, input, dim, sizes))]
export const unflatten = operation({
  names: ['torch.unflatten'], manual: manual('unflatten'), overloads: unflattenOverloads,
  examples: `torch.zeros(2, 12).unflatten(1, (3, -1))   # shape: [2, 3, 4]`,
})
/** The method is Python around the native one. */
export const unflattenMethod = operation({
  names: ['torch.Tensor.unflatten'], manual: manual('unflatten'),
  overloads: [on('unflatten(self, dim, sizes)', (machine, { self, dim, sizes }) => dispatch(machine, unflattenOverloads, { positional: [self, dim, sizes], keywords: new Map() }, 'method'))],
})

/** Sizes of 1 go; one that depends on a symbol gives up, since the rank would. */
function squeezed(machine: Machine, input: TensorValue, dims: readonly number[]): TensorValue {
  const shape = machine.shapeOf(input)
  const stays = shape.map((size, dim) => !(dims.includes(dim) && (isConstant(size) ? size === 1 : machine.certainly(equals(size, 1)))))
  return restrided(input, viewed(input, shape.filter((_, dim) => stays[dim])), (strides) => strides.filter((_, dim) => stays[dim]))
}
export const squeeze = operation({
  names: both('squeeze'), manual: manual('squeeze'),
  overloads: [
    on('squeeze(Tensor input)', (machine, { input }) => squeezed(machine, input, machine.shapeOf(input).map((_, dim) => dim))),
    on('squeeze(Tensor input, int dim)', (machine, { input, dim }) => squeezed(machine, input, [dimension(machine, dim, machine.shapeOf(input).length)])),
    on('squeeze(Tensor input, int[] dim)', (machine, { input, dim }) => squeezed(machine, input, dimensions(machine, dim, machine.shapeOf(input).length))),
  ],
  examples: `torch.zeros(1, 3, 1).squeeze(0)   # shape: [3, 1]`,
})

export const unsqueeze = operation({
  names: both('unsqueeze'), manual: manual('unsqueeze'),
  overloads: [on('unsqueeze(Tensor input, int dim)', (machine, { input, dim }) => {
    const shape = machine.shapeOf(input)
    const at = dimension(machine, dim, shape.length + 1)
    return restrided(input, viewed(input, [...shape.slice(0, at), 1, ...shape.slice(at)]), (strides) => [...strides.slice(0, at), 1, ...strides.slice(at)])
  })],
  examples: `torch.zeros(2, 3).unsqueeze(1)   # shape: [2, 1, 3]`,
})

/** A view with the dims in another order. */
export function reordered(input: TensorValue, order: readonly number[]): TensorValue {
  const shape = input.shape ?? []
  return restrided(input, viewed(input, order.map((dim) => shape[dim]!), (array) => arrays.permute(array, order)), (strides) => order.map((dim) => strides[dim]!))
}

function permuted(machine: Machine, input: TensorValue, dims: readonly Dim[]): TensorValue {
  const shape = machine.shapeOf(input)
  if (dims.length !== shape.length) {
    machine.raise('RuntimeError', `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${shape.length} is not equal to len(dims) = ${dims.length}`, 'dimension')
  }
  const order = dims.map((dim) => dimension(machine, dim, shape.length))
  if (new Set(order).size < order.length) machine.raise('RuntimeError', 'permute(): duplicate dims are not allowed.', 'dimension')
  return reordered(input, order)
}
export const permute = [
  operation({ names: ['torch.permute'], manual: manual('permute'), overloads: [on('permute(Tensor input, int[] dims)', (machine, { input, dims }) => permuted(machine, input, dims))] }),
  operation({ names: ['torch.Tensor.permute'], manual: manual('permute'), overloads: [on('permute(Tensor self, int[] dims)', (machine, { self, dims }) => permuted(machine, self, dims))], examples: `torch.zeros(2, 3, 4).permute(2, 0, 1)   # shape: [4, 2, 3]` }),
]

export function transposed(machine: Machine, input: TensorValue, dim0: Dim, dim1: Dim): TensorValue {
  const shape = machine.shapeOf(input)
  const a = dimension(machine, dim0, shape.length), b = dimension(machine, dim1, shape.length)
  return reordered(input, shape.map((_, dim) => (dim === a ? b : dim === b ? a : dim)))
}
export const transposes: readonly Operation[] = [
  operation({ names: both('transpose'), manual: manual('transpose'), overloads: [on('transpose(Tensor input, int dim0, int dim1)', (machine, { input, dim0, dim1 }) => transposed(machine, input, dim0, dim1))], examples: `torch.zeros(2, 3, 4).transpose(1, 2)   # shape: [2, 4, 3]` }),
  operation({ names: both('swapaxes'), manual: manual('swapaxes'), overloads: [on('swapaxes(Tensor input, int axis0, int axis1)', (machine, { input, axis0, axis1 }) => transposed(machine, input, axis0, axis1))] }),
  operation({ names: both('swapdims'), manual: manual('swapdims'), overloads: [on('swapdims(Tensor input, int dim0, int dim1)', (machine, { input, dim0, dim1 }) => transposed(machine, input, dim0, dim1))] }),
  operation({
    names: both('t'), manual: manual('t'),
    overloads: [on('t(Tensor input)', (machine, { input }) => {
      const { length } = machine.shapeOf(input)
      if (length > 2) machine.raise('RuntimeError', `t() expects a tensor with <= 2 dimensions, but self is ${length}D`, 'rank')
      return length < 2 ? viewed(input, machine.shapeOf(input)) : transposed(machine, input, 0, 1)
    })],
  }),
  operation({
    names: both('adjoint'), manual: manual('adjoint'),
    overloads: [on('adjoint(Tensor input)', (machine, { input }) => transposed(machine, input, -2, -1))],
  }),
]

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.movedim.html */
function moved(machine: Machine, input: TensorValue, source: readonly Dim[], destination: readonly Dim[]): TensorValue {
  const shape = machine.shapeOf(input)
  if (source.length !== destination.length) machine.raise('RuntimeError', `movedim: Invalid source or destination dims: source (${showShape(source)} dims) should contain the same number of dims as destination (${showShape(destination)} dims)`, 'dimension')
  const from = source.map((dim) => dimension(machine, dim, shape.length)), to = destination.map((dim) => dimension(machine, dim, shape.length))
  for (const [name, dims, given] of [['source', from, source], ['destination', to, destination]] as const) {
    if (new Set(dims).size < dims.length) machine.raise('RuntimeError', `movedim: repeated dim in \`${name}\` (${showShape(given)})`, 'dimension')
  }
  const others = shape.map((_, dim) => dim).filter((dim) => !from.includes(dim))
  const order = shape.map((_, dim) => (to.includes(dim) ? from[to.indexOf(dim)]! : others.shift()!))
  return reordered(input, order)
}
export const movedim = ['movedim', 'moveaxis'].map((name) => operation({
  names: both(name), manual: manual(name),
  overloads: [
    on(`${name}(Tensor input, int source, int destination)`, (machine, { input, source, destination }: { input: TensorValue; source: Dim; destination: Dim }) => moved(machine, input, [source], [destination])),
    on(`${name}(Tensor input, int[] source, int[] destination)`, (machine, { input, source, destination }: { input: TensorValue; source: Dim[]; destination: Dim[] }) => moved(machine, input, source, destination)),
  ],
}))

export function expanded(machine: Machine, input: TensorValue, size: Shape): TensorValue {
  const own = machine.shapeOf(input)
  const shape = expandShape(machine, own, size, () => `${tensorTypeName(input)}{${showShape(own)}}`)
  const surplus = shape.length - own.length
  return restrided(input, viewed(input, shape, (array) => arrays.broadcastTo(array, shape as readonly number[])), (strides) =>
    shape.map((size, dim) => (dim < surplus || (own[dim - surplus] === 1 && size !== 1) ? 0 : strides[dim - surplus]!)))
}
export const expands: readonly Operation[] = [
  operation({ names: ['torch.Tensor.expand'], manual: manual('Tensor.expand'), overloads: [on('expand(Tensor self, int[] size, *, bool implicit=False)', (machine, { self, size }) => expanded(machine, self, size))], examples: `torch.zeros(1, 3).expand(4, -1)   # shape: [4, 3]` }),
  operation({ names: ['torch.Tensor.expand_as'], overloads: [on('expand_as(Tensor self, Tensor other)', (machine, { self, other }) => expanded(machine, self, machine.shapeOf(other)))] }),
  operation({ names: both('broadcast_to'), manual: manual('broadcast_to'), overloads: [on('broadcast_to(Tensor input, int[] size)', (machine, { input, size }) => expanded(machine, input, size))] }),
]

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.repeat.html */
function repeated(machine: Machine, input: TensorValue, repeats: readonly Dim[]): TensorValue {
  const shape = machine.shapeOf(input)
  if (repeats.length < shape.length) machine.raise('RuntimeError', 'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor', 'rank')
  const padded = [...new Array<Dim>(repeats.length - shape.length).fill(1), ...shape]
  const sizes = padded.map((size, dim) => mul(size, repeats[dim]!))
  const negative = sizes.find((size) => isConstant(size) && size < 0)
  if (negative !== undefined) machine.raise('RuntimeError', `Trying to create tensor with negative dimension ${show(negative)}: ${showShape(sizes)}`, 'size')
  return arranged(input, sizes, (array) => tiled({ shape: padded as readonly number[], data: array.data }, repeats as readonly number[]))
}
const tiled = (array: arrays.NumericArray, repeats: readonly number[]): arrays.NumericArray =>
  repeats.reduce((result, count, dim) => (count === 1 || count <= 0 ? result : arrays.concat(new Array<arrays.NumericArray>(count).fill(result), dim)), array)
export const repeat = operation({
  names: ['torch.Tensor.repeat'], manual: manual('Tensor.repeat'),
  overloads: [on('repeat(Tensor self, int[] repeats)', (machine, { self, repeats }) => repeated(machine, self, repeats))],
  examples: `torch.zeros(2, 3).repeat(4, 1, 2)   # shape: [4, 2, 6]`,
})
/** `tile` also takes fewer repeats than dims: the missing ones are 1. */
function tile(machine: Machine, input: TensorValue, dims: readonly Dim[]): TensorValue {
  const rank = machine.shapeOf(input).length
  return repeated(machine, input, [...new Array<Dim>(Math.max(rank - dims.length, 0)).fill(1), ...dims])
}
export const tiles = [
  operation({ names: ['torch.tile'], manual: manual('tile'), overloads: [on('tile(Tensor input, int[] dims)', (machine, { input, dims }) => tile(machine, input, dims))] }),
  operation({ names: ['torch.Tensor.tile'], manual: manual('tile'), overloads: [on('tile(Tensor self, int[] dims)', (machine, { self, dims }) => tile(machine, self, dims))] }),
]

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.unfold.html */
export const unfold = operation({
  names: ['torch.Tensor.unfold'], manual: manual('Tensor.unfold'),
  overloads: [on('unfold(Tensor self, int dimension, int size, int step)', (machine, { self, dimension: dim, size, step }) => {
    const shape = machine.shapeOf(self)
    const at = dimension(machine, dim, shape.length)
    const length = shape[at] ?? 1
    machine.require(atMost(size, length), () => machine.raise('RuntimeError', `maximum size for tensor at dimension ${at} is ${show(length)} but size is ${show(size)}`, 'size'))
    requireOf(machine, greaterThan(step, 0), () => machine.raise('RuntimeError', `step is ${show(step)} but must be > 0`, 'stride'))
    if (shape.length === 0) return like(self, [size])
    return like(self, [...shape.slice(0, at), windows(length, size, step), ...shape.slice(at + 1), size])
  })],
  examples: `torch.zeros(2, 7).unfold(1, 3, 2)   # shape: [2, 3, 3]`,
})

/** The same elements, detached, copied or laid out anew: the shape stays. */
function unchanged(name: string, signature: string, isCopy: boolean, names: readonly string[] = both(name)): Operation {
  return operation({
    names,
    overloads: [on(`${name}(Tensor input${signature})` as 'copy(Tensor input, *, MemoryFormat? memory_format=None)', (machine, { input, memory_format: format }): Value => {
      const shape = machine.shapeOf(input)
      if (isCopy) return arranged(input, shape)
      if (format !== undefined) return viewed(input, shape)
      const same = restrided(input, viewed(input, shape), (strides) => strides)
      return name === 'contiguous' ? contiguous(same) : same
    })],
  })
}
export const copies = [
  unchanged('clone', ', *, MemoryFormat? memory_format=None', true), unchanged('detach', '', false), unchanged('contiguous', ', *, MemoryFormat? memory_format=None', false, ['torch.Tensor.contiguous']),
  unchanged('resolve_conj', '', false), unchanged('resolve_neg', '', false), unchanged('positive', '', false), unchanged('conj', '', false), unchanged('detach_copy', '', true, ['torch.detach_copy']),
]

export const broadcastTensors = operation({
  names: ['torch.broadcast_tensors'], returns: 'Any', manual: manual('broadcast_tensors'),
  overloads: [on('broadcast_tensors(Any... tensors)', (machine, { tensors }) => {
    const items = tensors.length === 1 && tensors[0]!.kind !== 'tensor' ? machine.items(tensors[0]!) : tensors
    const inputs = items.map((each) => (each.kind === 'tensor' ? each : machine.undecided('tensors that are not known')))
    const shape = inputs.map((each) => machine.shapeOf(each)).reduce((left, right) => broadcast(machine, left, right), [] as Shape)
    return { kind: 'tuple', items: inputs.map((each) => expanded(machine, each, shape)) }
  })],
})
export const broadcastShapes = operation({
  names: ['torch.broadcast_shapes'], returns: 'Any', manual: manual('broadcast_shapes'),
  overloads: [on('broadcast_shapes(Any... shapes)', (machine, { shapes }) => {
    const sizes = shapes.map((each) => (each.kind === 'int' ? [each.value] : machine.items(each).map((item) => (item.kind === 'int' ? item.value : machine.undecided('a size that is not known')))))
    const shape = sizes.reduce<Shape>((left, right) => broadcast(machine, left, right), [])
    return machine.call(machine.nativeClass('torch.Size'), [{ kind: 'tuple', items: shape.map((value) => ({ kind: 'int', value })) }])
  })],
})
