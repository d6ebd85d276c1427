/** The types of functions, descriptors, modules and singletons. Source: https://docs.python.org/3/library/types.html */
import { bool, dict, none, str, tuple, unknown, type BuiltinValue, type ClassValue, type DescriptorValue, type Machine, type PartialValue, type Value } from '../../values/index.ts'
import { objectClass } from './object.ts'
import { pullNext } from './iterators.ts'
import { define, method, positionalOnly, property, rawMethod, type Attribute } from './support.ts'

const descriptorOf = (machine: Machine, value: Value): DescriptorValue => (value.kind === 'descriptor' ? value : machine.undecided('a descriptor that is not known'))

const changed = (name: string, part: 'get' | 'set' | 'delete'): Attribute =>
  method(`property.${name}(self, func)`, (machine, { self, func }) => ({ ...descriptorOf(machine, self), [part]: func }))

export const propertyClass: ClassValue = define('builtins.property', objectClass, [
  changed('getter', 'get'), changed('setter', 'set'), changed('deleter', 'delete'),
  property('property.fget', (machine, self) => descriptorOf(machine, self).get),
  property('property.fset', (machine, self) => descriptorOf(machine, self).set ?? none),
  property('property.fdel', (machine, self) => descriptorOf(machine, self).delete ?? none),
  rawMethod('property.__get__', (machine, { positional: [self = none, object = none] }) => (object.kind === 'none' ? self : machine.call(descriptorOf(machine, self).get, [object]))),
], {
  createsWhole: true,
  create: (_machine, _cls, args) => {
    const [get = none, set, remove] = [0, 1, 2].map((place) => args.positional[place] ?? args.keywords.get(['fget', 'fset', 'fdel'][place]!))
    const made: DescriptorValue = { kind: 'descriptor', type: 'property', get }
    const settable = set && set.kind !== 'none' ? { ...made, set } : made
    return remove && remove.kind !== 'none' ? { ...settable, delete: remove } : settable
  },
})

function wrapper(type: 'classmethod' | 'staticmethod'): ClassValue {
  return define(`builtins.${type}`, objectClass, [
    property(`${type}.__func__`, (machine, self) => descriptorOf(machine, self).get),
    property(`${type}.__wrapped__`, (machine, self) => descriptorOf(machine, self).get),
    property(`${type}.__name__`, (machine, self) => machine.getAttribute(descriptorOf(machine, self).get, '__name__')),
    property(`${type}.__doc__`, (machine, self) => machine.getAttribute(descriptorOf(machine, self).get, '__doc__')),
  ], {
    createsWhole: true,
    create: (machine, _cls, args) => {
      const [get] = positionalOnly(machine, type, args)
      return get ? { kind: 'descriptor', type, get } : machine.raise('TypeError', `${type} expected 1 argument, got 0`, 'argument')
    },
  })
}
export const classmethodClass = wrapper('classmethod')
export const staticmethodClass = wrapper('staticmethod')

const notCreatable = (name: string) => ({ createsWhole: true, create: (machine: Machine): Value => machine.undecided(`an instance of ${name}`) })
const plain = (name: string, attributes: readonly Attribute[] = []): ClassValue => define(`builtins.${name}`, objectClass, attributes, notCreatable(name))

