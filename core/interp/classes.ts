/** Class statements, instances, and super(). */
import type { Call, ClassDef } from '../syntax/ast.ts'
import { instance, isSubclass, str, tuple, unknown, type Arguments, type ClassValue, type Value } from '../values/index.ts'
import { builtinClass, unionMembers } from './natives.ts'
import { evaluateArguments } from './calls.ts'
import { raise } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { callValue } from './invoke.ts'
import { classAttribute, hasOpenClass } from './lookup.ts'
import { innerFrame, type Frame, type Run } from './run.ts'
import { innerScope } from './scope.ts'
import { executeBlock } from './statements.ts'
import { decorate } from './decorators.ts'

/** Executes the body and makes the class; native bases may finish it in their own way (enums, named tuples). */
export function defineClass(frame: Frame, node: ClassDef): Value {
  const { run } = frame
  const args = evaluateArguments(frame, node)
  const decorators = node.decorators.map((decorator) => evaluate(frame, decorator))
  const scope = run.journal.made(innerScope('class', frame.scope))
  const name = frame.scope.type === 'class' ? `${frame.name}.${node.name.id}` : node.name.id
  const body = innerFrame(frame, { run, scope, file: frame.file, workspace: frame.workspace, name, definition: undefined, owner: undefined, at: node })
  scope.variables.set('__module__', run.modules.nameOfScope(frame.scope))
  scope.variables.set('__qualname__', str(name))
  run.frame = body
  executeBlock(body, node.body)
  run.frame = frame
  frame.at = node
  const cls = makeClass(run, name, args, scope.variables, `${run.modules.nameOfScope(frame.scope).value ?? ''}.${name}`, { file: frame.file, span: node })
  if (frame.workspace && run.damage.inClass(frame.file, node, frame.definition)) cls.open = true
  return decorate(frame, finishClass(run, cls, args), decorators)
}

/** Makes a class value of its bases and attributes. Unknown bases leave it open. */
export function makeClass(run: Run, name: string, args: Arguments, attributes: ReadonlyMap<string, Value>, qualifiedName: string, definedAt?: ClassValue['definedAt']): ClassValue {
  const bases: ClassValue[] = []
  let open = args.open ?? false
  for (const base of args.positional) {
    const cls = baseClass(run, base)
    if (cls === 'open') open = true
    else if (cls) bases.push(cls)
  }
  const metaclass = args.keywords.get('metaclass')
  if (metaclass && metaclass.kind !== 'class') open = true
  if (bases.length === 0) bases.push(builtinClass('object'))
  const mro: ClassValue[] = []
  const cls: ClassValue = run.journal.made({ kind: 'class', name: name.slice(name.lastIndexOf('.') + 1), qualifiedName, bases, mro, attributes: new Map(attributes), open, traits: new Map(), ...(definedAt && { definedAt }) })
  const order = mergeOrders([...bases.map((base) => [...base.mro]), [...bases]])
  if (!order) raise(run, 'TypeError', `Cannot create a consistent method resolution order (MRO) for bases ${bases.map((base) => base.name).join(', ')}`, 'class')
  mro.push(cls, ...order)
  if (metaclass?.kind === 'class') cls.traits.set('metaclass', metaclass)
  for (const value of attributes.values()) own(value, cls)
  return cls
}

/** Functions of the body, also inside decorators' results, belong to the class: zero-argument super() starts after it. */
function own(value: Value, cls: ClassValue): void {
  if (value.kind === 'function') {
    value.owner ??= cls
    const wrapped = value.attributes.get('__wrapped__')
    if (wrapped && wrapped !== value) own(wrapped, cls)
  } else if (value.kind === 'descriptor') for (const part of [value.get, value.set, value.delete]) if (part) own(part, cls)
}

/** What stands for a base in the method resolution order; `'open'`: a base that is not known. */
function baseClass(run: Run, base: Value): ClassValue | 'open' | undefined {
  if (base.kind === 'class') return base
  const entries = run.machine.findAttribute(base, '__mro_entries__')
  if (entries && base.kind !== 'unknown') {
    const replaced = callValue(run, entries, { positional: [base], keywords: new Map() })
    if (replaced.kind === 'tuple') return replaced.items[0]?.kind === 'class' ? replaced.items[0] : undefined
  }
  return 'open'
}

/** The C3 linearisation; undefined: the orders contradict each other. Source: https://docs.python.org/3/howto/mro.html */
function mergeOrders(orders: ClassValue[][]): ClassValue[] | undefined {
  const merged: ClassValue[] = []
  let rest = orders.filter((order) => order.length > 0)
  while (rest.length > 0) {
    const head = rest.map((order) => order[0]!).find((candidate) => rest.every((order) => order.indexOf(candidate) <= 0))
    if (!head) return undefined
    merged.push(head)
    rest = rest.map((order) => (order[0] === head ? order.slice(1) : order)).filter((order) => order.length > 0)
  }
  return merged
}

