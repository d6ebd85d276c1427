/** The name that was probably meant. */

/** Names further away than this share of their length are another word. */
const tolerance = 0.4

/** The closest of the names, upper and lower case apart counting little; undefined: none is close. */
export function closestName(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, name.length * tolerance)
  for (const each of names) {
    if (each.startsWith('_') || Math.abs(each.length - name.length) >= least) continue
    const away = distance(name.toLowerCase(), each.toLowerCase()) + (name.toLowerCase() === each.toLowerCase() ? 0 : 0.1)
    if (away < least) {
      least = away
      best = each
    }
  }
  return best
}

/** Damerau's and Levenshtein's distance: the fewest insertions, deletions, replacements and swaps of neighbours that make one of the other. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swapped))
    }
    before = row
    row = next
  }
  return row[b.length]!
}
