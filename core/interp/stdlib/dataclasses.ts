/** The module `dataclasses`. Source: https://docs.python.org/3/library/dataclasses.html */
import {
  bool, builtin, dict, instance, list, none, notImplemented, str, tuple, unknown, type Arguments, type ClassValue, type InstanceValue, type Machine, type Value,
} from '../../values/index.ts'
import { exceptionClass } from '../builtins/exceptions.ts'
import { objectClass } from '../builtins/object.ts'
import { content, define } from '../builtins/support.ts'
import { genericAliasClass } from '../builtins/unions.ts'
import { classGetItem } from '../builtins/lists.ts'
import { deepCopy } from './copy.ts'
import { dataclassInit } from './dataclassInit.ts'
import { entries, func, type Table } from './module.ts'

/** A field of a dataclass. `'init'` fields are arguments of the constructor only (`InitVar`). */
export interface DataField {
  readonly name: string
  readonly type: Value
  readonly kind: 'field' | 'init'
  readonly default: Value | undefined
  readonly factory: Value | undefined
  readonly init: boolean
  readonly repr: boolean
  readonly compare: boolean
  readonly keywordOnly: boolean
  readonly metadata: Value
}
export interface Dataclass { readonly fields: readonly DataField[]; readonly frozen: boolean; /** A base is not known: it may have fields. */ readonly open: boolean }

export const dataclassOf = (cls: ClassValue): Dataclass | undefined => cls.mro.map((each) => each.traits.get('dataclass')).find((each) => each !== undefined) as Dataclass | undefined

const missingClass = define('dataclasses._MISSING_TYPE', objectClass, [])
const missing = instance(missingClass)
const keywordOnlyMark = instance(define('dataclasses._KW_ONLY_TYPE', objectClass, []))
const initVarClass = define('dataclasses.InitVar', objectClass, [classGetItem('dataclasses.InitVar')])
const fieldClass = define('dataclasses.Field', objectClass, [])
export const frozenError = define('dataclasses.FrozenInstanceError', exceptionClass('AttributeError'), [])

function makeField(machine: Machine, args: Arguments): InstanceValue {
  if (args.open) return machine.undecided('arguments spread from a value that is not known')
  const made = instance(fieldClass)
  const given = (name: string, otherwise: Value): Value => args.keywords.get(name) ?? otherwise
  if (args.keywords.has('default') && args.keywords.has('default_factory')) return machine.raise('ValueError', 'cannot specify both default and default_factory', 'value')
  for (const name of ['default', 'default_factory']) made.attributes.set(name, given(name, missing))
  for (const name of ['init', 'repr', 'compare']) made.attributes.set(name, given(name, bool(true)))
  made.attributes.set('hash', given('hash', none))
  made.attributes.set('kw_only', given('kw_only', missing))
  made.attributes.set('metadata', given('metadata', dict([])))
  made.attributes.set('name', none)
  made.attributes.set('type', none)
  return made
}

const named = (type: Value, names: readonly string[]): boolean => type.kind === 'str' && names.some((name) => type.value === name || type.value?.startsWith(`${name}[`))
const formName = (type: Value): string | undefined => {
  const origin = type.kind === 'instance' && type.cls === genericAliasClass ? type.attributes.get('__origin__') : type
  const name = origin?.kind === 'instance' ? origin.attributes.get('_name') : undefined
  return name?.kind === 'str' ? name.value : undefined
}
const isClassVariable = (type: Value): boolean => formName(type) === 'ClassVar' || named(type, ['ClassVar', 'typing.ClassVar'])
const isInitVariable = (type: Value): boolean => type === initVarClass || (type.kind === 'instance' && type.attributes.get('__origin__') === initVarClass) || named(type, ['InitVar', 'dataclasses.InitVar'])

