/** `str` and `bytes`. Positions count code points, as Python's do. Source: https://docs.python.org/3/library/stdtypes.html#string-methods */
import {
  bool, int, iterator, list, longestText, none, notImplemented, someStr, str, tuple, unknown, unknownBool, unknownInt, unknownStr, type ClassValue, type Machine, type Parameters, type Value,
} from '../../values/index.ts'
import { membership } from './equality.ts'
import { formatOf, formatTemplate, reprOf } from './format.ts'
import { operatorMethods } from './numbers.ts'
import { objectClass } from './object.ts'
import { compare } from './operators.ts'
import { slice, getItem } from './subscripts.ts'
import { content, define, fn, holding, method, optionalText, rawMethod, staticMethod, text, typeNameOf, whole, type Attribute } from './support.ts'

/** A method whose object must be known; otherwise it gives `otherwise`. */
function known<S extends string>(signature: S, otherwise: Value, run: (machine: Machine, self: string, parameters: Parameters<S>) => Value): Attribute {
  return method(signature, (machine, parameters) => {
    const held = content((parameters as unknown as { readonly self: Value }).self)
    if (held.kind === 'str' && held.value === undefined) return otherwise
    return run(machine, text(machine, held), parameters)
  })
}

const size = (value: string): number => [...value].length

/** The part of a string that `start` and `end` select, and where it begins. */
function part(machine: Machine, value: string, start: Value, end: Value): { readonly text: string; readonly offset: number } {
  const characters = [...value]
  const taken = slice(machine, characters.map((_, index) => index), { kind: 'slice', lower: start, upper: end, step: none })
  if (!taken) return machine.undecided('a position that is not known')
  return { text: taken.map((index) => characters[index]).join(''), offset: taken[0] ?? (start.kind === 'none' ? 0 : characters.length) }
}

/** `startswith` and `endswith`: one affix or a tuple of them. */
function hasAffix(machine: Machine, value: string, affix: Value, test: (part: string, affix: string) => boolean, name: string): Value {
  const held = content(affix)
  if (held.kind === 'unknown' || (held.kind === 'str' && held.value === undefined)) return unknownBool
  if (held.kind === 'tuple') {
    let sure = true
    for (const each of held.items) {
      const answer = hasAffix(machine, value, each, test, name)
      if (answer.kind === 'bool' && answer.value) return answer
      if (answer.kind === 'bool' && answer.value === undefined) sure = false
    }
    return sure ? bool(false) : unknownBool
  }
  return bool(test(value, text(machine, held, (type) => `${name} first arg must be str or a tuple of str, not ${type}`)))
}

function find(machine: Machine, value: string, wanted: Value, start: Value, end: Value, last: boolean): number {
  const { text: within, offset } = part(machine, value, start, end)
  const pattern = text(machine, wanted)
  const place = last ? within.lastIndexOf(pattern) : within.indexOf(pattern)
  return place < 0 ? -1 : offset + size(within.slice(0, place))
}

const spaces = /[\s\x1c-\x1f\x85]+/u

function splitSpaces(value: string, most: number): string[] {
  const words: string[] = []
  let rest = value.replace(/^[\s\x1c-\x1f\x85]+/u, '')
  while (rest !== '' && (most < 0 || words.length < most)) {
    const gap = spaces.exec(rest)
    if (!gap) break
    words.push(rest.slice(0, gap.index))
    rest = rest.slice(gap.index + gap[0].length)
  }
  return rest === '' ? words : [...words, rest]
}

const reversed = (value: string): string => [...value].reverse().join('')

function split(machine: Machine, value: string, separator: Value, maxsplit: Value, fromRight: boolean): Value {
  const most = whole(machine, maxsplit)
  const mark = optionalText(machine, separator)
  if (mark === undefined) {
    const words = fromRight ? splitSpaces(reversed(value), most).map(reversed).reverse() : splitSpaces(value, most)
    return list(words.map(str))
  }
  if (mark === '') return machine.raise('ValueError', 'empty separator', 'value')
  const all = value.split(mark)
  if (most < 0 || all.length <= most + 1) return list(all.map(str))
  const parts = fromRight ? [all.slice(0, all.length - most).join(mark), ...all.slice(all.length - most)] : [...all.slice(0, most), all.slice(most).join(mark)]
  return list(parts.map(str))
}

function partition(machine: Machine, value: string, separator: Value, last: boolean): Value {
  const mark = text(machine, separator)
  if (mark === '') return machine.raise('ValueError', 'empty separator', 'value')
  const place = last ? value.lastIndexOf(mark) : value.indexOf(mark)
  if (place < 0) return tuple((last ? ['', '', value] : [value, '', '']).map(str))
  return tuple([str(value.slice(0, place)), str(mark), str(value.slice(place + mark.length))])
}

