/** The module `inspect`, for functions and classes of the sources. Source: https://docs.python.org/3/library/inspect.html */
import type { Parameter } from '../../syntax/ast.ts'
import {
  bool, dict, instance, int, list, none, str, tuple, unknown, unknownBool, unknownStr, type ClassValue, type FunctionValue, type InstanceValue, type Machine, type Value,
} from '../../values/index.ts'
import { objectClass } from '../builtins/object.ts'
import { define, method, property, rawMethod } from '../builtins/support.ts'
import { entries, func, giving, type Table } from './module.ts'

/** Stands for a default or an annotation that is not there. */
const emptyClass = define('inspect._empty', objectClass, [])

const kindClass = define('inspect._ParameterKind', objectClass, [
  property('inspect._ParameterKind.name', (_machine, self) => (self.kind === 'instance' ? (self.attributes.get('#name') ?? unknownStr) : unknownStr)),
  property('inspect._ParameterKind.value', (_machine, self) => (self.kind === 'instance' ? (self.payload ?? none) : none)),
])
const kinds = Object.fromEntries(['POSITIONAL_ONLY', 'POSITIONAL_OR_KEYWORD', 'VAR_POSITIONAL', 'KEYWORD_ONLY', 'VAR_KEYWORD'].map((name, value) => {
  const made = instance(kindClass)
  made.payload = int(value)
  made.attributes.set('#name', str(name))
  return [name, made]
})) as Readonly<Record<string, InstanceValue>>
const kindOf = { positional: 'POSITIONAL_ONLY', normal: 'POSITIONAL_OR_KEYWORD', '*': 'VAR_POSITIONAL', keyword: 'KEYWORD_ONLY', '**': 'VAR_KEYWORD' } as const satisfies Record<Parameter['type'], string>

const parameterClass = define('inspect.Parameter', objectClass, [
  rawMethod('inspect.Parameter.replace', (_machine, { positional: [self], keywords }) => (self?.kind === 'instance' ? parameter(new Map([...self.attributes, ...keywords])) : none)),
  ...Object.entries(kinds), ['empty', emptyClass],
], {
  createsWhole: true,
  create: (_machine, _cls, { positional: [name = unknownStr, kind = none], keywords }) => parameter(new Map<string, Value>([['name', name], ['kind', kind], ['default', emptyClass], ['annotation', emptyClass], ...keywords])),
})
function parameter(attributes: Map<string, Value>): InstanceValue {
  const made = instance(parameterClass)
  made.attributes = attributes
  return made
}

const signatureClass = define('inspect.Signature', objectClass, [
  ['empty', emptyClass],
  method('inspect.Signature.bind(self, Any... args, Any**** kwargs)', (machine) => machine.undecided('bound arguments')),
  method('inspect.Signature.bind_partial(self, Any... args, Any**** kwargs)', (machine) => machine.undecided('bound arguments')),
  rawMethod('inspect.Signature.replace', (_machine, { positional: [self], keywords }) => (self?.kind === 'instance' ? signatureOf(new Map([...self.attributes, ...keywords])) : none)),
], {
  createsWhole: true,
  create: (machine, _cls, { positional: [parameters], keywords }) => {
    const given = machine.items(parameters ?? keywords.get('parameters') ?? tuple([]))
    return signatureOf(new Map<string, Value>([['parameters', dict(given.map((each) => [machine.getAttribute(each, 'name'), each] as const))], ['return_annotation', keywords.get('return_annotation') ?? emptyClass]]))
  },
})
function signatureOf(attributes: Map<string, Value>): InstanceValue {
  const made = instance(signatureClass)
  made.attributes = attributes
  return made
}

/** The function of the sources that runs in a call, and how many of its first parameters are already bound. */
function target(machine: Machine, value: Value): { readonly func: FunctionValue; readonly bound: number } {
  if (value.kind === 'function') {
    const wrapped = value.attributes.get('__wrapped__')
    return wrapped && wrapped !== value ? target(machine, wrapped) : { func: value, bound: 0 }
  }
  if (value.kind === 'method') { const { func: inner, bound } = target(machine, value.func); return { func: inner, bound: bound + 1 } }
  if (value.kind === 'class') {
    for (const name of ['__new__', '__init__']) {
      const found = value.mro.find((each) => each.attributes.has(name))?.attributes.get(name)
      const inner = found?.kind === 'descriptor' ? found.get : found
      if (inner?.kind === 'function' && !value.mro.some((each) => each.traits.has('metaclass'))) return { func: inner, bound: 1 }
    }
  }
  if (value.kind === 'instance') {
    const call = machine.findAttribute(value, '__call__')
    if (call?.kind === 'method') return target(machine, call)
  }
  return machine.undecided('the signature of something that the sources do not define')
}

function parametersOf(machine: Machine, value: Value): { readonly parameters: readonly Parameter[]; readonly func: FunctionValue } {
  const { func: inner, bound } = target(machine, value)
  return { parameters: inner.definition.params.all.filter((each, place) => place >= bound || each.type === '*'), func: inner }
}

