/**
 * Elementwise functions with bounds, weights or a third tensor.
 * Source: https://docs.pytorch.org/docs/stable/torch.html#pointwise-ops
 */
import { broadcast, broadcastInPlace } from '../../shapes/broadcast.ts'
import { atLeast } from '../../dims/index.ts'
import {
  category, dimension, inPlace, knownArray, numericValue, on, operation, resultDtype, scalarName, tensor, tensorOf, unknownBool, chosenDtype, bool, knownData,
  type Machine, type Operation, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
const both = (name: string): string[] => [`torch.${name}`, `torch.Tensor.${name}`]

const shapeOfAll = (machine: Machine, operands: readonly (Value | undefined)[]): Shape =>
  operands.filter((each) => each !== undefined).map((each) => (each.kind === 'tensor' ? machine.shapeOf(each) : [])).reduce((left, right) => broadcast(machine, left, right))

function clamped(machine: Machine, name: string, input: TensorValue, low: Value | undefined, high: Value | undefined): TensorValue {
  if (!low && !high) machine.raise('RuntimeError', `torch.${name}: At least one of 'min' or 'max' must not be None`, 'argument')
  const operands = [input, low, high].filter((each) => each !== undefined)
  const shape = shapeOfAll(machine, operands), dtype = resultDtype(operands)
  const array = low?.kind === 'tensor' || high?.kind === 'tensor' ? undefined : knownArray(input)
  const from = low ? numericValue(low) : -Infinity, to = high ? numericValue(high) : Infinity
  return array && from !== undefined && to !== undefined && dtype !== undefined ? tensorOf({ shape: array.shape, data: array.data.map((each) => Math.min(Math.max(each, from), to)) }, { dtype }) : tensor(shape, { dtype })
}
export const clamps = ['clamp', 'clip'].flatMap((name) => [
  operation({
    names: both(name), manual: manual('clamp'),
    overloads: (['Tensor', 'Scalar'] as const).map((type) => on(`${name}(Tensor input, ${type}? min=None, ${type}? max=None, *, Tensor? out=None)` as 'f(Tensor input, Scalar? min=None, Scalar? max=None)', (machine, { input, min, max }) => clamped(machine, name, input, min, max))),
    examples: `torch.${name}(torch.zeros(2, 3), min=0)   # shape: [2, 3]`,
  }),
  operation({
    names: [`torch.Tensor.${name}_`, `torch.${name}_`],
    overloads: (['Tensor', 'Scalar'] as const).map((type) => on(`${name}_(Tensor input, ${type}? min=None, ${type}? max=None)` as 'f(Tensor input, Scalar? min=None, Scalar? max=None)', (machine, { input, min, max }) => inPlace(machine, input, () => clamped(machine, name, input, min, max).data))),
  }),
])
export const halfClamps = (['min', 'max'] as const).flatMap((bound) => [
  operation({ names: both(`clamp_${bound}`), overloads: [on(`clamp_${bound}(Tensor input, Operand ${bound}, *, Tensor? out=None)` as 'f(Tensor input, Value min, Value max)', (machine, given) => clamped(machine, 'clamp', given.input, bound === 'min' ? given.min as Value : undefined, bound === 'max' ? given.max as Value : undefined))] }),
  operation({ names: [`torch.Tensor.clamp_${bound}_`], overloads: [on(`clamp_${bound}_(Tensor input, Operand ${bound})` as 'f(Tensor input)', (machine, { input }) => inPlace(machine, input, () => undefined))] }),
])

/** `input + value * tensor1 ∘ tensor2` */
const combinations = (name: 'addcmul' | 'addcdiv'): readonly Operation[] => [
  operation({ names: both(name), manual: manual(name), overloads: [on(`${name}(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1, Tensor? out=None)` as 'f(Tensor input, Tensor tensor1, Tensor tensor2)', (machine, { input, tensor1, tensor2 }) => tensor(shapeOfAll(machine, [input, tensor1, tensor2]), { dtype: resultDtype([input, tensor1, tensor2]) }))] }),
  operation({
    names: [`torch.Tensor.${name}_`],
    overloads: [on(`${name}_(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1)` as 'f(Tensor input, Tensor tensor1, Tensor tensor2)', (machine, { input, tensor1, tensor2 }) => inPlace(machine, input, () => {
      broadcastInPlace(machine, machine.shapeOf(input), shapeOfAll(machine, [input, tensor1, tensor2]))
      return undefined
    }))],
  }),
]
export const addcs = [...combinations('addcmul'), ...combinations('addcdiv')]

export const lerp = [
  operation({ names: both('lerp'), manual: manual('lerp'), overloads: (['Scalar', 'Tensor'] as const).map((type) => on(`lerp(Tensor input, Tensor end, ${type} weight, *, Tensor? out=None)` as 'f(Tensor input, Tensor end, Scalar weight)', (machine, { input, end, weight }) => tensor(shapeOfAll(machine, [input, end, weight]), { dtype: input.dtype }))) }),
  operation({ names: ['torch.Tensor.lerp_'], overloads: (['Scalar', 'Tensor'] as const).map((type) => on(`lerp_(Tensor input, Tensor end, ${type} weight)` as 'f(Tensor input, Tensor end, Scalar weight)', (machine, { input, end, weight }) => inPlace(machine, input, () => {
    broadcastInPlace(machine, machine.shapeOf(input), shapeOfAll(machine, [input, end, weight]))
    return undefined
  }))) }),
]

/** Softmax along a dim keeps the shape; integers are refused. */
function soft(machine: Machine, name: string, input: TensorValue, dtype: string | undefined): TensorValue {
  const result = chosenDtype(dtype, input.dtype)
  const kind = category(result)
  if (kind === 'int' || kind === 'bool') machine.raise('NotImplementedError', `"${name}_lastdim_kernel_impl" not implemented for '${scalarName(result)}'`, 'dtype')
  return tensor(machine.shapeOf(input), { dtype: result })
}
export const softmaxes = ['softmax', 'log_softmax'].map((name) => operation({
  names: [...both(name), `torch.special.${name}`], manual: `https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`,
  overloads: [on(`${name}(Tensor input, int dim, dtype? dtype=None, *, Tensor? out=None)` as 'f(Tensor input, int dim, dtype? dtype=None)', (machine, { input, dim, dtype }) => {
    dimension(machine, dim, machine.shapeOf(input).length)
    return soft(machine, name, input, dtype)
  })],
  examples: `torch.${name}(torch.zeros(2, 3), 1)   # shape: [2, 3]`,
}))

/** Comparisons of whole tensors. */
export const comparisons = [
  operation({ names: both('equal'), returns: 'Any', overloads: [on('equal(Tensor input, Tensor other)', (_machine, { input, other }) => wholesale(input, other))] }),
  operation({ names: both('allclose'), returns: 'Any', overloads: [on('allclose(Tensor input, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False)', (machine, { input, other }) => { broadcast(machine, machine.shapeOf(input), machine.shapeOf(other)); return unknownBool })] }),
  operation({ names: both('is_same_size'), returns: 'Any', overloads: [on('is_same_size(Tensor input, Tensor other)', () => unknownBool)] }),
  operation({ names: both('isclose'), overloads: [on('isclose(Tensor input, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False)', (machine, { input, other }) => tensor(broadcast(machine, machine.shapeOf(input), machine.shapeOf(other)), { dtype: 'bool' }))] }),
]
function wholesale(left: TensorValue, right: TensorValue): Value {
  const a = knownData(left), b = knownData(right)
  return a && b ? bool(a.length === b.length && a.every((each, index) => each === b[index])) : unknownBool
}

/** Random draws. */
export const draws = [
  operation({ names: both('bernoulli'), overloads: [on('bernoulli(Tensor input, *, Generator? generator=None, Tensor? out=None)', (machine, { input }) => tensor(machine.shapeOf(input), { dtype: input.dtype })), on('bernoulli(Tensor input, float p, *, Generator? generator=None)', (machine, { input }) => tensor(machine.shapeOf(input), { dtype: input.dtype }))] }),
  operation({ names: ['torch.poisson'], overloads: [on('poisson(Tensor input, Generator? generator=None)', (machine, { input }) => tensor(machine.shapeOf(input), { dtype: input.dtype }))] }),
  operation({
    names: both('multinomial'), manual: manual('multinomial'),
    overloads: [on('multinomial(Tensor input, int num_samples, bool replacement=False, *, Generator? generator=None, Tensor? out=None)', (machine, { input, num_samples, replacement }) => {
      const shape = machine.shapeOf(input), last = shape.at(-1)
      if (shape.length === 0 || shape.length > 2) machine.raise('RuntimeError', 'prob_dist must be 1 or 2 dim', 'rank')
      if (!replacement && last !== undefined) machine.require(atLeast(last, num_samples), () => machine.raise('RuntimeError', 'cannot sample n_sample > prob_dist.size(-1) samples without replacement', 'size'))
      return tensor([...shape.slice(0, -1), num_samples], { dtype: 'int64' })
    })],
  }),
  operation({
    names: ['torch.normal'], manual: manual('normal'),
    overloads: [
      on('normal(Tensor mean, Tensor std, *, Generator? generator=None, Tensor? out=None)', (machine, { mean, std }) => tensor(shapeOfAll(machine, [mean, std]), { dtype: mean.dtype })),
      on('normal(Tensor mean, float std=1, *, Generator? generator=None, Tensor? out=None)', (machine, { mean }) => tensor(machine.shapeOf(mean), { dtype: mean.dtype })),
      on('normal(float mean, Tensor std, *, Generator? generator=None, Tensor? out=None)', (machine, { std }) => tensor(machine.shapeOf(std), { dtype: std.dtype })),
      on('normal(float mean, float std, int[] size, *, Generator? generator=None, Tensor? out=None, dtype? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=False, bool? requires_grad=False)', (_machine, { size, dtype }) => tensor(size, { dtype: chosenDtype(dtype, 'float32') })),
    ],
  }),
]
export const complexes = [
  operation({ names: ['torch.complex', 'torch.polar'], overloads: [on('complex(Tensor real, Tensor imag, *, Tensor? out=None)', (machine, { real, imag }) => tensor(shapeOfAll(machine, [real, imag]), { dtype: real.dtype === 'float64' ? 'complex128' : 'complex64' }))] }),
  operation({ names: ['torch.view_as_real'], overloads: [on('view_as_real(Tensor input)', (machine, { input }) => tensor([...machine.shapeOf(input), 2], { dtype: input.dtype === 'complex128' ? 'float64' : 'float32' }))] }),
  operation({
    names: ['torch.view_as_complex'],
    overloads: [on('view_as_complex(Tensor input)', (machine, { input }) => {
      const shape = machine.shapeOf(input), last = shape.at(-1)
      if (last === undefined || (typeof last === 'number' && last !== 2)) machine.raise('RuntimeError', 'Tensor must have a last dimension of size 2', 'size')
      return tensor(shape.slice(0, -1), { dtype: input.dtype === 'float64' ? 'complex128' : 'complex64' })
    })],
  }),
  operation({ names: ['torch.real'], overloads: [on('real(Tensor input)', (machine, { input }) => tensor(machine.shapeOf(input), { dtype: realOf(input.dtype) }))] }),
  operation({ names: ['torch.imag'], overloads: [on('imag(Tensor input)', (machine, { input }) => tensor(machine.shapeOf(input), { dtype: realOf(input.dtype) }))] }),
]
const realOf = (dtype: string | undefined): string | undefined => (dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64' : dtype)
