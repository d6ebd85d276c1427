/** Linear maps of the last dim: nn.Linear and F.linear. */
import { layer, like, method, on, operation, registerParameter, setPlain, attribute, optionalTensor, asDim, none, showShape, requireEqual, type Machine, type TensorValue, type Value } from '../vocabulary/index.ts'
import { mul } from '../../dims/index.ts'

/**
 * y = x·Wᵀ + b. Input (*, in_features), weight (out_features, in_features), output (*, out_features).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
 */
function linear(machine: Machine, input: TensorValue, weight: TensorValue, bias: TensorValue | undefined): Value {
  const [outFeatures, inFeatures] = machine.shapeOf(weight)
  if (outFeatures === undefined || inFeatures === undefined) return machine.undecided('a weight that is no matrix')
  const shape = machine.shapeOf(input, ['N', inFeatures])
  const last = shape.at(-1)
  if (last === undefined) return machine.undecided('a scalar given to linear')
  requireEqual(machine, last, inFeatures, () => {
    const rows = shape.slice(0, -1).reduce(mul, 1)
    return machine.raise('RuntimeError', `mat1 and mat2 shapes cannot be multiplied (${showShape([rows]).slice(1, -1)}x${last} and ${inFeatures}x${outFeatures})`, 'matmul')
  })
  void bias
  return like(input, [...shape.slice(0, -1), outFeatures])
}

export const linearFunction = operation({
  names: ['torch.nn.functional.linear'],
  manual: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.linear.html',
  overloads: [on('linear(Tensor input, Tensor weight, Tensor? bias=None)', (machine, { input, weight, bias }) => linear(machine, input, weight, bias))],
})

export const Linear = layer({
  name: 'torch.nn.Linear',
  definedIn: 'torch.nn.modules.linear',
  manual: 'https://pytorch.org/docs/stable/generated/torch.nn.Linear.html',
  init: method('__init__(in_features, out_features, bias=True, device=None, dtype=None)', (machine, self, { in_features, out_features, bias }) => {
    setPlain(machine, self, { in_features, out_features })
    const inputs = asDim(in_features), outputs = asDim(out_features)
    if (inputs === undefined || outputs === undefined) return machine.undecided('features that are not known')
    registerParameter(machine, self, 'weight', [outputs, inputs])
    registerParameter(machine, self, 'bias', machine.isTrue(bias) ? [outputs] : undefined)
  }),
  forward: method('forward(Tensor input)', (machine, self, { input }) => {
    const weight = attribute(machine, self, 'weight')
    return weight.kind === 'tensor' ? linear(machine, input, weight, optionalTensor(machine, self, 'bias')) : none
  }),
  examples: `nn.Linear(20, 30)(torch.randn(128, 20))   # shape: [128, 30]`,
})
