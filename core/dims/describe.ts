/**
 * The shortest condition that tells the holding cells of one size from the others.
 *
 * From the largest sizes downwards, the sizes fall into regions on each of which the verdict depends on the residue alone.
 * One pattern of residues is stated, and the regions that deviate from it are stated as ranges beside it.
 */
import {
  allOf, anyOf, atLeast, atMost, comparisonsOf, equals, FALSE, negate, notEquals, TRUE, type Condition,
} from './condition.ts'
import { sub, type Dim } from './dim.ts'
import { mod } from './floor.ts'
import { remainder } from './integers.ts'
import { lastOf, type Cell } from './table.ts'

/** The largest number of alternatives that a reader takes in at once. */
const ALTERNATIVES = 3

/** The largest number of comparisons in a description, and of regions that it is made of. */
const COMPARISONS = 6
const REGIONS = 8

/**
 * A condition on `size` that holds on the cells that hold and fails on the others; sizes outside the cells do not
 * matter. The cells have a common step. Undefined when no readable one is found.
 */
export function describe(cells: readonly Cell[], size: Dim): Condition | undefined {
  const inverse = describePlainly(cells.map((cell) => ({ ...cell, holds: !cell.holds })), size)
  return shorter(describePlainly(cells, size), inverse && negate(inverse))
}

/** Whichever has fewer comparisons, the first of them if they have as many. */
function shorter(left: Condition | undefined, right: Condition | undefined): Condition | undefined {
  const best = right === undefined || (left !== undefined && countComparisons(left) <= countComparisons(right)) ? left : right
  return best !== undefined && countComparisons(best) <= COMPARISONS ? best : undefined
}

export function countComparisons(condition: Condition): number {
  return comparisonsOf(condition).length
}

/** The sizes from `from`, below `until`, on which the verdict is that of the size's residue; residues that do not occur have none. */
interface Region {
  readonly from: number
  readonly until: number
  readonly pattern: ReadonlyMap<number, boolean>
}

function describePlainly(cells: readonly Cell[], size: Dim): Condition | undefined {
  return shorter(describeValues(cells, size), describeRegions(cells, size))
}

/** One range of sizes, or a few sizes by themselves. */
function describeValues(cells: readonly Cell[], size: Dim): Condition | undefined {
  let low = Infinity
  let high = -Infinity
  let count = 0
  for (const cell of cells) {
    if (!cell.holds) continue
    low = Math.min(low, cell.first)
    high = Math.max(high, lastOf(cell))
    count += cell.count
  }
  if (count === 0) return FALSE
  let below = false
  let above = false
  let between = false
  for (const cell of cells) {
    if (cell.holds) continue
    below ||= cell.first < low
    above ||= lastOf(cell) > high
    between ||= fallsWithin(cell, low, high)
  }
  if (between) return count <= ALTERNATIVES ? anyOf(...valuesOf(cells).map((value) => equals(size, value))) : undefined
  if (low === high) return equals(size, low)
  return allOf(below ? atLeast(size, low) : TRUE, above ? atMost(size, high) : TRUE)
}

/** The sizes that hold, ascending, where they are finitely many. */
function valuesOf(cells: readonly Cell[]): readonly number[] {
  const holding = cells.filter((cell) => cell.holds)
  const values = holding.flatMap(({ first, step, count }) => Array.from({ length: count }, (_, index) => first + index * step))
  return values.sort((left, right) => left - right)
}

function fallsWithin({ first, step, count }: Cell, low: number, high: number): boolean {
  const place = Math.max(0, Math.ceil((low - first) / step))
  return place < count && first + place * step <= high
}

function describeRegions(cells: readonly Cell[], size: Dim): Condition | undefined {
  const step = cells[0]?.step ?? 1
  const regions = regionsOf(cells, step)
  if (regions === undefined) return undefined
  const base = regions.findLast((region) => constantOf(region) === undefined)
  const residues = base === undefined ? FALSE : describeResidues(base.pattern, step, size)
  if (residues === undefined) return undefined
  const expected = (residue: number): boolean | undefined => (base === undefined ? false : base.pattern.get(residue))
  const atLow: Condition[] = []
  const holding: Condition[] = []
  const excepted: Condition[] = []
  for (const [place, region] of regions.entries()) {
    if ([...region.pattern].every(([residue, holds]) => (expected(residue) ?? holds) === holds)) continue
    const constant = constantOf(region)
    if (constant === true) {
      const range = rangeOf(trimmed(region, step, (residue) => expected(residue) !== true && region.pattern.has(residue)), regions, size)
      ;(place === 0 ? atLow : holding).push(range)
    } else if (constant === false) {
      excepted.push(negate(rangeOf(exception(place, regions, step, expected), regions, size)))
    } else {
      const deviating = describeResidues(region.pattern, step, size)
      if (deviating === undefined) return undefined
      const range = rangeOf(region, regions, size)
      holding.push(allOf(range, deviating))
      excepted.push(negate(range))
    }
  }
  return anyOf(...atLow, allOf(...excepted, residues), ...holding)
}

