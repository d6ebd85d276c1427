import { arange, type NumericArray } from '../../arrays/array.ts'
import { add, map, scale, zip } from '../../arrays/broadcast.ts'
import { dropDims, meanOf, reduce } from '../../arrays/reduce.ts'
import { concat, pad, reshape, split, take, transpose } from '../../arrays/arrange.ts'
import { matmul } from '../../arrays/matmul.ts'
import { linear } from './linear.ts'
import { softmax } from './softmax.ts'

/**
 * A mask that is added to the scores, from a boolean one (1 for true, 0 for false): hidden keys get -Infinity. True
 * means *take part* in scaledDotProductAttention and *hide* in multiHeadAttention, as in PyTorch.
 */
export function additiveMask(mask: NumericArray, meaning: 'true takes part' | 'true hides'): NumericArray {
  const hidden = meaning === 'true hides' ? 1 : 0
  return map(mask, element => (element === hidden ? -Infinity : 0))
}

/**
 * `softmax(query keyᵀ * scale + attn_mask) value`. `scale` is `1/√E` unless given. With `is_causal` a query sees the keys up to
 * its own position. With `enable_gqa` each key and value head serves a group of query heads. A query that sees no key
 * yields zeros.
 *
 * Shapes: query `(*, Hq, L, E)`, key `(*, H, S, E)`, value `(*, H, S, Ev)`, additive mask broadcast to `(*, Hq, L, S)`; output
 * `(*, Hq, L, Ev)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
 */
export function scaledDotProductAttention(
  query: NumericArray,
  key: NumericArray,
  value: NumericArray,
  attn_mask: NumericArray | undefined,
  parameters: {
    readonly is_causal?: boolean | undefined
    readonly scale?: number | undefined
    readonly enable_gqa?: boolean | undefined
  } = {},
): NumericArray {
  const factor = parameters.scale ?? 1 / Math.sqrt(query.shape.at(-1)!)
  const heads = (shared: NumericArray): NumericArray =>
    parameters.enable_gqa === true ? repeatHeads(shared, query.shape.at(-3)!) : shared
  const scores = scale(matmul(query, transpose(heads(key), -2, -1)), factor)
  const causal = parameters.is_causal === true ? causalMask(scores.shape.at(-2)!, scores.shape.at(-1)!) : undefined
  const masked = [attn_mask, causal].reduce<NumericArray>((sum, mask) => (mask === undefined ? sum : add(sum, mask)), scores)
  return matmul(zeroWhereNothingIsSeen(softmax(masked, { dim: -1 }), masked), heads(value))
}

/** The projections of a multi-head attention, under PyTorch's names. Either the packed or the separate ones are there. */
export interface AttentionWeights {
  /** `(3E, E)`: the rows for query, key and value. */
  readonly in_proj_weight?: NumericArray | undefined
  readonly q_proj_weight?: NumericArray | undefined
  readonly k_proj_weight?: NumericArray | undefined
  readonly v_proj_weight?: NumericArray | undefined
  /** `(3E)` */
  readonly in_proj_bias?: NumericArray | undefined
  readonly out_proj_weight: NumericArray
  readonly out_proj_bias?: NumericArray | undefined
  /** `(1, 1, E)`: one more key and value, the same for every sample. */
  readonly bias_k?: NumericArray | undefined
  readonly bias_v?: NumericArray | undefined
}

export interface AttentionParameters {
  readonly num_heads: number
  readonly batch_first: boolean
  readonly add_zero_attn?: boolean | undefined
  /** A query that sees no key yields NaN when PyTorch returns the weights (the default), else zeros. */
  readonly need_weights?: boolean | undefined
  readonly average_attn_weights?: boolean | undefined
}

/** Masks that are added to the scores; boolean masks go through `additiveMask`. */
export interface AttentionMasks {
  /** `(L, S)` or `(N * num_heads, L, S)` */
  readonly attn_mask?: NumericArray | undefined
  /** `(N, S)` or `(S)` */
  readonly key_padding_mask?: NumericArray | undefined
}

/** What an attention computes on the way, with the batch first and each head for itself: `(N, num_heads, length, E / num_heads)`. */
export interface AttentionStages {
  readonly query: NumericArray
  /** Keys and values with the learned and the zero one behind them. */
  readonly key: NumericArray
  readonly value: NumericArray
  /** `(N, num_heads, L, S)`: `query keyᵀ / √(E / num_heads)` and the masks. */
  readonly scores: NumericArray
  readonly attention: NumericArray
  /** `(N, num_heads, L, E / num_heads)`: each query's mean of the values. */
  readonly heads: NumericArray
}

/**
 * `concat(head_1, …) W_O` with `head_i = attention(query W_iQ, key W_iK, value W_iV)`, and the attention weights.
 *
 * Shapes: query `(L, N, E)`, key `(S, N, kdim)`, value `(S, N, vdim)`, batch before length with `batch_first`, or all without N;
 * output as the query; weights `(N, L, S)`, or `(N, num_heads, L, S)` when they are not averaged.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
 */
