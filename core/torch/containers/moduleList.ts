/** `nn.ModuleList`: modules by number, called by nobody but its owner. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html */
import { classEntry, int, iterator, list, nativeClass, nativeMethod, openIterator, openList, typeName, unknownInt, initialiseModule, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { appendAll, contents, entries, insertAt, isIterable, open, position, sliced } from './items.ts'
import { remove } from './sequential.ts'

function extend(machine: Machine, self: InstanceValue, modules: Value): InstanceValue {
  if (isIterable(machine, modules) === false) machine.raise('TypeError', `ModuleList.extend should be called with an iterable, but got ${typeName(modules)}`, 'argument-type')
  appendAll(machine, self, machine.knownItems(modules))
  return self
}

const methods = [
  nativeMethod('torch.nn', 'ModuleList.__init__(self, modules=None)', (machine, self, { modules }) => {
    initialiseModule(machine, self)
    if (modules.kind !== 'none') extend(machine, self, modules)
  }),
  nativeMethod('torch.nn', 'ModuleList.__getitem__(self, idx)', (machine, self, { idx }) => {
    const all = entries(machine, self)
    if (idx.kind === 'slice') return machine.call(self.cls, [list(sliced(machine, all.map(([, value]) => value), idx))])
    return self.module?.modules.get(String(position(machine, idx, all.length))) ?? machine.undecided('a module without its number')
  }),
  nativeMethod('torch.nn', 'ModuleList.__setitem__(self, idx, module)', (machine, self, { idx, module }) =>
    machine.setAttribute(self, String(position(machine, idx, contents(machine, self).length)), module)),
  nativeMethod('torch.nn', 'ModuleList.__delitem__(self, idx)', (machine, self, { idx }) => remove(machine, self, idx)),
  nativeMethod('torch.nn', 'ModuleList.__len__(self)', (_machine, self) => (self.open ? unknownInt(0) : int(self.module?.modules.size ?? 0))),
  nativeMethod('torch.nn', 'ModuleList.__iter__(self)', (machine, self) => (self.open ? openIterator() : iterator(contents(machine, self)))),
  nativeMethod('torch.nn', 'ModuleList.__dir__(self)', () => openList()),
  nativeMethod('torch.nn', 'ModuleList.__iadd__(self, modules)', (machine, self, { modules }) => extend(machine, self, modules)),
  nativeMethod('torch.nn', 'ModuleList.__add__(self, other)', (machine, self, { other }) =>
    machine.call(machine.nativeClass('torch.nn.ModuleList'), [list([...contents(machine, self), ...machine.items(other)])])),
  nativeMethod('torch.nn', 'ModuleList.extend(self, modules)', (machine, self, { modules }) => extend(machine, self, modules)),
  nativeMethod('torch.nn', 'ModuleList.append(self, module)', (machine, self, { module }) => {
    appendAll(machine, self, [module])
    return self
  }),
  nativeMethod('torch.nn', 'ModuleList.insert(self, int index, module)', (machine, self, { index, module }) => {
    // A negative index shifts nothing and registers under its own text.
    if (typeof index !== 'number' || index < 0 || index > contents(machine, self).length) return open(machine, self)
    insertAt(machine, self, index, module)
  }),
  nativeMethod('torch.nn', 'ModuleList.pop(self, key)', (machine, self, { key }) => {
    const found = machine.getItem(self, key)
    remove(machine, self, key)
    return found
  }),
]

export const ModuleList = classEntry('torch.nn.ModuleList', (find) => nativeClass('torch.nn.modules.container.ModuleList', [find('torch.nn.Module')], methods), 'torch.nn.modules.container')
