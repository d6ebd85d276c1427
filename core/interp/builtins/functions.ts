/** Python's builtin functions. Source: https://docs.python.org/3/library/functions.html */
import { allOf, anyOf, type Condition } from '../../dims/index.ts'
import {
  asDim, bool, builtin, int, iterator, list, none, openIterator, openList, str, tuple, unknown, unknownBool, unknownInt, unknownStr,
  type Arguments, type BuiltinValue, type Machine, type Value,
} from '../../values/index.ts'
import { doubleOf, floorDivideFloats, isNumber } from './arithmetic.ts'
import { namesOf } from './directory.ts'
import { requireHashable } from './equality.ts'
import { asciiOf, formatOf } from './format.ts'
import { anyItemOf, lazy, pullNext, source, type Pulled } from './iterators.ts'
import { absolute, rounded } from './numbers.ts'
import { truthOf } from './operators.ts'
import { extreme, sortedItems } from './sorting.ts'
import { content, dimOf, exactly, fn, judged, positionalOnly, text, typeNameOf, whole, wrongType } from './support.ts'

const functions: BuiltinValue[] = []
const define = (name: string, call: (machine: Machine, args: Arguments) => Value): void => { functions.push(builtin(`builtins.${name}`, call)) }
const add = (value: BuiltinValue): void => { functions.push(value) }

define('abs', (machine, args) => absolute(machine, content(exactly(machine, 'abs', args, 1)[0]!)))
define('len', (machine, args) => machine.length(exactly(machine, 'len', args, 1)[0]!))
define('callable', (machine, args) => {
  const [value] = exactly(machine, 'callable', args, 1)
  return isCallable(value!)
})
define('chr', (machine, args) => {
  const code = whole(machine, exactly(machine, 'chr', args, 1)[0]!)
  return code < 0 || code > 0x10ffff ? machine.raise('ValueError', 'chr() arg not in range(0x110000)', 'value') : str(String.fromCodePoint(code))
})
define('ord', (machine, args) => {
  const [value] = exactly(machine, 'ord', args, 1)
  const character = text(machine, value!, (type) => `ord() expected string of length 1, but ${type} found`)
  return [...character].length === 1 ? int(character.codePointAt(0)!) : machine.raise('TypeError', `ord() expected a character, but string of length ${[...character].length} found`, 'argument-type')
})
for (const [name, radix, prefix] of [['bin', 2, '0b'], ['oct', 8, '0o'], ['hex', 16, '0x']] as const) {
  define(name, (machine, args) => {
    const dim = dimOf(machine, exactly(machine, name, args, 1)[0]!)
    if (typeof dim !== 'number') return unknownStr
    return str(`${dim < 0 ? '-' : ''}${prefix}${Math.abs(dim).toString(radix)}`)
  })
}
define('ascii', (machine, args) => { const shown = machine.repr(exactly(machine, 'ascii', args, 1)[0]!); return str(shown === undefined ? undefined : asciiOf(shown)) })
define('repr', (machine, args) => str(machine.repr(exactly(machine, 'repr', args, 1)[0]!)))
define('id', () => unknownInt(0))
define('hash', (machine, args) => {
  const [value] = exactly(machine, 'hash', args, 1)
  requireHashable(machine, value!)
  const dim = asDim(value!)
  return dim === undefined || dim === -1 ? unknownInt() : int(dim)
})
define('input', () => unknownStr)
define('print', () => none)
define('breakpoint', () => none)
for (const name of ['exit', 'quit']) define(name, (machine) => machine.raise('SystemExit', '', 'raise'))
define('open', () => unknown('a file'))
define('compile', () => unknown('compiled code'))
for (const name of ['eval', 'exec', 'globals', 'locals', '__import__', 'memoryview', 'bytearray', 'aiter', 'anext']) define(name, () => unknown(`${name}()`))

define('isinstance', (machine, args) => {
  const [value, cls] = exactly(machine, 'isinstance', args, 2)
  if (!isClassInfo(cls!)) return machine.raise('TypeError', 'isinstance() arg 2 must be a type, a tuple of types, or a union', 'argument-type')
  return bool(machine.isInstance(value!, cls!))
})
define('issubclass', (machine, args) => {
  const [cls, of] = exactly(machine, 'issubclass', args, 2)
  if (cls!.kind === 'unknown') return unknownBool
  if (cls!.kind !== 'class') return wrongType(machine, cls!, () => 'issubclass() arg 1 must be a class')
  return bool(derives(cls!, of!))
})

