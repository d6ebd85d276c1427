/**
 * The abstract classes of `collections.abc` and `numbers`, and which values count as their instances without deriving from them.
 * Sources: https://docs.python.org/3/library/collections.abc.html, https://docs.python.org/3/library/numbers.html
 */
import { none, type ClassValue, type Machine, type Value } from '../../values/index.ts'
import { classGetItem } from '../builtins/lists.ts'
import { objectClass } from '../builtins/object.ts'
import { define, rawMethod, type Attribute } from '../builtins/support.ts'
import { mappingMixins, sequenceMixins, setMixins } from './mixins.ts'

const classes = new Map<string, ClassValue>()

function abstract(module: string, name: string, bases: string, attributes: readonly Attribute[] = []): void {
  const parents = bases === '' ? [objectClass] : bases.split(' ').map((base) => classes.get(base) ?? objectClass)
  const cls = define(`${module}.${name}`, parents, [classGetItem(`${module}.${name}`), ...attributes])
  const order = linear(cls)
  Object.assign(cls, { mro: order })
  cls.traits.set('abstract', name)
  classes.set(name, cls)
}

/** Bases before what they derive from; each class once. */
function linear(cls: ClassValue): ClassValue[] {
  const all = [cls, ...cls.bases.flatMap((base) => base.mro)]
  return all.filter((each, place) => all.lastIndexOf(each) === place)
}

const collections = 'collections.abc'
abstract(collections, 'Hashable', '')
abstract(collections, 'Iterable', '')
abstract(collections, 'Iterator', 'Iterable', [rawMethod('collections.abc.Iterator.__iter__', (_machine, { positional: [self = none] }) => self)])
abstract(collections, 'Generator', 'Iterator')
abstract(collections, 'Reversible', 'Iterable')
abstract(collections, 'Sized', '')
abstract(collections, 'Container', '')
abstract(collections, 'Collection', 'Sized Iterable Container')
abstract(collections, 'Callable', '')
abstract(collections, 'Sequence', 'Reversible Collection', sequenceMixins)
abstract(collections, 'MutableSequence', 'Sequence')
abstract(collections, 'ByteString', 'Sequence')
abstract(collections, 'Set', 'Collection', setMixins)
abstract(collections, 'MutableSet', 'Set')
abstract(collections, 'Mapping', 'Collection', mappingMixins)
abstract(collections, 'MutableMapping', 'Mapping')
abstract(collections, 'MappingView', 'Sized')
abstract(collections, 'KeysView', 'MappingView Set')
abstract(collections, 'ItemsView', 'MappingView Set')
abstract(collections, 'ValuesView', 'MappingView Collection')
abstract(collections, 'Awaitable', '')
abstract(collections, 'Coroutine', 'Awaitable')
abstract(collections, 'AsyncIterable', '')
abstract(collections, 'AsyncIterator', 'AsyncIterable')
abstract(collections, 'AsyncGenerator', 'AsyncIterator')
abstract(collections, 'Buffer', '')
abstract('numbers', 'Number', '')
abstract('numbers', 'Complex', 'Number')
abstract('numbers', 'Real', 'Complex')
abstract('numbers', 'Rational', 'Real')
abstract('numbers', 'Integral', 'Rational')
abstract('os', 'PathLike', '')
for (const [name, method] of Object.entries({ SupportsInt: '__int__', SupportsFloat: '__float__', SupportsIndex: '__index__', SupportsAbs: '__abs__', SupportsRound: '__round__', SupportsComplex: '__complex__', SupportsBytes: '__bytes__' })) {
  abstract('typing', name, '')
  classes.get(name)?.traits.set('method', method)
}

export const abstractClass = (name: string): ClassValue => classes.get(name) ?? objectClass
export const abstractClassNames = (module: string): readonly string[] => [...classes].filter(([, cls]) => cls.qualifiedName.startsWith(`${module}.`)).map(([name]) => name)

/** The abstract classes that a kind of value belongs to, those that they derive from included. */
const sequence = 'Sequence Reversible Collection Sized Iterable Container'
const mapping = 'Mapping MutableMapping Collection Sized Iterable Container Reversible'
const memberships: Readonly<Record<string, string>> = {
  list: `${sequence} MutableSequence`, tuple: `${sequence} Hashable`, str: `${sequence} Hashable`, bytes: `${sequence} Hashable ByteString Buffer`, range: `${sequence} Hashable`,
  dict: mapping, frozenset: 'Set Collection Sized Iterable Container Hashable', mutableset: 'Set MutableSet Collection Sized Iterable Container',
  iterator: 'Iterator Iterable Hashable', generator: 'Iterator Iterable Hashable',
  function: 'Callable Hashable', builtin: 'Callable Hashable', method: 'Callable Hashable', partial: 'Callable Hashable', class: 'Callable Hashable',
  int: 'Hashable Number Complex Real Rational Integral SupportsInt SupportsFloat SupportsIndex SupportsAbs SupportsRound', bool: 'Hashable Number Complex Real Rational Integral SupportsInt SupportsFloat SupportsIndex SupportsAbs SupportsRound',
  float: 'Hashable Number Complex Real SupportsInt SupportsFloat SupportsAbs SupportsRound', none: 'Hashable', ellipsis: 'Hashable', dtype: 'Hashable', device: 'Hashable', namespace: 'Hashable',
  tensor: 'Iterable Sized Container Collection Reversible Hashable SupportsInt SupportsFloat SupportsIndex SupportsAbs', slice: '', descriptor: 'Hashable', notimplemented: 'Hashable', super: 'Hashable',
}

