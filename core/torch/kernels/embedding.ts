import { allocate, type NumericArray } from '../../arrays/array.ts'
import { mapLanes } from '../../arrays/reduce.ts'
import { reshape, take } from '../../arrays/arrange.ts'
import { normOf } from './normalization.ts'

/** Rows longer than `max_norm` are shortened to it before they are read. */
export interface EmbeddingNorm {
  readonly max_norm?: number | undefined
  readonly norm_type?: number | undefined
}

/**
 * The row of the table for every index. An index without a row is a RangeError.
 *
 * Shapes: input `(*)` of indices, weight `(num_embeddings, embedding_dim)`; output `(*, embedding_dim)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Embedding.html
 */
export function embedding(input: NumericArray, weight: NumericArray, norm: EmbeddingNorm = {}): NumericArray {
  requireRows(input, weight.shape[0]!)
  const rows = take(shortened(weight, norm), 0, Array.from(input.data))
  return reshape(rows, [...input.shape, weight.shape[1]!])
}

export interface BagParameters extends EmbeddingNorm {
  readonly mode: 'sum' | 'mean' | 'max'
  readonly padding_idx?: number | undefined
  readonly include_last_offset?: boolean | undefined
}

/**
 * The sum, mean or maximum of the rows of every bag of indices. Rows at `padding_idx` are left out; an empty bag is zero.
 *
 * Shapes: input `(B, N)`, a bag per row, or `(N)` with `offsets` `(B)`, where the bags begin; per_sample_weights as the
 * input (mode sum only); output `(B, embedding_dim)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html
 */
export function embeddingBag(
  input: NumericArray,
  weight: NumericArray,
  offsets: NumericArray | undefined,
  per_sample_weights: NumericArray | undefined,
  parameters: BagParameters,
): NumericArray {
  const { mode, padding_idx } = parameters
  requireRows(input, weight.shape[0]!)
  const table = shortened(weight, parameters)
  const width = weight.shape[1]!
  const bags = bagsOf(input, offsets, parameters)
  const shape = [bags.length, width]
  const data = allocate(shape)
  bags.forEach((members, bag) => {
    const kept = members.filter(member => input.data[member] !== padding_idx)
    for (let column = 0; kept.length > 0 && column < width; column++) {
      const elements = kept.map(member =>
        table.data[input.data[member]! * width + column]! * (per_sample_weights?.data[member] ?? 1))
      const sum = elements.reduce((total, element) => total + element, 0)
      data[bag * width + column] = mode === 'sum' ? sum : mode === 'mean' ? sum / kept.length : Math.max(...elements)
    }
  })
  return { shape, data }
}

/** The places of the indices in every bag. Offsets that do not begin at 0, or lead beyond the indices, are a RangeError. */
export function bagsOf(input: NumericArray, offsets: NumericArray | undefined, { include_last_offset = false }: Pick<BagParameters, 'include_last_offset'>): readonly (readonly number[])[] {
  const [first] = offsets?.data ?? []
  if (first !== undefined && first !== 0) throw new RangeError(`offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${first}`)
  const last = offsets?.data.at(-1) ?? 0
  if (last > input.data.length) throw new RangeError(`offsets[-1] can not be greater than input's length ${input.data.length} but got offsets[-1] of ${last}`)
  const starts = offsets === undefined
    ? Array.from({ length: input.shape[0]! }, (_, bag) => bag * input.shape[1]!)
    : Array.from(offsets.data).slice(0, include_last_offset ? -1 : undefined)
  const ends = [...starts.slice(1), offsets !== undefined && include_last_offset ? offsets.data.at(-1)! : input.data.length]
  return starts.map((start, bag) => Array.from({ length: Math.max(0, ends[bag]! - start) }, (_, index) => start + index))
}

/**
 * A one for every index in a row of zeros.
 *
 * Shapes: input `(*)` of indices; output `(*, num_classes)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html
 */
export function oneHot(input: NumericArray, { num_classes }: { readonly num_classes: number }): NumericArray {
  requireRows(input, num_classes)
  const shape = [...input.shape, num_classes]
  const data = allocate(shape)
  input.data.forEach((index, row) => {
    data[row * num_classes + index] = 1
  })
  return { shape, data }
}

function requireRows(indices: NumericArray, rows: number): void {
  if (!indices.data.every(index => index >= 0 && index < rows)) throw new RangeError('index out of range in self')
}

function shortened(weight: NumericArray, norm: EmbeddingNorm): NumericArray {
  if (norm.max_norm === undefined) return weight
  return mapLanes(weight, [1], (row, index) => {
    const length = shortening(weight, index, norm)
    return length === undefined ? row : row.map(element => (element * norm.max_norm!) / (length + 1e-7))
  })
}

/** The norm of a row that is longer than `max_norm`; undefined: the row is read as it is. */
export function shortening(weight: NumericArray, row: number, { max_norm, norm_type = 2 }: EmbeddingNorm): number | undefined {
  if (max_norm === undefined) return undefined
  const width = weight.shape[1]!
  const norm = normOf(weight.data.subarray(row * width, (row + 1) * width), norm_type)
  return norm > max_norm ? norm : undefined
}