function derives(cls: Value & { kind: 'class' }, of: Value): boolean | undefined {
  if (of.kind === 'tuple') {
    const answers = of.items.map((item) => derives(cls, item))
    return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false
  }
  if (of.kind !== 'class') return undefined
  if (cls.mro.includes(of)) return true
  return cls.mro.some((each) => each.open) || of.traits.has('abstract') ? undefined : false
}
const isClassInfo = (value: Value): boolean => value.kind === 'class' || value.kind === 'unknown' || value.kind === 'instance' || value.kind === 'builtin' || value.kind === 'dtype' || (value.kind === 'tuple' && value.items.every(isClassInfo))

function isCallable(value: Value): Value {
  switch (value.kind) {
    case 'function': case 'builtin': case 'method': case 'class': case 'partial': return bool(true)
    case 'unknown': return unknownBool
    case 'instance': {
      if (value.cls.mro.some((cls) => cls.attributes.has('__call__'))) return bool(true)
      return bool(value.cls.mro.some((cls) => cls.open) ? undefined : false)
    }
    case 'descriptor': return bool(value.type === 'staticmethod')
    default: return bool(false)
  }
}

/** Whether attributes beyond those known may exist. */
const mayHaveMore = (object: Value): boolean => object.kind === 'unknown' || object.kind === 'tensor' || object.kind === 'dtype' || object.kind === 'device' || object.kind === 'builtin' || object.kind === 'function'
  || (object.kind === 'namespace' && object.open) || (object.kind === 'class' && object.mro.some((cls) => cls.open)) || (object.kind === 'instance' && (object.open || object.cls.mro.some((cls) => cls.open)))

const attributeName = (machine: Machine, value: Value, func: string): string => text(machine, value, (type) => `${func}(): attribute name must be string, not '${type}'`)

define('getattr', (machine, args) => {
  const [object, name, otherwise] = positionalOnly(machine, 'getattr', args)
  if (!object || !name) return machine.raise('TypeError', `getattr expected at least 2 arguments, got ${args.positional.length}`, 'argument')
  const wanted = attributeName(machine, name, 'getattr')
  return otherwise === undefined ? machine.getAttribute(object, wanted) : (machine.findAttribute(object, wanted) ?? otherwise)
})
define('hasattr', (machine, args) => {
  const [object, name] = exactly(machine, 'hasattr', args, 2)
  const found = machine.findAttribute(object!, attributeName(machine, name!, 'hasattr'))
  if (found === undefined) return bool(false)
  return bool(found.kind === 'unknown' && mayHaveMore(object!) ? undefined : true)
})
define('setattr', (machine, args) => {
  const [object, name, value] = exactly(machine, 'setattr', args, 3)
  const held = content(name!)
  if (held.kind === 'unknown' || (held.kind === 'str' && held.value === undefined)) { loosen(machine, object!); return none }
  machine.setAttribute(object!, attributeName(machine, name!, 'setattr'), value!)
  return none
})
define('delattr', (machine, args) => {
  const [object, name] = exactly(machine, 'delattr', args, 2)
  machine.deleteAttribute(object!, attributeName(machine, name!, 'delattr'))
  return none
})

/** Some attribute, which one is not known, gets a new value: all are unknown from here on. */
function loosen(machine: Machine, object: Value): void {
  if (object.kind !== 'instance') return
  machine.touch(object)
  object.open = true
  object.attributes = new Map([...object.attributes.keys()].map((name) => [name, unknown('an attribute that may have been replaced')]))
}

define('vars', (machine, args) => machine.getAttribute(exactly(machine, 'vars', args, 1)[0]!, '__dict__'))
define('dir', (machine, args) => namesOf(machine, exactly(machine, 'dir', args, 1)[0]!))

