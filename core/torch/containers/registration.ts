/** nn.Module's explicit registration and its look-up by dotted path. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html */
import { nativeMethod, type BuiltinValue, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { requireState, setEntry, setPersistence, type Table } from './attributes.ts'
import { asModule, isModule, isParameter, typename } from './kinds.ts'

/** The name that something is registered under; a name that is not known opens the module. */
function checkedName(machine: Machine, self: InstanceValue, name: Value, what: 'buffer' | 'parameter'): string {
  if (name.kind === 'unknown' || (name.kind === 'str' && name.value === undefined)) return openedByName(machine, self)
  if (name.kind !== 'str' || name.value === undefined) return machine.raise('TypeError', `${what} name should be a string. Got ${typename(name)}`, 'argument-type')
  if (name.value.includes('.')) machine.raise('KeyError', `'${what} name can\\'t contain "."'`, 'argument')
  if (name.value === '') machine.raise('KeyError', `'${what} name can\\'t be empty string ""'`, 'argument')
  refuseTaken(machine, self, name.value, what === 'buffer' ? 'buffers' : 'parameters')
  return name.value
}

function openedByName(machine: Machine, self: InstanceValue): never {
  machine.touch(self)
  self.open = true
  return machine.undecided('a name that is not known')
}

function refuseTaken(machine: Machine, self: InstanceValue, name: string, table: Table): void {
  if (!self.module?.[table].has(name) && machine.findAttribute(self, name) !== undefined && !self.open) {
    machine.raise('KeyError', `"attribute '${name}' already exists"`, 'argument')
  }
}

/** Registers a child, as `add_module` and the containers do. */
export function addModule(machine: Machine, self: InstanceValue, name: Value, module: Value): void {
  if (module.kind !== 'none' && isModule(machine, module) === false) machine.raise('TypeError', `${typename(module)} is not a Module subclass`, 'argument-type')
  if (name.kind === 'unknown' || (name.kind === 'str' && name.value === undefined)) openedByName(machine, self)
  if (name.kind !== 'str' || name.value === undefined) return machine.raise('TypeError', `module name should be a string. Got ${typename(name)}`, 'argument-type')
  refuseTaken(machine, self, name.value, 'modules')
  if (name.value.includes('.')) machine.raise('KeyError', `'module name can\\'t contain ".", got: ${name.value}'`, 'argument')
  if (name.value === '') machine.raise('KeyError', `'module name can\\'t be empty string ""'`, 'argument')
  if (!self.module && !self.open) machine.raise('AttributeError', `'${self.cls.name}' object has no attribute '_modules'`, 'attribute')
  setEntry(machine, self, 'modules', name.value, module)
}

/** The module at a dotted path below another. */
function submodule(machine: Machine, root: InstanceValue, path: string): Value {
  let module: Value = root
  for (const name of path === '' ? [] : path.split('.')) {
    const found: Value | undefined = machine.findAttribute(module, name)
    if (!found) return machine.raise('AttributeError', `${module.kind === 'instance' ? module.cls.name : ''} has no attribute \`${name}\``, 'attribute')
    const kind = isModule(machine, found)
    if (kind === undefined) return machine.undecided(`a submodule ${name} that is not known`)
    if (!kind) return machine.raise('AttributeError', `\`${name}\` is not an nn.Module`, 'attribute')
    module = found
  }
  return module
}

function member(machine: Machine, self: InstanceValue, target: string, accepts: (owner: InstanceValue, name: string, value: Value) => boolean | undefined, what: string): Value {
  const dot = target.lastIndexOf('.')
  const name = target.slice(dot + 1)
  const owner = asModule(machine, submodule(machine, self, target.slice(0, Math.max(dot, 0))))
  if (!owner) return machine.undecided('a submodule that is not known')
  const value = machine.findAttribute(owner, name)
  if (!value) return machine.raise('AttributeError', `${owner.cls.name} has no attribute \`${name}\``, 'attribute')
  return accepts(owner, name, value) === false ? machine.raise('AttributeError', `\`${name}\` is not ${what}`, 'attribute') : value
}

export const registrationMethods: readonly (readonly [string, BuiltinValue])[] = [
  nativeMethod('torch.nn', 'Module.register_buffer(self, name, tensor, persistent=True)', (machine, self, { name, tensor, persistent }) => {
    requireState(machine, self, 'buffer')
    const checked = checkedName(machine, self, name, 'buffer')
    if (!['none', 'tensor', 'unknown'].includes(tensor.kind)) machine.raise('TypeError', `cannot assign '${typename(tensor)}' object to buffer '${checked}' (torch Tensor or None required)`, 'argument-type')
    setPersistence(machine, self, checked, machine.truth(persistent) ?? true)
    setEntry(machine, self, 'buffers', checked, tensor)
  }),
  nativeMethod('torch.nn', 'Module.register_parameter(self, name, param)', (machine, self, { name, param }) => {
    requireState(machine, self, 'parameter')
    const checked = checkedName(machine, self, name, 'parameter')
    if (param.kind !== 'none' && isParameter(param) === false) machine.raise('TypeError', `cannot assign '${typename(param)}' object to parameter '${checked}' (torch.nn.Parameter or None required)`, 'argument-type')
    setEntry(machine, self, 'parameters', checked, param)
  }),
  nativeMethod('torch.nn', 'Module.add_module(self, name, module)', (machine, self, { name, module }) => addModule(machine, self, name, module)),
  nativeMethod('torch.nn', 'Module.register_module(self, name, module)', (machine, self, { name, module }) => addModule(machine, self, name, module)),
  nativeMethod('torch.nn', 'Module.get_submodule(self, str target)', (machine, self, { target }) => submodule(machine, self, target)),
  nativeMethod('torch.nn', 'Module.get_parameter(self, str target)', (machine, self, { target }) => member(machine, self, target, (_owner, _name, value) => isParameter(value), 'an nn.Parameter')),
  nativeMethod('torch.nn', 'Module.get_buffer(self, str target)', (machine, self, { target }) => member(machine, self, target, (owner, name) => owner.module?.buffers.has(name), 'a buffer')),
  nativeMethod('torch.nn', 'Module.set_submodule(self, str target, module, bool strict=False)', (machine, self, { target, module, strict }) => {
    if (target === '') machine.raise('ValueError', 'Cannot set the submodule without a target name!', 'argument')
    if (isModule(machine, module) === false) machine.raise('ValueError', `\`module\` is not an nn.Module, found <class '${typename(module)}'>`, 'argument-type')
    const dot = target.lastIndexOf('.')
    const name = target.slice(dot + 1)
    const parent = submodule(machine, self, target.slice(0, Math.max(dot, 0)))
    const present = machine.findAttribute(parent, name)
    if (strict && !present) machine.raise('AttributeError', `${parent.kind === 'instance' ? parent.cls.name : ''} has no attribute \`${name}\``, 'attribute')
    if (present && isModule(machine, present) === false) machine.raise('AttributeError', `\`${name}\` is not an nn.Module`, 'attribute')
    machine.setAttribute(parent, name, module)
  }),
]
