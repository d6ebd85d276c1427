/**
 * `nn.Sequential`: each child takes what the one before returned.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html
 */
import { asDim, classEntry, dict, freeMethod, int, iterator, nativeClass, nativeMethod, none, openIterator, openList, str, unknownInt, initialiseModule, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { appendAll, contents, entries, insertAt, open, position, renumber, sliced } from './items.ts'
import { isModule, typename } from './kinds.ts'
import { addModule } from './registration.ts'



function isSequential(machine: Machine, value: Value): value is InstanceValue {
  return machine.isInstance(value, machine.nativeClass('torch.nn.Sequential')) === true
}

/** A plain Sequential of the same children. */
function sequentialOf(machine: Machine, modules: readonly Value[]): Value {
  return machine.call(machine.nativeClass('torch.nn.Sequential'), modules)
}

/** The other operand of `+`, which must be a Sequential. */
function other(machine: Machine, value: Value): Value[] {
  if (value.kind === 'unknown') return machine.undecided(value.reason)
  if (!isSequential(machine, value)) return machine.raise('ValueError', `add operator supports only objects of Sequential class, but <class '${typename(value)}'> is given.`, 'argument-type')
  return contents(machine, value)
}

function repeated(machine: Machine, self: InstanceValue, times: Value): Value[] {
  const count = asDim(times)
  if (times.kind === 'unknown' || (count !== undefined && typeof count !== 'number')) return machine.undecided('a count that is not known')
  if (count === undefined) return machine.raise('TypeError', `unsupported operand type(s) for *: <class '${typename(self)}'> and <class '${typename(times)}'>`, 'argument-type')
  if (count <= 0) return machine.raise('ValueError', `Non-positive multiplication factor ${count} for <class '${typename(self)}'>`, 'argument')
  const modules = contents(machine, self)
  machine.room(count * modules.length)
  return Array.from({ length: count }, () => modules).flat()
}

const isOrderedDict = (value: Value | undefined): boolean => value?.kind === 'dict' && value.cls?.name === 'OrderedDict'

const methods = [
  freeMethod('torch.nn.Sequential.__init__', (machine, self, args) => {
    const [keyword] = args.keywords.keys()
    if (keyword !== undefined) machine.raise('TypeError', `Sequential.__init__() got an unexpected keyword argument '${keyword}'`, 'argument', { parameter: keyword })
    initialiseModule(machine, self)
    const [first] = args.positional
    if (args.positional.length === 1 && first?.kind === 'dict' && isOrderedDict(first)) {
      if (first.open) open(machine, self)
      for (const { key, value } of first.entries.values()) addModule(machine, self, key, value)
      return
    }
    // One unknown argument may be an OrderedDict of any length.
    if (args.open || (args.positional.length === 1 && first?.kind === 'unknown')) open(machine, self)
    appendAll(machine, self, args.positional)
  }),
  nativeMethod('torch.nn', 'Sequential.forward(self, input)', (machine, self, { input }) => {
    let value = input
    for (const module of contents(machine, self)) value = machine.call(module, [value])
    return value
  }),
  nativeMethod('torch.nn', 'Sequential.__getitem__(self, idx)', (machine, self, { idx }) => {
    const all = entries(machine, self)
    if (idx.kind !== 'slice') return all[position(machine, idx, all.length)]?.[1]
    const names = sliced(machine, all.map(([key]) => str(key)), idx)
    const byName = new Map(all)
    const chosen = names.map((key) => [key, key.kind === 'str' ? byName.get(key.value ?? '') ?? none : none] as const)
    return machine.call(self.cls, [dict(chosen, machine.nativeClass('collections.OrderedDict'))])
  }),
  nativeMethod('torch.nn', 'Sequential.__setitem__(self, idx, module)', (machine, self, { idx, module }) => {
    const all = entries(machine, self)
    machine.setAttribute(self, all[position(machine, idx, all.length)]?.[0] ?? '', module)
  }),
  nativeMethod('torch.nn', 'Sequential.__delitem__(self, idx)', (machine, self, { idx }) => remove(machine, self, idx)),
  nativeMethod('torch.nn', 'Sequential.__len__(self)', (_machine, self) => (self.open ? unknownInt(0) : int(self.module?.modules.size ?? 0))),
  nativeMethod('torch.nn', 'Sequential.__iter__(self)', (machine, self) => (self.open ? openIterator() : iterator(contents(machine, self)))),
  nativeMethod('torch.nn', 'Sequential.__dir__(self)', () => openList()),
  nativeMethod('torch.nn', 'Sequential.append(self, module)', (machine, self, { module }) => {
    appendAll(machine, self, [module])
    return self
  }),
  nativeMethod('torch.nn', 'Sequential.extend(self, sequential)', (machine, self, { sequential }) => {
    appendAll(machine, self, machine.knownItems(sequential))
    return self
  }),
  nativeMethod('torch.nn', 'Sequential.insert(self, int index, module)', (machine, self, { index, module }) => {
    if (isModule(machine, module) === false) machine.raise('AssertionError', "module should be of type: <class 'torch.nn.modules.module.Module'>", 'argument-type')
    const size = contents(machine, self).length
    if (typeof index !== 'number') return machine.undecided('an index that is not known')
    if (index < -size || index > size) machine.raise('IndexError', `Index out of range: ${index}`, 'index')
    insertAt(machine, self, index < 0 ? index + size : index, module)
    return self
  }),
  nativeMethod('torch.nn', 'Sequential.pop(self, key)', (machine, self, { key }) => {
    const found = machine.getItem(self, key)
    remove(machine, self, key)
    return found
  }),
  nativeMethod('torch.nn', 'Sequential.__add__(self, other)', (machine, self, parameters) => sequentialOf(machine, [...contents(machine, self), ...other(machine, parameters.other)])),
  nativeMethod('torch.nn', 'Sequential.__iadd__(self, other)', (machine, self, parameters) => {
    appendAll(machine, self, other(machine, parameters.other))
    return self
  }),
  nativeMethod('torch.nn', 'Sequential.__mul__(self, other)', (machine, self, parameters) => sequentialOf(machine, repeated(machine, self, parameters.other))),
  nativeMethod('torch.nn', 'Sequential.__rmul__(self, other)', (machine, self, parameters) => sequentialOf(machine, repeated(machine, self, parameters.other))),
  nativeMethod('torch.nn', 'Sequential.__imul__(self, other)', (machine, self, parameters) => {
    renumber(machine, self, repeated(machine, self, parameters.other))
    return self
  }),
]

/** Takes out one child or a slice of them and numbers the rest anew. */
export function remove(machine: Machine, self: InstanceValue, index: Value): void {
  const all = contents(machine, self)
  const gone = index.kind === 'slice'
    ? new Set(sliced(machine, all.map((_, each) => int(each)), index).map((each) => (each.kind === 'int' ? each.value : -1)))
    : new Set([position(machine, index, all.length)])
  renumber(machine, self, all.filter((_, each) => !gone.has(each)))
}

export const Sequential = classEntry('torch.nn.Sequential', (find) => nativeClass('torch.nn.modules.container.Sequential', [find('torch.nn.Module')], methods), 'torch.nn.modules.container')