/** One field of a class body: its annotation and what the body assigned to its name. */
function fieldOf(machine: Machine, cls: ClassValue, name: string, type: Value, keywordOnly: boolean): DataField {
  const assigned = cls.attributes.get(name)
  const kind = isInitVariable(type) ? 'init' : 'field'
  if (assigned?.kind !== 'instance' || assigned.cls !== fieldClass) {
    if (assigned && (assigned.kind === 'list' || assigned.kind === 'dict' || (assigned.kind === 'set' && !assigned.frozen))) {
      machine.raise('ValueError', `mutable default <class '${machine.classOf(assigned)?.name}'> for field ${name} is not allowed: use default_factory`, 'value')
    }
    return { name, type, kind, default: assigned, factory: undefined, init: true, repr: true, compare: true, keywordOnly, metadata: dict([]) }
  }
  const option = (option: string): Value | undefined => { const value = assigned.attributes.get(option); return value === missing ? undefined : value }
  const flag = (name: string): boolean => machine.truth(option(name) ?? bool(true)) ?? true
  const ownKeyword = option('kw_only')
  machine.touch(cls)
  const given = option('default')
  if (given) cls.attributes.set(name, given)
  else cls.attributes.delete(name)
  return {
    name, type, kind, default: given, factory: option('default_factory'), init: flag('init'), repr: flag('repr'), compare: flag('compare'),
    keywordOnly: ownKeyword ? (machine.truth(ownKeyword) ?? keywordOnly) : keywordOnly, metadata: option('metadata') ?? dict([]),
  }
}

function collect(machine: Machine, cls: ClassValue, keywordOnly: boolean): DataField[] {
  const fields = new Map<string, DataField>()
  for (const base of [...cls.mro.slice(1)].reverse()) for (const field of (base.traits.get('dataclass') as Dataclass | undefined)?.fields ?? []) fields.set(field.name, field)
  const annotations = cls.attributes.get('__annotations__')
  let onlyKeywords = keywordOnly
  for (const { key, value: type } of annotations?.kind === 'dict' ? annotations.entries.values() : []) {
    if (key.kind !== 'str' || key.value === undefined) continue
    if (type === keywordOnlyMark || named(type, ['KW_ONLY', 'dataclasses.KW_ONLY'])) onlyKeywords = true
    else if (!isClassVariable(type)) fields.set(key.value, fieldOf(machine, cls, key.value, type, onlyKeywords))
  }
  return [...fields.values()]
}

/** What `@dataclass(...)` adds to a class. */
function process(machine: Machine, cls: Value, options: ReadonlyMap<string, Value>): Value {
  if (cls.kind !== 'class') return cls.kind === 'unknown' ? cls : machine.undecided('a dataclass that is not known')
  const option = (name: string, otherwise: boolean): boolean => { const given = options.get(name); return given ? (machine.truth(given) ?? otherwise) : otherwise }
  const fields = collect(machine, cls, option('kw_only', false))
  const frozen = option('frozen', false)
  const trait: Dataclass = { fields, frozen, open: cls.mro.some((base) => base.open) }
  let optional: string | undefined
  for (const field of fields) {
    if (field.keywordOnly || !field.init) continue
    if (field.default || field.factory) optional = field.name
    else if (optional !== undefined) machine.raise('TypeError', `non-default argument '${field.name}' follows default argument`, 'argument')
  }
  machine.touch(cls)
  cls.traits.set('dataclass', trait)
  const has = (name: string): boolean => cls.attributes.has(name)
  const add = (name: string, call: (machine: Machine, args: Arguments) => Value): void => { cls.attributes.set(name, { ...builtin(`dataclasses.${cls.name}.${name}`, call, { bindsSelf: true }), ...(name === '__init__' && { takesOpen: true }) }) }
  if (option('init', true)) add('__init__', (inner, args) => dataclassInit(inner, cls, trait, args))
  if (option('repr', true) && !has('__repr__')) add('__repr__', (inner, { positional: [self = none] }) => str(representation(inner, self, fields)))
  if (option('eq', true) && !has('__eq__')) add('__eq__', (inner, { positional: [self = none, other = none] }) => (sameClass(self, other) ? inner.compare('==', values(self, fields), values(other, fields)) : notImplemented))
  if (option('order', false)) {
    for (const [name, op] of Object.entries({ __lt__: '<', __le__: '<=', __gt__: '>', __ge__: '>=' })) {
      add(name, (inner, { positional: [self = none, other = none] }) => (sameClass(self, other) ? inner.compare(op, values(self, fields), values(other, fields)) : notImplemented))
    }
  }
  if (frozen) {
    const refuse = (verb: string) => (inner: Machine, { positional: [, name = none] }: Arguments): Value => inner.raise('FrozenInstanceError', `cannot ${verb} field '${name.kind === 'str' ? (name.value ?? '?') : '?'}'`, 'attribute')
    if (!has('__setattr__')) add('__setattr__', refuse('assign to'))
    if (!has('__delattr__')) add('__delattr__', refuse('delete'))
  }
  cls.attributes.set('__dataclass_fields__', dict(fields.filter((field) => field.kind === 'field').map((field) => [str(field.name), describe(field)] as const)))
  if (!has('__match_args__')) cls.attributes.set('__match_args__', tuple(fields.filter((field) => field.init && !field.keywordOnly).map((field) => str(field.name))))
  return cls
}

