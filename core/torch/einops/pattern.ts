/** One side of an einops pattern: `b (h p) 1 ...` as groups of axes. Source: https://einops.rocks/api/rearrange/ */

/** Raises einops' error with these words. */
export type Fail = (message: string) => never

/** A named axis, or a number: every number is an axis of its own. */
export interface Axis { readonly name: string; readonly length: number | undefined }
export const ellipsis = '…'

export interface Side {
  /** Axes that share one dim, in order; the ellipsis stands alone as `…`. */
  readonly groups: readonly (readonly Axis[] | typeof ellipsis)[]
  readonly axes: readonly Axis[]
  readonly hasEllipsis: boolean
  readonly ellipsisInBrackets: boolean
  readonly hasNumbers: boolean
}

export interface Leniency { readonly underscore?: boolean; readonly duplicates?: boolean }

export const ellipsisAxis: Axis = { name: ellipsis, length: undefined }
const isLetter = (char: string): boolean => /[\p{L}\p{N}_…]/u.test(char)

export function parseSide(text: string, fail: Fail, leniency: Leniency = {}): Side {
  const expression = withEllipsis(text, fail)
  const groups: (Axis[] | typeof ellipsis)[] = []
  const axes: Axis[] = []
  let brackets: Axis[] | undefined
  let word = ''
  let ellipsisInBrackets = false
  const finish = (): void => {
    if (word === '') return
    const axis = readAxis(word, axes, fail, leniency)
    word = ''
    if (axis === 'one') {
      if (!brackets) groups.push([])
      return
    }
    axes.push(axis)
    if (axis === ellipsisAxis) ellipsisInBrackets = brackets !== undefined
    if (brackets) brackets.push(axis)
    else groups.push(axis === ellipsisAxis ? ellipsis : [axis])
  }
  for (const char of expression) {
    if (isLetter(char)) { word += char; continue }
    if (char !== '(' && char !== ')' && char !== ' ') fail(`Unknown character '${char}'`)
    finish()
    if (char === '(') {
      if (brackets) fail('Axis composition is one-level (brackets inside brackets not allowed)')
      brackets = []
    } else if (char === ')') {
      if (!brackets) return fail('Brackets are not balanced')
      groups.push(brackets)
      brackets = undefined
    }
  }
  if (brackets) fail(`Imbalanced parentheses in expression: "${expression}"`)
  finish()
  return { groups, axes, hasEllipsis: expression.includes(ellipsis), ellipsisInBrackets, hasNumbers: axes.some((axis) => axis.length !== undefined) }
}

function withEllipsis(text: string, fail: Fail): string {
  if (!text.includes('.')) return text
  if (!text.includes('...')) fail('Expression may contain dots only inside ellipsis (...)')
  if (text.split('...').length !== 2 || text.split('.').length !== 4) fail('Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor ')
  return text.replace('...', ellipsis)
}

/** A word of the pattern; the number 1 is no axis but an empty dim. */
function readAxis(word: string, seen: readonly Axis[], fail: Fail, { underscore = false, duplicates = false }: Leniency): Axis | 'one' {
  if (seen.some((axis) => axis.name === word) && !(underscore && word === '_') && !duplicates) fail(`Indexing expression contains duplicate dimension "${word}"`)
  if (word === ellipsis) return ellipsisAxis
  if (/^\d+$/.test(word)) {
    const length = Number(word)
    if (length === 1) return 'one'
    if (length < 1) fail(`Anonymous axis should have positive length, not ${length}`)
    return { name: `${length}-axis`, length }
  }
  const reason = badName(word, underscore)
  if (reason !== undefined) fail(`Invalid axis identifier: ${word}\n${reason}`)
  return { name: word, length: undefined }
}

/** Why a word can't name an axis. */
export function badName(word: string, underscore = false): string | undefined {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(word)) return 'not a valid python identifier'
  if (word === '_' && underscore) return undefined
  return word.startsWith('_') || word.endsWith('_') ? 'axis name should should not start or end with underscore' : undefined
}

/** Axes as Python prints a set of them. */
export const printedAxes = (axes: readonly Axis[]): string => `{${axes.map((axis) => (axis.length === undefined ? `'${axis.name}'` : axis.name)).join(', ')}}`
