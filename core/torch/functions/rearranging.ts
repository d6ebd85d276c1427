/**
 * Moving elements about: flips, rolls, diagonals, triangles, grids.
 * Source: https://docs.pytorch.org/docs/stable/torch.html
 */

import { add, atLeast, equals, isConstant, max, min, mul, opaque, show, sub, type Dim } from '../../dims/index.ts'
import { elements } from '../../shapes/check.ts'
import * as arrays from '../../arrays/index.ts'
import {
  arranged, dimension, dimensions, inPlace, knownData, like, on, operation, tensor, tuple, viewed,
  type Machine, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
const abs = (dim: Dim): Dim => (isConstant(dim) ? Math.abs(dim) : opaque({ min: 0 }))
const both = (name: string): string[] => [`torch.${name}`, `torch.Tensor.${name}`]

export const flip = operation({
  names: both('flip'), manual: manual('flip'),
  overloads: [on('flip(Tensor input, int[] dims)', (machine, { input, dims }) => {
    const at = dimensions(machine, dims, machine.shapeOf(input).length)
    return arranged(input, machine.shapeOf(input), (array) => at.reduce((result, dim) => arrays.flip(result, dim), array))
  })],
})
export const flipSides = ([['fliplr', 1], ['flipud', 0]] as const).map(([name, dim]) => operation({
  names: both(name),
  overloads: [on(`${name}(Tensor input)` as 'f(Tensor input)', (machine, { input }) => {
    if (machine.shapeOf(input).length <= dim) machine.raise('RuntimeError', `Input must be >= ${dim + 1}-d.`, 'rank')
    return arranged(input, machine.shapeOf(input), (array) => arrays.flip(array, dim))
  })],
}))
export const roll = operation({
  names: both('roll'), manual: manual('roll'),
  overloads: [on('roll(Tensor input, int[1] shifts, int[1]? dims=None)', (machine, { input, shifts, dims = [] }) => {
    const shape = machine.shapeOf(input)
    if (shifts.length === 0) machine.raise('RuntimeError', '`shifts` required', 'argument')
    if (dims.length !== shifts.length && !(dims.length === 0 && shifts.length === 1)) machine.raise('RuntimeError', `shifts and dimensions must align. shifts: ${shifts.length}, dims:${dims.length}`, 'argument')
    for (const dim of dims) dimension(machine, dim, shape.length)
    return like(input, shape)
  })],
})
export const rot90 = operation({
  names: both('rot90'), manual: manual('rot90'),
  overloads: [on('rot90(Tensor input, int k=1, int[] dims=(0,1))', (machine, { input, k, dims }) => {
    const shape = machine.shapeOf(input)
    if (dims.length !== 2) machine.raise('RuntimeError', `expected total rotation dims == 2, but got dims = ${dims.length}`, 'argument')
    if (shape.length < 2) machine.raise('RuntimeError', `expected total dims >= 2, but got total dims = ${shape.length}`, 'rank')
    if (dims[0] === dims[1]) machine.raise('RuntimeError', `expected rotation dims to be different, but got dim0 = ${show(dims[0]!)} and dim1 = ${show(dims[1]!)}`, 'argument')
    const [a, b] = dims.map((dim) => dimension(machine, dim, shape.length)) as [number, number]
    if (!isConstant(k)) return machine.undecided('a number of turns that is not known')
    return like(input, k % 2 === 0 ? shape : shape.map((size, dim) => (dim === a ? shape[b]! : dim === b ? shape[a]! : size)))
  })],
})

/** The length of a diagonal: `min(rows, columns)` less what the offset cuts off. */
function diagonalLength(machine: Machine, rows: Dim, columns: Dim, offset: Dim): Dim {
  if (!isConstant(offset)) return opaque({ min: 0 })
  const length = offset >= 0 ? smaller(machine, rows, sub(columns, offset)) : smaller(machine, add(rows, offset), columns)
  return isConstant(length) ? Math.max(length, 0) : max(length, 0)
}
const smaller = (machine: Machine, a: Dim, b: Dim): Dim => (machine.decide(atLeast(b, a)) === 'always' ? a : machine.decide(atLeast(a, b)) === 'always' ? b : min(a, b))
function diagonalOf(machine: Machine, input: TensorValue, offset: Dim, dim1: Dim, dim2: Dim): TensorValue {
  const shape = machine.shapeOf(input)
  const a = dimension(machine, dim1, shape.length), b = dimension(machine, dim2, shape.length)
  if (a === b) machine.raise('RuntimeError', `diagonal dimensions cannot be identical ${show(dim1)}, ${show(dim2)}`, 'dimension')
  return like(input, [...shape.filter((_, dim) => dim !== a && dim !== b), diagonalLength(machine, shape[a]!, shape[b]!, offset)])
}
export const diagonals = [
  operation({ names: both('diagonal'), manual: manual('diagonal'), overloads: [on('diagonal(Tensor input, int offset=0, int dim1=0, int dim2=1)', (machine, { input, offset, dim1, dim2 }) => diagonalOf(machine, input, offset, dim1, dim2))] }),
  operation({ names: ['torch.linalg.diagonal'], overloads: [on('linalg_diagonal(Tensor A, *, int offset=0, int dim1=-2, int dim2=-1)', (machine, { A, offset, dim1, dim2 }) => diagonalOf(machine, A, offset, dim1, dim2))] }),
  operation({
    names: both('diag'), manual: manual('diag'),
    overloads: [on('diag(Tensor input, int diagonal=0, *, Tensor? out=None)', (machine, { input, diagonal }) => {
      const shape = machine.shapeOf(input)
      if (shape.length === 2) return diagonalOf(machine, input, diagonal, 0, 1)
      if (shape.length !== 1) machine.raise('RuntimeError', `diag(): Supports 1D or 2D tensors. Got ${shape.length}D`, 'rank')
      const size = add(shape[0]!, abs(diagonal))
      return like(input, [size, size])
    })],
  }),
  operation({
    names: both('diag_embed'), manual: manual('diag_embed'),
    overloads: [on('diag_embed(Tensor input, int offset=0, int dim1=-2, int dim2=-1)', (machine, { input, offset, dim1, dim2 }) => {
      const shape = machine.shapeOf(input)
      const a = dimension(machine, dim1, shape.length + 1), b = dimension(machine, dim2, shape.length + 1)
      if (a === b) machine.raise('RuntimeError', `diagonal dimensions cannot be identical ${show(dim1)}, ${show(dim2)}`, 'dimension')
      const size = add(shape.at(-1) ?? 1, abs(offset))
      const rest = [...shape.slice(0, -1)]
      return like(input, Array.from({ length: shape.length + 1 }, (_, dim) => (dim === a || dim === b ? size : rest.shift()!)))
    })],
  }),
  operation({ names: both('diagflat'), overloads: [on('diagflat(Tensor input, int offset=0)', (machine, { input, offset }) => { const size = add(elements(machine.shapeOf(input)), abs(offset)); return like(input, [size, size]) })] }),
]
export const trace = operation({
  names: both('trace'),
  overloads: [on('trace(Tensor input)', (machine, { input }) => {
    const { length } = machine.shapeOf(input)
    if (length !== 2) machine.raise('RuntimeError', `trace: expected a matrix, but got tensor with dim ${length}`, 'rank')
    return like(input, [])
  })],
})

const triangle = (name: string): ((machine: Machine, input: TensorValue) => TensorValue) => (machine, input) => {
  if (machine.shapeOf(input).length < 2) machine.raise('RuntimeError', `${name}: input tensor must have at least 2 dimensions`, 'rank')
  return like(input, machine.shapeOf(input))
}
export const triangles = ['tril', 'triu'].flatMap((name) => [
  operation({ names: both(name), manual: manual(name), overloads: [on(`${name}(Tensor input, int diagonal=0, *, Tensor? out=None)` as 'f(Tensor input)', (machine, { input }) => triangle(name)(machine, input))] }),
  operation({ names: [`torch.Tensor.${name}_`], overloads: [on(`${name}_(Tensor input, int diagonal=0)` as 'f(Tensor input)', (machine, { input }) => inPlace(machine, input, () => { triangle(name)(machine, input); return undefined }))] }),
])

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.repeat_interleave.html */
function interleaved(machine: Machine, input: TensorValue, repeats: Dim | readonly Dim[] | TensorValue, dim: Dim | undefined): TensorValue {
  const flat = dim === undefined ? viewed(input, [elements(machine.shapeOf(input))]) : input
  const shape = machine.shapeOf(flat)
  const at = dim === undefined ? 0 : dimension(machine, dim, shape.length)
  const size = shape[at] ?? 1
  const length = ((): Dim => {
    if (typeof repeats === 'number' || 'terms' in repeats) return mul(size, repeats)
    const counts = Array.isArray(repeats) ? repeats as readonly Dim[] : knownData(repeats as TensorValue)
    const given = Array.isArray(repeats) ? repeats.length : machine.shapeOf(repeats as TensorValue)[0] ?? 1
    if (given !== 1) machine.require(equals(given, size), () => machine.raise('RuntimeError', `repeats must have the same size as input along dim, but got repeats.size(0) = ${show(given)} and input.size(${at}) = ${show(size)}`, 'size'))
    if (!counts) return opaque({ min: 0 })
    return counts.length === 1 ? mul(size, counts[0]!) : counts.reduce<Dim>(add, 0)
  })()
  const count = typeof repeats === 'number' ? repeats : undefined
  return arranged(flat, [...shape.slice(0, at), length, ...shape.slice(at + 1)], (array) => (count === undefined || array.shape.length === 0 ? undefined : arrays.take(array, at, Array.from({ length: count * array.shape[at]! }, (_, index) => Math.floor(index / count)))))
}
export const repeatInterleave = operation({
  names: both('repeat_interleave'), manual: manual('repeat_interleave'),
  overloads: [
    on('repeat_interleave(Tensor input, Tensor repeats, int? dim=None, *, int? output_size=None)', (machine, { input, repeats, dim }) => interleaved(machine, input, repeats, dim)),
    on('repeat_interleave(Tensor repeats, *, int? output_size=None)', (_machine, { output_size }) => tensor([output_size ?? opaque({ min: 0 })], { dtype: 'int64' })),
    on('repeat_interleave(Tensor input, int repeats, int? dim=None, *, int? output_size=None)', (machine, { input, repeats, dim }) => interleaved(machine, input, repeats, dim)),
  ],
  examples: `torch.zeros(2, 3).repeat_interleave(2, dim=1)   # shape: [2, 6]`,
})

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.meshgrid.html */
export const meshgrid = operation({
  names: ['torch.meshgrid'], returns: 'Any', manual: manual('meshgrid'),
  overloads: [on('meshgrid(Any... tensors, *, indexing=None)', (machine, { tensors, indexing }) => {
    const [only] = tensors
    const items = tensors.length === 1 && (only?.kind === 'list' || only?.kind === 'tuple') ? machine.items(only) : tensors
    const inputs = items.map((each, index) => {
      if (each.kind === 'tensor') return each
      if (each.kind === 'unknown') return machine.undecided(each.reason)
      return machine.raise('TypeError', `expected Tensor as element ${index} in argument 0, but got ${each.kind}`, 'argument-type')
    })
    const mode = indexing.kind === 'str' ? indexing.value : 'ij'
    if (indexing.kind === 'unknown' || mode === undefined) return machine.undecided('an indexing that is not known')
    if (mode !== 'ij' && mode !== 'xy') return machine.raise('RuntimeError', `torch.meshgrid: indexing must be one of "xy" or "ij", but received: ${mode}`, 'value')
    return grids(machine, inputs, mode)
  })],
  examples: `torch.meshgrid(torch.arange(2), torch.arange(3), indexing='xy')[0]   # shape: [3, 2]`,
})
function grids(machine: Machine, inputs: readonly TensorValue[], mode: 'ij' | 'xy'): Value {
  if (inputs.length === 0) machine.raise('RuntimeError', 'meshgrid expects a non-empty TensorList', 'argument')
  const shapes = inputs.map((each) => machine.shapeOf(each))
  const dtypes = new Set(inputs.map((each) => each.dtype))
  if (dtypes.size > 1 && !dtypes.has(undefined)) machine.raise('RuntimeError', 'meshgrid expects all tensors to have the same dtype', 'dtype')
  const sizes = shapes.map((shape) => {
    if (shape.length > 1) return machine.raise('RuntimeError', `torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ${shape.length}D`, 'rank')
    return shape[0] ?? 1
  })
  const order = sizes.map((_, dim) => dim)
  if (mode === 'xy' && sizes.length >= 2) [order[0], order[1]] = [1, 0]
  const shape: Shape = order.map((dim) => sizes[dim]!)
  return tuple(inputs.map((input, index) => arranged(input, shape, (array) => {
    const place = order.indexOf(index)
    return arrays.broadcastTo({ shape: shape.map((_, dim) => (dim === place ? sizes[index] as number : 1)), data: array.data }, shape as readonly number[])
  })))
}

/** A view of any strides. */
export const asStrided = operation({ names: both('as_strided'), overloads: [on('as_strided(Tensor input, int[] size, int[] stride, int? storage_offset=None)', (_machine, { input, size }) => like(input, size))] })
export const combinations = operation({
  names: ['torch.combinations'],
  overloads: [on('combinations(Tensor input, int r=2, bool with_replacement=False)', (machine, { input, r, with_replacement }) => {
    const [n] = machine.shapeOf(input)
    if (n === undefined || !isConstant(n) || !isConstant(r)) return machine.undecided('a number of combinations that is not known')
    let count = 1
    for (let index = 0; index < r; index++) count = count * ((with_replacement ? n + r - 1 : n) - index) / (index + 1)
    return like(input, [Math.round(Math.max(count, 0)), r])
  })],
})
