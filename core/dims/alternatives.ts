/** Disjunctions of conditions on several sizes in fewer words. */
import { allOf, anyOf, conditionKey, conjunctsOf, FALSE, negate, symbolsOfCondition, TRUE, type Condition } from './condition.ts'
import { describeSingles } from './describe-symbol.ts'
import { compareAtoms, type SymbolAtom } from './dim.ts'
import { excluded, implies } from './implied.ts'

/** How many alternatives a distribution makes at most, and how many are compared with each other. */
const DISTRIBUTED = 64
const COMPARED = 8

/** An alternative: a condition for each symbol by itself, by the symbol's key, and conditions on several symbols. */
interface Box {
  readonly singles: ReadonlyMap<string, Condition>
  readonly rest: readonly Condition[]
}

/** A condition that agrees with the disjunction wherever all of `known` hold, with alternatives joined that differ in one size. */
export function simplifyAlternatives(condition: Condition, known: readonly Condition[]): Condition {
  const boxes = distribute(condition).map((parts) => describeSingles(parts)).filter((box) => !excluded([...known, ...partsOf(box)]))
  const joined = joinBoxes(boxes)
  const kept = joined.length > COMPARED ? joined.map(partsOf) : withoutNeedless(joined.map(partsOf), known)
  const [first, ...others] = kept
  if (first === undefined) return FALSE
  // a and b or a and c  =  a and (b or c)
  const common = first.filter((part) => others.every((parts) => parts.some((other) => conditionKey(other) === conditionKey(part))))
  const keys = new Set(common.map(conditionKey))
  return allOf(...common, anyOf(...kept.map((parts) => allOf(...inOrder(parts.filter((part) => !keys.has(conditionKey(part))))))))
}

/** What concerns one size first, in the order of the axes. */
export function inOrder(parts: readonly Condition[]): readonly Condition[] {
  const symbolsOf = (part: Condition): readonly SymbolAtom[] => [...symbolsOfCondition(part).values()].sort(compareAtoms)
  return [...parts].sort((left, right) => {
    const mine = symbolsOf(left)
    const theirs = symbolsOf(right)
    const bySymbol = mine[0] && theirs[0] ? compareAtoms(mine[0], theirs[0]) : 0
    return mine.length - theirs.length || bySymbol
  })
}

function partsOf(box: Box): readonly Condition[] {
  return [...box.singles.values(), ...box.rest].flatMap(conjunctsOf)
}

/** The condition as a disjunction of conjunctions, as far as the number of alternatives allows. */
function distribute(condition: Condition): readonly (readonly Condition[])[] {
  if (condition.kind === 'or') {
    const alternatives = condition.parts.flatMap(distribute)
    return alternatives.length <= DISTRIBUTED ? alternatives : condition.parts.map(conjunctsOf)
  }
  let alternatives: readonly (readonly Condition[])[] = [[]]
  for (const part of conjunctsOf(condition)) {
    const own = part.kind === 'or' ? distribute(part) : [[part]]
    const product = alternatives.flatMap((left) => own.map((right) => [...left, ...right]))
    alternatives = product.length <= DISTRIBUTED ? product : alternatives.map((left) => [...left, part])
  }
  return alternatives
}

/** (S and a) or (S and b)  =  S and (a or b), where a and b are about one symbol. */
function joinBoxes(boxes: readonly Box[]): readonly Box[] {
  let joined = boxes
  for (let before = Infinity; joined.length < before; ) {
    before = joined.length
    for (const symbol of new Set(joined.flatMap((box) => [...box.singles.keys()]))) joined = joinAlong(symbol, joined)
  }
  return joined
}

function joinAlong(symbol: string, boxes: readonly Box[]): readonly Box[] {
  const groups = new Map<string, Box[]>()
  for (const box of boxes) {
    const others = [...box.singles].filter(([key]) => key !== symbol).map(([, condition]) => condition)
    const key = [...others, ...box.rest].map(conditionKey).sort().join(' ')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [box])
    else group.push(box)
  }
  return [...groups.values()].map((group) => {
    const [first, second] = group
    if (first === undefined || second === undefined) return first ?? { singles: new Map(), rest: [] }
    const union = anyOf(...group.map((box) => box.singles.get(symbol) ?? TRUE))
    const singles = new Map(first.singles)
    singles.delete(symbol)
    const described = describeSingles([union]).singles.get(symbol)
    if (described !== undefined && described.kind !== 'true') singles.set(symbol, described)
    return { singles, rest: first.rest }
  })
}

/** Without alternatives that others contain, and without conditions that only leave out what others contain. */
function withoutNeedless(alternatives: readonly (readonly Condition[])[], known: readonly Condition[]): readonly (readonly Condition[])[] {
  let kept = alternatives
  const isContained = (parts: readonly Condition[], others: readonly (readonly Condition[])[]): boolean =>
    excluded([...known, ...parts]) || others.some((other) => other.every((part) => implies([...known, ...parts], part)))
  for (const alternative of alternatives) {
    const others = kept.filter((other) => other !== alternative)
    if (isContained(alternative, others)) {
      kept = others
      continue
    }
    let parts = alternative
    for (const part of alternative) {
      const rest = parts.filter((other) => other !== part)
      if (isContained([...rest, negate(part)], others)) parts = rest
    }
    kept = kept.map((each) => (each === alternative ? parts : each))
  }
  return kept
}
