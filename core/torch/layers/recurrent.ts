/**
 * Recurrent layers over sequences: RNN, LSTM and GRU.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html
 */
import { equals, mul, show, type Dim } from '../../dims/index.ts'
import { product } from '../../shapes/matmul.ts'
import type { NumericArray } from '../../arrays/index.ts'
import { gru as gruKernel, lstm as lstmKernel, rnn as rnnKernel, type RecurrentParameters, type RecurrentWeights } from '../kernels/index.ts'
import { recurrentTerms } from '../terms/recurrent.ts'
import type { RecurrentKind, StepWeights } from '../terms/recurrentStep.ts'
import type { Terms } from '../terms/types.ts'
import {
  asDim, attribute, contiguous, countOf, explainedBy, flagOf, int, layer, like, method, numberOf, printed, printedAttribute, sequenceSample, setPlain, signature, str, swappedFirst, tensor, tuple, typeName, withoutDropout, wordOf,
  type Explanation, type InstanceValue, type KernelLayer, type Machine, type Sample, type Shape, type TensorValue, type Value, type Distribution,
} from '../vocabulary/index.ts'
import { rankOf } from './batchNorm.ts'
import { asPack, packOf } from './packed.ts'
import { initialiseRecurrent } from './recurrentBase.ts'

type Kind = 'RNN' | 'LSTM' | 'GRU'

/** The sizes that the layer was made with, as its attributes now have them. */
interface Sizes { readonly layers: Dim; readonly directions: number; readonly input: Dim; readonly hidden: Dim; readonly output: Dim; readonly batchFirst: boolean; readonly biased: boolean }

function sizesOf(machine: Machine, self: InstanceValue): Sizes {
  const size = (name: string): Dim => asDim(attribute(machine, self, name)) ?? machine.undecided(`${name} that is not known`)
  const projected = size('proj_size'), hidden = size('hidden_size')
  const directions = machine.isTrue(attribute(machine, self, 'bidirectional')) ? 2 : 1
  return { layers: size('num_layers'), directions, input: size('input_size'), hidden, output: projected === 0 ? hidden : projected, batchFirst: machine.isTrue(attribute(machine, self, 'batch_first')), biased: machine.isTrue(attribute(machine, self, 'bias')) }
}

/**
 * Input (L, N, H_in), (N, L, H_in) with `batch_first`, or (L, H_in); output with D·H_out in the last dim, h_n (D·layers, N, H_out), and for
 * an LSTM c_n (D·layers, N, hidden_size).
 */
function recur(machine: Machine, self: InstanceValue, kind: Kind, input: Value, hx: Value): Value {
  const sizes = sizesOf(machine, self)
  const pack = asPack(machine, input)
  if (pack) return recurPacked(machine, kind, sizes, pack)
  const rank = rankOf(machine, input, sizes.batchFirst ? ['N', 'T', sizes.input] : ['T', 'N', sizes.input])
  if (input.kind !== 'tensor') return machine.undecided('an input that is no tensor')
  if (rank !== 2 && rank !== 3) machine.raise('ValueError', `${kind}: Expected input to be 2D or 3D, got ${rank}D${kind === 'RNN' ? ' tensor' : ''} instead`, 'rank')
  const shape = machine.shapeOf(input)
  const hidden = statesOf(machine, kind, hx, rank)
  const batched = rank === 3 ? shape : sizes.batchFirst ? [1, ...shape] : [shape[0]!, 1, shape[1]!]
  const [length, batch] = sizes.batchFirst ? [batched[1]!, batched[0]!] : [batched[0]!, batched[1]!]
  const last = batched[2]!
  machine.require(equals(last, sizes.input), () => machine.raise('RuntimeError', `input.size(-1) must be equal to input_size. Expected ${show(sizes.input)}, got ${show(last)}`, 'channels'))
  checkStates(machine, kind, sizes, batch, hidden, rank)
  if (length === 0) machine.raise('RuntimeError', 'Expected sequence length to be larger than 0 in RNN', 'output-size')
  const width = mul(sizes.output, sizes.directions)
  const plain = like(input, [...shape.slice(0, -1), width])
  const output = rank === 2 || !sizes.batchFirst ? contiguous(plain) : swappedFirst(plain)
  return withStates(kind, output, stateShapes(sizes, rank === 3 ? [batch] : []), input)
}

