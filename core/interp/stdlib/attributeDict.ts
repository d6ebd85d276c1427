/** Objects whose attributes are the entries of one dict, which `vars()` gives: `types.SimpleNamespace`, `argparse.Namespace`. */
import { bool, dict, instance, none, notImplemented, str, unknown, type ClassValue, type DictValue, type InstanceValue, type Machine, type Value } from '../../values/index.ts'
import { objectClass } from '../builtins/object.ts'
import { lookup, setInDict, deleteItem } from '../builtins/subscripts.ts'
import { define, property, rawMethod } from '../builtins/support.ts'

const key = '#entries'

/** The dict behind an object. */
export function entriesOf(machine: Machine, self: Value | undefined): DictValue {
  const held = self?.kind === 'instance' ? self.attributes.get(key) : undefined
  return held?.kind === 'dict' ? held : machine.undecided('an object that is not fully known')
}

export function attributeDict(cls: ClassValue, entries: DictValue): InstanceValue {
  const made = instance(cls)
  made.attributes.set(key, entries)
  return made
}

export function attributeDictClass(name: string): ClassValue {
  return define(name, objectClass, [
    property(`${name}.__dict__`, (machine, self) => entriesOf(machine, self)),
    rawMethod(`${name}.__init__`, () => none),
    rawMethod(`${name}.__getattr__`, (machine, { positional: [self, attribute = none] }) => {
      const found = lookup(machine, entriesOf(machine, self), attribute)
      if (found === 'unknown') return unknown('an attribute that is not known')
      return found ?? machine.raise('AttributeError', `'${self?.kind === 'instance' ? self.cls.name : ''}' object has no attribute ${machine.repr(attribute) ?? '?'}`, 'attribute')
    }),
    rawMethod(`${name}.__setattr__`, (machine, { positional: [self, attribute = none, value = none] }) => { setInDict(machine, entriesOf(machine, self), attribute, value); return none }),
    rawMethod(`${name}.__delattr__`, (machine, { positional: [self, attribute = none] }) => { deleteItem(machine, entriesOf(machine, self), attribute); return none }),
    rawMethod(`${name}.__contains__`, (machine, { positional: [self, attribute = none] }) => {
      const found = lookup(machine, entriesOf(machine, self), attribute)
      return bool(found === 'unknown' ? undefined : found !== undefined)
    }),
    rawMethod(`${name}.__eq__`, (machine, { positional: [self, other] }) => (other?.kind === 'instance' && other.attributes.has(key) ? bool(machine.equals(entriesOf(machine, self), entriesOf(machine, other))) : notImplemented)),
    rawMethod(`${name}.__repr__`, () => str(undefined)),
  ], {
    create: (machine, cls, args) => {
      const entries = dict([...args.keywords].map(([attribute, value]) => [str(attribute), value] as const))
      if (args.open || args.positional.length > 0) entries.open = true
      const made = attributeDict(cls, entries)
      return { ...made, createdAt: machine.site }
    },
  })
}
