/**
 * One layer of a transformer, composed as PyTorch composes it: attention, a feed-forward block and their norms are submodules, and the
 * forward calls them.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html
 */
import { transformerDecoderLayer, transformerEncoderLayer } from '../kernels/index.ts'
import { decoderLayerTerms, encoderLayerTerms } from '../terms/transformer.ts'
import {
  attribute, explained, falseValue, flagOf, int, isString, keywordsOf, layer, method, numberOf, printed, printedAttribute, registerModule, sequenceSample, setPlain, withoutDropout,
  type Explanation, type InstanceValue, type KernelLayer, type Machine, type Value,
} from '../vocabulary/index.ts'
import { attentionWeights } from './multiheadAttention.ts'

interface Settings {
  readonly d_model: Value; readonly nhead: Value; readonly dim_feedforward: Value; readonly dropout: Value; readonly activation: Value
  readonly layer_norm_eps: Value; readonly batch_first: Value; readonly norm_first: Value; readonly bias: Value; readonly dtype: Value
}

const parameters = "d_model, nhead, dim_feedforward=2048, dropout=0.1, activation=None, layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None"

/** `norms` is 2 for an encoder layer and 3 for a decoder layer, which attends to the memory as well. */
function compose(machine: Machine, self: InstanceValue, given: Settings, norms: 2 | 3): void {
  const { d_model, nhead, dim_feedforward, dropout, layer_norm_eps, batch_first, norm_first, bias, dtype } = given
  const make = (name: string, positional: readonly Value[], keywords: Readonly<Record<string, Value>> = {}): Value => machine.call(machine.nativeClass(`torch.nn.${name}`), positional, keywordsOf(keywords))
  const attention = (): Value => make('MultiheadAttention', [d_model, nhead], { dropout, bias, batch_first, dtype })
  registerModule(machine, self, 'self_attn', attention())
  if (norms === 3) registerModule(machine, self, 'multihead_attn', attention())
  registerModule(machine, self, 'linear1', make('Linear', [d_model, dim_feedforward], { bias, dtype }))
  registerModule(machine, self, 'dropout', make('Dropout', [dropout]))
  registerModule(machine, self, 'linear2', make('Linear', [dim_feedforward, d_model], { bias, dtype }))
  setPlain(machine, self, { norm_first })
  for (let index = 1; index <= norms; index++) registerModule(machine, self, `norm${index}`, make('LayerNorm', [d_model], { eps: layer_norm_eps, bias, dtype }))
  for (let index = 1; index <= norms; index++) registerModule(machine, self, `dropout${index}`, make('Dropout', [dropout]))
  machine.setAttribute(self, 'activation', activation(machine, given.activation))
}

/** A word stands for F's function of that name; none given is relu. */
function activation(machine: Machine, given: Value): Value {
  const named = (name: string): Value => machine.library(`torch.nn.functional.${name}`) ?? machine.undecided(`F.${name}`)
  if (given.kind === 'none' || isString(given, 'relu') === true) return named('relu')
  if (isString(given, 'gelu') === true) return named('gelu')
  if (given.kind === 'str' && given.value !== undefined) machine.raise('RuntimeError', `activation should be relu/gelu, not ${printed(machine, given)}`, 'argument', { parameter: 'activation' })
  return given
}

const callPart = (machine: Machine, self: InstanceValue, name: string, positional: readonly Value[], keywords: Readonly<Record<string, Value>> = {}): Value =>
  machine.call(attribute(machine, self, name), positional, keywordsOf(keywords))

interface Block { readonly norm: string; readonly run: (input: Value) => Value }

/** `norm(x + block(x))` for every block, or `x + block(norm(x))` with `norm_first`. */
function throughBlocks(machine: Machine, self: InstanceValue, input: Value, blocks: readonly Block[]): Value {
  const normFirst = machine.isTrue(attribute(machine, self, 'norm_first'))
  return blocks.reduce((x, { norm, run }) => normFirst
    ? machine.binary('+', x, run(callPart(machine, self, norm, [x])))
    : callPart(machine, self, norm, [machine.binary('+', x, run(x))]), input)
}

interface Masks { readonly attn_mask: Value; readonly key_padding_mask: Value; readonly is_causal: Value }

function attended(machine: Machine, self: InstanceValue, part: string, dropout: string, query: Value, memory: Value, masks: Masks): Value {
  const result = callPart(machine, self, part, [query, memory, memory], { ...masks, need_weights: falseValue })
  return callPart(machine, self, dropout, [machine.getItem(result, int(0))])
}

function fed(machine: Machine, self: InstanceValue, dropout: string, input: Value): Value {
  const hidden = callPart(machine, self, 'activation', [callPart(machine, self, 'linear1', [input])])
  return callPart(machine, self, dropout, [callPart(machine, self, 'linear2', [callPart(machine, self, 'dropout', [hidden])])])
}

/** None as a hint of causality means no hint. */
const hint = (value: Value): Value => (value.kind === 'none' ? falseValue : value)

const explain = (self: InstanceValue): Explanation => {
  const attention = attentionOf(self)
  return explained('shape', `sequences of ${attention ? printedAttribute(attention, 'embed_dim') : '?'} features`, 'keeps the size')
}