export const functionClass = plain('function')
export const builtinFunctionClass = plain('builtin_function_or_method')
/** Functions of a library written here, which may be Python's or C's there: `isinstance` can't tell. */
export const libraryFunctionClass: ClassValue = { ...plain('function'), open: true }
export const methodClass = define('builtins.method', objectClass, [
  property('method.__self__', (machine, self) => (self.kind === 'method' ? self.self : machine.undecided('a method that is not known'))),
  property('method.__func__', (machine, self) => (self.kind === 'method' ? self.func : machine.undecided('a method that is not known'))),
], {
  createsWhole: true,
  create: (machine, _cls, { positional: [func, self] }) => {
    if ((func?.kind === 'function' || func?.kind === 'builtin') && self) return { kind: 'method', self, func }
    return machine.undecided('a method of something that is not known')
  },
})
export const moduleClass = define('builtins.module', objectClass, [
  rawMethod('module.__init__', (machine, { positional: [self, name = none, doc = none] }) => {
    if (self?.kind === 'instance') {
      machine.touch(self)
      self.attributes.set('__name__', name)
      self.attributes.set('__doc__', doc)
    }
    return none
  }),
])
export const generatorClass = plain('generator', [
  rawMethod('generator.__iter__', (_machine, { positional: [self = none] }) => self),
  rawMethod('generator.__next__', nextItem),
  rawMethod('generator.close', () => none),
  rawMethod('generator.send', (machine) => machine.undecided('send() to a generator')),
  rawMethod('generator.throw', (machine) => machine.undecided('throw() into a generator')),
])
export const iteratorClass = plain('iterator', [
  rawMethod('iterator.__iter__', (_machine, { positional: [self = none] }) => self),
  rawMethod('iterator.__next__', nextItem),
])

function nextItem(machine: Machine, { positional: [self] }: { readonly positional: readonly Value[] }): Value {
  if (self?.kind !== 'iterator' && self?.kind !== 'generator') return machine.undecided('an iterator that is not known')
  const pulled = pullNext(machine, self)
  if (pulled === 'unknown') return unknown('the next of items that are not known')
  return pulled === 'end' ? machine.raise('StopIteration', '', 'iteration') : pulled.item
}

export const noneClass = define('builtins.NoneType', objectClass, [rawMethod('NoneType.__bool__', () => bool(false)), rawMethod('NoneType.__repr__', () => str('None'))], { createsWhole: true, create: () => none })
export const ellipsisClass = plain('ellipsis')
export const notImplementedClass = plain('NotImplementedType')
export const superClass = plain('super')

const partialOf = (machine: Machine, value: Value): PartialValue => (value.kind === 'partial' ? value : machine.undecided('a partial that is not known'))

/** `functools.partial`. A partial of a partial is one partial. */
export const partialClass: ClassValue = define('functools.partial', objectClass, [
  property('functools.partial.func', (machine, self) => partialOf(machine, self).func),
  property('functools.partial.args', (machine, self) => tuple(partialOf(machine, self).args.positional)),
  property('functools.partial.keywords', (machine, self) => dict([...partialOf(machine, self).args.keywords].map(([name, value]) => [str(name), value] as const))),
  rawMethod('functools.partial.__call__', (machine, { positional: [self = none, ...rest], keywords }) => machine.call(self, rest, keywords)),
], {
  createsWhole: true,
  create: (machine, cls, args) => {
    const [func, ...positional] = args.positional
    if (!func) return machine.raise('TypeError', "type 'partial' takes at least one argument", 'argument')
    if (cls !== partialClass) return machine.undecided('a subclass of partial')
    if (func.kind !== 'partial') {
      if (['none', 'int', 'float', 'bool', 'str', 'list', 'tuple', 'dict', 'set', 'tensor'].includes(func.kind)) return machine.raise('TypeError', 'the first argument must be callable', 'argument-type')
      return { kind: 'partial', func, args: { ...args, positional }, attributes: new Map() }
    }
    const open = func.args.open === true || args.open === true
    const merged = { positional: [...func.args.positional, ...positional], keywords: new Map([...func.args.keywords, ...args.keywords]), ...(open && { open }), ...(args.site && { site: args.site }) }
    return { kind: 'partial', func: func.func, args: merged, attributes: new Map() }
  },
})

/** A function of the standard library that Python writes in Python: it is bound as a method, and has the attributes of what it wraps. */
export function wrapping(machine: Machine, wrapped: Value, name: string, call: BuiltinValue['call']): BuiltinValue {
  const attributes = new Map<string, Value>([['__wrapped__', wrapped]])
  for (const attribute of ['__name__', '__qualname__', '__module__', '__doc__']) {
    const value = machine.findAttribute(wrapped, attribute)
    if (value) attributes.set(attribute, value)
  }
  return { kind: 'builtin', name, call, bindsSelf: true, attributes }
}
