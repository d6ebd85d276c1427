/** What layers say to `nn.Module`: registering weights and attributes, and reading them back. */
import { asDim, none, tensor, touchable, type InstanceValue, type Machine, type ModuleState, type Shape, type Value } from '../../values/index.ts'

export function moduleState(machine: Machine, self: InstanceValue): ModuleState {
  touchable(machine, self)
  self.module ??= emptyTables()
  return self.module
}

/** What `nn.Module.__init__` does: empty tables, training. */
export function initialiseModule(machine: Machine, self: InstanceValue): void {
  touchable(machine, self).module = emptyTables()
}

const emptyTables = (): ModuleState => ({ parameters: new Map(), buffers: new Map(), modules: new Map(), training: true })

export function registerBuffer(machine: Machine, self: InstanceValue, name: string, shape: Shape | undefined, dtype = 'float32'): void {
  moduleState(machine, self).buffers.set(name, shape ? tensor(shape, { dtype }) : none)
}

export function registerModule(machine: Machine, self: InstanceValue, name: string, module: Value): void {
  moduleState(machine, self).modules.set(name, module)
}

/** Sets plain attributes, which need no registration. */
export function setPlain(machine: Machine, self: InstanceValue, attributes: Readonly<Record<string, Value>>): void {
  touchable(machine, self)
  for (const [name, value] of Object.entries(attributes)) self.attributes.set(name, value)
}

/** What `self.name` is, as a layer's own forward reads it: whatever was assigned last. */
export const attribute = (machine: Machine, self: InstanceValue, name: string): Value => machine.getAttribute(self, name)

/** `torch.nn.modules.utils._ntuple`: an iterable becomes a tuple, anything else is repeated n times. */
export function ntuple(machine: Machine, value: Value, n: number): Value {
  if (value.kind === 'unknown') return value
  if (value.kind === 'int' || value.kind === 'bool' || value.kind === 'float' || value.kind === 'none') return { kind: 'tuple', items: Array.from({ length: n }, () => value) }
  if (value.kind === 'str' || value.kind === 'list' || value.kind === 'tuple') return { kind: 'tuple', items: machine.items(value) }
  return { kind: 'tuple', items: asDim(value) === undefined ? machine.items(value) : Array.from({ length: n }, () => value) }
}