function strip(machine: Machine, value: string, characters: Value, left: boolean, right: boolean): Value {
  const set = optionalText(machine, characters)
  const isStripped = (character: string): boolean => (set === undefined ? spaces.test(character) : set.includes(character))
  const all = [...value]
  let start = 0, end = all.length
  if (left) while (start < end && isStripped(all[start]!)) start++
  if (right) while (end > start && isStripped(all[end - 1]!)) end--
  return str(all.slice(start, end).join(''))
}

function join(machine: Machine, separator: string, iterable: Value): Value {
  const items = machine.knownItems(iterable)
  if (!items) return unknownStr
  const parts: string[] = []
  let sure = true
  for (const [index, item] of items.entries()) {
    const held = content(item)
    if (held.kind === 'str') { if (held.value === undefined) sure = false; else parts.push(held.value) }
    else if (held.kind === 'unknown') sure = false
    else return machine.raise('TypeError', `sequence item ${index}: expected str instance, ${typeNameOf(machine, held)} found`, 'argument-type')
  }
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0)
  return str(sure && length <= longestText ? parts.join(separator) : undefined)
}

function padded(machine: Machine, value: string, width: Value, fill: Value, place: 'left' | 'right' | 'center'): Value {
  const missing = whole(machine, width) - size(value)
  const character = text(machine, fill)
  if (missing <= 0) return str(value)
  if (missing > longestText) return unknownStr
  const before = place === 'left' ? 0 : place === 'right' ? missing : Math.floor(missing / 2) + (missing & (missing + size(value)) & 1)
  return str(character.repeat(before) + value + character.repeat(missing - before))
}

const capitalized = (value: string): string => { const [first = '', ...rest] = [...value]; return first.toUpperCase() + rest.join('').toLowerCase() }
const titled = (value: string): string => value.toLowerCase().replace(/(^|[^\p{L}])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())

/** Whether the string is not empty and all its characters match. */
const every = (name: string, pattern: RegExp): Attribute => known(`str.${name}(self)`, unknownBool, (_machine, self) => bool(self !== '' && [...self].every((character) => pattern.test(character))))
const cased = (name: string, test: (value: string) => boolean): Attribute => known(`str.${name}(self)`, unknownBool, (_machine, self) => bool(/\p{L}/u.test(self) && test(self)))
const mapped = (name: string, change: (value: string) => string): Attribute => known(`str.${name}(self)`, unknownStr, (_machine, self) => str(change(self)))