/** A pack's rows go through one by one; the batch is the pack's. */
function recurPacked(machine: Machine, kind: Kind, sizes: Sizes, pack: { readonly data: TensorValue; readonly batch: Dim; readonly length: Dim }): Value {
  const rows = machine.shapeOf(pack.data)
  if (rows.length !== 2) machine.raise('RuntimeError', `input must have 2 dimensions, got ${rows.length}`, 'rank')
  const last = rows[1]!
  const gates = kind === 'LSTM' ? 4 : kind === 'GRU' ? 3 : 1
  product(machine, sizes.biased ? 'addmm' : 'mm', [rows[0]!, last], [sizes.input, mul(sizes.hidden, gates)])
  const output = packOf(machine, like(pack.data, [rows[0]!, mul(sizes.output, sizes.directions)]), pack.batch, pack.length)
  return withStates(kind, output, stateShapes(sizes, [pack.batch]), pack.data)
}

const stateShapes = ({ layers, directions, output, hidden }: Sizes, batch: Shape): { readonly h: Shape; readonly c: Shape } =>
  ({ h: [mul(layers, directions), ...batch, output], c: [mul(layers, directions), ...batch, hidden] })

function withStates(kind: Kind, output: Value, { h, c }: { readonly h: Shape; readonly c: Shape }, source: TensorValue): Value {
  const state = tensor(h, { dtype: source.dtype })
  return tuple([output, kind === 'LSTM' ? tuple([state, tensor(c, { dtype: source.dtype })]) : state])
}

/** The given hidden states: one, or hidden and cell of an LSTM. None given: none. */
function statesOf(machine: Machine, kind: Kind, hx: Value, rank: number): readonly TensorValue[] {
  if (hx.kind === 'none') return []
  if (hx.kind === 'unknown') return machine.undecided(hx.reason)
  const given = kind === 'LSTM' ? [machine.getItem(hx, int(0)), machine.getItem(hx, int(1))] : [hx]
  const ranks = given.map((each) => {
    if (each.kind === 'unknown') return machine.undecided(each.reason)
    return each.kind === 'tensor' ? machine.shapeOf(each).length : machine.raise('AttributeError', `'${typeName(each)}' object has no attribute 'dim'`, 'argument-type', { parameter: 'hx' })
  })
  if (ranks.some((each) => each !== rank)) {
    const form = rank === 3 ? 'batched 3-D' : 'unbatched 2-D'
    const words = kind === 'LSTM' ? `hx and cx should also be ${rank}-D but got (${ranks.map((each) => `${each}-D`).join(', ')}) tensors` : `hx should also be ${rank}-D but got ${ranks[0]}-D tensor`
    machine.raise('RuntimeError', `For ${form} input, ${words}`, 'hidden-size', { parameter: 'hx' })
  }
  return given as TensorValue[]
}

function checkStates(machine: Machine, kind: Kind, sizes: Sizes, batch: Dim, states: readonly TensorValue[], rank: number): void {
  const { h, c } = stateShapes(sizes, [batch])
  for (const [index, state] of states.entries()) {
    const shape = machine.shapeOf(state)
    const own = rank === 3 ? shape : [shape[0]!, 1, shape[1]!]
    const wanted = index === 0 ? h : c
    for (const [dim, size] of wanted.entries()) {
      machine.require(equals(own[dim]!, size), () =>
        machine.raise('RuntimeError', `Expected hidden${kind === 'LSTM' ? `[${index}]` : ''} size (${wanted.map(show).join(', ')}), got [${own.map(show).join(', ')}]`, 'hidden-size', { parameter: 'hx' }))
    }
  }
}

/** The names of every layer and direction: the suffix of its weights. */
const suffixesOf = (self: InstanceValue): string[] => Array.from({ length: numberOf(self, 'num_layers') ?? 1 }, (_, index) => `_l${index}`)
  .flatMap((layerName) => (flagOf(self, 'bidirectional') ? [layerName, `${layerName}_reverse`] : [layerName]))

/** The weights of every layer and direction under the names that the kernel knows. */
function kernelWeights({ self, weights }: KernelLayer): RecurrentWeights[] {
  return suffixesOf(self).map((suffix) => {
    const own = (name: string): RecurrentWeights['bias_ih'] => weights[name + suffix]
    return { weight_ih: own('weight_ih')!, weight_hh: own('weight_hh')!, bias_ih: own('bias_ih'), bias_hh: own('bias_hh'), weight_hr: own('weight_hr') }
  })
}

/** What the kernel computes on the way, step by step. Parts are named after their layer and direction where there are several. */
function termsOf(own: KernelLayer, kind: RecurrentKind, inputs: readonly (NumericArray | undefined)[], execute: (parameters: RecurrentParameters) => unknown): Terms {
  const suffixes = suffixesOf(own.self)
  const runs = suffixes.map((suffix) => ({ suffix: suffixes.length > 1 ? suffix : '', weights: stepWeights(own.weights, suffix) }))
  const parameters = kernelParameters(own.self)
  return recurrentTerms(inputs, { kind, runs, arrays: kernelWeights(own), parameters, execute: (seen) => execute({ ...parameters, seen }) })
}

