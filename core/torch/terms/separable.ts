/**
 * Operations that treat each spatial dim by itself: an output element reads, along every dim, the elements its line says, and over
 * the dims all combinations of them. Convolutions, poolings, resizing and padding are this, and differ in their lines and in which
 * planes (an element of the leading dims, such as one channel of one sample) feed which.
 */
import { elementCount, indexOf, offsetOf, stridesOf } from '../../arrays/index.ts'
import type { Line, LineTap } from './lines.ts'
import type { Origin, Term } from './types.ts'

/** A plane of the input that feeds a plane of the output. `weight` is the place of the window's first weight for the pair. */
export interface Feed { readonly plane: number; readonly weight?: number }

export interface Separable {
  readonly lines: readonly Line[]
  /** The planes of the input that feed a plane of the output, and the other way round. */
  feeds(outputPlane: number): readonly Feed[]
  fed(inputPlane: number): readonly number[]
  /** The window's size, for weights that are counted by its cells. */
  readonly kernel_size: readonly number[]
  /** What padding holds. */
  readonly padding?: number
}

/** One term for every plane that feeds the output's, and every combination of taps along the dims. Padding and inserted zeros are terms too. */
export function separableTerms({ lines, feeds, kernel_size, padding = 0 }: Separable, place: number): Term[] {
  const { plane, index } = placeIn(place, lines.map((line) => line.places))
  const combinations = productOf(lines.map((line, dim) => line.reads(index[dim]!)))
  const lengths = lines.map((line) => line.length)
  const inputPlane = elementCount(lengths)
  return feeds(plane).flatMap((feed) => combinations.map((taps): Term => {
    const tap = taps.map((each) => each.tap)
    const factor = feed.weight === undefined ? taps.reduce((product, each) => product * (each.weight ?? 1), 1) : { name: 'weight', place: feed.weight + offsetOf(tap, kernel_size) }
    return { from: originOf(taps, lengths, feed.plane * inputPlane, padding), factor, tap }
  }))
}

function originOf(taps: readonly LineTap[], lengths: readonly number[], start: number, padding: number): Origin {
  const position = taps.map((tap) => tap.position)
  const sources = taps.map((tap) => tap.source)
  if (sources.every((source) => source !== undefined)) {
    const place = start + offsetOf(sources, lengths)
    return taps.some((tap) => tap.copied === true) ? { kind: 'input', input: 0, place, position } : { kind: 'input', input: 0, place }
  }
  const isInserted = taps.some((tap) => tap.inserted === true) && taps.every((tap) => tap.source !== undefined || tap.inserted === true)
  return isInserted ? { kind: 'inserted', position } : { kind: 'padding', position, value: padding }
}

/** The places of the output whose terms hold the element at `place` of the input. */
export function separableReach({ lines, fed }: Pick<Separable, 'lines' | 'fed'>, place: number): number[] {
  const { plane, index } = placeIn(place, lines.map((line) => line.length))
  const sizes = lines.map((line) => line.places)
  const strides = stridesOf(sizes)
  const along = lines.map((line, dim) => Array.from({ length: line.places }, (_, other) => other).filter((other) => line.reads(other).some((tap) => tap.source === index[dim])))
  const places = productOf(along).map((each) => each.reduce((offset, own, dim) => offset + own * strides[dim]!, 0))
  const outputPlane = elementCount(sizes)
  return fed(plane).flatMap((other) => places.map((each) => other * outputPlane + each))
}

/** Each plane feeds itself alone. */
export const planewise = { feeds: (plane: number): readonly Feed[] => [{ plane }], fed: (plane: number): readonly number[] => [plane] }

function placeIn(place: number, sizes: readonly number[]): { readonly plane: number; readonly index: readonly number[] } {
  const count = elementCount(sizes)
  return { plane: Math.floor(place / count), index: indexOf(place % count, sizes) }
}

/** Every way to take one item of each list, the last list varying fastest. */
export function productOf<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((heads, list) => heads.flatMap((head) => list.map((item) => [...head, item])), [[]])
}
