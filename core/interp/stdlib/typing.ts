/** The modules `typing` and `typing_extensions`. Types are inert values. Source: https://docs.python.org/3/library/typing.html */
import { bool, builtin, falseValue, instance, none, str, tuple, unknown, type Arguments, type BuiltinValue, type ClassValue, type InstanceValue, type Value } from '../../values/index.ts'
import { dictClass } from '../builtins/dicts.ts'
import { classGetItem, listClass, tupleClass } from '../builtins/lists.ts'
import { objectClass, typeClass } from '../builtins/object.ts'
import { frozensetClass, setClass } from '../builtins/sets.ts'
import { bytesClass, strClass } from '../builtins/strings.ts'
import { define, rawMethod } from '../builtins/support.ts'
import { genericAliasClass, specialFormClass, unionClass, unionMembers, unionOf } from '../builtins/unions.ts'
import { abstractClass, abstractClassNames } from './abstract.ts'
import { counterClass, defaultDictClass, orderedDictClass } from './collections.ts'
import { dequeClass } from './deque.ts'
import { func, entries, type Table } from './module.ts'
import { typingNamedTuple } from './namedtuple.ts'

const or = [
  rawMethod('typing.TypeVar.__or__', (_machine, { positional }) => unionOf(positional)),
  rawMethod('typing.TypeVar.__ror__', (_machine, { positional: [right = none, left = none] }) => unionOf([left, right])),
]

const named = (cls: ClassValue, args: Arguments): InstanceValue => {
  const made = instance(cls, args.site)
  made.attributes.set('__name__', args.positional[0] ?? args.keywords.get('name') ?? none)
  made.open = true
  return made
}
const typeVariable = (name: string): ClassValue => define(`typing.${name}`, objectClass, or, { createsWhole: true, create: (_machine, cls, args) => named(cls, args) })

/** `NewType('UserId', int)`: a callable that gives back its argument. */
const newType = define('typing.NewType', objectClass, [...or, rawMethod('typing.NewType.__call__', (_machine, { positional: [, value = none] }) => value)], { createsWhole: true, create: (_machine, cls, args) => named(cls, args) })

/** Generic and Protocol: bases that add nothing but `[…]`. */
const genericClass = define('typing.Generic', objectClass, [classGetItem('typing.Generic')])
const protocolClass = define('typing.Protocol', genericClass, [], { finishSubclass: (_machine, cls) => { if (cls.bases.includes(protocolClass)) cls.traits.set('protocol', true); return cls } })

/** Instances of a typed dict are plain dicts. */
const typedDictClass: ClassValue = define('typing.TypedDict', dictClass, [], {
  createsWhole: true,
  create: (machine, cls, args) => {
    const [name, fields] = args.positional
    if (cls === typedDictClass && name?.kind === 'str') return define(`typing.${name.value ?? 'TypedDict'}`, typedDictClass, fields ? [['__annotations__', fields]] : [])
    return machine.call(dictClass, args.positional, args.keywords)
  },
})

function form(name: string): InstanceValue {
  const made = instance(specialFormClass)
  made.attributes.set('_name', str(name))
  made.open = true
  return made
}

const forms = ['Any', 'Union', 'Optional', 'Literal', 'Final', 'ClassVar', 'Annotated', 'NoReturn', 'Never', 'Self', 'LiteralString', 'TypeAlias', 'Concatenate', 'TypeGuard', 'TypeIs', 'Required', 'NotRequired', 'ReadOnly', 'Unpack', 'IO', 'TextIO', 'BinaryIO', 'Pattern', 'Match']
const union = form('Union')

const identity = (...names: readonly string[]): Record<string, Value> => Object.fromEntries(names.map((name) => [name, builtin(`typing.${name}`, (_machine, { positional: [value = none] }) => value)]))

/** What `dataclass_transform(…)` gives: a decorator that adds nothing but the statement. */
const declareDataclass = builtin('typing.dataclass_transform.<locals>.decorator', (machine, { positional: [decorated = none] }) => {
  if (decorated.kind !== 'class') return decorated
  machine.touch(decorated)
  decorated.traits.set('dataclassTransform', true)
  return decorated
})
export const isDataclassTransform = (value: Value): boolean => value === declareDataclass

