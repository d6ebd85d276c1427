/**
 * Tensors from a size.
 * Source: https://docs.pytorch.org/docs/stable/torch.html#creation-ops
 */
import { atLeast, isConstant, show, type Dim } from '../../dims/index.ts'
import { requireOf } from '../../shapes/check.ts'
import { chosenDtype, defaultDtype, dtypeOfNumber, elementsOf, numericValue, on, operation, showShape, tensor, type Machine, type Operation, type Overload, type TensorValue, type Value } from '../vocabulary/index.ts'

export const options = 'dtype? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=False, bool? requires_grad=False' as const
const outOptions = `Tensor? out=None, ${options}` as const
const likeOptions = `${options}, MemoryFormat? memory_format=None` as const

/** Contents are kept for fillings of at most this many elements. */
const keptElements = 64

/** A new tensor; a negative size raises in the words of the function. */
export function created(machine: Machine, size: readonly Dim[], dtype: string | undefined, fill?: number, name?: string): TensorValue {
  const negative = size.find((each) => isConstant(each) && each < 0)
  if (negative !== undefined) {
    machine.raise('RuntimeError', name === 'zeros' ? 'zeros: Dimension size must be non-negative.' : `Trying to create tensor with negative dimension ${show(negative)}: ${showShape(size)}`, 'size')
  }
  const count = fill === undefined ? undefined : elementsOf(size)
  return tensor(size, { dtype, requiresGrad: false, data: count !== undefined && count <= keptElements && fill !== undefined ? new Array<number>(count).fill(fill) : undefined })
}

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`

/** `zeros(*size)` and its kin: the size's ints one by one or as one sequence. */
function sized(name: string, fill?: number): Operation {
  return operation({
    names: [`torch.${name}`], manual: manual(name),
    overloads: [on(`${name}(int[] size, *, ${outOptions})`, (machine, { size, dtype }) => created(machine, size, chosenDtype(dtype, defaultDtype), fill, name))],
    examples: `torch.${name}(2, 3)   # shape: [2, 3]`,
  })
}
export const filled = [sized('zeros', 0), sized('ones', 1)]

export const empty = operation({
  names: ['torch.empty'], manual: manual('empty'),
  overloads: [on(`empty(int[] size, *, MemoryFormat? memory_format=None, ${outOptions})`, (machine, { size, dtype }) => created(machine, size, chosenDtype(dtype, defaultDtype)))],
})

function random(name: string): Operation {
  const rule = (machine: Machine, { size, dtype }: { readonly size: readonly Dim[]; readonly dtype: string | undefined }): Value => created(machine, size, chosenDtype(dtype, defaultDtype))
  return operation({
    names: [`torch.${name}`], manual: manual(name),
    overloads: [on(`${name}(int[] size, *, Generator? generator, ${outOptions})`, rule), on(`${name}(int[] size, *, ${outOptions})`, rule)],
    examples: `torch.${name}(2, 3)   # shape: [2, 3]`,
  })
}
export const randoms = [random('rand'), random('randn')]

function integers(machine: Machine, low: Dim, high: Dim, size: readonly Dim[], dtype: string | undefined): Value {
  const result = created(machine, size, chosenDtype(dtype, 'int64'))
  if (isConstant(low) && isConstant(high) && low >= high) machine.raise('RuntimeError', `random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`, 'value')
  return result
}
export const randint = operation({
  names: ['torch.randint'], manual: manual('randint'),
  overloads: [
    on(`randint(int high, int[] size, *, Generator? generator, ${outOptions})`, (machine, { high, size, dtype }) => integers(machine, 0, high, size, dtype)),
    on(`randint(int high, int[] size, *, ${outOptions})`, (machine, { high, size, dtype }) => integers(machine, 0, high, size, dtype)),
    on(`randint(int low, int high, int[] size, *, Generator? generator, ${outOptions})`, (machine, { low, high, size, dtype }) => integers(machine, low, high, size, dtype)),
    on(`randint(int low, int high, int[] size, *, ${outOptions})`, (machine, { low, high, size, dtype }) => integers(machine, low, high, size, dtype)),
  ],
})

export const randperm = operation({
  names: ['torch.randperm'], manual: manual('randperm'),
  overloads: [
    on(`randperm(int n, *, Generator? generator, ${outOptions})`, (machine, { n, dtype }) => created(machine, [n], chosenDtype(dtype, 'int64'))),
    on(`randperm(int n, *, ${outOptions})`, (machine, { n, dtype }) => created(machine, [n], chosenDtype(dtype, 'int64'))),
  ],
})

