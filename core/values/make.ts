/** Constructors of values, and the questions that need no machine. */
import { opaque, type Condition, type Dim } from '../dims/index.ts'
import type {
  BoolValue, BuiltinValue, ClassValue, DictValue, DtypeValue, FloatValue, HashKey, InstanceValue, IntValue, IteratorValue, ListValue,
  Shape, StrValue, TensorValue, TupleValue, UnknownValue, Value, CallSite,
} from './types.ts'
import type { Arguments, Machine } from './machine.ts'
import { now } from './time.ts'

export const none: Value = { kind: 'none' }
export const ellipsis: Value = { kind: 'ellipsis' }
export const notImplemented: Value = { kind: 'notimplemented' }
export const trueValue: BoolValue = { kind: 'bool', value: true }
export const falseValue: BoolValue = { kind: 'bool', value: false }
export const unknownBool: BoolValue = { kind: 'bool', value: undefined }
export const unknownFloat: FloatValue = { kind: 'float', value: undefined }
export const unknownStr: StrValue = { kind: 'str', value: undefined }

export const unknown = (reason: string): UnknownValue => ({ kind: 'unknown', reason })
export const bool = (value: boolean | undefined): BoolValue => (value === undefined ? unknownBool : value ? trueValue : falseValue)
/** A truth that depends on sizes. */
export const conditional = (condition: Condition): BoolValue => ({ kind: 'bool', value: undefined, condition })
export const int = (value: Dim): IntValue => ({ kind: 'int', value })
export const unknownInt = (min?: number): IntValue => ({ kind: 'int', value: min === undefined ? opaque() : opaque({ min }) })
export const float = (value: number | undefined): FloatValue => (value === undefined ? unknownFloat : { kind: 'float', value })
/** A string that is not known, and the same string wherever this value is. */
export const someStr = (): StrValue => ({ kind: 'str', value: undefined, token: {} })
export const str = (value: string | undefined): StrValue => (value === undefined || value.length > longestText ? unknownStr : { kind: 'str', value })
/** Longer texts, in UTF-16 units, are known as texts only. */
export const longestText = 100_000
export const tuple = (items: readonly Value[], cls?: ClassValue): TupleValue => (cls ? { kind: 'tuple', items, cls } : { kind: 'tuple', items })
export const list = (items: Value[]): ListValue => ({ kind: 'list', items, open: false })
export const openList = (): ListValue => ({ kind: 'list', items: [], open: true })
export const iterator = (items: readonly Value[]): IteratorValue => ({ kind: 'iterator', items, position: 0, open: false, madeAt: now() })
export const openIterator = (): IteratorValue => ({ kind: 'iterator', items: [], position: 0, open: true, madeAt: now() })
export const dtype = (name: string): DtypeValue => ({ kind: 'dtype', name })

/** A dict from pairs whose keys are hashable and known; later pairs win. */
export function dict(pairs: Iterable<readonly [Value, Value]>, cls?: ClassValue): DictValue {
  const entries: DictValue['entries'] = new Map()
  let open = false
  for (const [key, value] of pairs) {
    const hash = hashKey(key)
    if (hash === undefined) { open = true; entries.clear() }
    else entries.set(hash, { key, value })
  }
  return cls ? { kind: 'dict', entries, open, cls } : { kind: 'dict', entries, open }
}

export interface TensorOptions { readonly dtype?: string | undefined; readonly data?: readonly number[] | undefined; readonly parameter?: boolean; readonly requiresGrad?: boolean }
/** A tensor of a shape; undefined where not even the rank is known. */
export function tensor(shape: Shape | undefined, options: TensorOptions = {}): TensorValue {
  return { kind: 'tensor', shape, dtype: options.dtype, data: few(options.data), parameter: options.parameter ?? false, requiresGrad: options.requiresGrad, madeAt: now() }
}
/** Tensors with more elements than this are shapes without contents. */
export const knownElementsLimit = 4096
const few = (data: readonly number[] | undefined): readonly number[] | undefined => (data && data.length <= knownElementsLimit ? data : undefined)

