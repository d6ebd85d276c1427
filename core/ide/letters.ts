/** Letters in the place of the sizes that a call gave: what a model would make of others. */
import { symbol, type Dim } from '../dims/index.ts'
import { spatialNames } from '../torch/vocabulary/spatial.ts'
import type { TensorValue } from '../values/index.ts'

/**
 * The shape with the field's letters for its spatial sizes, each of which is told with what it stands for: of images, sequences and volumes with their channels second, and
 * of sequences of whole numbers. The batch, the channels and empty sizes stay. Undefined: it has no spatial sizes, or some are not known.
 */
export function letteredShape({ shape, dtype }: TensorValue, suffix: string, told: (letter: string, size: number) => void = () => undefined): readonly Dim[] | undefined {
  const sizes = shape?.filter((size) => typeof size === 'number')
  if (!sizes || sizes.length !== shape?.length) return undefined
  const first = sizes.length === 2 && dtype === 'int64' ? 1 : 2
  const names = spatialNames(sizes.length - first)
  if (names.length === 0) return undefined
  return sizes.map((size, dim): Dim => {
    const name = names[dim - first]
    if (name === undefined || size < 1) return size
    told(`${name}${suffix}`, size)
    return symbol(`${name}${suffix}`)
  })
}
