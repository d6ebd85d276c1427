/** The module `copy`. Source: https://docs.python.org/3/library/copy.html */
import { dict, instance, list, openList, tuple, unknown, type DictValue, type InstanceValue, type Machine, type ModuleState, type TensorValue, type Value } from '../../values/index.ts'
import { exceptionClass } from '../builtins/exceptions.ts'
import { define } from '../builtins/support.ts'
import { entries, func, type Table } from './module.ts'

type Memo = Map<Value, Value>
/** The dict that `__deepcopy__` of the sources receives, with the copies made so far. */
const memos = new WeakMap<DictValue, Memo>()

function memoDict(memo: Memo): DictValue {
  const made = dict([])
  memos.set(made, memo)
  return made
}

/** A copy that shares nothing mutable with the original; what occurs twice in it is copied once. */
export function deepCopy(machine: Machine, value: Value, memo: Memo): Value {
  const known = memo.get(value)
  if (known) return known
  machine.step()
  switch (value.kind) {
    case 'list': {
      const made = value.open ? openList() : list([])
      memo.set(value, made)
      if (!value.open) made.items = value.items.map((item) => deepCopy(machine, item, memo))
      return made
    }
    case 'tuple': {
      const items = value.items.map((item) => deepCopy(machine, item, memo))
      return items.every((item, place) => item === value.items[place]) ? value : remember(memo, value, tuple(items, value.cls))
    }
    case 'dict': {
      const made: DictValue = { ...value, entries: new Map() }
      memo.set(value, made)
      for (const [hash, { key, value: item }] of value.entries) {
        const copiedKey = deepCopy(machine, key, memo)
        if (copiedKey !== key && typeof hash === 'object') made.open = true
        made.entries.set(hash, { key: copiedKey, value: deepCopy(machine, item, memo) })
      }
      if (made.open) made.entries = new Map()
      return made
    }
    case 'set': return value.frozen ? value : remember(memo, value, { ...value, entries: new Map(value.entries) })
    case 'tensor': return remember(memo, value, copyTensor(value))
    case 'instance': return copyInstance(machine, value, memo)
    case 'method': return { ...value, self: deepCopy(machine, value.self, memo) }
    case 'partial': {
      const args = { ...value.args, positional: value.args.positional.map((each) => deepCopy(machine, each, memo)), keywords: new Map([...value.args.keywords].map(([name, each]) => [name, deepCopy(machine, each, memo)])) }
      return remember(memo, value, { ...value, args, attributes: new Map(value.attributes) })
    }
    case 'generator': return machine.raise('TypeError', "cannot pickle 'generator' object", 'argument-type')
    case 'namespace': return machine.raise('TypeError', "cannot pickle 'module' object", 'argument-type')
    case 'iterator': return remember(memo, value, { ...value })
    default: return value
  }
}

function remember<T extends Value>(memo: Memo, value: Value, made: T): T {
  memo.set(value, made)
  return made
}

const copyTensor = (value: TensorValue): TensorValue => (value.attributes ? { ...value, attributes: new Map(value.attributes) } : { ...value })

/** Classes whose instances are their own copies. */
const isSingleton = (value: InstanceValue): boolean => value.cls.mro.some((cls) => cls.traits.has('members') || cls.qualifiedName.startsWith('typing.') || cls.qualifiedName.startsWith('types.'))

function copyInstance(machine: Machine, value: InstanceValue, memo: Memo): Value {
  if (isSingleton(value)) return value
  const own = value.cls.mro.find((cls) => cls.attributes.has('__deepcopy__')) ? machine.findAttribute(value, '__deepcopy__') : undefined
  if (own) return remember(memo, value, machine.call(own, [memoDict(memo)]))
  if (reducesItself(value)) return unknown('a copy that the object makes itself')
  const made = remember(memo, value, instance(value.cls, value.createdAt))
  made.open = value.open
  made.payload = value.payload && deepCopy(machine, value.payload, memo)
  made.module = value.module && copyModule(value.module, (each) => deepCopy(machine, each, memo))
  made.attributes = new Map([...value.attributes].map(([name, each]) => [name, deepCopy(machine, each, memo)]))
  return made
}

/** The sources state how instances are pickled, and so copied. */
const reducesItself = (value: InstanceValue): boolean => value.cls.mro.some((cls) => !cls.native && ['__reduce__', '__reduce_ex__', '__setstate__', '__getstate__', '__getnewargs__'].some((name) => cls.attributes.has(name)))

const mapped = (values: ReadonlyMap<string, Value>, copy: (value: Value) => Value): Map<string, Value> => new Map([...values].map(([name, value]) => [name, copy(value)]))
const copyModule = (module: ModuleState, copy: (value: Value) => Value): ModuleState =>
  ({ parameters: mapped(module.parameters, copy), buffers: mapped(module.buffers, copy), modules: mapped(module.modules, copy), training: module.training })

/** A new object with the same parts. */
function shallowCopy(machine: Machine, value: Value): Value {
  switch (value.kind) {
    case 'list': return { ...value, items: [...value.items] }
    case 'dict': return { ...value, entries: new Map(value.entries) }
    case 'set': return value.frozen ? value : { ...value, entries: new Map(value.entries) }
    case 'tensor': return copyTensor(value)
    case 'instance': {
      if (isSingleton(value)) return value
      const own = value.cls.mro.find((cls) => cls.attributes.has('__copy__')) ? machine.findAttribute(value, '__copy__') : undefined
      if (own) return machine.call(own, [])
      if (reducesItself(value)) return unknown('a copy that the object makes itself')
      const made = instance(value.cls, value.createdAt)
      made.attributes = new Map(value.attributes)
      made.open = value.open
      made.payload = value.payload && shallowCopy(machine, value.payload)
      made.module = value.module && copyModule(value.module, (each) => each)
      return made
    }
    case 'partial': return { ...value, attributes: new Map(value.attributes) }
    case 'iterator': return { ...value }
    case 'generator': return machine.raise('TypeError', "cannot pickle 'generator' object", 'argument-type')
    default: return value
  }
}

export const copyTable = (): Table => ({
  ...entries(
    func('copy.copy(x)', (machine, { x }) => shallowCopy(machine, x)),
    func('copy.deepcopy(x, memo=None)', (machine, { x, memo }) => deepCopy(machine, x, (memo.kind === 'dict' ? memos.get(memo) : undefined) ?? new Map())),
  ),
  Error: () => define('copy.Error', exceptionClass('Exception'), []),
  error: () => define('copy.Error', exceptionClass('Exception'), []),
})
