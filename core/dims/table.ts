/**
 * The sizes of one symbol for which a condition holds, as arithmetic progressions.
 *
 * With `H = first + step*j` for a step that all divisors divide, every floor is exact: on each residue class a
 * comparison is one of a polynomial in `j`, which changes its sign in finitely many places.
 */
import { comparisonsOf, relationHolds, type Comparison, type Condition } from './condition.ts'
import { isConstant, termsOf, type Dim, type SymbolAtom } from './dim.ts'
import { lcm, remainder } from './integers.ts'
import { onClass, signChanges, valueAt, type Polynomial } from './polynomial.ts'

/** The sizes `first`, `first + step`, …, `count` of them, which may be infinitely many. */
export interface Cell {
  readonly first: number
  readonly step: number
  readonly count: number
  readonly holds: boolean
}

/** The largest step. */
export const PERIOD_LIMIT = 4096

/** The largest number of comparisons, each on each residue class, that one table evaluates. */
const WORK_LIMIT = 2 * PERIOD_LIMIT

export function lastOf(cell: Cell): number {
  return cell.first + cell.step * (cell.count - 1)
}

/** The period of the dim in one symbol: for `symbol = period*j + r` every floor of a constant divisor is exact. */
export function periodOf(dim: Dim, symbol: SymbolAtom): number {
  let period = 1
  for (const term of termsOf(dim)) {
    for (const atom of term.atoms) {
      if (atom.kind === 'floor' && mentions(atom.numerator, symbol)) {
        const within = periodOf(atom.numerator, symbol)
        period = lcm(period, isConstant(atom.divisor) ? within * atom.divisor : within)
      } else if (atom.kind === 'max' || atom.kind === 'min') {
        for (const operand of atom.operands) period = lcm(period, periodOf(operand, symbol))
      }
      if (period > PERIOD_LIMIT) return Infinity
    }
  }
  return period
}

export function periodOfCondition(condition: Condition, symbol: SymbolAtom): number {
  let period = 1
  for (const { difference } of comparisonsOf(condition)) {
    const own = periodOf(difference, symbol)
    period = own === Infinity ? Infinity : lcm(period, own)
    if (period > PERIOD_LIMIT) return Infinity
  }
  return period
}

function mentions(dim: Dim, symbol: SymbolAtom): boolean {
  return termsOf(dim).some((term) =>
    term.atoms.some((atom) => {
      if (atom.kind === 'symbol') return atom.key === symbol.key
      if (atom.kind === 'floor') return mentions(atom.numerator, symbol) || mentions(atom.divisor, symbol)
      return atom.kind !== 'opaque' && atom.operands.some((operand) => mentions(operand, symbol))
    }),
  )
}

/**
 * The sizes of `symbol`, from its minimum, at which `domain` holds, in cells on which `question` holds throughout or
 * nowhere. Both conditions mention this symbol alone. Undefined where the work is too much or a comparison is not of
 * polynomials. The step is a multiple of `period`.
 */
export function tabulate(
  symbol: SymbolAtom, domain: Condition, question: Condition, period = 1,
): readonly Cell[] | undefined {
  const periods = [periodOfCondition(domain, symbol), periodOfCondition(question, symbol)] as const
  if (periods[0] === Infinity || periods[1] === Infinity) return undefined
  const step = lcm(lcm(...periods), period)
  const comparisons = comparisonsOf(domain).length + comparisonsOf(question).length
  if (step > PERIOD_LIMIT || step * comparisons > WORK_LIMIT) return undefined
  const cells: Cell[] = []
  for (let residue = 0; residue < step; residue++) {
    const first = symbol.min + remainder(residue - symbol.min, step)
    const polynomials = new Map<Comparison, Polynomial>()
    const inDomain = intervalsOf(domain, symbol, first, step, polynomials)
    if (inDomain === undefined) return undefined
    for (const span of inDomain) {
      if (!span.holds) continue
      const asked = intervalsOf(question, symbol, first, step, polynomials)
      if (asked === undefined) return undefined
      for (const { from, until, holds } of asked) {
        const start = Math.max(from, span.from)
        const end = Math.min(until, span.until)
        if (start < end) cells.push({ first: first + step * start, step, count: end - start, holds })
      }
    }
  }
  return cells
}

interface Span {
  readonly from: number
  readonly until: number
  readonly holds: boolean
}

/** The values of `j` from 0 on, cut where the condition may change. */
function intervalsOf(
  condition: Condition, symbol: SymbolAtom, first: number, step: number, polynomials: Map<Comparison, Polynomial>,
): readonly Span[] | undefined {
  const starts = new Set([0])
  for (const comparison of comparisonsOf(condition)) {
    const polynomial = onClass(comparison.difference, symbol, first, step)
    const changes = polynomial && signChanges(polynomial)
    if (polynomial === undefined || changes === undefined) return undefined
    polynomials.set(comparison, polynomial)
    for (const change of changes) starts.add(change)
  }
  const sorted = [...starts].sort((left, right) => left - right)
  const spans: Span[] = []
  for (const [place, from] of sorted.entries()) {
    const holds = holdsFor(condition, from, polynomials)
    if (holds === undefined) return undefined
    spans.push({ from, until: sorted[place + 1] ?? Infinity, holds })
  }
  return spans
}

function holdsFor(condition: Condition, j: number, polynomials: ReadonlyMap<Comparison, Polynomial>): boolean | undefined {
  switch (condition.kind) {
    case 'true':
    case 'false':
      return condition.kind === 'true'
    case 'comparison': {
      const polynomial = polynomials.get(condition)
      const value = polynomial === undefined ? NaN : valueAt(polynomial, j)
      return Number.isNaN(value) ? undefined : relationHolds(condition.relation, value)
    }
    case 'and':
    case 'or': {
      const values = condition.parts.map((part) => holdsFor(part, j, polynomials))
      if (values.includes(undefined)) return undefined
      return condition.kind === 'and' ? !values.includes(false) : values.includes(true)
    }
  }
}
