/** Python literals as a person writes arguments: numbers, strings, True, False, None, and tuples and lists of them. */
import { bool, float, int, list, none, str, tuple, type Value } from '../../values/index.ts'

/** `at` is the offset at which the text stops being a literal. */
export interface NoLiteral { readonly message: string; readonly at: number }
export type Literal = { readonly value: Value } | NoLiteral

const words: Readonly<Record<string, Value>> = { True: bool(true), False: bool(false), None: none }

/** The value of a literal; names, calls and arithmetic are none. */
export function readLiteral(text: string): Literal {
  let at = 0
  const fail = (message: string, where = at): never => { throw new Misread(message, where) }
  const blanks = (): void => { while (/\s/.test(text[at] ?? '')) at++ }
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const items = (close: string): { readonly items: Value[]; readonly isTuple: boolean } => {
    const found: Value[] = []
    let comma = false
    for (blanks(); text[at] !== close; blanks()) {
      if (at >= text.length) fail(`'${close}' is missing`)
      if (found.length > 0 && !comma) fail('a comma is missing')
      found.push(value())
      blanks()
      comma = text[at] === ','
      if (comma) at++
    }
    at++
    return { items: found, isTuple: comma || found.length !== 1 }
  }
  const value = (): Value => {
    blanks()
    const start = at
    if (text[at] === '(' || text[at] === '[') {
      const close = text[at++] === '(' ? ')' : ']'
      const inner = items(close)
      if (close === ']') return list(inner.items)
      return inner.isTuple ? tuple(inner.items) : inner.items[0]!
    }
    const quoted = take(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y)
    if (quoted !== undefined) return quoted.includes('\\') ? fail('a backslash is not read here', start) : str(quoted.slice(1, -1))
    const number = take(/[+-]?\s*(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y)?.replace(/[_\s]/g, '')
    if (number !== undefined) return /^[+-]?\d+$/.test(number) ? int(Number(number)) : float(Number(number))
    const word = take(/[A-Za-z_][\w.]*/y)
    if (word === undefined) return fail(at >= text.length ? 'a value is missing' : `'${text[at]}' is not the beginning of a value`)
    return words[word] ?? fail(`'${word}' is not a literal: write the number itself`, start)
  }
  try {
    const read = value()
    blanks()
    if (text[at] === ',') { at++; return { value: tuple([read, ...restOf()]) } }
    return at < text.length ? { message: 'nothing may follow the value', at } : { value: read }
  } catch (effect) {
    if (effect instanceof Misread) return { message: effect.message, at: effect.at }
    throw effect
  }
  /** The items behind the first comma of a tuple without parentheses. */
  function restOf(): Value[] {
    const rest: Value[] = []
    for (blanks(); at < text.length; blanks()) {
      rest.push(value())
      blanks()
      if (at < text.length && text[at] !== ',') fail('a comma is missing')
      at++
    }
    return rest
  }
}

class Misread {
  constructor(readonly message: string, readonly at: number) {}
}

/** A value as Python writes it; undefined where it is no literal. */
export function writeLiteral(value: Value): string | undefined {
  switch (value.kind) {
    case 'none': return 'None'
    case 'bool': return value.value === undefined ? undefined : value.value ? 'True' : 'False'
    case 'int': return typeof value.value === 'number' ? String(value.value) : undefined
    case 'float': return value.value === undefined || !Number.isFinite(value.value) ? undefined : floatText(value.value)
    case 'str': return value.value === undefined || /['\\\n]/.test(value.value) ? undefined : `'${value.value}'`
    case 'tuple': case 'list': {
      if (value.kind === 'list' && value.open) return undefined
      const items = value.items.map(writeLiteral)
      if (items.some((item) => item === undefined)) return undefined
      if (value.kind === 'list') return `[${items.join(', ')}]`
      return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
    }
    default: return undefined
  }
}

/** As Python's repr: always with a point or an exponent, and exponents of two digits at least. */
function floatText(value: number): string {
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e16)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