/** A function written here, under its manual name. */
export function builtin(name: string, call: (machine: Machine, args: Arguments) => Value, options: { bindsSelf?: boolean; traced?: 'fn' | 'method' } = {}): BuiltinValue {
  const value: BuiltinValue = { kind: 'builtin', name, call, bindsSelf: options.bindsSelf ?? false }
  return options.traced ? { ...value, traced: options.traced } : value
}

export function instance(cls: ClassValue, createdAt?: CallSite): InstanceValue {
  return { kind: 'instance', cls, attributes: new Map(), module: undefined, payload: undefined, open: false, createdAt }
}

/** A class written here. `mro` is the bases' orders merged; single inheritance needs no more than concatenation. */
export function nativeClass(name: string, bases: readonly ClassValue[], attributes: Iterable<readonly [string, Value]>, native: ClassValue['native'] = {}): ClassValue {
  const mro: ClassValue[] = []
  const cls: ClassValue = { kind: 'class', name: name.slice(name.lastIndexOf('.') + 1), qualifiedName: name, bases, mro, attributes: new Map(attributes), open: false, native, traits: new Map() }
  mro.push(cls, ...new Set(bases.flatMap((base) => base.mro)))
  return cls
}

export const isSubclass = (cls: ClassValue, base: ClassValue): boolean => cls.mro.includes(base)

/** Equal Python values share a key; undefined where the value (or part of it) is not known or not hashable. */
export function hashKey(value: Value): HashKey | undefined {
  switch (value.kind) {
    case 'none': return 'none'
    case 'ellipsis': return 'ellipsis'
    case 'bool': return value.value === undefined ? undefined : value.value ? 1 : 0
    case 'int': return typeof value.value === 'number' ? value.value : undefined
    case 'float': return value.value
    case 'str': return value.value === undefined ? undefined : `s${value.value}`
    case 'bytes': return value.value === undefined ? undefined : `b${value.value}`
    case 'dtype': return `torch.${value.name}`
    case 'tuple': {
      const parts: string[] = []
      for (const item of value.items) {
        const part = hashKey(item)
        if (part === undefined) return undefined
        parts.push(typeof part === 'object' ? `o${identity(part)}` : `${typeof part}${String(part)}`)
      }
      return `t(${parts.join(',')})`
    }
    case 'set': return value.frozen && !value.open ? `f{${[...value.entries.keys()].map((key) => (typeof key === 'object' ? `o${identity(key)}` : `${typeof key}${String(key)}`)).sort().join(',')}}` : undefined
    case 'instance': return value.payload ? hashKey(value.payload) : value
    case 'function': case 'builtin': case 'class': case 'namespace': case 'partial': case 'tensor': case 'descriptor': return value
    case 'method': return value.func
    case 'unknown': case 'list': case 'dict': return undefined
    default: return value
  }
}
const identities = new WeakMap<object, number>()
let nextIdentity = 0
function identity(object: object): number {
  let id = identities.get(object)
  if (id === undefined) identities.set(object, (id = nextIdentity++))
  return id
}

/** The type's name as Python's messages print it. */
export function typeName(value: Value): string {
  switch (value.kind) {
    case 'none': return 'NoneType'
    case 'notimplemented': return 'NotImplementedType'
    case 'builtin': return 'builtin_function_or_method'
    case 'tuple': return value.cls?.name ?? 'tuple'
    case 'dict': return value.cls?.name ?? 'dict'
    case 'set': return value.frozen ? 'frozenset' : 'set'
    case 'tensor': return value.parameter ? 'Parameter' : 'Tensor'
    case 'instance': return value.cls.name
    case 'class': return 'type'
    case 'namespace': return 'module'
    case 'dtype': return 'torch.dtype'
    case 'device': return 'torch.device'
    case 'descriptor': return value.type
    case 'iterator': return 'iterator'
    default: return value.kind
  }
}

/** The int a value is in Python's sense (`True` is 1); undefined where it is none. */
export function asDim(value: Value): Dim | undefined {
  if (value.kind === 'int') return value.value
  if (value.kind === 'bool' && value.value !== undefined) return value.value ? 1 : 0
  if (value.kind === 'instance' && value.payload) return asDim(value.payload)
  return undefined
}
