/** Conditions on `max` and `min` as conditions on their operands. */
import { splitBy } from './bounds.ts'
import { allOf, anyOf, atLeast, atMost, mapComparisons, relate, type Comparison, type Condition } from './condition.ts'
import { add, ExtremeAtom, isConstant, mul, neg, sameAtom, type Dim } from './dim.ts'
import { replaceAtoms, visitAtoms } from './substitute.ts'

/** How many choices between operands one condition is expanded into. */
const CHOICES = 16

/** The condition without `max` and `min`, as far as the number of choices allows. */
export function withoutExtremes(condition: Condition, choices = CHOICES): Condition {
  return mapComparisons(condition, (comparison) => {
    const atom = extremeWithin(comparison.difference)
    if (atom === undefined || atom.operands.length > choices) return comparison
    return withoutExtremes(expand(comparison, atom), Math.floor(choices / atom.operands.length))
  })
}

function expand(comparison: Comparison, atom: ExtremeAtom): Condition {
  const { relation, difference } = comparison
  const split = splitBy(difference, atom)
  if (split !== undefined && isConstant(split.factor) && split.factor !== 0 && !within(split.rest, atom)) {
    const atLeastZero = linearAtLeastZero(split.factor, atom, split.rest)
    if (relation === 'nonnegative') return atLeastZero
    // d == 0  =  d >= 0 and -d >= 0
    if (relation === 'zero') return allOf(atLeastZero, linearAtLeastZero(-split.factor, atom, neg(split.rest)))
  }
  // d[max(a, b)] op 0  =  (a >= b and d[a] op 0) or (b >= a and d[b] op 0)
  const cases = atom.operands.map((chosen) => {
    const leads = atom.operands.map((other) => (atom.kind === 'max' ? atLeast(chosen, other) : atMost(chosen, other)))
    return allOf(...leads, relate(relation, replaceAtoms(difference, (each) => (sameAtom(each, atom) ? chosen : undefined))))
  })
  return anyOf(...cases)
}

/**
 * k*max(a, b) + c >= 0  =  k*a + c >= 0 or k*b + c >= 0    for k > 0
 * k*max(a, b) + c >= 0  =  k*a + c >= 0 and k*b + c >= 0   for k < 0, and the reverse for min
 */
function linearAtLeastZero(factor: number, atom: ExtremeAtom, rest: Dim): Condition {
  const parts = atom.operands.map((operand) => relate('nonnegative', add(mul(factor, operand), rest)))
  return (atom.kind === 'max') === factor > 0 ? anyOf(...parts) : allOf(...parts)
}

function extremeWithin(dim: Dim): ExtremeAtom | undefined {
  let found: ExtremeAtom | undefined
  visitAtoms(dim, (atom) => {
    if (atom.kind === 'max' || atom.kind === 'min') found ??= atom
  })
  return found
}

function within(dim: Dim, atom: ExtremeAtom): boolean {
  let found = false
  visitAtoms(dim, (other) => (found ||= sameAtom(other, atom)))
  return found
}
