/** Stacks of transformer layers, and the whole: TransformerEncoder, TransformerDecoder, Transformer. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html */
import { equals, type Dim } from '../../dims/index.ts'
import { cloneModule } from '../containers/clone.ts'
import {
  asDim, attribute, builtin, decoded, explained, falseValue, keywordsOf, layer, list, method, registerModule, setPlain, tensor,
  type Explanation, type InstanceValue, type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'

/** What a copy of a layer takes, in steps. */
const layerCost = 200

/** `num_layers` deep copies of a layer in a ModuleList, and the norm behind them. */
function stack(machine: Machine, self: InstanceValue, prototype: Value, num_layers: Value, norm: Value): void {
  const count = asDim(num_layers)
  if (typeof count !== 'number' || prototype.kind !== 'instance') return machine.undecided('layers that are not known')
  machine.room(count * layerCost)
  registerModule(machine, self, 'layers', machine.call(machine.nativeClass('torch.nn.ModuleList'), [list(Array.from({ length: count }, () => cloneModule(prototype)))]))
  setPlain(machine, self, { num_layers })
  machine.setAttribute(self, 'norm', norm)
}

function throughLayers(machine: Machine, self: InstanceValue, input: Value, rest: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  let output = input
  for (const each of machine.items(attribute(machine, self, 'layers'))) output = machine.call(each, [output, ...rest], keywords)
  const norm = attribute(machine, self, 'norm')
  return norm.kind === 'none' ? output : machine.call(norm, [output])
}

/** None as a hint of causality means that the mask is looked at, which changes no shape. */
const hint = (value: Value): Value => (value.kind === 'none' ? falseValue : value)
const keeps = (): Explanation => explained('shape', 'as the first input', 'keeps the size')
const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.nn.${name}.html`

export const TransformerEncoder = layer({
  name: 'torch.nn.TransformerEncoder', definedIn: 'torch.nn.modules.transformer', manual: manual('TransformerEncoder'),
  init: method('__init__(encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True)', (machine, self, { encoder_layer, num_layers, norm, enable_nested_tensor, mask_check }) => {
    setPlain(machine, self, { enable_nested_tensor, use_nested_tensor: enable_nested_tensor, mask_check })
    stack(machine, self, encoder_layer, num_layers, norm)
  }),
  forward: method('forward(src, mask=None, src_key_padding_mask=None, is_causal=None)', (machine, self, { src, mask, src_key_padding_mask, is_causal }) =>
    throughLayers(machine, self, src, [], keywordsOf({ src_mask: mask, is_causal: hint(is_causal), src_key_padding_mask }))),
  explain: keeps,
  examples: `nn.TransformerEncoder(nn.TransformerEncoderLayer(d_model=512, nhead=8), num_layers=6)(torch.rand(10, 32, 512))   # shape: [10, 32, 512]`,
})

export const TransformerDecoder = layer({
  name: 'torch.nn.TransformerDecoder', definedIn: 'torch.nn.modules.transformer', manual: manual('TransformerDecoder'),
  init: method('__init__(decoder_layer, num_layers, norm=None)', (machine, self, { decoder_layer, num_layers, norm }) => stack(machine, self, decoder_layer, num_layers, norm)),
  forward: method('forward(tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=None, memory_is_causal=False)',
    (machine, self, { tgt, memory, tgt_is_causal, memory_is_causal, ...masks }) =>
      throughLayers(machine, self, tgt, [memory], keywordsOf({ ...masks, tgt_is_causal: hint(tgt_is_causal), memory_is_causal: hint(memory_is_causal) }))),
  explain: keeps,
  examples: `nn.TransformerDecoder(nn.TransformerDecoderLayer(d_model=512, nhead=8), num_layers=6)(torch.rand(20, 32, 512), torch.rand(10, 32, 512))   # shape: [20, 32, 512]`,
})

