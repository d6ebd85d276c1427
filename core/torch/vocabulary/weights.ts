/** The weights that constructors make: `nn.Parameter(torch.empty(sizes, dtype=dtype))`, with the errors that `torch.empty` raises. */
import { atLeast, show } from '../../dims/index.ts'
import { dispatch, none, on, tensor, tuple, type InstanceValue, type Machine, type Overload, type Shape, type TensorValue, type Value } from '../../values/index.ts'
import { contiguous } from './layout.ts'
import { moduleState } from './module.ts'

/** What makes the tensor; it words the errors. */
export type Maker = 'empty' | 'zeros' | 'ones'

const made = (name: Maker): Overload => on(`${name}(int[] size, *, dtype? dtype=None)`, (machine, { size }) => {
  for (const dim of size) {
    machine.require(atLeast(dim, 0), () => machine.raise('RuntimeError', `Trying to create tensor with negative dimension ${show(dim)}: [${size.map(show).join(', ')}]`, 'size'))
  }
  return tensor(size)
})
const makers: Readonly<Record<Maker, readonly Overload[]>> = { empty: [made('empty')], zeros: [made('zeros')], ones: [made('ones')] }

/** The shape of `torch.empty(sizes)`, undefined where it is not known. One size may stand alone. */
export function emptyShape(machine: Machine, sizes: Value, dtype: Value = none, maker: Maker = 'empty'): Shape | undefined {
  const result = dispatch(machine, makers[maker], { positional: [sizes], keywords: new Map([['dtype', dtype]]) }, 'native')
  return result.kind === 'tensor' ? result.shape : undefined
}

/** The dtype that the argument `dtype` asks for; undefined where it is not known. */
export const weightType = (dtype: Value): string | undefined => (dtype.kind === 'none' ? 'float32' : dtype.kind === 'dtype' ? dtype.name : undefined)

/** A new parameter of a shape. PyTorch refuses dtypes that can't have gradients. */
export function newParameter(machine: Machine, shape: Shape | undefined, dtype: string | undefined): TensorValue {
  if (dtype !== undefined && !/float|complex/.test(dtype)) machine.raise('RuntimeError', 'Only Tensors of floating point and complex dtype can require gradients', 'dtype', { parameter: 'dtype' })
  return tensor(shape, { dtype, parameter: true, requiresGrad: true })
}

/** Sizes as Python values: several, or one that stands alone. */
export type Sizes = readonly Value[] | Value
const argument = (sizes: Sizes): Value => ('kind' in sizes ? sizes : tuple(sizes))

/** `self.name = nn.Parameter(torch.empty(sizes))`, or None when there are no sizes. They are checked as `torch.empty` checks them. */
export function setWeight(machine: Machine, self: InstanceValue, name: string, sizes: Sizes | undefined, dtype: Value = none): void {
  moduleState(machine, self).parameters.set(name, sizes ? contiguous(newParameter(machine, emptyShape(machine, argument(sizes), dtype), weightType(dtype))) : none)
}

/** As setWeight, for a buffer. */
export function setBuffer(machine: Machine, self: InstanceValue, name: string, sizes: Sizes | undefined, dtype: Value = none, maker: Maker = 'empty'): void {
  moduleState(machine, self).buffers.set(name, sizes ? tensor(emptyShape(machine, argument(sizes), dtype, maker), { dtype: weightType(dtype) }) : none)
}

/** A parameter whose shape the first call of a lazy layer finds. */
export function setLazyWeight(machine: Machine, self: InstanceValue, name: string, dtype: Value = none): void {
  moduleState(machine, self).parameters.set(name, { ...tensor(undefined, { dtype: weightType(dtype), parameter: true, requiresGrad: true }), reason: 'a lazy layer that was not called yet' })
}

/** Whether a lazy layer still waits for its first call. */
export function isUninitialised(self: InstanceValue, name = 'weight'): boolean {
  const value = self.module?.parameters.get(name)
  return value?.kind === 'tensor' && value.shape === undefined && value.reason === 'a lazy layer that was not called yet'
}
