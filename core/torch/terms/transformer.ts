/** The terms of the layers of a transformer: the same composition that the kernel computes, of sequences whose elements can be followed. */
import { add as sum, indexOf, type NumericArray } from '../../arrays/index.ts'
import { attentionStages, joinedHeads } from '../kernels/attention.ts'
import { linear } from '../kernels/linear.ts'
import { layerNorm } from '../kernels/normalization.ts'
import { activated, decoderLayer, encoderLayer, type Blocks, type DecoderLayerWeights, type EncoderLayerWeights, type TransformerLayerParameters } from '../kernels/transformer.ts'
import { gelu, relu } from './activation.ts'
import { attentionCells, type Attended } from './attention.ts'
import { rowProducts } from './dense.ts'
import { formula, input, part, plus, read } from './expression.ts'
import { once } from './moved.ts'
import { normalisedCells, perElement } from './normalised.ts'
import { sequenceOf } from './sequence.ts'
import type { Made, Origin, Terms } from './types.ts'

/** A sequence with what each of its elements is made of. */
interface Followed {
  readonly array: () => NumericArray
  origin(place: number): Origin
  made(place: number): Made
}

/** A stage of the layer: its elements are parts of its name. */
function stage(name: string, compute: () => NumericArray, made: (place: number) => Made): Followed {
  const array = once(compute)
  return { array, made, origin: (place) => part(name, indexOf(place, array().shape), array().data[place]!, () => made(place)) }
}

const given = (array: NumericArray, which: number): Followed => {
  const origin = (place: number): Origin => input(place, which)
  return { array: () => array, origin, made: (place) => ({ form: 'sum', terms: [{ from: origin(place), factor: 1 }] }) }
}

/** A layer's weights, grouped as its submodules are, and whether there is one of a name. */
export interface FollowedWeights { readonly groups: EncoderLayerWeights & Partial<DecoderLayerWeights>; readonly has: (name: string) => boolean }

function followedBlocks({ groups, has }: FollowedWeights, { nhead, batch_first, layer_norm_eps, activation }: TransformerLayerParameters): Blocks<Followed> {
  const affine = (name: 'linear1' | 'linear2', from: Followed): Followed => {
    const { weight, bias } = groups[name]
    const [outputs, inputs] = weight.shape as [number, number]
    return stage(name, () => linear(from.array(), weight, bias), (place) => {
      const row = Math.floor(place / outputs), output = place % outputs
      const elements = Array.from({ length: inputs }, (_, each) => from.origin(row * inputs + each))
      return { form: 'sum', terms: rowProducts(elements, { name: `${name}.weight`, place: output * inputs }), bias: bias && { name: `${name}.bias`, place: output } }
    })
  }
  const activate = activation === 'relu' ? relu : gelu('none')
  return {
    add: (one, other, name) => stage(name, () => sum(one.array(), other.array()), (place) => formula(plus(read(one.origin(place)), read(other.origin(place))))),
    norm: (from, name) => {
      const { weight, bias } = groups[name]!
      const { shape } = weight
      const cells = once(() => normalisedCells({ array: from.array(), origin: from.origin }, {
        shape: from.array().shape, dims: [-1], eps: layer_norm_eps, isCentred: true, weight: perElement(`${name}.weight`, weight), bias: perElement(`${name}.bias`, bias),
      }, `${name}.`))
      return stage(name, () => layerNorm(from.array(), weight, bias, { normalized_shape: shape, eps: layer_norm_eps }), (place) => cells()(place))
    },
    attend: (queries, memory, name) => {
      const weights = groups[name]!
      const attended = ({ array, origin }: Followed): Attended => ({ sequence: sequenceOf(array().shape, batch_first), features: array().shape.at(-1)!, origin })
      const stages = once(() => attentionStages(queries.array(), memory.array(), memory.array(), weights, {}, { num_heads: nhead, batch_first, need_weights: false }))
      const cells = once(() => attentionCells({ query: attended(queries), key: attended(memory), value: attended(memory), stages, prefix: `${name}.`, has }))
      return stage(name, () => joinedHeads(stages().heads, weights, queries.array().shape.length === 3, batch_first), (place) => cells().output(place))
    },
    feedForward: (from) => {
      const hidden = affine('linear1', from)
      const active = stage(activation, () => activated(hidden.array(), activation), (place) => {
        const origin = hidden.origin(place)
        return activate({ from: origin, x: read(origin), value: hidden.array().data[place]! })
      })
      return affine('linear2', active)
    },
  }
}

/** An encoder layer. */
export function encoderLayerTerms(src: NumericArray, weights: FollowedWeights, parameters: TransformerLayerParameters): Terms {
  return wholeSamples([src], encoderLayer(given(src, 0), followedBlocks(weights, parameters), parameters), parameters)
}

/** A decoder layer; its inputs are the target sequence and the memory. */
export function decoderLayerTerms(tgt: NumericArray, memory: NumericArray, weights: FollowedWeights, parameters: TransformerLayerParameters): Terms {
  return wholeSamples([tgt, memory], decoderLayer(given(tgt, 0), given(memory, 1), followedBlocks(weights, parameters), parameters), parameters)
}

/** Attention reads all times of a sample, and everything else one of them: every element takes part in all of its sample. */
function wholeSamples(inputs: readonly NumericArray[], output: Followed, { batch_first }: Pick<TransformerLayerParameters, 'batch_first'>): Terms {
  const features = inputs[0]!.shape.at(-1)!
  const sequences = inputs.map(({ shape }) => sequenceOf(shape, batch_first))
  const all = (which: number, sample: number): number[] => sequences[which]!.block(features, [0, sequences[which]!.length], sample)
  return {
    of: (_, place) => output.made(place),
    reads: (_, place) => {
      const { sample } = sequences[0]!.at(features, place)
      return sequences.map((_each, which) => ({ input: which, places: all(which, sample) }))
    },
    reach: (which, place) => all(0, sequences[which]!.at(features, place).sample),
  }
}
