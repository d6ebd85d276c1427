/** The shortest condition that tells the holding cells of one size from the others. */
import {
  allOf, anyOf, atLeast, atMost, equals, evaluateCondition, FALSE, negate, notEquals, symbolsOfCondition, TRUE,
  type Condition,
} from './condition.ts'
import { add, type Dim } from './dim.ts'
import { mod } from './floor.ts'
import { remainder } from './integers.ts'
import { lastOf, type Cell } from './table.ts'

/** The largest number of alternatives that a reader takes in at once. */
const ALTERNATIVES = 3

/**
 * A condition on `size` that holds on the cells that hold and fails on the others; sizes outside the cells do not
 * matter. Undefined when no readable one is found.
 */
export function describe(cells: readonly Cell[], size: Dim): Condition | undefined {
  const inverse = cells.map((cell) => ({ ...cell, holds: !cell.holds }))
  const opposite = (): Condition | undefined => {
    const condition = describePlainly(inverse, size)
    return condition && negate(condition)
  }
  return describePlainly(cells, size) ?? opposite() ?? describeWithExceptions(cells, size)
}

/** One value, a range, residues, or residues within a range. */
function describePlainly(cells: readonly Cell[], size: Dim): Condition | undefined {
  const holding = cells.filter((cell) => cell.holds)
  const others = cells.filter((cell) => !cell.holds)
  if (holding.length === 0) return FALSE
  if (others.length === 0) return TRUE
  const low = Math.min(...holding.map((cell) => cell.first))
  const high = Math.max(...holding.map(lastOf))
  if (low === high) return equals(size, low)
  const range = allOf(
    others.some((cell) => cell.first < low) ? atLeast(size, low) : TRUE,
    others.some((cell) => lastOf(cell) > high) ? atMost(size, high) : TRUE,
  )
  const between = others.flatMap((cell) => cut(cell, low, high))
  if (between.length === 0) return range
  const residues = describeResidues(cells, size)
  if (residues !== undefined) return residues
  if (holding.reduce((total, cell) => total + cell.count, 0) <= ALTERNATIVES) {
    return anyOf(...valuesOf(holding).map((value) => equals(size, value)))
  }
  const residuesWithin = describeResidues([...holding, ...between], size)
  return residuesWithin && allOf(range, residuesWithin)
}

/** The sizes of finite cells, ascending. */
function valuesOf(cells: readonly Cell[]): readonly number[] {
  const values = cells.flatMap((cell) => Array.from({ length: cell.count }, (_, index) => cell.first + index * cell.step))
  return values.sort((left, right) => left - right)
}

/** The cell's sizes from `low` to `high`. */
function cut(cell: Cell, low: number, high: number): readonly Cell[] {
  const skipped = Math.max(0, Math.ceil((low - cell.first) / cell.step))
  const first = cell.first + skipped * cell.step
  const count = Math.min(cell.count - skipped, Math.floor((high - first) / cell.step) + 1)
  return count > 0 ? [{ ...cell, first, count }] : []
}

/** `size % m == r` and its kin, for the smallest `m` that tells the cells apart. */
function describeResidues(cells: readonly Cell[], size: Dim): Condition | undefined {
  const step = cells[0]?.step ?? 1
  for (let modulus = 2; modulus <= step; modulus++) {
    if (step % modulus !== 0) continue
    const verdicts = new Map<number, boolean>()
    const consistent = cells.every((cell) => {
      const residue = remainder(cell.first, modulus)
      const verdict = verdicts.get(residue)
      verdicts.set(residue, cell.holds)
      return verdict === undefined || verdict === cell.holds
    })
    if (consistent) return describeVerdicts(verdicts, size, modulus)
  }
  return undefined
}

function describeVerdicts(verdicts: ReadonlyMap<number, boolean>, size: Dim, modulus: number): Condition | undefined {
  const residues = [...verdicts.keys()].sort((left, right) => left - right)
  const holding = residues.filter((residue) => verdicts.get(residue) === true)
  const others = residues.filter((residue) => verdicts.get(residue) === false)
  const rest = mod(size, modulus)
  const [first, second] = holding
  const [excluded, anotherExcluded] = others
  if (first === undefined || excluded === undefined) return first === undefined ? FALSE : TRUE
  if (second === undefined) return equals(rest, first)
  if (anotherExcluded === undefined) return notEquals(rest, excluded)
  if (Math.max(...others) < first) return atLeast(rest, first)
  if (Math.max(...holding) < excluded) return atMost(rest, Math.max(...holding))
  if (holding.length <= ALTERNATIVES) return anyOf(...holding.map((residue) => equals(rest, residue)))
  if (others.length <= ALTERNATIVES) return allOf(...others.map((residue) => notEquals(rest, residue)))
  return describeRun(residues, verdicts, size, modulus)
}

/** Residues that follow each other, past the end and from 0 on: `(size + shift) % modulus <= last`. */
function describeRun(
  residues: readonly number[], verdicts: ReadonlyMap<number, boolean>, size: Dim, modulus: number,
): Condition | undefined {
  const holding = residues.filter((residue) => verdicts.get(residue) === true)
  const starts = holding.filter((residue) => verdicts.get(residues.at(residues.indexOf(residue) - 1) ?? residue) === false)
  const [start] = starts
  if (start === undefined || starts.length > 1) return undefined
  const shift = modulus - start
  return atMost(mod(add(size, shift), modulus), Math.max(...holding.map((residue) => (residue + shift) % modulus)))
}

/** What holds for large sizes, with a few smaller ones added or excepted. */
function describeWithExceptions(cells: readonly Cell[], size: Dim): Condition | undefined {
  const settled = Math.max(...cells.filter((cell) => cell.count !== Infinity).map(lastOf))
  const tail = cells.flatMap((cell) => cut(cell, settled + 1, Infinity))
  const general = describeTail(tail, size)
  if (general === undefined) return undefined
  const added: Condition[] = []
  const excepted: Condition[] = []
  for (const cell of cells) {
    if (cell.count === Infinity || holdsFor(general, cell.first) === cell.holds) continue
    if (cell.count + added.length + excepted.length > ALTERNATIVES) return undefined
    for (const value of valuesOf([cell])) {
      if (cell.holds) added.push(equals(size, value))
      else excepted.push(notEquals(size, value))
    }
  }
  return allOf(...excepted, anyOf(general, ...added))
}

function describeTail(tail: readonly Cell[], size: Dim): Condition | undefined {
  if (tail.every((cell) => cell.holds)) return TRUE
  return tail.some((cell) => cell.holds) ? describeResidues(tail, size) : FALSE
}

/** The value of a condition on one size. */
function holdsFor(condition: Condition, value: number): boolean {
  const sizes = Object.fromEntries([...symbolsOfCondition(condition).values()].map((symbol) => [symbol.name, value]))
  return evaluateCondition(condition, sizes)
}
