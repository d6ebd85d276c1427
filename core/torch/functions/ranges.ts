/**
 * Tensors of evenly spaced numbers. Their contents are computed as PyTorch computes them, in the dtype's own precision.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arange.html
 */
import { atLeast, ceilDiv, isConstant, opaque, sub, type Dim } from '../../dims/index.ts'
import { requireOf } from '../../shapes/check.ts'
import {
  asDim, category, chosenDtype, defaultDtype, isFloating, knownElementsLimit, numericValue, on, operation, rounded, tensor, unknownDtype,
  type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'

import { options } from './creation.ts'

const withOut = `Tensor? out=None, ${options}` as const
const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`

/** Integers give int64, a fraction among them the default dtype; undefined where a number's kind is not known. */
function rangeDtype(values: readonly Value[]): string | undefined {
  const kinds = values.map((value) => (value.kind === 'tensor' ? (value.dtype === undefined ? undefined : isFloating(value.dtype)) : value.kind === 'unknown' ? undefined : value.kind === 'float'))
  return kinds.some((each) => each === true) ? defaultDtype : kinds.includes(undefined) ? undefined : 'int64'
}

function arange(machine: Machine, start: Value, end: Value, step: Value, dtype: string | undefined): TensorValue {
  const result = chosenDtype(dtype, rangeDtype([start, end, step]))
  const from = numericValue(start), to = numericValue(end), by = numericValue(step)
  if (by === 0) machine.raise('RuntimeError', 'step must be nonzero', 'value')
  if (from !== undefined && to !== undefined && by !== undefined) {
    if ((by > 0 && from > to) || (by < 0 && from < to)) machine.raise('RuntimeError', 'upper bound and lower bound inconsistent with step sign', 'value')
    const count = Math.ceil((to - from) / by)
    const isInteger = category(result) === 'int'
    const data = count <= knownElementsLimit && result !== undefined ? Array.from({ length: count }, (_, index) => (isInteger ? Math.trunc(from) + Math.trunc(by) * index : rounded(result, from + by * index))) : undefined
    return tensor([count], { dtype: result, data })
  }
  const first = asDim(start), last = asDim(end), stride = asDim(step)
  if (first === undefined || last === undefined || stride === undefined || !isConstant(stride) || stride <= 0) return tensor([opaque({ min: 0 })], { dtype: result })
  return tensor([ceilDiv(sub(last, first), stride)], { dtype: result })
}
const zero: Value = { kind: 'int', value: 0 }
const one: Value = { kind: 'int', value: 1 }
export const arangeOperation = operation({
  names: ['torch.arange'], manual: manual('arange'),
  overloads: [
    on(`arange(Scalar end, *, ${withOut})`, (machine, { end, dtype }) => arange(machine, zero, end, one, dtype)),
    on(`arange(Scalar start, Scalar end, *, ${options})`, (machine, { start, end, dtype }) => arange(machine, start, end, one, dtype)),
    on(`arange(Scalar start, Scalar end, Scalar step=1, *, ${withOut})`, (machine, { start, end, step, dtype }) => arange(machine, start, end, step, dtype)),
  ],
  examples: `torch.arange(2, 10, 3)   # shape: [3]`,
})
/** `torch.range` includes its end. */
export const range = operation({
  names: ['torch.range'], manual: manual('range'),
  overloads: [on(`range(Scalar start=0, Scalar end=1, Scalar step=1, *, ${withOut})`, (_machine, { start, end, step, dtype }) => {
    const from = numericValue(start), to = numericValue(end), by = numericValue(step)
    const count = from === undefined || to === undefined || by === undefined ? opaque({ min: 0 }) : Math.floor((to - from) / by) + 1
    return tensor([count], { dtype: chosenDtype(dtype, defaultDtype) })
  })],
})

/** The dtype that a spacing has: the default one, whatever the ends are. */
function spaced(machine: Machine, steps: Dim, dtype: string | undefined, contents: (count: number, dtype: string) => readonly number[] | undefined): TensorValue {
  requireOf(machine, atLeast(steps, 0), () => machine.raise('RuntimeError', 'number of steps must be non-negative', 'value'))
  const result = dtype === unknownDtype ? undefined : chosenDtype(dtype, defaultDtype)
  return tensor([steps], { dtype: result, data: isConstant(steps) && steps <= knownElementsLimit && result !== undefined ? contents(steps, result) : undefined })
}

/** The first half counts up from the start, the second down from the end, as PyTorch's kernel does. */
function linspaceContents(from: number | undefined, to: number | undefined, count: number, dtype: string): readonly number[] | undefined {
  if (from === undefined || to === undefined || category(dtype) !== 'float') return undefined
  const round = (value: number): number => rounded(dtype, value)
  const start = round(from), end = round(to)
  if (count === 1) return [start]
  const step = round(round(end - start) / (count - 1))
  const half = Math.floor(count / 2)
  return Array.from({ length: count }, (_, index) => (index < half ? round(start + round(step * index)) : round(end - round(step * (count - index - 1)))))
}
const linspaceRule = (machine: Machine, { start, end, steps, dtype }: { readonly start: Value; readonly end: Value; readonly steps: Dim; readonly dtype: string | undefined }): TensorValue =>
  spaced(machine, steps, dtype, (count, result) => linspaceContents(numericValue(start), numericValue(end), count, result))
export const linspace = operation({
  names: ['torch.linspace'], manual: manual('linspace'),
  overloads: [
    on(`linspace(Tensor start, Tensor end, int steps, *, ${withOut})`, linspaceRule), on(`linspace(Scalar start, Tensor end, int steps, *, ${withOut})`, linspaceRule),
    on(`linspace(Tensor start, Scalar end, int steps, *, ${withOut})`, linspaceRule), on(`linspace(Scalar start, Scalar end, int steps, *, ${withOut})`, linspaceRule),
  ],
  examples: `torch.linspace(0, 1, 5)   # shape: [5]`,
})
export const logspace = operation({
  names: ['torch.logspace'], manual: manual('logspace'),
  overloads: [on(`logspace(Operand start, Operand end, int steps, float base=10.0, *, ${withOut})`, (machine, { steps, dtype }) => spaced(machine, steps, dtype, () => undefined))],
})
