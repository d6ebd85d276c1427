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

export type NormName = 'norm1' | 'norm2' | 'norm3'
export type AttentionName = 'self_attn' | 'multihead_attn'

/**
 * What a layer of a transformer is put together from, for any notion of a sequence of vectors. `add` is told what the sum is called:
 * blocks have the names of PyTorch's methods, `_sa_block`, `_mha_block` and `_ff_block`.
 */
export interface Blocks<T> {
  add(input: T, block: T, name: string): T
  norm(input: T, name: NormName): T
  attend(queries: T, memory: T, name: AttentionName): T
  /** `linear2(activation(linear1(x)))` */
  feedForward(input: T): T
}

/** Two blocks, each added to what enters it and normalized: attention of the sequence to itself, and the feed-forward block. */
export function encoderLayer<T>(src: T, blocks: Blocks<T>, order: Pick<TransformerLayerParameters, 'norm_first'>): T {
  const attended = residual(src, 'norm1', '(x + sa)', order, blocks, x => blocks.attend(x, x, 'self_attn'))
  return residual(attended, 'norm2', '(x + ff)', order, blocks, x => blocks.feedForward(x))
}

/** The blocks of an encoder layer with one between them: attention of the target sequence to the encoded one. */
export function decoderLayer<T>(tgt: T, memory: T, blocks: Blocks<T>, order: Pick<TransformerLayerParameters, 'norm_first'>): T {
  const attended = residual(tgt, 'norm1', '(x + sa)', order, blocks, x => blocks.attend(x, x, 'self_attn'))
  const informed = residual(attended, 'norm2', '(x + mha)', order, blocks, x => blocks.attend(x, memory, 'multihead_attn'))
  return residual(informed, 'norm3', '(x + ff)', order, blocks, x => blocks.feedForward(x))
}

/** `norm(x + block(x))`, or `x + block(norm(x))` with `norm_first`. */
function residual<T>(input: T, norm: NormName, name: string, { norm_first }: Pick<TransformerLayerParameters, 'norm_first'>, { add: sum, norm: normalized }: Blocks<T>, block: (input: T) => T): T {
  return norm_first ? sum(input, block(normalized(input, norm)), name) : normalized(sum(input, block(input), name), norm)
}

/**
 * `encoderLayer` of numbers. Dropout is left out, as in evaluation.
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
  return encoderLayer(src, numericBlocks(weights, { self_attn: masks }, parameters), parameters)
}

/**
 * `decoderLayer` of numbers.
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
  return decoderLayer(tgt, memory, numericBlocks(weights, { self_attn: masks.tgt, multihead_attn: masks.memory }, parameters), parameters)
}

/** An encoder layer has fewer norms and attentions than a decoder layer, and asks for those that it has. */
function numericBlocks(
  weights: EncoderLayerWeights & Partial<DecoderLayerWeights>,
  masks: Partial<Record<AttentionName, AttentionMasks>>,
  { nhead, batch_first, layer_norm_eps, activation }: TransformerLayerParameters,
): Blocks<NumericArray> {
  return {
    add,
    norm: (input, name) => {
      const { weight, bias } = weights[name]!
      return layerNorm(input, weight, bias, { normalized_shape: weight.shape, eps: layer_norm_eps })
    },
    attend: (queries, memory, name) => multiHeadAttention(queries, memory, memory, weights[name]!, masks[name] ?? {}, { num_heads: nhead, batch_first, need_weights: false }).output,
    feedForward: input => linear(activated(linear(input, weights.linear1.weight, weights.linear1.bias), activation), weights.linear2.weight, weights.linear2.bias),
  }
}

/** The activation between the two linear maps. */
export function activated(input: NumericArray, activation: 'relu' | 'gelu'): NumericArray {
  return activation === 'relu' ? relu(input) : gelu(input, { approximate: 'none' })
}
