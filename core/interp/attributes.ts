/** Reading, setting and deleting attributes. */
import { Memo } from '../dims/memo.ts'
import { dict, none, str, tuple, typeName, unknown, type ClassValue, type FunctionValue, type InstanceValue, type NamespaceValue, type Value } from '../values/index.ts'
import { codeOf } from './code.ts'
import { attributeView } from './builtins/attributeView.ts'
import { builtinClass, classOfBuiltin } from './natives.ts'
import { raise, isAttributeError } from './exceptions.ts'
import { callValue } from './invoke.ts'
import { closestName } from './spelling.ts'
import { attributeAfter, bindToClass, bindToInstance, classAttribute, hasOpenClass, specialMethod } from './lookup.ts'
import type { Run } from './run.ts'

/** `object.name`; raises AttributeError. */
export function readAttribute(run: Run, object: Value, name: string): Value {
  const value = findAttribute(run, object, name)
  if (value) return value
  const cls = object.kind === 'instance' ? object.cls : object.kind === 'class' ? object : undefined
  if (cls?.mro.some((each) => each.traits.has('extended'))) return unknown('an attribute that a decorator may have added')
  const meant = object.kind === 'namespace' && object.assigned ? meantOf(object, name) : closestName(name, object.kind === 'tensor' ? run.library.tensorNames() : namesOf(object))
  return raise(run, 'AttributeError', missingAttribute(object, name), 'attribute', meant === undefined ? {} : { misspelt: { name, meant } })
}

/** Modules of a library have many names, and a word that is being typed is asked for wherever its line is run. */
function meantOf(module: NamespaceValue, name: string): string | undefined {
  const key = `${module.assigned?.size} ${name}`
  let answers = meanings.get(module)
  if (!answers) meanings.set(module, (answers = new Memo(mostMeanings)))
  return (answers.get(key) ?? answers.set(key, { name: closestName(name, module.names()) })).name
}
const meanings = new WeakMap<NamespaceValue, Memo<{ readonly name: string | undefined }>>()
const mostMeanings = 100

/** The names that an object has, as far as they are listed. */
function namesOf(object: Value): readonly string[] {
  switch (object.kind) {
    case 'namespace': return object.names()
    case 'class': return object.mro.flatMap((cls) => [...cls.attributes.keys()])
    case 'instance': {
      const { module } = object
      return [...object.attributes.keys(), ...(module ? [...module.modules.keys(), ...module.parameters.keys(), ...module.buffers.keys()] : []), ...namesOf(object.cls)]
    }
    default: return []
  }
}

function missingAttribute(object: Value, name: string): string {
  switch (object.kind) {
    case 'class': return `type object '${object.name}' has no attribute '${name}'`
    case 'namespace': return `module '${object.name}' has no attribute '${name}'`
    case 'function': return `'function' object has no attribute '${name}'`
    case 'super': return `'super' object has no attribute '${name}'`
    default: return `'${typeName(object)}' object has no attribute '${name}'`
  }
}

/** As readAttribute; undefined where Python has no such attribute. */
export function findAttribute(run: Run, object: Value, name: string): Value | undefined {
  const found = computedAttribute(run, object, name)
  return found?.kind === 'unknown' ? run.modules.lazyExport(run, object, name) ?? found : found
}

function computedAttribute(run: Run, object: Value, name: string): Value | undefined {
  switch (object.kind) {
    case 'unknown': return object
    case 'instance': return instanceAttribute(run, object, name)
    case 'class': return attributeOfClass(run, object, name)
    case 'namespace': return object.get(name) ?? moduleGetattr(run, object, name) ?? (object.open ? unknown(`${object.name}.${name}`) : undefined)
    case 'tensor': return tensorAttribute(run, object, name)
    case 'super': return superAttribute(run, object, name)
    case 'function': return functionAttribute(run, object, name)
    case 'method': return methodAttribute(run, object, name)
    case 'partial': return name === 'func' ? object.func : name === 'args' ? tuple(object.args.positional) : name === 'keywords' ? dict([...object.args.keywords].map(([key, value]) => [str(key), value] as const)) : object.attributes.get(name) ?? ofClass(run, object, name)
    case 'builtin': return object.attributes?.get(name) ?? builtinAttribute(object.name, name) ?? unknown(`${object.name}.${name}`)
    case 'tuple': return (object.cls && tupleAttribute(run, object, object.cls, name)) ?? ofClass(run, object, name)
    case 'dtype': case 'device': return ofClass(run, object, name) ?? unknown(`an attribute of a ${object.kind}`)
    // Subclasses of dict written natively take attributes of their own, which are not kept.
    case 'dict': return ofClass(run, object, name) ?? (object.cls ? unknown(`an attribute of a ${object.cls.name}`) : undefined)
    default: return ofClass(run, object, name)
  }
}

/** A method of a builtin type, bound. */
function ofClass(run: Run, object: Value, name: string): Value | undefined {
  const cls = classOfBuiltin(object)
  if (name === '__class__' || !cls) return cls
  const found = classAttribute(cls, name)
  if (found) return bindToInstance(run, found, object, cls)
  return cls.open ? unknown(`${cls.name}.${name}`) : undefined
}

