/** `dir(x)`: a list of names where all are known; else an object that knows which names are surely among them. */
import { bool, instance, list, none, openIterator, str, unknownInt, type Machine, type Value } from '../../values/index.ts'
import { compareText } from './equality.ts'
import { objectClass } from './object.ts'
import { content, define, rawMethod } from './support.ts'

const namesClass = define('builtins.names', objectClass, [
  rawMethod('builtins.names.__contains__', (machine, { positional: [self = none, name = none] }) => {
    const of = self.kind === 'instance' ? self.attributes.get('of') : undefined
    const wanted = content(name)
    if (!of || wanted.kind !== 'str' || wanted.value === undefined) return bool(undefined)
    const found = machine.findAttribute(of, wanted.value)
    return bool(found === undefined ? false : found.kind === 'unknown' ? undefined : true)
  }),
  rawMethod('builtins.names.__iter__', () => openIterator()),
  rawMethod('builtins.names.__len__', () => unknownInt(0)),
])

export function namesOf(machine: Machine, object: Value): Value {
  if (object.kind === 'namespace' && !object.open) return list([...object.names()].sort(compareText).map((name) => str(name)))
  if (object.kind === 'unknown') return machine.undecided(object.reason)
  const names = instance(namesClass)
  names.attributes.set('of', object)
  return names
}
