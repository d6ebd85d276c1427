/**
 * The rule of multi-head attention, in the order in which PyTorch checks it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
 */
import { add, equals, floorDiv, mul, show, type Dim } from '../../dims/index.ts'
import { product } from '../../shapes/matmul.ts'
import { elements } from '../../shapes/check.ts'
import { isContiguous, showShape, tensor, type Machine, type Shape, type TensorValue, type Value } from '../vocabulary/index.ts'
import { sizeText } from './batchNorm.ts'

export interface Attention {
  /** (L, N, E) or (L, E): the batch comes second. */
  readonly query: TensorValue
  readonly key: TensorValue
  readonly value: TensorValue
  /** The same tensor given twice is projected once, which the messages show. */
  readonly keyIsValue: boolean
  readonly embedDim: Dim
  readonly heads: Dim
  /** Absent: one packed projection of embed_dim. */
  readonly separate: { readonly query: Shape; readonly key: Shape; readonly value: Shape } | undefined
  readonly biased: boolean
  readonly biasKeyValue: boolean
  readonly zeroAttention: boolean
  readonly paddingMask: TensorValue | undefined
  readonly mask: TensorValue | undefined
  readonly isCausal: boolean
}

/** The sizes of the result: L, N, E and S, the keys after bias and zero attention were appended. */
export interface Attended { readonly length: Dim; readonly batch: Dim; readonly width: Dim; readonly keys: Dim; readonly batched: boolean }

export function attend(machine: Machine, given: Attention): Attended {
  const { embedDim, heads, separate } = given
  const batched = checkRanks(machine, given)
  const [q, k, v] = [given.query, given.key, given.value].map((each) => withBatch(machine.shapeOf(each), batched)) as [Sizes, Sizes, Sizes]
  const [length, batch, width] = q
  if (given.isCausal && !given.mask) machine.raise('RuntimeError', 'Need attn_mask if specifying the is_causal hint. You may use the Transformer module method `generate_square_subsequent_mask` to create this mask.', 'argument')
  const assertion = (message: string, code = 'channels'): never => machine.raise('AssertionError', message, code)
  machine.require(equals(width, embedDim), () => assertion(`was expecting embedding dimension of ${show(embedDim)}, but got ${show(width)}`))
  const headWidth = floorDiv(width, heads)
  machine.require(equals(mul(headWidth, heads), width), () => assertion(`embed_dim ${show(width)} not divisible by num_heads ${show(heads)}`, 'heads'))
  if (separate) requireEqualShapes(machine, k.slice(0, 2), v.slice(0, 2), () => assertion(`key's sequence and batch dims ${sizeText(k.slice(0, 2))} do not match value's ${sizeText(v.slice(0, 2))}`))
  else requireEqualShapes(machine, k, v, () => assertion(`key shape ${sizeText(k)} does not match value shape ${sizeText(v)}`))
  project(machine, given, { q, k, v })
  checkMask(machine, given, { length, batch, keys: k[0] })
  if (given.biasKeyValue) {
    machine.require(equals(k[1], batch), () => machine.raise('RuntimeError', `Sizes of tensors must match except in dimension 0. Expected size ${show(k[1])} but got size ${show(batch)} for tensor number 1 in the list.`, 'cat-sizes'))
  }
  const appended = given.biasKeyValue ? 1 : 0
  for (const each of [k, v]) splitHeads(machine, [add(each[0], appended), each[1], embedDim], [add(each[0], appended), mul(batch, heads), headWidth])
  const keys = add(k[0], appended + (given.zeroAttention ? 1 : 0))
  checkPaddingMask(machine, given, batch, keys, batched)
  return { length, batch, width: embedDim, keys, batched }
}

type Sizes = readonly [Dim, Dim, Dim]
const withBatch = (shape: Shape, batched: boolean): Sizes => (batched ? [shape[0]!, shape[1]!, shape[2]!] : [shape[0]!, 1, shape[1]!])

export function requireEqualShapes(machine: Machine, own: Shape, wanted: Shape, raise: () => never): void {
  if (own.length !== wanted.length) return raise()
  for (const [dim, size] of wanted.entries()) machine.require(equals(own[dim]!, size), raise)
}

