/** The terms of recurrent cells, and of recurrent layers over sequences: a cell at time t is made of x at t and of h at the time before. */
import type { NumericArray } from '../../arrays/index.ts'
import type { RecurrentParameters, RecurrentWeights, StepParts } from '../kernels/recurrent.ts'
import { input, part } from './expression.ts'
import { once } from './moved.ts'
import { cellMade, cellState, hiddenMade, type RecurrentKind, type Step, type StepWeights } from './recurrentStep.ts'
import { sequenceOf, type Range } from './sequence.ts'
import type { Made, Origin, Reads, Terms } from './types.ts'

const range = (size: number): number[] => Array.from({ length: size }, (_, each) => each)

/** A cell: inputs are x, h and, for an LSTM, c; `parts` computes the step. */
export function recurrentCellTerms(kind: RecurrentKind, inputs: readonly (NumericArray | undefined)[], weights: StepWeights, hidden_size: number, parts: () => StepParts): Terms {
  const [x] = inputs
  const width = x!.shape.at(-1)!, isBatched = x!.shape.length > 1
  const numbers = once(parts)
  const states = inputs.slice(1).map((each) => each !== undefined)
  const stepOf = (sample: number): Step => ({
    kind, weights, hidden_size,
    x: range(width).map((each) => input(sample * width + each)),
    h: states[0] === true ? range(hidden_size).map((unit) => input(sample * hidden_size + unit, 1)) : undefined,
    c: states[1] === true ? (unit) => input(sample * hidden_size + unit, 2) : undefined,
    part: (name, unit, made) => part(name, isBatched ? [sample, unit] : [unit], numbers()[name]!.data[sample * hidden_size + unit]!, made),
  })
  const row = (sample: number, size: number): number[] => range(size).map((each) => sample * size + each)
  return {
    of: (output, place) => (output === 0 ? hiddenMade : cellMade)(stepOf(Math.floor(place / hidden_size)), place % hidden_size),
    reads: (_, place) => {
      const sample = Math.floor(place / hidden_size)
      return [{ input: 0, places: row(sample, width) }, { input: 1, places: states[0] === true ? row(sample, hidden_size) : [] }, { input: 2, places: states[1] === true ? [place] : [] }]
    },
    reach: (which, place) => (which === 2 ? [place] : row(Math.floor(place / (which === 0 ? width : hidden_size)), hidden_size)),
  }
}

export interface RecurrentLayer {
  readonly kind: RecurrentKind
  /** The names of the weights of every run, and what stands behind the names of its parts: `_l0_reverse`, or nothing where there is one run. */
  readonly runs: readonly { readonly weights: StepWeights; readonly suffix: string }[]
  /** The weights themselves, of every run. */
  readonly arrays: readonly RecurrentWeights[]
  readonly parameters: Pick<RecurrentParameters, 'bidirectional' | 'batch_first'>
  /** Executes the layer, telling every step. */
  readonly execute: (seen: NonNullable<RecurrentParameters['seen']>) => unknown
}

