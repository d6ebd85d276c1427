/** What the containers share: positions, their numbering, and contents that are not known. */
import { asDim, list, str, touchable, typeName, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { addModule } from './registration.ts'

/** The children by name; gives up where the container took in something of unknown length. */
export function entries(machine: Machine, self: InstanceValue): (readonly [string, Value])[] {
  if (self.open) return machine.undecided('a container whose contents are not all known')
  return [...(self.module?.modules ?? [])]
}
export const contents = (machine: Machine, self: InstanceValue): Value[] => entries(machine, self).map(([, value]) => value)

/** `operator.index(value)` within `size` items, counted from the start. */
export function position(machine: Machine, index: Value, size: number): number {
  if (index.kind === 'unknown') return machine.undecided(index.reason)
  const dim = asDim(index)
  if (dim === undefined && index.kind !== 'bool' && index.kind !== 'tensor') return machine.raise('TypeError', `'${typeName(index)}' object cannot be interpreted as an integer`, 'argument-type')
  if (typeof dim !== 'number') return machine.undecided('an index that is not known')
  if (dim < -size || dim >= size) machine.raise('IndexError', `index ${dim} is out of range`, 'index')
  return dim < 0 ? dim + size : dim
}

/** The items that a slice selects, as Python's lists do. */
export const sliced = (machine: Machine, items: Value[], slice: Value): Value[] => machine.items(machine.getItem(list(items), slice))

/** Appends modules under the next numbers. What is not known makes the container open. */
export function appendAll(machine: Machine, self: InstanceValue, modules: readonly Value[] | undefined): void {
  if (!modules) { open(machine, self); return }
  for (const module of modules) addModule(machine, self, str(String(self.module?.modules.size ?? 0)), module)
}

/** Contents are not known from here on. */
export function open(machine: Machine, self: InstanceValue): void {
  touchable(machine, self).open = true
}

/** Puts the children into a new order, numbered from 0. */
export function renumber(machine: Machine, self: InstanceValue, modules: readonly Value[]): void {
  const state = touchable(machine, self).module
  if (state) state.modules = new Map(modules.map((module, index) => [String(index), module]))
}

/** Shifts what follows `index` by one and puts a module there. */
export function insertAt(machine: Machine, self: InstanceValue, index: number, module: Value): void {
  const modules = contents(machine, self)
  renumber(machine, self, [...modules.slice(0, index), module, ...modules.slice(index)])
}

/** Whether `iter(value)` works; undefined where it is not known. */
export function isIterable(machine: Machine, value: Value): boolean | undefined {
  switch (value.kind) {
    case 'unknown': return undefined
    case 'instance': return value.payload !== undefined || machine.findAttribute(value, '__iter__') !== undefined || (value.open ? undefined : false)
    case 'none': case 'bool': case 'int': case 'float': case 'function': case 'builtin': case 'method': case 'class': case 'partial': case 'namespace': case 'dtype': case 'device': case 'ellipsis': return false
    default: return true
  }
}