function finishClass(run: Run, cls: ClassValue, args: Arguments): Value {
  for (const [name, attribute] of cls.attributes) {
    if (attribute.kind !== 'instance') continue
    const setName = classAttribute(attribute.cls, '__set_name__')
    if (setName?.kind === 'function') callValue(run, setName, { positional: [attribute, cls, str(name)], keywords: new Map() })
  }
  for (const base of cls.mro.slice(1)) {
    if (base.native?.finishSubclass) return base.native.finishSubclass(run.machine, cls)
    const hook = base.attributes.get('__init_subclass__')
    if (hook) {
      const keywords = new Map([...args.keywords].filter(([key]) => key !== 'metaclass'))
      const func = hook.kind === 'descriptor' ? hook.get : hook
      if (func.kind === 'function') callValue(run, func, { positional: [cls], keywords })
      break
    }
  }
  return cls
}

/** `cls(*args)`: the metaclass's `__call__`, then `__new__`, then `__init__`. */
export function instantiate(run: Run, cls: ClassValue, args: Arguments): Value {
  const meta = cls.mro.map((each) => each.traits.get('metaclass')).find((each): each is ClassValue => typeof each === 'object')
  const call = meta && classAttribute(meta, '__call__')
  if (call?.kind === 'function') return callValue(run, call, { ...args, positional: [cls, ...args.positional] })
  const made = newInstance(run, cls, args)
  if (made.whole || made.value.kind !== 'instance' || !isSubclass(made.value.cls, cls)) return made.value
  const init = classAttribute(cls, '__init__')
  if (init && (init.kind === 'function' || init.kind === 'builtin')) {
    const result = callValue(run, init, { ...args, positional: [made.value, ...args.positional] })
    if (result.kind === 'unknown') made.value.open = true
  } else if (init?.kind === 'unknown') made.value.open = true
  else if (!init && !hasOpenClass(cls) && args.positional.length + args.keywords.size > 0 && !classAttribute(cls, '__new__')) {
    raise(run, 'TypeError', `${cls.name}() takes no arguments`, 'argument')
  }
  return made.value
}

function newInstance(run: Run, cls: ClassValue, args: Arguments): { readonly value: Value; readonly whole: boolean } {
  for (const each of cls.mro) {
    const custom = each.attributes.get('__new__')
    const func = custom?.kind === 'descriptor' ? custom.get : custom
    if (func && func.kind !== 'unknown') return { value: callValue(run, func, { ...args, positional: [cls, ...args.positional] }), whole: false }
    if (each.native?.create) return { value: fresh(run, each.native.create(run.machine, cls, args), args), whole: each.native.createsWhole ?? false }
  }
  return { value: run.journal.made(instance(cls, args.site)), whole: false }
}

/** `list(x)`, `dict(x)` and `set(x)` make an object each time. */
function fresh(run: Run, value: Value, { positional }: Arguments): Value {
  return (value.kind === 'list' || value.kind === 'dict' || value.kind === 'set') && !positional.includes(value) ? run.journal.made(value) : value
}

/** `super()` and `super(C, self)`; undefined: the name `super` means something else here. */
export function evaluateSuper(frame: Frame, node: Call): Value | undefined {
  if (node.args.length === 0) {
    let method: Frame | undefined = frame
    while (method && method.scope.type === 'comprehension') method = method.caller
    if (!method?.owner || !method.self) return unknown('super() outside of a known class')
    return makeSuper(frame, method.owner, method.self)
  }
  const args = evaluateArguments(frame, node)
  const [after, self] = args.positional
  if (after?.kind !== 'class' || !self) return unknown('super() of a class that is not known')
  return makeSuper(frame, after, self)
}

function makeSuper(frame: Frame, after: ClassValue, self: Value): Value {
  if (self.kind !== 'instance' && self.kind !== 'class' && self.kind !== 'tuple') return unknown('super() of a value that is not known')
  const cls = self.kind === 'class' ? self : self.cls
  if (cls && self.kind === 'class' && !cls.mro.includes(after)) return unknown('super() in a metaclass')
  if (cls && !cls.mro.includes(after)) {
    return raise(frame.run, 'TypeError', 'super(type, obj): obj must be an instance or subtype of type', 'class')
  }
  return { kind: 'super', after, self }
}

/** `isinstance` for classes; tuples and unions of classes are taken apart. Undefined: not known. */
export function isInstanceOf(run: Run, value: Value, cls: Value): boolean | undefined {
  if (cls.kind === 'tuple') {
    let sure: boolean | undefined = false
    for (const each of cls.items) {
      const answer = isInstanceOf(run, value, each)
      if (answer) return true
      if (answer === undefined) sure = undefined
    }
    return sure
  }
  const members = unionMembers(cls)
  if (members) return isInstanceOf(run, value, tuple(members.map((member) => (member.kind === 'none' ? builtinClass('NoneType') : member))))
  if (cls.kind !== 'class' || value.kind === 'unknown') return undefined
  const actual = run.machine.classOf(value)
  if (!actual) return undefined
  if (isSubclass(actual, cls)) return true
  const virtual = run.virtualInstance(value, cls)
  if (virtual === 'unknown') return undefined
  if (virtual !== undefined) return virtual
  return hasOpenClass(actual) ? undefined : false
}
