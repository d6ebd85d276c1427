/** `F.scaled_dot_product_attention`. */
import { atLeast, divisible, sameDim, type Dim } from '../../dims/index.ts'
import { broadcastInPlace } from '../../shapes/broadcast.ts'
import { matmul } from '../../shapes/matmul.ts'
import { ifKnown, like, on, operation, type Machine, type Shape, type TensorValue, type Value } from '../vocabulary/index.ts'

/**
 * softmax(query·keyᵀ·scale + mask)·value. Query (*, L, E), key (*, S, E), value (*, S, Ev), output (*, L, Ev); the leading dims broadcast, and the
 * mask is added to the scores (*, L, S) in place: it never changes the output's shape, known or not.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
 */
function attention(machine: Machine, query: TensorValue, key: TensorValue, value: TensorValue, mask: TensorValue | 'unknown' | undefined, options: { readonly isCausal: boolean | 'unknown'; readonly grouped: () => boolean }): Value {
  const shapes = [query, key, value].map((each) => machine.shapeOf(each)) as [Shape, Shape, Shape]
  const fail = (message: string, code: string): never => machine.raise('RuntimeError', message, code)
  if (shapes.some((shape) => shape.length < 2)) {
    fail(`Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: ${shapes[0].length} key.dim: ${shapes[1].length} and value.dim: ${shapes[2].length} instead.`, 'rank')
  }
  const maskShape = mask === 'unknown' ? mask : mask && ifKnown(machine, () => machine.shapeOf(mask))
  if (maskShape === 'unknown' || (mask && options.isCausal === 'unknown')) machine.mayRaise()
  else if (mask && options.isCausal) fail('_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True', 'argument')
  const [q, k, v] = shapes.every((shape) => shape.length === 3) ? shapes.map((shape): Shape => [1, ...shape]) as [Shape, Shape, Shape] : shapes
  const [keys, values] = [k, v].map((shape) => withHeads(machine, q, shape, options.grouped)) as [Shape, Shape]
  const scores = matmul(machine, q, swapLast(keys))
  if (maskShape && maskShape !== 'unknown') addMask(machine, scores, maskShape)
  const output = matmul(machine, scores, values)
  return like(query, shapes.every((shape) => shape.length === 3) ? output.slice(1) : output)
}

const swapLast = (shape: Shape): Shape => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!]

function addMask(machine: Machine, scores: Shape, mask: Shape): void {
  if (mask.length === 1) machine.raise('IndexError', 'Dimension out of range (expected to be in range of [-1, 0], but got -2)', 'rank')
  broadcastInPlace(machine, scores, mask)
}

/**
 * With `enable_gqa` every key and value head serves an equal number of query heads. Where that is not known, several query heads
 * are the output's either way: ungrouped heads are as many or one.
 */
function withHeads(machine: Machine, query: Shape, other: Shape, grouped: () => boolean): Shape {
  const wanted: Dim = query.at(-3) ?? 1, own: Dim = other.at(-3) ?? 1
  if (query.length === other.length && sameDim(wanted, own)) return other
  const isGrouped = machine.decide(atLeast(wanted, 2)) === 'always' ? ifKnown(machine, grouped) : grouped()
  if (isGrouped === false) return other
  if (isGrouped === 'unknown') machine.mayRaise()
  else machine.require(divisible(wanted, own), () => machine.raise('RuntimeError', 'Number of heads in key and value must divide the number of heads in query', 'heads'))
  return [...other.slice(0, -3), wanted, ...other.slice(-2)]
}

export const scaledDotProductAttention = operation({
  names: ['torch.nn.functional.scaled_dot_product_attention', 'torch._C._nn.scaled_dot_product_attention'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html',
  overloads: [on('scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0.0, bool is_causal=False, *, float? scale=None, bool enable_gqa=False)',
    (machine, given) => attention(machine, given.query, given.key, given.value, ifKnown(machine, () => given.attn_mask), { isCausal: ifKnown(machine, () => given.is_causal), grouped: () => given.enable_gqa }))],
  examples: `
    F.scaled_dot_product_attention(torch.rand(32, 8, 128, 64), torch.rand(32, 8, 128, 64), torch.rand(32, 8, 128, 64))   # shape: [32, 8, 128, 64]
    F.scaled_dot_product_attention(torch.rand(2, 3, 4, 8), torch.rand(2, 3, 5, 7), torch.rand(2, 3, 5, 6))   # error[matmul] "Expected size for first two dimensions of batch2 tensor to be: [6, 8] but got: [6, 7]."`,
})
