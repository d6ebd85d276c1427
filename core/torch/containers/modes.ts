/** Modes and conversions of nn.Module: training, dtype, device. A conversion changes dtypes and no shape. */
import { falseValue, forgetLayout, freeMethod, nativeMethod, type Arguments, type BuiltinValue, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { asModule } from './kinds.ts'
import { children, members } from './traversal.ts'

/** `module.train(mode)`, which asks every child for its own `train`. */
function train(machine: Machine, self: InstanceValue, mode: Value): Value {
  if (mode.kind !== 'bool' && mode.kind !== 'unknown') machine.raise('ValueError', 'training mode is expected to be boolean', 'argument-type', { parameter: 'mode' })
  machine.setAttribute(self, 'training', mode)
  for (const { value } of children(self)) if (asModule(machine, value)) machine.call(machine.getAttribute(value, 'train'), [mode])
  return self
}

const isFloating = (name: string | undefined): boolean => name === undefined || /float|complex/.test(name)

/** Gives the floating-point parameters and buffers another dtype; undefined where it is not known. */
function convert(machine: Machine, self: InstanceValue, target: string | undefined, which: 'floating' | 'all' = 'floating'): Value {
  for (const table of ['parameters', 'buffers'] as const) {
    for (const { value } of members(machine, self, table).found) {
      if (value.dtype === target || (which === 'floating' && !isFloating(value.dtype))) continue
      machine.touch(value)
      value.dtype = target
      value.data = undefined
    }
  }
  return self
}

/** The dtype that `to(...)` asks for: none asked, or one that is not known. */
function askedDtype(machine: Machine, { positional, keywords }: Arguments): { readonly name: string | undefined } | undefined {
  const values = [...positional, ...keywords.values()]
  for (const value of values) {
    if (value.kind === 'dtype') return isFloating(value.name) ? { name: value.name } : machine.raise('TypeError', `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.${value.name}`, 'argument-type')
    if (value.kind === 'tensor') return { name: value.dtype }
  }
  return values.some((value) => value.kind === 'unknown') ? { name: undefined } : undefined
}

const casting = (method: string, target: string): readonly [string, BuiltinValue] => freeMethod(`torch.nn.Module.${method}`, (machine, self) => convert(machine, self, target))
const unchanged = (method: string): readonly [string, BuiltinValue] => freeMethod(`torch.nn.Module.${method}`, (_machine, self) => self)

export const modeMethods: readonly (readonly [string, BuiltinValue])[] = [
  nativeMethod('torch.nn', 'Module.train(self, mode=True)', (machine, self, { mode }) => train(machine, self, mode)),
  nativeMethod('torch.nn', 'Module.eval(self)', (machine, self) => machine.call(machine.getAttribute(self, 'train'), [falseValue])),
  nativeMethod('torch.nn', 'Module.requires_grad_(self, requires_grad=True)', (machine, self, { requires_grad }) => {
    for (const { value } of members(machine, self, 'parameters').found) {
      machine.touch(value)
      value.requiresGrad = machine.truth(requires_grad)
    }
    return self
  }),
  freeMethod('torch.nn.Module.to', (machine, self, args) => {
    const asked = args.open ? { name: undefined } : askedDtype(machine, args)
    if (args.keywords.has('memory_format')) for (const { value } of members(machine, self, 'parameters').found) {
      machine.touch(value)
      forgetLayout(value)
    }
    return asked ? convert(machine, self, asked.name) : self
  }),
  nativeMethod('torch.nn', 'Module.type(self, dst_type)', (machine, self, { dst_type }) => convert(machine, self, dst_type.kind === 'dtype' ? dst_type.name : undefined, 'all')),
  casting('float', 'float32'), casting('double', 'float64'), casting('half', 'float16'), casting('bfloat16', 'bfloat16'),
  ...['cuda', 'cpu', 'xpu', 'ipu', 'mtia', 'to_empty', 'share_memory'].map(unchanged),
]
