/** Results with named fields: `values, indices = x.max(1)`, `x.max(1).values`. */
import { builtin, nativeClass, tuple, type ClassValue, type DescriptorValue, type Machine, type Value } from '../../values/index.ts'

const classes = new Map<string, ClassValue>()

/** A `torch.return_types` tuple: its items by place and by name. */
export function namedResult(machine: Machine, name: string, fields: Readonly<Record<string, Value>>): Value {
  let cls = classes.get(name)
  if (!cls) classes.set(name, (cls = resultClass(machine, `torch.return_types.${name}`, Object.keys(fields))))
  return tuple(Object.values(fields), cls)
}

function resultClass(machine: Machine, name: string, fields: readonly string[]): ClassValue {
  const properties = fields.map((field, index): readonly [string, Value] => {
    const get = builtin(`${name}.${field}`, (on, { positional: [self] }) => (self?.kind === 'tuple' && self.items[index]) || on.undecided(`${field} of what is no result`), { bindsSelf: true })
    return [field, { kind: 'descriptor', type: 'property', get } satisfies DescriptorValue]
  })
  const cls = nativeClass(name, [machine.nativeClass('builtins.tuple')], properties)
  cls.traits.set('fields', fields)
  return cls
}
