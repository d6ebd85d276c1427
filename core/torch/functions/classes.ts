/**
 * The classes that are no layers: Tensor, Size, dtype, device, Generator, finfo.
 * Source: https://docs.pytorch.org/docs/stable/tensor_attributes.html
 */
import type { Dim } from '../../dims/index.ts'
import {
  asDim, builtin, category, classEntry, constant, dtype as dtypeValue, dtypeAliases, dtypeNames, int, knownData, literal, nativeClass, none, str, tensor, tuple,
  type Arguments, type ClassValue, type Constant, type DeviceValue, type Machine, type NativeClassEntry, type Value,
} from '../vocabulary/index.ts'
import { created } from './creation.ts'
import { elements } from '../../shapes/check.ts'
import { arrayContents } from '../../values/index.ts'

export const dtypes: readonly Constant[] = [
  ...dtypeNames.map((name) => constant(`torch.${name}`, dtypeValue(name))),
  ...Object.entries(dtypeAliases).map(([alias, name]) => constant(`torch.${alias}`, dtypeValue(name))),
]
export const constants: readonly Constant[] = [
  constant('torch.pi', { kind: 'float', value: Math.PI }), constant('torch.e', { kind: 'float', value: Math.E }),
  constant('torch.inf', { kind: 'float', value: Infinity }), constant('torch.nan', { kind: 'float', value: NaN }), constant('torch.newaxis', none),
  constant('torch.__version__', str('2.15.0+cpu')), constant('torch.version.__version__', str('2.15.0+cpu')), constant('torch.version.cuda', none), constant('torch.version.hip', none),
]

/** `torch.Tensor(2, 3)` makes a tensor of that size, `torch.Tensor([1., 2.])` one of these numbers; so do its old typed subclasses. */
function construct(machine: Machine, args: Arguments, dtype: string): Value {
  if (args.open) return machine.undecided('arguments spread from a value that is not known')
  const [first] = args.positional
  if (!first) return tensor([0], { dtype })
  if (first.kind === 'list' || (first.kind === 'tuple' && first.cls === undefined)) {
    const made = literal(machine, first)
    return tensor(made.shape, { dtype, data: dtype === 'float32' ? made.data?.map(Math.fround) : made.data })
  }
  const array = arrayContents(first)
  if (array) return tensor(machine.shapeOf(array), { dtype, data: dtype === 'float32' ? array.data?.map(Math.fround) : undefined })
  if (first.kind === 'tensor') return tensor(machine.shapeOf(first), { dtype: first.dtype, data: knownData(first) })
  const sizes = first.kind === 'tuple' ? first.items : args.positional
  const dims = sizes.map((each) => asDim(each))
  if (first.kind === 'unknown' || dims.some((each) => each === undefined)) {
    return first.kind === 'unknown' || sizes.some((each) => each.kind === 'unknown') ? { ...tensor(undefined, { dtype }), reason: 'a tensor made from unknown data' } : machine.undecided('torch.Tensor of what is no size')
  }
  return created(machine, dims as Dim[], dtype)
}

function tensorClass(name: string, dtype: string, bases: readonly ClassValue[]): ClassValue {
  return nativeClass(name, bases, [], {
    createsWhole: true,
    create: (machine, _cls, args) => construct(machine, args, dtype),
  })
}
export const Tensor = classEntry('torch.Tensor', () => tensorClass('torch.Tensor', 'float32', []), 'torch._tensor')
const typed: Readonly<Record<string, string>> = {
  Float: 'float32', Double: 'float64', Half: 'float16', BFloat16: 'bfloat16', Long: 'int64', Int: 'int32', Short: 'int16', Char: 'int8', Byte: 'uint8', Bool: 'bool',
}
export const typedTensors: readonly NativeClassEntry[] = ['torch', 'torch.cuda'].flatMap((owner) =>
  Object.entries(typed).map(([name, dtype]) => classEntry(`${owner}.${name}Tensor`, () => tensorClass(`${owner}.${name}Tensor`, dtype, []))))

/** A tuple of sizes. */
export const Size = classEntry('torch.Size', (find) => {
  const numel = builtin('torch.Size.numel', (machine, { positional: [self] }) => (self?.kind === 'tuple' ? int(elements(self.items.map((each) => asDim(each) ?? machine.undecided('a size that is not known')))) : machine.undecided('numel of what is no size')), { bindsSelf: true })
  return nativeClass('torch.Size', baseTuple(find), [['numel', numel]], {
    createsWhole: true,
    create: (machine, cls, { positional: [items] }) => tuple(items ? machine.items(items) : [], cls),
  })
})
const baseTuple = (find: (name: string) => ClassValue): readonly ClassValue[] => [find('builtins.tuple')]