function checkRanks(machine: Machine, { query, key, value, paddingMask, mask, heads }: Attention): boolean {
  const fail = (message: string): never => machine.raise('AssertionError', message, 'rank')
  const rank = machine.shapeOf(query).length
  if (rank !== 2 && rank !== 3) fail(`query should be unbatched 2D or batched 3D tensor but received ${rank}-D query tensor`)
  const form = rank === 3 ? 'batched (3-D)' : 'unbatched (2-D)'
  const [keyRank, valueRank] = [machine.shapeOf(key).length, machine.shapeOf(value).length]
  if (keyRank !== rank || valueRank !== rank) fail(`For ${form} \`query\`, expected \`key\` and \`value\` to be ${rank}-D but found ${keyRank}-D and ${valueRank}-D tensors respectively`)
  const paddingRank = paddingMask && machine.shapeOf(paddingMask).length
  if (paddingRank !== undefined && paddingRank !== rank - 1) fail(`For ${form} \`query\`, expected \`key_padding_mask\` to be \`None\` or ${rank - 1}-D but found ${paddingRank}-D tensor instead`)
  const maskShape = mask && machine.shapeOf(mask)
  if (maskShape && maskShape.length !== 2 && maskShape.length !== 3) fail(`For ${form} \`query\`, expected \`attn_mask\` to be \`None\`, 2-D or 3-D but found ${maskShape.length}-D tensor instead`)
  if (rank === 2 && maskShape?.length === 3) {
    const wanted = [heads, machine.shapeOf(query)[0]!, machine.shapeOf(key)[0]!]
    requireEqualShapes(machine, maskShape, wanted, () => fail(`Expected \`attn_mask\` shape to be ${tupleText(wanted)} but got ${sizeText(maskShape)}`))
  }
  return rank === 3
}

export const tupleText = (dims: readonly Dim[]): string => `(${dims.map(show).join(', ')}${dims.length === 1 ? ',' : ''})`

/** The three linear maps; the query's fits already. */
function project(machine: Machine, { key, separate, embedDim, biased, keyIsValue }: Attention, { q, k, v }: { readonly q: Sizes; readonly k: Sizes; readonly v: Sizes }): void {
  if (separate) {
    for (const [name, own, width] of [['query', separate.query, q[2]], ['key', separate.key, k[2]], ['value', separate.value, v[2]]] as const) {
      const wanted = [q[2], width]
      requireEqualShapes(machine, own, wanted, () => machine.raise('AssertionError', `expecting ${name} weights shape of ${tupleText(wanted)}, but got ${sizeText(own)}`, 'channels'))
    }
    return
  }
  const outputs = keyIsValue ? mul(embedDim, 2) : embedDim
  product(machine, biased && isContiguous(key) !== false ? 'addmm' : 'mm', [mul(k[0], k[1]), k[2]], [embedDim, outputs])
}

function checkMask(machine: Machine, { mask, heads }: Attention, { length, batch, keys }: { readonly length: Dim; readonly batch: Dim; readonly keys: Dim }): void {
  if (!mask) return
  const shape = machine.shapeOf(mask)
  const wanted = shape.length === 2 ? [length, keys] : [mul(batch, heads), length, keys]
  requireEqualShapes(machine, shape, wanted, () => machine.raise('RuntimeError', `The shape of the ${shape.length}D attn_mask is ${sizeText(shape)}, but should be ${tupleText(wanted)}.`, 'mask-size'))
}

/** `view` of a projected key or value: its own batch must be the query's. */
function splitHeads(machine: Machine, own: Shape, wanted: Shape): void {
  const count = elements(own)
  machine.require(equals(count, elements(wanted)), () => machine.raise('RuntimeError', `shape '${showShape(wanted)}' is invalid for input of size ${show(count)}`, 'view-size'))
}

function checkPaddingMask(machine: Machine, { paddingMask, biasKeyValue, zeroAttention }: Attention, batch: Dim, keys: Dim, batched: boolean): void {
  if (!paddingMask) return
  const shape = machine.shapeOf(paddingMask)
  const [rows, columns] = batched ? [shape[0]!, shape[1]!] : [1, shape[0]!]
  const width = add(columns, (biasKeyValue ? 1 : 0) + (zeroAttention ? 1 : 0))
  const fail = (dim: number, wanted: Dim, own: Dim): never => machine.raise('AssertionError', `Expected key_padded_mask.shape[${dim}] to be ${show(wanted)}, but got ${show(own)}`, 'mask-size')
  machine.require(equals(rows, batch), () => fail(0, batch, rows))
  machine.require(equals(width, keys), () => fail(1, keys, width))
}

/** The attention's output and its weights: averaged over the heads, one for each head, or None. */
export function attentionResult(attended: Attended, heads: Dim, source: TensorValue, form: { readonly batchFirst: boolean; readonly needWeights: boolean | undefined; readonly average: boolean | undefined }): readonly [Value, Value] {
  const { length, batch, width, keys, batched } = attended
  const output = tensor(!batched ? [length, width] : form.batchFirst ? [batch, length, width] : [length, batch, width], { dtype: source.dtype })
  if (form.needWeights === undefined || form.average === undefined) return [output, { kind: 'unknown', reason: 'whether attention weights are asked for' }]
  if (!form.needWeights) return [output, { kind: 'none' }]
  const perHead = form.average ? [] : [heads]
  return [output, tensor([...(batched ? [batch] : []), ...perHead, length, keys], { dtype: source.dtype })]
}
