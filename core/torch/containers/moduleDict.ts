/** `nn.ModuleDict`: modules by name. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html */
import { bool, classEntry, dict, int, iterator, nativeClass, nativeMethod, openIterator, str, touchable, typeName, unknown, unknownBool, unknownInt, initialiseModule, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { isIterable, open } from './items.ts'
import { asModule } from './kinds.ts'
import { addModule } from './registration.ts'

/** The children as a Python dict, whose views `keys`, `values` and `items` give. */
function asDict(self: InstanceValue): Value {
  const view = dict([...(self.module?.modules ?? [])].map(([name, value]) => [str(name), value] as const))
  view.open = self.open
  return view
}

const view = (method: 'keys' | 'values' | 'items') => (machine: Machine, self: InstanceValue): Value => machine.call(machine.getAttribute(asDict(self), method), [])

/** The child of a name; a missing one is a KeyError. */
function lookUp(machine: Machine, self: InstanceValue, key: Value): Value {
  if (key.kind === 'unknown' || (key.kind === 'str' && key.value === undefined)) return unknown('a module under a name that is not known')
  const found = key.kind === 'str' ? self.module?.modules.get(key.value ?? '') : undefined
  if (found) return found
  if (self.open) return unknown('a module of a container whose contents are not all known')
  return machine.raise('KeyError', machine.repr(key) ?? '', 'key')
}

function removeKey(machine: Machine, self: InstanceValue, key: Value): void {
  lookUp(machine, self, key)
  if (key.kind === 'str' && key.value !== undefined) touchable(machine, self).module?.modules.delete(key.value)
  else open(machine, self)
}

/** Key and module pairs of a mapping or of a sequence of pairs; undefined where they are not known. */
function pairs(machine: Machine, modules: Value): (readonly [Value, Value])[] | undefined {
  if (modules.kind === 'dict') return modules.open ? undefined : [...modules.entries.values()].map(({ key, value }) => [key, value] as const)
  if (asModule(machine, modules) || (modules.kind === 'instance' && machine.findAttribute(modules, 'items'))) {
    return machine.knownItems(machine.call(machine.getAttribute(modules, 'items'), []))?.map((pair) => asPair(machine, pair))
  }
  return machine.knownItems(modules)?.map((item, index) => {
    if (isIterable(machine, item) === false) return machine.raise('TypeError', `ModuleDict update sequence element #${index} should be Iterable; is${typeName(item)}`, 'argument-type')
    const parts = machine.items(item)
    if (parts.length !== 2) return machine.raise('ValueError', `ModuleDict update sequence element #${index} has length ${parts.length}; 2 is required`, 'argument')
    return asPair(machine, item)
  })
}

function asPair(machine: Machine, item: Value): readonly [Value, Value] {
  const [key, value] = machine.items(item)
  return key && value ? [key, value] : machine.undecided('a pair that is not known')
}

function update(machine: Machine, self: InstanceValue, modules: Value): void {
  if (isIterable(machine, modules) === false) machine.raise('TypeError', `ModuleDict.update should be called with an iterable of key/value pairs, but got ${typeName(modules)}`, 'argument-type')
  const known = modules.kind === 'unknown' ? undefined : pairs(machine, modules)
  if (!known) return open(machine, self)
  for (const [key, value] of known) addModule(machine, self, key, value)
}

const methods = [
  nativeMethod('torch.nn', 'ModuleDict.__init__(self, modules=None)', (machine, self, { modules }) => {
    initialiseModule(machine, self)
    if (modules.kind !== 'none') update(machine, self, modules)
  }),
  nativeMethod('torch.nn', 'ModuleDict.__getitem__(self, key)', (machine, self, { key }) => lookUp(machine, self, key)),
  nativeMethod('torch.nn', 'ModuleDict.__setitem__(self, key, module)', (machine, self, { key, module }) => addModule(machine, self, key, module)),
  nativeMethod('torch.nn', 'ModuleDict.__delitem__(self, key)', (machine, self, { key }) => removeKey(machine, self, key)),
  nativeMethod('torch.nn', 'ModuleDict.__len__(self)', (_machine, self) => (self.open ? unknownInt(0) : int(self.module?.modules.size ?? 0))),
  nativeMethod('torch.nn', 'ModuleDict.__iter__(self)', (_machine, self) => (self.open ? openIterator() : iterator([...(self.module?.modules.keys() ?? [])].map(str)))),
  nativeMethod('torch.nn', 'ModuleDict.__contains__(self, key)', (_machine, self, { key }) => {
    if (key.kind === 'unknown' || (key.kind === 'str' && key.value === undefined)) return unknownBool
    const known = key.kind === 'str' && self.module?.modules.has(key.value ?? '') === true
    return known || !self.open ? bool(known) : unknownBool
  }),
  nativeMethod('torch.nn', 'ModuleDict.keys(self)', view('keys')),
  nativeMethod('torch.nn', 'ModuleDict.values(self)', view('values')),
  nativeMethod('torch.nn', 'ModuleDict.items(self)', view('items')),
  nativeMethod('torch.nn', 'ModuleDict.clear(self)', (machine, self) => { touchable(machine, self).module?.modules.clear() }),
  nativeMethod('torch.nn', 'ModuleDict.pop(self, key)', (machine, self, { key }) => {
    const found = lookUp(machine, self, key)
    removeKey(machine, self, key)
    return found
  }),
  nativeMethod('torch.nn', 'ModuleDict.update(self, modules)', (machine, self, { modules }) => update(machine, self, modules)),
]

export const ModuleDict = classEntry('torch.nn.ModuleDict', (find) => nativeClass('torch.nn.modules.container.ModuleDict', [find('torch.nn.Module')], methods), 'torch.nn.modules.container')
