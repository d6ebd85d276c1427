/** What bounds say about a condition, without looking at residues. */
import type { Assumptions } from './assumptions.ts'
import { lowerBound, upperBound, type Knowledge } from './bounds.ts'
import {
  allOf, anyOf, atLeast, equals, FALSE, mapComparisons, negate, relate, TRUE, type Comparison, type Condition,
} from './condition.ts'
import { constantPart, fromAtom, soleAtom, variableTerms, type Atom } from './dim.ts'
import { cancel, commonAtoms } from './floor.ts'
import { solutionsOf } from './products.ts'

/** The condition with every comparison that bounds decide replaced, and positive factors removed. */
export function narrow(condition: Condition, assumptions: Assumptions): Condition {
  return mapComparisons(condition, (comparison) => {
    const stated = assumptions.states(comparison)
    if (stated !== undefined) return stated ? TRUE : FALSE
    return decideByBounds(comparison, assumptions) ?? withoutFactors(comparison, assumptions)
  })
}

export function decideByBounds({ relation, difference }: Comparison, knowledge: Knowledge): Condition | undefined {
  if (relation === 'nonnegative') {
    if ((lowerBound(difference, knowledge) ?? -1) >= 0) return TRUE
    return (upperBound(difference, knowledge) ?? 0) < 0 ? FALSE : undefined
  }
  const low = lowerBound(difference, knowledge)
  if (low !== undefined && low > 0) return relation === 'zero' ? FALSE : TRUE
  const high = upperBound(difference, knowledge)
  if (high !== undefined && high < 0) return relation === 'zero' ? FALSE : TRUE
  if (low === 0 && high === 0) return relation === 'zero' ? TRUE : FALSE
  return undefined
}

/**
 * x*d >= 0  =  d >= 0  for x >= 1
 * x*d == 0  =  x == 0 or d == 0
 */
function withoutFactors(comparison: Comparison, assumptions: Assumptions): Condition {
  const factors = productAtLeastOne(comparison, assumptions)
  if (factors !== undefined) return allOf(...factors.map((atom) => narrow(atLeast(fromAtom(atom), 1), assumptions)))
  const solved = solve(comparison, assumptions)
  if (solved !== undefined) return solved
  const atoms = commonAtoms(comparison.difference)
  if (atoms.length === 0 || soleAtom(comparison.difference) !== undefined) return comparison
  const positive = atoms.filter((atom) => (lowerBound(fromAtom(atom), assumptions) ?? 0) >= 1)
  const removed = comparison.relation === 'nonnegative' ? positive : atoms
  if (removed.length === 0) return comparison
  const rest = cancel(comparison.difference, { coefficient: 1, atoms: removed })
  const smaller = narrow(relate(comparison.relation, rest), assumptions)
  if (comparison.relation === 'nonnegative') return smaller
  const others = removed.filter((atom) => !positive.includes(atom))
  const zeros = others.map((atom) => narrow(equals(fromAtom(atom), 0), assumptions))
  return comparison.relation === 'zero' ? anyOf(smaller, ...zeros) : allOf(smaller, ...zeros.map(negate))
}

/** An equality of a product that one size of each factor meets, or that comes to 0. */
function solve({ relation, difference }: Comparison, assumptions: Assumptions): Condition | undefined {
  if (relation === 'nonnegative') return undefined
  const solutions = solutionsOf(difference, assumptions)
  if (solutions === undefined || (solutions.length > 1 && solutions.some((each) => each.kind === 'and'))) return undefined
  const solution = narrow(anyOf(...solutions), assumptions)
  return relation === 'zero' ? solution : negate(solution)
}

/** The factors of a comparison `x*y >= 1`, which for x, y >= 0 is `x >= 1 and y >= 1`. */
function productAtLeastOne({ relation, difference }: Comparison, assumptions: Assumptions): readonly Atom[] | undefined {
  if (relation !== 'nonnegative' || constantPart(difference) !== -1) return undefined
  const [product, ...others] = variableTerms(difference)
  if (product === undefined || others.length > 0 || product.coefficient !== 1 || product.atoms.length < 2) return undefined
  return product.atoms.every((atom) => (lowerBound(fromAtom(atom), assumptions) ?? -1) >= 0) ? product.atoms : undefined
}