function tupleAttribute(run: Run, object: Value, cls: ClassValue, name: string): Value | undefined {
  if (name === '__class__') return cls
  const found = classAttribute(cls, name)
  return found && bindToInstance(run, found, object, cls)
}

function instanceAttribute(run: Run, object: InstanceValue, name: string): Value | undefined {
  const custom = classAttribute(object.cls, '__getattribute__')
  if (custom?.kind === 'function') {
    try {
      return callValue(run, custom, { positional: [object, str(name)], keywords: new Map() })
    } catch (effect) {
      if (!isAttributeError(effect)) throw effect
      return dynamicAttribute(run, object, name)
    }
  }
  return plainInstanceAttribute(run, object, name) ?? dynamicAttribute(run, object, name)
}

/** `object.__getattribute__`: data descriptors, the instance's own attributes, then the class's. */
export function plainInstanceAttribute(run: Run, object: InstanceValue, name: string): Value | undefined {
  const found = classAttribute(object.cls, name)
  if (found?.kind === 'descriptor' && found.type === 'property') return bindToInstance(run, found, object, object.cls)
  const own = object.attributes.get(name)
  if (own) return own
  if (found) return bindToInstance(run, found, object, object.cls)
  switch (name) {
    case '__class__': return object.cls
    case '__dict__': return attributeView(run.machine, object)
    case '__module__': return str(moduleOf(object.cls))
    case '__doc__': return unknown('a docstring')
    default: return undefined
  }
}

/** `__getattr__`, asked last. */
function dynamicAttribute(run: Run, object: InstanceValue, name: string): Value | undefined {
  const getattr = classAttribute(object.cls, '__getattr__')
  if (getattr) {
    try {
      return callValue(run, getattr, { positional: [object, str(name)], keywords: new Map() })
    } catch (effect) {
      if (isAttributeError(effect) && (object.open || hasOpenClass(object.cls))) return unknown('an attribute of an object that is not fully known')
      throw effect
    }
  }
  if (object.payload) {
    const inner = findAttribute(run, object.payload, name)
    if (inner) return inner
  }
  return object.open || hasOpenClass(object.cls) ? unknown('an attribute of an object that is not fully known') : undefined
}

const moduleOf = (cls: ClassValue): string => cls.qualifiedName.slice(0, Math.max(0, cls.qualifiedName.length - cls.name.length - 1)) || 'builtins'

function attributeOfClass(run: Run, cls: ClassValue, name: string): Value | undefined {
  const found = classAttribute(cls, name)
  if (found) return bindToClass(run, found, cls)
  switch (name) {
    case '__name__': case '__qualname__': return str(cls.name)
    case '__module__': return str(moduleOf(cls))
    case '__mro__': return tuple(cls.mro)
    case '__bases__': return tuple(cls.bases)
    case '__base__': return cls.bases[0] ?? none
    case '__doc__': return unknown('a docstring')
    case '__class__': return builtinClass('type')
    case '__dict__': return dict([...cls.attributes].map(([key, value]) => [str(key), value] as const))
    case '__annotations__': return dict([])
    default: break
  }
  const meta = cls.mro.map((each) => each.traits.get('metaclass')).find((each): each is ClassValue => typeof each === 'object')
  const onMeta = (meta && classAttribute(meta, name)) ?? classAttribute(builtinClass('type'), name)
  if (onMeta) return bindToInstance(run, onMeta, cls, meta ?? builtinClass('type'))
  const getattr = meta && classAttribute(meta, '__getattr__')
  if (getattr) return callValue(run, getattr, { positional: [cls, str(name)], keywords: new Map() })
  return hasOpenClass(cls) ? unknown('an attribute of a class that is not fully known') : undefined
}

function moduleGetattr(run: Run, namespace: Extract<Value, { kind: 'namespace' }>, name: string): Value | undefined {
  if (name === '__name__') return str(namespace.name)
  if (name === '__dict__') return dict(namespace.names().flatMap((each) => { const value = namespace.get(each); return value ? [[str(each), value] as const] : [] }))
  const getattr = namespace.get('__getattr__')
  return getattr?.kind === 'function' ? callValue(run, getattr, { positional: [str(name)], keywords: new Map() }) : undefined
}

function tensorAttribute(run: Run, object: Extract<Value, { kind: 'tensor' }>, name: string): Value | undefined {
  const own = object.attributes?.get(name)
  if (own) return own
  if (name === '__class__') return object.parameter ? run.library.parameterClass : run.library.tensorClass
  const found = run.library.tensorAttribute(name)
  if (found) return bindToInstance(run, found, object, run.library.tensorClass)
  return run.library.tensorHas(name) ? unknown(`torch.Tensor.${name}`) : undefined
}

