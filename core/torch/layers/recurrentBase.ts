/**
 * The constructor that RNN, LSTM and GRU share: its checks in PyTorch's order, its attributes and its weights.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html
 */
import {
  arithmetic, comparison, decoded, float, int, layer, list, method, none, refuse, setPlain, setWeight, str, typeName,
  type Arguments, type InstanceValue, type Machine, type Value,
} from '../vocabulary/index.ts'

const text = 'RNNBase.__init__(self, mode, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0, device=None, dtype=None)'

/** How many gates a mode computes from each input. */
const gates: Readonly<Record<string, number>> = { LSTM: 4, GRU: 3, RNN_TANH: 1, RNN_RELU: 1 }

export function initialiseRecurrent(machine: Machine, self: InstanceValue, mode: string, args: Arguments): void {
  const given = decoded(machine, text, { ...args, positional: [self, str(mode), ...args.positional] })
  const { input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size, dtype } = given
  checkDropout(machine, dropout)
  const count = gates[mode] ?? machine.raise('ValueError', `Unrecognized RNN mode: ${mode}`, 'argument', { parameter: 'mode' })
  setPlain(machine, self, { mode: str(mode), input_size, hidden_size, num_layers, bias, batch_first, dropout: dropout.kind === 'float' ? dropout : float(dropout.kind === 'int' && typeof dropout.value === 'number' ? dropout.value : undefined), bidirectional, proj_size })
  for (const [name, value] of [['bias', bias], ['batch_first', batch_first]] as const) requireType(machine, name, value, 'bool')
  requireSize(machine, 'input_size', input_size)
  requireSize(machine, 'hidden_size', hidden_size)
  const refused = (verdict: Value, message: string, parameter: string): void => refuse(machine, verdict, () => machine.raise('ValueError', message, 'argument', { parameter }))
  refused(comparison(machine, num_layers, '<=', 0), 'num_layers must be greater than zero', 'num_layers')
  refused(comparison(machine, proj_size, '<', 0), 'proj_size should be a positive integer or zero to disable projections', 'proj_size')
  refused(comparison(machine, proj_size, '>=', hidden_size), 'proj_size has to be smaller than hidden_size', 'proj_size')
  setWeights(machine, self, { gateSize: arithmetic(machine, int(count), '*', hidden_size), input_size, hidden_size, num_layers, bias, bidirectional, proj_size, dtype })
}

function checkDropout(machine: Machine, dropout: Value): void {
  if (dropout.kind === 'unknown') return
  if (!['int', 'float', 'bool', 'str', 'tensor'].includes(dropout.kind)) machine.raise('TypeError', `float() argument must be a string or a real number, not '${typeName(dropout)}'`, 'argument-type', { parameter: 'dropout' })
  const value = dropout.kind === 'float' ? dropout.value : dropout.kind === 'int' && typeof dropout.value === 'number' ? dropout.value : undefined
  if (dropout.kind === 'bool' || dropout.kind === 'str' || dropout.kind === 'tensor' || (value !== undefined && !(value >= 0 && value <= 1))) {
    machine.raise('ValueError', 'dropout should be a number in range [0, 1] representing the probability of an element being zeroed', 'argument', { parameter: 'dropout' })
  }
}

function requireType(machine: Machine, name: string, value: Value, type: 'bool' | 'int'): void {
  if (value.kind === 'unknown') return machine.undecided(value.reason)
  if (value.kind !== type && !(type === 'int' && value.kind === 'bool')) machine.raise('TypeError', `${name} should be of type ${type}, got: ${typeName(value)}`, 'argument-type', { parameter: name })
}

function requireSize(machine: Machine, name: string, value: Value): void {
  requireType(machine, name, value, 'int')
  refuse(machine, comparison(machine, value, '<=', 0), () => machine.raise('ValueError', `${name} must be greater than zero`, 'argument', { parameter: name }))
}

interface Weights { readonly gateSize: Value; readonly input_size: Value; readonly hidden_size: Value; readonly num_layers: Value; readonly bias: Value; readonly bidirectional: Value; readonly proj_size: Value; readonly dtype: Value }

/** What the weights of a layer take, in steps. */
const layerCost = 100

/** For each layer and direction: input and hidden weights, their biases, and an LSTM's projection. */
function setWeights(machine: Machine, self: InstanceValue, { gateSize, input_size, hidden_size, num_layers, bias, bidirectional, proj_size, dtype }: Weights): void {
  const layers = machine.items(machine.call(machine.nativeClass('builtins.range'), [num_layers])).length
  const directions = machine.isTrue(bidirectional) ? ['', '_reverse'] : ['']
  const projects = machine.isTrue(comparison(machine, proj_size, '>', 0)), biased = machine.isTrue(bias)
  const hidden = projects ? proj_size : hidden_size
  const names: Value[] = [], grouped: Value[] = []
  const set = (group: Value[], name: string, sizes: readonly Value[] | Value): void => {
    setWeight(machine, self, name, sizes, dtype)
    group.push(str(name))
  }
  machine.room(layers * layerCost)
  for (let index = 0; index < layers; index++) {
    const width = index === 0 ? input_size : arithmetic(machine, hidden, '*', directions.length)
    for (const suffix of directions) {
      const group: Value[] = []
      set(group, `weight_ih_l${index}${suffix}`, [gateSize, width])
      set(group, `weight_hh_l${index}${suffix}`, [gateSize, hidden])
      if (biased) for (const name of ['bias_ih', 'bias_hh']) set(group, `${name}_l${index}${suffix}`, gateSize)
      if (projects) set(group, `weight_hr_l${index}${suffix}`, [proj_size, hidden_size])
      names.push(...group)
      grouped.push(list(group))
    }
  }
  setPlain(machine, self, { _flat_weights_names: list(names), _all_weights: list(grouped) })
}

export const RNNBase = layer({
  name: 'torch.nn.RNNBase',
  definedIn: 'torch.nn.modules.rnn',
  init: method('__init__(mode, Any... args, Any**** kwargs)', (machine, self, { mode, args, kwargs }) =>
    initialiseRecurrent(machine, self, mode.kind === 'str' && mode.value !== undefined ? mode.value : machine.undecided('a mode that is not known'), { positional: args, keywords: kwargs })),
  methods: [
    method('flatten_parameters()', () => none),
    method('reset_parameters()', () => none),
    method('_init_flat_weights()', () => none),
  ],
})
