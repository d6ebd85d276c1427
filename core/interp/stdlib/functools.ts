/** The module `functools`. Source: https://docs.python.org/3/library/functools.html */
import { bool, builtin, instance, int, none, notImplemented, str, tuple, unknown, type BuiltinValue, type Machine, type Value } from '../../values/index.ts'
import { partialClass, wrapping } from '../builtins/descriptors.ts'
import { objectClass } from '../builtins/object.ts'
import { content, define, rawMethod } from '../builtins/support.ts'
import { entries, func, type Table } from './module.ts'

const assignments = ['__module__', '__name__', '__qualname__', '__doc__', '__annotations__']

/** Gives a wrapper the names of what it wraps, and `__wrapped__`. */
function updateWrapper(machine: Machine, wrapper: Value, wrapped: Value): Value {
  if (wrapper.kind === 'builtin') return { ...wrapper, attributes: new Map([...(wrapper.attributes ?? []), ['__wrapped__', wrapped]]) }
  if (wrapper.kind !== 'function' && wrapper.kind !== 'partial' && wrapper.kind !== 'instance') return wrapper
  for (const name of assignments) {
    const value = machine.findAttribute(wrapped, name)
    if (value && value.kind !== 'unknown') machine.setAttribute(wrapper, name, value)
  }
  if (wrapped.kind === 'function' || wrapped.kind === 'partial') for (const [name, value] of wrapped.attributes) if (!assignments.includes(name)) machine.setAttribute(wrapper, name, value)
  machine.setAttribute(wrapper, '__wrapped__', wrapped)
  return wrapper
}

/** A cached function is the function itself with two more attributes: what it returns for equal arguments is equal. */
function cached(machine: Machine, wrapped: Value): Value {
  const extras: readonly (readonly [string, Value])[] = [
    ['cache_clear', builtin('functools.cache_clear', () => none)], ['cache_info', builtin('functools.cache_info', () => unknown('cache_info()'))], ['cache_parameters', builtin('functools.cache_parameters', () => unknown('cache_parameters()'))],
    ['__wrapped__', wrapped],
  ]
  if (wrapped.kind === 'function') {
    for (const [name, value] of extras) machine.setAttribute(wrapped, name, value)
    return wrapped
  }
  if (wrapped.kind === 'class' || wrapped.kind === 'builtin' || wrapped.kind === 'partial' || wrapped.kind === 'method') {
    const wrapper = wrapping(machine, wrapped, 'functools.lru_cache', (inner, args) => inner.call(wrapped, args.positional, args.keywords))
    return { ...wrapper, attributes: new Map([...(wrapper.attributes ?? []), ...extras]) }
  }
  return wrapped.kind === 'unknown' ? wrapped : machine.undecided('a cached object')
}

/** `cached_property`: computed once, then an attribute of the instance. */
function cachedProperty(machine: Machine, compute: Value): Value {
  const named = machine.findAttribute(compute, '__name__')
  if (named?.kind !== 'str' || named.value === undefined) return { kind: 'descriptor', type: 'property', get: compute }
  const key = named.value
  const get = builtin(`functools.cached_property.${key}`, (inner, { positional: [self = none] }) => {
    const kept = self.kind === 'instance' ? self.attributes.get(key) : undefined
    if (kept) return kept
    const value = inner.call(compute, [self])
    if (self.kind === 'instance') { inner.touch(self); self.attributes.set(key, value) }
    return value
  }, { bindsSelf: true })
  const set = builtin(`functools.cached_property.${key}`, (inner, { positional: [self = none, value = none] }) => {
    if (self.kind === 'instance') { inner.touch(self); self.attributes.set(key, value) }
    return none
  }, { bindsSelf: true })
  return { kind: 'descriptor', type: 'property', get, set }
}

/** Fills in the order methods that a class does not state from the one that it does. */
function totalOrdering(machine: Machine, cls: Value): Value {
  if (cls.kind !== 'class') return cls
  const states = (name: string): boolean => cls.mro.some((each) => each.qualifiedName !== 'builtins.object' && each.attributes.has(name))
  const root = ['__lt__', '__gt__', '__le__', '__ge__'].find(states)
  if (!root) return machine.raise('ValueError', 'must define at least one ordering operation: < > <= >=', 'value')
  const asks = { __lt__: '<', __gt__: '>', __le__: '<=', __ge__: '>=' }[root] ?? '<'
  const derive = (name: string, answer: (less: boolean, same: boolean) => boolean): void => {
    if (states(name)) return
    machine.touch(cls)
    cls.attributes.set(name, builtin(`functools.total_ordering.${name}`, (inner, { positional: [self = none, other = none] }) => {
      const ordered = inner.truth(inner.compare(asks, self, other)), same = inner.equals(self, other)
      if (ordered === undefined || same === undefined) return bool(undefined)
      const less = root === '__lt__' ? ordered : root === '__le__' ? ordered && !same : root === '__gt__' ? !ordered && !same : !ordered
      return bool(answer(less, same))
    }, { bindsSelf: true }))
  }
  derive('__lt__', (less) => less)
  derive('__le__', (less, same) => less || same)
  derive('__gt__', (less, same) => !less && !same)
  derive('__ge__', (less) => !less)
  return cls
}

