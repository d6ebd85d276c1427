/** Dims in Python's syntax. Reading the text back by Python's rules gives the dim's value. */
import {
  add, constantPart, containsOpaque, FloorAtom, fromAtom, fromTerms, isConstant, mul, sameDim, sub, termsOf, variableTerms, type Atom,
  type Dim, type SymbolicDim, type Term,
} from './dim.ts'
import { splitBy } from './bounds.ts'
import { cancel } from './floor.ts'
import { gcd } from './integers.ts'
import { Memo } from './memo.ts'

/** The dim as a reader writes it: `2*(H//2)`, `(H + 31)//32`, `N*H`, `H % 4`. A dim with an opaque part is `?`. */
export function show(dim: Dim): string {
  if (isConstant(dim)) return String(dim)
  if (containsOpaque(dim)) return '?'
  return shown.get(dim.key) ?? shown.set(dim.key, showAnew(dim))
}

const shown = new Memo<string>(2000)

function showAnew(dim: SymbolicDim): string {
  const product = factored(dim)
  if (product === undefined) return showSum(splitRemainders(dim))
  const { content, factors } = product
  const texts = factors.map((factor) => {
    const summands = splitRemainders(factor)
    const text = showSum(summands)
    return summands.length === 1 && summands[0]?.binding === 'atom' ? text : `(${text})`
  })
  return `${content === 1 ? '' : content === -1 ? '-' : `${content}*`}${texts.join('*')}`
}

/**
 * A sum as a product of factors `atom + number`, where it is one: `H*W - 2*H - 2*W + 4` is `(H - 2)*(W - 2)`. The last
 * factor may be any sum. Undefined where there is only one factor or only one term.
 */
function factored(dim: SymbolicDim): { readonly content: number; readonly factors: readonly Dim[] } | undefined {
  if (dim.terms.length < 2) return undefined
  const factors: Dim[] = []
  let rest: Dim = dim
  while (!isConstant(rest)) {
    const step: { readonly factor: Dim; readonly rest: Dim } | undefined = withoutFactor(rest)
    if (step === undefined) break
    factors.push(step.factor)
    rest = step.rest
  }
  if (factors.length === 0 || (isConstant(rest) && factors.length === 1)) return undefined
  if (isConstant(rest)) return { content: rest, factors }
  const divided = termsOf(rest).reduce((common, term) => gcd(common, term.coefficient), 0)
  const content = (termsOf(rest)[0]?.coefficient ?? 1) < 0 ? -divided : divided
  return { content, factors: [...factors, cancel(rest, { coefficient: content, atoms: [] })] }
}

/** `x*f + t*f  =  (x + t)*f` for an atom x that is not in f, and a number t. */
function withoutFactor(dim: SymbolicDim): { readonly factor: Dim; readonly rest: Dim } | undefined {
  for (const atom of new Set(dim.terms.flatMap((term) => term.atoms))) {
    const split = splitBy(dim, atom)
    const share = split && multipleOf(split.rest, split.factor)
    if (split !== undefined && share !== undefined) return { factor: add(fromAtom(atom), share), rest: split.factor }
  }
  return undefined
}

/** The integer t with `dim = t*factor`, for a factor that is not a constant. */
function multipleOf(dim: Dim, factor: Dim): number | undefined {
  const [lead] = termsOf(factor)
  const [first] = termsOf(dim)
  if (lead === undefined || isConstant(factor)) return undefined
  const share = first === undefined ? 0 : first.coefficient / lead.coefficient
  return Number.isInteger(share) && sameDim(mul(factor, share), dim) ? share : undefined
}

/** A summand as a reader sees it: a term, or a multiple of `base % divisor`. */
export interface Summand {
  readonly coefficient: number
  /** The text without the coefficient, and how tightly it binds. Empty for the constant. */
  readonly text: string
  readonly binding: 'atom' | 'product'
  readonly value: Dim
}

/**
 * The summands of a dim, with remainders found again: `k*x - k*n*(x//n)` is `k*(x % n)`. A remainder is taken where
 * it leaves fewer of the terms that count: all of them, or in an inequality those that are not constant.
 */
export function splitRemainders(dim: Dim, countTerms: (dim: Dim) => number = termCount): readonly Summand[] {
  const summands: Summand[] = []
  let rest = dim
  for (const term of termsOf(dim)) {
    for (const atom of term.atoms) {
      if (atom.kind !== 'floor') continue
      const found = remainderOf(rest, term, atom, countTerms)
      if (found === undefined) continue
      rest = found.rest
      summands.push(found.summand)
    }
  }
  return [...summands, ...termsOf(rest).map(termSummand)]
}

function termCount(dim: Dim): number {
  return termsOf(dim).length
}