/** A layer over sequences, whose outputs are the hidden states of its last layer at all times, h_n and, for an LSTM, c_n. Inputs are the sequence, h_0 and c_0. */
export function recurrentTerms(inputs: readonly (NumericArray | undefined)[], layer: RecurrentLayer): Terms {
  const { runs, arrays, parameters: { bidirectional, batch_first } } = layer
  const directions = bidirectional ? 2 : 1
  const lastRun = runs.length - directions
  const { shape } = inputs[0]!
  const features = shape.at(-1)!
  const sequence = sequenceOf(shape, batch_first)
  const { length, batch } = sequence
  // The cell state is as wide as the hidden state before a projection.
  const hidden_size = arrays[0]!.weight_ih.shape[0]! / gatesOf(layer.kind)
  const width = arrays[0]!.weight_hh.shape[1]!

  const statePlace = (size: number, run: number, sample: number, unit: number): number => (run * batch + sample) * size + unit

  const seen = once(() => {
    const steps = runs.map((): StepParts[] => [])
    layer.execute((run, time, parts) => { steps[run]![time] = parts })
    return steps
  })
  const numberOf = (run: number, time: number, name: string, sample: number, unit: number): number => {
    const { data, shape: own } = seen()[run]![time]![name]!
    return data[sample * own.at(-1)! + unit]!
  }
  const isReverse = (run: number): boolean => run % directions === 1
  const before = (run: number, time: number): number => time + (isReverse(run) ? 1 : -1)
  const isFirst = (run: number, time: number): boolean => time === (isReverse(run) ? length - 1 : 0)
  const finalTime = (run: number): number => (isReverse(run) ? 0 : length - 1)

  const hidden = (run: number, time: number, sample: number, unit: number): Origin => {
    const at = run >= lastRun ? { output: 0, place: sequence.place(width * directions, { time, sample, feature: (run - lastRun) * width + unit }) } : undefined
    return part(`h${runs[run]!.suffix}`, sequence.index({ time, sample, feature: unit }), numberOf(run, time, 'h', sample, unit), () => hiddenMade(stepOf(run, time, sample), unit), at)
  }
  const stateBefore = (run: number, time: number, sample: number): Pick<Step, 'h' | 'c'> => {
    const isGiven = (which: number): boolean => inputs[which] !== undefined
    if (!isFirst(run, time)) return { h: range(width).map((unit) => hidden(run, before(run, time), sample, unit)), c: (unit) => cellState(stepOf(run, before(run, time), sample), unit) }
    return {
      h: isGiven(1) ? range(width).map((unit) => input(statePlace(width, run, sample, unit), 1)) : undefined,
      c: isGiven(2) ? (unit) => input(statePlace(hidden_size, run, sample, unit), 2) : undefined,
    }
  }
  function stepOf(run: number, time: number, sample: number): Step {
    const layerBelow = Math.floor(run / directions) - 1
    const x = layerBelow < 0
      ? range(features).map((feature) => input(sequence.place(features, { time, sample, feature })))
      : range(directions).flatMap((direction) => range(width).map((unit) => hidden(layerBelow * directions + direction, time, sample, unit)))
    return {
      kind: layer.kind, weights: runs[run]!.weights, hidden_size, x, ...stateBefore(run, time, sample),
      part: (name, unit, made) => part(`${name}${runs[run]!.suffix}`, sequence.index({ time, sample, feature: unit }), numberOf(run, time, name, sample, unit), made),
    }
  }

  /** Where an element of an output stands. */
  const standing = (output: number, place: number): { run: number; time: number; sample: number; unit: number } => {
    if (output === 0) {
      const { time, sample, feature } = sequence.at(width * directions, place)
      return { run: lastRun + Math.floor(feature / width), time, sample, unit: feature % width }
    }
    const size = output === 1 ? width : hidden_size
    const run = Math.floor(place / size / batch)
    return { run, time: finalTime(run), sample: Math.floor(place / size) % batch, unit: place % size }
  }
  const copied = (from: Origin): Made => ({ form: 'sum', terms: [{ from, factor: 1 }] })
  /** Both directions of the layers below see all times. */
  const timesRead = (run: number, time: number): Range => (bidirectional && run >= directions ? [0, length] : isReverse(run) ? [time, length] : [0, time + 1])
  /** At its first step, an LSTM's unit reads the cell state of itself alone. */
  const readsAlone = (run: number, time: number): boolean => isFirst(run, time) && arrays[run]!.weight_hr === undefined

  return {
    of: (output, place) => {
      const { run, time, sample, unit } = standing(output, place)
      if (output === 0) return hiddenMade(stepOf(run, time, sample), unit)
      return copied(output === 1 ? hidden(run, time, sample, unit) : cellState(stepOf(run, time, sample), unit))
    },
    reads: (output, place) => {
      const { run, time, sample, unit } = standing(output, place)
      const below = range(Math.floor(run / directions) * directions)
      const own: Reads = { input: 0, places: sequence.block(features, timesRead(run, time), sample) }
      const states = [width, hidden_size].flatMap((size, each): Reads[] => (inputs[each + 1] === undefined ? [] : [...below, run].map((other) => ({ input: each + 1, places:
        range(size).filter((state) => each === 0 || other !== run || !readsAlone(run, time) || state === unit).map((state) => statePlace(size, other, sample, state)) }))))
      return [own, ...states]
    },
    reach: (which, place) => {
      const goals = (run: number, times: Range, sample: number): number[] => sequence.block(width * directions, times, sample, [(run - lastRun) * width, (run - lastRun + 1) * width])
      const last = range(directions).map((direction) => lastRun + direction)
      if (which === 0) {
        const { time, sample } = sequence.at(features, place)
        return last.flatMap((run) => goals(run, bidirectional && lastRun > 0 ? [0, length] : isReverse(run) ? [0, time + 1] : [time, length], sample))
      }
      const size = which === 1 ? width : hidden_size
      const own = Math.floor(place / size / batch), sample = Math.floor(place / size) % batch, unit = place % size
      return last.filter((run) => own < lastRun || run === own).flatMap((run) => goals(run, [0, length], sample)).filter((goal) => {
        const { run, time, unit: reached } = standing(0, goal)
        return which === 1 || own !== run || !readsAlone(run, time) || reached === unit
      })
    },
  }
}

const gatesOf = (kind: RecurrentKind): number => (kind === 'LSTM' ? 4 : kind === 'GRU' ? 3 : 1)
