/** Phrases in which shape rules are written. */
import { equals, show, type Dim } from '../../dims/index.ts'
import type { Machine, Shape, TensorValue, Value } from '../../values/index.ts'
import { tensor, tuple } from '../../values/index.ts'

/** As PyTorch prints a shape: `[1, 3, 224, 224]`. */
export const showShape = (shape: readonly Dim[]): string => `[${shape.map(show).join(', ')}]`

/** A tensor of the same dtype as another. */
export const like = (source: TensorValue, shape: Shape | undefined, dtype = source.dtype): TensorValue => tensor(shape, { dtype })

/**
 * A dim counted from the end made one from the start, for a tensor of `rank` dims. A scalar accepts -1 and 0.
 * Raises IndexError as PyTorch does.
 */
export function dimension(machine: Machine, dim: Dim, rank: number): number {
  if (typeof dim !== 'number') return machine.undecided('a dim that is not known')
  const size = Math.max(rank, 1)
  if (dim < -size || dim >= size) machine.raise('IndexError', `Dimension out of range (expected to be in range of [${-size}, ${size - 1}], but got ${dim})`, 'dimension')
  return dim < 0 ? dim + size : dim
}

/** Several dims made non-negative; one that comes twice raises. */
export function dimensions(machine: Machine, dims: readonly Dim[], rank: number): readonly number[] {
  const seen: number[] = []
  for (const dim of dims) {
    const at = dimension(machine, dim, rank)
    if (seen.includes(at)) machine.raise('RuntimeError', `dim ${at} appears multiple times in the list of dims`, 'dimension')
    seen.push(at)
  }
  return seen
}

/** Requires two sizes to be equal; otherwise `raise` is called. */
export const requireEqual = (machine: Machine, left: Dim, right: Dim, raise: () => never): void => machine.require(equals(left, right), raise)

export const tupleOf = (...items: readonly Value[]): Value => tuple(items)