const sameClass = (self: Value, other: Value): boolean => self.kind === 'instance' && other.kind === 'instance' && self.cls === other.cls
const held = (self: Value, name: string): Value => (self.kind === 'instance' ? (self.attributes.get(name) ?? unknown('a field')) : unknown('a field'))
const values = (self: Value, fields: readonly DataField[]): Value => tuple(fields.filter((field) => field.compare && field.kind === 'field').map((field) => held(self, field.name)))

function representation(machine: Machine, self: Value, fields: readonly DataField[]): string | undefined {
  if (self.kind !== 'instance') return undefined
  const parts = fields.filter((field) => field.repr && field.kind === 'field').map((field) => ({ name: field.name, shown: machine.repr(machine.getAttribute(self, field.name)) }))
  return parts.some(({ shown }) => shown === undefined) ? undefined : `${self.cls.name}(${parts.map(({ name, shown }) => `${name}=${shown}`).join(', ')})`
}

/** A field as `fields()` gives it. */
function describe(field: DataField): InstanceValue {
  const made = instance(fieldClass)
  made.attributes = new Map<string, Value>([
    ['name', str(field.name)], ['type', field.type], ['default', field.default ?? missing], ['default_factory', field.factory ?? missing], ['init', bool(field.init)], ['repr', bool(field.repr)],
    ['compare', bool(field.compare)], ['hash', none], ['kw_only', bool(field.keywordOnly)], ['metadata', field.metadata],
  ])
  return made
}

const classOf = (value: Value): ClassValue | undefined => (value.kind === 'class' ? value : value.kind === 'instance' ? value.cls : undefined)

function requireDataclass(machine: Machine, value: Value, message: string): Dataclass {
  const cls = classOf(value)
  const trait = cls && dataclassOf(cls)
  if (trait) return trait.open ? machine.undecided('a dataclass with a base that is not known') : trait
  return value.kind === 'unknown' || cls?.mro.some((each) => each.open) ? machine.undecided('a dataclass that is not known') : machine.raise('TypeError', message, 'argument-type')
}

/** `asdict` and `astuple`: dataclasses within become dicts (tuples), all else is copied. */
function convert(machine: Machine, value: Value, combine: (pairs: readonly (readonly [Value, Value])[]) => Value, copied: (value: Value) => Value): Value {
  machine.step()
  const inner = (each: Value): Value => convert(machine, each, combine, copied)
  const trait = value.kind === 'instance' ? dataclassOf(value.cls) : undefined
  if (trait && value.kind === 'instance') return trait.open ? unknown('a dataclass with a base that is not known') : combine(trait.fields.filter((field) => field.kind === 'field').map((field) => [str(field.name), inner(machine.getAttribute(value, field.name))] as const))
  if (value.kind === 'list' && !value.open) return list(value.items.map(inner))
  if (value.kind === 'tuple') return tuple(value.items.map(inner), value.cls)
  if (value.kind === 'dict' && !value.open) return { ...value, entries: new Map([...value.entries].map(([hash, { key, value: item }]) => [hash, { key: inner(key), value: inner(item) }])) }
  return copied(value)
}

