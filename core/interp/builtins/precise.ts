/**
 * Elementary functions rounded to the nearest double. C's library is that exact in nearly all cases and JavaScript's is not; `int()` of a
 * result that lies beside a whole number tells the difference. Numbers are pairs of doubles whose sum they stand for.
 * Source: T. J. Dekker, A floating-point technique for extending the available precision (1971).
 */
type Pair = readonly [high: number, low: number]

const ln2: Pair = [0.6931471805599453, 2.3190468138462996e-17]
const ln10: Pair = [2.302585092994046, -2.1707562233822494e-16]

/** a + b, exactly. */
function sum(a: number, b: number): Pair {
  const high = a + b
  const part = high - a
  return [high, a - (high - part) + (b - part)]
}

function split(a: number): Pair {
  const scaled = 134217729 * a
  const high = scaled - (scaled - a)
  return [high, a - high]
}

/** a * b, exactly. */
function product(a: number, b: number): Pair {
  const high = a * b
  const [ah, al] = split(a), [bh, bl] = split(b)
  return [high, ah * bh - high + ah * bl + al * bh + al * bl]
}

function add([ah, al]: Pair, [bh, bl]: Pair): Pair {
  const [high, low] = sum(ah, bh)
  return sum(high, low + al + bl)
}

function multiply([ah, al]: Pair, [bh, bl]: Pair): Pair {
  const [high, low] = product(ah, bh)
  return sum(high, low + ah * bl + al * bh)
}

function divide(a: Pair, b: Pair): Pair {
  const first = a[0] / b[0]
  const rest = add(a, multiply([-first, 0], b))
  const second = rest[0] / b[0]
  const last = add(rest, multiply([-second, 0], b))
  return add(sum(first, second), [last[0] / b[0], 0])
}

/** e**x = 2**k * e**r with |r| <= ln 2 / 2, and e**r = (e**(r/256))**256. */
function expPair(x: Pair): { readonly value: Pair; readonly scale: number } {
  const scale = Math.round(x[0] / ln2[0])
  const rest = add(x, multiply([-scale, 0], ln2))
  const small: Pair = [rest[0] / 256, rest[1] / 256]
  let value: Pair = [1, 0]
  for (let n = 14; n > 0; n--) value = add([1, 0], divide(multiply(small, value), [n, 0]))
  for (let n = 0; n < 8; n++) value = multiply(value, value)
  return { value, scale }
}

/** log(x) = y + (x * e**-y - 1) for y close to it. */
function logPair(x: number): Pair {
  const exponent = Math.round(Math.log2(x))
  const mantissa = x / 2 ** exponent
  const near = Math.log(mantissa)
  const { value, scale } = expPair([-near, 0])
  const ratio = multiply([mantissa * 2 ** scale, 0], value)
  return add(multiply([exponent, 0], ln2), add([near, 0], add(ratio, [-1, 0])))
}

const ordinary = (x: number): boolean => x > 1e-290 && x < 1e290
const scaled = ({ value, scale }: { readonly value: Pair; readonly scale: number }): number => (value[0] + value[1]) * 2 ** scale

export const exp = (x: number): number => (Math.abs(x) < 600 ? scaled(expPair([x, 0])) : Math.exp(x))
export const log = (x: number): number => (ordinary(x) ? rounded(logPair(x)) : Math.log(x))
export const log2 = (x: number): number => (ordinary(x) ? rounded(divide(logPair(x), ln2)) : Math.log2(x))
export const log10 = (x: number): number => (ordinary(x) ? rounded(divide(logPair(x), ln10)) : Math.log10(x))
const rounded = ([high, low]: Pair): number => high + low

/** `base ** exponent`. */
export function power(base: number, exponent: number): number {
  const plain = base ** exponent
  if (!ordinary(Math.abs(base)) || !ordinary(Math.abs(plain)) || !Number.isFinite(exponent) || exponent === 0 || exponent === 1) return plain
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 64) {
    let result: Pair = [1, 0]
    for (let n = 0; n < Math.abs(exponent); n++) result = multiply(result, [base, 0])
    return rounded(exponent < 0 ? divide([1, 0], result) : result)
  }
  const magnitude = scaled(expPair(multiply([exponent, 0], logPair(Math.abs(base)))))
  return plain < 0 ? -magnitude : magnitude
}
