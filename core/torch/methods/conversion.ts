/**
 * Conversions of dtype and device: the shape stays.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html
 */
import { broadcastInPlace } from '../../shapes/broadcast.ts'
import { scalarName, str, trueValue, chosenDtype, inPlace, knownData, none, numericValue, on, operation, touchTensor, unknown, type Machine, type Operation, type TensorValue, type Value } from '../vocabulary/index.ts'
import { converted } from '../functions/tensor.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.Tensor.${name}.html`

/** The same tensor where the dtype stays, else a converted copy. */
function to(machine: Machine, self: TensorValue, dtype: string | undefined, format?: Value): Value {
  if (dtype === self.dtype && dtype !== undefined && format === undefined) return self
  return converted({ ...self, shape: machine.shapeOf(self) }, dtype)
}

const deviceTypes = 'cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, privateuseone'
function requireDevice(machine: Machine, device: Value | undefined): void {
  if (device?.kind !== 'str' || device.value === undefined) return
  const [type] = device.value.split(':')
  if (!deviceTypes.split(', ').includes(type ?? '')) machine.raise('RuntimeError', `Expected one of ${deviceTypes} device type at start of device string: ${device.value}`, 'value')
}
export const toOperation = operation({
  names: ['torch.Tensor.to'], manual: manual('to'),
  overloads: [
    on('to(Tensor self, Device? device=None, dtype? dtype=None, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None)', (machine, { self, device, dtype, memory_format: format }) => {
      requireDevice(machine, device)
      return to(machine, self, device?.kind === 'unknown' && dtype === undefined ? undefined : chosenDtype(dtype, self.dtype), format)
    }),
    on('to(Tensor self, dtype dtype, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None)', (machine, { self, dtype, memory_format: format }) => to(machine, self, chosenDtype(dtype, self.dtype), format)),
    on('to(Tensor self, Tensor other, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None)', (machine, { self, other, memory_format: format }) => to(machine, self, other.dtype, format)),
  ],
})

const casts: Readonly<Record<string, string>> = {
  float: 'float32', double: 'float64', half: 'float16', bfloat16: 'bfloat16', long: 'int64', int: 'int32', short: 'int16', char: 'int8', byte: 'uint8', bool: 'bool', cfloat: 'complex64', cdouble: 'complex128',
}
export const castOperations = Object.entries(casts).map(([name, dtype]) => operation({
  names: [`torch.Tensor.${name}`], manual: manual(name),
  overloads: [on(`${name}(Tensor self, *, MemoryFormat? memory_format=None)` as 'f(Tensor self, *, MemoryFormat? memory_format=None)', (machine, { self, memory_format: format }) => to(machine, self, dtype, format))],
}))

const legacyTypes: Readonly<Record<string, string>> = {
  FloatTensor: 'float32', DoubleTensor: 'float64', HalfTensor: 'float16', BFloat16Tensor: 'bfloat16', LongTensor: 'int64', IntTensor: 'int32', ShortTensor: 'int16', CharTensor: 'int8', ByteTensor: 'uint8', BoolTensor: 'bool',
}
export const type = operation({
  names: ['torch.Tensor.type'], returns: 'Any', manual: manual('type'),
  overloads: [on('type(Tensor self, Any dtype=None, bool non_blocking=False)', (machine, { self, dtype }) => {
    if (dtype.kind === 'none') return str(self.dtype === undefined ? undefined : `torch.${scalarName(self.dtype)}Tensor`)
    if (dtype.kind === 'dtype') return to(machine, self, dtype.name)
    const name = dtype.kind === 'str' ? dtype.value : dtype.kind === 'class' ? dtype.name : undefined
    return to(machine, self, legacyTypes[name?.split('.').at(-1) ?? ''])
  })],
})
export const typeAs = operation({ names: ['torch.Tensor.type_as'], manual: manual('type_as'), overloads: [on('type_as(Tensor self, Tensor other)', (machine, { self, other }) => to(machine, self, other.dtype))] })

