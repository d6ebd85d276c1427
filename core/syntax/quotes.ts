/** Where string literals end, f-strings with nested quotes included. */

export interface StringEnd {
  /** Behind the closing quote; for a string that is never closed, the end of its line (of the text, if triple-quoted). */
  readonly at: number
  readonly isTriple: boolean
  readonly isClosed: boolean
}

const prefixes: ReadonlySet<string> = new Set(['r', 'u', 'b', 'f', 't', 'br', 'rb', 'fr', 'rf', 'tr', 'rt'])

/** Whether a word in lower case before a quote belongs to the string. */
export function isStringPrefix(word: string): boolean {
  return prefixes.has(word)
}

/** The end of the string whose opening quote is at `start`. */
export function endOfString(text: string, start: number, prefix: string): StringEnd {
  const mark = text[start] ?? ''
  const isTriple = text.startsWith(mark.repeat(3), start)
  const quote = isTriple ? mark.repeat(3) : mark
  const from = start + quote.length
  if (prefix.includes('f') || prefix.includes('t')) {
    const at = endOfFormatted(text, from, quote, 0)
    if (at !== undefined) return { at, isTriple, isClosed: true }
  }
  return endOfPlain(text, from, quote, isTriple)
}

function endOfPlain(text: string, from: number, quote: string, isTriple: boolean): StringEnd {
  const mark = quote.charCodeAt(0)
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) at += text.startsWith('\r\n', at + 1) ? 2 : 1
    else if (code === mark && (!isTriple || text.startsWith(quote, at))) return { at: at + quote.length, isTriple, isClosed: true }
    else if (!isTriple && (code === 10 || code === 13)) return { at, isTriple, isClosed: false }
  }
  return { at: text.length, isTriple, isClosed: false }
}

/** Strings inside strings inside strings… end somewhere. */
const maxNesting = 20

/**
 * The end of an f-string by the rules of Python 3.12, where the expressions inside may use any quote. Older strings obey
 * them too. Undefined where braces or quotes do not match up.
 */
function endOfFormatted(text: string, from: number, quote: string, nesting: number): number | undefined {
  if (nesting > maxNesting) return undefined
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (text.startsWith(quote, at)) return at + quote.length
    else if (quote.length === 1 && (character === '\n' || character === '\r')) return undefined
    else if (character === '{' && text[at + 1] === '{') at++
    else if (character === '{') {
      const end = endOfReplacement(text, at + 1, quote, nesting)
      if (end === undefined) return undefined
      at = end - 1
    }
  }
  return undefined
}

/** The end of a replacement field, behind its `}`. A format after `:` is text with fields of its own. */
function endOfReplacement(text: string, from: number, quote: string, nesting: number): number | undefined {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '}' && depth === 0) return at + 1
    if (quote.length === 1 && (character === '\n' || character === '\r')) return undefined
    if (character === ':' && depth === 0) return endOfFormat(text, at + 1, quote, nesting)
    if (character === '(' || character === '[' || character === '{') depth++
    else if (character === ')' || character === ']' || character === '}') depth--
    else if (character === "'" || character === '"') {
      const end = endOfNested(text, at, nesting)
      if (end === undefined) return undefined
      at = end - 1
    }
  }
  return undefined
}

function endOfFormat(text: string, from: number, quote: string, nesting: number): number | undefined {
  if (nesting > maxNesting) return undefined
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '}') return at + 1
    if (text.startsWith(quote, at) || (quote.length === 1 && (character === '\n' || character === '\r'))) return undefined
    if (character !== '{') continue
    const end = endOfReplacement(text, at + 1, quote, nesting + 1)
    if (end === undefined) return undefined
    at = end - 1
  }
  return undefined
}

/** The end of a string inside a replacement field. */
function endOfNested(text: string, start: number, nesting: number): number | undefined {
  const mark = text[start] ?? ''
  const quote = text.startsWith(mark.repeat(3), start) ? mark.repeat(3) : mark
  const prefix = /[a-zA-Z]{1,2}$/.exec(text.slice(Math.max(0, start - 2), start))?.[0].toLowerCase() ?? ''
  if (isStringPrefix(prefix) && /[ft]/.test(prefix)) return endOfFormatted(text, start + quote.length, quote, nesting + 1)
  const end = endOfPlain(text, start + quote.length, quote, quote.length === 3)
  return end.isClosed ? end.at : undefined
}