function signature(machine: Machine, value: Value): Value {
  const { parameters, func: inner } = parametersOf(machine, value)
  const described = parameters.map((each) => [str(each.name.id), parameter(new Map<string, Value>([
    ['name', str(each.name.id)], ['kind', kinds[kindOf[each.type]] ?? none], ['default', inner.defaults.get(each.name.id) ?? emptyClass],
    ['annotation', each.annotation ? unknown('an annotation') : emptyClass],
  ]))] as const)
  return signatureOf(new Map<string, Value>([['parameters', dict(described)], ['return_annotation', unknown('an annotation')]]))
}

const fullArgSpecClass = define('inspect.FullArgSpec', objectClass, [])
function fullArgSpec(machine: Machine, value: Value): Value {
  const func = value.kind === 'method' ? value.func : value
  const { parameters, func: inner } = parametersOf(machine, func)
  const named = (...types: readonly Parameter['type'][]): Parameter[] => parameters.filter((each) => types.includes(each.type))
  const names = (each: readonly Parameter[]): Value => list(each.map(({ name }) => str(name.id)))
  const positional = named('positional', 'normal')
  const defaults = positional.flatMap(({ name }) => inner.defaults.get(name.id) ?? [])
  const keywordDefaults = named('keyword').flatMap(({ name }) => { const found = inner.defaults.get(name.id); return found ? [[str(name.id), found] as const] : [] })
  const [rest] = named('*'), [extra] = named('**')
  const made = instance(fullArgSpecClass)
  made.attributes = new Map<string, Value>([
    ['args', names(positional)], ['varargs', rest ? str(rest.name.id) : none], ['varkw', extra ? str(extra.name.id) : none], ['defaults', defaults.length > 0 ? tuple(defaults) : none],
    ['kwonlyargs', names(named('keyword'))], ['kwonlydefaults', keywordDefaults.length > 0 ? dict(keywordDefaults) : none], ['annotations', unknown('annotations')],
  ])
  return made
}

/** A question about what kind of thing a value is. Functions of a library written here may be Python's or C's there. */
const question = (name: string, answer: (value: Value) => boolean | undefined): readonly [string, Value] =>
  [name, func(`inspect.${name}(object)`, (_machine, parameters) => { const { object } = parameters as { readonly object: Value }; return object.kind === 'unknown' ? unknownBool : bool(answer(object)) })]
const isLibrary = (value: Value): boolean => value.kind === 'builtin' && !value.name.startsWith('builtins.')
const isAbstract = (cls: ClassValue): boolean | undefined => (cls.mro.some((each) => each.traits.has('metaclass') || each.open || each.traits.has('abstract')) ? undefined : false)

export const inspectTable = (): Table => ({
  _empty: emptyClass, Parameter: parameterClass, Signature: signatureClass, _ParameterKind: kindClass,
  ...Object.fromEntries([
    question('isclass', (value) => value.kind === 'class'),
    question('isfunction', (value) => value.kind === 'function' || (isLibrary(value) ? undefined : false)),
    question('ismethod', (value) => value.kind === 'method'),
    question('isbuiltin', (value) => (value.kind === 'builtin' ? (isLibrary(value) ? undefined : true) : false)),
    question('isroutine', (value) => value.kind === 'function' || value.kind === 'method' || value.kind === 'builtin'),
    question('ismodule', (value) => value.kind === 'namespace' || (value.kind === 'instance' && value.open ? undefined : false)),
    question('isgenerator', (value) => value.kind === 'generator'),
    question('isabstract', (value) => (value.kind === 'class' ? isAbstract(value) : false)),
  ]),
  ...entries(
    func('inspect.signature(obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False)', (machine, { obj }) => signature(machine, obj)),
    func('inspect.getfullargspec(func)', (machine, { func: of }) => fullArgSpec(machine, of)),
    func('inspect.getmro(cls)', (machine, { cls }) => machine.getAttribute(cls, '__mro__')),
    func('inspect.unwrap(func, *, stop=None)', (machine, { func: of }) => {
      let inner = of
      for (let depth = 0; depth < 100; depth++) { const wrapped = inner.kind === 'function' ? inner.attributes.get('__wrapped__') : machine.findAttribute(inner, '__wrapped__'); if (!wrapped || wrapped === inner || wrapped.kind === 'unknown') break; inner = wrapped }
      return inner
    }),
  ),
  ...giving('inspect', unknownStr, 'getsource', 'cleandoc'),
  ...giving('inspect', unknownBool, 'isgeneratorfunction', 'iscoroutinefunction', 'isasyncgenfunction', 'iscoroutine', 'isawaitable', 'isdatadescriptor', 'ismethoddescriptor', 'isframe', 'istraceback', 'iscode'),
  ...giving('inspect', undefined, 'getdoc', 'getfile', 'getsourcefile', 'getmodule', 'getsourcelines', 'getmembers', 'stack', 'currentframe', 'getcallargs', 'getattr_static'),
})