const orders: Attribute[] = Object.entries({ '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '==': 'eq', '!=': 'ne' }).map(([op, name]) =>
  rawMethod(`str.__${name}__`, (machine, { positional: [left, right] }) => {
    if (!left || !right) return notImplemented
    const a = content(left), b = content(right)
    return a.kind === 'str' && b.kind === 'str' ? (compare(machine, op, a, b) ?? notImplemented) : notImplemented
  }))

export const strClass: ClassValue = define('builtins.str', objectClass, [
  ...operatorMethods('str', { '+': 'add', '*': 'mul', '%': 'mod' }), ...orders,
  rawMethod('str.__hash__', () => unknown('a hash')),
  rawMethod('str.__str__', (_machine, { positional: [self = none] }) => content(self)),
  rawMethod('str.__repr__', (machine, { positional: [self = none] }) => str(reprOf(machine, content(self)))),
  rawMethod('str.__format__', (machine, { positional: [self = none, spec = none] }) => str(spec.kind === 'str' ? formatOf(machine, content(self), spec.value) : undefined)),
  known('str.__len__(self)', unknownInt(0), (_machine, self) => int(size(self))),
  known('str.__iter__(self)', { kind: 'iterator', items: [], position: 0, open: true }, (_machine, self) => iterator([...self].map(str))),
  method('str.__contains__(self, item)', (machine, { self, item }) => membership(machine, item, content(self)) ?? unknownBool),
  method('str.__getitem__(self, index)', (machine, { self, index }) => getItem(machine, self, index) ?? unknownStr),
  known('str.startswith(self, prefix, start=None, end=None)', unknownBool, (machine, self, { prefix, start, end }) => hasAffix(machine, part(machine, self, start, end).text, prefix, (value, affix) => value.startsWith(affix), 'startswith')),
  known('str.endswith(self, suffix, start=None, end=None)', unknownBool, (machine, self, { suffix, start, end }) => hasAffix(machine, part(machine, self, start, end).text, suffix, (value, affix) => value.endsWith(affix), 'endswith')),
  known('str.split(self, sep=None, maxsplit=-1)', { kind: 'unknown', reason: 'a string that is not known' }, (machine, self, { sep, maxsplit }) => split(machine, self, sep, maxsplit, false)),
  known('str.rsplit(self, sep=None, maxsplit=-1)', { kind: 'unknown', reason: 'a string that is not known' }, (machine, self, { sep, maxsplit }) => split(machine, self, sep, maxsplit, true)),
  known('str.partition(self, sep)', tuple([unknownStr, unknownStr, unknownStr]), (machine, self, { sep }) => partition(machine, self, sep, false)),
  known('str.rpartition(self, sep)', tuple([unknownStr, unknownStr, unknownStr]), (machine, self, { sep }) => partition(machine, self, sep, true)),
  known('str.splitlines(self, keepends=False)', { kind: 'unknown', reason: 'a string that is not known' }, (machine, self, { keepends }) => {
    const lines = self.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+/g) ?? []
    return list(lines.map((line) => str(machine.isTrue(keepends) ? line : line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ''))))
  }),
  known('str.join(self, iterable)', unknownStr, (machine, self, { iterable }) => join(machine, self, iterable)),
  known('str.replace(self, old, new, count=-1)', unknownStr, (machine, self, { old, new: replacement, count }) => replaced(self, text(machine, old), text(machine, replacement), whole(machine, count))),
  known('str.removeprefix(self, prefix)', unknownStr, (machine, self, { prefix }) => { const affix = text(machine, prefix); return str(self.startsWith(affix) ? self.slice(affix.length) : self) }),
  known('str.removesuffix(self, suffix)', unknownStr, (machine, self, { suffix }) => { const affix = text(machine, suffix); return str(affix !== '' && self.endsWith(affix) ? self.slice(0, -affix.length) : self) }),
  known('str.strip(self, chars=None)', unknownStr, (machine, self, { chars }) => strip(machine, self, chars, true, true)),
  known('str.lstrip(self, chars=None)', unknownStr, (machine, self, { chars }) => strip(machine, self, chars, true, false)),
  known('str.rstrip(self, chars=None)', unknownStr, (machine, self, { chars }) => strip(machine, self, chars, false, true)),
  known('str.find(self, sub, start=None, end=None)', unknownInt(-1), (machine, self, { sub, start, end }) => int(find(machine, self, sub, start, end, false))),
  known('str.rfind(self, sub, start=None, end=None)', unknownInt(-1), (machine, self, { sub, start, end }) => int(find(machine, self, sub, start, end, true))),
  known('str.index(self, sub, start=None, end=None)', unknownInt(0), (machine, self, { sub, start, end }) => found(machine, find(machine, self, sub, start, end, false))),
  known('str.rindex(self, sub, start=None, end=None)', unknownInt(0), (machine, self, { sub, start, end }) => found(machine, find(machine, self, sub, start, end, true))),
  known('str.count(self, sub, start=None, end=None)', unknownInt(0), (machine, self, { sub, start, end }) => {
    const within = part(machine, self, start, end).text, wanted = text(machine, sub)
    return int(wanted === '' ? size(within) + 1 : within.split(wanted).length - 1)
  }),
  method('str.format(self, Any... args, Any**** kwargs)', (machine, { self, args, kwargs }) => {
    const held = content(self)
    return str(held.kind === 'str' && held.value !== undefined ? formatTemplate(machine, held.value, args, kwargs) : undefined)
  }),
  method('str.format_map(self, mapping)', (machine, { self, mapping }) => {
    const held = content(self), table = content(mapping)
    if (held.kind !== 'str' || held.value === undefined || table.kind !== 'dict' || table.open) return unknownStr
    const names = new Map([...table.entries.values()].flatMap(({ key, value }) => (key.kind === 'str' && key.value !== undefined ? [[key.value, value] as const] : [])))
    return str(formatTemplate(machine, held.value, [], names))
  }),
  known('str.ljust(self, width, fillchar=\' \')', unknownStr, (machine, self, { width, fillchar }) => padded(machine, self, width, fillchar, 'left')),
  known('str.rjust(self, width, fillchar=\' \')', unknownStr, (machine, self, { width, fillchar }) => padded(machine, self, width, fillchar, 'right')),
  known('str.center(self, width, fillchar=\' \')', unknownStr, (machine, self, { width, fillchar }) => padded(machine, self, width, fillchar, 'center')),
  known('str.zfill(self, width)', unknownStr, (machine, self, { width }) => {
    const missing = whole(machine, width) - size(self)
    const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(self) ?? []
    return str(missing > longestText ? undefined : missing <= 0 ? self : sign + '0'.repeat(missing) + digits)
  }),
  known('str.expandtabs(self, tabsize=8)', unknownStr, (machine) => machine.undecided('expandtabs')),
  known('str.encode(self, encoding=\'utf-8\', errors=\'strict\')', { kind: 'bytes', value: undefined }, (_machine, self) => ({ kind: 'bytes', value: /^[\x00-\x7f]*$/.test(self) ? self : undefined })),
  known('str.translate(self, table)', unknownStr, (machine, self, { table }) => translated(machine, self, table)),
  mapped('lower', (value) => value.toLowerCase()), mapped('upper', (value) => value.toUpperCase()), mapped('casefold', (value) => value.toLowerCase().replaceAll('ß', 'ss')),
  mapped('capitalize', capitalized), mapped('title', titled),
  mapped('swapcase', (value) => [...value].map((character) => (character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase())).join('')),
  every('isdigit', /\p{Nd}|[²³¹⁰-⁹₀-₉]/u), every('isdecimal', /\p{Nd}/u), every('isnumeric', /\p{N}/u), every('isalpha', /\p{L}/u), every('isalnum', /[\p{L}\p{N}]/u), every('isspace', spaces),
  cased('isupper', (value) => value === value.toUpperCase()), cased('islower', (value) => value === value.toLowerCase()), cased('istitle', (value) => value === titled(value)),
  known('str.isidentifier(self)', unknownBool, (_machine, self) => bool(/^[\p{L}_][\p{L}\p{N}_]*$/u.test(self))),
  known('str.isascii(self)', unknownBool, (_machine, self) => bool(/^[\x00-\x7f]*$/.test(self))),
  known('str.isprintable(self)', unknownBool, (_machine, self) => bool(!/[\p{C}\p{Zl}\p{Zp}]|\p{Zs}/u.test(self.replaceAll(' ', '')))),
  staticMethod('str.maketrans', (machine, args) => fn('str.maketrans(x, y=None, z=None)', () => machine.undecided('maketrans')).call(machine, args)),
], {
  create: (machine, cls, args) => {
    const [value] = args.positional
    const object = value ?? args.keywords.get('object')
    const made = object === undefined ? str('') : args.positional.length > 1 || object.kind === 'bytes' ? unknownStr : shown(machine.str(object))
    return cls === strClass ? made : holding(machine, cls, made)
  },
})

