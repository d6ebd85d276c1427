/** One step of a recurrent layer: what the gates and states of one unit are made of, under the names of PyTorch's manual. */
import { apply, formula, largest, minus, number, plus, read, termOf, times, total, weight } from './expression.ts'
import { rowProducts } from './dense.ts'
import type { Expression, Made, Origin } from './types.ts'

export type RecurrentKind = 'LSTM' | 'GRU' | 'RNN with tanh' | 'RNN with relu'

/** The names of the weights that a step multiplies with. */
export interface StepWeights {
  readonly weight_ih: string
  readonly weight_hh: string
  readonly bias_ih: string | undefined
  readonly bias_hh: string | undefined
  readonly weight_hr: string | undefined
}

/** One step for one sample of the batch. */
export interface Step {
  readonly kind: RecurrentKind
  readonly weights: StepWeights
  readonly hidden_size: number
  /** What the step is given. */
  readonly x: readonly Origin[]
  /** The hidden state before it; undefined: zeros, which add nothing. */
  readonly h: readonly Origin[] | undefined
  /** The cell state before it, by its unit. */
  readonly c: ((unit: number) => Origin) | undefined
  /** A number of this step as a part. */
  readonly part: (name: string, unit: number, made: () => Made) => Origin
}

/** The hidden state behind the step. */
export function hiddenMade(step: Step, unit: number): Made {
  switch (step.kind) {
    case 'RNN with tanh': return formula(apply('tanh', sums(step, 0, unit)))
    case 'RNN with relu': return formula(largest(number(0), sums(step, 0, unit)))
    case 'GRU': return updated(step, unit)
    case 'LSTM': {
      const { weight_hr } = step.weights
      if (weight_hr === undefined) return unprojected(step, unit)
      const units = Array.from({ length: step.hidden_size }, (_, each) => step.part('m', each, () => unprojected(step, each)))
      return { form: 'sum', terms: rowProducts(units, { name: weight_hr, place: unit * step.hidden_size }) }
    }
  }
}

/** `h' = o * tanh(c')`; where the state is projected this is m, as in Sak et al., Long Short-Term Memory Recurrent Neural Network Architectures (2014). */
const unprojected = (step: Step, unit: number): Made => formula(times(gate(step, 'o', 3, unit), apply('tanh', read(cellState(step, unit)))))

export const cellState = (step: Step, unit: number): Origin => step.part('c', unit, () => cellMade(step, unit))

/** `c' = f * c + i * g` */
export function cellMade(step: Step, unit: number): Made {
  const fresh = times(gate(step, 'i', 0, unit), gate(step, 'g', 2, unit))
  return formula(step.c ? plus(times(gate(step, 'f', 1, unit), read(step.c(unit))), fresh) : fresh)
}

/** `σ(W_ih x + b_ih + W_hh h + b_hh)` with the rows of one gate; `tanh` in place of σ for g. */
const gate = (step: Step, name: 'i' | 'f' | 'g' | 'o' | 'r' | 'z', number: number, unit: number): Expression =>
  read(step.part(name, unit, () => formula(apply(name === 'g' ? 'tanh' : 'σ', sums(step, number, unit)))))

/** `h' = (1 - z) * n + z * h` with `n = tanh(W_in x + b_in + r * (W_hn h + b_hn))` */
function updated(step: Step, unit: number): Made {
  const z = gate(step, 'z', 1, unit)
  const fresh = step.part('n', unit, () => {
    const recalled = fromHidden(step, 2, unit)
    return formula(apply('tanh', total([...fromInput(step, 2, unit), ...(recalled.length === 0 ? [] : [times(gate(step, 'r', 0, unit), total(recalled))])])))
  })
  const kept = times(minus(number(1), z), read(fresh))
  return formula(step.h ? plus(kept, times(z, read(step.h[unit]!))) : kept)
}

const sums = (step: Step, gateNumber: number, unit: number): Expression => total([...fromInput(step, gateNumber, unit), ...fromHidden(step, gateNumber, unit)])

/** `W_ih x + b_ih` in the row of a gate's unit. */
const fromInput = (step: Step, gateNumber: number, unit: number): Expression[] => affine(step, gateNumber, unit, step.x, step.weights.weight_ih, step.weights.bias_ih)
/** `W_hh h + b_hh` */
const fromHidden = (step: Step, gateNumber: number, unit: number): Expression[] => affine(step, gateNumber, unit, step.h ?? [], step.weights.weight_hh, step.weights.bias_hh)

function affine({ hidden_size }: Step, gateNumber: number, unit: number, row: readonly Origin[], name: string, bias: string | undefined): Expression[] {
  const output = gateNumber * hidden_size + unit
  return [...rowProducts(row, { name, place: output * row.length }).map(termOf), ...(bias === undefined ? [] : [weight(bias, output)])]
}
