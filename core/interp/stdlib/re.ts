/** The module `re`, exact on known ASCII texts. Source: https://docs.python.org/3/library/re.html */
import {
  asDim, dict, instance, int, iterator, list, none, openIterator, openList, str, tuple, unknown, unknownInt, unknownStr, type ClassValue, type InstanceValue, type Machine, type Value,
} from '../../values/index.ts'
import { exceptionClass } from '../builtins/exceptions.ts'
import { objectClass } from '../builtins/object.ts'
import { content, define, method, property, rawMethod, type Attribute } from '../builtins/support.ts'
import { entries, func, type Table } from './module.ts'
import { compilePattern, flagBits, type Pattern } from './regex.ts'
import { isCheap } from './regexCost.ts'

/** A pattern and a text that are both known. */
interface Known { readonly pattern: Pattern; readonly text: string; readonly string: Value }

function known(pattern: Value, string: Value, flags: Value = int(0)): Known | undefined {
  const held = content(string)
  if (held.kind !== 'str' || held.value === undefined || /[^\x00-\x7f]/.test(held.value)) return undefined
  const source = pattern.kind === 'instance' ? pattern.attributes.get('pattern') : pattern
  const bits = asDim(pattern.kind === 'instance' ? (pattern.attributes.get('flags') ?? none) : content(flags))
  const compiled = source?.kind === 'str' && source.value !== undefined && typeof bits === 'number' ? compilePattern(source.value, bits) : undefined
  return compiled && isCheap(compiled.cost, held.value.length) ? { pattern: compiled, text: held.value, string: held } : undefined
}

const matchOf = (self: Value): InstanceValue | undefined => (self.kind === 'instance' ? self : undefined)
const part = (machine: Machine, self: Value, name: string): readonly Value[] => {
  const value = matchOf(self)?.attributes.get(name)
  return value?.kind === 'tuple' ? value.items : machine.undecided('a match that is not known')
}

/** The number of a group given by number or name. */
function groupNumber(machine: Machine, self: Value, group: Value): number {
  const held = content(group)
  const names = part(machine, self, '#names')
  const place = held.kind === 'str' ? names.findIndex((name) => name.kind === 'str' && name.value === held.value) + 1 || undefined : asDim(held)
  if (typeof place === 'number' && place >= 0 && place <= names.length) return place
  return held.kind === 'unknown' ? machine.undecided(held.reason) : machine.raise('IndexError', 'no such group', 'index')
}

const groupOf = (machine: Machine, self: Value, group: Value): Value => part(machine, self, '#groups')[groupNumber(machine, self, group)] ?? none
const spanOf = (machine: Machine, self: Value, group: Value): Value => part(machine, self, '#spans')[groupNumber(machine, self, group)] ?? none
const bound = (machine: Machine, self: Value, group: Value, which: 0 | 1): Value => { const span = spanOf(machine, self, group); return span.kind === 'tuple' ? span.items[which]! : none }

const matchClass: ClassValue = define('re.Match', objectClass, [
  method('re.Match.group(self, Any... groups)', (machine, { self, groups }) => {
    const found = (groups.length > 0 ? groups : [int(0)]).map((group) => groupOf(machine, self, group))
    return found.length === 1 ? found[0]! : tuple(found)
  }),
  method('re.Match.__getitem__(self, group)', (machine, { self, group }) => groupOf(machine, self, group)),
  method('re.Match.groups(self, default=None)', (machine, { self, default: otherwise }) => tuple(part(machine, self, '#groups').slice(1).map((each) => (each.kind === 'none' ? otherwise : each)))),
  method('re.Match.groupdict(self, default=None)', (machine, { self, default: otherwise }) => {
    const groups = part(machine, self, '#groups')
    return dict(part(machine, self, '#names').flatMap((name, place) => (name.kind === 'none' ? [] : [[name, groups[place + 1]!.kind === 'none' ? otherwise : groups[place + 1]!] as const])))
  }),
  method('re.Match.start(self, group=0)', (machine, { self, group }) => bound(machine, self, group, 0)),
  method('re.Match.end(self, group=0)', (machine, { self, group }) => bound(machine, self, group, 1)),
  method('re.Match.span(self, group=0)', (machine, { self, group }) => spanOf(machine, self, group)),
  rawMethod('re.Match.expand', () => unknownStr),
])