const plain = (name: string): NativeClassEntry => classEntry(name, () => nativeClass(name, [], []))
export const plainClasses: readonly NativeClassEntry[] = [plain('torch.dtype'), plain('torch.layout'), plain('torch.memory_format'), plain('torch.qscheme')]

/** What stands for a tensor while a program is traced instead of run: no tensor that a plain call makes is one. */
const tracing = (name: string): NativeClassEntry => classEntry(name, () => {
  const cls = nativeClass(name, [], [], { createsWhole: true, create: (machine) => machine.undecided('a tensor of a tracer') })
  cls.open = true
  return cls
})
export const tracingClasses: readonly NativeClassEntry[] = ['torch.fx.Proxy', 'torch.fx.proxy.Proxy', 'torch._subclasses.FakeTensor', 'torch._subclasses.fake_tensor.FakeTensor'].map(tracing)

/** `torch.device('cuda:0')`, `torch.device('cuda', 0)`. */
export const device = classEntry('torch.device', () => nativeClass('torch.device', [], [], {
  createsWhole: true,
  create: (_machine, _cls, { positional: [type] }): DeviceValue => {
    if (type?.kind === 'device') return type
    return { kind: 'device', type: type?.kind === 'str' ? type.value?.split(':')[0] : type?.kind === 'int' ? 'cuda' : undefined }
  },
}))

const generatorMethods = ['manual_seed', 'seed', 'initial_seed', 'get_state', 'set_state'].map((name) =>
  [name, builtin(`torch.Generator.${name}`, (machine, { positional: [self] }) => (name === 'manual_seed' && self ? self : machine.undecided('the state of a generator')), { bindsSelf: true })] as const)
export const Generator = classEntry('torch.Generator', () => nativeClass('torch.Generator', [], generatorMethods, {}))

/** `torch.finfo(dtype)`: the numbers of a dtype. */
const floatLimits: Readonly<Record<string, { readonly max: number; readonly eps: number; readonly tiny: number; readonly bits: number }>> = {
  float32: { max: 3.4028234663852886e38, eps: 1.1920928955078125e-7, tiny: 1.1754943508222875e-38, bits: 32 },
  float64: { max: Number.MAX_VALUE, eps: Number.EPSILON, tiny: 2.2250738585072014e-308, bits: 64 },
  float16: { max: 65504, eps: 0.0009765625, tiny: 0.00006103515625, bits: 16 },
  bfloat16: { max: 3.3895313892515355e38, eps: 0.0078125, tiny: 1.1754943508222875e-38, bits: 16 },
}
const intBits: Readonly<Record<string, number>> = { int64: 64, int32: 32, int16: 16, int8: 8, uint8: 8 }
function limitsClass(name: 'finfo' | 'iinfo'): NativeClassEntry {
  return classEntry(`torch.${name}`, () => nativeClass(`torch.${name}`, [], [], {
    createsWhole: true,
    create: (machine, cls, args) => {
      const given = args.positional[0] ?? args.keywords.get('type') ?? dtypeValue('float32')
      const made = { kind: 'instance' as const, cls, attributes: new Map<string, Value>(), module: undefined, payload: undefined, open: true, createdAt: undefined }
      if (given.kind !== 'dtype') return made
      if (name === 'finfo') {
        const limits = floatLimits[given.name]
        if (category(given.name) !== 'float') machine.raise('TypeError', 'torch.finfo() requires a floating point input type. Use torch.iinfo to handle \'torch.finfo\'', 'argument-type')
        if (!limits) return made
        const number = (value: number): Value => ({ kind: 'float', value })
        made.attributes = new Map<string, Value>([['max', number(limits.max)], ['min', number(-limits.max)], ['eps', number(limits.eps)], ['tiny', number(limits.tiny)], ['smallest_normal', number(limits.tiny)], ['bits', int(limits.bits)], ['dtype', str(given.name)]])
      } else {
        const bits = intBits[given.name]
        if (bits === undefined) return made
        const isUnsigned = given.name.startsWith('u')
        made.attributes = new Map<string, Value>([['bits', int(bits)], ['dtype', str(given.name)]])
        if (bits < 64) made.attributes.set('max', int(2 ** (isUnsigned ? bits : bits - 1) - 1)).set('min', int(isUnsigned ? 0 : -(2 ** (bits - 1))))
      }
      return made
    },
  }))
}
export const limits = [limitsClass('finfo'), limitsClass('iinfo')]
