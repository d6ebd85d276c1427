/** Normalisations without weights: LocalResponseNorm, CrossMapLRN2d and F.normalize. Shapes: kept. */
import { aroundChannel, crossMapLRN, localResponseNorm as kernel, runningChannels, type ResponseNorm } from '../kernels/index.ts'
import { responseNormTerms } from '../terms/responseNorm.ts'
import { asDim, attribute, dimension, keepsSize, layer, like, method, numberOf, on, operation, printedAttribute, sameNames, setPlain, typeName, type InstanceValue, type Machine, type TensorValue, type Value } from '../vocabulary/index.ts'
import { rankOf } from './batchNorm.ts'

/** Sums squares over `size` neighbouring channels; the message has the manual's line break in it. */
function localResponseNorm(machine: Machine, input: Value, size: Value): Value {
  const rank = rankOf(machine, input, ['N', 'C', 'H', 'W'])
  if (rank < 3) machine.raise('ValueError', `Expected 3D or higher dimensionality                          input (got ${rank} dimensions)`, 'rank')
  const width = asDim(size)
  if (typeof width === 'number' && width <= 0) return machine.undecided('a size that is not positive')
  return input.kind === 'tensor' ? like(input, machine.shapeOf(input)) : machine.undecided('an input that is no tensor')
}

export const localResponseNormFunction = operation({
  names: ['torch.nn.functional.local_response_norm'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.local_response_norm.html',
  layer: sameNames('LocalResponseNorm', 'size alpha beta k'),
  overloads: [on('local_response_norm(input, size, alpha=0.0001, beta=0.75, k=1.0)', (machine, { input, size }) => localResponseNorm(machine, input, size))],
})

const parametersOf = (self: InstanceValue): ResponseNorm => ({ size: numberOf(self, 'size') ?? 1, alpha: numberOf(self, 'alpha') ?? 1e-4, beta: numberOf(self, 'beta') ?? 0.75, k: numberOf(self, 'k') ?? 1 })

export const LocalResponseNorm = layer({
  name: 'torch.nn.LocalResponseNorm',
  definedIn: 'torch.nn.modules.normalization',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html',
  init: method('__init__(size, alpha=0.0001, beta=0.75, k=1.0)', (machine, self, given) => setPlain(machine, self, { ...given })),
  forward: method('forward(input)', (machine, self, { input }) => localResponseNorm(machine, input, attribute(machine, self, 'size'))),
  explain: (self) => keepsSize(`x / (k + alpha·mean of x² over ${printedAttribute(self, 'size')} channels)^beta`),
  kernel: ({ self }, [input]) => [kernel(input!, parametersOf(self))],
  terms: ({ self }, [input]) => responseNormTerms(input!, parametersOf(self), aroundChannel(parametersOf(self).size)),
  examples: `nn.LocalResponseNorm(2)(torch.randn(32, 5, 24, 24))   # shape: [32, 5, 24, 24]`,
})

export const CrossMapLRN2d = layer({
  name: 'torch.nn.CrossMapLRN2d',
  definedIn: 'torch.nn.modules.normalization',
  init: method('__init__(size, alpha=0.0001, beta=0.75, k=1)', (machine, self, given) => setPlain(machine, self, { ...given })),
  forward: method('forward(input)', (machine, _self, { input }) => {
    const rank = rankOf(machine, input, ['N', 'C', 'H', 'W'])
    if (rank !== 4) machine.raise('ValueError', `CrossMapLRN2d: Expected input to be 4D, got ${rank}D instead.`, 'rank')
    return input.kind === 'tensor' ? like(input, machine.shapeOf(input)) : input
  }),
  explain: () => keepsSize('x / (k + alpha·mean of x² over neighbouring channels)^beta'),
  kernel: ({ self }, [input]) => [crossMapLRN(input!, parametersOf(self))],
  terms: ({ self }, [input]) => responseNormTerms(input!, parametersOf(self), runningChannels(parametersOf(self).size)),
  examples: `nn.CrossMapLRN2d(2)(torch.randn(2, 5, 8, 8))   # shape: [2, 5, 8, 8]`,
})

/** x / max(‖x‖, eps) along one dim or several. */
function normalize(machine: Machine, input: Value, dim: Value): Value {
  const tensor = normed(machine, input)
  const dims = dim.kind === 'tuple' || dim.kind === 'list' ? machine.items(dim) : [dim]
  if (tensor.shape) {
    for (const each of dims) {
      const place = asDim(each)
      if (place !== undefined) dimension(machine, place, tensor.shape.length)
    }
  }
  return like(tensor, tensor.shape)
}

function normed(machine: Machine, input: Value): TensorValue {
  if (input.kind === 'tensor') return input
  return input.kind === 'unknown' ? machine.undecided(input.reason) : machine.raise('AttributeError', `'${typeName(input)}' object has no attribute 'norm'`, 'argument-type', { parameter: 'input' })
}

export const normalizeFunction = operation({
  names: ['torch.nn.functional.normalize'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html',
  overloads: [on('normalize(input, p=2.0, dim=1, eps=1e-12, out=None)', (machine, { input, dim }) => normalize(machine, input, dim))],
  examples: `F.normalize(torch.randn(2, 3))   # shape: [2, 3]\nF.normalize(torch.randn(3))   # error[dimension] "Dimension out of range (expected to be in range of [-1, 0], but got 1)"`,
})
