/**
 * Python's regular expressions as JavaScript's, for ASCII texts and where both surely mean the same.
 *
 * Sources: https://docs.python.org/3/library/re.html#regular-expression-syntax,
 * https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Regular_expressions
 */

import { costOf, isCheap, type Cost } from './regexCost.ts'

/** `re.IGNORECASE` and the others, as bits. */
export const flagBits = { IGNORECASE: 2, LOCALE: 4, MULTILINE: 8, DOTALL: 16, UNICODE: 32, VERBOSE: 64, DEBUG: 128, ASCII: 256 } as const

export interface Pattern {
  /** Matches at any place from `lastIndex` on; only at `lastIndex`; only from `lastIndex` to the end. */
  readonly anywhere: RegExp
  readonly here: RegExp
  readonly whole: RegExp
  /** Names of groups by number less one. */
  readonly names: readonly (string | undefined)[]
  /** Where it can match nothing, it prefers that to nothing else: iterating over matches is as in Python. */
  readonly greedy: boolean
  readonly cost: Cost
}

const compiled = new Map<string, Pattern | undefined>()
/** Patterns that are remembered; those of a program that makes ever new ones are forgotten. */
const mostCompiled = 1000
/** Nobody writes longer patterns by hand. */
const longestPattern = 2000

/** Undefined: the pattern says something that JavaScript says otherwise or not at all. */
export function compilePattern(source: string, flags: number): Pattern | undefined {
  if (source.length > longestPattern) return undefined
  const key = `${flags}:${source}`
  if (compiled.size > mostCompiled) compiled.clear()
  if (!compiled.has(key)) compiled.set(key, translate(source, flags))
  return compiled.get(key)
}

function translate(source: string, flags: number): Pattern | undefined {
  const { IGNORECASE, MULTILINE, DOTALL, UNICODE, ASCII } = flagBits
  if ((flags & ~(IGNORECASE | MULTILINE | DOTALL | UNICODE | ASCII)) !== 0 || /[^\x00-\x7f]/.test(source)) return undefined
  const cost = costOf(source)
  if (!cost || !isCheap(cost, 0)) return undefined
  const names: (string | undefined)[] = []
  const text = bodyOf(source, { multiline: (flags & MULTILINE) !== 0, dotAll: (flags & DOTALL) !== 0, names })
  if (text === undefined) return undefined
  const letters = (flags & IGNORECASE) !== 0 ? 'id' : 'd'
  try {
    return { anywhere: new RegExp(text, `${letters}g`), here: new RegExp(text, `${letters}y`), whole: new RegExp(`(?:${text})${end}`, `${letters}y`), names, greedy: !/[|?]/.test(source), cost }
  } catch {
    return undefined
  }
}

/** The start and the end of the text, whatever the mode. */
const start = '(?<![^])'
const end = '(?![^])'

interface Reading { readonly multiline: boolean; readonly dotAll: boolean; readonly names: (string | undefined)[] }
/** A group under way: where its body starts in the translation, and how many groups came before. */
interface Open { readonly body: number; readonly before: number; readonly captures: boolean }

const tokens = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\(\?(?:[:=!]|<[=!])|\(\?|[^]/sy

/** Rewrites a pattern token by token. */
function bodyOf(source: string, reading: Reading): string | undefined {
  const open: Open[] = []
  let text = ''
  for (tokens.lastIndex = 0; tokens.lastIndex < source.length;) {
    const token = tokens.exec(source)?.[0]
    if (token === undefined) return undefined
    const rest = source.slice(tokens.lastIndex)
    if (token.startsWith('(')) {
      const before = reading.names.length
      const written = opening(token, reading.names)
      if (written === undefined) return undefined
      text += written
      open.push({ body: text.length, before, captures: reading.names.length > before })
    } else if (token === ')') {
      const group = open.pop()
      if (!group || (/^[*+?{]/.test(rest) && !isRepeatable(text.slice(group.body), group, rest, reading.names.length))) return undefined
      text += token
    } else {
      const written = token.startsWith('\\') ? escape(token) : token.length > 1 ? characterClass(token) : single(token, rest, reading)
      if (written === undefined) return undefined
      text += written
    }
  }
  return open.length > 0 ? undefined : text
}

function opening(token: string, names: (string | undefined)[]): string | undefined {
  if (token === '(?') return undefined
  const named = /^\(\?P<(\w+)>$/.exec(token)
  if (token === '(' || named) names.push(named?.[1])
  return named ? '(' : token
}

/** Groups inside a repeated group keep their last match in Python and lose it in JavaScript; a repeated body that matches nothing differs too. */
function isRepeatable(body: string, group: Open, rest: string, groups: number): boolean {
  if (!rest.startsWith('?') && groups > group.before + (group.captures ? 1 : 0)) return false
  try {
    return !new RegExp(`^(?:${body})$`).test('')
  } catch {
    return false
  }
}

function escape(token: string): string | undefined {
  const letter = token[1] ?? ''
  if (/[dDwWbnrtfv]/.test(letter) || /[^A-Za-z0-9\n]/.test(letter)) return token
  return { s: `[${spaces}]`, S: `[^${spaces}]`, A: start, Z: end }[letter]
}
/** JavaScript's `\s` lacks the separators U+001C to U+001F. */
const spaces = ' \\t\\n\\r\\f\\v\\x1c-\\x1f'

function characterClass(token: string): string | undefined {
  const negated = token.startsWith('[^')
  const inner = token.slice(negated ? 2 : 1, -1)
  const body = inner.startsWith(']') ? `\\${inner}` : inner
  const plain = body.replaceAll(/\\(?:[dDwWsnrtfv]|[^A-Za-z0-9])/g, '')
  if (/\\|\[|&&|\|\||--|~~/.test(plain)) return undefined
  return `[${negated ? '^' : ''}${body.replaceAll(/\\./g, (each) => (each === '\\s' ? spaces : each))}]`
}

function single(token: string, rest: string, { multiline, dotAll }: Reading): string | undefined {
  switch (token) {
    case '$': return multiline ? `(?=\\n|${end})` : `(?=\\n?${end})`
    case '^': return multiline ? `(?:(?<=\\n)|${start})` : start
    case '.': return dotAll ? '[^]' : '[^\\n]'
    case '{': return /^\d+(?:,\d*)?\}/.test(rest) ? token : /^\d*(?:,\d*)?\}/.test(rest) ? undefined : '\\{'
    case '*': case '+': case '?': case '}': return rest.startsWith('+') ? undefined : token
    default: return token
  }
}
