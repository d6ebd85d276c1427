/** Numbers as they are shown: as short as they can be without lying about their size. */

/** How many digits behind the point these numbers need, at most `most`: one width reads better than many. */
export function decimals(data: ArrayLike<number>, most = 3): number {
  let needed = 0
  for (let index = 0; index < data.length && needed < most; index++) {
    const value = data[index]!
    while (needed < most && Number.isFinite(value) && Math.abs(value * 10 ** needed - Math.round(value * 10 ** needed)) >= 1e-6 * Math.max(1, Math.abs(value))) needed++
  }
  return needed
}

/** A number with this many digits behind the point; very large and very small ones with a power of ten. */
export function showNumber(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '−inf'
  const size = Math.abs(value)
  const text = size >= 1e5 || (size !== 0 && size < 0.5 * 10 ** -digits) ? value.toExponential(digits > 0 ? 1 : 0).replace('e+', 'e') : value.toFixed(digits)
  return withMinus(text)
}

/** The most digits of a number that fit into so many characters, without the zero before the point where that helps; empty where not even the whole part fits. */
export function fitNumber(value: number, digits: number, characters: number): string {
  for (let tried = digits; tried >= 0; tried--) {
    const text = showNumber(value, tried)
    if (text.length <= characters) return text
    const bare = text.replace(/^(−?)0\./, '$1.')
    if (bare.length <= characters) return bare
  }
  return ''
}

/** The largest number ignoring signs, infinities and what is no number. */
export function extentOf(data: ArrayLike<number>): number {
  let extent = 0
  for (let index = 0; index < data.length; index++) {
    const size = Math.abs(data[index]!)
    if (size > extent && Number.isFinite(size)) extent = size
  }
  return extent
}

/** A true minus sign is as wide as a plus; `-0` is zero. */
const withMinus = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replaceAll('-', '−'))
