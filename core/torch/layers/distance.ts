/** Similarities and distances of two tensors: CosineSimilarity, PairwiseDistance and their functions, F.pdist. */
import { floorDiv, mul, sub } from '../../dims/index.ts'
import { broadcast } from '../../shapes/broadcast.ts'
import { cosineSimilarity as cosineKernel, pairwiseDistance as distanceKernel } from '../kernels/index.ts'
import { cosineSimilarityTerms, pairwiseDistanceTerms } from '../terms/distance.ts'
import {
  attribute, callNative, dimension, explained, flagOf, floatingType, layer, like, method, numberOf, on, operation, sameNames, setPlain,
  type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import type { Dim } from '../../dims/index.ts'

/**
 * x1·x2 / (‖x1‖·‖x2‖) along `dim`, which goes away. The inputs are broadcast to each other.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_similarity.html
 */
function cosineSimilarity(machine: Machine, first: TensorValue, second: TensorValue, dim: Dim): Value {
  const shape = broadcast(machine, machine.shapeOf(first), machine.shapeOf(second))
  const place = dimension(machine, dim, shape.length)
  return like(first, shape.filter((_, index) => index !== place), floatingType(first.dtype))
}

const cosineOverloads = [on('cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08)', (machine, { x1, x2, dim }) => cosineSimilarity(machine, x1, x2, dim))]

export const cosineSimilarityFunction = operation({
  names: ['torch.nn.functional.cosine_similarity', 'torch.cosine_similarity'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_similarity.html',
  layer: sameNames('CosineSimilarity', 'dim eps', {}, ['x1', 'x2']),
  overloads: cosineOverloads,
})

export const CosineSimilarity = layer({
  name: 'torch.nn.CosineSimilarity',
  definedIn: 'torch.nn.modules.distance',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html',
  init: method('__init__(dim=1, eps=1e-08)', (machine, self, { dim, eps }) => setPlain(machine, self, { dim, eps })),
  forward: method('forward(x1, x2)', (machine, self, { x1, x2 }) => callNative(machine, cosineOverloads, x1, x2, attribute(machine, self, 'dim'), attribute(machine, self, 'eps'))),
  explain: () => explained('shape', 'x1·x2 / (‖x1‖·‖x2‖) along dim', 'removes the dim'),
  kernel: ({ self }, [first, second]) => [cosineKernel(first!, second!, { dim: numberOf(self, 'dim') ?? 1, eps: numberOf(self, 'eps') ?? 1e-8 })],
  terms: ({ self }, [first, second]) => cosineSimilarityTerms(first!, second!, { dim: numberOf(self, 'dim') ?? 1, eps: numberOf(self, 'eps') ?? 1e-8 }),
  examples: `
    nn.CosineSimilarity(dim=1)(torch.randn(100, 128), torch.randn(100, 128))   # shape: [100]
    nn.CosineSimilarity()(torch.randn(2, 3), torch.randn(2, 4))                # error[broadcast] "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"`,
})

/**
 * ‖x1 − x2 + eps‖ over the last dim.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pairwise_distance.html
 */
function pairwiseDistance(machine: Machine, first: TensorValue, second: TensorValue, keepdim: boolean): Value {
  const shape = broadcast(machine, machine.shapeOf(first), machine.shapeOf(second))
  return like(first, shape.length === 0 ? [] : [...shape.slice(0, -1), ...(keepdim ? [1] : [])], floatingType(first.dtype))
}

const distanceOverloads = [on('pairwise_distance(Tensor x1, Tensor x2, float p=2, float eps=1e-06, bool keepdim=False)', (machine, { x1, x2, keepdim }) => pairwiseDistance(machine, x1, x2, keepdim))]

export const pairwiseDistanceFunction = operation({
  names: ['torch.nn.functional.pairwise_distance', 'torch.pairwise_distance'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pairwise_distance.html',
  layer: sameNames('PairwiseDistance', 'p eps keepdim', {}, ['x1', 'x2']),
  overloads: distanceOverloads,
})

export const PairwiseDistance = layer({
  name: 'torch.nn.PairwiseDistance',
  definedIn: 'torch.nn.modules.distance',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html',
  init: method('__init__(p=2.0, eps=1e-06, keepdim=False)', (machine, self, given) => setPlain(machine, self, { norm: given.p, eps: given.eps, keepdim: given.keepdim })),
  forward: method('forward(x1, x2)', (machine, self, { x1, x2 }) =>
    callNative(machine, distanceOverloads, x1, x2, attribute(machine, self, 'norm'), attribute(machine, self, 'eps'), attribute(machine, self, 'keepdim'))),
  explain: () => explained('shape', '‖x1 − x2 + eps‖ over the last dim', 'removes the last dim unless keepdim'),
  kernel: ({ self }, [first, second]) => [distanceKernel(first!, second!, { p: numberOf(self, 'norm') ?? 2, eps: numberOf(self, 'eps') ?? 1e-6, keepdim: flagOf(self, 'keepdim') })],
  terms: ({ self }, [first, second]) => pairwiseDistanceTerms(first!, second!, { p: numberOf(self, 'norm') ?? 2, eps: numberOf(self, 'eps') ?? 1e-6 }),
  examples: `nn.PairwiseDistance(p=2)(torch.randn(100, 128), torch.randn(100, 128))   # shape: [100]`,
})

/** The distances of every pair of rows: n·(n − 1) / 2 of them. */
export const pdist = operation({
  names: ['torch.nn.functional.pdist', 'torch.pdist'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pdist.html',
  overloads: [on('pdist(Tensor input, float p=2)', (machine, { input, p }) => {
    const shape = machine.shapeOf(input, ['N', 'C'])
    const [rows] = shape
    if (shape.length !== 2 || rows === undefined) return machine.raise('RuntimeError', `pdist only supports 2D tensors, got: ${shape.length}D`, 'rank')
    if (p !== undefined && p < 0) machine.raise('RuntimeError', 'pdist only supports non-negative p values', 'argument')
    return like(input, [rows === 0 ? 0 : floorDiv(mul(rows, sub(rows, 1)), 2)])
  })],
})
