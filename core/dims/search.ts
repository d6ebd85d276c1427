/** Sizes that meet conditions: the smallest, and the nearest to given ones. */
import {
  allOf, conditionIsOpaque, conjunctsOf, holdsAt, substituteCondition, symbolsOfCondition, TRUE, type Condition,
} from './condition.ts'
import { compareAtoms, type SymbolAtom } from './dim.ts'
import { independentGroups } from './independent.ts'
import { ceilQuotient, floorQuotient } from './integers.ts'
import { tabulate, type Cell } from './table.ts'
import { withoutExtremes } from './without-extremes.ts'

/** Sizes by the names of their symbols. */
export type Sizes = Readonly<Record<string, number>>

/** How many values of all symbols but the last one search tries. */
const TRIALS = 1000

/**
 * The sizes of smallest sum that meet all of the conditions, for each symbol in them. Undefined where there are none, or
 * none within the first thousand.
 */
export function smallestSizes(conditions: readonly Condition[]): Sizes | undefined {
  return nearestOnSide(conditions, {}, 'above')
}

/**
 * The sizes nearest to the given ones that meet all of the conditions: first those of which none is larger than given,
 * then those of which none is smaller. Sizes of symbols that no condition mentions stay.
 */
export function nearestSizes(conditions: readonly Condition[], sizes: Sizes): readonly Sizes[] {
  const found = (['below', 'above'] as const).map((side) => nearestOnSide(conditions, sizes, side))
  return found.filter((each) => each !== undefined).map((each) => ({ ...sizes, ...each }))
}

type Side = 'below' | 'above'

function nearestOnSide(conditions: readonly Condition[], sizes: Sizes, side: Side): Sizes | undefined {
  const whole = withoutExtremes(allOf(...conditions))
  if (conditionIsOpaque(whole) || whole.kind === 'false') return undefined
  const groups = independentGroups(conjunctsOf(whole), [])
  const found: Record<string, number> = {}
  for (const group of groups) {
    const symbols = [...symbolsOfCondition(allOf(...group)).values()].sort(compareAtoms)
    const best = new Search(symbols, sizes, side).run(allOf(...group))
    if (best === undefined) return undefined
    Object.assign(found, best)
  }
  return found
}

/** Goes through the values of all symbols but the last, nearest first; the table of the last one gives its nearest. */
class Search {
  readonly #symbols: readonly SymbolAtom[]
  readonly #sizes: Sizes
  readonly #side: Side
  #trials = TRIALS
  #best: Sizes | undefined
  #distance = Infinity

  constructor(symbols: readonly SymbolAtom[], sizes: Sizes, side: Side) {
    this.#symbols = symbols
    this.#sizes = sizes
    this.#side = side
  }

  run(condition: Condition): Sizes | undefined {
    this.#visit(condition, 0, {}, 0)
    return this.#best
  }

  #visit(condition: Condition, depth: number, chosen: Sizes, distance: number): void {
    const symbol = this.#symbols[depth]
    if (symbol === undefined || condition.kind === 'false') return
    const target = this.#sizes[symbol.name] ?? symbol.min
    if (depth === this.#symbols.length - 1) {
      const value = nearestValue(symbol, condition, target, this.#side)
      if (value === undefined || distance + Math.abs(value - target) >= this.#distance) return
      this.#distance = distance + Math.abs(value - target)
      this.#best = { ...chosen, [symbol.name]: value }
      return
    }
    const own = allOf(...conjunctsOf(condition).filter((part) => [...symbolsOfCondition(part).keys()].every((key) => key === symbol.key)))
    for (let away = 0; distance + away < this.#distance && this.#trials > 0; away++) {
      const value = this.#side === 'above' ? target + away : target - away
      if (value < symbol.min) return
      if (!holdsAt(own, () => value)) {
        if (away > TRIALS) return
        continue
      }
      this.#trials--
      this.#visit(substituteCondition(condition, (name) => (name === symbol.name ? value : undefined)), depth + 1, { ...chosen, [symbol.name]: value }, distance + away)
    }
  }
}

function nearestValue(symbol: SymbolAtom, condition: Condition, target: number, side: Side): number | undefined {
  const cells = tabulate(symbol, TRUE, condition)
  if (cells !== undefined) {
    const values = cells.flatMap((cell) => (cell.holds ? nearestInCell(cell, target, side) : []))
    if (values.length === 0) return undefined
    return values.reduce((best, value) => (side === 'above' ? Math.min(best, value) : Math.max(best, value)))
  }
  for (let away = 0; away < TRIALS; away++) {
    const value = side === 'above' ? Math.max(target, symbol.min) + away : target - away
    if (value < symbol.min) return undefined
    if (holdsAt(condition, () => value)) return value
  }
  return undefined
}

function nearestInCell({ first, step, count }: Cell, target: number, side: Side): readonly number[] {
  const index = side === 'above' ? Math.max(0, ceilQuotient(target - first, step)) : Math.min(count - 1, floorQuotient(target - first, step))
  return index < 0 || index >= count ? [] : [first + step * index]
}