/** Devices, memory and gradients don't change what the tensor holds. */
const moved = (name: string, parameters: string): Operation => operation({
  names: [`torch.Tensor.${name}`],
  overloads: [on(`${name}(Tensor self${parameters})` as 'f(Tensor self, *, MemoryFormat? memory_format=None)', (machine, { self, memory_format: format }) => {
    machine.shapeOf(self)
    return format === undefined ? self : to(machine, self, self.dtype, format)
  })],
})
export const moves = [
  moved('cuda', ', Any device=None, bool non_blocking=False, *, MemoryFormat? memory_format=None'), moved('cpu', ', *, MemoryFormat? memory_format=None'), moved('xpu', ', Any device=None'),
  moved('pin_memory', ', Any device=None'), moved('to_dense', ''), moved('detach_', ''), moved('coalesce', ''), moved('share_memory_', ''), moved('__deepcopy__', ', Any memo'),
]
export const requiresGrad = operation({
  names: ['torch.Tensor.requires_grad_'],
  overloads: [on('requires_grad_(Tensor self, Any requires_grad=True)', (machine, { self, requires_grad = trueValue }) => {
    machine.touch(self)
    self.requiresGrad = machine.truth(requires_grad)
    return self
  })],
})
export const effects = ['backward', 'register_hook', 'retain_grad', 'register_post_accumulate_grad_hook'].map((name) => operation({
  names: [`torch.Tensor.${name}`], returns: 'Any',
  overloads: [on(`${name}(Tensor self, Any... others, Any**** keywords)` as 'f(Tensor self)', () => (name === 'register_hook' ? unknown('a hook') : none))],
}))

/** Random and constant fillings in place keep the shape. */
const filling = (name: string, parameters: string): Operation => operation({
  names: [`torch.Tensor.${name}`, `torch.${name}`],
  overloads: [on(`${name}(Tensor self${parameters})` as 'f(Tensor self)', (machine, { self }) => inPlace(machine, self, () => undefined))],
})
export const fillings = [
  filling('normal_', ', float mean=0, float std=1, *, Generator? generator=None'), filling('uniform_', ', float from=0, float to=1, *, Generator? generator=None'),
  filling('log_normal_', ', float mean=1, float std=2, *, Generator? generator=None'), filling('exponential_', ', float lambd=1, *, Generator? generator=None'), filling('cauchy_', ', float median=0, float sigma=1, *, Generator? generator=None'),
  filling('geometric_', ', float p, *, Generator? generator=None'), filling('bernoulli_', ', Any p=0.5, *, Generator? generator=None'),
]
export const random = operation({
  names: ['torch.Tensor.random_'],
  overloads: [
    on('random_(Tensor self, *, Generator? generator=None)', (machine, { self }) => inPlace(machine, self, () => undefined)),
    on('random_(Tensor self, int from, int? to, *, Generator? generator=None)', (machine, { self }) => inPlace(machine, self, () => undefined)),
    on('random_(Tensor self, int to, *, Generator? generator=None)', (machine, { self }) => inPlace(machine, self, () => undefined)),
  ],
})
function filled(machine: Machine, self: TensorValue, value: number | undefined): TensorValue {
  return inPlace(machine, self, () => (value !== undefined && self.data ? self.data.map(() => value) : undefined))
}
export const zero = operation({ names: ['torch.Tensor.zero_', 'torch.zero_'], overloads: [on('zero_(Tensor self)', (machine, { self }) => filled(machine, self, 0))] })
export const fill = operation({
  names: ['torch.Tensor.fill_', 'torch.fill_'],
  overloads: [
    on('fill_(Tensor self, Tensor value)', (machine, { self, value }) => {
      const rank = machine.shapeOf(value).length
      if (rank > 0) machine.raise('RuntimeError', `fill_ only supports 0-dimension value tensor but got tensor with ${rank} dimensions.`, 'rank')
      return filled(machine, self, knownData(value)?.[0])
    }),
    on('fill_(Tensor self, Scalar value)', (machine, { self, value }) => filled(machine, self, numericValue(value))),
  ],
})
export const copy = operation({
  names: ['torch.Tensor.copy_'], manual: manual('copy_'),
  overloads: [on('copy_(Tensor self, Tensor src, bool non_blocking=False)', (machine, { self, src }) => inPlace(machine, self, () => {
    if (src.shape === undefined || self.shape === undefined) return undefined
    broadcastInPlace(machine, self.shape, src.shape)
    return undefined
  }))],
})

/** `resize_` and `set_` give the tensor another shape. */
export const resize = operation({
  names: ['torch.Tensor.resize_'],
  overloads: [on('resize_(Tensor self, int[] size, *, MemoryFormat? memory_format=None)', (machine, { self, size }) => {
    touchTensor(machine, self)
    self.shape = size
    return self
  })],
})
export const unsqueezeInPlace = ['unsqueeze_', 'squeeze_', 'transpose_', 't_', 'swapaxes_', 'swapdims_'].map((name) => operation({
  names: [`torch.Tensor.${name}`],
  overloads: [on(`${name}(Tensor self, Any... args)` as 'f(Tensor self, Any... args)', (machine, { self, args }) => {
    const made = machine.call(machine.library(`torch.Tensor.${name.slice(0, -1)}`) ?? machine.undecided(name), [self, ...args])
    touchTensor(machine, self)
    self.shape = made.kind === 'tensor' ? made.shape : undefined
    return self
  })],
}))