/** `get_origin(List[int])` is `list`; of `Optional[int]` it is `Union`; of what is no alias, None. */
function originOf(value: Value): Value {
  if (value.kind === 'unknown') return value
  if (value.kind !== 'instance') return none
  if (value.cls === unionClass) return value.attributes.has('_typing') ? union : unionClass
  return value.cls === genericAliasClass ? (value.attributes.get('__origin__') ?? none) : none
}

function argumentsOf(value: Value): Value {
  if (value.kind === 'unknown') return value
  const members = unionMembers(value)
  if (members) return tuple(members.map((member) => (member.kind === 'none' ? noneType : member)))
  if (value.kind !== 'instance' || value.cls !== genericAliasClass) return tuple([])
  return originOf(value) === abstractClass('Callable') ? unknown('the arguments of Callable') : (value.attributes.get('__args__') ?? tuple([]))
}
const noneType = unknown('NoneType')

/** A decorator that may be given options first. */
const optionsThenIdentity = (name: string): BuiltinValue => builtin(`typing.${name}`, (_machine, { positional: [value] }) => value ?? builtin(`typing.${name}`, (_inner, { positional: [decorated = none] }) => decorated))

export const typingTable = (): Table => ({
  ...Object.fromEntries(forms.map((name) => [name, () => (name === 'Union' ? union : form(name))])),
  TYPE_CHECKING: falseValue,
  List: listClass, Dict: dictClass, Tuple: tupleClass, Set: setClass, FrozenSet: frozensetClass, Type: typeClass, Text: strClass, ByteString: bytesClass,
  OrderedDict: orderedDictClass, DefaultDict: defaultDictClass, Counter: counterClass, Deque: dequeClass, ChainMap: () => form('ChainMap'), AbstractSet: abstractClass('Set'),
  ...Object.fromEntries([...abstractClassNames('collections.abc'), ...abstractClassNames('typing')].filter((name) => name !== 'Set' && name !== 'ByteString').map((name) => [name, abstractClass(name)])),
  ContextManager: () => form('ContextManager'), AsyncContextManager: () => form('AsyncContextManager'), AnyStr: () => named(typeVariable('TypeVar'), { positional: [str('AnyStr')], keywords: new Map() }),
  TypeVar: () => typeVariable('TypeVar'), ParamSpec: () => typeVariable('ParamSpec'), TypeVarTuple: () => typeVariable('TypeVarTuple'), ForwardRef: () => typeVariable('ForwardRef'), TypeAliasType: () => typeVariable('TypeAliasType'),
  NewType: newType, Generic: genericClass, Protocol: protocolClass, NamedTuple: typingNamedTuple, TypedDict: typedDictClass,
  ...entries(
    func('typing.cast(typ, val)', (_machine, { val }) => val),
    func('typing.get_origin(tp)', (_machine, { tp }) => originOf(tp)),
    func('typing.get_args(tp)', (_machine, { tp }) => argumentsOf(tp)),
    func('typing.get_type_hints(obj, globalns=None, localns=None, include_extras=False)', (machine) => machine.undecided('get_type_hints')),
    func('typing.is_typeddict(tp)', (_machine, { tp }) => bool(tp.kind === 'class' && tp.mro.includes(typedDictClass))),
    func('typing.get_overloads(func)', (machine) => machine.undecided('get_overloads')),
    func('typing.clear_overloads()', () => none),
    func('typing.assert_type(val, typ)', (_machine, { val }) => val),
    func('typing.assert_never(arg)', (machine) => machine.undecided('assert_never')),
  ),
  ...identity('overload', 'final', 'runtime_checkable', 'runtime', 'no_type_check', 'override', 'reveal_type'),
  deprecated: () => builtin('typing.deprecated', () => builtin('typing.deprecated', (_inner, { positional: [decorated = none] }) => decorated)),
  dataclass_transform: () => builtin('typing.dataclass_transform', () => declareDataclass),
  final: optionsThenIdentity('final'),
})

