/** Operations that keep a tensor's shape. */
import { tensor, type Machine, type TensorValue, type Value } from '../../values/index.ts'
import { touchTensor } from './contents.ts'

/** A tensor of the same shape. An input whose shape is still open stays the same open input, so that what reads it next can say what it needs. */
export function sameShape(input: TensorValue, dtype: string | undefined = input.dtype): TensorValue {
  const result = tensor(input.shape, { dtype })
  return input.shape || !input.input ? { ...result, ...(input.reason === undefined ? {} : { reason: input.reason }) } : { ...result, input: input.input }
}

/** With `inplace` the input itself, whose contents are no longer known; else a new tensor of its shape. */
export function pointwise(machine: Machine, input: TensorValue, inplace: Value | boolean = false, dtype: string | undefined = input.dtype): TensorValue {
  const own = typeof inplace === 'boolean' ? inplace : machine.truth(inplace) === true
  if (!own) return sameShape(input, dtype)
  touchTensor(machine, input)
  return input
}

/** The dtype of a function that makes floats of ints. */
export const floatingType = (dtype: string | undefined): string | undefined => (dtype !== undefined && /^(u?int|bool)/.test(dtype) ? 'float32' : dtype)
