/**
 * Reductions over all dims or over some.
 * Source: https://docs.pytorch.org/docs/stable/torch.html#reduction-ops
 */
import { atLeast, type Dim } from '../../dims/index.ts'
import * as arrays from '../../arrays/index.ts'
import {
  accumulated, asDim, category, chosenDtype, dimension, dimensions, fractional, knownArray, namedResult, on, operation, rounded, scalarName, tensor, tensorOf,
  type Machine, type Operation, type Overload, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
const both = (name: string): string[] => [`torch.${name}`, `torch.Tensor.${name}`]

/** The shape without the reduced dims, or with 1 in their place. No dims, and an empty list, mean all. */
export function reducedShape(shape: Shape, dims: readonly number[] | undefined, keepdim: boolean): Shape {
  const isReduced = (dim: number): boolean => dims === undefined || dims.length === 0 || dims.includes(dim)
  return keepdim ? shape.map((size, dim) => (isReduced(dim) ? 1 : size)) : shape.filter((_, dim) => !isReduced(dim))
}

type Fold = (elements: ArrayLike<number>) => number
interface Reduced { readonly dims?: readonly Dim[] | undefined; readonly keepdim?: boolean; readonly dtype: string | undefined; readonly of?: Fold | undefined }

export function reduced(machine: Machine, input: TensorValue, { dims, keepdim = false, dtype, of }: Reduced): TensorValue {
  const shape = machine.shapeOf(input)
  const at = dims && dimensions(machine, dims, shape.length)
  const result = reducedShape(shape, at, keepdim)
  const array = of && dtype !== undefined ? knownArray(input) : undefined
  if (!array || !of) return tensor(result, { dtype })
  const over = at && at.length > 0 ? at : array.shape.map((_, dim) => dim)
  const folded = array.shape.length === 0 ? { shape: [], data: Float64Array.of(of(array.data)) } : arrays.reduce(array, over, of)
  return tensorOf({ shape: result as readonly number[], data: folded.data.map((each) => rounded(dtype, each)) }, { dtype })
}

/** How a reduction's dtype follows from the tensor's. */
const accumulate = (dtype: string | undefined): string | undefined => accumulated(dtype)
const logical = (dtype: string | undefined): string | undefined => (dtype === 'uint8' ? 'uint8' : 'bool')
const product: Fold = (elements) => Array.from(elements).reduce((result, each) => result * each, 1)

export const sum = [
  ...['sum', 'nansum'].map((name) => operation({
    names: both(name), manual: manual(name),
    overloads: [
      on(`${name}(Tensor input, *, dtype? dtype=None)` as 'f(Tensor input, *, dtype? dtype=None)', (machine, { input, dtype }) => reduced(machine, input, { dtype: chosenDtype(dtype, accumulate(input.dtype)), of: arrays.sumOf })),
      on(`${name}(Tensor input, int[1]? dim, bool keepdim=False, *, dtype? dtype=None, Tensor? out=None)` as 'f(Tensor input, int[1]? dim, bool keepdim=False, *, dtype? dtype=None)', (machine, { input, dim, keepdim, dtype }) => reduced(machine, input, { dims: dim, keepdim, dtype: chosenDtype(dtype, accumulate(input.dtype)), of: arrays.sumOf })),
    ],
    examples: `torch.zeros(2, 3, 4).sum((0, 2))   # shape: [3]`,
  })),
]

/** The mean of integers has no dtype. */
function mean(machine: Machine, input: TensorValue, dims: readonly Dim[] | undefined, keepdim: boolean, dtype: string | undefined, name: string): Value {
  const result = chosenDtype(dtype, input.dtype)
  const made = reduced(machine, input, { dims, keepdim, dtype: result, of: arrays.meanOf })
  const kind = category(result)
  if (name === 'mean' && (kind === 'int' || kind === 'bool')) {
    machine.raise('NotImplementedError', dtype === undefined
      ? `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${scalarName(result)}`
      : `mean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. Got: ${scalarName(result)}`, 'dtype')
  }
  return made
}
export const means = ['mean', 'nanmean'].map((name) => operation({
  names: both(name), manual: manual(name),
  overloads: [
    on(`${name}(Tensor input, *, dtype? dtype=None)` as 'f(Tensor input, *, dtype? dtype=None)', (machine, { input, dtype }) => mean(machine, input, undefined, false, dtype, name)),
    on(`${name}(Tensor input, int[1]? dim, bool keepdim=False, *, dtype? dtype=None, Tensor? out=None)` as 'f(Tensor input, int[1]? dim, bool keepdim=False, *, dtype? dtype=None)', (machine, { input, dim, keepdim, dtype }) => mean(machine, input, dim, keepdim, dtype, name)),
  ],
  examples: `torch.zeros(2, 3, 4).mean(dim=(1, 2), keepdim=True)   # shape: [2, 1, 1]`,
}))

export const prod = operation({
  names: both('prod'), manual: manual('prod'),
  overloads: [
    on('prod(Tensor input, *, dtype? dtype=None)', (machine, { input, dtype }) => reduced(machine, input, { dtype: chosenDtype(dtype, accumulate(input.dtype)), of: product })),
    on('prod(Tensor input, int dim, bool keepdim=False, *, dtype? dtype=None, Tensor? out=None)', (machine, { input, dim, keepdim, dtype }) => reduced(machine, input, { dims: [dim], keepdim, dtype: chosenDtype(dtype, accumulate(input.dtype)), of: product })),
  ],
})

const truths: Readonly<Record<string, Fold>> = { all: (elements) => Number(Array.from(elements).every((each) => each !== 0)), any: (elements) => Number(Array.from(elements).some((each) => each !== 0)) }
export const quantifiers = Object.entries(truths).map(([name, of]) => operation({
  names: both(name), manual: manual(name),
  overloads: [
    on(`${name}(Tensor input, *, Tensor? out=None)` as 'f(Tensor input)', (machine, { input }) => reduced(machine, input, { dtype: logical(input.dtype), of })),
    on(`${name}(Tensor input, int dim, bool keepdim=False, *, Tensor? out=None)` as 'f(Tensor input, int dim, bool keepdim=False)', (machine, { input, dim, keepdim }) => reduced(machine, input, { dims: [dim], keepdim, dtype: logical(input.dtype), of })),
    on(`${name}(Tensor input, int[]? dim=None, bool keepdim=False, *, Tensor? out=None)` as 'f(Tensor input, int[]? dim=None, bool keepdim=False)', (machine, { input, dim, keepdim }) => reduced(machine, input, { dims: dim, keepdim, dtype: logical(input.dtype), of })),
  ],
}))

/** A reduction that has no value for no elements. */
export function requireElements(machine: Machine, input: TensorValue, dim: number | undefined, name: string): void {
  const shape = machine.shapeOf(input)
  if (dim !== undefined && shape.length > 0) {
    machine.require(atLeast(shape[dim]!, 1), () => machine.raise('IndexError', `${name}(): Expected reduction dim ${dim} to have non-zero size.`, 'size'))
  } else if (shape.includes(0)) {
    if (name.startsWith('arg')) machine.raise('IndexError', `${name}(): Expected reduction dim to be specified for input.numel() == 0.`, 'size')
    machine.raise('RuntimeError', `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`, 'size')
  }
}

const extremes: Readonly<Record<string, Fold>> = { max: arrays.maximumOf, min: (elements) => -arrays.maximumOf(Array.from(elements, (each) => -each)) }
export const amaxs = Object.entries(extremes).map(([name, of]) => operation({
  names: both(`a${name}`), manual: manual(`a${name}`),
  overloads: [on(`a${name}(Tensor input, int[1] dim=(), bool keepdim=False, *, Tensor? out=None)` as 'f(Tensor input, int[1] dim=(), bool keepdim=False)', (machine, { input, dim, keepdim }) => {
    const made = reduced(machine, input, { dims: dim, keepdim, dtype: input.dtype, of })
    for (const each of dim) requireElements(machine, input, dimension(machine, each, machine.shapeOf(input).length), `a${name}`)
    return made
  })],
}))
export const aminmax = operation({
  names: both('aminmax'), returns: 'Any',
  overloads: [on('aminmax(Tensor input, *, int? dim=None, bool keepdim=False, Tensor[]? out=None)', (machine, { input, dim, keepdim }) => {
    const made = (): Value => reduced(machine, input, { dims: dim === undefined ? undefined : [dim], keepdim, dtype: input.dtype })
    return namedResult(machine, 'aminmax', { min: made(), max: made() })
  })],
})

/** `max(dim)` gives values and indices. */
export function valuesAndIndices(machine: Machine, name: string, input: TensorValue, dim: Dim, keepdim: boolean, of?: Fold): Value {
  const shape = machine.shapeOf(input)
  const at = dimension(machine, dim, shape.length)
  requireElements(machine, input, at, name)
  const values = reduced(machine, input, { dims: [at], keepdim, dtype: input.dtype, of })
  return namedResult(machine, name, { values, indices: tensor(values.shape, { dtype: 'int64' }) })
}
function extreme(name: 'max' | 'min'): Operation {
  const of = extremes[name]!
  const fromOther = (machine: Machine, input: TensorValue, other: TensorValue): Value => machine.call(machine.library(`torch.${name}imum`) ?? machine.undecided(`${name}imum`), [input, other])
  return operation({
    names: both(name), returns: 'Any', manual: manual(name),
    overloads: [
      on(`${name}(Tensor input, *, Tensor? out=None)` as 'f(Tensor input)', (machine, { input }) => {
        requireElements(machine, input, undefined, name)
        return reduced(machine, input, { dtype: input.dtype, of })
      }),
      on(`${name}(Tensor input, Tensor other, *, Tensor? out=None)` as 'f(Tensor input, Tensor other)', (machine, { input, other }) => fromOther(machine, input, other)),
      on(`${name}(Tensor input, int dim, bool keepdim=False, *, Tensor[]? out=None)` as 'f(Tensor input, int dim, bool keepdim=False)', (machine, { input, dim, keepdim }) => valuesAndIndices(machine, name, input, dim, keepdim, of)),
    ],
    examples: `torch.zeros(2, 3).${name}(1).values   # shape: [2]`,
  })
}
export const extremeOperations = [extreme('max'), extreme('min')]

function indexOfExtreme(name: 'argmax' | 'argmin'): Operation {
  const sign = name === 'argmax' ? 1 : -1
  const of: Fold = (elements) => Array.from(elements).reduce((best, each, index) => (sign * each > sign * elements[best]! ? index : best), 0)
  return operation({
    names: both(name), manual: manual(name),
    overloads: [on(`${name}(Tensor input, int? dim=None, bool keepdim=False, *, Tensor? out=None)` as 'f(Tensor input, int? dim=None, bool keepdim=False)', (machine, { input, dim, keepdim }) => {
      const at = dim === undefined ? undefined : dimension(machine, dim, machine.shapeOf(input).length)
      requireElements(machine, input, at, name)
      return reduced(machine, input, { dims: at === undefined ? undefined : [at], keepdim, dtype: 'int64', of })
    })],
  })
}
export const indicesOfExtremes = [indexOfExtreme('argmax'), indexOfExtreme('argmin')]

export const middles = ['median', 'nanmedian', 'mode'].map((name) => operation({
  names: both(name), returns: 'Any', manual: manual(name),
  overloads: [
    ...(name === 'mode' ? [] : [on(`${name}(Tensor input)` as 'f(Tensor input)', (machine, { input }) => reduced(machine, input, { dtype: input.dtype }))]),
    on(`${name}(Tensor input, int dim${name === 'mode' ? '=-1' : ''}, bool keepdim=False, *, Tensor[]? out=None)` as 'f(Tensor input, int dim, bool keepdim=False)', (machine, { input, dim, keepdim }) => valuesAndIndices(machine, name, input, dim, keepdim)),
  ],
}))

/** Standard deviation and variance: over all dims, over some, with the old `unbiased` or with `correction`. */
function spreadOf(name: string, isPair: boolean): Operation {
  const rule = (machine: Machine, input: TensorValue, dims: readonly Dim[] | undefined, keepdim: boolean): Value => {
    const made = (): TensorValue => reduced(machine, input, { dims, keepdim, dtype: fractional(input.dtype) })
    const kind = category(input.dtype)
    if (kind === 'int' || kind === 'bool') machine.raise('RuntimeError', `${name} only support floating point and complex dtypes`, 'dtype')
    return isPair ? { kind: 'tuple', items: [made(), made()] } : made()
  }
  return operation({
    names: isPair ? [`torch.${name}`] : both(name), manual: manual(name), returns: isPair ? 'Any' : 'Tensor',
    overloads: [
      on(`${name}(Tensor input, int[1]? dim, bool unbiased=True, bool keepdim=False, *, Tensor? out=None)` as 'f(Tensor input, int[1]? dim, bool unbiased=True, bool keepdim=False)', (machine, { input, dim, keepdim }) => rule(machine, input, dim, keepdim)),
      on(`${name}(Tensor input, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False, Tensor? out=None)` as 'f(Tensor input, int[1]? dim=None, *, bool keepdim=False)', (machine, { input, dim, keepdim }) => rule(machine, input, dim, keepdim)),
      on(`${name}(Tensor input, bool unbiased=True)` as 'f(Tensor input)', (machine, { input }) => rule(machine, input, undefined, false)),
    ],
  })
}
export const spreads = [spreadOf('std', false), spreadOf('var', false), spreadOf('std_mean', true), spreadOf('var_mean', true)]

export const logsumexp = operation({
  names: [...both('logsumexp'), 'torch.special.logsumexp'], manual: manual('logsumexp'),
  overloads: [on('logsumexp(Tensor input, int[1] dim, bool keepdim=False, *, Tensor? out=None)', (machine, { input, dim, keepdim }) => reduced(machine, input, { dims: dim, keepdim, dtype: fractional(input.dtype), of: arrays.logSumExpOf }))],
})

/** The old `norm`, written in Python: `p` may be a number or 'fro', 'nuc'. */
function dimsArgument(machine: Machine, dim: Value): readonly Dim[] | undefined {
  if (dim.kind === 'none') return undefined
  const single = asDim(dim)
  if (single !== undefined) return [single]
  return machine.items(dim).map((each) => asDim(each) ?? machine.undecided('a dim that is not known'))
}
const normOverload = (text: string): Overload => on(text as 'norm(Tensor input, p=None, dim=None, bool keepdim=False, dtype? dtype=None)', (machine, { input, dim, keepdim, dtype }) =>
  reduced(machine, input, { dims: dimsArgument(machine, dim), keepdim, dtype: chosenDtype(dtype, fractional(input.dtype)) }))
export const norms = [
  operation({ names: ['torch.norm'], manual: manual('norm'), overloads: [normOverload("norm(Tensor input, p='fro', dim=None, bool keepdim=False, out=None, dtype? dtype=None)")] }),
  operation({ names: ['torch.Tensor.norm'], overloads: [normOverload("norm(Tensor input, p='fro', dim=None, bool keepdim=False, dtype? dtype=None)")] }),
  operation({
    names: ['torch.linalg.matrix_norm'],
    overloads: [on("linalg_matrix_norm(Tensor A, ord='fro', int[1] dim=(-2,-1), bool keepdim=False, *, dtype? dtype=None, Tensor? out=None)", (machine, { A, dim, keepdim, dtype }) => {
      if (machine.shapeOf(A).length < 2) machine.raise('RuntimeError', 'linalg.matrix_norm: The input tensor A must have at least 2 dimensions.', 'rank')
      return reduced(machine, A, { dims: dim, keepdim, dtype: chosenDtype(dtype, fractional(A.dtype)) })
    })],
  }),
  operation({ names: ['torch.linalg.norm', 'torch.linalg.vector_norm'], overloads: [normOverload('linalg_norm(Tensor input, ord=None, dim=None, bool keepdim=False, *, dtype? dtype=None, Tensor? out=None)')] }),
]

export const countNonzero = operation({
  names: both('count_nonzero'), manual: manual('count_nonzero'),
  overloads: [
    on('count_nonzero(Tensor input, int? dim=None)', (machine, { input, dim }) => reduced(machine, input, { dims: dim === undefined ? undefined : [dim], dtype: 'int64' })),
    on('count_nonzero(Tensor input, int[] dim)', (machine, { input, dim }) => reduced(machine, input, { dims: dim, dtype: 'int64' })),
  ],
})

/** The k-th smallest along a dim. */
export const kthvalue = operation({
  names: both('kthvalue'), returns: 'Any', manual: manual('kthvalue'),
  overloads: [on('kthvalue(Tensor input, int k, int dim=-1, bool keepdim=False, *, Tensor[]? out=None)', (machine, { input, k, dim, keepdim }) => {
    const shape = machine.shapeOf(input)
    const at = dimension(machine, dim, shape.length)
    machine.require(atLeast(shape[at] ?? 1, k), () => machine.raise('RuntimeError', `kthvalue(): selected number k out of range for dimension ${at}`, 'size'))
    return valuesAndIndices(machine, 'kthvalue', input, at, keepdim)
  })],
})

export const quantiles = ['quantile', 'nanquantile'].map((name) => operation({
  names: both(name), manual: manual(name),
  overloads: [on(`${name}(Tensor input, q, int? dim=None, bool keepdim=False, *, str interpolation='linear', Tensor? out=None)` as 'f(Tensor input, q, int? dim=None, bool keepdim=False)', (machine, { input, q, dim, keepdim }) => {
    const rest = reduced(machine, input, { dims: dim === undefined ? undefined : [dim], keepdim, dtype: input.dtype })
    if (q.kind === 'unknown') return machine.undecided(q.reason)
    const front = q.kind === 'tensor' ? machine.shapeOf(q) : []
    return tensor([...front, ...machine.shapeOf(rest)], { dtype: input.dtype })
  })],
}))