define('iter', (machine, args) => {
  const [iterable, sentinel] = positionalOnly(machine, 'iter', args)
  if (!iterable) return machine.raise('TypeError', 'iter expected at least 1 argument, got 0', 'argument')
  if (sentinel) return openIterator()
  if (iterable.kind === 'iterator' || iterable.kind === 'generator') return iterable
  if (iterable.kind === 'instance' && !iterable.payload) {
    const own = machine.findAttribute(iterable, '__iter__')
    if (own && own.kind !== 'unknown') return machine.call(own, [])
  }
  const items = machine.knownItems(iterable)
  return items ? iterator(items) : openIterator()
})
define('next', (machine, args) => {
  const [from, otherwise] = positionalOnly(machine, 'next', args)
  if (!from) return machine.raise('TypeError', 'next expected at least 1 argument, got 0', 'argument')
  if (from.kind === 'unknown') return unknown(from.reason)
  if (from.kind !== 'iterator' && from.kind !== 'generator') {
    const own = from.kind === 'instance' ? machine.findAttribute(from, '__next__') : undefined
    if (!own) return machine.raise('TypeError', `'${typeNameOf(machine, from)}' object is not an iterator`, 'iteration')
    return otherwise ? machine.undecided('the next item of an iterator of the sources') : machine.call(own, [])
  }
  const pulled = pullNext(machine, from)
  if (pulled === 'unknown') return unknown('the next of items that are not known')
  if (pulled !== 'end') return pulled.item
  return otherwise ?? machine.raise('StopIteration', '', 'iteration')
})

add(fn('enumerate(iterable, start=0)', (machine, { iterable, start }) => {
  const pull = source(machine, iterable)
  const first = asDim(content(start)) ?? whole(machine, start)
  const place = iterator([])
  return lazy(() => {
    const pulled = pull()
    if (typeof pulled === 'string') return pulled
    machine.touch(place)
    const index = typeof first === 'number' ? int(first + place.position++) : unknownInt()
    return { item: tuple([index, pulled.item]) }
  }, machine, () => tuple([unknownInt(), anyItemOf(iterable)]))
}))

define('zip', (machine, args) => {
  if (args.open) return openIterator()
  const strict = machine.truth(args.keywords.get('strict') ?? bool(false)) ?? false
  const pulls = args.positional.map((iterable) => source(machine, iterable))
  return pulls.length === 0 ? iterator([]) : lazy(() => {
    const items: Value[] = []
    for (const [index, pull] of pulls.entries()) {
      const pulled = pull()
      if (pulled === 'unknown') return 'unknown'
      if (pulled !== 'end') { items.push(pulled.item); continue }
      if (strict && index > 0) return unequalZip(machine, index + 1, 'shorter')
      if (strict) for (const [later, other] of pulls.entries()) if (later > 0 && typeof other() === 'object') return unequalZip(machine, later + 1, 'longer')
      return 'end'
    }
    return { item: tuple(items) }
  }, machine, () => tuple(args.positional.map(anyItemOf)))
})
const unequalZip = (machine: Machine, place: number, how: string): never =>
  machine.raise('ValueError', `zip() argument ${place} is ${how} than argument${place > 2 ? `s 1-${place - 1}` : ' 1'}`, 'value')

define('map', (machine, args) => {
  const [func, ...iterables] = positionalOnly(machine, 'map', args)
  if (!func || iterables.length === 0) return machine.raise('TypeError', 'map() must have at least two arguments.', 'argument')
  const pulls = iterables.map((iterable) => source(machine, iterable))
  return lazy(() => {
    const given: Value[] = []
    for (const pull of pulls) {
      const pulled = pull()
      if (typeof pulled === 'string') return pulled
      given.push(pulled.item)
    }
    return { item: machine.call(func, given) }
  }, machine)
})

define('filter', (machine, args) => {
  const [test, iterable] = exactly(machine, 'filter', args, 2)
  const pull = source(machine, iterable!)
  return lazy((): Pulled => {
    for (;;) {
      const pulled = pull()
      if (typeof pulled === 'string') return pulled
      const truth = machine.truth(test!.kind === 'none' ? pulled.item : machine.call(test!, [pulled.item]))
      if (truth === undefined) return 'unknown'
      if (truth) return pulled
    }
  }, machine)
})

define('reversed', (machine, args) => {
  const [sequence] = exactly(machine, 'reversed', args, 1)
  const held = content(sequence!)
  if (held.kind === 'instance' || held.kind === 'tensor') {
    const own = machine.findAttribute(held, '__reversed__')
    if (own && own.kind !== 'unknown') return machine.call(own, [])
  } else if (held.kind === 'set' || held.kind === 'int' || held.kind === 'bool' || held.kind === 'none' || held.kind === 'float' || held.kind === 'generator' || held.kind === 'iterator') {
    return machine.raise('TypeError', `'${typeNameOf(machine, held)}' object is not reversible`, 'argument-type')
  }
  const items = machine.knownItems(sequence!)
  return items ? iterator([...items].reverse()) : openIterator()
})

