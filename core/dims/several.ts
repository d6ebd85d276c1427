/**
 * Conditions on several sizes, by residues: with `H = first + step*j` for each size every floor is exact, and bounds
 * decide the polynomials that remain on each combination of classes.
 */
import type { Assumptions } from './assumptions.ts'
import type { Knowledge } from './bounds.ts'
import {
  allOf, anyOf, comparisonsOf, holdsAt, mapComparisons, negate, relate, TRUE, type Condition,
} from './condition.ts'
import { describe } from './describe.ts'
import { add, constantPart, fromAtom, isConstant, mul, SymbolAtom, type Atom, type Dim } from './dim.ts'
import { decideByBounds } from './narrow.ts'
import { replaceAtoms, visitAtoms } from './substitute.ts'
import { periodOfCondition, PERIOD_LIMIT, tabulate, type Cell } from './table.ts'

/** The largest number of comparisons, each on each combination of classes. */
const COMBINATION_LIMIT = 4096

/** The largest number of places at which witnesses are looked for, and of residue classes that they take. */
const PLACE_LIMIT = 60
const WITNESS_LIMIT = 4096

/** One size with the classes of its admissible values. */
interface Axis {
  readonly symbol: SymbolAtom
  readonly classes: readonly SizeClass[]
}

interface SizeClass {
  readonly cell: Cell
  /** The sizes of the class, `first + step*offset`. */
  readonly size: Dim
  readonly offset: SymbolAtom
}

export function decideSeveral(
  condition: Condition, symbols: ReadonlyMap<string, SymbolAtom>, assumptions: Assumptions,
): 'always' | 'never' | 'unknown' | { readonly when: Condition } {
  const axes = axesOf(condition, symbols, assumptions)
  if (axes === undefined) return 'unknown'
  const total = axes.reduce((product, axis) => product * axis.classes.length, 1)
  const verdicts = new Uint8Array(total)
  const holdsOn = verdictOnClasses(condition, axes)
  let held = 0
  for (let combination = 0; combination < total; combination++) {
    const verdict = holdsOn(combination)
    if (verdict === undefined) return 'unknown'
    verdicts[combination] = verdict ? 1 : 0
    if (verdict) held++
  }
  if (held === total) return 'always'
  if (held === 0) return 'never'
  return { when: factor(axes, verdicts, 1) ?? factor(axes, verdicts, 0) ?? condition }
}

function axesOf(
  condition: Condition, symbols: ReadonlyMap<string, SymbolAtom>, assumptions: Assumptions,
): readonly Axis[] | undefined {
  const axes: Axis[] = []
  let total = 1
  for (const symbol of symbols.values()) {
    const period = periodOfCondition(condition, symbol)
    if (period > PERIOD_LIMIT) return undefined
    const cells = tabulate(symbol, assumptions.about(symbol), TRUE, period) ?? tabulate(symbol, TRUE, TRUE, period)
    if (cells === undefined) return undefined
    total *= cells.length
    if (total * comparisonsOf(condition).length > COMBINATION_LIMIT) return undefined
    const offset = new SymbolAtom(`${symbol.key}'`, 0)
    const classes = cells.map((cell) => ({
      cell, offset, size: cell.count === 1 ? cell.first : add(cell.first, mul(cell.step, fromAtom(offset))),
    }))
    axes.push({ symbol, classes })
  }
  return axes
}

/** The condition's verdict on a combination of classes, numbered with the first axis running fastest. */
function verdictOnClasses(condition: Condition, axes: readonly Axis[]): (combination: number) => boolean | undefined {
  const places = axes.map(() => 0)
  const classOf = (index: number): SizeClass => axes[index]?.classes[places[index] ?? 0] as SizeClass
  const sizeOf = (atom: Atom): Dim | undefined => {
    if (atom.kind !== 'symbol') return undefined
    const index = axes.findIndex((axis) => axis.symbol.key === atom.key)
    return index < 0 ? undefined : classOf(index).size
  }
  const widths: Knowledge = {
    nonNegative: [],
    range: (atom) => {
      const index = axes.findIndex((axis) => axis.classes[0]?.offset.key === atom.key)
      return index < 0 ? undefined : { low: 0, high: classOf(index).cell.count - 1 }
    },
  }
  // An atom of one symbol takes one form for each class of that symbol.
  const forms = new Map<Atom, { readonly axis: number; readonly byClass: Dim[] }>()
  const onClasses = (atom: Atom): Dim | undefined => {
    if (atom.kind === 'symbol') return sizeOf(atom)
    let form = forms.get(atom)
    if (form === undefined) {
      form = { axis: axes.findIndex((axis) => axis.symbol.key === soleSymbol(atom)), byClass: [] }
      forms.set(atom, form)
    }
    if (form.axis < 0) return undefined
    return (form.byClass[places[form.axis] ?? 0] ??= replaceAtoms(fromAtom(atom), sizeOf))
  }
  return (combination) => {
    let rest = combination
    for (const [index, { classes }] of axes.entries()) {
      places[index] = rest % classes.length
      rest = Math.floor(rest / classes.length)
    }
    const verdict = mapComparisons(condition, ({ relation, difference }) => {
      const remaining = relate(relation, replaceAtoms(difference, onClasses))
      return remaining.kind === 'comparison' ? (decideByBounds(remaining, widths) ?? remaining) : remaining
    })
    return verdict.kind === 'true' ? true : verdict.kind === 'false' ? false : undefined
  }
}

