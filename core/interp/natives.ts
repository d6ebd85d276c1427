/** The interpreter's view of builtin values: operators, items, truth, text. Everything about them is stated in builtins/. */
import { int, str, type Machine, type Value } from '../values/index.ts'
import { equality, membership } from './builtins/equality.ts'
import { truthOf } from './builtins/operators.ts'
import { rangeItems, rangeLength } from './builtins/ranges.ts'
import { wrongType } from './builtins/support.ts'

export { builtinClass, builtinNames, classOfBuiltin, exceptionClass } from './builtins/index.ts'
export { formatOf as formatValue, reprOf as reprValue, strOf as strValue } from './builtins/format.ts'
export { binary as builtinBinary, compare as builtinCompare, unary as builtinUnary, augmented as builtinAugmented } from './builtins/operators.ts'
export { deleteItem as builtinDeleteItem, getItem as builtinGetItem, setItem as builtinSetItem } from './builtins/subscripts.ts'

export const builtinContains = (machine: Machine, container: Value, item: Value): Value | undefined => membership(machine, item, container)
export const builtinEquals = (machine: Machine, left: Value, right: Value): boolean | undefined => decided(equality(machine, left, right), machine)
export const builtinTruth = (machine: Machine, value: Value): boolean | undefined => decided(truthOf(machine, value), machine)

function decided(truth: Value | undefined, machine: Machine): boolean | undefined {
  if (truth?.kind !== 'bool') return truth === undefined ? true : undefined
  if (truth.value !== undefined || !truth.condition) return truth.value
  const decision = machine.decide(truth.condition)
  return decision === 'always' ? true : decision === 'never' ? false : undefined
}

/** Gives the items of a builtin iterable one by one. False: they are not known. `'none'`: it is no iterable. */
export function builtinItems(machine: Machine, iterable: Value, consume: (item: Value) => 'continue' | 'stop'): boolean | 'none' {
  const give = (items: Iterable<Value>): true => {
    for (const item of items) {
      machine.step()
      if (consume(item) === 'stop') break
    }
    return true
  }
  switch (iterable.kind) {
    case 'list': return iterable.open ? false : give(listItems(iterable))
    case 'tuple': return give(iterable.items)
    case 'dict': return iterable.open ? false : give([...iterable.entries.values()].map((entry) => entry.key))
    case 'set': return iterable.open ? false : give([...iterable.entries.values()])
    case 'str': return iterable.value === undefined ? false : give([...iterable.value].map(str))
    case 'bytes': return iterable.value === undefined ? false : give([...iterable.value].map((character) => int(character.charCodeAt(0))))
    case 'range': {
      const items = rangeItems(iterable)
      return items ? give(items) : false
    }
    case 'iterator': {
      if (iterable.open || iterable.position === Infinity) return false
      machine.touch(iterable)
      while (iterable.position < iterable.items.length) {
        machine.step()
        if (consume(iterable.items[iterable.position++]!) === 'stop') break
      }
      return true
    }
    default: return 'none'
  }
}

/** A list may grow while it is walked. */
function* listItems(list: Extract<Value, { kind: 'list' }>): Generator<Value> {
  for (let index = 0; index < list.items.length; index++) yield list.items[index]!
}

export function builtinLength(machine: Machine, value: Value): Value {
  const unknownLength = (): never => machine.undecided('a length that is not known')
  switch (value.kind) {
    case 'list': return value.open ? unknownLength() : int(value.items.length)
    case 'tuple': return int(value.items.length)
    case 'dict': case 'set': return value.open ? unknownLength() : int(value.entries.size)
    case 'str': case 'bytes': return value.value === undefined ? unknownLength() : int([...value.value].length)
    case 'range': return int(rangeLength(value))
    default: return wrongType(machine, value, (type) => `object of type '${type}' has no len()`)
  }
}


/** The generator behind a `@contextmanager` object. */
export function generatorOfManager(manager: Value): Value | undefined {
  return manager.kind === 'instance' && manager.cls.qualifiedName === 'contextlib._GeneratorContextManager' ? manager.attributes.get('gen') : undefined
}

export { isVirtualInstance } from './stdlib/index.ts'