add(fn('sorted(iterable, *, key=None, reverse=False)', (machine, { iterable, key, reverse }) => {
  const items = machine.knownItems(iterable)
  if (!items) return openList()
  return list(sortedItems(machine, items, key, reverse) ?? items.map(() => unknown('a list sorted by values that are not known')))
}))

for (const which of ['max', 'min'] as const) {
  define(which, (machine, args) => {
    if (args.open) return machine.undecided('arguments spread from a value that is not known')
    const key = args.keywords.get('key') ?? none
    const otherwise = args.keywords.get('default')
    if (args.positional.length === 0) return machine.raise('TypeError', `${which} expected at least 1 argument, got 0`, 'argument')
    const items = args.positional.length === 1 ? machine.items(args.positional[0]!) : args.positional
    if (items.length === 0) return otherwise ?? machine.raise('ValueError', `${which}() arg is an empty sequence`, 'value')
    return extreme(machine, which, items, key)
  })
}

add(fn('sum(iterable, start=0)', (machine, { iterable, start }) => {
  let total = start
  const known = machine.iterate(iterable, (item) => {
    machine.step()
    total = machine.binary('+', total, item)
    return 'continue'
  })
  return known ? total : unknown('a sum of items that are not known')
}))

for (const [name, decides] of [['any', true], ['all', false]] as const) {
  define(name, (machine, args) => {
    const [iterable] = exactly(machine, name, args, 1)
    const conditions: Condition[] = []
    let decided = false, sure = true
    const known = machine.iterate(iterable!, (item) => {
      machine.step()
      const truth = item.kind === 'instance' ? bool(machine.truth(item)) : (truthOf(machine, item) ?? bool(machine.truth(item)))
      if (truth.value === decides) decided = true
      else if (truth.condition && truth.value === undefined) conditions.push(truth.condition)
      else if (truth.value === undefined) sure = false
      return decided ? 'stop' : 'continue'
    })
    if (decided) return bool(decides)
    if (!known || !sure) return unknownBool
    return conditions.length === 0 ? bool(!decides) : judged(machine, decides ? anyOf(...conditions) : allOf(...conditions))
  })
}

define('divmod', (machine, args) => {
  const [a, b] = exactly(machine, 'divmod', args, 2)
  const left = content(a!), right = content(b!)
  if (left.kind === 'float' && right.kind === 'float' && left.value !== undefined && right.value !== undefined && right.value !== 0) {
    const { quotient, remainder } = floorDivideFloats(left.value, right.value)
    return tuple([{ kind: 'float', value: quotient }, { kind: 'float', value: remainder }])
  }
  const floats = left.kind === 'float' || right.kind === 'float'
  if (isNumber(left) && isNumber(right)) {
    if (floats && doubleOf(right) === 0) return machine.raise('ZeroDivisionError', 'float divmod()', 'division-by-zero')
  } else if (![left, right].some((value) => value.kind === 'unknown' || value.kind === 'instance' || value.kind === 'tensor')) {
    return machine.raise('TypeError', `unsupported operand type(s) for divmod(): '${typeNameOf(machine, left)}' and '${typeNameOf(machine, right)}'`, 'operand')
  }
  return tuple([machine.binary('//', a!, b!), machine.binary('%', a!, b!)])
})
add(fn('pow(base, exp, mod=None)', (machine, { base, exp, mod }) => {
  if (mod.kind === 'none') return machine.binary('**', base, exp)
  const b = whole(machine, base), e = whole(machine, exp), m = whole(machine, mod)
  if (m === 0) return machine.raise('ValueError', 'pow() 3rd argument cannot be 0', 'value')
  if (e < 0) return machine.undecided('a modular inverse')
  let result = 1n, factor = BigInt(b), rest = BigInt(e)
  for (; rest > 0n; rest >>= 1n) { if (rest & 1n) result = (result * factor) % BigInt(m); factor = (factor * factor) % BigInt(m) }
  return int(Number(((result % BigInt(m)) + BigInt(m)) % BigInt(m)))
}))
add(fn('round(number, ndigits=None)', (machine, { number, ndigits }) => rounded(machine, content(number), ndigits)))
add(fn("format(value, spec='')", (machine, { value, spec }) => {
  const held = content(spec)
  return str(held.kind === 'str' ? formatOf(machine, value, held.value) : undefined)
}))

export const builtinFunctions: readonly BuiltinValue[] = functions
