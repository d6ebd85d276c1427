/**
 * Sorting, running totals and counts.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.sort.html
 */
import { add, atLeast, isConstant, max, opaque, show, sub, type Dim } from '../../dims/index.ts'
import { broadcast } from '../../shapes/broadcast.ts'
import { elements } from '../../shapes/check.ts'
import { mapLanes, slice, subtract } from '../../arrays/index.ts'
import {
  accumulated, chosenDtype, dimension, fractional, inPlace, knownArray, namedResult, on, operation, requireEqual, rounded, tensor, tensorOf, tuple,
  type Machine, type Operation, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { concatenated } from './joining.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
const both = (name: string): string[] => [`torch.${name}`, `torch.Tensor.${name}`]

function sorted(machine: Machine, name: string, input: TensorValue, dim: Dim, length?: Dim): Value {
  const shape = machine.shapeOf(input)
  const at = dimension(machine, dim, shape.length)
  const result = length === undefined || shape.length === 0 ? shape : [...shape.slice(0, at), length, ...shape.slice(at + 1)]
  return namedResult(machine, name, { values: tensor(result, { dtype: input.dtype }), indices: tensor(result, { dtype: 'int64' }) })
}
export const sort = operation({
  names: both('sort'), returns: 'Any', manual: manual('sort'),
  overloads: [
    on('sort(Tensor input, *, bool? stable, int dim=-1, bool descending=False, Tensor[]? out=None)', (machine, { input, dim }) => sorted(machine, 'sort', input, dim)),
    on('sort(Tensor input, int dim=-1, bool descending=False, *, Tensor[]? out=None)', (machine, { input, dim }) => sorted(machine, 'sort', input, dim)),
  ],
})
export const argsort = operation({
  names: both('argsort'), manual: manual('argsort'),
  overloads: [
    on('argsort(Tensor input, *, bool stable, int dim=-1, bool descending=False, Tensor? out=None)', (machine, { input, dim }) => ordered(machine, input, dim)),
    on('argsort(Tensor input, int dim=-1, bool descending=False)', (machine, { input, dim }) => ordered(machine, input, dim)),
  ],
})
function ordered(machine: Machine, input: TensorValue, dim: Dim): TensorValue {
  dimension(machine, dim, machine.shapeOf(input).length)
  return tensor(input.shape, { dtype: 'int64' })
}
export const msort = operation({ names: both('msort'), overloads: [on('msort(Tensor input, *, Tensor? out=None)', (machine, { input }) => tensor(machine.shapeOf(input), { dtype: input.dtype }))] })
export const topk = operation({
  names: both('topk'), returns: 'Any', manual: manual('topk'),
  overloads: [on('topk(Tensor input, int k, int dim=-1, bool largest=True, bool sorted=True, *, Tensor[]? out=None)', (machine, { input, k, dim }) => {
    const shape = machine.shapeOf(input)
    const at = dimension(machine, dim, shape.length)
    const refuse = (): never => machine.raise('RuntimeError', 'selected index k out of range', 'size')
    machine.require(atLeast(k, 0), refuse)
    machine.require(atLeast(shape[at] ?? 1, k), refuse)
    return sorted(machine, 'topk', input, at, k)
  })],
  examples: `torch.zeros(2, 5).topk(3).indices   # shape: [2, 3]`,
})

/** Running totals along a dim. */
function running(name: string, of: ((lane: Float64Array) => Float64Array) | undefined, dtypeOf: (dtype: string | undefined) => string | undefined): readonly Operation[] {
  const rule = (machine: Machine, input: TensorValue, dim: Dim, dtype: string | undefined): TensorValue => {
    const shape = machine.shapeOf(input)
    const at = dimension(machine, dim, shape.length)
    const result = chosenDtype(dtype, dtypeOf(input.dtype))
    const array = of && result !== undefined && shape.length > 0 ? knownArray(input) : undefined
    if (!array || !of) return tensor(shape, { dtype: result })
    const made = mapLanes(array, [at], of)
    return tensorOf({ shape: made.shape, data: made.data.map((each) => rounded(result, each)) }, { dtype: result })
  }
  return [
    operation({
      names: both(name), manual: manual(name),
      overloads: [on(`${name}(Tensor input, int dim, *, ${name === 'logcumsumexp' ? '' : 'dtype? dtype=None, '}Tensor? out=None)` as 'f(Tensor input, int dim, *, dtype? dtype=None)', (machine, { input, dim, dtype }) => rule(machine, input, dim, dtype))],
    }),
    operation({ names: [`torch.Tensor.${name}_`], overloads: [on(`${name}_(Tensor input, int dim, *, dtype? dtype=None)` as 'f(Tensor input, int dim, *, dtype? dtype=None)', (machine, { input, dim, dtype }) => inPlace(machine, input, () => { rule(machine, input, dim, dtype); return undefined }))] }),
  ]
}
const scan = (of: (total: number, each: number) => number) => (lane: Float64Array): Float64Array => {
  const result = Float64Array.from(lane)
  for (let index = 1; index < result.length; index++) result[index] = of(result[index - 1]!, result[index]!)
  return result
}
export const runnings = [
  ...running('cumsum', scan((total, each) => total + each), accumulated), ...running('cumprod', scan((total, each) => total * each), accumulated), ...running('logcumsumexp', undefined, fractional),
]
export const runningExtremes = ['cummax', 'cummin'].map((name) => operation({
  names: both(name), returns: 'Any', manual: manual(name),
  overloads: [on(`${name}(Tensor input, int dim, *, Tensor[]? out=None)` as 'f(Tensor input, int dim)', (machine, { input, dim }) => sorted(machine, name, input, dim))],
}))

/** Differences of neighbours: each round takes one off the size. */
export const diff = operation({
  names: both('diff'), manual: manual('diff'),
  overloads: [on('diff(Tensor input, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None, *, Tensor? out=None)', (machine, { input, n, dim, prepend, append }) => {
    const whole = prepend || append ? concatenated(machine, [prepend, input, append].filter((each) => each !== undefined), dim) : input
    const shape = machine.shapeOf(whole)
    const at = dimension(machine, dim, shape.length)
    if (shape.length === 0) machine.raise('RuntimeError', 'diff expects input to be at least one-dimensional', 'rank')
    if (!isConstant(n)) return machine.undecided('a number of rounds that is not known')
    const size = shape[at]!
    const left = isConstant(size) ? Math.max(size - n, 0) : max(sub(size, n), 0)
    let array = knownArray(whole)
    for (let round = 0; array && round < n && array.shape[at]! > 0; round++) array = subtract(slice(array, at, 1, array.shape[at]!), slice(array, at, 0, array.shape[at]! - 1))
    return tensor([...shape.slice(0, at), left, ...shape.slice(at + 1)], { dtype: whole.dtype, data: array ? [...array.data].map((each) => rounded(whole.dtype, each)) : undefined })
  })],
})

/** `unique` flattens; with a dim it keeps the other sizes. */
function unique(machine: Machine, input: TensorValue, inverse: boolean, counts: boolean, dim: Dim | undefined): Value {
  const shape = machine.shapeOf(input)
  const count = opaque({ min: 0 })
  const at = dim === undefined ? undefined : dimension(machine, dim, shape.length)
  const output = tensor(at === undefined ? [count] : [...shape.slice(0, at), count, ...shape.slice(at + 1)], { dtype: input.dtype })
  const parts: Value[] = [output]
  if (inverse) parts.push(tensor(at === undefined ? shape : [shape[at]!], { dtype: 'int64' }))
  if (counts) parts.push(tensor([count], { dtype: 'int64' }))
  return parts.length === 1 ? output : tuple(parts)
}
export const uniques = [
  operation({ names: both('unique'), returns: 'Any', manual: manual('unique'), overloads: [on('unique(Tensor input, bool sorted=True, bool return_inverse=False, bool return_counts=False, int? dim=None)', (machine, { input, return_inverse, return_counts, dim }) => unique(machine, input, return_inverse, return_counts, dim))] }),
  operation({ names: both('unique_consecutive'), returns: 'Any', overloads: [on('unique_consecutive(Tensor input, bool return_inverse=False, bool return_counts=False, int? dim=None)', (machine, { input, return_inverse, return_counts, dim }) => unique(machine, input, return_inverse, return_counts, dim))] }),
]

export const searches = [
  operation({
    names: ['torch.searchsorted'], manual: manual('searchsorted'),
    overloads: (['Tensor input', 'Scalar self'] as const).map((other) => on(`searchsorted(Tensor sorted_sequence, ${other}, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None, Tensor? out=None)` as 'f(Tensor sorted_sequence, Any input, Any self, *, bool out_int32=False)', (machine, { input, out_int32 }) => tensor(input?.kind === 'tensor' ? machine.shapeOf(input) : [], { dtype: out_int32 ? 'int32' : 'int64' }))),
  }),
  operation({
    names: ['torch.bucketize'], manual: manual('bucketize'),
    overloads: (['Tensor input', 'Scalar self'] as const).map((other) => on(`bucketize(${other}, Tensor boundaries, *, bool out_int32=False, bool right=False, Tensor? out=None)` as 'f(Any input, Any self, *, bool out_int32=False)', (machine, { input, out_int32 }) => tensor(input?.kind === 'tensor' ? machine.shapeOf(input) : [], { dtype: out_int32 ? 'int32' : 'int64' }))),
  }),
  operation({ names: both('bincount'), manual: manual('bincount'), overloads: [on('bincount(Tensor input, Tensor? weights=None, int minlength=0)', (machine, { input, weights }) => {
    if (machine.shapeOf(input).length !== 1) machine.raise('RuntimeError', 'bincount only supports 1-d non-negative integral inputs.', 'rank')
    return tensor([opaque({ min: 0 })], { dtype: weights ? weights.dtype === 'float32' ? 'float32' : 'float64' : 'int64' })
  })] }),
  operation({ names: both('histc'), manual: manual('histc'), overloads: [on('histc(Tensor input, int bins=100, Scalar min=0, Scalar max=0, *, Tensor? out=None)', (_machine, { input, bins }) => tensor([bins], { dtype: input.dtype }))] }),
  operation({ names: ['torch.isin'], overloads: [on('isin(Operand elements, Operand test_elements, *, bool assume_unique=False, bool invert=False, Tensor? out=None)', (machine, { elements: each }) => tensor(each.kind === 'tensor' ? machine.shapeOf(each) : [], { dtype: 'bool' }))] }),
]

/** One-hot rows: a new last dim of `num_classes`, or of one more than the largest index. */
export const oneHot = operation({
  names: ['torch.nn.functional.one_hot'], manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html',
  overloads: [on('one_hot(Tensor input, int num_classes=-1)', (machine, { input, num_classes }) => {
    const shape = machine.shapeOf(input)
    if (input.dtype !== undefined && input.dtype !== 'int64') machine.raise('RuntimeError', 'one_hot is only applicable to index tensor of type LongTensor.', 'dtype')
    return tensor([...shape, num_classes === -1 ? opaque({ min: 1 }) : num_classes], { dtype: 'int64' })
  })],
  examples: `F.one_hot(torch.zeros(2, dtype=torch.long), 5)   # shape: [2, 5]`,
})

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.cdist.html */
export const cdist = operation({
  names: ['torch.cdist'], manual: manual('cdist'),
  overloads: [on('cdist(Tensor x1, Tensor x2, float p=2.0, str? compute_mode=None)', (machine, { x1, x2 }) => {
    const a = machine.shapeOf(x1), b = machine.shapeOf(x2)
    if (a.length < 2) machine.raise('RuntimeError', `cdist only supports at least 2D tensors, X1 got: ${a.length}D`, 'rank')
    if (b.length < 2) machine.raise('RuntimeError', `cdist only supports at least 2D tensors, X2 got: ${b.length}D`, 'rank')
    requireEqual(machine, a.at(-1)!, b.at(-1)!, () => machine.raise('RuntimeError', `X1 and X2 must have the same number of columns. X1: ${show(a.at(-1)!)} X2: ${show(b.at(-1)!)}`, 'matmul'))
    return tensor([...broadcast(machine, a.slice(0, -2), b.slice(0, -2)), a.at(-2)!, b.at(-2)!], { dtype: x1.dtype })
  })],
})
export const dist = operation({ names: both('dist'), overloads: [on('dist(Tensor input, Tensor other, Scalar p=2)', (machine, { input, other }) => { broadcast(machine, machine.shapeOf(input), machine.shapeOf(other)); return tensor([], { dtype: input.dtype }) })] })
export const covariance = ['cov', 'corrcoef'].map((name) => operation({
  names: both(name),
  overloads: [on(`${name}(Tensor input${name === 'cov' ? ', *, int correction=1, Tensor? fweights=None, Tensor? aweights=None' : ''})` as 'f(Tensor input)', (machine, { input }) => {
    const shape = machine.shapeOf(input)
    return tensor(shape.length < 2 ? [] : [shape[0]!, shape[0]!], { dtype: fractional(input.dtype) })
  })],
}))
export const products = [
  operation({ names: ['torch.cartesian_prod'], overloads: [on('cartesian_prod(Any... tensors)', (machine, { tensors }) => {
    const items = tensors.length === 1 && tensors[0]!.kind !== 'tensor' ? machine.items(tensors[0]!) : tensors
    const inputs = items.map((each) => (each.kind === 'tensor' ? each : machine.undecided('tensors that are not known')))
    const lengths = inputs.map((each) => elements(machine.shapeOf(each)))
    return tensor(inputs.length === 1 ? lengths : [elements(lengths), inputs.length], { dtype: inputs[0]?.dtype })
  })] }),
  operation({ names: ['torch.block_diag'], overloads: [on('block_diag(Any... tensors)', (machine, { tensors }) => {
    const shapes = tensors.map((each) => (each.kind === 'tensor' ? machine.shapeOf(each) : machine.undecided('tensors that are not known')))
    const sizes = shapes.map((shape) => (shape.length === 0 ? [1, 1] : shape.length === 1 ? [1, shape[0]!] : shape))
    return tensor([sizes.map((each) => each[0]!).reduce<Dim>(add, 0), sizes.map((each) => each[1]!).reduce<Dim>(add, 0)], { dtype: tensors[0]?.kind === 'tensor' ? tensors[0].dtype : undefined })
  })] }),
]
