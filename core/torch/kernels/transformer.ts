import type { NumericArray } from '../../arrays/array.ts'
import { add } from '../../arrays/broadcast.ts'
import { gelu, relu } from './activation.ts'
import { multiHeadAttention, type AttentionMasks, type AttentionWeights } from './attention.ts'
import { linear } from './linear.ts'
import { layerNorm } from './normalization.ts'

/** The weight and bias of a linear map or a layer norm. */
export interface Affine {
  readonly weight: NumericArray
  readonly bias?: NumericArray | undefined
}

/** The weights of an encoder layer, grouped as its submodules are. */
export interface EncoderLayerWeights {
  readonly self_attn: AttentionWeights
  readonly linear1: Affine
  readonly linear2: Affine
  readonly norm1: Affine
  readonly norm2: Affine
}

export interface DecoderLayerWeights extends EncoderLayerWeights {
  readonly multihead_attn: AttentionWeights
  readonly norm3: Affine
}

export interface TransformerLayerParameters {
  readonly nhead: number
  readonly activation: 'relu' | 'gelu'
  readonly layer_norm_eps: number
  readonly batch_first: boolean
  /** Normalize what enters each block instead of what leaves it. */
  readonly norm_first: boolean
}

/**
 * Two blocks, each added to what enters it and normalized: attention of the sequence to itself, and
 * `linear2(activation(linear1(x)))`. Dropout is left out, as in evaluation.
 *
 * Shapes: src `(S, N, E)`, `(N, S, E)` with `batch_first`, or `(S, E)`; output as src.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html
 */
export function transformerEncoderLayer(
  src: NumericArray,
  weights: EncoderLayerWeights,
  masks: AttentionMasks,
  parameters: TransformerLayerParameters,
): NumericArray {
  const attended = residual(src, weights.norm1, parameters, x =>
    attend(x, x, weights.self_attn, masks, parameters))
  return residual(attended, weights.norm2, parameters, x => feedForward(x, weights, parameters))
}

/**
 * The blocks of an encoder layer with one between them: attention of the target sequence to the encoded one.
 *
 * Shapes: tgt `(T, N, E)`, memory `(S, N, E)`, batch first or unbatched as for the encoder; output as tgt.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html
 */
export function transformerDecoderLayer(
  tgt: NumericArray,
  memory: NumericArray,
  weights: DecoderLayerWeights,
  masks: { readonly tgt: AttentionMasks; readonly memory: AttentionMasks },
  parameters: TransformerLayerParameters,
): NumericArray {
  const attended = residual(tgt, weights.norm1, parameters, x => attend(x, x, weights.self_attn, masks.tgt, parameters))
  const informed = residual(attended, weights.norm2, parameters, x =>
    attend(x, memory, weights.multihead_attn, masks.memory, parameters))
  return residual(informed, weights.norm3, parameters, x => feedForward(x, weights, parameters))
}

/** `norm(x + block(x))`, or `x + block(norm(x))` with `norm_first`. */
function residual(
  input: NumericArray,
  norm: Affine,
  { norm_first, layer_norm_eps }: TransformerLayerParameters,
  block: (input: NumericArray) => NumericArray,
): NumericArray {
  const normalized = (x: NumericArray): NumericArray =>
    layerNorm(x, norm.weight, norm.bias, { normalized_shape: norm.weight.shape, eps: layer_norm_eps })
  return norm_first ? add(input, block(normalized(input))) : normalized(add(input, block(input)))
}

function attend(
  queries: NumericArray,
  keys: NumericArray,
  weights: AttentionWeights,
  masks: AttentionMasks,
  { nhead, batch_first }: TransformerLayerParameters,
): NumericArray {
  return multiHeadAttention(queries, keys, keys, weights, masks, { num_heads: nhead, batch_first, need_weights: false }).output
}

function feedForward(
  input: NumericArray,
  { linear1, linear2 }: EncoderLayerWeights,
  { activation }: TransformerLayerParameters,
): NumericArray {
  const hidden = linear(input, linear1.weight, linear1.bias)
  const active = activation === 'relu' ? relu(hidden) : gelu(hidden, { approximate: 'none' })
  return linear(active, linear2.weight, linear2.bias)
}
