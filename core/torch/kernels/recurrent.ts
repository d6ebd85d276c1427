import { zeros, type NumericArray } from '../../arrays/array.ts'
import { add, map, multiply, zip } from '../../arrays/broadcast.ts'
import { concat, reshape, select, split, stack, transpose } from '../../arrays/arrange.ts'
import { linear } from './linear.ts'
import { sigmoidOf } from './special.ts'

/** The weights of one direction of one layer, under PyTorch's names without their suffix. */
export interface RecurrentWeights {
  /** `(gates * hidden_size, input_size)`: 4 gates for an LSTM, 3 for a GRU, 1 for a plain RNN. */
  readonly weight_ih: NumericArray
  /** `(gates * hidden_size, hidden_size)`, or `proj_size` columns. */
  readonly weight_hh: NumericArray
  readonly bias_ih?: NumericArray | undefined
  readonly bias_hh?: NumericArray | undefined
  /** `(proj_size, hidden_size)`: the projection of an LSTM's hidden state. */
  readonly weight_hr?: NumericArray | undefined
}

export interface RecurrentParameters {
  readonly bidirectional: boolean
  readonly batch_first: boolean
  /** Told what every step computes: `run` counts the directions of all layers, `time` the positions of the sequence. */
  readonly seen?: ((run: number, time: number, parts: StepParts) => void) | undefined
}

/** The numbers of one step under the manual's names, each `(N, hidden_size)`. */
export type StepParts = Readonly<Record<string, NumericArray>>

/**
 * `h' = tanh(W_ih x + b_ih + W_hh h + b_hh)` over a sequence, or with relu. The weights are listed layer by layer, the
 * reverse direction after the forward one. Without `h_0` the state begins at zero.
 *
 * Shapes: input `(L, N, H_in)`, `(N, L, H_in)` with `batch_first`, or `(L, H_in)`; h_0 `(layers * directions, N, H_out)`
 * or `(layers * directions, H_out)`; output `(L, N, directions * H_out)` in the layout of the input, h_n as h_0.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.RNN.html
 */
export function rnn(
  input: NumericArray,
  h_0: NumericArray | undefined,
  weights: readonly RecurrentWeights[],
  parameters: RecurrentParameters & { readonly nonlinearity: 'tanh' | 'relu' },
): { output: NumericArray; h_n: NumericArray } {
  const { output, h_n } = recur(input, { h_0 }, weights, parameters, (x, { h }, own) => ({
    h: rnnCell(x, h, own, parameters),
  }))
  return { output, h_n }
}

/**
 * The gates `i, f, o = sigmoid(…)` and `g = tanh(…)` of `W_ih x + b_ih + W_hh h + b_hh` change the state over a sequence:
 * `c' = f*c + i*g`, `h' = o * tanh(c')`, projected by `weight_hr` where there is one.
 *
 * Shapes: as for rnn; h_0 and h_n `(layers * directions, N, proj_size or hidden_size)`, c_0 and c_n with hidden_size.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html
 */
export function lstm(
  input: NumericArray,
  h_0: NumericArray | undefined,
  c_0: NumericArray | undefined,
  weights: readonly RecurrentWeights[],
  parameters: RecurrentParameters,
): { output: NumericArray; h_n: NumericArray; c_n: NumericArray } {
  return recur(input, { h_0, c_0 }, weights, parameters, (x, { h, c }, own) => lstmCell(x, h, c, own))
}

/**
 * The gates `r, z = sigmoid(…)` change the state over a sequence: `n = tanh(W_in x + b_in + r * (W_hn h + b_hn))`,
 * `h' = (1 - z)*n + z*h`.
 *
 * Shapes: as for rnn.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GRU.html
 */
export function gru(
  input: NumericArray,
  h_0: NumericArray | undefined,
  weights: readonly RecurrentWeights[],
  parameters: RecurrentParameters,
): { output: NumericArray; h_n: NumericArray } {
  const { output, h_n } = recur(input, { h_0 }, weights, parameters, (x, { h }, own) => gruStep(x, h, own))
  return { output, h_n }
}

/**
 * One step of rnn. Shapes: input `(N, H_in)` or `(H_in)`, hidden and output `(N, H_out)` or `(H_out)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.RNNCell.html
 */
export function rnnCell(
  input: NumericArray,
  hidden: NumericArray,
  weights: RecurrentWeights,
  { nonlinearity }: { readonly nonlinearity: 'tanh' | 'relu' },
): NumericArray {
  const sum = add(fromInput(input, weights), fromHidden(hidden, weights))
  return map(sum, nonlinearity === 'tanh' ? Math.tanh : x => Math.max(0, x))
}

/**
 * One step of lstm, with its gates and with m, the hidden state before a projection. Shapes: input `(N, H_in)` or `(H_in)`, h and c
 * `(N, H_out)` or `(H_out)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html
 */