/** The names of the weights that are there. */
export function stepWeights(weights: KernelLayer['weights'], suffix = ''): StepWeights {
  const named = (name: string): string | undefined => (weights[name + suffix] ? name + suffix : undefined)
  return { weight_ih: `weight_ih${suffix}`, weight_hh: `weight_hh${suffix}`, bias_ih: named('bias_ih'), bias_hh: named('bias_hh'), weight_hr: named('weight_hr') }
}

const kernelParameters = (self: InstanceValue): { bidirectional: boolean; batch_first: boolean } => ({ bidirectional: flagOf(self, 'bidirectional'), batch_first: flagOf(self, 'batch_first') })

function explain(self: InstanceValue): Explanation {
  const directions = flagOf(self, 'bidirectional') ? 2 : 1
  const hidden = numberOf(self, 'hidden_size'), projected = numberOf(self, 'proj_size')
  const width = hidden === undefined ? '?' : String((projected || hidden) * directions)
  return explainedBy(
    [{ label: 'last dim', text: `${printedAttribute(self, 'input_size')} → ${width}`, comment: directions === 2 ? 'both directions side by side' : 'the sequence keeps its length' }],
    flagOf(self, 'batch_first') ? [] : ['The first dim is the sequence, the second the batch, since batch_first is False.'],
  )
}

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.nn.${name}.html`
const noProjection = (machine: Machine): never => machine.raise('ValueError', 'proj_size argument is only supported for LSTM, not RNN or GRU', 'argument', { parameter: 'proj_size' })

/** Every step of every sequence multiplies each weight matrix once: the manual's equations, counted. */
function multiplyAdds(self: InstanceValue, input: Shape): number | undefined {
  let matrices = 0
  for (const value of self.module?.parameters.values() ?? []) {
    const count = value.kind === 'tensor' && value.shape ? countOf(value.shape) : undefined
    if (value.kind !== 'tensor' || count === undefined) return undefined
    if (value.shape?.length === 2) matrices += count
  }
  const steps = countOf(input.slice(0, -1))
  return steps === undefined ? undefined : steps * matrices
}

/** States have one row for each layer and direction. */
function sample(self: InstanceValue | undefined, rank: number): Sample {
  const state = rank < 3 ? ['layer', 'feature'] : ['layer', 'batch', 'feature']
  const { dims = [], ...others } = sequenceSample(self, rank, 1, [state, state])
  return { ...others, dims: [...dims, state, state] }
}

/** The hidden state of an RNN and a GRU. */
const hidden = [{ name: 'h_0', parameter: 'hx' }]

/** There is dropout between layers only. */
const leavesOut = (self: InstanceValue): string | undefined => withoutDropout(self, (numberOf(self, 'num_layers') ?? 1) > 1 ? numberOf(self, 'dropout') : undefined)

/** All weights of a recurrent layer are drawn within `±1/√hidden_size`. */
export const overHidden = (self: InstanceValue): Distribution => ({ kind: 'uniform', bound: 1 / Math.sqrt(numberOf(self, 'hidden_size') ?? 1) })

const nonlinearityOf = (self: InstanceValue): 'tanh' | 'relu' => (wordOf(self, 'mode') === 'RNN_RELU' ? 'relu' : 'tanh')

export const RNN = layer({
  name: 'torch.nn.RNN', definedIn: 'torch.nn.modules.rnn', base: 'torch.nn.RNNBase', manual: manual('RNN'),
  documented: signature("RNN(input_size, hidden_size, num_layers=1, nonlinearity='tanh', bias=True, batch_first=False, dropout=0.0, bidirectional=False, device=None, dtype=None)"),
  init: method('__init__(Any... args, Any**** kwargs)', (machine, self, { args, kwargs }) => {
    if (kwargs.has('proj_size')) noProjection(machine)
    const keywords = new Map(kwargs)
    const nonlinearity = args.length > 3 ? args[3]! : keywords.get('nonlinearity') ?? str('tanh')
    if (args.length <= 3) keywords.delete('nonlinearity')
    setPlain(machine, self, { nonlinearity })
    if (nonlinearity.kind === 'unknown') machine.undecided(nonlinearity.reason)
    const word = nonlinearity.kind === 'str' ? nonlinearity.value : undefined
    if (word !== 'tanh' && word !== 'relu') machine.raise('ValueError', `Unknown nonlinearity '${printed(machine, nonlinearity)}'. Select from 'tanh' or 'relu'.`, 'argument', { parameter: 'nonlinearity' })
    initialiseRecurrent(machine, self, word === 'relu' ? 'RNN_RELU' : 'RNN_TANH', { positional: args.length > 3 ? [...args.slice(0, 3), ...args.slice(4)] : args, keywords })
  }),
  forward: method('forward(input, hx=None)', (machine, self, { input, hx }) => recur(machine, self, 'RNN', input, hx)),
  explain,
  multiplyAdds,
  leavesOut,
  kernelInputs: 1,
  further: hidden,
  returns: ['output', 'h_n'],
  sample,
  initialise: overHidden,
  kernel: (own, [input, h0]) => {
    const { output, h_n } = rnnKernel(input!, h0, kernelWeights(own), { ...kernelParameters(own.self), nonlinearity: nonlinearityOf(own.self) })
    return [output, h_n]
  },
  terms: (own, [input, h0]) => termsOf(own, `RNN with ${nonlinearityOf(own.self)}`, [input, h0], (parameters) => rnnKernel(input!, h0, kernelWeights(own), { ...parameters, nonlinearity: nonlinearityOf(own.self) })),
  examples: `output, hidden = nn.RNN(10, 20, 2)(torch.randn(5, 3, 10))\noutput   # shape: [5, 3, 20]\nhidden   # shape: [2, 3, 20]`,
})

