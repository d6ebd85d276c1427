/** The module `enum`. Source: https://docs.python.org/3/library/enum.html */
import {
  asDim, bool, builtin, dict, instance, int, iterator, none, notImplemented, str, tuple, unknown, type Arguments, type ClassValue, type InstanceValue, type Machine, type Value,
} from '../../values/index.ts'
import { intClass } from '../builtins/numbers.ts'
import { objectClass, typeClass } from '../builtins/object.ts'
import { strClass } from '../builtins/strings.ts'
import { content, define, property, rawMethod, text, type Attribute } from '../builtins/support.ts'
import { entries, func, type Table } from './module.ts'

type Members = ReadonlyMap<string, InstanceValue>

/** The members of an enum by name, aliases included; undefined: the class has none of its own. */
export const membersOf = (cls: ClassValue): Members | undefined => cls.mro.map((each) => each.traits.get('members')).find((each) => each !== undefined) as Members | undefined

const distinct = (cls: Value | undefined): InstanceValue[] => (cls?.kind === 'class' ? [...new Set(membersOf(cls)?.values() ?? [])] : [])
const valueOf = (member: Value): Value => (member.kind === 'instance' ? (member.attributes.get('_value_') ?? none) : none)

/** What an enum class itself can do. */
const enumType: ClassValue = define('enum.EnumType', typeClass, [
  rawMethod('enum.EnumType.__iter__', (_machine, { positional: [cls] }) => iterator(distinct(cls))),
  rawMethod('enum.EnumType.__reversed__', (_machine, { positional: [cls] }) => iterator(distinct(cls).reverse())),
  rawMethod('enum.EnumType.__len__', (_machine, { positional: [cls] }) => int(distinct(cls).length)),
  rawMethod('enum.EnumType.__bool__', () => bool(true)),
  rawMethod('enum.EnumType.__contains__', (machine, { positional: [cls, item = none] }) => {
    if (item.kind === 'unknown') return bool(undefined)
    if (item.kind === 'instance' && distinct(cls).includes(item)) return bool(true)
    return distinct(cls).some((member) => machine.equals(valueOf(member), item)) ? bool(undefined) : bool(false)
  }),
  rawMethod('enum.EnumType.__getitem__', (machine, { positional: [cls, name = none] }) => {
    const found = cls?.kind === 'class' ? membersOf(cls)?.get(text(machine, name)) : undefined
    return found ?? machine.raise('KeyError', machine.repr(name) ?? '?', 'key')
  }),
  property('__members__', (_machine, cls) => dict(cls.kind === 'class' ? [...(membersOf(cls) ?? [])].map(([name, member]) => [str(name), member] as const) : [])),
])

const autoClass = define('enum.auto', objectClass, [])
const wrapperClass = define('enum.member', objectClass, [], { createsWhole: true, create: (_machine, cls, args) => { const made = instance(cls); made.attributes.set('value', args.positional[0] ?? none); return made } })
const nonmemberClass = define('enum.nonmember', objectClass, [], { createsWhole: true, create: (_machine, cls, args) => { const made = instance(cls); made.attributes.set('value', args.positional[0] ?? none); return made } })

const shown = (member: Value): string | undefined => {
  const name = member.kind === 'instance' ? member.attributes.get('_name_') : undefined
  return member.kind === 'instance' && name?.kind === 'str' && name.value !== undefined ? `${member.cls.name}.${name.value}` : undefined
}

/** Attributes of Enum that its subclasses do not take for members. */
const enumAttributes: readonly Attribute[] = [
  property('name', (_machine, self) => (self.kind === 'instance' ? (self.attributes.get('_name_') ?? none) : none)),
  property('value', (_machine, self) => valueOf(self)),
  rawMethod('enum.Enum.__str__', (_machine, { positional: [self = none] }) => str(shown(self))),
  rawMethod('enum.Enum.__repr__', (machine, { positional: [self = none] }) => { const name = shown(self), value = machine.repr(valueOf(self)); return str(name === undefined || value === undefined ? undefined : `<${name}: ${value}>`) }),
  rawMethod('enum.Enum.__format__', (machine, { positional: [self = none] }) => str(machine.str(self))),
  rawMethod('enum.Enum.__hash__', () => unknown('a hash')),
]

