/** Numbers as Python prints them. Digits are exact, and halves are rounded to even. */

/** `repr` of a float: the shortest digits that read back the same. */
export function floatRepr(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const { digits, exponent } = scientific(value.toExponential())
  const sign = value < 0 ? '-' : ''
  if (exponent < -4 || exponent >= 16) return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${exponentText(exponent)}`
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const padded = digits.padEnd(exponent + 1, '0')
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`
}

export const notFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf')
const exponentText = (exponent: number): string => `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`

function scientific(text: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', exponent = '0'] = text.split('e')
  return { digits: mantissa.replace('-', '').replace('.', ''), exponent: Number(exponent) }
}

/** `%.nf` of a float's magnitude; undefined beyond what is exact here. */
export function fixed(value: number, places: number): string | undefined {
  const magnitude = Math.abs(value)
  if (magnitude >= 1e21 || places > 60) return undefined
  const exact = magnitude.toFixed(100)
  const point = exact.indexOf('.')
  const kept = exact.slice(0, point) + exact.slice(point + 1, point + 1 + places)
  const digits = roundHalfEven(kept, exact.slice(point + 1 + places))
  return places === 0 ? digits : `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`
}

/** `%.ne` of a float's magnitude. */
export function exponential(value: number, places: number): string | undefined {
  if (places > 60) return undefined
  const { digits, exponent } = scientific(Math.abs(value).toExponential(100))
  const rounded = roundHalfEven(digits.slice(0, places + 1), digits.slice(places + 1))
  const carried = rounded.length > places + 1 && value !== 0
  const kept = rounded.slice(0, places + 1)
  return `${kept[0]}${places > 0 ? `.${kept.slice(1)}` : ''}e${exponentText(exponent + (carried ? 1 : 0))}`
}

/** `%.ng` of a float's magnitude. `alternate` keeps trailing zeros; `point` is the exponent from which on it is scientific. */
export function general(value: number, precision: number, alternate: boolean): string | undefined {
  const digits = precision === 0 ? 1 : precision
  const text = exponential(value, digits - 1)
  if (text === undefined) return undefined
  const { exponent } = scientific(text)
  const trim = (number: string): string => (alternate || !number.includes('.') ? number : number.replace(/\.?0+$/, ''))
  if (exponent < -4 || exponent >= digits) {
    const [mantissa = '', power = ''] = text.split('e')
    return `${trim(mantissa)}e${power}`
  }
  const positional = fixed(value, digits - 1 - exponent)
  return positional === undefined ? undefined : trim(positional)
}

/** Digits rounded by those that follow, a tie to even. */
function roundHalfEven(kept: string, rest: string): string {
  const first = rest[0] ?? '0'
  const tie = first === '5' && /^50*$/.test(rest)
  const up = tie ? Number(kept.at(-1) ?? '0') % 2 === 1 : first >= '5'
  if (!up) return kept === '' ? '0' : kept
  return String(BigInt(kept === '' ? '0' : kept) + 1n).padStart(kept.length, '0')
}

/** `round(value, places)`: the double nearest to the decimal that the exact value is rounded to. */
export function roundTo(value: number, places: number): number | undefined {
  if (!Number.isFinite(value)) return value
  if (places > 22) return value
  if (places < 0) return undefined
  const text = fixed(value, places)
  return text === undefined ? undefined : Number(text) * (value < 0 || Object.is(value, -0) ? -1 : 1)
}

/** The int that `round(value)` gives. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value)
  const difference = value - floor
  return (difference > 0.5 || (difference === 0.5 && floor % 2 !== 0) ? floor + 1 : floor) + 0
}