const keyClass = define('functools.KeyWrapper', objectClass, [
  rawMethod('functools.KeyWrapper.__lt__', (machine, { positional: [self, other] }) => {
    if (self?.kind !== 'instance' || other?.kind !== 'instance') return notImplemented
    const result = machine.call(self.attributes.get('cmp') ?? none, [self.attributes.get('obj') ?? none, other.attributes.get('obj') ?? none])
    return machine.compare('<', result, int(0))
  }),
])

/** A function of the sources that takes options or, without parentheses, the function itself. */
const optional = (name: string, apply: (machine: Machine, wrapped: Value) => Value): BuiltinValue => builtin(`functools.${name}`, (machine, args) => {
  const [first] = args.positional
  const isPlain = first && ['function', 'builtin', 'method', 'partial', 'class', 'descriptor'].includes(first.kind)
  return isPlain ? apply(machine, first) : builtin(`functools.${name}`, (inner, { positional: [wrapped = none] }) => apply(inner, wrapped))
})

/** `singledispatch`: which implementation runs is decided by the type of the first argument. */
const singleDispatch = builtin('functools.singledispatch', (machine, { positional: [func = none] }) => {
  const registry: { readonly cls: Value; readonly func: Value }[] = []
  const dispatcher = wrapping(machine, func, 'functools.singledispatch', (inner, args) => {
    const [first] = args.positional
    for (const { cls, func: implementation } of [...registry].reverse()) {
      const matches = first ? inner.isInstance(first, cls) : undefined
      if (matches === undefined) return inner.undecided('a dispatch on an unknown type')
      if (matches) return inner.call(implementation, args.positional, args.keywords)
    }
    return inner.call(func, args.positional, args.keywords)
  })
  const register = builtin('functools.singledispatch.register', (_inner, { positional: [cls = none, given] }) => {
    if (given) { registry.push({ cls, func: given }); return given }
    if (cls.kind !== 'class') { registry.push({ cls: unknown('a type stated by an annotation'), func: cls }); return cls }
    return builtin('functools.singledispatch.register', (_machine, { positional: [implementation = none] }) => { registry.push({ cls, func: implementation }); return implementation })
  })
  return { ...dispatcher, attributes: new Map([...(dispatcher.attributes ?? []), ['register', register], ['dispatch', builtin('functools.singledispatch.dispatch', () => unknown('dispatch()'))]]) }
})

export const functoolsTable = (): Table => ({
  partial: partialClass,
  partialmethod: () => builtin('functools.partialmethod', (_machine, args) => {
    const [method = none, ...fixed] = args.positional
    return builtin('functools.partialmethod', (machine, given) => {
      const [self = none, ...rest] = given.positional
      return machine.call(method, [self, ...fixed, ...rest], new Map([...args.keywords, ...given.keywords]))
    }, { bindsSelf: true })
  }),
  ...entries(
    func('functools.reduce(function, iterable, initial=...)', (machine, { function: combine, iterable, initial }) => {
      const items = machine.items(iterable)
      const [first, ...rest] = initial.kind === 'ellipsis' ? items : [initial, ...items]
      if (!first) return machine.raise('TypeError', 'reduce() of empty iterable with no initial value', 'argument')
      return rest.reduce((total, item) => { machine.step(); return machine.call(combine, [total, item]) }, first)
    }),
    func('functools.wraps(wrapped, assigned=None, updated=None)', (_machine, { wrapped }) => builtin('functools.wraps', (machine, { positional: [wrapper = none] }) => updateWrapper(machine, wrapper, wrapped))),
    func('functools.update_wrapper(wrapper, wrapped, assigned=None, updated=None)', (machine, { wrapper, wrapped }) => updateWrapper(machine, wrapper, wrapped)),
    func('functools.total_ordering(cls)', (machine, { cls }) => totalOrdering(machine, cls)),
    func('functools.cmp_to_key(mycmp)', (_machine, { mycmp }) => builtin('functools.cmp_to_key', (_inner, { positional: [object = none] }) => {
      const key = instance(keyClass)
      key.attributes = new Map([['cmp', mycmp], ['obj', content(object)]])
      return key
    })),
    func('functools.cached_property(func)', (machine, { func: compute }) => cachedProperty(machine, compute)),
    optional('lru_cache', cached), optional('cache', cached),
    singleDispatch,
  ),
  singledispatchmethod: () => builtin('functools.singledispatchmethod', () => unknown('functools.singledispatchmethod')),
  WRAPPER_ASSIGNMENTS: tuple(assignments.map(str)),
  WRAPPER_UPDATES: tuple([str('__dict__')]),
})
