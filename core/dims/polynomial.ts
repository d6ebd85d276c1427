/**
 * Polynomials in one integer `j >= 0`, as coefficients by power: what a dim becomes on one residue class
 * `H = first + step*j`. A result is undefined where the class does not make the dim a polynomial with integer
 * coefficients, or where a number leaves the safe integers.
 */
import { isConstant, type Atom, type Dim, type SymbolAtom } from './dim.ts'
import { floorQuotient } from './integers.ts'

export type Polynomial = readonly number[]

/** The dim of one symbol on the class `symbol = first + step*j`. */
export function onClass(dim: Dim, symbol: SymbolAtom, first: number, step: number): Polynomial | undefined {
  if (isConstant(dim)) return [dim]
  let sum: Polynomial | undefined = [0]
  for (const { coefficient, atoms } of dim.terms) {
    let product: Polynomial | undefined = [coefficient]
    for (const atom of atoms) {
      const factor = atomOnClass(atom, symbol, first, step)
      product = product && factor && times(product, factor)
    }
    sum = sum && product && plus(sum, product)
    if (sum === undefined) return undefined
  }
  return sum
}

function atomOnClass(atom: Atom, symbol: SymbolAtom, first: number, step: number): Polynomial | undefined {
  if (atom.kind === 'symbol') return atom.key === symbol.key ? [first, step] : undefined
  if (atom.kind !== 'floor') return undefined
  const numerator = onClass(atom.numerator, symbol, first, step)
  const divisor = onClass(atom.divisor, symbol, first, step)
  if (numerator === undefined || divisor === undefined || divisor.length > 1) return undefined
  const [by] = divisor
  // (n*(…) + c) // n  =  (…) + c//n
  if (by === undefined || by === 0 || numerator.slice(1).some((coefficient) => coefficient % by !== 0)) return undefined
  return numerator.map((coefficient) => floorQuotient(coefficient, by))
}

function plus(left: Polynomial, right: Polynomial): Polynomial | undefined {
  const sum: number[] = []
  const length = Math.max(left.length, right.length)
  for (let power = 0; power < length; power++) sum.push((left[power] ?? 0) + (right[power] ?? 0))
  return trimmed(sum)
}

function times(left: Polynomial, right: Polynomial): Polynomial | undefined {
  const product: number[] = new Array<number>(left.length + right.length - 1).fill(0)
  left.forEach((a, i) => right.forEach((b, j) => (product[i + j] = (product[i + j] ?? 0) + a * b)))
  return trimmed(product)
}

function trimmed(coefficients: number[]): Polynomial | undefined {
  while (coefficients.length > 1 && coefficients[coefficients.length - 1] === 0) coefficients.pop()
  return coefficients.every(Number.isSafeInteger) ? coefficients : undefined
}

/** The value at `j`; NaN where it leaves the safe integers. */
export function valueAt(polynomial: Polynomial, j: number): number {
  let value = 0
  for (let power = polynomial.length - 1; power >= 0; power--) {
    value = value * j + (polynomial[power] ?? 0)
    if (!Number.isSafeInteger(value)) return NaN
  }
  return value
}

/**
 * The integers `j > 0`, ascending, at which the sign differs from that at `j - 1`.
 *
 * Between two sign changes of `p(j + 1) - p(j)` the values are monotone, so that a search by halves finds the places
 * where they reach and where they leave zero.
 */
export function signChanges(polynomial: Polynomial): readonly number[] | undefined {
  if (polynomial.length <= 1) return []
  const slope = differenceOf(polynomial)
  const turns = slope && signChanges(slope)
  if (slope === undefined || turns === undefined) return undefined
  const changes: number[] = []
  const starts = [0, ...turns]
  for (const [place, start] of starts.entries()) {
    const end = starts[place + 1] ?? Infinity
    const rises = valueAt(slope, start)
    if (Number.isNaN(rises)) return undefined
    if (rises === 0) continue
    for (const passed of [0, 1]) {
      const change = firstWhere((j) => Math.sign(rises) * valueAt(polynomial, j), passed, start, end)
      if (change === undefined) return undefined
      if (change > start && change <= end && change !== changes[changes.length - 1]) changes.push(change)
    }
  }
  return changes
}

/** `p(j + 1) - p(j)`, by the binomial theorem. */
function differenceOf(polynomial: Polynomial): Polynomial | undefined {
  const difference: number[] = new Array<number>(polynomial.length - 1).fill(0)
  polynomial.forEach((coefficient, power) => {
    let binomial = 1
    for (let low = 0; low < power; low++) {
      difference[low] = (difference[low] ?? 0) + coefficient * binomial
      binomial = (binomial * (power - low)) / (low + 1)
    }
  })
  return trimmed(difference)
}

/** The first integer from `start` to `end` at which a growing function reaches the bound; Infinity if none does. */
function firstWhere(value: (j: number) => number, bound: number, start: number, end: number): number | undefined {
  let low = start - 1
  let high = start
  for (let stride = 1; ; stride *= 2) {
    const reached = value(high)
    if (Number.isNaN(reached)) return undefined
    if (reached >= bound) break
    if (high >= end) return Infinity
    low = high
    high = Math.min(high + stride, end)
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (value(middle) >= bound) high = middle
    else low = middle
  }
  return high
}
