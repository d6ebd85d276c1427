/**
 * `x[…]`: basic indexing with ints, slices, None and `...`, and advanced indexing with masks and tensors of indices.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.html, https://numpy.org/doc/stable/user/basics.indexing.html
 */
import { allOf, atLeast, equals, lessThan, neg, opaque, show, type Dim } from '../../dims/index.ts'
import { broadcastSize, expand } from '../../shapes/broadcast.ts'
import { sliceLength, sliceStart } from '../../shapes/indexing.ts'
import { select, slice, take, type NumericArray } from '../../arrays/index.ts'
import { arranged, asDim, asIndexTensor, knownData, showShape, stridesOf, tensor, tensorTypeName, touchTensor, typeName, Undecided, viewed, withStrides, type Machine, type Shape, type SliceValue, type Strides, type TensorValue, type Value } from '../vocabulary/index.ts'

/** One step on the way from the tensor's shape to the result: sizes already placed, and the indices that are still to be broadcast. */
interface Progress {
  /** Result sizes of basic indexing; an advanced index holds the place of the dims it takes. */
  readonly places: Place[]
  readonly steps: Step[]
}
type Place = { readonly size: Dim; readonly dim?: number; readonly step?: number } | { readonly index: TensorValue; readonly isMask: boolean }
/** What basic indexing does to known contents, in order. */
type Step = (array: NumericArray) => NumericArray | undefined

/** Whatever the index, what a tensor gives is a tensor. */
export function getItem(machine: Machine, self: TensorValue, index: Value): Value {
  try {
    return part(machine, self, index)
  } catch (effect) {
    if (!(effect instanceof Undecided) || effect.input !== undefined) throw effect
    machine.gaveUp(effect.reason)
    return { ...tensor(undefined, { dtype: self.dtype }), reason: effect.reason }
  }
}

function part(machine: Machine, self: TensorValue, index: Value): TensorValue {
  const { shape, isView, steps, strides, advanced } = indexed(machine, self, index)
  if (isView) return withStrides(viewed(self, shape, (array) => steps.reduce<NumericArray | undefined>((result, step) => result && step(result), array)), strides(stridesOf(self)))
  const [only] = advanced
  const indices = only && advanced.length === 1 && steps.length === 0 && !only.isMask && only.index.shape?.length === 1 ? knownData(only.index) : undefined
  return only && indices ? arranged(self, shape, (array) => take(array, only.dim, wrapped(indices, self.shape?.[only.dim]))) : tensor(shape, { dtype: self.dtype })
}

/** Negative indices counted from the front. */
const wrapped = (indices: readonly number[], size: Dim | undefined): number[] => indices.map((each) => (each < 0 && typeof size === 'number' ? each + size : each))

export function setItem(machine: Machine, self: TensorValue, index: Value, value: Value): void {
  if (value.kind !== 'tensor' && value.kind !== 'unknown' && !['int', 'float', 'bool'].includes(value.kind)) {
    machine.raise('TypeError', `can't assign a ${typeName(value)} to a ${tensorTypeName(self)}`, 'argument-type')
  }
  touchTensor(machine, self)
  if (self.shape === undefined) return
  const { shape, isView } = indexed(machine, self, index)
  if (value.kind === 'tensor' && value.shape !== undefined) assignable(machine, value, shape, value.shape, isView)
}

/** The value's shape must broadcast to that of the place. A slice takes it without the sizes of 1 in front. */
function assignable(machine: Machine, self: TensorValue, place: Shape, whole: Shape, isView: boolean): void {
  const value = isView ? whole.slice(leadingOnes(whole)) : whole
  if (isView) return void expand(machine, value, place, () => `${tensorTypeName(self)}{${showShape(value)}}`)
  const refuse = (): never => machine.raise('RuntimeError', `shape mismatch: value tensor of shape ${showShape(value)} cannot be broadcast to indexing result of shape ${showShape(place)}`, 'broadcast')
  for (const size of value.slice(0, Math.max(value.length - place.length, 0))) machine.require(equals(size, 1), refuse)
  for (let dim = place.length - 1; dim >= 0; dim--) {
    const given = value[dim - place.length + value.length]
    if (given === undefined || given === 1) continue
    const size = place[dim]!
    machine.require(equals(broadcastSize(machine, size, given, refuse), size), refuse)
  }
}
const leadingOnes = (shape: Shape): number => {
  const first = shape.findIndex((size) => size !== 1)
  return first < 0 ? shape.length : first
}

