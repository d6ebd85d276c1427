/** The terms of attention: each query's mean of the values, weighed by the softmax of its scores with the keys. */
import { indexOf, offsetOf, type NumericArray } from '../../arrays/index.ts'
import type { AttentionStages } from '../kernels/attention.ts'
import { rowProducts } from './dense.ts'
import { apply, formula, input, number, over, part, read, times, total, weight } from './expression.ts'
import { maskingOf, type Mask, type Masking } from './masks.ts'
import { once } from './moved.ts'
import { sequenceOf, type Sequence } from './sequence.ts'
import { softmaxOf, type Score } from './softmax.ts'
import type { Made, Origin, Reads, Terms, WeightPlace } from './types.ts'

/** A sequence that attention reads, by its elements' places. */
export interface Attended { readonly sequence: Sequence; readonly features: number; origin(place: number): Origin }

export interface AttentionCells {
  readonly query: Attended
  readonly key: Attended
  readonly value: Attended
  /** The numbers of the stages. */
  readonly stages: () => AttentionStages
  /** In front of the names of weights and parts: `self_attn.`. */
  readonly prefix: string
  /** Whether there is a weight of this name. */
  readonly has: (name: string) => boolean
  /** Absent: there are no masks. */
  readonly masks?: readonly Mask[]
}

/** Of a stage: sample, head, time, and a column or a key. */
type Index = readonly [sample: number, head: number, time: number, other: number]

interface Cells {
  output(place: number): Made
  weights(sample: number, time: number, key: number): Made
  attn(index: Index): Origin
  readonly keys: number
  readonly heads: number
  readonly masking: Masking
  /** Whether a query sees a key with any of its heads. */
  sees(sample: number, time: number, key: number): boolean
}

/** What the elements of the output and of the averaged attention weights are made of. */
export function attentionCells({ query, key, value, stages, prefix, has, masks = [] }: AttentionCells): Cells {
  const known = once(stages)
  const [, heads, , size] = known().query.shape as [number, number, number, number]
  const embedding = heads * size, keys = known().key.shape[2]!
  const masking = maskingOf(masks, { batch: known().query.shape[0]!, heads, length: query.sequence.length })
  const isPacked = has(`${prefix}in_proj_weight`)
  const isThere = (name: string): boolean => has(prefix + name)
  const named = (name: string, place: number): WeightPlace => ({ name: prefix + name, place })
  const stage = (name: string, array: NumericArray, index: readonly number[], made: () => Made): Origin => part(prefix + name, index, array.data[offsetOf(index, array.shape)]!, made)

  /** A row of a projection of a sequence; behind its end the learned element, and a zero. */
  const projected = (role: 0 | 1 | 2, { sequence, features, origin }: Attended, [sample, head, time, column]: Index): Made => {
    const row = head * size + column
    const learned = ['', 'bias_k', 'bias_v'][role]!
    if (time >= sequence.length) return time === sequence.length && isThere(learned) ? formula(weight(prefix + learned, row)) : formula(number(0))
    const elements = Array.from({ length: features }, (_, feature) => origin(sequence.place(features, { time, sample, feature })))
    const terms = rowProducts(elements, isPacked ? named('in_proj_weight', (role * embedding + row) * features) : named(['q_proj_weight', 'k_proj_weight', 'v_proj_weight'][role]!, row * features))
    return { form: 'sum', terms, bias: isThere('in_proj_bias') ? named('in_proj_bias', role * embedding + row) : undefined }
  }
  const q = (index: Index): Origin => stage('q', known().query, index, () => projected(0, query, index))
  const k = (index: Index): Origin => stage('k', known().key, index, () => projected(1, key, index))
  const v = (index: Index): Origin => stage('v', known().value, index, () => projected(2, value, index))
  /** A key that is masked with minus infinity has no part in what its query reads. Where all of them are, attention may be no number. */
  const isHidden = (index: Index): boolean => {
    const { scores, attention } = known(), place = offsetOf(index, scores.shape)
    return scores.data[place] === -Infinity && attention.data[place] === 0
  }
  const columns = Array.from({ length: size }, (_, column) => column)
  const score = ([sample, head, time, other]: Index): Origin => stage('score', known().scores, [sample, head, time, other], () => {
    const { added, chosenBy } = masking.of([sample, head, time, other])
    const scaled = over(total(columns.map((column) => times(read(q([sample, head, time, column])), read(k([sample, head, other, column]))))), number(Math.sqrt(size), '√d'))
    return isHidden([sample, head, time, other]) && added.length > 0 ? formula(total(added), 'masked', chosenBy) : formula(total([scaled, ...added]), undefined, chosenBy)
  })
  const attn = ([sample, head, time, other]: Index): Origin => stage('attn', known().attention, [sample, head, time, other], () => {
    const scores = Array.from({ length: keys }, (_, each): Score => {
      const from = score([sample, head, time, each])
      return { x: read(from), value: from.kind === 'part' ? from.part.value : 0 }
    })
    return isHidden([sample, head, time, other]) ? formula(apply('exp', scores[other]!.x), 'masked') : softmaxOf(scores[other]!, scores, [sample, head, time], `${prefix}max`)
  })
  const headOf = (index: Index): Origin => stage('head', known().heads, index, () => {
    const [sample, head, time, column] = index
    const seen = Array.from({ length: keys }, (_, other) => other).filter((other) => !isHidden([sample, head, time, other]))
    return formula(seen.length === 0 ? number(0) : total(seen.map((other) => times(read(attn([sample, head, time, other])), read(v([sample, head, other, column]))))))
  })
  return {
    keys, heads, attn, masking,
    sees: (sample, time, other) => Array.from({ length: heads }, (_, head) => head).some((head) => !isHidden([sample, head, time, other])),
    output: (place) => {
      const { sample, time, feature } = query.sequence.at(embedding, place)
      const joined = Array.from({ length: embedding }, (_, each) => headOf([sample, Math.floor(each / size), time, each % size]))
      return { form: 'sum', terms: rowProducts(joined, named('out_proj.weight', feature * embedding)), bias: isThere('out_proj.bias') ? named('out_proj.bias', feature) : undefined }
    },
    weights: (sample, time, other) => ({ form: 'sum', terms: Array.from({ length: heads }, (_, head) => ({ from: attn([sample, head, time, other]), factor: 1 / heads })) }),
  }
}

