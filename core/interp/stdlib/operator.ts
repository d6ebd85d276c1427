/** The module `operator`. Source: https://docs.python.org/3/library/operator.html */
import { bool, builtin, int, none, tuple, type BuiltinValue, type Machine, type Value } from '../../values/index.ts'
import { equality } from '../builtins/equality.ts'
import { text } from '../builtins/support.ts'
import { deleteItem } from '../builtins/subscripts.ts'
import { entries, func, type Table } from './module.ts'

const binaries = { add: '+', sub: '-', mul: '*', truediv: '/', floordiv: '//', mod: '%', pow: '**', matmul: '@', and_: '&', or_: '|', xor: '^', lshift: '<<', rshift: '>>', concat: '+' }
const comparisons = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=', is_: 'is', is_not: 'is not' }
const unaries = { neg: 'neg', pos: 'pos', inv: '~', invert: '~' }

const two = (name: string, run: (machine: Machine, a: Value, b: Value) => Value): BuiltinValue => func(`operator.${name}(a, b)`, (machine, parameters) => {
  const { a, b } = parameters as { readonly a: Value; readonly b: Value }
  return run(machine, a, b)
})

/** `itemgetter(1)`, `attrgetter('a.b')`, `methodcaller('f', x)`: functions made of what they look up. */
const getter = (name: string, get: (machine: Machine, object: Value, key: Value) => Value): BuiltinValue => func(`operator.${name}(Any... keys)`, (_machine, parameters) => {
  const { keys } = parameters as { readonly keys: readonly Value[] }
  return builtin(`operator.${name}`, (machine, { positional: [object = none] }) => {
    const [only] = keys
    return keys.length === 1 && only ? get(machine, object, only) : tuple(keys.map((key) => get(machine, object, key)))
  })
})

const attributePath = (machine: Machine, object: Value, path: Value): Value => text(machine, path).split('.').reduce((value, name) => machine.getAttribute(value, name), object)

export const operatorTable = (): Table => ({
  ...entries(
    ...Object.entries(binaries).map(([name, op]) => two(name, (machine, a, b) => machine.binary(op, a, b))),
    ...Object.entries(binaries).map(([name, op]) => two(`i${name.replace('_', '')}`, (machine, a, b) => machine.binary(op, a, b))),
    ...Object.entries(comparisons).map(([name, op]) => two(name, (machine, a, b) => machine.compare(op, a, b))),
    two('contains', (machine, a, b) => machine.compare('in', b, a)),
    two('getitem', (machine, a, b) => machine.getItem(a, b)),
    two('delitem', (machine, a, b) => (deleteItem(machine, a, b), none)),
    two('countOf', (machine, a, b) => int(machine.items(a).filter((item) => equality(machine, item, b).value ?? machine.undecided('an item that may be equal')).length)),
    two('indexOf', (machine, a, b) => int(machine.items(a).findIndex((item) => equality(machine, item, b).value ?? machine.undecided('an item that may be equal')))),
    ...Object.entries(unaries).map(([name, op]) => func(`operator.${name}(a)`, (machine, parameters) => machine.unary(op, (parameters as { readonly a: Value }).a))),
    func('operator.abs(a)', (machine, { a }) => machine.call(machine.getAttribute(a, '__abs__'), [])),
    func('operator.not_(a)', (machine, { a }) => { const truth = machine.truth(a); return bool(truth === undefined ? undefined : !truth) }),
    func('operator.truth(a)', (machine, { a }) => bool(machine.truth(a))),
    func('operator.index(a)', (machine, { a }) => (a.kind === 'int' ? a : machine.call(machine.getAttribute(a, '__index__'), []))),
    func('operator.setitem(a, b, c)', (machine, { a, b, c }) => { machine.setItem(a, b, c) }),
    func('operator.length_hint(a)', (machine, { a }) => machine.length(a)),
    getter('itemgetter', (machine, object, key) => machine.getItem(object, key)),
    getter('attrgetter', attributePath),
    func('operator.methodcaller(name, Any... args, Any**** kwargs)', (_machine, { name, args, kwargs }) =>
      builtin('operator.methodcaller', (machine, { positional: [object = none] }) => machine.call(machine.getAttribute(object, text(machine, name)), args, kwargs))),
  ),
})
