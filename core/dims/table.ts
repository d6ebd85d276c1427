/**
 * The sizes of one symbol for which a condition holds, as arithmetic progressions.
 *
 * With `H = first + step*j` for a step that all divisors divide, every floor is exact: on each residue class a
 * comparison is one of a polynomial in `j`, which changes its sign in finitely many places.
 */
import { comparisonsOf, relationHolds, type Condition, type Relation } from './condition.ts'
import { isConstant, termsOf, type Dim, type SymbolAtom } from './dim.ts'
import { lcm, remainder } from './integers.ts'
import { onClass, signChanges, valueAt, type Polynomial } from './polynomial.ts'
import { evaluateWith } from './substitute.ts'

/** The sizes `first`, `first + step`, …, `count` of them, which may be infinitely many. */
export interface Cell {
  readonly first: number
  readonly step: number
  readonly count: number
  readonly holds: boolean
}

/** The largest step. */
export const PERIOD_LIMIT = 4096

/** The largest number of comparisons, each on each residue class, that one table evaluates; polynomials of higher degree weigh more. */
const WORK_LIMIT = 8 * PERIOD_LIMIT
const POLYNOMIAL_WEIGHT = 6

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
  const rows: Row[] = []
  const inDomain = compile(domain, rows, symbol, step)
  const holds = compile(question, rows, symbol, step)
  const work = rows.reduce((sum, row) => sum + (row.linear ? 1 : POLYNOMIAL_WEIGHT), 0)
  if (step > PERIOD_LIMIT || step * work > WORK_LIMIT) return undefined
  const cells: Cell[] = []
  for (let residue = 0; residue < step; residue++) {
    const first = symbol.min + remainder(residue - symbol.min, step)
    const starts = [0]
    for (const row of rows) if (!placeOnClass(row, symbol, first, step, starts)) return undefined
    if (starts.length > 1) starts.sort((left, right) => left - right)
    const before = cells.length
    for (const [place, from] of starts.entries()) {
      const until = starts[place + 1] ?? Infinity
      if (until === from) continue
      for (const row of rows) {
        row.value = valueAt(row.polynomial, from)
        if (Number.isNaN(row.value)) return undefined
      }
      if (!inDomain()) continue
      const cell = { first: first + step * from, step, count: until - from, holds: holds() }
      const last = cells.length > before ? cells[cells.length - 1] : undefined
      if (last?.holds === cell.holds && last.first + step * last.count === cell.first) {
        cells[cells.length - 1] = { ...last, count: last.count + cell.count }
      } else cells.push(cell)
    }
  }
  return cells
}

/** One comparison, with its difference on the class that is looked at, and that difference's value at one place. */
interface Row {
  readonly relation: Relation
  readonly difference: Dim
  readonly linear: boolean
  polynomial: Polynomial
  value: number
}

/** A test of the condition for the rows' values. */
function compile(condition: Condition, rows: Row[], symbol: SymbolAtom, step: number): () => boolean {
  switch (condition.kind) {
    case 'true':
    case 'false':
      return () => condition.kind === 'true'
    case 'comparison': {
      const { relation, difference } = condition
      const linear = isLinear(difference, symbol)
      // The slope is the same on every class: each floor grows by the step's share.
      const slope = linear ? valueOf(difference, symbol.min + step) - valueOf(difference, symbol.min) : 0
      const row: Row = { relation, difference, linear, polynomial: [0, slope], value: 0 }
      rows.push(row)
      return () => relationHolds(relation, row.value)
    }
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => compile(part, rows, symbol, step))
      return condition.kind === 'and' ? () => parts.every((part) => part()) : () => parts.some((part) => part())
    }
  }
}

function valueOf(dim: Dim, size: number): number {
  return evaluateWith(dim, () => size)
}

/** Whether the dim is a polynomial of degree 1 on every class: no product, no divisor and no extreme holds the symbol. */
function isLinear(dim: Dim, symbol: SymbolAtom): boolean {
  return termsOf(dim).every(({ atoms }) => {
    const [atom] = atoms
    if (atom === undefined) return true
    if (atoms.length > 1) return false
    if (atom.kind === 'symbol') return atom.key === symbol.key
    return atom.kind === 'floor' && isConstant(atom.divisor) && isLinear(atom.numerator, symbol)
  })
}

/** Sets the row's polynomial for the class and adds the places `j` at which the comparison may change. */
function placeOnClass(row: Row, symbol: SymbolAtom, first: number, step: number, starts: number[]): boolean {
  if (!row.linear) {
    const polynomial = onClass(row.difference, symbol, first, step)
    const changes = polynomial && signChanges(polynomial)
    if (polynomial === undefined || changes === undefined) return false
    row.polynomial = polynomial
    starts.push(...changes)
    return true
  }
  const slope = row.polynomial[1] ?? 0
  const offset = valueOf(row.difference, first)
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(slope)) return false
  row.polynomial = [offset, slope]
  if (slope === 0) return true
  // slope*j + offset reaches 0 at -offset/slope; `d >= 0` changes there or right after it, an equality at both ends of it.
  const root = -offset / slope
  const reached = Math.ceil(root)
  const passed = Math.floor(root) + 1
  if (row.relation !== 'nonnegative') {
    if (reached === passed) return true
    if (reached > 0) starts.push(reached)
    if (passed > 0) starts.push(passed)
  } else if (slope > 0) {
    if (reached > 0) starts.push(reached)
  } else if (passed > 0) starts.push(passed)
  return true
}
