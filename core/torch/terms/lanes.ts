/** Lanes: the elements that an operation along some dims takes together. */
import { indexOf, normalizeDim, stridedOffsets, stridesOf } from '../../arrays/index.ts'

export interface Lanes {
  /** The places that share a lane with a place: those that differ from it in the lane's dims only, itself among them. */
  of(place: number): readonly number[]
  /** The index of the lane: that of any of its places, in the other dims. */
  index(place: number): readonly number[]
}

export function lanesAlong(shape: readonly number[], dims: readonly number[]): Lanes {
  const strides = stridesOf(shape)
  const along = dims.map((dim) => normalizeDim(dim, shape.length)).sort((one, other) => one - other)
  const within = stridedOffsets(along.map((dim) => shape[dim]!), along.map((dim) => strides[dim]!))
  return {
    of: (place) => {
      const start = indexOf(place, shape).reduce((sum, index, dim) => sum + (along.includes(dim) ? 0 : index * strides[dim]!), 0)
      return Array.from(within, (offset) => start + offset)
    },
    index: (place) => indexOf(place, shape).filter((_, dim) => !along.includes(dim)),
  }
}

/** The places of all elements whose index lies, in every dim, from the first to before the second number of its range. */
export function block(shape: readonly number[], ranges: readonly (readonly [from: number, to: number])[]): number[] {
  const strides = stridesOf(shape)
  const start = ranges.reduce((sum, [from], dim) => sum + from * strides[dim]!, 0)
  return [...stridedOffsets(ranges.map(([from, to]) => Math.max(0, to - from)), strides, start)]
}
