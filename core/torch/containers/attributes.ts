/**
 * Attribute access of nn.Module: assigning a Parameter, a Module or a Buffer registers it, reading looks into the tables.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html
 */
import { none, nativeMethod, nativeProperty, str, touchable, unknown, bool, type BuiltinValue, type ClassValue, type DescriptorValue, type InstanceValue, type Machine, type ModuleState, type Value } from '../vocabulary/index.ts'
import { isBuffer, isModule, isParameter, isPersistent, typename } from './kinds.ts'
import { hookTables } from './hooks.ts'
import { tableView } from './tables.ts'

export type Table = 'parameters' | 'buffers' | 'modules'
const tables: readonly Table[] = ['parameters', 'buffers', 'modules']

/** The tables; `what` words the error of a module whose `__init__` was never called. */
export function requireState(machine: Machine, self: InstanceValue, what: string): ModuleState {
  return self.module ?? machine.raise('AttributeError', `cannot assign ${what} before Module.__init__() call`, 'attribute')
}

/** Changes one table. */
export function setEntry(machine: Machine, self: InstanceValue, table: Table, name: string, value: Value): void {
  const state = touchable(machine, self).module
  state?.[table].set(name, value)
}

/** Takes a name out of the instance and out of every table but `kept`. */
function removeElsewhere(machine: Machine, self: InstanceValue, name: string, kept: Table): void {
  machine.touch(self)
  self.attributes.delete(name)
  for (const table of tables) if (table !== kept) self.module?.[table].delete(name)
}

/**
 * `self.name = value`. A Parameter, Module or Buffer is registered and leaves no other trace of the name; a registered name takes
 * only its own kind or None; anything else is a plain attribute. An unknown value takes the place that the name has.
 */
export function assign(machine: Machine, self: InstanceValue, name: string, value: Value): void {
  const state = self.module
  const holder = state && tables.find((table) => state[table].has(name))
  const unsure = value.kind === 'unknown' || isModule(machine, value) === undefined
  if (unsure) return holder ? setEntry(machine, self, holder, name, value) : setPlainAttribute(machine, self, name, value)
  if (isParameter(value)) {
    requireState(machine, self, 'parameters')
    removeElsewhere(machine, self, name, 'parameters')
    return setEntry(machine, self, 'parameters', name, value)
  }
  if (holder === 'parameters') {
    if (value.kind !== 'none') machine.raise('TypeError', `cannot assign '${typename(value)}' as parameter '${name}' (torch.nn.Parameter or None expected)`, 'argument-type')
    return setEntry(machine, self, 'parameters', name, none)
  }
  if (isModule(machine, value)) {
    requireState(machine, self, 'module')
    removeElsewhere(machine, self, name, 'modules')
    return setEntry(machine, self, 'modules', name, value)
  }
  if (holder === 'modules') {
    if (value.kind !== 'none') machine.raise('TypeError', `cannot assign '${typename(value)}' as child module '${name}' (torch.nn.Module or None expected)`, 'argument-type')
    return setEntry(machine, self, 'modules', name, none)
  }
  if (holder === 'buffers' || isBuffer(value)) {
    if (value.kind !== 'none' && value.kind !== 'tensor') machine.raise('TypeError', `cannot assign '${typename(value)}' as buffer '${name}' (torch.nn.Buffer, torch.Tensor or None expected)`, 'argument-type')
    requireState(machine, self, 'buffer')
    self.attributes.delete(name)
    if (isBuffer(value)) setPersistence(machine, self, name, isPersistent(value))
    return setEntry(machine, self, 'buffers', name, value)
  }
  setPlainAttribute(machine, self, name, value)
}

/** `object.__setattr__`: a property of the class takes the value, else the instance keeps it. */
export function setPlainAttribute(machine: Machine, self: InstanceValue, name: string, value: Value): void {
  const descriptor = classAttribute(self.cls, name)
  if (descriptor?.kind === 'descriptor' && descriptor.type === 'property') {
    if (!descriptor.set) machine.raise('AttributeError', `property '${name}' of '${self.cls.name}' object has no setter`, 'attribute')
    machine.call(descriptor.set, [self, value])
    return
  }
  touchable(machine, self).attributes.set(name, value)
}

function classAttribute(cls: ClassValue, name: string): Value | undefined {
  for (const each of cls.mro) {
    const found = each.attributes.get(name)
    if (found) return found
  }
  return undefined
}

/** Remembers which buffers a state dict leaves out. */
export function setPersistence(machine: Machine, self: InstanceValue, name: string, persistent: boolean): void {
  const known = self.attributes.get('_non_persistent_buffers_set')
  if (persistent && !known) return
  const entries = new Map(known?.kind === 'set' ? known.entries : [])
  if (persistent) entries.delete(`s${name}`)
  else entries.set(`s${name}`, str(name))
  touchable(machine, self).attributes.set('_non_persistent_buffers_set', { kind: 'set', entries, open: false, frozen: false })
}

/** What `__getattr__` finds once instance and class have nothing of that name. */
export function registered(self: InstanceValue, name: string): Value | undefined {
  const state = self.module
  return state && (state.parameters.get(name) ?? state.buffers.get(name) ?? state.modules.get(name))
}

function missing(machine: Machine, self: InstanceValue, name: string): Value {
  if (self.open || self.cls.mro.some((cls) => cls.open)) return unknown(`an attribute ${name} of an object that is not fully known`)
  return machine.raise('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`, 'attribute')
}

/** `self._modules` and its kin, which can be read, changed and replaced. */
function tableProperty(table: Table): readonly [string, DescriptorValue] {
  return nativeProperty(`torch.nn.Module._${table}`,
    (machine, self) => self.module ? tableView(machine, self, table) : missing(machine, self, `_${table}`),
    (machine, self, value) => {
      const entries = value.kind === 'dict' && !value.open ? [...value.entries.values()] : value.kind === 'instance' ? [...(self.module?.[table] ?? [])].map(([name, item]) => ({ key: str(name), value: item })) : machine.undecided(`a table of ${table} that is not known`)
      const state = requireState(machine, self, table)
      machine.touch(self)
      state[table] = new Map(entries.map(({ key, value: item }) => [key.kind === 'str' && key.value !== undefined ? key.value : '', item]))
    })
}

export const attributeMethods: readonly (readonly [string, BuiltinValue | DescriptorValue])[] = [
  nativeMethod('torch.nn', 'Module.__setattr__(self, name, value)', (machine, self, { name, value }) => {
    if (name.kind !== 'str' || name.value === undefined) { touchable(machine, self).open = true; return }
    assign(machine, self, name.value, value)
  }),
  nativeMethod('torch.nn', 'Module.__getattr__(self, str name)', (machine, self, { name }) =>
    registered(self, name) ?? hookTables(machine, self, name) ?? missing(machine, self, name)),
  nativeMethod('torch.nn', 'Module.__delattr__(self, str name)', (machine, self, { name }) => {
    machine.touch(self)
    const holder = tables.find((table) => self.module?.[table].has(name))
    if (holder) self.module?.[holder].delete(name)
    else if (!self.attributes.delete(name)) missing(machine, self, name)
  }),
  ...tables.map(tableProperty),
  nativeProperty('torch.nn.Module.training',
    (machine, self) => self.module ? bool(self.module.training) : missing(machine, self, 'training'),
    (machine, self, value) => {
      machine.touch(self)
      self.module ??= { parameters: new Map(), buffers: new Map(), modules: new Map(), training: true }
      self.module.training = machine.truth(value)
    }),
]