export function multiHeadAttention(
  query: NumericArray,
  key: NumericArray,
  value: NumericArray,
  weights: AttentionWeights,
  masks: AttentionMasks,
  parameters: AttentionParameters,
): { output: NumericArray; weights: NumericArray } {
  const { batch_first, average_attn_weights = true } = parameters
  const { attention, heads } = attentionStages(query, key, value, weights, masks, parameters)
  const shown = average_attn_weights ? dropDims(reduce(attention, [1], meanOf), [1]) : attention
  return { output: joinedHeads(heads, weights, query.shape.length === 3, batch_first), weights: query.shape.length === 3 ? shown : dropDims(shown, [0]) }
}

/** The heads side by side, through the output projection, in the layout of the query. */
export function joinedHeads(heads: NumericArray, weights: AttentionWeights, isBatched: boolean, batch_first: boolean): NumericArray {
  const [batch, count, length, size] = heads.shape as [number, number, number, number]
  const output = linear(reshape(transpose(heads, 1, 2), [batch, length, count * size]), weights.out_proj_weight, weights.out_proj_bias)
  return !isBatched ? dropDims(output, [0]) : batch_first ? output : transpose(output, 0, 1)
}

/** The stages of multiHeadAttention, which it joins and projects. */
export function attentionStages(
  query: NumericArray,
  key: NumericArray,
  value: NumericArray,
  weights: AttentionWeights,
  masks: AttentionMasks,
  { num_heads, batch_first, add_zero_attn = false, need_weights = true }: AttentionParameters,
): AttentionStages {
  /** Every input as (N, L, E). */
  const batchFirst = (input: NumericArray): NumericArray =>
    query.shape.length !== 3 ? reshape(input, [1, ...input.shape]) : batch_first ? input : transpose(input, 0, 1)
  const embedding = query.shape.at(-1)!
  const batch = batchFirst(query).shape[0]!
  const headSize = embedding / num_heads
  const [q, k, v] = projections(weights, embedding).map(({ weight, bias }, index) =>
    linear(batchFirst([query, key, value][index]!), weight, bias)) as [NumericArray, NumericArray, NumericArray]
  /** `(N, S, E)` to `(N, heads, S, E / heads)`. */
  const intoHeads = (input: NumericArray): NumericArray =>
    transpose(reshape(input, [batch, input.shape[1]!, num_heads, headSize]), 1, 2)
  const extraKeys = Number(weights.bias_k !== undefined) + Number(add_zero_attn)
  const queries = intoHeads(q)
  const keys = intoHeads(extended(k, weights.bias_k, add_zero_attn))
  const values = intoHeads(extended(v, weights.bias_v, add_zero_attn))
  let scores = scale(matmul(queries, transpose(keys, -2, -1)), 1 / Math.sqrt(headSize))
  const { attn_mask, key_padding_mask } = masks
  if (attn_mask !== undefined) {
    const mask = pad(attn_mask, -1, 0, extraKeys)
    scores = add(scores, mask.shape.length === 3 ? reshape(mask, [batch, num_heads, ...mask.shape.slice(1)]) : mask)
  }
  if (key_padding_mask !== undefined) {
    const mask = pad(key_padding_mask, -1, 0, extraKeys)
    scores = add(scores, reshape(mask, [batch, 1, 1, mask.shape.at(-1)!]))
  }
  const softened = softmax(scores, { dim: -1 })
  const attention = need_weights ? softened : zeroWhereNothingIsSeen(softened, scores)
  return { query: queries, key: keys, value: values, scores, attention, heads: matmul(attention, values) }
}

/** A mask that lets every position see itself and what comes before it, aligned at the first key. */
export function causalMask(queries: number, keys: number): NumericArray {
  return map(arange([queries, keys]), place => (place % keys > Math.floor(place / keys) ? -Infinity : 0))
}

/** The softmax of a row of scores that are all -Infinity is NaN; this makes it zero. */
function zeroWhereNothingIsSeen(weights: NumericArray, scores: NumericArray): NumericArray {
  const seesNothing = reduce(scores, [-1], row => Number(row.every(score => score === -Infinity)))
  return zip(weights, seesNothing, (weight, nothing) => (nothing === 1 ? 0 : weight))
}

/** The weight and bias that query, key and value pass through. */
function projections(
  weights: AttentionWeights,
  embedding: number,
): { weight: NumericArray; bias: NumericArray | undefined }[] {
  const thirds = [embedding, embedding, embedding]
  const packed = weights.in_proj_weight === undefined ? undefined : split(weights.in_proj_weight, 0, thirds)
  const separate = [weights.q_proj_weight, weights.k_proj_weight, weights.v_proj_weight]
  const biases = weights.in_proj_bias === undefined ? undefined : split(weights.in_proj_bias, 0, thirds)
  return thirds.map((_, index) => ({ weight: (packed ?? separate)[index]!, bias: biases?.[index] }))
}

/** Keys or values `(N, S, E)` with the learned one and a zero one after them. */
function extended(input: NumericArray, learned: NumericArray | undefined, zero: boolean): NumericArray {
  const [batch, , embedding] = input.shape as [number, number, number]
  const more = learned === undefined ? input
    : concat([input, take(reshape(learned, [1, 1, embedding]), 0, new Array<number>(batch).fill(0))], 1)
  return zero ? pad(more, 1, 0, 1) : more
}

/** Every head of `(*, H, S, E)` as often in a row as it takes to get `count` heads. */
function repeatHeads(input: NumericArray, count: number): NumericArray {
  const heads = input.shape.at(-3)!
  return take(input, -3, Array.from({ length: count }, (_, head) => Math.floor((head * heads) / count)))
}
