/** `object` and `type`. Source: https://docs.python.org/3/reference/datamodel.html#basic-customization */
import {
  bool, instance, none, notImplemented, str, tuple, unknown, type Arguments, type ClassValue, type InstanceValue, type Machine, type Value,
} from '../../values/index.ts'
import { attributeView } from './attributeView.ts'
import { define, property, rawMethod, staticMethod, type Attribute } from './support.ts'

const self = (machine: Machine, args: Arguments): Value => args.positional[0] ?? machine.undecided('a method without its object')

function named(machine: Machine, args: Arguments): { readonly object: InstanceValue; readonly name: string } {
  const [object, name] = args.positional
  if (object?.kind !== 'instance' || name?.kind !== 'str' || name.value === undefined) return machine.undecided('an attribute that is not known')
  return { object, name: name.value }
}

const classAttribute = (cls: ClassValue, name: string): Value | undefined => cls.mro.find((each) => each.attributes.has(name))?.attributes.get(name)

const attributes: readonly Attribute[] = [
  rawMethod('object.__init__', (machine, args) => {
    const object = self(machine, args)
    if (object.kind === 'instance' && args.positional.length + args.keywords.size > 1) requireNoArguments(machine, object.cls)
    return none
  }),
  rawMethod('object.__eq__', (_machine, { positional: [left, right] }) => (left === right && left?.kind !== 'unknown' ? bool(true) : notImplemented)),
  rawMethod('object.__ne__', (_machine, { positional: [left, right] }) => (left === right && left?.kind !== 'unknown' ? bool(false) : notImplemented)),
  rawMethod('object.__hash__', () => unknown('a hash')),
  rawMethod('object.__str__', (machine, args) => str(machine.repr(self(machine, args)))),
  rawMethod('object.__repr__', () => str(undefined)),
  rawMethod('object.__format__', (machine, args) => str(machine.str(self(machine, args)))),
  rawMethod('object.__dir__', () => unknown('dir()')),
  rawMethod('object.__reduce_ex__', () => unknown('pickling')),
  rawMethod('object.__getattribute__', (machine, args) => {
    const { object, name } = named(machine, args)
    return plainAttribute(machine, object, name) ?? (object.open ? unknown('an attribute of an object that is not fully known') : machine.raise('AttributeError', `'${object.cls.name}' object has no attribute '${name}'`, 'attribute'))
  }),
  rawMethod('object.__setattr__', (machine, args) => {
    const { object, name } = named(machine, args)
    const value = args.positional[2] ?? machine.undecided('an attribute that is not known')
    const found = classAttribute(object.cls, name)
    if (found?.kind === 'descriptor' && found.type === 'property') {
      if (!found.set) return machine.raise('AttributeError', `property '${name}' of '${object.cls.name}' object has no setter`, 'attribute')
      machine.call(found.set, [object, value])
      return none
    }
    machine.touch(object)
    object.attributes.set(name, value)
    return none
  }),
  rawMethod('object.__delattr__', (machine, args) => {
    const { object, name } = named(machine, args)
    if (!object.attributes.has(name) && !object.open) return machine.raise('AttributeError', `'${object.cls.name}' object has no attribute '${name}'`, 'attribute')
    machine.touch(object)
    object.attributes.delete(name)
    return none
  }),
  staticMethod('object.__new__', (machine, args) => {
    const [cls, ...rest] = args.positional
    return cls?.kind === 'class' ? created(machine, cls, { ...args, positional: rest }) : machine.undecided('__new__ without a class')
  }),
  ['__init_subclass__', { kind: 'descriptor', type: 'classmethod', get: { kind: 'builtin', name: 'builtins.object.__init_subclass__', call: () => none, bindsSelf: true } }],
  ['__doc__', none],
]

/** What `object.__init__` says of arguments that nobody took. */
function requireNoArguments(machine: Machine, cls: ClassValue): void {
  if (cls.mro.some((each) => each.open || (each !== objectClass && each.native))) return
  const definesInit = classAttribute(cls, '__init__') !== objectClass.attributes.get('__init__')
  const definesNew = classAttribute(cls, '__new__') !== objectClass.attributes.get('__new__')
  if (definesInit) machine.raise('TypeError', 'object.__init__() takes exactly one argument (the instance to initialize)', 'argument')
  if (!definesNew) machine.raise('TypeError', `${cls.name}() takes no arguments`, 'argument')
}

/** What the nearest native `create` of the class makes. */
function created(machine: Machine, cls: ClassValue, args: Arguments): Value {
  const native = cls.mro.find((base) => base.native?.create)?.native
  return native?.create?.(machine, cls, args) ?? instance(cls, machine.site)
}

/** `object.__getattribute__`: data descriptors, the object's own attributes, then the class's. */
function plainAttribute(machine: Machine, object: InstanceValue, name: string): Value | undefined {
  const found = classAttribute(object.cls, name)
  if (found?.kind === 'descriptor' && found.type === 'property') return machine.call(found.get, [object])
  const own = object.attributes.get(name)
  if (own) return own
  if (name === '__class__') return object.cls
  if (name === '__dict__') return attributeView(machine, object)
  if (found?.kind === 'function' || (found?.kind === 'builtin' && found.bindsSelf)) return { kind: 'method', self: object, func: found }
  if (found?.kind !== 'descriptor') return found
  if (found.type === 'staticmethod') return found.get
  return found.get.kind === 'function' || found.get.kind === 'builtin' ? { kind: 'method', self: object.cls, func: found.get } : found.get
}

export const objectClass: ClassValue = define('builtins.object', [], attributes)

const ofClass = (name: string, get: (machine: Machine, cls: ClassValue) => Value): Attribute =>
  property(`type.${name}`, (machine, value) => (value.kind === 'class' ? get(machine, value) : machine.undecided('a class that is not known')))

/** The metaclass of every class. */
export const typeClass: ClassValue = define('builtins.type', objectClass, [
  ofClass('__name__', (_machine, cls) => str(cls.name)),
  ofClass('__qualname__', (_machine, cls) => str(cls.name)),
  ofClass('__mro__', (_machine, cls) => (cls.open ? unknown('an open class') : tuple([...cls.mro]))),
  ofClass('__bases__', (_machine, cls) => (cls.open ? unknown('an open class') : tuple([...cls.bases]))),
  ofClass('__base__', (_machine, cls) => cls.bases[0] ?? none),
  rawMethod('type.mro', (machine, { positional: [cls] }) => (cls?.kind === 'class' && !cls.open ? { kind: 'list', items: [...cls.mro], open: false } : machine.undecided('an open class'))),
  rawMethod('type.__subclasses__', (machine) => machine.undecided('the subclasses of a class')),
  rawMethod('type.__instancecheck__', (machine, { positional: [cls, value] }) => bool(cls && value ? machine.isInstance(value, cls) : undefined)),
], {
  createsWhole: true,
  create: (machine, cls, args) => {
    const [value] = args.positional
    if (cls !== typeClass || args.positional.length !== 1 || !value) return unknown('a class made by type()')
    return machine.classOf(value) ?? machine.undecided('the type of a value that is not known')
  },
})
