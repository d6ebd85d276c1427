/** One step of a recurrent layer: RNNCell, LSTMCell and GRUCell. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html */
import { overHidden, stepWeights } from './recurrent.ts'
import { equals, show, type Dim } from '../../dims/index.ts'
import { zeros, type NumericArray } from '../../arrays/index.ts'
import { gruCell, gruStep, lstmCell, rnnCell, type RecurrentWeights, type StepParts } from '../kernels/index.ts'
import { recurrentCellTerms } from '../terms/recurrent.ts'
import type { RecurrentKind } from '../terms/recurrentStep.ts'
import type { Terms } from '../terms/types.ts'
import {
  arithmetic, asDim, attribute, explained, int, layer, like, method, none, numberOf, printed, printedAttribute, setPlain, setWeight, tuple, typeName, wordOf,
  type Explanation, type InstanceValue, type KernelLayer, type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { rankOf } from './batchNorm.ts'

interface CellArguments { readonly input_size: Value; readonly hidden_size: Value; readonly bias: Value; readonly dtype: Value }

/** `weight_ih` (chunks·hidden_size, input_size), `weight_hh` (chunks·hidden_size, hidden_size), and their biases. */
function initialise(machine: Machine, self: InstanceValue, chunks: Value, { input_size, hidden_size, bias, dtype }: CellArguments): void {
  setPlain(machine, self, { input_size, hidden_size, bias })
  const rows = arithmetic(machine, chunks, '*', hidden_size)
  setWeight(machine, self, 'weight_ih', [rows, input_size], dtype)
  setWeight(machine, self, 'weight_hh', [rows, hidden_size], dtype)
  const biased = machine.isTrue(bias)
  for (const name of ['bias_ih', 'bias_hh']) setWeight(machine, self, name, biased ? rows : undefined, dtype)
}

export const RNNCellBase = layer({
  name: 'torch.nn.RNNCellBase', definedIn: 'torch.nn.modules.rnn',
  init: method('__init__(input_size, hidden_size, bias, num_chunks, device=None, dtype=None)', (machine, self, given) => initialise(machine, self, given.num_chunks, given)),
  methods: [method('reset_parameters()', () => none)],
})

type Kind = 'RNNCell' | 'LSTMCell' | 'GRUCell'

/** Input (N, H_in) or (H_in), hidden (and cell) (N, H_out) or (H_out); output as the hidden state. */
function step(machine: Machine, self: InstanceValue, kind: Kind, input: Value, hx: Value): Value {
  const inputSize = size(machine, self, 'input_size'), hiddenSize = size(machine, self, 'hidden_size')
  const rank = rankOf(machine, input, ['N', inputSize])
  if (input.kind !== 'tensor') return machine.undecided('an input that is no tensor')
  if (rank !== 1 && rank !== 2) machine.raise('ValueError', `${kind}: Expected input to be 1D or 2D, got ${rank}D instead`, 'rank')
  const shape = machine.shapeOf(input)
  const states = statesOf(machine, kind, hx)
  const last = shape.at(-1)!
  machine.require(equals(last, inputSize), () => machine.raise('RuntimeError', `input has inconsistent input_size: got ${show(last)} expected ${show(inputSize)}`, 'channels'))
  const batch = rank === 2 ? shape[0]! : 1
  for (const [index, state] of states.entries()) {
    const own = machine.shapeOf(state)
    checkState(machine, index, rank === 1 ? [1, ...own] : own, batch, hiddenSize)
  }
  const output = (): TensorValue => like(input, [...shape.slice(0, -1), hiddenSize])
  return kind === 'LSTMCell' ? tuple([output(), output()]) : output()
}

const size = (machine: Machine, self: InstanceValue, name: string): Dim => asDim(attribute(machine, self, name)) ?? machine.undecided(`${name} that is not known`)

function statesOf(machine: Machine, kind: Kind, hx: Value): readonly TensorValue[] {
  if (hx.kind === 'none') return []
  if (hx.kind === 'unknown') return machine.undecided(hx.reason)
  if (kind === 'LSTMCell' && hx.kind === 'tensor') return machine.raise('TypeError', "lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not Tensor", 'argument-type', { parameter: 'hx' })
  const given = kind === 'LSTMCell' ? machine.items(hx) : [hx]
  return given.map((each, index) => {
    const word = kind === 'LSTMCell' ? `hx[${index}]` : 'hidden'
    if (each.kind === 'unknown') return machine.undecided(each.reason)
    if (each.kind !== 'tensor') return machine.raise('AttributeError', `'${typeName(each)}' object has no attribute 'dim'`, 'argument-type', { parameter: 'hx' })
    const rank = machine.shapeOf(each).length
    if (rank !== 1 && rank !== 2) machine.raise('ValueError', `${kind}: Expected ${word} to be 1D or 2D, got ${rank}D instead`, 'rank', { parameter: 'hx' })
    return each
  })
}

function checkState(machine: Machine, index: number, own: readonly Dim[], batch: Dim, hiddenSize: Dim): void {
  const name = `hidden${index}`
  const raise = (message: string): never => machine.raise('RuntimeError', message, 'hidden-size', { parameter: 'hx' })
  const [rows, columns] = own
  if (own.length !== 2 || rows === undefined || columns === undefined) return raise(`Expected 2D ${name} (batch x hidden_size), but got ${own.length}D tensor`)
  machine.require(equals(batch, rows), () => raise(`Input batch size ${show(batch)} doesn't match ${name} batch size ${show(rows)}`))
  machine.require(equals(columns, hiddenSize), () => raise(`${name} has inconsistent hidden_size: got ${show(columns)}, expected ${show(hiddenSize)}`))
}

const explain = (self: InstanceValue): Explanation => explained('last dim', `${printedAttribute(self, 'input_size')} → ${printedAttribute(self, 'hidden_size')}`, 'one step of the sequence')
const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.nn.${name}.html`
const weightsOf = ({ weights }: KernelLayer): RecurrentWeights => ({ weight_ih: weights['weight_ih']!, weight_hh: weights['weight_hh']!, bias_ih: weights['bias_ih'], bias_hh: weights['bias_hh'] })
const atRest = (input: { readonly shape: readonly number[] }, self: InstanceValue): ReturnType<typeof zeros> => zeros([...input.shape.slice(0, -1), numberOf(self, 'hidden_size') ?? 1])

const nonlinearityOf = (self: InstanceValue): 'tanh' | 'relu' => (wordOf(self, 'nonlinearity') === 'relu' ? 'relu' : 'tanh')
const termsOf = (own: KernelLayer, kind: RecurrentKind, inputs: readonly NumericArray[], parts: () => StepParts): Terms =>
  recurrentCellTerms(kind, inputs, stepWeights(own.weights), numberOf(own.self, 'hidden_size') ?? 1, parts)

export const RNNCell = layer({
  name: 'torch.nn.RNNCell', definedIn: 'torch.nn.modules.rnn', base: 'torch.nn.RNNCellBase', manual: manual('RNNCell'),
  init: method("__init__(input_size, hidden_size, bias=True, nonlinearity='tanh', device=None, dtype=None)", (machine, self, given) => {
    initialise(machine, self, int(1), given)
    setPlain(machine, self, { nonlinearity: given.nonlinearity })
  }),
  forward: method('forward(input, hx=None)', (machine, self, { input, hx }) => {
    const output = step(machine, self, 'RNNCell', input, hx)
    const nonlinearity = attribute(machine, self, 'nonlinearity')
    if (nonlinearity.kind === 'str' && nonlinearity.value !== undefined && !['tanh', 'relu'].includes(nonlinearity.value)) machine.raise('RuntimeError', `Unknown nonlinearity: ${printed(machine, nonlinearity)}`, 'argument', { layer: self, parameter: 'nonlinearity' })
    return output
  }),
  explain,
  initialise: overHidden,
  kernelInputs: 1,
  further: [{ name: 'hidden', parameter: 'hx' }],
  returns: ["h'"],
  kernel: (own, [input, hidden]) => [rnnCell(input!, hidden ?? atRest(input!, own.self), weightsOf(own), { nonlinearity: nonlinearityOf(own.self) })],
  terms: (own, inputs) => termsOf(own, `RNN with ${nonlinearityOf(own.self)}`, inputs.slice(0, 2), () => ({})),
  examples: `nn.RNNCell(10, 20)(torch.randn(3, 10))   # shape: [3, 20]`,
})

