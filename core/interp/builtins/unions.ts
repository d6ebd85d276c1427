/**
 * Types as values: `list[int]`, `Optional[str]`, `int | None`. They are inert: nothing but `isinstance`, calls and
 * subclassing looks inside.
 * Source: https://docs.python.org/3/library/stdtypes.html#types-genericalias
 */
import { bool, instance, none, notImplemented, tuple, type ClassValue, type InstanceValue, type Value } from '../../values/index.ts'
import { objectClass } from './object.ts'
import { define, rawMethod } from './support.ts'

const members = (value: Value | undefined): readonly Value[] => (value?.kind === 'tuple' ? value.items : [])

const sameForm = rawMethod('typing._GenericAlias.__eq__', (machine, { positional: [self, other] }) => {
  if (self?.kind !== 'instance' || other?.kind !== 'instance' || self.cls !== other.cls) return notImplemented
  const origins = machine.equals(self.attributes.get('__origin__') ?? none, other.attributes.get('__origin__') ?? none)
  const args = machine.equals(self.attributes.get('__args__') ?? none, other.attributes.get('__args__') ?? none)
  if (self.cls === unionClass) return bool(args || undefined)
  return bool(origins === false || args === false ? false : origins && args)
})

const isTrue = rawMethod('typing._GenericAlias.__bool__', () => bool(true))

/** `list[int]`, `Callable[..., Tensor]`, `Optional[int]`. */
export const genericAliasClass = define('types.GenericAlias', objectClass, [
  sameForm, isTrue,
  rawMethod('types.GenericAlias.__call__', (machine, { positional: [self, ...rest], keywords }) => {
    const origin = self?.kind === 'instance' ? self.attributes.get('__origin__') : undefined
    return origin?.kind === 'class' ? machine.call(origin, rest, keywords) : machine.undecided('a call of a type form')
  }),
  rawMethod('types.GenericAlias.__mro_entries__', (_machine, { positional: [self = none] }) => { const origin = originClass(self); return tuple(origin ? [origin] : []) }),
  rawMethod('types.GenericAlias.__getitem__', (_machine, { positional: [self, index] }) => (self?.kind === 'instance' && index ? genericAlias(self.attributes.get('__origin__') ?? self, index) : none)),
])

/** `int | None`. */
export const unionClass = define('types.UnionType', objectClass, [sameForm, isTrue])

/** What the typing module gives for names that are no classes: `Any`, `TypeVar('T')`. Every subscript of one is a form again. */
export const specialFormClass = define('typing._SpecialForm', objectClass, [
  isTrue,
  rawMethod('typing._SpecialForm.__getitem__', (_machine, { positional: [self, index] }) => {
    if (self?.kind !== 'instance' || !index) return none
    const name = self.attributes.get('_name')
    if (name?.kind === 'str' && name.value === 'Optional') return unionOf([index, none], 'typing')
    if (name?.kind === 'str' && name.value === 'Union') return index.kind === 'tuple' ? unionOf(index.items, 'typing') : index
    return genericAlias(self, index)
  }),
])

/** An alias of `origin` with its arguments. Attributes that are not stated are unknown. */
export function genericAlias(origin: Value, args: Value): InstanceValue {
  const alias = instance(genericAliasClass)
  const listed = args.kind === 'tuple' && !args.cls ? args : tuple([args])
  alias.attributes = new Map<string, Value>([['__origin__', origin], ['__args__', listed], ['__metadata__', tuple(listed.items.slice(1))]])
  alias.open = true
  return alias
}

/** `spelled` tells `Union[int, str]` from `int | str`. */
export function unionOf(values: readonly Value[], spelled: 'typing' | 'bar' = 'bar'): InstanceValue {
  const union = instance(unionClass)
  if (spelled === 'typing') union.attributes.set('_typing', bool(true))
  union.attributes.set('__args__', tuple(values.flatMap((value) => unionMembers(value) ?? [value])))
  union.open = true
  return union
}

/** The members of `int | None`; `None` stands for its type. Undefined for other values. */
export const unionMembers = (value: Value): readonly Value[] | undefined => (value.kind === 'instance' && value.cls === unionClass ? members(value.attributes.get('__args__')) : undefined)

/** Whether `|` makes a union of the value. */
export const isTypeForm = (value: Value): boolean =>
  value.kind === 'class' || value.kind === 'none' || (value.kind === 'instance' && [genericAliasClass, unionClass, specialFormClass].includes(value.cls))

/** The class that stands in a class definition's bases for `Generic[T]`, `List[int]`, `Protocol`; undefined for values that are no type form. */
export function originClass(value: Value): ClassValue | undefined {
  if (value.kind === 'class') return value
  if (value.kind !== 'instance' || value.cls !== genericAliasClass) return undefined
  const origin = value.attributes.get('__origin__')
  return origin && origin !== value ? originClass(origin) : undefined
}