/** The member that `Color(value)` means. */
function lookUp(machine: Machine, cls: ClassValue, args: Arguments): Value {
  const [value] = args.positional
  const members = membersOf(cls)
  if (!members || (members.size === 0 && args.positional.length > 1)) return functional(machine, cls, args)
  if (!value) return machine.raise('TypeError', `EnumType.__call__() missing 1 required positional argument: 'value'`, 'argument')
  if (value.kind === 'instance' && [...members.values()].includes(value)) return value
  const held = args.positional.length > 1 ? tuple(args.positional) : value
  let sure = true
  for (const member of new Set(members.values())) {
    const same = machine.equals(valueOf(member), held)
    if (same) return member
    if (same === undefined) sure = false
  }
  if (!sure) return machine.undecided('an enum member by a value that is not known')
  const missing = cls.mro.find((each) => each.attributes.has('_missing_'))
  const found = missing ? machine.call(machine.getAttribute(cls, '_missing_'), [held]) : none
  if (found.kind !== 'none') return found
  if (cls.mro.includes(flagClass)) return composite(cls, held)
  return machine.raise('ValueError', `${machine.repr(held) ?? '?'} is not a valid ${cls.name}`, 'value')
}

/** `Enum('Color', 'RED GREEN')`, or names in a list, or pairs in a list or dict. */
function functional(machine: Machine, base: ClassValue, args: Arguments): Value {
  const [name, names] = args.positional
  if (!name || !names) return machine.undecided('an enum without members')
  const listed = names.kind === 'str' ? text(machine, names).replaceAll(',', ' ').split(/\s+/).filter((each) => each !== '').map((each) => str(each)) : names.kind === 'dict' ? [...names.entries.values()].map(({ key, value }) => tuple([key, value])) : machine.items(names)
  const body = listed.map((each, place): readonly [string, Value] => {
    if (each.kind !== 'tuple' && each.kind !== 'list') return [text(machine, each), int(place + 1)]
    return [text(machine, each.items[0] ?? none), each.items[1] ?? none]
  })
  return finishEnum(machine, define(`__main__.${text(machine, name)}`, base, body))
}

const isDunder = (name: string): boolean => /^__.*__$/.test(name) || /^_[^_].*[^_]_$/.test(name) || /^_[^_]_$/.test(name)
/** What a class body assigns that is no member: functions and other descriptors. */
const isDescriptor = (value: Value): boolean => value.kind === 'function' || value.kind === 'descriptor' || (value.kind === 'builtin' && value.bindsSelf)

/** Makes members of what the class body assigned. */
export function finishEnum(machine: Machine, cls: ClassValue): Value {
  if (cls.mro.some((base) => base.open)) return cls
  const members = new Map<string, InstanceValue>()
  const values: Value[] = []
  machine.touch(cls)
  for (const [name, assigned] of [...cls.attributes]) {
    if (isDunder(name) || isDescriptor(assigned)) continue
    if (assigned.kind === 'instance' && assigned.cls === nonmemberClass) { cls.attributes.set(name, assigned.attributes.get('value') ?? none); continue }
    const stated = assigned.kind === 'instance' && assigned.cls === wrapperClass ? (assigned.attributes.get('value') ?? none) : assigned
    const value = resolved(machine, cls, name, stated, values)
    const member = makeMember(machine, cls, name, value)
    const alias = [...members.values()].find((other) => machine.equals(valueOf(other), valueOf(member)))
    members.set(name, alias ?? member)
    values.push(valueOf(alias ?? member))
    cls.attributes.set(name, alias ?? member)
  }
  if (members.size > 0 || !membersOf(cls)) cls.traits.set('members', members)
  showAsEnum(cls)
  callForMembers(cls)
  return cls
}