function matchValue(source: Known, found: RegExpExecArray): InstanceValue {
  const made = instance(matchClass)
  made.attributes = new Map<string, Value>([
    ['#groups', tuple([...found].map((each: string | undefined) => (each === undefined ? none : str(each))))],
    ['#spans', tuple((found.indices ?? []).map((each: [number, number] | undefined) => tuple(each ? [int(each[0]), int(each[1])] : [int(-1), int(-1)])))],
    ['#names', tuple(source.pattern.names.map((name) => (name === undefined ? none : str(name))))],
    ['string', source.string], ['pos', int(0)], ['endpos', int(source.text.length)],
  ])
  return made
}

const execute = (expression: RegExp, text: string, from: number): RegExpExecArray | null => { expression.lastIndex = from; return expression.exec(text) }

/** One match, or None; `pos` is where the search begins. */
function once(source: Known | undefined, how: 'anywhere' | 'here' | 'whole', pos: Value, endpos: Value): Value {
  const from = asDim(pos)
  if (!source || typeof from !== 'number' || from < 0 || endpos.kind !== 'none') return unknown('a match of a text or pattern that is not known')
  if (from > source.text.length) return none
  const found = execute(source.pattern[how], source.text, from)
  return found ? matchValue(source, found) : none
}

/** All matches from left to right. An empty match may follow a match at once; two empty ones at a place may not. Undefined: not known. */
function every(source: Known | undefined, count = Infinity): RegExpExecArray[] | undefined {
  if (!source) return undefined
  const all: RegExpExecArray[] = []
  for (let from = 0; from <= source.text.length && all.length < count;) {
    const found = execute(source.pattern.anywhere, source.text, from)
    if (!found) break
    if (found[0] === '' && !source.pattern.greedy) return undefined
    all.push(found)
    from = found.index + (found[0].length || 1)
  }
  return all
}

const textOrNone = (each: string | undefined): Value => (each === undefined ? none : str(each))

function findAll(source: Known | undefined): Value {
  const all = every(source)
  if (!all) return openList()
  return list(all.map((found) => (found.length === 1 ? str(found[0]) : found.length === 2 ? str(found[1] ?? '') : tuple([...found].slice(1).map((each: string | undefined) => str(each ?? ''))))))
}

function findEach(source: Known | undefined): Value {
  const all = every(source)
  return all && source ? iterator(all.map((found) => matchValue(source, found))) : openIterator()
}

function split(source: Known | undefined, most: Value): Value {
  const limit = asDim(most)
  const all = typeof limit === 'number' ? every(source, limit > 0 ? limit : limit < 0 ? 0 : Infinity) : undefined
  if (!all || !source) return openList()
  const parts: Value[] = []
  let from = 0
  for (const found of all) {
    parts.push(str(source.text.slice(from, found.index)), ...[...found].slice(1).map(textOrNone))
    from = found.index + found[0].length
  }
  return list([...parts, str(source.text.slice(from))])
}

/** The text with each match replaced, and how many there were. */
function substitute(machine: Machine, source: Known | undefined, replacement: Value, count: Value): Value {
  const limit = asDim(count)
  const all = typeof limit === 'number' ? every(source, limit > 0 ? limit : Infinity) : undefined
  if (!all || !source) return tuple([unknownStr, unknownInt(0)])
  let text = '', from = 0
  for (const found of all) {
    const written = replacementText(machine, source, found, replacement)
    if (written === undefined) return tuple([unknownStr, int(all.length)])
    text += source.text.slice(from, found.index) + written
    from = found.index + found[0].length
  }
  return tuple([str(text + source.text.slice(from)), int(all.length)])
}

function replacementText(machine: Machine, source: Known, found: RegExpExecArray, replacement: Value): string | undefined {
  const held = content(replacement)
  if (held.kind === 'str') return held.value === undefined ? undefined : expanded(source, found, held.value)
  const answer = machine.call(replacement, [matchValue(source, found)])
  return answer.kind === 'str' ? answer.value : undefined
}

/** `\1`, `\g<1>`, `\g<name>` and `\n` of a template; undefined where it holds other escapes. */
function expanded({ pattern }: Known, found: RegExpExecArray, template: string): string | undefined {
  let isKnown = true
  const text = template.replaceAll(/\\(g<(\w+)>|[1-9]\d?|[^])/g, (_all, escape: string, name: string | undefined) => {
    const place = name === undefined ? Number(escape) : /^\d+$/.test(name) ? Number(name) : pattern.names.indexOf(name) + 1 || NaN
    if (place >= 0 && place < found.length) return found[place] ?? ''
    const plain = { n: '\n', t: '\t', '\\': '\\' }[escape]
    isKnown &&= plain !== undefined
    return plain ?? ''
  })
  return isKnown ? text : undefined
}