/** The methods whose presence makes an object an instance. */
const protocols: Readonly<Record<string, readonly string[]>> = {
  Iterable: ['__iter__'], Iterator: ['__next__', '__iter__'], Sized: ['__len__'], Container: ['__contains__'], Collection: ['__len__', '__iter__', '__contains__'], Reversible: ['__reversed__', '__iter__'],
  Callable: ['__call__'], Hashable: ['__hash__'], Generator: ['__next__', '__iter__', 'send', 'throw', 'close'], Awaitable: ['__await__'], AsyncIterable: ['__aiter__'], AsyncIterator: ['__anext__', '__aiter__'], PathLike: ['__fspath__'],
}

/**
 * `isinstance` for classes that decide it themselves. Undefined: the class does not, inheritance answers; `'unknown'`: it does, and the
 * answer is not known.
 */
export function isVirtualInstance(_machine: Machine, value: Value, cls: ClassValue): boolean | 'unknown' | undefined {
  const name = cls.traits.get('abstract')
  if (typeof name !== 'string') {
    if (cls.traits.has('virtual') || (cls.traits.has('protocol') && value.kind === 'instance')) return 'unknown'
    if (value.kind === 'class' && !cls.mro.some((each) => each.qualifiedName === 'builtins.type') && !cls.mro.some((each) => each.open)) return false
    return value.kind === 'builtin' && !['function', 'builtin_function_or_method', 'type', 'method'].includes(cls.name) && !value.name.startsWith('builtins.') ? false : undefined
  }
  if (value.kind === 'unknown') return 'unknown'
  if (value.kind === 'instance') return value.payload && isKind(value.payload, name) === true ? true : hasProtocol(value.cls, name, cls)
  return isKind(value, name)
}

function isKind(value: Value, name: string): boolean | 'unknown' {
  if (value.kind === 'set') return memberships[value.frozen ? 'frozenset' : 'mutableset']?.split(' ').includes(name) ?? false
  if (value.kind === 'generator' && name === 'Generator') return 'unknown'
  if (value.kind === 'class' && (name === 'Iterable' || name === 'Sized' || name === 'Container' || name === 'Collection')) return value.mro.some((each) => each.traits.has('metaclass') || each.open) ? 'unknown' : false
  if (value.kind === 'builtin' && name === 'Iterable') return false
  return memberships[value.kind]?.split(' ').includes(name) ?? 'unknown'
}

function hasProtocol(cls: ClassValue, name: string, wanted: ClassValue): boolean | 'unknown' {
  if (cls.mro.includes(wanted)) return true
  const open = cls.mro.some((each) => each.open)
  const single = wanted.traits.get('method')
  const methods = typeof single === 'string' ? [single] : protocols[name]
  if (!methods) return viewKinds(cls, name) || (open || wanted.traits.has('virtual') ? 'unknown' : false)
  const has = methods.every((method) => { const found = cls.mro.find((each) => each.attributes.has(method))?.attributes.get(method); return found !== undefined && found.kind !== 'none' })
  return has ? true : open ? 'unknown' : false
}

/** The views of a dict are registered with the abstract views. */
function viewKinds(cls: ClassValue, name: string): boolean {
  if (cls.name === 'dict_keys') return ['KeysView', 'MappingView', 'Set'].includes(name)
  if (cls.name === 'dict_items') return ['ItemsView', 'MappingView', 'Set'].includes(name)
  return cls.name === 'dict_values' && ['ValuesView', 'MappingView'].includes(name)
}

/** `abc.ABCMeta`: the metaclass of abstract classes. Registering a class makes `isinstance` undecidable here. */
export const abcMeta: ClassValue = define('abc.ABCMeta', objectClass, [
  rawMethod('abc.ABCMeta.register', (machine, { positional: [cls = none, subclass = none] }) => {
    if (cls.kind === 'class') { machine.touch(cls); cls.traits.set('virtual', true) }
    return subclass
  }),
])

export const abcClass: ClassValue = define('abc.ABC', objectClass, [])
abcClass.traits.set('metaclass', abcMeta)

