/**
 * The abstract values: what a Python expression can be known to be.
 *
 * A value is concrete where the analysis knows it (`3`, `'same'`, a list of layers), symbolic where it is a size
 * (`H // 2`), and `unknown` where nothing is known. Objects that Python can mutate are mutable here too and have
 * identity; every mutation is preceded by `Machine.touch`, so that a forked state can be rolled back and joined.
 */
import type { Condition, Dim } from '../dims/index.ts'
import type { FunctionDef, Lambda, Span } from '../syntax/ast.ts'
import type { Arguments, Machine } from './machine.ts'

export type Value =
  | NoneValue | BoolValue | IntValue | FloatValue | StrValue | BytesValue | EllipsisValue | NotImplementedValue
  | TupleValue | ListValue | DictValue | SetValue | SliceValue | RangeValue
  | FunctionValue | BuiltinValue | BoundMethodValue | DescriptorValue | PartialValue | SuperValue
  | ClassValue | InstanceValue | NamespaceValue
  | IteratorValue | GeneratorValue
  | TensorValue | DtypeValue | DeviceValue
  | UnknownValue

/** Nothing is known. `reason` says where knowledge was first lost, in a few words that `trace --explain` counts. */
export interface UnknownValue {
  readonly kind: 'unknown'
  readonly reason: string
  /** It is the shape of this generic input: unpacking it tells the rank. */
  readonly shapeOfInput?: string
  /** While paths are explored: the fork that it is unknown behind. A run that takes one of its ways knows it. */
  readonly fork?: number
}

export interface NoneValue { readonly kind: 'none' }
export interface EllipsisValue { readonly kind: 'ellipsis' }
export interface NotImplementedValue { readonly kind: 'notimplemented' }
/** `value` undefined: not known. `condition`, where set, is what the truth depends on. */
export interface BoolValue { readonly kind: 'bool'; readonly value: boolean | undefined; readonly condition?: Condition }
/** An unknown int is an opaque dim. */
export interface IntValue { readonly kind: 'int'; readonly value: Dim }
/** `value` undefined: not known. `ratio`, where set, is the exact quotient of a symbolic size by a positive constant. */
export interface FloatValue { readonly kind: 'float'; readonly value: number | undefined; readonly ratio?: { readonly numerator: Dim; readonly denominator: number } }
/** `token`, where set, is what a string that is not known is the same string by: a dict filled under it is read under it. */
export interface StrValue { readonly kind: 'str'; readonly value: string | undefined; readonly token?: object }
export interface BytesValue { readonly kind: 'bytes'; readonly value: string | undefined }

/** Also named tuples, `torch.Size` (`cls`) and torch's return types. */
export interface TupleValue { readonly kind: 'tuple'; readonly items: readonly Value[]; readonly cls?: ClassValue }
/** `open`: neither length nor contents are known, and `items` is empty. */
/** What may change. `madeAt`: when it was made, if that is known; the interpreter's journal tells the time. */
export interface Made { madeAt?: number }
export interface ListValue extends Made { readonly kind: 'list'; items: Value[]; open: boolean }
/** Keys by `hashKey`. `open`: other keys may exist; those shown hold what is shown. */
export interface DictValue extends Made {
  readonly kind: 'dict'
  entries: Map<HashKey, { readonly key: Value; readonly value: Value }>
  open: boolean
  /** dict, OrderedDict, defaultdict, Counter … */
  readonly cls?: ClassValue
  /** What `defaultdict` calls for a missing key. */
  readonly factory?: Value
}
export interface SetValue extends Made { readonly kind: 'set'; entries: Map<HashKey, Value>; open: boolean; readonly frozen: boolean }
export interface SliceValue { readonly kind: 'slice'; readonly lower: Value; readonly upper: Value; readonly step: Value }
export interface RangeValue { readonly kind: 'range'; readonly start: Dim; readonly stop: Dim; readonly step: number }
/** Equal keys are equal values in Python's sense: `1`, `True` and `1.0` share one. Objects are their own key. */
export type HashKey = string | number | object

/** A Python function of the analysed sources. */
export interface FunctionValue extends Made {
  readonly kind: 'function'
  readonly definition: FunctionDef | Lambda
  readonly name: string
  readonly qualifiedName: string
  /** The scope that encloses the definition, a `Scope` of the interpreter. */
  readonly scope: object
  /** Default values by parameter name, evaluated at the definition. */
  readonly defaults: ReadonlyMap<string, Value>
  /** The class whose body holds the definition: what `super()` and `__class__` mean. */
  owner: ClassValue | undefined
  attributes: Map<string, Value>
}

/** A function written here: a builtin, one of the standard library, or an entry of the torch catalogue. */
export interface BuiltinValue {
  readonly kind: 'builtin'
  /** Its dotted name as PyTorch's manual gives it: `torch.nn.functional.pad`, `torch.Tensor.view`, `builtins.len`. */
  readonly name: string
  readonly call: (machine: Machine, args: Arguments) => Value
  /** Found on an instance, it is bound to it as a Python function is. */
  readonly bindsSelf: boolean
  /** Results that hold a tensor are recorded as calls of this kind. */
  readonly traced?: 'fn' | 'method'
  readonly attributes?: ReadonlyMap<string, Value>
  /** It says itself what a call means whose arguments are not all known: a mutation happens all the same. */
  readonly takesOpen?: boolean
}
export interface BoundMethodValue { readonly kind: 'method'; readonly self: Value; readonly func: FunctionValue | BuiltinValue }
/** property, classmethod, staticmethod, cached_property, and anything that knows how to get itself. */
export interface DescriptorValue { readonly kind: 'descriptor'; readonly type: 'property' | 'classmethod' | 'staticmethod'; readonly get: Value; readonly set?: Value; readonly delete?: Value }
/** functools.partial */
export interface PartialValue extends Made { readonly kind: 'partial'; readonly func: Value; readonly args: Arguments; attributes: Map<string, Value> }
export interface SuperValue { readonly kind: 'super'; readonly after: ClassValue; readonly self: InstanceValue | ClassValue | TupleValue }