function superAttribute(run: Run, object: Extract<Value, { kind: 'super' }>, name: string): Value | undefined {
  const { self } = object
  const cls = self.kind === 'class' ? self : self.cls
  if (!cls) return unknown('super() of a plain tuple')
  const found = attributeAfter(cls, object.after, name)
  // Every class has the hook that `object` gives it, those written here included.
  if (!found && name === '__init_subclass__') return { kind: 'builtin', name: 'builtins.object.__init_subclass__', call: () => none, bindsSelf: false }
  if (found) return self.kind === 'class' ? (found.kind === 'function' && name !== '__new__' && name !== '__init_subclass__' ? found : bindToClass(run, found, cls)) : bindToInstance(run, found, self, cls)
  return hasOpenClass(cls) ? unknown('an attribute of a class that is not fully known') : undefined
}

function functionAttribute(run: Run, func: FunctionValue, name: string): Value | undefined {
  const own = func.attributes.get(name)
  if (own) return own
  switch (name) {
    case '__name__': return str(func.name)
    case '__qualname__': return str(func.qualifiedName)
    case '__module__': return func.attributes.get('__module__') ?? run.modules.nameOfScope(func.scope)
    case '__doc__': run.entered.add(func.definition); return docstringOf(func.definition)
    case '__class__': return classOfBuiltin(func)
    case '__dict__': return dict([...func.attributes].map(([key, value]) => [str(key), value] as const))
    case '__code__': run.entered.add(func.definition); return codeOf(func.definition)
    case '__defaults__': case '__kwdefaults__': case '__globals__': case '__annotations__': case '__closure__': case '__get__': case '__call__': return unknown(`a function's ${name}`)
    default: return undefined
  }
}

/** The text a body begins with; a string that code may put together with others. */
function docstringOf(definition: FunctionValue['definition']): Value {
  const first = definition.kind === 'FunctionDef' ? definition.body[0] : undefined
  return first?.kind === 'Expr' && first.value.kind === 'String' ? str(first.value.value) : none
}

function methodAttribute(run: Run, method: Extract<Value, { kind: 'method' }>, name: string): Value | undefined {
  if (name === '__self__') return method.self
  if (name === '__func__') return method.func
  return findAttribute(run, method.func, name)
}

function builtinAttribute(fullName: string, name: string): Value | undefined {
  if (name === '__name__' || name === '__qualname__') return str(fullName.slice(fullName.lastIndexOf('.') + 1))
  if (name === '__module__') return str(fullName.slice(0, Math.max(0, fullName.lastIndexOf('.'))))
  return undefined
}

export function writeAttribute(run: Run, object: Value, name: string, value: Value): void {
  switch (object.kind) {
    case 'instance': {
      const custom = specialMethod(object.cls, '__setattr__')
      if (custom) callValue(run, custom, { positional: [object, str(name), value], keywords: new Map() })
      else writePlainAttribute(run, object, name, value)
      return
    }
    case 'class': run.journal.touch(object); object.attributes.set(name, value); return
    case 'namespace': run.modules.bind(run, object, name, value); return
    case 'function': case 'partial': run.journal.touch(object); object.attributes.set(name, value); return
    // Some of what is native here is a Python function elsewhere, whose attributes can be set.
    case 'builtin': case 'method': return
    case 'tensor': {
      const found = run.library.tensorAttribute(name)
      if (found?.kind === 'descriptor') {
        if (found.set) callValue(run, found.set, { positional: [object, value], keywords: new Map() })
        return
      }
      run.journal.touch(object)
      object.attributes ??= new Map()
      object.attributes.set(name, value)
      return
    }
    case 'unknown': return
    default: {
      if (object.kind === 'dict' && object.cls) return
      raise(run, 'AttributeError', `'${typeName(object)}' object has no attribute '${name}'`, 'attribute')
    }
  }
}

/** `object.__setattr__`: property setters, else the instance's own attributes. */
export function writePlainAttribute(run: Run, object: InstanceValue, name: string, value: Value): void {
  const found = classAttribute(object.cls, name)
  if (found?.kind === 'descriptor' && found.type === 'property') {
    if (found.set) callValue(run, found.set, { positional: [object, value], keywords: new Map() })
    else raise(run, 'AttributeError', `property '${name}' of '${object.cls.name}' object has no setter`, 'attribute')
    return
  }
  if (name === '__class__') return
  run.journal.touch(object)
  object.attributes.set(name, value)
}

export function removeAttribute(run: Run, object: Value, name: string): void {
  if (object.kind === 'unknown') return
  if (object.kind === 'instance') {
    const custom = specialMethod(object.cls, '__delattr__')
    if (custom) { callValue(run, custom, { positional: [object, str(name)], keywords: new Map() }); return }
    if (object.attributes.has(name)) { run.journal.touch(object); object.attributes.delete(name); return }
    if (object.open) return
  }
  if (object.kind === 'class' && object.attributes.has(name)) { run.journal.touch(object); object.attributes.delete(name); return }
  if (object.kind === 'function') { run.journal.touch(object); object.attributes.delete(name); return }
  if (object.kind === 'namespace' || object.kind === 'tensor') return
  raise(run, 'AttributeError', missingAttribute(object, name), 'attribute')
}