const shown = (text: string | undefined): Value => (text === undefined ? someStr() : str(text))

const found = (machine: Machine, place: number): Value => (place < 0 ? machine.raise('ValueError', 'substring not found', 'value') : int(place))

/** Longer texts may come out of a replacement than are kept: as many units as are ever put together for nothing. */
const mostReplaced = 10_000_000

function replaced(value: string, old: string, replacement: string, count: number): Value {
  if (value.length * (replacement.length + 1) > mostReplaced) return unknownStr
  if (count < 0) return str(old === '' ? [replacement, ...[...value].flatMap((character) => [character, replacement])].join('') : value.split(old).join(replacement))
  if (old === '') return unknownStr
  const parts = value.split(old)
  return str(parts.slice(0, count + 1).join(replacement) + parts.slice(count + 1).map((each) => old + each).join(''))
}

function translated(machine: Machine, value: string, table: Value): Value {
  const held = content(table)
  if (held.kind !== 'dict' || held.open) return machine.undecided('a table that is not known')
  let result = ''
  for (const character of value) {
    if (result.length > longestText) return unknownStr
    const entry = held.entries.get(character.codePointAt(0)!)
    if (!entry) result += character
    else if (entry.value.kind === 'str' && entry.value.value !== undefined) result += entry.value.value
    else if (entry.value.kind === 'int' && typeof entry.value.value === 'number') result += String.fromCodePoint(entry.value.value)
    else if (entry.value.kind !== 'none') return unknownStr
  }
  return str(result)
}

/** Bytes are known as such; their methods' results are known by type only. */
const bytesResult = (name: string, value: Value): Attribute => rawMethod(`bytes.${name}`, () => value)
export const bytesClass: ClassValue = define('builtins.bytes', objectClass, [
  rawMethod('bytes.decode', (_machine, { positional: [self] }) => (self?.kind === 'bytes' ? str(self.value) : unknownStr)),
  rawMethod('bytes.__len__', (_machine, { positional: [self] }) => (self?.kind === 'bytes' && self.value !== undefined ? int(self.value.length) : unknownInt(0))),
  ...['strip', 'lstrip', 'rstrip', 'lower', 'upper', 'replace', 'join'].map((name) => bytesResult(name, { kind: 'bytes', value: undefined })),
  ...['startswith', 'endswith', 'isdigit', 'isalpha'].map((name) => bytesResult(name, unknownBool)),
  ...['split', 'rsplit', 'splitlines', 'partition', 'hex', 'find', 'index', 'count'].map((name) => bytesResult(name, unknown(`bytes.${name}`))),
], { createsWhole: true, create: () => ({ kind: 'bytes', value: undefined }) })
// Not all methods of bytes are listed: another one is unknown.
bytesClass.open = true
