/**
 * `nn.Parameter` and `nn.Buffer`: tensors that a module registers when they are assigned to it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html
 */
import { bool, classEntry, decoded, falseValue, nativeClass, stridesOf, tensor, trueValue, typeName, withStrides, type Arguments, type Machine, type TensorValue, type Value } from '../vocabulary/index.ts'

/** The tensor that a Parameter or a Buffer is made of. */
function source(machine: Machine, data: Value): TensorValue {
  if (data.kind === 'tensor') return data
  if (data.kind === 'none') return tensor([0], { dtype: 'float32' })
  if (data.kind === 'unknown') return tensor(undefined)
  return machine.raise('AttributeError', `'${typeName(data)}' object has no attribute 'detach'`, 'argument-type', { parameter: 'data' })
}

/** A Parameter of the same shape and dtype. */
export function parameterOf(data: TensorValue, requiresGrad: boolean | undefined = true): TensorValue {
  return withStrides(tensor(data.shape, { dtype: data.dtype, data: data.data, parameter: true, ...(requiresGrad === undefined ? {} : { requiresGrad }) }), stridesOf(data))
}

const cannotRequireGrad = (dtype: string | undefined): boolean => dtype !== undefined && !/float|complex/.test(dtype)

function createParameter(machine: Machine, args: Arguments): Value {
  const { data, requires_grad } = decoded(machine, 'Parameter.__new__(cls, data=None, requires_grad=True)', args)
  const made = source(machine, data)
  const requiresGrad = machine.truth(requires_grad)
  if (requiresGrad === true && cannotRequireGrad(made.dtype)) machine.raise('RuntimeError', 'Only Tensors of floating point and complex dtype can require gradients', 'dtype')
  return parameterOf(made, requiresGrad)
}

function createBuffer(machine: Machine, args: Arguments): Value {
  const { data, persistent } = decoded(machine, 'Buffer.__new__(cls, data=None, *, persistent=True)', args)
  const { shape, dtype, data: elements } = source(machine, data)
  const made = tensor(shape, { dtype, data: elements })
  made.attributes = new Map<string, Value>([['_is_buffer', trueValue], ['persistent', machine.truth(persistent) === false ? falseValue : bool(true)]])
  return made
}

const withClass = (args: Arguments, cls: Value): Arguments => ({ ...args, positional: [cls, ...args.positional] })

export const Parameter = classEntry('torch.nn.Parameter', (find) =>
  nativeClass('torch.nn.parameter.Parameter', [find('torch.Tensor')], [], { createsWhole: true, create: (machine, cls, args) => createParameter(machine, withClass(args, cls)) }), 'torch.nn.parameter')

export const Buffer = classEntry('torch.nn.Buffer', (find) =>
  nativeClass('torch.nn.parameter.Buffer', [find('torch.Tensor')], [], { createsWhole: true, create: (machine, cls, args) => createBuffer(machine, withClass(args, cls)) }), 'torch.nn.parameter')

/** A Parameter whose shape the first call of a lazy layer finds. */
export const UninitializedParameter = classEntry('torch.nn.UninitializedParameter', (find) =>
  nativeClass('torch.nn.parameter.UninitializedParameter', [find('torch.nn.Parameter')], [], { createsWhole: true, create: () => tensor(undefined, { parameter: true, requiresGrad: true }) }), 'torch.nn.parameter')
