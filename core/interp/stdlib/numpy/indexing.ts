/** Basic indexing of arrays: ints, slices, None and an ellipsis. Source: https://numpy.org/doc/stable/user/basics.indexing.html */
import { atLeast, greaterThan, type Dim } from '../../../dims/index.ts'
import { indexOf, offsetOf } from '../../../arrays/index.ts'
import { sliceLength } from '../../../shapes/indexing.ts'
import { asDim, unknown, type Machine, type SliceValue, type Value } from '../../../values/index.ts'
import { content } from '../../builtins/support.ts'
import { slicePositions } from '../../builtins/subscripts.ts'
import { arrayOf, numeric, scalarOf, unknownScalar, type Contents } from './form.ts'

/** What one part of an index makes of one dim: the size left, if any, and the places taken where they are known. */
interface Taken { readonly size: Dim | undefined; readonly places: readonly number[] | undefined }

/** `array[index]`; a part that is an array or not known leaves nothing known. `base` shares its storage with the result. */
export function indexed(machine: Machine, base: Value, contents: Contents, index: Value): Value {
  const parts = index.kind === 'tuple' ? index.items : [index]
  const named = parts.filter((part) => part.kind !== 'none' && part.kind !== 'ellipsis').length
  if (parts.filter((part) => part.kind === 'ellipsis').length > 1) return machine.raise('IndexError', "an index can only have a single ellipsis ('...')", 'index')
  if (named > contents.shape.length) return machine.raise('IndexError', `too many indices for array: array is ${contents.shape.length}-dimensional, but ${named} were indexed`, 'index')
  const taken: Taken[] = []
  const shape: Dim[] = []
  const rest = (count: number): void => { for (let left = 0; left < count; left++) take(whole) }
  const take = (how: (size: Dim, dim: number) => Taken | undefined): boolean => {
    const size = contents.shape[taken.length]
    const part = size === undefined ? undefined : how(size, taken.length)
    if (!part) return false
    taken.push(part)
    if (part.size !== undefined) shape.push(part.size)
    return true
  }
  for (const part of parts) {
    const held = content(part)
    if (held.kind === 'none') shape.push(1)
    else if (held.kind === 'ellipsis') rest(contents.shape.length - named)
    else if (!take((size, dim) => (held.kind === 'slice' ? sliced(machine, size, held) : held.kind === 'int' ? picked(machine, size, held, dim) : undefined))) return unknown('an index of an array that is not known')
  }
  rest(contents.shape.length - taken.length)
  const data = elements(contents, taken)
  return shape.length === 0 ? (data ? scalarOf(contents.dtype, data[0]) : unknownScalar(contents.dtype)) : arrayOf({ shape, dtype: contents.dtype, data }, base)
}

const every = (count: number): number[] => Array.from({ length: count }, (_, place) => place)
const whole = (size: Dim): Taken => ({ size, places: typeof size === 'number' ? every(size) : undefined })

function picked(machine: Machine, size: Dim, index: Value, dim: number): Taken {
  const place = asDim(index)
  if (typeof place !== 'number') return { size: undefined, places: undefined }
  const out = (): never => machine.raise('IndexError', `index ${place} is out of bounds for axis ${dim} with size ${typeof size === 'number' ? size : '?'}`, 'index')
  machine.require(place < 0 ? atLeast(size, -place) : greaterThan(size, place), typeof size === 'number' ? out : () => machine.undecided('an index of an axis of unknown size'))
  return { size: undefined, places: typeof size === 'number' ? [place < 0 ? place + size : place] : undefined }
}

function sliced(machine: Machine, size: Dim, bounds: SliceValue): Taken | undefined {
  if (typeof size === 'number') {
    const places = slicePositions(machine, size, bounds)
    if (places) return { size: places.length, places }
  }
  const [start, stop, step] = [bounds.lower, bounds.upper, bounds.step].map((bound) => (bound.kind === 'none' ? 'none' : asDim(content(bound))))
  if (start === undefined || stop === undefined || step === undefined || (step !== 'none' && (typeof step !== 'number' || step <= 0))) return undefined
  return { size: sliceLength(machine, size, { start: start === 'none' ? undefined : start, stop: stop === 'none' ? undefined : stop, step: step === 'none' ? 1 : step }), places: undefined }
}

function elements(contents: Contents, taken: readonly Taken[]): number[] | undefined {
  const array = numeric(contents)
  const places = taken.map((each) => each.places)
  if (!array || !places.every((each) => each !== undefined)) return undefined
  const sizes = places.map((each) => each.length)
  const count = sizes.reduce((product, size) => product * size, 1)
  return every(count).map((offset) => array.data[offsetOf(indexOf(offset, sizes).map((place, dim) => places[dim]?.[place] ?? 0), array.shape)] ?? 0)
}
