/**
 * Known contents. A tensor's few known elements may be shared by its views, as PyTorch shares storage: an operation in place on
 * one of them makes the contents of all others unknown.
 */
import { knownElementsLimit, tensor, type Machine, type TensorOptions, type TensorValue } from '../../values/index.ts'
import type { Dim } from '../../dims/index.ts'
import { fromData, type NumericArray } from '../../arrays/index.ts'

/** Which tensor's storage a view reads, and the contents that it had when the view was made. */
const sources = new WeakMap<TensorValue, { readonly base: TensorValue; readonly data: readonly number[] }>()

/** The elements, where they are known and still are what they were. */
export function knownData(value: TensorValue): readonly number[] | undefined {
  const source = sources.get(value)
  if (source && knownData(source.base) !== source.data) return undefined
  return value.data
}

/** The tensor as an array of numbers; undefined where an element or a size is not known. */
export function knownArray(value: TensorValue): NumericArray | undefined {
  const data = knownData(value)
  const sizes = numbers(value.shape)
  return data && sizes ? fromData(sizes, data) : undefined
}

/** Sizes that are all plain numbers. */
export function numbers(dims: readonly Dim[] | undefined): readonly number[] | undefined {
  return dims?.every((dim) => typeof dim === 'number') ? dims as readonly number[] : undefined
}

/** A tensor with the contents of an array, if they are few. */
export function tensorOf(array: NumericArray, options: TensorOptions): TensorValue {
  const data = array.data.length <= knownElementsLimit ? [...array.data] : undefined
  return tensor(array.shape, { ...options, data })
}

/** Marks `view` as sharing the storage of `base`. */
export function sharing(base: TensorValue, view: TensorValue): TensorValue {
  const data = knownData(base)
  if (data && view.data && view !== base) sources.set(view, { base, data })
  return view
}

/** Changing the contents changes another tensor's, too. */
export const sharesContents = (value: TensorValue): boolean => sources.has(value)

/** Announces an operation in place: the contents are not known from here on. */
export function touchTensor(machine: Machine, target: TensorValue): void {
  machine.touch(target)
  target.data = undefined
  const source = sources.get(target)
  if (source && source.base.data !== undefined) touchTensor(machine, source.base)
}

/** Rounds as storage of this dtype does. */
export function rounded(dtype: string | undefined, value: number): number {
  if (dtype === 'float32') return Math.fround(value)
  return value
}

/** The number of elements, where every size is a plain number. */
export function elementsOf(shape: readonly Dim[] | undefined): number | undefined {
  return numbers(shape)?.reduce((count, size) => count * size, 1)
}

/** How an operation rearranges contents; undefined where it can't be said. */
export type Arrangement = (array: NumericArray) => NumericArray | undefined
const contentsOf = (array: NumericArray | undefined): readonly number[] | undefined => (array && array.data.length <= knownElementsLimit ? [...array.data] : undefined)

/**
 * A view of `base` with another shape. `arrange` gives the contents from the base's; without it they are in the same order. It is
 * called only where they are known.
 */
export function viewed(base: TensorValue, shape: readonly Dim[], arrange?: Arrangement): TensorValue {
  return sharing(base, arranged(base, shape, arrange))
}

/** As `viewed`, for a copy that shares nothing. Where a size is not known, the contents are not. */
export function arranged(base: TensorValue, shape: readonly Dim[], arrange?: Arrangement): TensorValue {
  const count = elementsOf(shape)
  const array = count !== undefined && count <= knownElementsLimit ? knownArray(base) : undefined
  return tensor(shape, { dtype: base.dtype, data: contentsOf(array && arrange ? arrange(array) : array) })
}

/**
 * Runs an operation in place: `contents` checks it and gives the new elements where they are known; the tensor itself is the result.
 */
export function inPlace(machine: Machine, target: TensorValue, contents: () => readonly number[] | undefined): TensorValue {
  const data = contents()
  touchTensor(machine, target)
  target.data = data && data.length <= knownElementsLimit ? data : undefined
  return target
}