/** The regions, ascending; undefined when there are too many. */
function regionsOf(cells: readonly Cell[], step: number): readonly Region[] | undefined {
  const classes = classesOf(cells, step)
  const lowest = cells.reduce((least, cell) => Math.min(least, cell.first), Infinity)
  const regions: Region[] = []
  for (let until = Infinity; ; ) {
    const pattern = new Map<number, boolean>()
    let from = lowest
    for (const [residue, spans] of classes) {
      const place = spans.findLastIndex((span) => span.first < until)
      const last = spans[place]
      if (last === undefined) continue
      pattern.set(residue, last.holds)
      const before = spans[place - 1]
      if (before !== undefined) from = Math.max(from, lastOf(before) + 1)
    }
    if (pattern.size === 0) return regions
    regions.unshift({ from, until, pattern })
    if (from === lowest) return regions
    if (regions.length === REGIONS) return undefined
    until = from
  }
}

/** The cells of each residue, ascending, with neighbours of one verdict joined. */
function classesOf(cells: readonly Cell[], step: number): ReadonlyMap<number, readonly Cell[]> {
  const classes = new Map<number, Cell[]>()
  for (const cell of [...cells].sort((left, right) => left.first - right.first)) {
    const residue = remainder(cell.first, step)
    const spans = classes.get(residue)
    const before = spans?.at(-1)
    if (spans === undefined) classes.set(residue, [cell])
    else if (before?.holds !== cell.holds) spans.push(cell)
    else spans[spans.length - 1] = { ...before, count: (lastOf(cell) - before.first) / step + 1 }
  }
  return classes
}

/** The verdict that all sizes of the region share. */
function constantOf({ pattern }: Region): boolean | undefined {
  const verdicts = new Set(pattern.values())
  const [only] = verdicts
  return verdicts.size === 1 ? only : undefined
}

/** The region without the sizes at its ends whose residues are not wanted. */
function trimmed(region: Region, step: number, wanted: (residue: number) => boolean): Region {
  let { from, until } = region
  for (let count = 0; count < step && from < until - 1 && !wanted(remainder(from, step)); count++) from++
  for (let count = 0; count < step && until < Infinity && from < until - 1 && !wanted(remainder(until - 1, step)); count++) until--
  return { ...region, from, until }
}

/**
 * A failing region: in between, no more than what is excepted; at either end of the sizes, up to the first or the last
 * size that holds, as in `H >= 6 and H % 2 == 0`.
 */
function exception(place: number, regions: readonly Region[], step: number, expected: (residue: number) => boolean | undefined): Region {
  const region = regions[place] as Region
  const previous = regions[place - 1]
  const next = regions[place + 1]
  let { from, until } = region
  if (previous === undefined && next !== undefined) {
    while (until < next.until - 1 && next.pattern.get(remainder(until, step)) !== true) until++
  } else if (next === undefined && previous !== undefined) {
    while (from > previous.from + 1 && previous.pattern.get(remainder(from - 1, step)) !== true) from--
  } else {
    return trimmed(region, step, (residue) => expected(residue) === true)
  }
  return { ...region, from, until }
}

function rangeOf({ from, until }: Region, regions: readonly Region[], size: Dim): Condition {
  if (until === from + 1) return equals(size, from)
  return allOf(from === regions[0]?.from ? TRUE : atLeast(size, from), until === Infinity ? TRUE : atMost(size, until - 1))
}

/** `size % m == r` and its kin, for the smallest `m` that tells the residues apart. */
function describeResidues(pattern: ReadonlyMap<number, boolean>, step: number, size: Dim): Condition | undefined {
  for (let modulus = 1; modulus <= step; modulus++) {
    if (step % modulus !== 0) continue
    const verdicts = new Map<number, boolean>()
    let consistent = true
    for (const [residue, holds] of pattern) {
      const reduced = residue % modulus
      const verdict = verdicts.get(reduced)
      if (verdict !== undefined && verdict !== holds) {
        consistent = false
        break
      }
      verdicts.set(reduced, holds)
    }
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
  if (holding.length === 2) return anyOf(...holding.map((residue) => equals(rest, residue)))
  if (others.length === 2) return allOf(...others.map((residue) => notEquals(rest, residue)))
  const run = describeRun(residues, verdicts, size, modulus)
  if (run !== undefined) return run
  if (holding.length <= ALTERNATIVES) return anyOf(...holding.map((residue) => equals(rest, residue)))
  if (others.length <= ALTERNATIVES) return allOf(...others.map((residue) => notEquals(rest, residue)))
  return undefined
}

/**
 * Residues that follow each other, past the end and from 0 on, counted from the first that holds or from the first that
 * fails, whichever is nearer to 0: `(size + 3) % 16 <= 5` or `(size - 1) % 16 >= 12`.
 */
function describeRun(
  residues: readonly number[], verdicts: ReadonlyMap<number, boolean>, size: Dim, modulus: number,
): Condition | undefined {
  const startsOf = (verdict: boolean): readonly number[] =>
    residues.filter((residue, place) => verdicts.get(residue) === verdict && verdicts.get(residues.at(place - 1) ?? residue) !== verdict)
  const [start, ...more] = startsOf(true)
  const [stop] = startsOf(false)
  if (start === undefined || stop === undefined || more.length > 0) return undefined
  const fromStart = (residue: number, origin: number): number => remainder(residue - origin, modulus)
  const distance = (origin: number): number => Math.min(origin, modulus - origin)
  const holding = residues.filter((residue) => verdicts.get(residue) === true)
  if (distance(start) <= distance(stop)) {
    return atMost(mod(sub(size, start), modulus), Math.max(...holding.map((residue) => fromStart(residue, start))))
  }
  return atLeast(mod(sub(size, stop), modulus), Math.min(...holding.map((residue) => fromStart(residue, stop))))
}
