/** The module `contextlib`. Source: https://docs.python.org/3/library/contextlib.html */
import { bool, builtin, instance, none, tuple, type Arguments, type ClassValue, type Machine, type Value } from '../../values/index.ts'
import { wrapping } from '../builtins/descriptors.ts'
import { pullNext } from '../builtins/iterators.ts'
import { classGetItem } from '../builtins/lists.ts'
import { objectClass } from '../builtins/object.ts'
import { define, rawMethod, type Attribute } from '../builtins/support.ts'
import { entries, func, type Table } from './module.ts'

/** A context manager made of a generator, which it keeps as `gen`. */
const managerClass = define('contextlib._GeneratorContextManager', objectClass, [
  rawMethod('contextlib._GeneratorContextManager.__enter__', (machine, { positional: [self = none] }) => {
    const generator = generatorOfManager(self)
    const pulled = generator?.kind === 'generator' ? pullNext(machine, generator) : 'unknown'
    return typeof pulled === 'object' ? pulled.item : machine.undecided('what a context manager gives')
  }),
  rawMethod('contextlib._GeneratorContextManager.__exit__', () => none),
  rawMethod('contextlib._GeneratorContextManager.__call__', (machine, { positional: [self = none, decorated = none] }) => {
    const again = self.kind === 'instance' ? self.attributes.get('again') : undefined
    return wrapping(machine, decorated, 'contextlib.ContextDecorator', (inner, args) => {
      const generator = again && generatorOfManager(inner.call(again, []))
      if (generator?.kind !== 'generator') return inner.undecided('a context manager that is not known')
      let result: Value | undefined
      generator.run(() => {
        if (result) return 'stop'
        result = inner.call(decorated, args.positional, args.keywords)
        return 'continue'
      })
      return result ?? inner.raise('RuntimeError', "generator didn't yield", 'value')
    })
  }),
])

/** The generator behind what a `@contextmanager` function returned. */
export const generatorOfManager = (manager: Value): Value | undefined => (manager.kind === 'instance' && manager.cls === managerClass ? manager.attributes.get('gen') : undefined)

function contextManager(machine: Machine, generator: Value): Value {
  return wrapping(machine, generator, 'contextlib.contextmanager', (inner, args) => {
    const made = instance(managerClass, args.site)
    made.attributes.set('gen', inner.call(generator, args.positional, args.keywords))
    made.attributes.set('again', builtin('contextlib.contextmanager', (again) => {
      const next = instance(managerClass)
      next.attributes.set('gen', again.call(generator, args.positional, args.keywords))
      return next
    }))
    return made
  })
}

const enter = (name: string, give: (machine: Machine, self: Value) => Value): Attribute => rawMethod(`contextlib.${name}.__enter__`, (machine, { positional: [self = none] }) => give(machine, self))
const leave = (name: string): Attribute => rawMethod(`contextlib.${name}.__exit__`, () => none)
const kept = (self: Value, name: string): Value => (self.kind === 'instance' ? (self.attributes.get(name) ?? none) : none)

/** A class that keeps its constructor's first argument under a name. */
const keeping = (name: string, attribute: string, attributes: readonly Attribute[]): ClassValue => define(`contextlib.${name}`, objectClass, attributes, {
  createsWhole: true,
  create: (_machine, cls, args) => {
    const made = instance(cls, args.site)
    made.attributes.set(attribute, args.positional[0] ?? args.keywords.get(attribute) ?? none)
    made.attributes.set('arguments', tuple(args.positional))
    return made
  },
})

const suppressClass = keeping('suppress', 'exception', [
  enter('suppress', () => none),
  rawMethod('contextlib.suppress.__exit__', (_machine, { positional: [self = none, type = none] }) => {
    const listed = kept(self, 'arguments')
    if (type.kind === 'none' || listed.kind !== 'tuple') return bool(false)
    if (type.kind !== 'class' || listed.items.some((each) => each.kind !== 'class')) return bool(undefined)
    return bool(listed.items.some((each) => each.kind === 'class' && type.mro.includes(each)))
  }),
])

/** `ExitStack`: enters what it is given; what it leaves at the end changes no shapes. */
const exitStackClass = define('contextlib.ExitStack', objectClass, [
  enter('ExitStack', (_machine, self) => self), leave('ExitStack'),
  rawMethod('contextlib.ExitStack.enter_context', (machine, { positional: [, manager = none] }) => machine.call(machine.getAttribute(manager, '__enter__'), [])),
  ...['push', 'callback'].map((name) => rawMethod(`contextlib.ExitStack.${name}`, (_machine, { positional: [, given = none] }: Arguments) => given)),
  rawMethod('contextlib.ExitStack.pop_all', (_machine, { positional: [self = none] }) => self),
  rawMethod('contextlib.ExitStack.close', () => none),
])

/** A base whose subclasses decorate functions with themselves. */
const contextDecoratorClass = define('contextlib.ContextDecorator', objectClass, [
  rawMethod('contextlib.ContextDecorator.__call__', (machine, { positional: [self = none, decorated = none] }) => wrapping(machine, decorated, 'contextlib.ContextDecorator', (inner, args) => {
    inner.call(inner.getAttribute(self, '__enter__'), [])
    const result = inner.call(decorated, args.positional, args.keywords)
    inner.call(inner.getAttribute(self, '__exit__'), [none, none, none])
    return result
  })),
])

const abstractManagerClass = define('contextlib.AbstractContextManager', objectClass, [enter('AbstractContextManager', (_machine, self) => self), leave('AbstractContextManager'), classGetItem('contextlib.AbstractContextManager')])

export const contextlibTable = (): Table => ({
  ...entries(func('contextlib.contextmanager(func)', (machine, { func: generator }) => contextManager(machine, generator))),
  nullcontext: keeping('nullcontext', 'enter_result', [enter('nullcontext', (_machine, self) => kept(self, 'enter_result')), leave('nullcontext')]),
  closing: keeping('closing', 'thing', [enter('closing', (_machine, self) => kept(self, 'thing')), leave('closing')]),
  redirect_stdout: keeping('redirect_stdout', 'target', [enter('redirect_stdout', (_machine, self) => kept(self, 'target')), leave('redirect_stdout')]),
  redirect_stderr: keeping('redirect_stderr', 'target', [enter('redirect_stderr', (_machine, self) => kept(self, 'target')), leave('redirect_stderr')]),
  suppress: suppressClass, ExitStack: exitStackClass, ContextDecorator: contextDecoratorClass, AbstractContextManager: abstractManagerClass,
})