interface Indexed {
  readonly shape: Shape
  readonly isView: boolean
  readonly steps: readonly Step[]
  /** The result's strides from the tensor's. */
  readonly strides: (own: Strides | undefined) => Strides | undefined
  readonly advanced: readonly { readonly index: TensorValue; readonly isMask: boolean; readonly dim: number }[]
}

function indexed(machine: Machine, self: TensorValue, index: Value): Indexed {
  const shape = machine.shapeOf(self)
  const items = itemsOf(machine, index)
  const taken = items.reduce((count, item) => count + dimsTaken(machine, item), 0)
  if (shape.length === 0 && items.some((item) => item.kind === 'int')) {
    machine.raise('IndexError', 'invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number', 'index')
  }
  if (taken > shape.length) machine.raise('IndexError', `too many indices for tensor of dimension ${shape.length}`, 'index')
  const progress: Progress = { places: [], steps: [] }
  let dim = 0
  let isElided = false
  for (const item of items) {
    if (item.kind !== 'ellipsis') dim += place(machine, progress, shape, dim, item)
    else if (!isElided) {
      isElided = true
      for (const stop = dim + shape.length - taken; dim < stop; dim++) progress.places.push({ size: shape[dim]!, dim })
    }
  }
  for (; dim < shape.length; dim++) progress.places.push({ size: shape[dim]!, dim })
  return gathered(machine, progress)
}

/** The index as a list of items; lists of numbers are tensors of indices. */
function itemsOf(machine: Machine, index: Value): readonly Value[] {
  const items = index.kind === 'tuple' || (index.kind === 'list' && standsForTuple(index.items)) ? index.items : [index]
  return items.map((item) => (item.kind === 'list' || item.kind === 'tuple' || item.kind === 'range' ? asIndexTensor(machine, item) : item))
}

/** A short list that holds a sequence, a slice, a tensor, None or `...` is read as a tuple of indices. */
const standsForTuple = (items: readonly Value[]): boolean =>
  items.length < 32 && items.some((item) => ['list', 'tuple', 'range', 'slice', 'tensor', 'none', 'ellipsis'].includes(item.kind))

const isMask = (item: TensorValue): boolean => item.dtype === 'bool' || item.dtype === 'uint8'

function dimsTaken(machine: Machine, item: Value): number {
  switch (item.kind) {
    case 'int': case 'slice': return 1
    case 'none': case 'ellipsis': case 'bool': return 0
    case 'tensor': {
      if (item.dtype === undefined) return machine.undecided('an index whose dtype is not known')
      return isMask(item) ? machine.shapeOf(item).length : 1
    }
    case 'unknown': return machine.undecided(item.reason)
    case 'str': return machine.raise('TypeError', "new(): invalid data type 'str'", 'index')
    case 'instance': return item.payload?.kind === 'int' ? 1 : machine.undecided('an index that is an object')
    default: return machine.raise('IndexError', `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${typeName(item)})`, 'index')
  }
}

/** Places one item at a dim of the tensor; the result is the number of dims it took. */
function place(machine: Machine, { places, steps }: Progress, shape: Shape, dim: number, item: Value): number {
  const at = places.length
  const size = shape[dim] ?? 1
  switch (item.kind) {
    case 'none':
      places.push({ size: 1 })
      steps.push((array) => ({ shape: [...array.shape.slice(0, at), 1, ...array.shape.slice(at)], data: array.data }))
      return 0
    case 'bool':
      places.push({ size: item.value === undefined ? opaque({ min: 0 }) : item.value ? 1 : 0 })
      steps.push(() => undefined)
      return 0
    case 'slice': {
      const bounds = sliceBounds(machine, item)
      const length = sliceLength(machine, size, bounds)
      const start = sliceStart(machine, size, bounds.start)
      places.push({ size: length, dim, step: bounds.step })
      steps.push((array) => (typeof start === 'number' && typeof length === 'number' ? slice(array, at, start, start + (length - 1) * bounds.step + 1, bounds.step) : undefined))
      return 1
    }
    case 'tensor': {
      if (isMask(item)) return placeMask(machine, places, shape, dim, item)
      if (item.dtype?.startsWith('float') || item.dtype?.startsWith('bfloat') || item.dtype?.startsWith('complex')) machine.raise('IndexError', 'tensors used as indices must be long, int, byte or bool tensors', 'index')
      const known = knownData(item)
      if (machine.shapeOf(item).length === 0) return placeInt(machine, { places, steps }, dim, size, known?.[0] ?? opaque())
      for (const each of known ?? []) requireInside(machine, each, dim, size)
      places.push({ index: item, isMask: false })
      return 1
    }
    default: return placeInt(machine, { places, steps }, dim, size, asDim(item) ?? opaque())
  }
}

