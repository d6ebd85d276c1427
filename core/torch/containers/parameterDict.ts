/** `nn.ParameterDict`: parameters by name. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html */
import { bool, classEntry, dict, freeMethod, hashKey, int, iterator, nativeClass, nativeMethod, none, openIterator, typeName, unknown, unknownBool, unknownInt, initialiseModule, type DictValue, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { isIterable, open } from './items.ts'
import { asEntry } from './parameterList.ts'

function keyTable(machine: Machine, self: InstanceValue): DictValue {
  const known = self.attributes.get('_keys')
  return known?.kind === 'dict' ? known : machine.undecided('a ParameterDict that was not initialised')
}

/** Keys are strings, and attributes of the same name. */
function attributeName(machine: Machine, key: Value): string {
  if (key.kind === 'str' && key.value !== undefined) return key.value
  if (key.kind === 'unknown' || key.kind === 'str') return machine.undecided('a key that is not known')
  return machine.raise('TypeError', `Index given to ParameterDict cannot be used as a key as it is not a string (type is '${typeName(key)}'). Open an issue on github if you need non-string keys.`, 'argument-type')
}

const keys = (machine: Machine, self: InstanceValue): Value[] => [...keyTable(machine, self).entries.values()].map(({ key }) => key)

function set(machine: Machine, self: InstanceValue, key: Value, value: Value): void {
  if (key.kind === 'unknown' || (key.kind === 'str' && key.value === undefined)) return open(machine, self)
  const table = keyTable(machine, self)
  const name = attributeName(machine, key)
  machine.touch(table)
  table.entries.set(hashKey(key) ?? name, { key, value: none })
  machine.setAttribute(self, name, asEntry(value))
}

function remove(machine: Machine, self: InstanceValue, key: Value): Value {
  const name = attributeName(machine, key)
  const table = keyTable(machine, self)
  const found = machine.getAttribute(self, name)
  machine.touch(table)
  table.entries.delete(hashKey(key) ?? name)
  machine.deleteAttribute(self, name)
  return found
}

const has = (machine: Machine, self: InstanceValue, key: Value): boolean | undefined => {
  const hash = hashKey(key)
  if (hash === undefined) return undefined
  return keyTable(machine, self).entries.has(hash) || (self.open ? undefined : false)
}

/** What the dict holds, in its order; open where keys may be missing. */
function asDict(machine: Machine, self: InstanceValue): DictValue {
  const view = dict(keys(machine, self).map((key) => [key, machine.getAttribute(self, attributeName(machine, key))] as const))
  view.open = self.open
  return view
}
const view = (method: 'keys' | 'values' | 'items') => (machine: Machine, self: InstanceValue): Value => machine.call(machine.getAttribute(asDict(machine, self), method), [])

/** A plain dict is taken in by sorted keys, an ordered one and a ParameterDict in their own order. */
function update(machine: Machine, self: InstanceValue, parameters: Value): void {
  if (parameters.kind === 'unknown') return open(machine, self)
  if (isIterable(machine, parameters) === false) machine.raise('TypeError', `ParametersDict.update should be called with an iterable of key/value pairs, but got ${typeName(parameters)}`, 'argument-type')
  const mapping = parameters.kind === 'instance' && parameters.attributes.has('_keys') ? asDict(machine, parameters) : parameters
  if (mapping.kind === 'dict') {
    if (mapping.open) return open(machine, self)
    const entries = [...mapping.entries.values()]
    if (parameters.kind === 'dict' && mapping.cls?.name !== 'OrderedDict') entries.sort((left, right) => (text(left.key) < text(right.key) ? -1 : 1))
    for (const { key, value } of entries) set(machine, self, key, value)
    return
  }
  const items = machine.knownItems(mapping)
  if (!items) return open(machine, self)
  for (const item of items) {
    const [key, value] = machine.items(item)
    if (!key || !value) return open(machine, self)
    set(machine, self, key, value)
  }
}
const text = (key: Value): string => (key.kind === 'str' ? key.value ?? '' : '')

const methods = [
  nativeMethod('torch.nn', 'ParameterDict.__init__(self, parameters=None)', (machine, self, { parameters }) => {
    initialiseModule(machine, self)
    self.attributes.set('_keys', dict([]))
    if (parameters.kind !== 'none') update(machine, self, parameters)
  }),
  nativeMethod('torch.nn', 'ParameterDict.__getitem__(self, key)', (machine, self, { key }) => machine.getAttribute(self, attributeName(machine, key))),
  nativeMethod('torch.nn', 'ParameterDict.__setitem__(self, key, value)', (machine, self, { key, value }) => set(machine, self, key, value)),
  nativeMethod('torch.nn', 'ParameterDict.__delitem__(self, key)', (machine, self, { key }) => { remove(machine, self, key) }),
  nativeMethod('torch.nn', 'ParameterDict.__len__(self)', (machine, self) => (self.open ? unknownInt(0) : int(keys(machine, self).length))),
  nativeMethod('torch.nn', 'ParameterDict.__iter__(self)', (machine, self) => (self.open ? openIterator() : iterator(keys(machine, self)))),
  nativeMethod('torch.nn', 'ParameterDict.__contains__(self, key)', (machine, self, { key }) => { const known = has(machine, self, key); return known === undefined ? unknownBool : bool(known) }),
  nativeMethod('torch.nn', 'ParameterDict.keys(self)', view('keys')),
  nativeMethod('torch.nn', 'ParameterDict.values(self)', view('values')),
  nativeMethod('torch.nn', 'ParameterDict.items(self)', view('items')),
  nativeMethod('torch.nn', 'ParameterDict.get(self, key, default=None)', (machine, self, parameters) => {
    const known = has(machine, self, parameters.key)
    if (known === undefined) return unknown('a key that may be missing')
    return known ? machine.getAttribute(self, attributeName(machine, parameters.key)) : parameters.default
  }),
  nativeMethod('torch.nn', 'ParameterDict.pop(self, key)', (machine, self, { key }) => remove(machine, self, key)),
  nativeMethod('torch.nn', 'ParameterDict.clear(self)', (machine, self) => { for (const key of keys(machine, self)) remove(machine, self, key) }),
  nativeMethod('torch.nn', 'ParameterDict.update(self, parameters)', (machine, self, { parameters }) => update(machine, self, parameters)),
  nativeMethod('torch.nn', 'ParameterDict.copy(self)', (machine, self) => machine.call(machine.nativeClass('torch.nn.ParameterDict'), [dict([...asDict(machine, self).entries.values()].map(({ key, value }) => [key, value] as const), machine.nativeClass('collections.OrderedDict'))])),
  freeMethod('torch.nn.ParameterDict.__call__', (machine) => machine.raise('RuntimeError', 'ParameterDict should not be called.', 'missing-forward')),
]

export const ParameterDict = classEntry('torch.nn.ParameterDict', (find) => nativeClass('torch.nn.modules.container.ParameterDict', [find('torch.nn.Module')], methods), 'torch.nn.modules.container')
