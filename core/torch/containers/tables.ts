/** `module._modules` and its kin: what looks like a dict and is the module's own table, so that assigning to a key registers. */
import { bool, classEntry, dict, freeMethod, instance, int, iterator, nativeClass, nativeMethod, none, str, touchable, unknown, unknownBool, type BuiltinValue, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import type { Table } from './attributes.ts'

interface View { readonly owner: InstanceValue; readonly table: Table }
const views = new WeakMap<InstanceValue, View>()
const made = new WeakMap<InstanceValue, Map<Table, InstanceValue>>()

/** The one view of a module's table. */
export function tableView(machine: Machine, owner: InstanceValue, table: Table): Value {
  let own = made.get(owner)
  if (!own) made.set(owner, (own = new Map()))
  let view = own.get(table)
  if (!view) {
    view = instance(machine.nativeClass('torch.nn.modules.module.ModuleTable'))
    views.set(view, { owner, table })
    own.set(table, view)
  }
  return view
}

function entriesOf(machine: Machine, self: InstanceValue): ReadonlyMap<string, Value> {
  const view = views.get(self)
  return view?.owner.module?.[view.table] ?? machine.undecided('a copy of a module\'s table')
}

/** The table before a change. */
function changing(machine: Machine, self: InstanceValue): Map<string, Value> {
  const view = views.get(self)
  return (view && touchable(machine, view.owner).module?.[view.table]) ?? machine.undecided('a copy of a module\'s table')
}

const keyOf = (machine: Machine, key: Value): string => (key.kind === 'str' && key.value !== undefined ? key.value : machine.undecided('a key that is not known'))
const asDict = (machine: Machine, self: InstanceValue): Value => dict([...entriesOf(machine, self)].map(([name, value]) => [str(name), value] as const))
const isOpen = (self: InstanceValue): boolean => views.get(self)?.owner.open === true

/** A method of the dict that the table is at this moment. */
const reading = (name: string): readonly [string, BuiltinValue] =>
  freeMethod(`torch.nn.modules.module.ModuleTable.${name}`, (machine, self, { positional, keywords }) => machine.call(machine.getAttribute(asDict(machine, self), name), positional, keywords))

const within = 'torch.nn.modules.module'
const methods: readonly (readonly [string, BuiltinValue])[] = [
  ...['keys', 'values', 'items', 'get', 'copy'].map(reading),
  nativeMethod(within, 'ModuleTable.__getitem__(self, key)', (machine, self, { key }) =>
    entriesOf(machine, self).get(keyOf(machine, key)) ?? (isOpen(self) ? unknown('a module whose contents are not all known') : machine.raise('KeyError', machine.repr(key) ?? '', 'key'))),
  nativeMethod(within, 'ModuleTable.__setitem__(self, key, value)', (machine, self, { key, value }) => { changing(machine, self).set(keyOf(machine, key), value) }),
  nativeMethod(within, 'ModuleTable.__delitem__(self, key)', (machine, self, { key }) => {
    if (!changing(machine, self).delete(keyOf(machine, key)) && !isOpen(self)) machine.raise('KeyError', machine.repr(key) ?? '', 'key')
  }),
  nativeMethod(within, 'ModuleTable.__contains__(self, key)', (machine, self, { key }) => {
    const found = entriesOf(machine, self).has(keyOf(machine, key))
    return found || !isOpen(self) ? bool(found) : unknownBool
  }),
  nativeMethod(within, 'ModuleTable.__len__(self)', (machine, self) => int(entriesOf(machine, self).size)),
  nativeMethod(within, 'ModuleTable.__iter__(self)', (machine, self) => iterator([...entriesOf(machine, self).keys()].map(str))),
  freeMethod(`${within}.ModuleTable.pop`, (machine, self, { positional: [key = none, otherwise] }) => {
    const table = changing(machine, self), name = keyOf(machine, key)
    const found = table.get(name) ?? otherwise ?? machine.raise('KeyError', machine.repr(key) ?? '', 'key')
    table.delete(name)
    return found
  }),
  freeMethod(`${within}.ModuleTable.update`, (machine, self, { positional: [other], keywords }) => {
    const table = changing(machine, self)
    const pairs = other ? machine.items(machine.call(machine.getAttribute(other, 'items'), [])) : []
    for (const pair of pairs) {
      const [key, value] = machine.items(pair)
      if (key && value) table.set(keyOf(machine, key), value)
    }
    for (const [name, value] of keywords) table.set(name, value)
  }),
  freeMethod(`${within}.ModuleTable.clear`, (machine, self) => changing(machine, self).clear()),
]

export const ModuleTable = classEntry('torch.nn.modules.module.ModuleTable', () => nativeClass('torch.nn.modules.module.ModuleTable', [], methods))