const inputSequence = (array: NumericArray, which: number, batch_first: boolean): Attended =>
  ({ sequence: sequenceOf(array.shape, batch_first), features: array.shape.at(-1)!, origin: (place) => input(place, which) })

/** Multi-head attention of three inputs, with masks where there are some. Outputs are the attended sequence and the weights: those of every head, or their mean. */
export function attentionTerms(inputs: readonly [NumericArray, NumericArray, NumericArray], { batch_first, average_attn_weights, ...layer }: Pick<AttentionCells, 'stages' | 'has' | 'masks'> & { readonly batch_first: boolean; readonly average_attn_weights: boolean }): Terms {
  const [query, key, value] = inputs.map((array, which) => inputSequence(array, which, batch_first)) as [Attended, Attended, Attended]
  const cells = once(() => attentionCells({ ...layer, query, key, value, prefix: '' }))
  const { sequence, features } = query
  const seen = (which: number, { sequence: own, features: width }: Attended, sample: number, time: number): Reads =>
    ({ input: which, places: Array.from({ length: own.length }, (_, each) => each).filter((each) => cells().sees(sample, time, each)).flatMap((each) => own.block(width, [each, each + 1], sample)) })
  const row = (time: number, sample: number): Reads => ({ input: 0, places: sequence.block(features, [time, time + 1], sample) })
  const isBatched = inputs[0].shape.length === 3
  const weightAt = (place: number): Index => {
    const [sample, head, time, other] = indexOf(place, [isBatched ? sequence.batch : 1, average_attn_weights ? 1 : cells().heads, sequence.length, cells().keys])
    return [sample!, head!, time!, other!]
  }
  const weightMade = ([sample, head, time, other]: Index): Made =>
    (average_attn_weights ? cells().weights(sample, time, other) : { form: 'sum', terms: [{ from: cells().attn([sample, head, time, other]), factor: 1 }] })
  return {
    of: (output, place) => (output === 0 ? cells().output(place) : weightMade(weightAt(place))),
    reads: (output, place) => {
      if (output === 0) {
        const { time, sample } = sequence.at(features, place)
        return [row(time, sample), seen(1, key, sample, time), seen(2, value, sample, time), ...cells().masking.reads(sample, time)]
      }
      const [sample, , time, other] = weightAt(place)
      if (!cells().sees(sample, time, other)) return cells().masking.reads(sample, time, other)
      return [row(time, sample), seen(1, key, sample, time), ...cells().masking.reads(sample, time)]
    },
    reach: (which, place) => {
      if (which === 0) {
        const { time, sample } = sequence.at(features, place)
        return sequence.block(features, [time, time + 1], sample)
      }
      const masked = cells().masking.reach(which, place)
      if (masked) return masked.flatMap(({ sample, time }) => sequence.block(features, [time, time + 1], sample))
      const own = which === 1 ? key : value
      const { sample, time } = own.sequence.at(own.features, place)
      return Array.from({ length: sequence.length }, (_, each) => each).filter((each) => cells().sees(sample, each, time)).flatMap((each) => sequence.block(features, [each, each + 1], sample))
    },
  }
}
