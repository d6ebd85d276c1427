/** How a sequence of vectors lies in its array: `(L, N, E)`, `(N, L, E)` with `batch_first`, or `(L, E)` without a batch, which is a batch of one. */
import { indexOf } from '../../arrays/index.ts'
import { block } from './lanes.ts'

export interface SequencePlace { readonly time: number; readonly sample: number; readonly feature: number }
export type Range = readonly [from: number, to: number]

export interface Sequence {
  readonly length: number
  readonly batch: number
  /** The place in an array of the sequence with so many features. */
  place(features: number, at: SequencePlace): number
  at(features: number, place: number): SequencePlace
  /** The index in that array. */
  index(at: SequencePlace): readonly number[]
  /** The places of one sample at some times, of some of its features. */
  block(features: number, times: Range, sample: number, of?: Range): number[]
}

export function sequenceOf(shape: readonly number[], batch_first: boolean): Sequence {
  const isBatched = shape.length === 3
  const isFirst = batch_first && isBatched
  const [length, batch] = !isBatched ? [shape[0]!, 1] : isFirst ? [shape[1]!, shape[0]!] : [shape[0]!, shape[1]!]
  const ordered = <T>(time: T, sample: T, feature: T): T[] => (!isBatched ? [time, feature] : isFirst ? [sample, time, feature] : [time, sample, feature])
  const laidOut = (features: number): number[] => ordered(length, batch, features)
  return {
    length, batch,
    place: (features, { time, sample, feature }) => (isFirst ? sample * length + time : time * batch + sample) * features + feature,
    at: (features, place) => {
      const index = indexOf(place, laidOut(features))
      return { time: index[isFirst ? 1 : 0]!, sample: isBatched ? index[isFirst ? 0 : 1]! : 0, feature: index.at(-1)! }
    },
    index: ({ time, sample, feature }) => ordered(time, sample, feature),
    block: (features, times, sample, of = [0, features]) => block(laidOut(features), ordered<Range>(times, [sample, sample + 1], of)),
  }
}
