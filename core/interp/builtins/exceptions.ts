/** The exception classes. Source: https://docs.python.org/3/library/exceptions.html#exception-hierarchy */
import { instance, none, str, tuple, type ClassValue, type Machine, type Value } from '../../values/index.ts'
import { objectClass } from './object.ts'
import { define, property, rawMethod } from './support.ts'

const argsOf = (machine: Machine, self: Value): readonly Value[] => {
  const args = self.kind === 'instance' ? self.attributes.get('args') : undefined
  return args?.kind === 'tuple' ? args.items : machine.undecided('the arguments of an exception')
}

const baseException: ClassValue = define('builtins.BaseException', objectClass, [
  rawMethod('BaseException.__init__', (machine, { positional: [self, ...args], open }) => {
    if (self?.kind !== 'instance') return none
    machine.touch(self)
    if (open) self.attributes.delete('args')
    else self.attributes.set('args', tuple(args))
    return none
  }),
  rawMethod('BaseException.__str__', (machine, { positional: [self = none] }) => {
    const args = argsOf(machine, self)
    const [only] = args
    if (args.length === 0) return str('')
    if (args.length > 1 || !only) return str(machine.repr(tuple(args)))
    const isKeyError = self.kind === 'instance' && self.cls.mro.some((cls) => cls.name === 'KeyError')
    return str(isKeyError ? machine.repr(only) : machine.str(only))
  }),
  rawMethod('BaseException.__repr__', (machine, { positional: [self = none] }) => {
    const args = argsOf(machine, self).map((arg) => machine.repr(arg))
    return str(self.kind !== 'instance' || args.some((arg) => arg === undefined) ? undefined : `${self.cls.name}(${args.join(', ')})`)
  }),
  rawMethod('BaseException.with_traceback', (_machine, { positional: [self = none] }) => self),
  rawMethod('BaseException.add_note', () => none),
  ['__cause__', none], ['__context__', none], ['__traceback__', none], ['__suppress_context__', { kind: 'bool', value: false }],
], {
  create: (machine, cls, args) => {
    const made = instance(cls, machine.site)
    if (!args.open) made.attributes.set('args', tuple(args.positional))
    return made
  },
})

/** Each line: a class, and those that derive from it. */
const hierarchy: Readonly<Record<string, string>> = {
  BaseException: 'BaseExceptionGroup GeneratorExit KeyboardInterrupt SystemExit Exception',
  Exception: 'ArithmeticError AssertionError AttributeError BufferError EOFError ExceptionGroup ImportError LookupError MemoryError NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError Warning',
  ArithmeticError: 'FloatingPointError OverflowError ZeroDivisionError',
  ImportError: 'ModuleNotFoundError',
  LookupError: 'IndexError KeyError',
  NameError: 'UnboundLocalError',
  OSError: 'BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError',
  ConnectionError: 'BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError',
  RuntimeError: 'NotImplementedError RecursionError',
  SyntaxError: 'IndentationError',
  IndentationError: 'TabError',
  ValueError: 'UnicodeError',
  UnicodeError: 'UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError',
  Warning: 'BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning',
}

export const exceptionClasses = new Map<string, ClassValue>([['BaseException', baseException]])
for (const [base, names] of Object.entries(hierarchy)) {
  for (const name of names.split(' ')) exceptionClasses.set(name, define(`builtins.${name}`, exceptionClasses.get(base) ?? baseException, []))
}
exceptionClasses.get('StopIteration')?.attributes.set(...property('StopIteration.value', (machine, self) => argsOf(machine, self)[0] ?? none))
exceptionClasses.set('IOError', exceptionClasses.get('OSError') ?? baseException)
exceptionClasses.set('EnvironmentError', exceptionClasses.get('OSError') ?? baseException)

/** A builtin exception class by name; one of a library that the table does not have derives from Exception. */
export function exceptionClass(name: string): ClassValue {
  let found = exceptionClasses.get(name)
  if (!found) exceptionClasses.set(name, (found = define(name.includes('.') ? name : `builtins.${name}`, exceptionClass('Exception'), [])))
  return found
}