const first = (pair: Value): Value => (pair.kind === 'tuple' ? pair.items[0]! : unknownStr)

const patternMethods: Attribute[] = [
  method('re.Pattern.search(self, string, pos=0, endpos=None)', (_machine, { self, string, pos, endpos }) => once(known(self, string), 'anywhere', pos, endpos)),
  method('re.Pattern.match(self, string, pos=0, endpos=None)', (_machine, { self, string, pos, endpos }) => once(known(self, string), 'here', pos, endpos)),
  method('re.Pattern.fullmatch(self, string, pos=0, endpos=None)', (_machine, { self, string, pos, endpos }) => once(known(self, string), 'whole', pos, endpos)),
  method('re.Pattern.findall(self, string, pos=0, endpos=None)', (_machine, { self, string, pos, endpos }) => findAll(asDim(pos) === 0 && endpos.kind === 'none' ? known(self, string) : undefined)),
  method('re.Pattern.finditer(self, string, pos=0, endpos=None)', (_machine, { self, string, pos, endpos }) => findEach(asDim(pos) === 0 && endpos.kind === 'none' ? known(self, string) : undefined)),
  method('re.Pattern.split(self, string, maxsplit=0)', (_machine, { self, string, maxsplit }) => split(known(self, string), maxsplit)),
  method('re.Pattern.sub(self, repl, string, count=0)', (machine, { self, repl, string, count }) => first(substitute(machine, known(self, string), repl, count))),
  method('re.Pattern.subn(self, repl, string, count=0)', (machine, { self, repl, string, count }) => substitute(machine, known(self, string), repl, count)),
  property('re.Pattern.groups', (_machine, self) => { const source = known(self, str('')); return source ? int(source.pattern.names.length) : unknownInt(0) }),
]
const patternClass = define('re.Pattern', objectClass, patternMethods)

function compile(pattern: Value, flags: Value): Value {
  if (pattern.kind === 'instance' && pattern.cls === patternClass) return pattern
  const made = instance(patternClass)
  made.attributes = new Map([['pattern', content(pattern)], ['flags', flags]])
  return made
}

export const reTable = (): Table => ({
  ...Object.fromEntries(Object.entries(flagBits).map(([name, bit]) => [name, int(bit)])),
  I: int(flagBits.IGNORECASE), L: int(flagBits.LOCALE), M: int(flagBits.MULTILINE), S: int(flagBits.DOTALL), U: int(flagBits.UNICODE), X: int(flagBits.VERBOSE), A: int(flagBits.ASCII), NOFLAG: int(0),
  Pattern: patternClass, Match: matchClass, error: define('re.error', exceptionClass('Exception'), []),
  ...entries(
    func('re.compile(pattern, flags=0)', (_machine, { pattern, flags }) => compile(pattern, flags)),
    func('re.search(pattern, string, flags=0)', (_machine, { pattern, string, flags }) => once(known(pattern, string, flags), 'anywhere', int(0), none)),
    func('re.match(pattern, string, flags=0)', (_machine, { pattern, string, flags }) => once(known(pattern, string, flags), 'here', int(0), none)),
    func('re.fullmatch(pattern, string, flags=0)', (_machine, { pattern, string, flags }) => once(known(pattern, string, flags), 'whole', int(0), none)),
    func('re.findall(pattern, string, flags=0)', (_machine, { pattern, string, flags }) => findAll(known(pattern, string, flags))),
    func('re.finditer(pattern, string, flags=0)', (_machine, { pattern, string, flags }) => findEach(known(pattern, string, flags))),
    func('re.split(pattern, string, maxsplit=0, flags=0)', (_machine, { pattern, string, maxsplit, flags }) => split(known(pattern, string, flags), maxsplit)),
    func('re.sub(pattern, repl, string, count=0, flags=0)', (machine, { pattern, repl, string, count, flags }) => first(substitute(machine, known(pattern, string, flags), repl, count))),
    func('re.subn(pattern, repl, string, count=0, flags=0)', (machine, { pattern, repl, string, count, flags }) => substitute(machine, known(pattern, string, flags), repl, count)),
    func('re.escape(pattern)', (_machine, { pattern }) => { const held = content(pattern); return str(held.kind === 'str' ? held.value?.replaceAll(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&') : undefined) }),
    func('re.purge()', () => none),
  ),
})
