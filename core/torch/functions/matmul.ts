/**
 * Matrix products.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.matmul.html
 */
import { equals, mul, type Dim } from '../../dims/index.ts'
import { broadcast, expand } from '../../shapes/broadcast.ts'
import { batched, dot, matmul as matmulShape, matrixVector, product } from '../../shapes/matmul.ts'
import * as arrays from '../../arrays/index.ts'
import {
  category, cName, dimension, dimensions, inPlace, knownArray, on, operation, promoted, scalarName, showShape, tensor, tensorOf, tensorTypeName,
  type Machine, type Operation, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
const both = (name: string): string[] => [`torch.${name}`, `torch.Tensor.${name}`]

/** Both factors have one dtype. */
function sameDtype(machine: Machine, left: TensorValue, right: TensorValue, isBatched: boolean): string | undefined {
  const a = category(left.dtype), b = category(right.dtype)
  if (a !== undefined && b !== undefined && left.dtype !== right.dtype) {
    machine.raise('RuntimeError', isBatched ? `expected scalar type ${scalarName(left.dtype)} but found ${scalarName(right.dtype)}` : `expected m1 and m2 to have the same dtype, but got: ${cName(left.dtype)} != ${cName(right.dtype)}`, 'dtype')
  }
  return left.dtype ?? right.dtype
}

const pair = (shape: Shape): readonly [Dim, Dim] => [shape[0]!, shape[1]!]
const triple = (shape: Shape): readonly [Dim, Dim, Dim] => [shape[0]!, shape[1]!, shape[2]!]

/** The product of two tensors of any rank, as `@` means it. */
export function multiplied(machine: Machine, left: TensorValue, right: TensorValue): TensorValue {
  const a = machine.shapeOf(left), b = machine.shapeOf(right)
  const shape = matmulShape(machine, a, b)
  const dtype = sameDtype(machine, left, right, a.length > 2 && b.length > 2)
  const x = a.length === 2 && b.length === 2 ? knownArray(left) : undefined, y = x && knownArray(right)
  return x && y ? tensorOf(arrays.matmul(x, y), { dtype }) : tensor(shape, { dtype })
}
export const matmul = operation({
  names: [...both('matmul'), 'torch.Tensor.__matmul__', 'torch.linalg.matmul'], manual: manual('matmul'),
  overloads: [on('matmul(Tensor input, Tensor other, *, Tensor? out=None)', (machine, { input, other }) => multiplied(machine, input, other))],
  examples: `torch.matmul(torch.zeros(5, 2, 3), torch.zeros(3, 4))   # shape: [5, 2, 4]`,
})
export const reflectedMatmul = operation({ names: ['torch.Tensor.__rmatmul__'], overloads: [on('__rmatmul__(Tensor input, Tensor other)', (machine, { input, other }) => multiplied(machine, other, input))] })

function matrix(machine: Machine, name: string, input: TensorValue, which: string): readonly [Dim, Dim] {
  const shape = machine.shapeOf(input)
  if (shape.length !== 2) machine.raise('RuntimeError', `${name}: ${which} must be a matrix, got ${shape.length}-D tensor`, 'rank')
  return pair(shape)
}
function batch(machine: Machine, input: TensorValue, which: string): readonly [Dim, Dim, Dim] {
  const shape = machine.shapeOf(input)
  if (shape.length !== 3) machine.raise('RuntimeError', `${which} must be a 3D tensor`, 'rank')
  return triple(shape)
}

export const mm = operation({
  names: both('mm'), manual: manual('mm'),
  overloads: [on('mm(Tensor input, Tensor mat2, *, Tensor? out=None)', (machine, { input, mat2 }) =>
    tensor(product(machine, 'mm', matrix(machine, 'mm', input, 'self'), matrix(machine, 'mm', mat2, 'mat2')), { dtype: sameDtype(machine, input, mat2, false) }))],
})
export const bmm = operation({
  names: both('bmm'), manual: manual('bmm'),
  overloads: [on('bmm(Tensor input, Tensor mat2, *, Tensor? out=None)', (machine, { input, mat2 }) =>
    tensor(batched(machine, batch(machine, input, 'batch1'), batch(machine, mat2, 'batch2')), { dtype: sameDtype(machine, input, mat2, true) }))],
})
export const mv = operation({
  names: both('mv'), manual: manual('mv'),
  overloads: [on('mv(Tensor input, Tensor vec)', (machine, { input, vec }) => {
    const a = machine.shapeOf(input), b = machine.shapeOf(vec)
    if (a.length !== 2 || b.length !== 1) machine.raise('RuntimeError', `vector + matrix @ vector expected, got 1, ${a.length}, ${b.length}`, 'rank')
    return tensor(matrixVector(machine, pair(a), b[0]!, a[0]!), { dtype: input.dtype })
  })],
})
export const dots = ['dot', 'vdot'].map((name) => operation({
  names: both(name), manual: manual(name),
  overloads: [on(`${name}(Tensor input, Tensor tensor)` as 'dot(Tensor input, Tensor tensor)', (machine, { input, tensor: other }) => {
    const a = machine.shapeOf(input), b = machine.shapeOf(other)
    if (a.length !== 1 || b.length !== 1) machine.raise('RuntimeError', `1D tensors expected, but got ${a.length}D and ${b.length}D tensors`, 'rank')
    return tensor(dot(machine, a[0]!, b[0]!), { dtype: input.dtype })
  })],
}))

/** `input` broadcasts to the shape of the product that is added to it. */
function added(machine: Machine, input: TensorValue, shape: Shape): TensorValue {
  const own = machine.shapeOf(input)
  expand(machine, own, shape, () => `${tensorTypeName(input)}{${showShape(own)}}`)
  return tensor(shape, { dtype: input.dtype })
}
function sumOfProducts(name: string, parameters: string, shapeOf: (machine: Machine, a: TensorValue, b: TensorValue) => Shape): readonly Operation[] {
  const text = (suffix: string): 'f(Tensor input, Tensor a, Tensor b)' => `${name}${suffix}(Tensor input, ${parameters}, *, Scalar beta=1, Scalar alpha=1${suffix === '' ? ', Tensor? out=None' : ''})` as 'f(Tensor input, Tensor a, Tensor b)'
  const [first, second] = parameters.split(', ').map((each) => each.slice('Tensor '.length)) as [string, string]
  const rule = (machine: Machine, parameters: Readonly<Record<string, TensorValue>>): TensorValue => added(machine, parameters.input!, shapeOf(machine, parameters[first]!, parameters[second]!))
  return [
    operation({ names: both(name), manual: manual(name), overloads: [on(text(''), (machine, given) => rule(machine, given))] }),
    operation({ names: [`torch.Tensor.${name}_`], overloads: [on(text('_'), (machine, given) => inPlace(machine, given.input, () => { rule(machine, given); return undefined }))] }),
  ]
}
export const sumsOfProducts = [
  ...sumOfProducts('addmm', 'Tensor mat1, Tensor mat2', (machine, a, b) => product(machine, 'addmm', matrix(machine, 'addmm', a, 'mat1'), matrix(machine, 'addmm', b, 'mat2'))),
  ...sumOfProducts('baddbmm', 'Tensor batch1, Tensor batch2', (machine, a, b) => batched(machine, batch(machine, a, 'batch1'), batch(machine, b, 'batch2'))),
  ...sumOfProducts('addbmm', 'Tensor batch1, Tensor batch2', (machine, a, b) => batched(machine, batch(machine, a, 'batch1'), batch(machine, b, 'batch2')).slice(1)),
  ...sumOfProducts('addmv', 'Tensor mat, Tensor vec', (machine, a, b) => {
    const [rows, columns] = matrix(machine, 'addmv', a, 'mat')
    return matrixVector(machine, [rows, columns], machine.shapeOf(b)[0] ?? 1, rows)
  }),
  ...sumOfProducts('addr', 'Tensor vec1, Tensor vec2', (machine, a, b) => [machine.shapeOf(a)[0] ?? 1, machine.shapeOf(b)[0] ?? 1]),
]

export const outer = operation({
  names: [...both('outer'), ...both('ger')], manual: manual('outer'),
  overloads: [on('outer(Tensor input, Tensor vec2, *, Tensor? out=None)', (machine, { input, vec2 }) => {
    const a = machine.shapeOf(input), b = machine.shapeOf(vec2)
    if (a.length !== 1) machine.raise('RuntimeError', `outer: Expected 1-D argument self, but got ${a.length}-D`, 'rank')
    if (b.length !== 1) machine.raise('RuntimeError', `outer: Expected 1-D argument vec2, but got ${b.length}-D`, 'rank')
    return tensor([a[0]!, b[0]!], { dtype: promoted(input.dtype, vec2.dtype) })
  })],
})
export const inner = operation({
  names: both('inner'), manual: manual('inner'),
  overloads: [on('inner(Tensor input, Tensor other, *, Tensor? out=None)', (machine, { input, other }) => {
    const a = machine.shapeOf(input), b = machine.shapeOf(other)
    if (a.length === 0 || b.length === 0) return tensor([...a, ...b], { dtype: input.dtype })
    machine.require(equals(a.at(-1)!, b.at(-1)!), () => machine.raise('RuntimeError', `inner() the last dimension must match on both input tensors but got shapes ${showShape(a)} and ${showShape(b)}`, 'matmul'))
    return tensor([...a.slice(0, -1), ...b.slice(0, -1)], { dtype: input.dtype })
  })],
})
export const kron = operation({
  names: both('kron'), manual: manual('kron'),
  overloads: [on('kron(Tensor input, Tensor other, *, Tensor? out=None)', (machine, { input, other }) => {
    const a = machine.shapeOf(input), b = machine.shapeOf(other)
    const rank = Math.max(a.length, b.length)
    return tensor(Array.from({ length: rank }, (_, dim) => mul(a[dim - rank + a.length] ?? 1, b[dim - rank + b.length] ?? 1)), { dtype: promoted(input.dtype, other.dtype) })
  })],
})

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.tensordot.html */
function contracted(machine: Machine, a: TensorValue, b: TensorValue, dims: Value): TensorValue {
  const left = machine.shapeOf(a), right = machine.shapeOf(b)
  const [leftDims, rightDims] = contractedDims(machine, dims, left.length)
  const from = dimensions(machine, leftDims, left.length), to = dimensions(machine, rightDims, right.length)
  if (from.length !== to.length) machine.raise('RuntimeError', 'both dimension lists should have same length', 'matmul')
  for (const [index, dim] of from.entries()) {
    const other = to[index]!
    const x = left[dim]!, y = right[other]!
    if (x === 1 || y === 1) continue
    machine.require(equals(x, y), () => machine.raise('RuntimeError', `contracted dimensions need to match, but first has size ${showShape([x]).slice(1, -1)} in dim ${String(leftDims[index])} and second has size ${showShape([y]).slice(1, -1)} in dim ${String(rightDims[index])}`, 'matmul'))
  }
  return tensor([...left.filter((_, dim) => !from.includes(dim)), ...right.filter((_, dim) => !to.includes(dim))], { dtype: promoted(a.dtype, b.dtype) })
}
function contractedDims(machine: Machine, dims: Value, rank: number): readonly [readonly Dim[], readonly Dim[]] {
  const ints = (value: Value): readonly Dim[] => (value.kind === 'int' ? [value.value] : machine.items(value).map((each) => (each.kind === 'int' ? each.value : machine.undecided('a dim that is not known'))))
  if (dims.kind === 'int') {
    const count = dims.value
    if (typeof count !== 'number') return machine.undecided('a number of dims that is not known')
    if (count < 0) machine.raise('RuntimeError', `tensordot expects dims >= 0, but got dims=${count}`, 'value')
    if (count > rank) machine.raise('RuntimeError', `tensordot expects dims < ndim_a or ndim_b, but got dims=${count}`, 'value')
    return [Array.from({ length: count }, (_, index) => index - count), Array.from({ length: count }, (_, index) => index)]
  }
  if (dims.kind === 'unknown' || dims.kind === 'tensor') return machine.undecided('dims that are not known')
  const [first, second] = machine.items(dims)
  return [first ? ints(first) : [], second ? ints(second) : []]
}
export const tensordot = operation({
  names: ['torch.tensordot'], manual: manual('tensordot'),
  overloads: [on('tensordot(Tensor a, Tensor b, dims=2, out=None)', (machine, { a, b, dims }) => contracted(machine, a, b, dims))],
})

/** Chains of matrix products. */
export const chains = operation({
  names: ['torch.linalg.multi_dot'],
  overloads: [on('multi_dot(Tensor[] tensors, *, Tensor? out=None)', (machine, { tensors }) => chain(machine, tensors))],
})
export const chainMatmul = operation({
  names: ['torch.chain_matmul'],
  overloads: [on('chain_matmul(Any... matrices)', (machine, { matrices }) => chain(machine, matrices.map((each) => (each.kind === 'tensor' ? each : machine.undecided('matrices that are not known')))))],
})
function chain(machine: Machine, tensors: readonly TensorValue[]): TensorValue {
  const shapes = tensors.map((each) => machine.shapeOf(each))
  for (const [index, shape] of shapes.entries()) {
    const next = shapes[index + 1]
    if (next) machine.require(equals(shape.at(-1) ?? 1, next[0] ?? 1), () => machine.raise('RuntimeError', `multi_dot(): tensors ${index} and ${index + 1} with shapes ${showShape(shape)} and ${showShape(next)} cannot be multiplied`, 'matmul'))
  }
  const first = shapes[0] ?? [], last = shapes.at(-1) ?? []
  return tensor([...(first.length === 2 ? [first[0]!] : []), ...(last.length === 2 ? [last[1]!] : [])], { dtype: tensors[0]?.dtype })
}

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.cross.html */
function crossed(machine: Machine, input: TensorValue, other: TensorValue, dim: Dim | undefined): TensorValue {
  const a = machine.shapeOf(input), b = machine.shapeOf(other)
  if (a.length !== b.length) machine.raise('RuntimeError', 'linalg.cross: inputs must have the same number of dimensions.', 'rank')
  const at = dim === undefined ? Math.max(a.findIndex((size) => size === 3), 0) : dimension(machine, dim, a.length)
  for (const size of [a[at]!, b[at]!]) machine.require(equals(size, 3), () => machine.raise('RuntimeError', `linalg.cross: inputs dimension ${at} must have length 3. Got ${showShape([a[at]!]).slice(1, -1)} and ${showShape([b[at]!]).slice(1, -1)}`, 'size'))
  return tensor(broadcast(machine, a, b), { dtype: promoted(input.dtype, other.dtype) })
}
export const cross = [
  operation({ names: both('cross'), manual: manual('cross'), overloads: [on('cross(Tensor input, Tensor other, int? dim=None, *, Tensor? out=None)', (machine, { input, other, dim }) => crossed(machine, input, other, dim))] }),
  operation({ names: ['torch.linalg.cross'], overloads: [on('linalg_cross(Tensor input, Tensor other, *, int dim=-1, Tensor? out=None)', (machine, { input, other, dim }) => crossed(machine, input, other, dim))] }),
]
