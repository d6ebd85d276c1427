/** Equalities of products, solved through the divisors of what the product comes to. */
import { lowerBound, upperBound, type Knowledge } from './bounds.ts'
import { allOf, equals, type Condition } from './condition.ts'
import { constantPart, fromAtom, mul, sameAtom, variableTerms, type Atom, type Dim } from './dim.ts'

/** The largest product whose divisors are looked for, and the largest number of solutions. */
const PRODUCT_LIMIT = 1_000_000
const SOLUTION_LIMIT = 64

/**
 * The alternatives that `difference == 0` comes to: for a product each an equality for every factor, for a product that
 * is 0 one factor's equality. None: it never holds. Undefined where the dim isn't a product of different atoms beside a
 * number, or where there are too many alternatives.
 */
export function solutionsOf(difference: Dim, knowledge: Knowledge): readonly Condition[] | undefined {
  const product = productOf(difference)
  if (product === undefined || Math.abs(product.value) > PRODUCT_LIMIT) return undefined
  const { factors, value } = product
  if (value === 0) return factors.map(({ atom, scale, offset }) => equals(mul(scale, fromAtom(atom)), -offset))
  let partial: readonly Partial[] = [{ rest: value, chosen: [] }]
  const divisors = divisorsOf(value)
  for (const [place, { atom, scale, offset }] of factors.entries()) {
    const low = lowerBound(fromAtom(atom), knowledge) ?? -Infinity
    const high = upperBound(fromAtom(atom), knowledge) ?? Infinity
    const isLast = place === factors.length - 1
    partial = partial.flatMap(({ rest, chosen }) =>
      (isLast ? [rest] : divisors.filter((divisor) => rest % divisor === 0)).flatMap((divisor) => {
        const size = (divisor - offset) / scale
        if (!Number.isInteger(size) || size < low || size > high) return []
        return [{ rest: rest / divisor, chosen: [...chosen, equals(fromAtom(atom), size)] }]
      }),
    )
    if (partial.length > SOLUTION_LIMIT) return undefined
  }
  return partial.map(({ chosen }) => allOf(...chosen))
}

/** Values chosen for the first factors, and what the others have to come to. */
interface Partial {
  readonly rest: number
  readonly chosen: readonly Condition[]
}

/** `scale*atom + offset` */
interface Factor {
  readonly atom: Atom
  readonly scale: number
  readonly offset: number
}

/**
 * The dim plus `value` as a product of factors, each of which holds an atom of its own:
 *   a*x*y + b*x + c*y + d == 0  =  (a*x + c)*(a*y + b) == b*c - a*d   for a != 0
 *   a*x*y*z + d == 0            =  x*y*z == -d/a                      where a divides d
 */
function productOf(dim: Dim): { readonly factors: readonly Factor[]; readonly value: number } | undefined {
  const [lead, ...others] = variableTerms(dim)
  if (lead === undefined || lead.atoms.length < 2) return undefined
  if (lead.atoms.some((atom, place) => lead.atoms.findIndex((other) => sameAtom(other, atom)) !== place)) return undefined
  const constant = constantPart(dim)
  if (others.length === 0) {
    const value = -constant / lead.coefficient
    return { factors: lead.atoms.map((atom) => ({ atom, scale: 1, offset: 0 })), value: value + 0 }
  }
  const [x, y] = lead.atoms
  if (lead.atoms.length > 2 || x === undefined || y === undefined) return undefined
  let ofX = 0
  let ofY = 0
  for (const { coefficient, atoms } of others) {
    const [atom] = atoms
    if (atoms.length !== 1 || atom === undefined) return undefined
    if (sameAtom(atom, x)) ofX = coefficient
    else if (sameAtom(atom, y)) ofY = coefficient
    else return undefined
  }
  const scale = lead.coefficient
  return { factors: [{ atom: x, scale, offset: ofY }, { atom: y, scale, offset: ofX }], value: ofX * ofY - scale * constant }
}

/** The divisors of a number other than 0, negative ones included. */
function divisorsOf(value: number): readonly number[] {
  const size = Math.abs(value)
  const found: number[] = []
  for (let divisor = 1; divisor * divisor <= size; divisor++) {
    if (size % divisor !== 0) continue
    found.push(divisor, -divisor)
    if (divisor * divisor !== size) found.push(size / divisor, -size / divisor)
  }
  return found
}