/** A class, of the sources or native. `attributes` holds methods and class variables; natives use BuiltinValues. */
export interface ClassValue extends Made {
  readonly kind: 'class'
  readonly name: string
  /** Dotted, with its module: `torch.nn.modules.conv.Conv2d` prints so; the catalogue's name is `torch.nn.Conv2d`. */
  readonly qualifiedName: string
  readonly bases: readonly ClassValue[]
  /** Method resolution order, the class itself first. */
  readonly mro: readonly ClassValue[]
  attributes: Map<string, Value>
  /** A base or the metaclass is unknown, or part of the body could not be read: a missing attribute is unknown and not an error. */
  open: boolean
  readonly native?: NativeClass
  /** Enum, dataclass and namedtuple keep what they know of their fields here. */
  readonly traits: Map<string, unknown>
  /** Where the sources define it. */
  readonly definedAt?: Site
}
/** What a class written here does beyond its attributes. */
export interface NativeClass {
  /** Makes an instance: Python's `__new__`. Missing: a plain InstanceValue. */
  readonly create?: (machine: Machine, cls: ClassValue, args: Arguments) => Value
  /** True: `create` has done all, and `__init__` is not called. */
  readonly createsWhole?: boolean
  /** The constructor's parameters in order, without self: where an argument to blame stands in the call. */
  readonly parameterNames?: readonly string[]
  /** Called when the sources have defined a subclass, as `__init_subclass__`: enums and named tuples build themselves. */
  readonly finishSubclass?: (machine: Machine, cls: ClassValue) => Value
  /** The layer's page in PyTorch's manual. */
  readonly manual?: string
  /** What the panel and the hover use; the torch room knows its type. */
  readonly layer?: object
}

export interface InstanceValue extends Made {
  readonly kind: 'instance'
  readonly cls: ClassValue
  attributes: Map<string, Value>
  /** Set once `nn.Module.__init__` has run. */
  module: ModuleState | undefined
  /** What a subclass of list, dict, str, int … holds. */
  payload: Value | undefined
  /** Its attributes may be anything: a missing one is unknown. */
  open: boolean
  /** Where it was constructed, and with which argument expressions. */
  readonly createdAt: CallSite | undefined
}
/** `nn.Module`'s tables, in insertion order. A value may be none. */
export interface ModuleState {
  parameters: Map<string, Value>
  buffers: Map<string, Value>
  modules: Map<string, Value>
  training: boolean | undefined
}

/** A Python module. `get` finds (and, when lazy, evaluates) one of its names; undefined: it has no such name. */
export interface NamespaceValue extends Made {
  readonly kind: 'namespace'
  readonly name: string
  get(name: string): Value | undefined
  set(name: string, value: Value): void
  names(): readonly string[]
  /** What programs have assigned to a module that is written here; one of the sources has a scope instead. */
  assigned?: Map<string, Value>
  /** Names beyond those found may exist: a missing one is unknown. */
  readonly open: boolean
}

/** An iterator over items that are known beforehand. `open`: any number of unknown items. */
export interface IteratorValue extends Made { readonly kind: 'iterator'; readonly items: readonly Value[]; position: number; readonly open: boolean }
/** A generator of the sources: `run` gives each yielded value to `consume` until it answers 'stop'. */
export interface GeneratorValue extends Made {
  readonly kind: 'generator'
  run(consume: (item: Value) => 'continue' | 'stop'): Value
  /** Filled when something asks with `next()`: what is left to give. */
  buffer: Value[] | undefined
  /** It was run: a generator gives its items once. */
  isSpent?: boolean | 'perhaps'
  /** More items than the buffer's may follow; what they are is not known. */
  isCut?: boolean
  /** What any of its items is among, where there is something to say although they are not known one by one. */
  readonly anyItem?: () => Value
}

/** A shape is undefined where not even the rank is known. */
export type Shape = readonly Dim[]

export interface TensorValue extends Made {
  readonly kind: 'tensor'
  shape: Shape | undefined
  /** `float32`, `int64`, `bool` …; undefined: not known. */
  dtype: string | undefined
  /** The elements, row-major, where they are known and few (`knownElementsLimit`). */
  data: readonly number[] | undefined
  /** A Parameter counts among a module's parameters. */
  readonly parameter: boolean
  requiresGrad: boolean | undefined
  /** Set for an input that a generic run invents: the rule that first needs its shape says what it needs. */
  readonly input?: GenericInput
  /** Why the shape is not known. */
  readonly reason?: string
  /** Attributes that code hangs on a tensor. */
  attributes?: Map<string, Value>
}
export interface GenericInput { readonly name: string }
/** `float32` as `torch.float32`. */
export interface DtypeValue { readonly kind: 'dtype'; readonly name: string }
export interface DeviceValue { readonly kind: 'device'; readonly type: string | undefined }

/** A place in a source file. */
export interface Site { readonly file: string; readonly span: Span }
/** A call's place with the place of each argument, positional by index and keywords by name. */
export interface CallSite extends Site { readonly argumentSpans: ReadonlyMap<number | string, Span> }

/** Values that Python can mutate. */
export type Mutable = ListValue | DictValue | SetValue | InstanceValue | ClassValue | TensorValue | IteratorValue | GeneratorValue | FunctionValue | PartialValue | NamespaceValue