function placeInt(machine: Machine, { places, steps }: Progress, dim: number, size: Dim, index: Dim): number {
  requireInside(machine, index, dim, size)
  const at = places.length
  steps.push((array) => (typeof index === 'number' ? select(array, at, index) : undefined))
  return 1
}

function requireInside(machine: Machine, index: Dim, dim: number, size: Dim): void {
  machine.require(allOf(lessThan(index, size), atLeast(index, neg(size))), () =>
    machine.raise('IndexError', `index ${show(index)} is out of bounds for dimension ${dim} with size ${show(size)}`, 'index'))
}

function placeMask(machine: Machine, places: Place[], shape: Shape, dim: number, mask: TensorValue): number {
  const sizes = machine.shapeOf(mask)
  if (sizes.length === 0) {
    places.push({ size: opaque({ min: 0 }) })
    return 0
  }
  for (const [index, size] of sizes.entries()) {
    const own = shape[dim + index]!
    machine.require(equals(size, own), () =>
      machine.raise('IndexError', `The shape of the mask ${showShape(sizes)} at index ${index} does not match the shape of the indexed tensor ${showShape(shape)} at index ${dim + index}`, 'index'))
  }
  places.push({ index: mask, isMask: true })
  return sizes.length
}

function sliceBounds(machine: Machine, item: SliceValue): { readonly start: Dim | undefined; readonly stop: Dim | undefined; readonly step: number } {
  const bound = (value: Value): Dim | undefined => {
    if (value.kind === 'none') return undefined
    if (value.kind === 'unknown') return opaque()
    if (value.kind === 'tensor') return value.data?.[0] ?? opaque()
    return asDim(value) ?? (value.kind === 'bool' || value.kind === 'instance' ? opaque() : machine.raise('TypeError', 'slice indices must be integers or None or have an __index__ method', 'index'))
  }
  const step = bound(item.step) ?? 1
  if (step === 0) machine.raise('ValueError', 'slice step cannot be zero', 'index')
  if (typeof step !== 'number') return machine.undecided('a step that is not known')
  if (step < 0) machine.raise('ValueError', 'step must be greater than zero', 'index')
  return { start: bound(item.lower), stop: bound(item.upper), step }
}

/** Broadcasts the advanced indices. Their dims come where the first one stands when all are neighbours, and in front otherwise. */
function gathered(machine: Machine, { places, steps }: Progress): Indexed {
  const indices = places.flatMap((each, position) => ('index' in each ? [{ ...each, position }] : []))
  const basic = (from: number, to: number): Dim[] => places.slice(from, to).flatMap((each) => ('size' in each ? [each.size] : []))
  const [first] = indices, last = indices.at(-1)
  const strides = (own: Strides | undefined): Strides | undefined => own && places.map((each) => ('size' in each && each.dim !== undefined ? own[each.dim]! * (each.step ?? 1) : 1))
  if (!first || !last) return { shape: basic(0, places.length), isView: true, steps, strides, advanced: [] }
  const shapes = indices.map((each) => (each.isMask ? [maskCount(each.index)] : machine.shapeOf(each.index)))
  const rank = Math.max(...shapes.map((shape) => shape.length))
  const refuse = (): never => machine.raise('IndexError', `shape mismatch: indexing tensors could not be broadcast together with shapes ${shapes.map(showShape).join(', ')}`, 'broadcast')
  const common = Array.from({ length: rank }, (_, dim) =>
    shapes.map((shape) => shape[dim - rank + shape.length] ?? 1).reduce((left, right) => broadcastSize(machine, left, right, refuse)))
  const areNeighbours = last.position - first.position === indices.length - 1
  const shape = areNeighbours ? [...basic(0, first.position), ...common, ...basic(first.position, places.length)] : [...common, ...basic(0, places.length)]
  return { shape, isView: false, steps, strides: () => undefined, advanced: indices.map(({ index, isMask: mask, position }) => ({ index, isMask: mask, dim: position })) }
}

/** The number of true elements, which depends on data. */
function maskCount(mask: TensorValue): Dim {
  const data = knownData(mask)
  return data ? data.filter((each) => each !== 0).length : opaque({ min: 0 })
}