export const LSTM = layer({
  name: 'torch.nn.LSTM', definedIn: 'torch.nn.modules.rnn', base: 'torch.nn.RNNBase', manual: manual('LSTM'),
  documented: signature('LSTM(input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0, device=None, dtype=None)'),
  init: method('__init__(Any... args, Any**** kwargs)', (machine, self, { args, kwargs }) => initialiseRecurrent(machine, self, 'LSTM', { positional: args, keywords: kwargs })),
  forward: method('forward(input, hx=None)', (machine, self, { input, hx }) => recur(machine, self, 'LSTM', input, hx)),
  explain,
  multiplyAdds,
  leavesOut,
  kernelInputs: 1,
  further: [{ name: 'h_0', parameter: 'hx', at: 0 }, { name: 'c_0', parameter: 'hx', at: 1 }],
  returns: ['output', 'h_n', 'c_n'],
  sample,
  initialise: overHidden,
  kernel: (own, [input, h0, c0]) => {
    const { output, h_n, c_n } = lstmKernel(input!, h0, c0, kernelWeights(own), kernelParameters(own.self))
    return [output, h_n, c_n]
  },
  terms: (own, [input, h0, c0]) => termsOf(own, 'LSTM', [input, h0, c0], (parameters) => lstmKernel(input!, h0, c0, kernelWeights(own), parameters)),
  examples: `
    output, (hidden, cell) = nn.LSTM(10, 20, 2, batch_first=True, bidirectional=True)(torch.randn(3, 5, 10))
    output   # shape: [3, 5, 40]
    cell     # shape: [4, 3, 20]
    nn.LSTM(8, 6)(torch.randn(4, 4, 9))   # error[channels] "input.size(-1) must be equal to input_size. Expected 8, got 9"`,
})

export const GRU = layer({
  name: 'torch.nn.GRU', definedIn: 'torch.nn.modules.rnn', base: 'torch.nn.RNNBase', manual: manual('GRU'),
  documented: signature('GRU(input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, device=None, dtype=None)'),
  init: method('__init__(Any... args, Any**** kwargs)', (machine, self, { args, kwargs }) => {
    if (kwargs.has('proj_size')) noProjection(machine)
    initialiseRecurrent(machine, self, 'GRU', { positional: args, keywords: kwargs })
  }),
  forward: method('forward(input, hx=None)', (machine, self, { input, hx }) => recur(machine, self, 'GRU', input, hx)),
  explain,
  multiplyAdds,
  leavesOut,
  kernelInputs: 1,
  further: hidden,
  returns: ['output', 'h_n'],
  sample,
  initialise: overHidden,
  kernel: (own, [input, h0]) => {
    const { output, h_n } = gruKernel(input!, h0, kernelWeights(own), kernelParameters(own.self))
    return [output, h_n]
  },
  terms: (own, [input, h0]) => termsOf(own, 'GRU', [input, h0], (parameters) => gruKernel(input!, h0, kernelWeights(own), parameters)),
  examples: `output, hidden = nn.GRU(10, 20)(torch.randn(5, 3, 10))\noutput   # shape: [5, 3, 20]`,
})
