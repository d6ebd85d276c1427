/** `nn.MultiheadAttention` and `F.multi_head_attention_forward`. */
import type { Dim } from '../../dims/index.ts'
import { additiveMask, attentionStages, multiHeadAttention, type AttentionMasks, type AttentionParameters } from '../kernels/index.ts'
import { attentionTerms } from '../terms/attention.ts'
import type { Mask } from '../terms/masks.ts'
import {
  arithmetic, asDim, attribute, bool, comparison, contiguous, explained, flagOf, int, layer, method, none, numberOf, on, operation, printed, printedAttribute, refuse, registerModule, restrided, sequenceSample, setPlain, setWeight, swappedFirst, tensor, tuple, typeName, withoutDropout,
  type InstanceValue, type KernelLayer, type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import type { NumericArray } from '../../arrays/index.ts'
import { attend, attentionResult } from './multiheadRule.ts'

interface Settings { readonly embed_dim: Value; readonly num_heads: Value; readonly dropout: Value; readonly bias: Value; readonly add_bias_kv: Value; readonly add_zero_attn: Value; readonly kdim: Value; readonly vdim: Value; readonly batch_first: Value; readonly dtype: Value }

function initialise(machine: Machine, self: InstanceValue, given: Settings): void {
  const { embed_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, batch_first, dtype } = given
  const raise = (): never => machine.raise('ValueError', `embed_dim and num_heads must be greater than 0, got embed_dim=${printed(machine, embed_dim)} and num_heads=${printed(machine, num_heads)} instead`, 'argument', { parameter: 'embed_dim' })
  for (const each of [embed_dim, num_heads]) refuse(machine, comparison(machine, each, '<=', 0), raise)
  const kdim = given.kdim.kind === 'none' ? embed_dim : given.kdim, vdim = given.vdim.kind === 'none' ? embed_dim : given.vdim
  const same = [kdim, vdim].every((each) => machine.isTrue(comparison(machine, each, '==', embed_dim)))
  const head = arithmetic(machine, embed_dim, '//', num_heads)
  setPlain(machine, self, { embed_dim, kdim, vdim, _qkv_same_embed_dim: bool(same), num_heads, dropout, batch_first, head_dim: head })
  refuse(machine, comparison(machine, arithmetic(machine, head, '*', num_heads), '!=', embed_dim), () => machine.raise('AssertionError', 'embed_dim must be divisible by num_heads', 'heads', { parameter: 'num_heads' }))
  const packed = arithmetic(machine, int(3), '*', embed_dim)
  for (const [name, width] of [['q_proj_weight', embed_dim], ['k_proj_weight', kdim], ['v_proj_weight', vdim]] as const) setWeight(machine, self, name, same ? undefined : [embed_dim, width], dtype)
  setWeight(machine, self, 'in_proj_weight', same ? [packed, embed_dim] : undefined, dtype)
  const biased = machine.isTrue(bias)
  setWeight(machine, self, 'in_proj_bias', biased ? packed : undefined, dtype)
  registerModule(machine, self, 'out_proj', machine.call(machine.nativeClass('torch.nn.modules.linear.NonDynamicallyQuantizableLinear'), [embed_dim, embed_dim], new Map([['bias', bias], ['dtype', dtype]])))
  const extra = machine.isTrue(add_bias_kv)
  for (const name of ['bias_k', 'bias_v']) {
    if (extra) setWeight(machine, self, name, [int(1), int(1), embed_dim], dtype)
    else setPlain(machine, self, { [name]: none })
  }
  setPlain(machine, self, { add_zero_attn })
}

interface Call { readonly query: Value; readonly key: Value; readonly value: Value; readonly key_padding_mask: Value; readonly need_weights: Value; readonly attn_mask: Value; readonly average_attn_weights: Value; readonly is_causal: Value }

function tensorOf(machine: Machine, value: Value): TensorValue {
  if (value.kind === 'tensor') return value
  return value.kind === 'unknown' ? machine.undecided(value.reason) : machine.raise('AttributeError', `'${typeName(value)}' object has no attribute 'dim'`, 'argument-type')
}

/** Masks are bool or floating; a dtype that is not known refuses nothing. */
function maskOf(machine: Machine, value: Value, name: string): TensorValue | undefined {
  if (value.kind === 'none') return undefined
  const mask = value.kind === 'tensor' ? value : machine.undecided(`a ${name} that is not known`)
  if (mask.dtype !== undefined && /^u?int/.test(mask.dtype)) machine.raise('AssertionError', `only bool and floating types of ${name} are supported`, 'dtype', { parameter: name })
  return mask
}

/** With `batch_first` a batched input's first two dims change places. */
function sequenceFirst(machine: Machine, each: TensorValue): TensorValue {
  const shape = machine.shapeOf(each)
  const [first, second, ...rest] = shape
  if (first === undefined || second === undefined) return machine.raise('IndexError', `Dimension out of range (expected to be in range of [${-Math.max(shape.length, 1)}, ${Math.max(shape.length, 1) - 1}], but got 1)`, 'dimension')
  return restrided(each, tensor([second, first, ...rest], { dtype: each.dtype }), ([outer, inner, ...others]) => [inner!, outer!, ...others])
}

function forward(machine: Machine, self: InstanceValue, call: Call): Value {
  const [query, key, value] = [call.query, call.key, call.value].map((each) => tensorOf(machine, each)) as [TensorValue, TensorValue, TensorValue]
  const paddingMask = maskOf(machine, call.key_padding_mask, 'key_padding_mask'), mask = maskOf(machine, call.attn_mask, 'attn_mask')
  const own = (name: string): Value => attribute(machine, self, name)
  const size = (name: string): Dim => asDim(own(name)) ?? machine.undecided(`${name} that is not known`)
  const batchFirst = machine.isTrue(own('batch_first'))
  const embedDim = size('embed_dim'), heads = size('num_heads')
  const batched = machine.shapeOf(query, batchFirst ? ['N', 'T', embedDim] : ['T', 'N', embedDim]).length === 3
  const ordered = (each: TensorValue): TensorValue => (batchFirst && batched ? sequenceFirst(machine, each) : each)
  const weightShape = (name: string): readonly Dim[] => {
    const weight = own(name)
    return weight.kind === 'tensor' ? machine.shapeOf(weight) : machine.undecided(`${name} that is not known`)
  }
  const same = machine.isTrue(own('_qkv_same_embed_dim'))
  const attended = attend(machine, {
    query: ordered(query), key: ordered(key), value: ordered(value), keyIsValue: key === value, embedDim, heads,
    separate: same ? undefined : { query: weightShape('q_proj_weight'), key: weightShape('k_proj_weight'), value: weightShape('v_proj_weight') },
    biased: own('in_proj_bias').kind !== 'none', biasKeyValue: own('bias_k').kind !== 'none', zeroAttention: machine.isTrue(own('add_zero_attn')),
    paddingMask, mask, isCausal: machine.truth(call.is_causal) === true,
  })
  const [output, ...weights] = attentionResult(attended, heads, query, { batchFirst, needWeights: machine.truth(call.need_weights), average: machine.truth(call.average_attn_weights) })
  const trains = self.module?.training === true
  return tuple([output?.kind === 'tensor' && trains ? (batchFirst && batched ? swappedFirst(output) : contiguous(output)) : output!, ...weights])
}

export const MultiheadAttention = layer({
  name: 'torch.nn.MultiheadAttention',
  definedIn: 'torch.nn.modules.activation',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html',
  init: method('__init__(embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None)', initialise),
  forward: method('forward(query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False)', forward),
  methods: [method('_reset_parameters()', () => none)],
  explain: (self) => explained('last dim', `${printedAttribute(self, 'embed_dim')} in ${printedAttribute(self, 'num_heads')} heads`, 'output as the query; attention weights are one for each query and key',
    flagOf(self, 'batch_first') ? [] : ['The first dim is the sequence, the second the batch, since batch_first is False.']),
  initialise: (_, name, shape) => (name.endsWith('proj_weight') ? { kind: 'uniform', bound: Math.sqrt(6 / (shape[0]! + shape[1]!)) } : { kind: 'constant', value: 0 }),
  sample: (self, rank) => {
    const { dims = [], ...others } = sequenceSample(self, rank, 3, [rank < 3 ? ['query', 'key'] : ['batch', 'query', 'key']])
    return { ...others, dims: [...dims, rank < 3 ? ['key'] : ['batch', 'key'], ['query', 'key']], numbers: ['any', 'any', 'any', 'last', 'last'] }
  },
  kernelInputs: 3,
  further: [{ name: 'key_padding_mask' }, { name: 'attn_mask' }],
  returns: ['attn_output', 'attn_output_weights'],
  leavesOut: (self) => withoutDropout(self, numberOf(self, 'dropout')),
  kernel: (own, inputs) => {
    const [query, key, value] = inputs
    const { output, weights } = multiHeadAttention(query!, key!, value!, attentionWeights(own.weights), addedMasks(masksOf(own, inputs)), { ...kernelParameters(own), average_attn_weights: averages(own, query!) })
    return [output, weights]
  },
  terms: (own, inputs) => {
    const [query, key, value] = inputs, masks = masksOf(own, inputs)
    return attentionTerms([query!, key!, value!], {
      batch_first: flagOf(own.self, 'batch_first'), has: (name) => own.weights[name] !== undefined, average_attn_weights: averages(own, query!), masks,
      stages: () => attentionStages(query!, key!, value!, attentionWeights(own.weights), addedMasks(masks), kernelParameters(own)),
    })
  },
  examples: `
    output, weights = nn.MultiheadAttention(32, 4)(torch.rand(5, 2, 32), torch.rand(7, 2, 32), torch.rand(7, 2, 32))
    output    # shape: [5, 2, 32]
    weights   # shape: [2, 5, 7]
    nn.MultiheadAttention(7, 4)   # error[heads] "embed_dim must be divisible by num_heads"`,
})

/** A call without weights returns one tensor. */
const kernelParameters = ({ self, outputShapes }: KernelLayer): AttentionParameters => ({ need_weights: outputShapes?.length !== 1, num_heads: numberOf(self, 'num_heads') ?? 1, batch_first: flagOf(self, 'batch_first'), add_zero_attn: flagOf(self, 'add_zero_attn') })

/** The masks that the call gives; `is_causal` only says what `attn_mask` holds. */
const masksOf = ({ names, dtypes }: KernelLayer, inputs: readonly NumericArray[]): readonly Mask[] => (['key_padding_mask', 'attn_mask'] as const).flatMap((kind) => {
  const at = names.indexOf(kind)
  return at < 0 ? [] : [{ kind, array: inputs[at]!, input: at, isBoolean: dtypes[at] === 'bool' }]
})
const addedMasks = (masks: readonly Mask[]): AttentionMasks => Object.fromEntries(masks.map(({ kind, array, isBoolean }) => [kind, isBoolean ? additiveMask(array, 'true hides') : array]))

/** Weights that are not averaged have a dim for the heads more. */
const averages = ({ outputShapes }: KernelLayer, query: NumericArray): boolean => outputShapes?.[1]?.length !== query.shape.length + 1

/** The weights under the kernel's names; `prefix` leads to the attention within a larger layer. */
export function attentionWeights(weights: KernelLayer['weights'], prefix = ''): Parameters<typeof multiHeadAttention>[3] {
  const own = (name: string): NumericArray | undefined => weights[prefix + name]
  return {
    in_proj_weight: own('in_proj_weight'), q_proj_weight: own('q_proj_weight'), k_proj_weight: own('k_proj_weight'), v_proj_weight: own('v_proj_weight'), in_proj_bias: own('in_proj_bias'),
    out_proj_weight: own('out_proj.weight')!, out_proj_bias: own('out_proj.bias'), bias_k: own('bias_k'), bias_v: own('bias_v'),
  }
}

interface ForwardFunction { readonly embed_dim_to_check: Value; readonly num_heads: Value; readonly in_proj_bias: Value; readonly bias_k: Value; readonly add_zero_attn: Value; readonly use_separate_proj_weight: Value; readonly q_proj_weight: Value; readonly k_proj_weight: Value; readonly v_proj_weight: Value; readonly static_k: Value; readonly static_v: Value }

function functional(machine: Machine, given: ForwardFunction & Call): Value {
  const [query, key, value] = [given.query, given.key, given.value].map((each) => tensorOf(machine, each)) as [TensorValue, TensorValue, TensorValue]
  if (given.static_k.kind !== 'none' || given.static_v.kind !== 'none') return machine.undecided('attention over static keys')
  const heads = asDim(given.num_heads), embedDim = asDim(given.embed_dim_to_check)
  if (heads === undefined || embedDim === undefined) return machine.undecided('heads that are not known')
  const shape = (weight: Value): readonly Dim[] => (weight.kind === 'tensor' ? machine.shapeOf(weight) : machine.undecided('a weight that is not known'))
  const attended = attend(machine, {
    query, key, value, keyIsValue: key === value, embedDim, heads, biased: given.in_proj_bias.kind !== 'none', biasKeyValue: given.bias_k.kind !== 'none', zeroAttention: machine.isTrue(given.add_zero_attn),
    separate: machine.isTrue(given.use_separate_proj_weight) ? { query: shape(given.q_proj_weight), key: shape(given.k_proj_weight), value: shape(given.v_proj_weight) } : undefined,
    paddingMask: maskOf(machine, given.key_padding_mask, 'key_padding_mask'), mask: maskOf(machine, given.attn_mask, 'attn_mask'), isCausal: machine.truth(given.is_causal) === true,
  })
  return tuple(attentionResult(attended, heads, query, { batchFirst: false, needWeights: machine.truth(given.need_weights), average: machine.truth(given.average_attn_weights) }))
}

export const multiHeadAttentionForward = operation({
  names: ['torch.nn.functional.multi_head_attention_forward'], returns: 'Any',
  overloads: [on('multi_head_attention_forward(query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None, use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None, average_attn_weights=True, is_causal=False)', (machine, given) => functional(machine, given))],
})