/** `torch.full` takes its dtype from the number. */
export const full = operation({
  names: ['torch.full'], manual: manual('full'),
  overloads: [on(`full(int[] size, Scalar fill_value, *, ${outOptions})`, (machine, { size, fill_value, dtype }) => created(machine, size, chosenDtype(dtype, dtypeOfNumber(fill_value)), numericValue(fill_value)))],
})
/** `eye(n, m)`; a negative size raises. */
function eyeOf(machine: Machine, n: Dim, m: Dim, dtype: string | undefined): Value {
  for (const [name, size] of [['n', n], ['m', m]] as const) {
    requireOf(machine, atLeast(size, 0), () => machine.raise('RuntimeError', `${name} must be greater or equal to 0, got ${show(size)}`, 'size'))
  }
  const count = elementsOf([n, m])
  const data = count !== undefined && count <= keptElements && isConstant(m) ? Array.from({ length: count }, (_, index) => (Math.floor(index / m) === index % m ? 1 : 0)) : undefined
  return tensor([n, m], { dtype: chosenDtype(dtype, defaultDtype), data })
}
export const eye = operation({
  names: ['torch.eye'], manual: manual('eye'),
  overloads: [
    on(`eye(int n, *, ${outOptions})`, (machine, { n, dtype }) => eyeOf(machine, n, n, dtype)),
    on(`eye(int n, int m, *, ${outOptions})`, (machine, { n, m, dtype }) => eyeOf(machine, n, m, dtype)),
  ],
})

/** `zeros_like(x)` and its kin. */
function like(name: string, fill?: number): Operation {
  return operation({
    names: [`torch.${name}_like`], manual: manual(`${name}_like`),
    overloads: [on(`${name}_like(Tensor input, *, ${likeOptions})`, (machine, { input, dtype }) => created(machine, machine.shapeOf(input), chosenDtype(dtype, input.dtype), fill))],
  })
}
export const likes: readonly Operation[] = [
  like('zeros', 0), like('ones', 1), like('empty'), like('rand'), like('randn'),
  operation({
    names: ['torch.full_like'], manual: manual('full_like'),
    overloads: [on(`full_like(Tensor input, Scalar fill_value, *, ${likeOptions})`, (machine, { input, fill_value, dtype }) => created(machine, machine.shapeOf(input), chosenDtype(dtype, input.dtype), numericValue(fill_value)))],
  }),
  operation({
    names: ['torch.randint_like'], manual: manual('randint_like'),
    overloads: [
      on(`randint_like(Tensor input, int high, *, ${likeOptions})`, (machine, { input, dtype }) => created(machine, machine.shapeOf(input), chosenDtype(dtype, input.dtype))),
      on(`randint_like(Tensor input, int low, int high, *, ${likeOptions})`, (machine, { input, dtype }) => created(machine, machine.shapeOf(input), chosenDtype(dtype, input.dtype))),
    ],
  }),
]

/** `x.new_zeros(size)` and its kin: the dtype is the tensor's. */
function fresh(name: string, fill?: number): Operation {
  return operation({
    names: [`torch.Tensor.new_${name}`],
    overloads: [on(`new_${name}(Tensor self, int[] size, *, ${options})`, (machine, { self, size, dtype }) => created(machine, size, chosenDtype(dtype, self.dtype), fill))],
  })
}
export const news: readonly Operation[] = [
  fresh('zeros', 0), fresh('ones', 1), fresh('empty'),
  operation({
    names: ['torch.Tensor.new_full'],
    overloads: [on(`new_full(Tensor self, int[] size, Scalar fill_value, *, ${options})`, (machine, { self, size, fill_value, dtype }) => created(machine, size, chosenDtype(dtype, self.dtype), numericValue(fill_value)))],
  }),
  operation({
    names: ['torch.Tensor.new'],
    overloads: [on('new(Tensor self, Any... size)', (machine, { self, size }) => machine.call(machine.nativeClass('torch.Tensor'), size).kind === 'tensor' ? { ...(machine.call(machine.nativeClass('torch.Tensor'), size) as TensorValue), dtype: self.dtype } : machine.undecided('new with what is no size'))],
  }),
]

const strided = `int[] size, int[] stride, *, ${options}` as const
export const emptyStrided = operation({
  names: ['torch.empty_strided'], manual: manual('empty_strided'),
  overloads: [on(`empty_strided(${strided})`, (machine, { size, dtype }) => created(machine, size, chosenDtype(dtype, defaultDtype)))],
})

function indices(name: string): Overload {
  return on(`${name}(int row, int col, int offset=0, *, ${options})`, (machine, { row, col, offset }) => {
    if (!isConstant(row) || !isConstant(col) || !isConstant(offset)) return machine.undecided('a triangle whose size is not known')
    let count = 0
    for (let i = 0; i < row; i++) for (let j = 0; j < col; j++) if (name === 'tril_indices' ? j - i <= offset : j - i >= offset) count++
    return tensor([2, count], { dtype: 'int64' })
  })
}
export const triangleIndices = [
  operation({ names: ['torch.tril_indices'], overloads: [indices('tril_indices')] }),
  operation({ names: ['torch.triu_indices'], overloads: [indices('triu_indices')] }),
]

function signalWindow(name: string): Operation {
  return operation({
    names: [`torch.${name}`], manual: manual(name),
    overloads: [on(`${name}(int window_length, Any... others)`, (machine, { window_length }) => created(machine, [window_length], defaultDtype))],
  })
}
export const windows = ['hann_window', 'hamming_window', 'blackman_window', 'bartlett_window', 'kaiser_window'].map(signalWindow)
