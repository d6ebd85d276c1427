/**
 * Tensors from data.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tensor.html
 */
import { arrayContents } from '../../values/index.ts'
import { chosenDtype, isFloating, knownData, literal, on, operation, rounded, tensor, type Machine, type TensorValue, type Value } from '../vocabulary/index.ts'

/** The tensor with its contents rounded to another dtype. */
export function converted(source: TensorValue, dtype: string | undefined): TensorValue {
  const data = knownData(source)
  const toBool = dtype === 'bool', toInt = dtype !== undefined && isFloating(dtype) === false && !toBool
  const known = dtype === undefined ? undefined : data?.map((each) => (toBool ? Number(each !== 0) : toInt ? Math.trunc(each) + 0 : rounded(dtype, each)))
  return tensor(source.shape, { dtype, data: known })
}

function tensorFrom(machine: Machine, data: Value, dtype: string | undefined): TensorValue {
  const held = arrayContents(data) ?? data
  const made = held.kind === 'tensor' ? tensor(machine.shapeOf(held), { dtype: held.dtype, data: knownData(held) }) : literal(machine, held)
  return converted(made, chosenDtype(dtype, made.dtype))
}

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`
export const tensorFunction = operation({
  names: ['torch.tensor'], manual: manual('tensor'),
  overloads: [on('tensor(Any data, *, dtype? dtype=None, Device? device=None, bool pin_memory=False, bool requires_grad=False)', (machine, { data, dtype }) => tensorFrom(machine, data, dtype))],
  examples: `torch.tensor([[1, 2, 3], [4, 5, 6]])   # shape: [2, 3]`,
})
export const asTensor = operation({
  names: ['torch.as_tensor', 'torch.asarray'], manual: manual('as_tensor'),
  overloads: [on('as_tensor(Any data, dtype? dtype=None, Device? device=None)', (machine, { data, dtype }) => {
    if (data.kind === 'tensor' && chosenDtype(dtype, data.dtype) === data.dtype) return data
    const made = tensorFrom(machine, data, dtype)
    return arrayContents(data) ? { ...made, data: undefined } : made
  })],
})
export const scalarTensor = operation({
  names: ['torch.scalar_tensor'],
  overloads: [on('scalar_tensor(Scalar s, *, dtype? dtype=None, Device? device=None, bool? requires_grad=False)', (machine, { s, dtype }) => converted(literal(machine, s), chosenDtype(dtype, 'float32')))],
})
export const newTensor = operation({
  names: ['torch.Tensor.new_tensor'],
  overloads: [on('new_tensor(Tensor self, Any data, *, dtype? dtype=None, Device? device=None, bool requires_grad=False)', (machine, { self, data, dtype }) => {
    const held = arrayContents(data) ?? data
    const made = held.kind === 'tensor' ? held : literal(machine, held)
    return converted(made, chosenDtype(dtype, self.dtype))
  })],
})

/** A tensor that shares the elements of an array: they may change under it. What a file holds has any shape. */
export const outside = operation({
  names: ['torch.from_numpy', 'torch.frombuffer', 'torch.from_dlpack', 'torch.utils.dlpack.from_dlpack'],
  overloads: [on('from_numpy(ndarray, Any... others)', (machine, { ndarray }) => {
    const held = arrayContents(ndarray) ?? ndarray
    return held.kind === 'tensor' ? tensor(machine.shapeOf(held), { dtype: held.dtype }) : machine.undecided('a tensor made from outside data')
  })],
})
