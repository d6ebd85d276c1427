/** The types of NumPy's numbers. Source: https://numpy.org/doc/stable/reference/arrays.scalars.html */
import { bool, instance, none, notImplemented, str, unknown, type ClassValue, type InstanceValue, type Value } from '../../../values/index.ts'
import { floatClass } from '../../builtins/numbers.ts'
import { objectClass } from '../../builtins/object.ts'
import { define, rawMethod } from '../../builtins/support.ts'
import { type Table } from '../module.ts'
import { arrayOrScalar, cast, contentsOf, statedDtype, unknownDtype } from './form.ts'

/** Numbers of the analysis stand for NumPy's as well as for Python's: whether one is an instance of these classes is not known. */
function scalarClass(name: string, bases: readonly ClassValue[]): ClassValue {
  const cls = define(`numpy.${name}`, bases, [], {
    createsWhole: true,
    create: (machine, made, { positional: [value] }) => {
      const contents = value && contentsOf(machine, value)
      const stated = statedDtype(made)
      return contents && stated !== unknownDtype ? arrayOrScalar(cast(contents, stated)) : unknown(`a value of numpy.${name}`)
    },
  })
  cls.traits.set('virtual', true)
  cls.traits.set('numpy', name)
  return cls
}

const generic = scalarClass('generic', [objectClass])
const number = scalarClass('number', [generic])
const integer = scalarClass('integer', [number])
const floating = scalarClass('floating', [number])
const families: Readonly<Record<string, readonly [ClassValue, string]>> = {
  signedinteger: [integer, 'int8 int16 int32 int64'], unsignedinteger: [integer, 'uint8 uint16 uint32 uint64'], inexact: [floating, 'float16 float32'], complexfloating: [number, 'complex64 complex128'],
}
const scalars = new Map<string, ClassValue>([['generic', generic], ['number', number], ['integer', integer], ['floating', floating], ['bool', scalarClass('bool', [generic])], ['float64', scalarClass('float64', [floating, floatClass])]])
for (const [family, [base, names]] of Object.entries(families)) {
  scalars.set(family, scalarClass(family, [base]))
  for (const name of names.split(' ')) scalars.set(name, scalarClass(name, [base]))
}
const aliases = { bool_: 'bool', int_: 'int64', intp: 'int64', long: 'int64', longlong: 'int64', intc: 'int32', short: 'int16', byte: 'int8', ubyte: 'uint8', half: 'float16', single: 'float32', double: 'float64' }

const dtypeClass: ClassValue = define('numpy.dtype', objectClass, [
  rawMethod('numpy.dtype.__eq__', (_machine, { positional: [self, other = none] }) => {
    const own = self?.kind === 'instance' ? self.attributes.get('name') : undefined
    const name = own?.kind === 'str' ? own.value : undefined
    const stated = statedDtype(other)
    if (other.kind !== 'class' && other.kind !== 'str' && other.kind !== 'instance') return notImplemented
    return bool(name === undefined || stated === undefined || stated === unknownDtype ? undefined : name === stated)
  }),
  rawMethod('numpy.dtype.__str__', (_machine, { positional: [self] }) => (self?.kind === 'instance' ? (self.attributes.get('name') ?? str(undefined)) : str(undefined))),
], {
  createsWhole: true,
  create: (_machine, _cls, { positional: [name] }) => { const stated = statedDtype(name); return dtypeOf(stated === unknownDtype ? undefined : stated) },
})

/** What an array's `dtype` is. */
export function dtypeOf(name: string | undefined): Value {
  if (name === undefined) return unknown('a dtype')
  const made: InstanceValue = { ...instance(dtypeClass), open: true }
  made.attributes.set('name', str(name))
  return made
}

export const dtypesTable = (): Table => ({ ...Object.fromEntries(scalars), ...Object.fromEntries(Object.entries(aliases).map(([alias, name]) => [alias, scalars.get(name) ?? none])), dtype: dtypeClass })
