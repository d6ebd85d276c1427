/** Dims in a simpler form that is equal under assumptions. */
import { NO_ASSUMPTIONS, type Assumptions } from './assumptions.ts'
import { divisible, equals } from './condition.ts'
import { decide, isAtLeast, isAtMost } from './decide.ts'
import {
  add, constantPart, containsOpaque, fromAtom, fromTerms, isConstant, mul, sub, type Dim, type ExtremeAtom,
  type FloorAtom, type SymbolAtom, type Term,
} from './dim.ts'
import { max, min } from './extreme.ts'
import { exactQuotient, floorDiv, mod } from './floor.ts'
import { gcd, remainder } from './integers.ts'
import { evaluateWith, visitAtoms } from './substitute.ts'

/** The dim in a simpler form: `2*(H//2)` is `H` and `(H + 31)//32` is `H//32` where H is a multiple of 32. */
export function simplify(dim: Dim, assumptions: Assumptions = NO_ASSUMPTIONS): Dim {
  if (isConstant(dim)) return dim
  return simplifySum(assumptions.reduceDim(dim), assumptions)
}

function simplifySum(dim: Dim, assumptions: Assumptions): Dim {
  if (isConstant(dim)) return dim
  let sum: Dim = 0
  for (const term of dim.terms) sum = add(sum, simplifyTerm(term, assumptions))
  return sum
}

function simplifyTerm({ coefficient, atoms }: Term, assumptions: Assumptions): Dim {
  let product: Dim = coefficient
  for (const atom of atoms) {
    if (atom.kind === 'floor') product = simplifyMultiple(product, atom, assumptions)
    else if (atom.kind === 'symbol' || atom.kind === 'opaque') product = mul(product, fromAtom(atom))
    else product = mul(product, simplifyExtreme(atom, assumptions))
  }
  return product
}

/** `factor * (numerator // divisor)`. */
function simplifyMultiple(factor: Dim, atom: FloorAtom, assumptions: Assumptions): Dim {
  const numerator = simplifySum(atom.numerator, assumptions)
  const divisor = simplifySum(atom.divisor, assumptions)
  if (isConstant(numerator)) return mul(factor, floorDiv(numerator, divisor))
  if (!isConstant(divisor)) {
    // b*q*(x//b)  =  q*x  with x % b == 0
    const multiple = exactQuotient(factor, divisor)
    const divides = multiple !== undefined && decide(divisible(numerator, divisor), assumptions) === 'always'
    return divides ? mul(multiple, numerator) : mul(factor, floorDiv(numerator, divisor))
  }
  const offset = constantPart(numerator)
  const variable = sub(numerator, offset)
  const rest = knownRemainder(variable, divisor, assumptions)
  if (rest === undefined) return mul(factor, floorDiv(numerator, divisor))
  // With x % n == r:  (x + c) // n  =  (x - r)//n + (r + c)//n,  and  g*((x - r)//(g*m))  =  (x - r)//m
  const exact = sub(variable, rest)
  const share = gcd(divisor, contentOf(factor))
  const quotient = mul(divideContent(factor, share), floorDiv(exact, divisor / share))
  return add(quotient, mul(factor, floorDiv(rest + offset, divisor)))
}

function simplifyExtreme(atom: ExtremeAtom, assumptions: Assumptions): Dim {
  const operands = atom.operands.map((operand) => simplifySum(operand, assumptions))
  const leads = (operand: Dim, other: Dim): boolean =>
    (atom.kind === 'max' ? isAtLeast(operand, other, assumptions) : isAtMost(operand, other, assumptions)) === 'always'
  const leader = operands.find((operand) => operands.every((other) => leads(operand, other)))
  return leader ?? operands.reduce(atom.kind === 'max' ? max : min)
}

function contentOf(dim: Dim): number {
  return isConstant(dim) ? dim : dim.terms.reduce((divided, term) => gcd(divided, term.coefficient), 0)
}

function divideContent(dim: Dim, divisor: number): Dim {
  if (isConstant(dim)) return dim / divisor
  return fromTerms(dim.terms.map(({ coefficient, atoms }) => ({ coefficient: coefficient / divisor, atoms })))
}

/** `dim % divisor`, where it is the same for all admissible sizes. */
function knownRemainder(dim: Dim, divisor: number, assumptions: Assumptions): number | undefined {
  if (containsOpaque(dim) || assumptions.conditions.length === 0) return undefined
  const sample = sampleOf(dim, divisor, assumptions)
  if (sample === undefined) return undefined
  return decide(equals(mod(dim, divisor), sample), assumptions) === 'always' ? sample : undefined
}

/** `dim % divisor` for the first admissible value of each symbol. */
function sampleOf(dim: Dim, divisor: number, assumptions: Assumptions): number | undefined {
  const sizes = new Map<string, number>()
  visitAtoms(dim, (atom) => {
    if (atom.kind === 'symbol' && !sizes.has(atom.key)) sizes.set(atom.key, assumptions.range(atom)?.low ?? atom.min)
  })
  const value = evaluateWith(dim, (symbol: SymbolAtom) => sizes.get(symbol.key) ?? NaN)
  return Number.isSafeInteger(value) ? remainder(value, divisor) : undefined
}
