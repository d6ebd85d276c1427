/** Ways to complete a line that was half typed. What is added has no room in the source and converts to Error nodes. */
import { type LogicalLine, closersOf } from './scan.ts'
import type { Piece } from './tree.ts'

/** What a line may lack before its open brackets are closed: an operand, a branch, the rest of a clause. */
const endings = ['', ' _', ' else _', ': _', ' in _', ' _ in _', ' import _', ' _ import _']

/** Candidates in the order of likelihood, for a line that heads a block or for one that does not. */
export function repairsOf(code: string, headsBlock: boolean): string[] {
  const closers = closersOf(code)
  const completed = endings.map(ending => (closers.startsWith('"') || closers.startsWith("'") ? code + closers + ending : code + ending + closers))
  if (!headsBlock) return completed
  const withoutColon = code.replace(/\s*:$/, '')
  const closersWithout = closersOf(withoutColon)
  return [...completed.map(text => `${text}:`), ...completed, ...endings.map(ending => `${withoutColon}${ending}${closersWithout}:`)]
}

/** The least of a header that still is one: of a definition the keyword and the name stay, of others nothing. */
export function bareHeader(piece: Piece, keyword: string): Piece {
  const kept = /^(?:(?:async\s+)?def|class)\b(?:\s+[A-Za-z_]\w*)?/.exec(piece.code)?.[0] ?? ''
  return { ...piece, code: completedHeader(piece.code, keyword, kept), end: piece.start + kept.length }
}

function completedHeader(code: string, keyword: string, kept: string): string {
  const name = /\s/.test(kept.replace(/^async\s+/, '')) ? '' : ' _'
  switch (keyword) {
    case 'def': return `${kept}${name}():`
    case 'class': return `${kept}${name}:`
    case 'for': return code.startsWith('async') ? 'async for _ in _:' : 'for _ in _:'
    case 'with': return code.startsWith('async') ? 'async with _:' : 'with _:'
    case 'try':
    case 'else':
    case 'finally':
    case 'except': return `${keyword}:`
    case '@': return '@_'
    case 'if':
    case 'elif':
    case 'while':
    case 'match':
    case 'case': return `${keyword} _:`
  }
  return 'if _:'
}

/** Lines that a clause needs before it to be parsed. */
export function contextOf(keyword: string, line: LogicalLine): Piece[] {
  const before = (code: string, indent: number): Piece => ({ code, indent, start: line.start, end: line.start })
  switch (keyword) {
    case 'elif':
    case 'else': return [before('if _:', line.indent)]
    case 'except':
    case 'finally': return [before('try:', line.indent)]
    case 'case': return [before('match _:', Math.max(0, line.indent - 1))]
  }
  return []
}

/** Other spellings, as long, of Python that the grammar does not know. */
export function respelled(code: string): string[] {
  return [withoutTypeParameters(code), withoutStars(code)].filter(spelling => spelling !== code)
}

/**
 * A minus sign instead of the star of `return *[a], b`: outside brackets the grammar takes it before names only. Whoever
 * converts looks at the source, and finds the star there.
 */
function withoutStars(code: string): string {
  return code.replace(/(?<=(?:[=,([{]|\breturn|\bin|\byield)\s*)\*(?![*=])/g, '-')
}

/**
 * Spaces instead of type parameters, whose defaults (`def f[T = int]()`, Python 3.13) the grammar does not know. The tree
 * holds no type parameters anyway.
 */
function withoutTypeParameters(code: string): string {
  const match = /^((?:async\s+)?(?:def|class|type)\s+\w+\s*)(\[[^()]*\])(?=\s*[(:=])/.exec(code)
  if (match === null) return code
  const [all, before = '', parameters = ''] = match
  return before + ' '.repeat(parameters.length) + code.slice(all.length)
}
