/** Python's builtins: their names and classes, and what operators, subscripts and conversions mean on builtin values. */
import { ellipsis, falseValue, int, notImplemented, trueValue, unknownInt, type ClassValue, type Machine, type Value } from '../../values/index.ts'
import {
  builtinFunctionClass, classmethodClass, ellipsisClass, functionClass, generatorClass, iteratorClass, libraryFunctionClass, methodClass, moduleClass, noneClass,
  notImplementedClass, partialClass, propertyClass, staticmethodClass, superClass,
} from './descriptors.ts'
import { membership } from './equality.ts'
import { dictClass, itemsClass, keysClass, valuesClass } from './dicts.ts'
import { exceptionClasses } from './exceptions.ts'
import { builtinFunctions } from './functions.ts'
import { listClass, tupleClass } from './lists.ts'
import { boolClass, complexClass, floatClass, intClass } from './numbers.ts'
import { objectClass, typeClass } from './object.ts'
import { compare, truthOf } from './operators.ts'
import { rangeClass, rangeLength, sliceClass } from './ranges.ts'
import { frozensetClass, setClass } from './sets.ts'
import { bytesClass, strClass } from './strings.ts'
import { content, typeNameOf } from './support.ts'
import { genericAliasClass, unionClass } from './unions.ts'

export { augmented as builtinAugmented, binary as builtinBinary, compare as builtinCompare, truthOf as builtinTruthValue, unary as builtinUnary } from './operators.ts'
export { deleteItem as builtinDeleteItem, getItem as builtinGetItem, setItem as builtinSetItem, unpack } from './subscripts.ts'
export { anyItemOf, builtinItems, lazy, pullNext, source, type Pulled } from './iterators.ts'
export { converted, formatOf as formatValue, reprOf as reprValue, strOf as strValue } from './format.ts'
export { exceptionClass } from './exceptions.ts'
export { originClass, unionMembers } from './unions.ts'
export { generatorOfManager } from '../stdlib/contextlib.ts'

const named: readonly ClassValue[] = [
  objectClass, typeClass, intClass, floatClass, boolClass, complexClass, strClass, bytesClass, listClass, tupleClass, dictClass, setClass, frozensetClass, rangeClass, sliceClass,
  propertyClass, classmethodClass, staticmethodClass, superClass,
]
const unnamed: readonly ClassValue[] = [
  functionClass, builtinFunctionClass, methodClass, moduleClass, generatorClass, iteratorClass, noneClass, ellipsisClass, notImplementedClass, partialClass, keysClass, valuesClass, itemsClass,
  genericAliasClass, unionClass,
]
const classes = new Map<string, ClassValue>([...named, ...unnamed].map((cls) => [cls.name, cls]))

/** A class of the builtins by its name, also of those that no name is bound to (`function`, `NoneType`). */
export function builtinClass(name: string): ClassValue {
  const found = classes.get(name) ?? exceptionClasses.get(name)
  if (!found) throw new Error(`no builtin class: ${name}`)
  return found
}

/** What the name means where no scope binds it. */
export const builtinNames: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...named.map((cls) => [cls.name, cls] as const),
  ...exceptionClasses,
  ...builtinFunctions.map((func) => [func.name.slice(func.name.lastIndexOf('.') + 1), func] as const),
  ['True', trueValue], ['False', falseValue], ['Ellipsis', ellipsis], ['NotImplemented', notImplemented], ['__debug__', trueValue],
])

/** The class of a builtin value; undefined where the value belongs to a library. */
export function classOfBuiltin(value: Value): ClassValue | undefined {
  switch (value.kind) {
    case 'none': return noneClass
    case 'bool': return boolClass
    case 'int': return intClass
    case 'float': return floatClass
    case 'str': return strClass
    case 'bytes': return bytesClass
    case 'ellipsis': return ellipsisClass
    case 'notimplemented': return notImplementedClass
    case 'tuple': return value.cls ?? tupleClass
    case 'list': return listClass
    case 'dict': return value.cls ?? dictClass
    case 'set': return value.frozen ? frozensetClass : setClass
    case 'slice': return sliceClass
    case 'range': return rangeClass
    case 'function': return functionClass
    case 'builtin': return value.name.startsWith('builtins.') ? builtinFunctionClass : libraryFunctionClass
    case 'method': return methodClass
    case 'descriptor': return value.type === 'property' ? propertyClass : value.type === 'classmethod' ? classmethodClass : staticmethodClass
    case 'partial': return partialClass
    case 'super': return superClass
    case 'class': return metaclassOf(value)
    case 'namespace': return moduleClass
    case 'iterator': return iteratorClass
    case 'generator': return generatorClass
    case 'instance': return value.cls
    default: return undefined
  }
}

/** The metaclass of classes with a base that is not known. */
const someMetaclass: ClassValue = { ...typeClass, open: true, bases: [typeClass], mro: [] }
Object.assign(someMetaclass, { mro: [someMetaclass, ...typeClass.mro] })

/** The metaclass; some subclass of `type` where a base is not known. */
export function metaclassOf(cls: ClassValue): ClassValue {
  const stated = cls.mro.map((each) => each.traits.get('metaclass')).find((each) => typeof each === 'object') as ClassValue | undefined
  return stated ?? (cls.mro.some((each) => each.open) ? someMetaclass : typeClass)
}

/** `==` of builtin values; undefined where it is not known. */
export const builtinEquals = (machine: Machine, left: Value, right: Value): boolean | undefined => compare(machine, '==', left, right)?.value

/** The truth of a builtin value; undefined where it is not known. */
export const builtinTruth = (machine: Machine, value: Value): boolean | undefined => truthOf(machine, value)?.value

/** `item in container`; undefined where the container is none of the builtin ones. */
export const builtinContains = (machine: Machine, container: Value, item: Value): Value | undefined => membership(machine, item, container)

/** `len()` of a builtin value. */
export function builtinLength(machine: Machine, value: Value): Value {
  const held = content(value)
  switch (held.kind) {
    case 'list': return held.open ? unknownInt(0) : int(held.items.length)
    case 'tuple': return int(held.items.length)
    case 'dict': case 'set': return held.open ? unknownInt(0) : int(held.entries.size)
    case 'str': return held.value === undefined ? unknownInt(0) : int([...held.value].length)
    case 'bytes': return held.value === undefined ? unknownInt(0) : int(held.value.length)
    case 'range': return int(rangeLength(held))
    case 'unknown': return machine.undecided(held.reason)
    case 'class': {
      const own = metaclassOf(held).mro.find((each) => each.attributes.has('__len__'))?.attributes.get('__len__')
      return own ? machine.call(own, [held]) : machine.raise('TypeError', `object of type '${typeNameOf(machine, held)}' has no len()`, 'argument-type')
    }
    default: return machine.raise('TypeError', `object of type '${typeNameOf(machine, held)}' has no len()`, 'argument-type')
  }
}

