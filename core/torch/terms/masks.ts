/** What masks add to the scores of attention. */
import type { NumericArray } from '../../arrays/index.ts'
import { input, number, read } from './expression.ts'
import type { Expression, Origin, Reads } from './types.ts'

/** `input`: its number among the inputs. A boolean mask hides where it is true; another one is added. */
export interface Mask { readonly kind: 'attn_mask' | 'key_padding_mask'; readonly array: NumericArray; readonly input: number; readonly isBoolean: boolean }

/** Of a score. */
export type ScoreIndex = readonly [sample: number, head: number, time: number, key: number]

export interface Masking {
  /** What is added to a score, and the elements that chose it where they are not added themselves. */
  of(index: ScoreIndex): { readonly added: readonly Expression[]; readonly chosenBy: readonly Origin[] }
  /** The elements that a query's scores read, of all heads: those with all keys, or with one. */
  reads(sample: number, time: number, key?: number): readonly Reads[]
  /** The queries whose scores read an element. Undefined: the input is no mask. */
  reach(which: number, place: number): readonly { readonly sample: number; readonly time: number }[] | undefined
}

/** Learned and zero keys behind those of the sequence are never masked. */
export function maskingOf(masks: readonly Mask[], { batch, heads, length }: { readonly batch: number; readonly heads: number; readonly length: number }): Masking {
  const range = (size: number): number[] => Array.from({ length: size }, (_, each) => each)
  const keysOf = ({ array }: Mask): number => array.shape.at(-1)!
  const placeOf = (mask: Mask, [sample, head, time, key]: ScoreIndex): number => {
    const row = mask.kind === 'key_padding_mask' ? sample : mask.array.shape.length === 2 ? time : (sample * heads + head) * length + time
    return row * keysOf(mask) + key
  }
  const hides = (mask: Mask, index: ScoreIndex): boolean => {
    const value = mask.array.data[placeOf(mask, index)]!
    return mask.isBoolean ? value !== 0 : value === -Infinity
  }
  /** What hides a key leaves nothing to those that only add to its score. */
  const counts = (mask: Mask, index: ScoreIndex): boolean => index[3] < keysOf(mask) && (mask.isBoolean || hides(mask, index) || !masks.some((other) => hides(other, index)))
  return {
    of: (index) => {
      const counted = masks.filter((mask) => counts(mask, index))
      return {
        added: counted.flatMap((mask): Expression[] => (!mask.isBoolean ? [read(input(placeOf(mask, index), mask.input))] : hides(mask, index) ? [number(-Infinity)] : [])),
        chosenBy: counted.filter(({ isBoolean }) => isBoolean).map((mask) => input(placeOf(mask, index), mask.input)),
      }
    },
    reads: (sample, time, key) => masks.map((mask) => {
      const keys = range(keysOf(mask)).filter((each) => key === undefined || each === key)
      const indices = range(heads).flatMap((head) => keys.map((each): ScoreIndex => [sample, head, time, each]))
      return { input: mask.input, places: [...new Set(indices.filter((index) => counts(mask, index)).map((index) => placeOf(mask, index)))] }
    }),
    reach: (which, place) => {
      const mask = masks.find((each) => each.input === which)
      if (!mask) return undefined
      const row = Math.floor(place / keysOf(mask)), key = place % keysOf(mask)
      const indices = ((): readonly ScoreIndex[] => {
        if (mask.kind === 'key_padding_mask') return range(length).map((time) => [row, 0, time, key])
        return mask.array.shape.length === 2 ? range(batch).map((sample) => [sample, 0, row, key]) : [[Math.floor(row / length / heads), Math.floor(row / length) % heads, row % length, key]]
      })()
      return indices.filter((index) => counts(mask, index)).map(([sample, , time]) => ({ sample, time }))
    },
  }
}
