/** `max` and `min`. */
import { lowerBound } from './bounds.ts'
import { ExtremeAtom, fromAtom, key, isConstant, sameDim, soleAtom, sub, type Dim } from './dim.ts'

export function max(left: Dim, right: Dim): Dim {
  return extreme('max', left, right)
}

export function min(left: Dim, right: Dim): Dim {
  return extreme('min', left, right)
}

/**
 * max(a, max(b, c))  =  the largest of a, b, c
 * max(a, b)  =  a  where a >= b for every size
 */
function extreme(kind: 'max' | 'min', left: Dim, right: Dim): Dim {
  if (isConstant(left) && isConstant(right)) return kind === 'max' ? Math.max(left, right) : Math.min(left, right)
  if (sameDim(left, right)) return left
  let operands: readonly Dim[] = operandsOf(kind, left)
  for (const operand of operandsOf(kind, right)) {
    if (operands.some((other) => covers(kind, other, operand))) continue
    operands = [...operands.filter((other) => !covers(kind, operand, other)), operand]
  }
  const [only] = operands
  if (only !== undefined && operands.length === 1) return only
  return fromAtom(new ExtremeAtom(kind, [...operands].sort(compareOperands)))
}

function operandsOf(kind: 'max' | 'min', dim: Dim): readonly Dim[] {
  const atom = soleAtom(dim)
  return (atom?.kind === 'max' || atom?.kind === 'min') && atom.kind === kind ? atom.operands : [dim]
}

/** Whether `left` makes `right` redundant. */
function covers(kind: 'max' | 'min', left: Dim, right: Dim): boolean {
  const difference = kind === 'max' ? sub(left, right) : sub(right, left)
  return (lowerBound(difference) ?? -1) >= 0
}

/** Symbolic operands first, constants last, as in `max(H - 3, 0)`. */
function compareOperands(left: Dim, right: Dim): number {
  if (isConstant(left) !== isConstant(right)) return isConstant(left) ? 1 : -1
  return key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0
}
