/** Says where `view(-1, k)` makes rows that mix samples, which PyTorch accepts. */
import { equals, exactQuotient, mul, show, showCondition, type Dim } from '../../dims/index.ts'
import type { Machine, Shape } from '../vocabulary/index.ts'

/**
 * Rows are apart where k elements are part of one size with all that lies behind it, or several samples as a whole. Looked at for a batch of
 * samples with several dims; rows of a size that is not known are let be.
 */
export function hintAtFoldedBatch(machine: Machine, shape: Shape, target: readonly Dim[]): void {
  const [rows, length, ...more] = target
  if (rows !== -1 || typeof length !== 'number' || length <= 1 || more.length > 0 || shape.length < 3) return
  let inner: Dim = 1
  for (const size of shape.slice(1).reverse()) {
    const part = exactQuotient(length, inner)
    if (part !== undefined && exactQuotient(size, part) !== undefined) return
    inner = mul(inner, size)
  }
  if (exactQuotient(length, inner) !== undefined) return
  const alone = machine.decide(equals(inner, length))
  if (alone === 'always' || alone === 'unknown') return
  const unless = alone === 'never' ? '' : ` unless ${showCondition(alone.when)}`
  machine.hint('folded-batch', `a sample has ${show(inner)} elements: rows of ${length} mix samples${unless}\nx.flatten(1) keeps one row for each sample.`)
}