export const dataclassesTable = (): Table => ({
  dataclass: () => builtin('dataclasses.dataclass', (machine, args) => {
    const [cls] = args.positional
    return cls && cls.kind !== 'none' ? process(machine, cls, args.keywords) : builtin('dataclasses.dataclass', (inner, { positional: [decorated = none] }) => process(inner, decorated, args.keywords))
  }),
  field: () => builtin('dataclasses.field', makeField),
  Field: fieldClass, MISSING: missing, KW_ONLY: keywordOnlyMark, InitVar: initVarClass, FrozenInstanceError: frozenError,
  ...entries(
    func('dataclasses.fields(class_or_instance)', (machine, { class_or_instance: value }) => {
      requireDataclass(machine, value, 'must be called with a dataclass type or instance')
      const table = content(machine.getAttribute(value, '__dataclass_fields__'))
      return table.kind === 'dict' && !table.open ? tuple([...table.entries.values()].map((entry) => entry.value)) : machine.undecided('fields that are not known')
    }),
    func('dataclasses.is_dataclass(obj)', (_machine, { obj }) => {
      const cls = classOf(obj)
      if (!cls) return bool(obj.kind === 'unknown' ? undefined : false)
      return bool(dataclassOf(cls) ? true : cls.mro.some((each) => each.open) ? undefined : false)
    }),
    func('dataclasses.asdict(obj, *, dict_factory=None)', (machine, { obj, dict_factory: factory }) => {
      if (obj.kind === 'class') return machine.raise('TypeError', 'asdict() should be called on dataclass instances', 'argument-type')
      requireDataclass(machine, obj, 'asdict() should be called on dataclass instances')
      const memo = new Map<Value, Value>()
      return convert(machine, obj, (pairs) => (factory.kind === 'none' ? dict(pairs) : machine.call(factory, [list(pairs.map((pair) => tuple(pair)))])), (value) => deepCopy(machine, value, memo))
    }),
    func('dataclasses.astuple(obj, *, tuple_factory=None)', (machine, { obj, tuple_factory: factory }) => {
      requireDataclass(machine, obj, 'astuple() should be called on dataclass instances')
      const memo = new Map<Value, Value>()
      return convert(machine, obj, (pairs) => { const items = pairs.map(([, value]) => value); return factory.kind === 'none' ? tuple(items) : machine.call(factory, [list(items)]) }, (value) => deepCopy(machine, value, memo))
    }),
    func('dataclasses.replace(obj, Any**** changes)', (machine, { obj, changes }) => {
      const { fields } = requireDataclass(machine, obj, 'replace() should be called on dataclass instances')
      const given = new Map(changes)
      for (const field of fields) {
        if (!field.init) { if (given.has(field.name)) machine.raise('ValueError', `field ${field.name} is declared with init=False, it cannot be specified with replace()`, 'value'); continue }
        if (given.has(field.name)) continue
        if (field.kind === 'init' && !field.default) machine.raise('ValueError', `InitVar '${field.name}' must be specified with replace()`, 'value')
        if (field.kind === 'field') given.set(field.name, machine.getAttribute(obj, field.name))
      }
      return obj.kind === 'instance' ? machine.call(obj.cls, [], given) : machine.undecided('a dataclass that is not known')
    }),
    func('dataclasses.make_dataclass(cls_name, fields, Any**** kwargs)', (machine) => machine.undecided('make_dataclass')),
  ),
})