/** The key of the only symbol within the atom. */
function soleSymbol(atom: Atom): string | undefined {
  const found = new Set<string>()
  visitAtoms(fromAtom(atom), (other) => {
    if (other.kind === 'symbol' || other.kind === 'opaque') found.add(other.key)
  })
  const [only] = found
  return found.size === 1 ? only : undefined
}

/**
 * If the combinations with the verdict are all those of some classes per size: a conjunction of one condition per size
 * where they hold, and by De Morgan a disjunction where they fail.
 */
function factor(axes: readonly Axis[], verdicts: Uint8Array, verdict: 0 | 1): Condition | undefined {
  const occurring = axes.map((axis) => new Uint8Array(axis.classes.length))
  let count = 0
  for (let combination = 0; combination < verdicts.length; combination++) {
    if (verdicts[combination] !== verdict) continue
    count++
    let rest = combination
    for (const flags of occurring) {
      const place = rest % flags.length
      flags[place] = 1
      rest = (rest - place) / flags.length
    }
  }
  const product = occurring.reduce((total, flags) => total * flags.reduce((sum, flag) => sum + flag, 0), 1)
  if (product !== count) return undefined
  const parts: Condition[] = []
  for (const [index, { symbol, classes }] of axes.entries()) {
    const cells = classes.map(({ cell }, place) => ({ ...cell, holds: occurring[index]?.[place] === verdict }))
    const part = describe(cells, fromAtom(symbol))
    if (part === undefined) return undefined
    parts.push(part)
  }
  return verdict === 1 ? allOf(...parts) : anyOf(...parts)
}

/**
 * Whether sizes that meet the assumptions are found for which the condition holds, and others for which it fails:
 * all sizes but one take small values and multiples of their period, and the last one is solved for.
 */
export function hasWitnesses(
  condition: Condition, symbols: ReadonlyMap<string, SymbolAtom>, assumptions: Assumptions,
): boolean {
  const domain = assumptions.within(symbols)
  const [last, ...others] = [...symbols.values()].reverse()
  if (last === undefined) return false
  let holds = false
  let fails = false
  let work = 0
  for (const place of placesOf(others, condition)) {
    if (work > WITNESS_LIMIT) return false
    const sizeOf = (atom: Atom): Dim | undefined => place.get(atom.key)
    const fixed = (each: Condition): Condition =>
      mapComparisons(each, ({ relation, difference }) => relate(relation, replaceAtoms(difference, sizeOf)))
    const within = fixed(domain)
    if (within.kind === 'false') continue
    const question = fixed(condition)
    const cells = tabulate(last, within, question)
    work += Math.min(PERIOD_LIMIT, periodOfCondition(question, last)) * comparisonsOf(question).length
    if (cells !== undefined) {
      for (const cell of cells) {
        if (cell.holds) holds = true
        else fails = true
      }
    } else {
      for (const value of candidates(last, question)) {
        const size = (symbol: SymbolAtom): number => (symbol.key === last.key ? value : NaN)
        if (!holdsAt(within, size)) continue
        if (holdsAt(question, size)) holds = true
        else if (holdsAt(negate(question), size)) fails = true
      }
    }
    if (holds && fails) return true
  }
  return false
}

/** Values for all given symbols: all combinations of their candidates, or some spread evenly over them. */
function* placesOf(symbols: readonly SymbolAtom[], condition: Condition): Generator<ReadonlyMap<string, number>> {
  const values = symbols.map((symbol) => candidates(symbol, condition))
  const total = values.reduce((product, each) => product * each.length, 1)
  const visited = Math.min(total, PLACE_LIMIT)
  for (let index = 0; index < visited; index++) {
    const place = new Map<string, number>()
    let rest = Math.floor((index * total) / visited)
    for (const [axis, symbol] of symbols.entries()) {
      const own = values[axis] as readonly number[]
      place.set(symbol.key, own[rest % own.length] as number)
      rest = Math.floor(rest / own.length)
    }
    yield place
  }
}

/** Small sizes, multiples of the period or else of each divisor, and what the constants suggest. */
function candidates(symbol: SymbolAtom, condition: Condition): readonly number[] {
  const found = new Set([0, 1, 2, 3, 4, 5, 6, 7, 11].map((value) => symbol.min + value))
  const period = periodOfCondition(condition, symbol)
  if (Number.isFinite(period)) for (const factor of [1, 2, 3, 4, 5, 7, 8]) found.add(factor * period)
  else {
    for (const { difference } of comparisonsOf(condition)) {
      found.add(Math.abs(constantPart(difference)))
      visitAtoms(difference, (atom) => {
        if (atom.kind !== 'floor' || !isConstant(atom.divisor)) return
        for (const factor of [1, 2, 3]) found.add(factor * atom.divisor)
      })
    }
  }
  return [...found].filter((value) => value >= symbol.min)
}