export const TransformerEncoderLayer = layer({
  name: 'torch.nn.TransformerEncoderLayer',
  definedIn: 'torch.nn.modules.transformer',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html',
  init: method(`__init__(${parameters})`, ((machine: Machine, self: InstanceValue, given: Settings) => compose(machine, self, given, 2)) as never),
  forward: method('forward(src, src_mask=None, src_key_padding_mask=None, is_causal=False)', (machine, self, { src, src_mask, src_key_padding_mask, is_causal }) =>
    throughBlocks(machine, self, src, [
      { norm: 'norm1', run: (x) => attended(machine, self, 'self_attn', 'dropout1', x, x, { attn_mask: src_mask, key_padding_mask: src_key_padding_mask, is_causal: hint(is_causal) }) },
      { norm: 'norm2', run: (x) => fed(machine, self, 'dropout2', x) },
    ])),
  explain,
  leavesOut,
  sample: (self, rank) => sequenceSample(attentionOf(self), rank, 2),
  kernelInputs: 1,
  kernel: (own, [src]) => [transformerEncoderLayer(src!, blockWeights(own), {}, kernelParameters(own.self))],
  terms: (own, [src]) => encoderLayerTerms(src!, { groups: blockWeights(own), has: (name) => own.weights[name] !== undefined }, kernelParameters(own.self)),
  examples: `nn.TransformerEncoderLayer(d_model=512, nhead=8)(torch.rand(10, 32, 512))   # shape: [10, 32, 512]`,
})

export const TransformerDecoderLayer = layer({
  name: 'torch.nn.TransformerDecoderLayer',
  definedIn: 'torch.nn.modules.transformer',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html',
  init: method(`__init__(${parameters})`, ((machine: Machine, self: InstanceValue, given: Settings) => compose(machine, self, given, 3)) as never),
  forward: method('forward(tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False)',
    (machine, self, { tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, tgt_is_causal, memory_is_causal }) =>
      throughBlocks(machine, self, tgt, [
        { norm: 'norm1', run: (x) => attended(machine, self, 'self_attn', 'dropout1', x, x, { attn_mask: tgt_mask, key_padding_mask: tgt_key_padding_mask, is_causal: hint(tgt_is_causal) }) },
        { norm: 'norm2', run: (x) => attended(machine, self, 'multihead_attn', 'dropout2', x, memory, { attn_mask: memory_mask, key_padding_mask: memory_key_padding_mask, is_causal: hint(memory_is_causal) }) },
        { norm: 'norm3', run: (x) => fed(machine, self, 'dropout3', x) },
      ])),
  explain,
  leavesOut,
  sample: (self, rank) => sequenceSample(attentionOf(self), rank, 2),
  kernelInputs: 2,
  kernel: (own, [tgt, memory]) => [transformerDecoderLayer(tgt!, memory!, decoderWeights(own), { tgt: {}, memory: {} }, kernelParameters(own.self))],
  terms: (own, [tgt, memory]) => decoderLayerTerms(tgt!, memory!, { groups: decoderWeights(own), has: (name) => own.weights[name] !== undefined }, kernelParameters(own.self)),
  examples: `nn.TransformerDecoderLayer(d_model=512, nhead=8)(torch.rand(20, 32, 512), torch.rand(10, 32, 512))   # shape: [20, 32, 512]`,
})

const attentionOf = (self: InstanceValue | undefined): InstanceValue | undefined => {
  const attention = self?.module?.modules.get('self_attn')
  return attention?.kind === 'instance' ? attention : undefined
}

function leavesOut(self: InstanceValue): string | undefined {
  const dropout = self.module?.modules.get('dropout')
  return withoutDropout(self, dropout?.kind === 'instance' ? numberOf(dropout, 'p') : undefined)
}

type Weights = KernelLayer['weights']
const affine = (weights: Weights, name: string): { weight: NonNullable<Weights[string]>; bias: Weights[string] } => ({ weight: weights[`${name}.weight`]!, bias: weights[`${name}.bias`] })
const blockWeights = ({ weights }: KernelLayer): Parameters<typeof transformerEncoderLayer>[1] =>
  ({ self_attn: attentionWeights(weights, 'self_attn.'), linear1: affine(weights, 'linear1'), linear2: affine(weights, 'linear2'), norm1: affine(weights, 'norm1'), norm2: affine(weights, 'norm2') })

const decoderWeights = (own: KernelLayer): Parameters<typeof transformerDecoderLayer>[2] => ({ ...blockWeights(own), multihead_attn: attentionWeights(own.weights, 'multihead_attn.'), norm3: affine(own.weights, 'norm3') })

function kernelParameters(self: InstanceValue): Parameters<typeof transformerEncoderLayer>[3] {
  const attention = attentionOf(self), norm = self.module?.modules.get('norm1')
  const activated = self.attributes.get('activation')
  return {
    nhead: (attention && numberOf(attention, 'num_heads')) ?? 1, batch_first: attention !== undefined && flagOf(attention, 'batch_first'), norm_first: flagOf(self, 'norm_first'),
    layer_norm_eps: (norm?.kind === 'instance' ? numberOf(norm, 'eps') : undefined) ?? 1e-5, activation: activated?.kind === 'builtin' && activated.name.endsWith('gelu') ? 'gelu' : 'relu',
  }
}