/** Calling the class looks members up; its own `__new__` was for making them. */
function callForMembers(cls: ClassValue): void {
  const own = cls.attributes.get('__new__')
  if (own) {
    cls.attributes.set('__new_member__', own)
    cls.attributes.delete('__new__')
  }
  Object.assign(cls, { native: { createsWhole: true, create: lookUp } })
}

/** Members show themselves as their enum says, not as their data type does. */
function showAsEnum(cls: ClassValue): void {
  for (const name of ['__repr__', '__str__', '__format__']) {
    const found = cls.mro.find((each) => each.attributes.has(name))
    const stated = cls.bases.at(-1)?.mro.find((each) => each.qualifiedName.startsWith('enum.') && each.attributes.has(name))?.attributes.get(name)
    if (found?.qualifiedName.startsWith('builtins.') && stated) cls.attributes.set(name, stated)
  }
}

/** `auto()` is the next value, also inside a tuple. */
function resolved(machine: Machine, cls: ClassValue, name: string, value: Value, before: readonly Value[]): Value {
  if (value.kind === 'tuple' && value.items.some((item) => item.kind === 'instance' && item.cls === autoClass)) return tuple(value.items.map((item) => resolved(machine, cls, name, item, before)))
  if (value.kind !== 'instance' || value.cls !== autoClass) return value
  const custom = cls.mro.find((each) => each.attributes.has('_generate_next_value_'))?.attributes.get('_generate_next_value_')
  if (custom) return machine.call(custom.kind === 'descriptor' ? custom.get : custom, [str(name), int(1), int(before.length), { kind: 'list', items: [...before], open: false }])
  if (cls.mro.includes(strEnumClass)) return str(name.toLowerCase())
  const numbers = before.map((each) => asDim(content(each))).filter((each) => typeof each === 'number')
  const highest = numbers.length > 0 ? Math.max(...numbers) : 0
  return int(cls.mro.includes(flagClass) ? (highest === 0 ? 1 : 2 ** (Math.floor(Math.log2(highest)) + 1)) : highest + 1)
}

/** A member: made by the class's `__new__` or its data type, then initialised by its `__init__`. */
function makeMember(machine: Machine, cls: ClassValue, name: string, value: Value): InstanceValue {
  const args = value.kind === 'tuple' && !value.cls ? value.items : [value]
  const custom = cls.mro.map((each) => each.attributes.get('__new_member__') ?? (each.native ? undefined : each.attributes.get('__new__'))).find((each) => each !== undefined)
  const made = custom ? machine.call(custom.kind === 'descriptor' ? custom.get : custom, [cls, ...args]) : undefined
  const member = made?.kind === 'instance' ? made : instance(cls)
  const dataType = cls.mro.find((each) => each.native?.create && each !== enumClass && !each.mro.includes(enumClass) && each !== cls)
  if (!made && dataType) member.payload = machine.call(dataType, dataType.name === 'tuple' ? [value] : args)
  if (!member.attributes.has('_value_')) member.attributes.set('_value_', dataType && !made && member.payload && (dataType === intClass || dataType === strClass) ? member.payload : value)
  member.attributes.set('_name_', str(name))
  member.attributes.set('__objclass__', cls)
  const init = cls.mro.find((each) => each !== objectClass && each.attributes.has('__init__') && (!each.native || each.name !== dataType?.name))?.attributes.get('__init__')
  if (init) machine.call(init, [member, ...args])
  return member
}

export const enumClass: ClassValue = define('enum.Enum', objectClass, enumAttributes, { createsWhole: true, create: lookUp, finishSubclass: finishEnum })
enumClass.traits.set('metaclass', enumType)

