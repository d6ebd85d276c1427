/**
 * How long a backtracking matcher may take, as a bound that holds for every text.
 *
 * Law: a matcher that has no choice to make goes through a text once. Each choice multiplies: a repetition without an end by the text's length, one between
 * m and n times by n - m + 1, an option by 2, an alternation by its branches. A repeated group that holds a choice multiplies without bound.
 */

/** At most `factor * (length + 1) ** power` steps. */
export interface Cost { readonly factor: number; readonly power: number }

/** A group under way: whether a choice stands in it. */
interface Open { hasChoice: boolean }

const tokens = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\(\?(?:[:=!]|<[=!])|\{\d*,?\d*\}|[^]/gsy

/** Undefined: there is no bound. */
export function costOf(source: string): Cost | undefined {
  const open: Open[] = [{ hasChoice: false }]
  // A search begins anew at every place.
  let factor = 1, power = 1
  /** The group that has just been closed, or whether the token before was a quantifier, whose `?` makes it lazy. */
  let closed: Open | undefined, quantified = false
  for (const [token] of source.matchAll(tokens)) {
    const around = open.at(-1)!
    const range = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})$/.exec(token)
    if (range && !(quantified && token === '?')) {
      const [, low = '', comma = '', high = ''] = range
      const most = token === '?' ? 1 : token.length === 1 || (comma !== '' && high === '') ? Infinity : Number(comma === '' ? low : high)
      const least = token === '?' || token === '*' ? 0 : token === '+' ? 1 : Number(low)
      if (closed?.hasChoice && most > 1) return undefined
      if (most === Infinity) power++
      factor *= Math.max(1, most === Infinity ? least : most - least + 1, comma === '' && Number.isFinite(most) ? most : 1)
      if (most !== least) around.hasChoice = true
      quantified = true
      closed = undefined
      continue
    }
    quantified = false
    closed = undefined
    if (token.startsWith('(')) open.push({ hasChoice: false })
    else if (token === ')') {
      closed = open.length > 1 ? open.pop()! : around
      open.at(-1)!.hasChoice ||= closed.hasChoice
    } else if (token === '|') {
      around.hasChoice = true
      factor *= 2
    }
  }
  return { factor, power }
}

/** Steps of one search that take no longer than a moment. */
const mostSteps = 1e8

export const isCheap = ({ factor, power }: Cost, length: number): boolean => factor * (length + 1) ** power <= mostSteps
