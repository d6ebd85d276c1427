/** Phrases in which Python's builtins and its standard library are written. */
import type { Condition, Dim } from '../../dims/index.ts'
import { opaque, sameDim } from '../../dims/index.ts'
import {
  asDim, bool, builtin, conditional, dispatch, float, instance, int, list, nativeClass, none, on, openList, str, Undecided, unknown,
  type Arguments, type BoolValue, type BuiltinValue, type ClassValue, type DescriptorValue, type DictValue, type InstanceValue, type ListValue,
  type Machine, type NativeClass, type Parameters, type SetValue, type TupleValue, type Value,
} from '../../values/index.ts'

export type Attribute = readonly [string, Value]
export type Rule<S extends string> = (machine: Machine, parameters: Parameters<S>) => Value | void

/** `len(self)` of `list.append(self, item)`: the part after the last dot of the name. */
const lastName = (text: string): string => text.slice(text.lastIndexOf('.', text.indexOf('(')) + 1, text.indexOf('('))
/** `list.append` is `builtins.list.append`; a name with a module keeps it. */
const fullName = (text: string): string => {
  const name = text.slice(0, text.indexOf('('))
  return name.split('.').length < 3 ? `builtins.${name}` : name
}

/** A function: `fn('divmod(a, b)', rule)`. */
export function fn<S extends string>(text: S, run: Rule<S>, name = fullName(text)): BuiltinValue {
  const overloads = [on(text, (machine, parameters) => run(machine, parameters) ?? none)]
  const isMethodOfOne = /\(self, \w+\)$/.test(text)
  return builtin(name, (machine, args) => {
    if (args.open) return machine.undecided('arguments spread from a value that is not known')
    if (isMethodOfOne && args.positional.length !== 2) return machine.raise('TypeError', `${text.slice(0, text.indexOf('('))}() takes exactly one argument (${args.positional.length - 1} given)`, 'argument')
    return dispatch(machine, overloads, args)
  })
}

/** A method that leaves its object as it is: `method('list.index(self, item)', rule)`. */
export function method<S extends string>(text: S, run: Rule<S>): Attribute {
  return [lastName(text), { ...fn(text, run), bindsSelf: true }]
}

/** A method that changes its object. Where what it does can't be certain, the object's content is unknown afterwards. */
export function mutator<S extends string>(text: S, run: Rule<S>): Attribute {
  const inner = fn(text, run)
  const call = (machine: Machine, args: Arguments): Value => {
    const [self] = args.positional
    if (self && isOpen(content(self))) machine.mayRaise()
    try {
      return inner.call(machine, args)
    } catch (effect) {
      if (effect instanceof Undecided && self) forget(machine, self)
      throw effect
    }
  }
  return [lastName(text), { ...builtin(inner.name, call, { bindsSelf: true }), takesOpen: true }]
}

const isOpen = (value: Value): boolean => (value.kind === 'list' || value.kind === 'dict' || value.kind === 'set') && value.open

/** A method that takes its arguments as they come. */
export const rawMethod = (name: string, call: BuiltinValue['call']): Attribute => [name.slice(name.lastIndexOf('.') + 1), builtin(name, call, { bindsSelf: true })]
export const staticMethod = (name: string, call: BuiltinValue['call']): Attribute => {
  const get = builtin(name, call)
  return [name.slice(name.lastIndexOf('.') + 1), { kind: 'descriptor', type: 'staticmethod', get } satisfies DescriptorValue]
}
export const classMethod = (name: string, call: BuiltinValue['call']): Attribute => {
  const get = builtin(name, call, { bindsSelf: true })
  return [name.slice(name.lastIndexOf('.') + 1), { kind: 'descriptor', type: 'classmethod', get } satisfies DescriptorValue]
}
/** An attribute that the object computes. */
export function property(name: string, get: (machine: Machine, self: Value) => Value): Attribute {
  const getter = builtin(name, (machine, args) => get(machine, args.positional[0] ?? none), { bindsSelf: true })
  return [name.slice(name.lastIndexOf('.') + 1), { kind: 'descriptor', type: 'property', get: getter } satisfies DescriptorValue]
}

/** A class of the builtins or of the standard library. Its constructor makes values of the class itself and, for subclasses, instances that hold one; `object.__new__` finds it. */
export function define(name: string, base: ClassValue | readonly ClassValue[], attributes: Iterable<Attribute>, native: NativeClass = {}): ClassValue {
  const bases = 'kind' in base ? [base as ClassValue] : (base as readonly ClassValue[])
  return nativeClass(name, bases, attributes, native)
}

/** What an instance of a subclass of a builtin type holds; any other value itself. */
export const content = (value: Value): Value => (value.kind === 'instance' && value.payload ? value.payload : value)

/** An instance of a subclass of a builtin type. */
export function holding(machine: Machine, cls: ClassValue, payload: Value): InstanceValue {
  const made = instance(cls, machine.site)
  made.payload = payload
  return made
}

/** The content of a mutable builtin is not known any more. */
export function forget(machine: Machine, value: Value): void {
  const held = content(value)
  if (held.kind === 'list') { machine.touch(held); held.items = []; held.open = true }
  else if (held.kind === 'dict') { machine.touch(held); held.entries = new Map(); held.open = true }
  else if (held.kind === 'set') { machine.touch(held); held.entries = new Map(); held.open = true }
  else if (value.kind === 'instance') { machine.touch(value); value.open = true }
}

