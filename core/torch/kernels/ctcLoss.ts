import { fromData, scalar, type NumericArray } from '../../arrays/array.ts'
import { logSumExpOf, sumOf } from '../../arrays/reduce.ts'
import type { Reduction } from './reduction.ts'

/**
 * Minus the log-probability that the outputs spell the target, summed over all ways to repeat its symbols and put
 * blanks between them. The mean divides each loss by the length of its target first.
 *
 * Shapes: log_probs `(T, N, C)` or `(T, C)`, targets `(N, S)` or all of them in a row, lengths `(N)`; loss `(N)` or `()`, or a
 * scalar.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html
 */
export function ctcLoss(
  log_probs: NumericArray,
  targets: NumericArray,
  input_lengths: readonly number[],
  target_lengths: readonly number[],
  parameters: { readonly blank: number; readonly reduction: Exclude<Reduction, 'batchmean'>; readonly zero_infinity: boolean },
): NumericArray {
  const { blank, reduction, zero_infinity } = parameters
  const batched = log_probs.shape.length === 3
  const batch = batched ? log_probs.shape[1]! : 1
  const classes = log_probs.shape.at(-1)!
  const inRows = targets.shape.length === 2
  let start = 0
  const losses = Array.from({ length: batch }, (_, n) => {
    const length = target_lengths[n]!
    const from = inRows ? n * targets.shape[1]! : start
    start += length
    if (input_lengths[n]! > log_probs.shape[0]!) throw new RangeError('input_lengths exceed the length of log_probs')
    const symbols = Array.from(targets.data.subarray(from, from + length))
    const loss = -logLikelihood(symbols, blank, input_lengths[n]!, (time, symbol) =>
      log_probs.data[(time * batch + n) * classes + symbol]!)
    return zero_infinity && loss === Infinity ? 0 : loss
  })
  switch (reduction) {
    case 'none':
      return batched ? fromData([batch], losses) : scalar(losses[0]!)
    case 'sum':
      return scalar(sumOf(losses))
    case 'mean':
      return scalar(sumOf(losses.map((loss, n) => loss / Math.max(1, target_lengths[n]!))) / batch)
  }
}

/** The forward recursion of Graves et al., "Connectionist Temporal Classification" (2006), in logarithms. */
function logLikelihood(
  symbols: readonly number[],
  blank: number,
  length: number,
  logarithm: (time: number, symbol: number) => number,
): number {
  // Blanks before, between and after the symbols: state 2i + 1 is symbol i.
  const states = [blank, ...symbols.flatMap(symbol => [symbol, blank])]
  let alpha = states.map((_, state) => (state === 0 ? 0 : -Infinity))
  for (let time = 0; time < length; time++) {
    alpha = states.map((symbol, state) => {
      const skips = state >= 2 && symbol !== blank && symbol !== states[state - 2]
      const before = time === 0
        ? [state <= 1 ? 0 : -Infinity]
        : [alpha[state]!, alpha[state - 1] ?? -Infinity, skips ? alpha[state - 2]! : -Infinity]
      return logSumExpOf(before) + logarithm(time, symbol)
    })
  }
  return logSumExpOf(alpha.slice(-2))
}