export function lstmCell(
  input: NumericArray,
  h: NumericArray,
  c: NumericArray,
  weights: RecurrentWeights,
): { h: NumericArray; c: NumericArray; i: NumericArray; f: NumericArray; g: NumericArray; o: NumericArray; m: NumericArray } {
  const sums = gates(add(fromInput(input, weights), fromHidden(h, weights)), 4) as FourGates
  const [i, f, o] = [map(sums[0], sigmoidOf), map(sums[1], sigmoidOf), map(sums[3], sigmoidOf)] as const
  const g = map(sums[2], Math.tanh)
  const next = add(multiply(f, c), multiply(i, g))
  const m = multiply(o, map(next, Math.tanh))
  return { h: weights.weight_hr === undefined ? m : linear(m, weights.weight_hr, undefined), c: next, i, f, g, o, m }
}

/**
 * One step of gru. Shapes: input `(N, H_in)` or `(H_in)`, hidden and output `(N, H_out)` or `(H_out)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GRUCell.html
 */
export function gruCell(input: NumericArray, hidden: NumericArray, weights: RecurrentWeights): NumericArray {
  return gruStep(input, hidden, weights).h
}

/** gruCell with its gates. */
export function gruStep(input: NumericArray, hidden: NumericArray, weights: RecurrentWeights): { h: NumericArray; r: NumericArray; z: NumericArray; n: NumericArray } {
  const [resetInput, updateInput, newInput] = gates(fromInput(input, weights), 3) as ThreeGates
  const [resetHidden, updateHidden, newHidden] = gates(fromHidden(hidden, weights), 3) as ThreeGates
  const r = map(add(resetInput, resetHidden), sigmoidOf)
  const z = map(add(updateInput, updateHidden), sigmoidOf)
  const n = map(add(newInput, multiply(r, newHidden)), Math.tanh)
  return { h: add(zip(z, n, (update, fresh) => (1 - update) * fresh), multiply(z, hidden)), r, z, n }
}

type ThreeGates = [NumericArray, NumericArray, NumericArray]
type FourGates = [NumericArray, NumericArray, NumericArray, NumericArray]

/** The hidden state of one direction, and the cell state of an LSTM (unused by the others). */
interface State {
  readonly h: NumericArray
  readonly c: NumericArray
}

type Step = (input: NumericArray, state: State, weights: RecurrentWeights) => StepParts & { h: NumericArray }

/** Runs a cell over the sequence in every direction of every layer. */
function recur(
  input: NumericArray,
  initial: { readonly h_0: NumericArray | undefined; readonly c_0?: NumericArray | undefined },
  weights: readonly RecurrentWeights[],
  { bidirectional, batch_first, seen }: RecurrentParameters,
  step: Step,
): { output: NumericArray; h_n: NumericArray; c_n: NumericArray } {
  const batched = input.shape.length === 3
  const directions = bidirectional ? 2 : 1
  // The sequence runs along dim 0 of (L, N, H); an unbatched sequence is a batch of one.
  let sequence = !batched ? reshape(input, [input.shape[0]!, 1, input.shape[1]!])
    : batch_first ? transpose(input, 0, 1) : input
  const [length, batch] = sequence.shape as [number, number]
  const start = (state: NumericArray | undefined, run: number, size: number): NumericArray =>
    state === undefined ? zeros([batch, size]) : reshape(select(state, 0, run), [batch, size])
  const finals: State[] = []
  for (let run = 0; run < weights.length; run += directions) {
    const outputs = weights.slice(run, run + directions).map((own, direction) => {
      const hiddenSize = own.weight_hh.shape[1]!
      const cellSize = own.weight_hr?.shape[1] ?? hiddenSize
      let state: State = {
        h: start(initial.h_0, run + direction, hiddenSize),
        c: start(initial.c_0, run + direction, cellSize),
      }
      const hidden = new Array<NumericArray>(length)
      for (let count = 0; count < length; count++) {
        const time = direction === 0 ? count : length - 1 - count
        const next = step(select(sequence, 0, time), state, own)
        seen?.(run + direction, time, next)
        state = { h: next.h, c: next['c'] ?? state.c }
        hidden[time] = state.h
      }
      finals.push(state)
      return stack(hidden, 0)
    })
    sequence = concat(outputs, 2)
  }
  const output = !batched ? select(sequence, 1, 0) : batch_first ? transpose(sequence, 0, 1) : sequence
  const final = (states: readonly NumericArray[]): NumericArray =>
    batched ? stack(states, 0) : select(stack(states, 0), 1, 0)
  return { output, h_n: final(finals.map(({ h }) => h)), c_n: final(finals.map(({ c }) => c)) }
}

function fromInput(input: NumericArray, weights: RecurrentWeights): NumericArray {
  return linear(input, weights.weight_ih, weights.bias_ih)
}

function fromHidden(hidden: NumericArray, weights: RecurrentWeights): NumericArray {
  return linear(hidden, weights.weight_hh, weights.bias_hh)
}

/** The equal parts of the last dim. */
function gates(sum: NumericArray, count: number): NumericArray[] {
  return split(sum, -1, new Array<number>(count).fill(sum.shape.at(-1)! / count))
}