export const LSTMCell = layer({
  name: 'torch.nn.LSTMCell', definedIn: 'torch.nn.modules.rnn', base: 'torch.nn.RNNCellBase', manual: manual('LSTMCell'),
  init: method('__init__(input_size, hidden_size, bias=True, device=None, dtype=None)', (machine, self, given) => initialise(machine, self, int(4), given)),
  forward: method('forward(input, hx=None)', (machine, self, { input, hx }) => step(machine, self, 'LSTMCell', input, hx)),
  explain,
  initialise: overHidden,
  kernelInputs: 1,
  further: [{ name: 'h_0', parameter: 'hx', at: 0 }, { name: 'c_0', parameter: 'hx', at: 1 }],
  returns: ['h_1', 'c_1'],
  kernel: (own, [input, hidden, cell]) => {
    const { h, c } = lstmCell(input!, hidden ?? atRest(input!, own.self), cell ?? atRest(input!, own.self), weightsOf(own))
    return [h, c]
  },
  terms: (own, inputs) => termsOf(own, 'LSTM', inputs, () => {
    const [input, hidden, cell] = inputs
    return lstmCell(input!, hidden ?? atRest(input!, own.self), cell ?? atRest(input!, own.self), weightsOf(own))
  }),
  examples: `h, c = nn.LSTMCell(10, 20)(torch.randn(3, 10))\nh   # shape: [3, 20]`,
})

export const GRUCell = layer({
  name: 'torch.nn.GRUCell', definedIn: 'torch.nn.modules.rnn', base: 'torch.nn.RNNCellBase', manual: manual('GRUCell'),
  init: method('__init__(input_size, hidden_size, bias=True, device=None, dtype=None)', (machine, self, given) => initialise(machine, self, int(3), given)),
  forward: method('forward(input, hx=None)', (machine, self, { input, hx }) => step(machine, self, 'GRUCell', input, hx)),
  explain,
  initialise: overHidden,
  kernelInputs: 1,
  further: [{ name: 'hidden', parameter: 'hx' }],
  returns: ["h'"],
  kernel: (own, [input, hidden]) => [gruCell(input!, hidden ?? atRest(input!, own.self), weightsOf(own))],
  terms: (own, inputs) => termsOf(own, 'GRU', inputs.slice(0, 2), () => gruStep(inputs[0]!, inputs[1] ?? atRest(inputs[0]!, own.self), weightsOf(own))),
  examples: `nn.GRUCell(10, 20)(torch.randn(3, 10))   # shape: [3, 20]`,
})
