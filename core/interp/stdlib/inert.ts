/** Objects of the standard library that nothing in a shape depends on: loggers, locks, files. */
import { builtin, instance, none, type ClassValue, type InstanceValue, type Value } from '../../values/index.ts'
import { objectClass } from '../builtins/object.ts'
import { define, rawMethod, type Attribute } from '../builtins/support.ts'

/** A class that takes any arguments. Attributes of its instances that nothing states are unknown. */
export function inertClass(name: string, attributes: Iterable<Attribute> = [], base: ClassValue = objectClass): ClassValue {
  return define(name, base, [rawMethod(`${name}.__init__`, () => none), ...attributes], { create: (machine, cls) => ({ ...instance(cls, machine.site), open: true }) })
}

/** An object of an inert class of its own. */
export const inert = (name: string, attributes: Iterable<Attribute> = []): InstanceValue => ({ ...instance(inertClass(name, attributes)), open: true })

/** Methods that do nothing and return None. */
export const silentMethods = (owner: string, ...names: readonly string[]): Attribute[] => names.map((name) => rawMethod(`${owner}.${name}`, () => none))

/** Methods whose results are of a known type at most. */
export const givingMethods = (owner: string, result: () => Value, ...names: readonly string[]): Attribute[] => names.map((name) => rawMethod(`${owner}.${name}`, result))

/** Functions each of whose results is a value of its own. */
export const fresh = (module: string, result: () => Value, ...names: readonly string[]): Record<string, Value> => Object.fromEntries(names.map((name) => [name, { ...builtin(`${module}.${name}`, result), takesOpen: true }]))

/** Entering gives the object itself; leaving swallows no exception. */
export const entering = (owner: string): Attribute[] => [rawMethod(`${owner}.__enter__`, (_machine, { positional: [self = none] }) => self), rawMethod(`${owner}.__exit__`, () => none)]