export function listOf(machine: Machine, value: Value): ListValue {
  const held = content(value)
  return held.kind === 'list' ? held : machine.undecided('a list that is not known')
}
export function tupleOf(machine: Machine, value: Value): TupleValue {
  const held = content(value)
  return held.kind === 'tuple' ? held : machine.undecided('a tuple that is not known')
}
export function dictOf(machine: Machine, value: Value): DictValue {
  const held = content(value)
  return held.kind === 'dict' ? held : machine.undecided('a dict that is not known')
}
export function setOf(machine: Machine, value: Value): SetValue {
  const held = content(value)
  return held.kind === 'set' ? held : machine.undecided('a set that is not known')
}

/** A known string; another type raises TypeError in the words `what` gives. */
export function text(machine: Machine, value: Value, what = (type: string): string => `must be str, not ${type}`): string {
  const held = content(value)
  if (held.kind === 'str') return held.value ?? machine.undecided('a string that is not known')
  return held.kind === 'unknown' ? machine.undecided(held.reason) : wrongType(machine, held, what)
}

/** A known string, or undefined for None. */
export const optionalText = (machine: Machine, value: Value): string | undefined => (value.kind === 'none' ? undefined : text(machine, value))

/** An int that may be symbolic; another type raises TypeError. */
export function dimOf(machine: Machine, value: Value): Dim {
  const held = content(value)
  const dim = asDim(held)
  if (dim !== undefined) return dim
  if (held.kind === 'bool') return opaque({ min: 0 })
  return held.kind === 'unknown' ? machine.undecided(held.reason) : wrongType(machine, held, (type) => `'${type}' object cannot be interpreted as an integer`)
}

/** A known int. */
export function whole(machine: Machine, value: Value): number {
  const dim = dimOf(machine, value)
  return typeof dim === 'number' ? dim : machine.undecided('an int that is not known')
}

/** A known int or float. */
export function numberOf(machine: Machine, value: Value): number {
  const held = content(value)
  if (held.kind === 'float') return held.value ?? machine.undecided('a float that is not known')
  if (held.kind === 'int' || held.kind === 'bool') return whole(machine, held)
  return held.kind === 'unknown' ? machine.undecided(held.reason) : wrongType(machine, held, (type) => `must be real number, not ${type}`)
}

/** Objects that may know how to be of the type asked for are not judged. */
export function wrongType(machine: Machine, value: Value, what: (type: string) => string): never {
  if (value.kind === 'instance' || value.kind === 'tensor') return machine.undecided(`a ${typeNameOf(machine, value)} given to a builtin`)
  return machine.raise('TypeError', what(typeNameOf(machine, value)), 'argument-type')
}

export const typeNameOf = (machine: Machine, value: Value): string => machine.classOf(value)?.name ?? value.kind

/** A truth that depends on sizes, decided where it can be. */
export function judged(machine: Machine, condition: Condition): BoolValue {
  if (condition.kind === 'true' || condition.kind === 'false') return bool(condition.kind === 'true')
  const decision = machine.decide(condition)
  return decision === 'always' ? bool(true) : decision === 'never' ? bool(false) : conditional(condition)
}

/** A value that stands for any of several. */
export function anyOfValues(values: readonly Value[], reason: string): Value {
  const [first] = values
  if (first === undefined) return unknown(reason)
  if (values.every((value) => value === first)) return first
  if (values.every((value) => value.kind === 'int')) return first.kind === 'int' && values.every((value) => value.kind === 'int' && sameDim(value.value, first.value)) ? first : int(opaque())
  if (values.every((value) => value.kind === 'str')) return first.kind === 'str' && values.every((value) => value.kind === 'str' && value.value === first.value) ? first : str(undefined)
  if (values.every((value) => value.kind === 'float')) return float(undefined)
  if (values.every((value) => value.kind === 'bool')) return bool(undefined)
  if (values.every((value) => value.kind === 'none')) return none
  return unknown(reason)
}

/** A list of the items of an iterable; open where they are not known. */
export function collected(machine: Machine, iterable: Value): ListValue {
  const items = machine.knownItems(iterable)
  return items ? list([...items]) : openList()
}

/** The arguments by position, when there are no others. */
export function positionalOnly(machine: Machine, name: string, args: Arguments): readonly Value[] {
  if (args.open) return machine.undecided('arguments spread from a value that is not known')
  if (args.keywords.size > 0) return machine.raise('TypeError', `${name}() takes no keyword arguments`, 'argument')
  return args.positional
}

/** As positionalOnly, for functions of exactly `count` arguments. */
export function exactly(machine: Machine, name: string, args: Arguments, count: number): readonly Value[] {
  const values = positionalOnly(machine, name, args)
  if (values.length === count) return values
  const takes = count === 1 ? 'exactly one argument' : count === 0 ? 'no arguments' : `exactly ${count} arguments`
  return machine.raise('TypeError', `${name}() takes ${takes} (${values.length} given)`, 'argument')
}