const merged = (name: string, bases: readonly ClassValue[], attributes: readonly Attribute[] = []): ClassValue => {
  const cls = define(name, bases, attributes, { createsWhole: true, create: lookUp, finishSubclass: finishEnum })
  Object.assign(cls, { mro: [cls, ...bases.filter((base) => base !== objectClass), ...bases.flatMap((base) => base.mro.slice(1))].filter((each, place, all) => all.lastIndexOf(each) === place) })
  return cls
}
const plainText = rawMethod('enum.ReprEnum.__str__', (machine, { positional: [self = none] }) => str(machine.str(content(self))))
const plainFormat = rawMethod('enum.ReprEnum.__format__', (machine, { positional: [self = none, spec = none] }) => machine.call(machine.getAttribute(content(self), '__format__'), [spec]))

const shownMember = enumAttributes.find(([name]) => name === '__repr__')
const asPlain = [plainText, plainFormat, ...(shownMember ? [shownMember] : [])]
const reprEnumClass = define('enum.ReprEnum', enumClass, asPlain)
const intEnumClass = merged('enum.IntEnum', [intClass, reprEnumClass], asPlain)
export const strEnumClass = merged('enum.StrEnum', [strClass, reprEnumClass], asPlain)

/** A combination of flags: a member where one has its value. */
function composite(cls: ClassValue, value: Value): InstanceValue {
  const known = distinct(cls).find((member) => asDim(content(valueOf(member))) !== undefined && asDim(content(valueOf(member))) === asDim(content(value)))
  if (known) return known
  const made = instance(cls)
  made.attributes.set('_value_', value)
  made.attributes.set('_name_', none)
  if (cls.mro.includes(intClass)) made.payload = value
  return made
}
const flagOperators: Attribute[] = Object.entries({ '|': 'or', '&': 'and', '^': 'xor' }).flatMap(([op, name]) => [`__${name}__`, `__r${name}__`].map((method) =>
  rawMethod(`enum.Flag.${method}`, (machine, { positional: [self, other] }) => {
    if (self?.kind !== 'instance' || !other) return notImplemented
    const right = other.kind === 'instance' && other.cls === self.cls ? valueOf(other) : self.payload ? other : undefined
    return right ? composite(self.cls, machine.binary(op, valueOf(self), right)) : notImplemented
  })))

const flagMethods: readonly Attribute[] = [
  ...flagOperators,
  rawMethod('enum.Flag.__invert__', (machine, { positional: [self] }) => {
    if (self?.kind !== 'instance') return notImplemented
    const all = distinct(self.cls).reduce<Value>((sum, member) => machine.binary('|', sum, valueOf(member)), int(0))
    return composite(self.cls, machine.binary('&', all, machine.unary('~', valueOf(self))))
  }),
  rawMethod('enum.Flag.__contains__', (machine, { positional: [self = none, other = none] }) => machine.compare('==', machine.binary('&', valueOf(self), valueOf(other)), valueOf(other))),
  rawMethod('enum.Flag.__bool__', (machine, { positional: [self = none] }) => bool(machine.truth(valueOf(self)))),
]
export const flagClass: ClassValue = define('enum.Flag', enumClass, flagMethods)
const intFlagClass = merged('enum.IntFlag', [intClass, flagClass], [...flagMethods, ...asPlain])

export const enumTable = (): Table => ({
  Enum: enumClass, EnumMeta: enumType, EnumType: enumType, IntEnum: intEnumClass, StrEnum: strEnumClass, ReprEnum: reprEnumClass, Flag: flagClass, IntFlag: intFlagClass, auto: autoClass, member: wrapperClass, nonmember: nonmemberClass,
  ...entries(func('enum.unique(enumeration)', (_machine, { enumeration }) => enumeration), func('enum.global_enum(cls)', (_machine, { cls }) => cls)),
  property: () => builtin('enum.property', (_machine, { positional: [get = none] }) => ({ kind: 'descriptor', type: 'property', get })),
  verify: () => builtin('enum.verify', () => builtin('enum.verify', (_machine, { positional: [cls = none] }) => cls)),
})