interface Settings {
  readonly d_model: Value; readonly nhead: Value; readonly num_encoder_layers: Value; readonly num_decoder_layers: Value; readonly dim_feedforward: Value; readonly dropout: Value; readonly activation: Value
  readonly custom_encoder: Value; readonly custom_decoder: Value; readonly layer_norm_eps: Value; readonly batch_first: Value; readonly norm_first: Value; readonly bias: Value; readonly dtype: Value
}

function compose(machine: Machine, self: InstanceValue, given: Settings): void {
  const { d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias, dtype } = given
  const make = (name: string, positional: readonly Value[], keywords: ReadonlyMap<string, Value> = new Map()): Value => machine.call(machine.nativeClass(`torch.nn.${name}`), positional, keywords)
  const part = (kind: 'Encoder' | 'Decoder', count: Value): Value => make(`Transformer${kind}`, [
    make(`Transformer${kind}Layer`, [d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias], keywordsOf({ dtype })),
    count, make('LayerNorm', [d_model], keywordsOf({ eps: layer_norm_eps, bias, dtype })),
  ])
  machine.setAttribute(self, 'encoder', given.custom_encoder.kind === 'none' ? part('Encoder', given.num_encoder_layers) : given.custom_encoder)
  machine.setAttribute(self, 'decoder', given.custom_decoder.kind === 'none' ? part('Decoder', given.num_decoder_layers) : given.custom_decoder)
  setPlain(machine, self, { d_model, nhead, batch_first })
}

/** Source and target agree in their batch, and both have d_model features. */
function checkInputs(machine: Machine, self: InstanceValue, src: TensorValue, tgt: TensorValue): void {
  const width = asDim(attribute(machine, self, 'd_model'))
  const place = machine.isTrue(attribute(machine, self, 'batch_first')) ? 0 : 1
  const source = machine.shapeOf(src), target = machine.shapeOf(tgt)
  const fail = (message: string, code: string): never => machine.raise('RuntimeError', message, code)
  const [left, right]: readonly (Dim | undefined)[] = [source[place], target[place]]
  if (source.length === 3 && left !== undefined && right !== undefined) machine.require(equals(left, right), () => fail('the batch number of src and tgt must be equal', 'batch-size'))
  for (const last of [source.at(-1), target.at(-1)]) {
    if (last !== undefined && width !== undefined) machine.require(equals(last, width), () => fail('the feature number of src and tgt must be equal to d_model', 'channels'))
  }
}

/** `Transformer.generate_square_subsequent_mask(sz)`: (sz, sz). */
const subsequentMask = builtin('torch.nn.Transformer.generate_square_subsequent_mask', (machine, args) => {
  const { sz } = decoded(machine, 'Transformer.generate_square_subsequent_mask(sz, device=None, dtype=None)', args)
  const size = asDim(sz) ?? machine.undecided('a size that is not known')
  return tensor([size, size], { dtype: 'float32' })
}, { traced: 'fn' })

export const Transformer = layer({
  name: 'torch.nn.Transformer', definedIn: 'torch.nn.modules.transformer', manual: manual('Transformer'),
  init: method('__init__(d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation=None, custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)', compose),
  forward: method('forward(src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, memory_is_causal=False)',
    (machine, self, { src, tgt, src_mask, src_key_padding_mask, src_is_causal, ...rest }) => {
      if (src.kind === 'tensor' && tgt.kind === 'tensor') checkInputs(machine, self, src, tgt)
      const memory = machine.call(attribute(machine, self, 'encoder'), [src], keywordsOf({ mask: src_mask, src_key_padding_mask, is_causal: src_is_causal }))
      return machine.call(attribute(machine, self, 'decoder'), [tgt, memory], keywordsOf({ ...rest }))
    }),
  statics: [['generate_square_subsequent_mask', { kind: 'descriptor', type: 'staticmethod', get: subsequentMask }]],
  explain: () => explained('shape', 'as tgt', 'the target sequence keeps its size'),
  examples: `nn.Transformer(nhead=16, num_encoder_layers=12)(torch.rand(10, 32, 512), torch.rand(20, 32, 512))   # shape: [20, 32, 512]`,
})