function remainderOf(
  dim: Dim, term: Term, atom: FloorAtom, countTerms: (dim: Dim) => number,
): { readonly summand: Summand; readonly rest: Dim } | undefined {
  const [lead] = termsOf(atom.divisor)
  if (lead === undefined || termsOf(atom.divisor).length !== 1) return undefined
  if (term.atoms.length !== lead.atoms.length + 1) return undefined
  return dividendsOf(dim, atom)
    .map(({ dividend, divisor }) => {
      const coefficient = isConstant(divisor) ? -term.coefficient / divisor : -term.coefficient / lead.coefficient
      const value = mul(sub(dividend, mul(divisor, fromAtom(atom))), coefficient)
      const text = `${operandText(nearest(dividend, divisor))} % ${operandText(divisor)}`
      return { summand: { coefficient, text, binding: 'product' as const, value }, rest: sub(dim, value) }
    })
    .find(({ summand, rest }) => Number.isInteger(summand.coefficient) && countTerms(rest) + 1 < countTerms(dim))
}

/** The dividend with the offset nearest to 0: `(H - 1) % 32` for `(H + 31) % 32`. */
function nearest(dividend: Dim, divisor: Dim): Dim {
  const offset = constantPart(dividend)
  return isConstant(divisor) && 2 * offset > divisor ? sub(dividend, divisor) : dividend
}

/** The ways to read the atom as `dividend // divisor`: as it stands, and as `(x//m) // n` for `x//m` in the dim. */
function dividendsOf(dim: Dim, atom: FloorAtom): readonly { readonly dividend: Dim; readonly divisor: Dim }[] {
  const ways = [{ dividend: atom.numerator, divisor: atom.divisor }]
  for (const { atoms } of termsOf(dim)) {
    const [inner] = atoms
    if (atoms.length !== 1 || inner?.kind !== 'floor' || !isConstant(atom.divisor) || !isConstant(inner.divisor)) continue
    if (inner.divisor === atom.divisor || !sameDim(inner.numerator, atom.numerator)) continue
    ways.push({ dividend: fromAtom(inner), divisor: atom.divisor / inner.divisor })
  }
  return ways.filter(({ divisor }) => !isConstant(divisor) || (Number.isInteger(divisor) && divisor > 1))
}

function termSummand(term: Term): Summand {
  const value = fromTerms([term])
  const [only] = term.atoms
  if (only === undefined) return { coefficient: term.coefficient, text: '', binding: 'atom', value }
  if (term.atoms.length === 1) {
    return { coefficient: term.coefficient, text: atomText(only), binding: only.kind === 'floor' ? 'product' : 'atom', value }
  }
  const text = term.atoms.map((atom) => (atom.kind === 'floor' ? `(${atomText(atom)})` : atomText(atom))).join('*')
  return { coefficient: term.coefficient, text, binding: 'atom', value }
}

/** The sum of the summands. A positive summand leads where there is one. */
export function showSum(summands: readonly Summand[]): string {
  if (summands.length === 0) return '0'
  const lead = Math.max(0, summands.findIndex((summand) => summand.coefficient > 0))
  const ordered = [...summands.slice(lead, lead + 1), ...summands.slice(0, lead), ...summands.slice(lead + 1)]
  return ordered
    .map((summand, place) => {
      const text = summandText(summand, place === 0)
      if (place === 0) return summand.coefficient < 0 ? `-${text}` : text
      return summand.coefficient < 0 ? ` - ${text}` : ` + ${text}`
    })
    .join('')
}

/** The summand without its sign. `-(H//2)` keeps its parentheses, since `-H//2` is `(-H)//2`. */
function summandText({ coefficient, text, binding }: Summand, leads: boolean): string {
  const size = Math.abs(coefficient)
  if (text === '') return String(size)
  if (size === 1 && !(leads && coefficient < 0)) return text
  const factor = binding === 'product' ? `(${text})` : text
  return size === 1 ? factor : `${size}*${factor}`
}

function atomText(atom: Atom): string {
  switch (atom.kind) {
    case 'symbol':
      return atom.name
    case 'opaque':
      return '?'
    case 'floor':
      return `${operandText(atom.numerator)}//${operandText(atom.divisor)}`
    case 'max':
    case 'min':
      return `${atom.kind}(${atom.operands.map(show).join(', ')})`
  }
}

/** An operand of `//` or `%`: bare where it is a number or a name. */
function operandText(dim: Dim): string {
  const text = show(dim)
  return /^[\w.]+$/.test(text) || /^(max|min)\([^()]*\)$/.test(text) ? text : `(${text})`
}

/** The sum of the summands' values. */
export function sumOfSummands(summands: readonly Summand[]): Dim {
  return summands.reduce<Dim>((sum, summand) => add(sum, summand.value), 0)
}

/** The number k for which `dim - k` is a product of factors; undefined where there is none besides 0. */
export function offsetOfProduct(dim: Dim): number | undefined {
  for (const { atoms } of termsOf(dim)) {
    const [atom] = atoms
    if (atom === undefined || atoms.length !== 2) continue
    const split = splitBy(dim, atom)
    if (split === undefined || isConstant(split.factor)) continue
    const share = multipleOf(fromTerms(variableTerms(split.rest)), fromTerms(variableTerms(split.factor)))
    if (share !== undefined && share !== 0) return constantPart(split.rest) - share * constantPart(split.factor)
  }
  return undefined
}
