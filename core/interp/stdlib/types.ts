/** The module `types`: names for the types that builtin values have. Source: https://docs.python.org/3/library/types.html */
import { none, type ClassValue, type Machine, type Value } from '../../values/index.ts'
import {
  builtinFunctionClass, ellipsisClass, functionClass, generatorClass, methodClass, moduleClass, noneClass, notImplementedClass,
} from '../builtins/descriptors.ts'
import { dictClass } from '../builtins/dicts.ts'
import { objectClass } from '../builtins/object.ts'
import { define } from '../builtins/support.ts'
import { genericAliasClass, unionClass } from '../builtins/unions.ts'
import { attributeDictClass } from './attributeDict.ts'
import { inertClass } from './inert.ts'
import { type Table } from './module.ts'

/** A view of a dict that can't be written to is the dict itself: nothing writes to it. */
const mappingProxyClass: ClassValue = define('builtins.mappingproxy', dictClass, [], { createsWhole: true, create: (_machine: Machine, _cls: ClassValue, { positional: [mapping = none] }): Value => mapping })

export const typesTable = (): Table => ({
  FunctionType: functionClass, LambdaType: functionClass, BuiltinFunctionType: builtinFunctionClass, BuiltinMethodType: builtinFunctionClass, MethodType: methodClass, ModuleType: moduleClass,
  GeneratorType: generatorClass, NoneType: noneClass, EllipsisType: ellipsisClass, NotImplementedType: notImplementedClass, GenericAlias: genericAliasClass, UnionType: unionClass,
  MappingProxyType: mappingProxyClass,
  SimpleNamespace: attributeDictClass('types.SimpleNamespace'),
  ...Object.fromEntries(['CodeType', 'FrameType', 'TracebackType', 'CoroutineType', 'AsyncGeneratorType', 'CellType'].map((name) => [name, define(`types.${name}`, objectClass, [])])),
  ...Object.fromEntries(['GetSetDescriptorType', 'MemberDescriptorType', 'WrapperDescriptorType', 'MethodWrapperType', 'MethodDescriptorType', 'ClassMethodDescriptorType'].map((name) => [name, inertClass(`types.${name}`)])),
})
