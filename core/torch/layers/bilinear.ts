/** Bilinear maps of two inputs: F.bilinear and nn.Bilinear. */
import { equals, show } from '../../dims/index.ts'
import { bilinear as bilinearKernel } from '../kernels/index.ts'
import { bilinearTerms } from '../terms/dense.ts'
import {
  attribute, callNative, comparison, countOf, explained, layer, like, method, none, numberOf, on, operation, printed, printedAttribute, refuse, setPlain, setWeight,
  weightShape, type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'

/**
 * y = x1ᵀ·A·x2 + b. Inputs (*, in1_features) and (*, in2_features) with equal other dims, weight (out_features, in1_features, in2_features).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html
 */
function bilinear(machine: Machine, first: TensorValue, second: TensorValue, weight: TensorValue, bias: TensorValue | undefined): Value {
  const [outFeatures, in1, in2] = machine.shapeOf(weight)
  if (outFeatures === undefined || in1 === undefined || in2 === undefined) return machine.undecided('a weight that has not three dims')
  const left = machine.shapeOf(first, ['N', in1]), right = machine.shapeOf(second, ['N', in2])
  const fail = (words: string): never => machine.raise('RuntimeError', `bilinear(): ${words}`, 'bilinear')
  if (left.length !== right.length) fail(`input dimensions do not match: got ${left.length} and ${right.length}`)
  for (const [dim, size] of left.slice(0, -1).entries()) {
    const other = right[dim] ?? 1
    machine.require(equals(size, other), () => fail(`input batch dimensions do not match at dim ${dim}: got ${show(size)} and ${show(other)}`))
  }
  const last1 = left.at(-1), last2 = right.at(-1)
  if (last1 === undefined || last2 === undefined) return machine.raise('IndexError', 'Dimension specified as -1 but tensor has no dimensions', 'rank')
  machine.require(equals(last1, in1), () => fail(`input1 size does not match weight size: got ${show(last1)} but expected ${show(in1)}`))
  machine.require(equals(last2, in2), () => fail(`input2 size does not match weight size: got ${show(last2)} but expected ${show(in2)}`))
  const [size] = bias?.shape ?? []
  if (size !== undefined) machine.require(equals(size, outFeatures), () => fail(`bias size does not match weight size: got ${show(size)} but expected ${show(outFeatures)}`))
  return like(first, [...left.slice(0, -1), outFeatures])
}

const overloads = [on('bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None)', (machine, { input1, input2, weight, bias }) => bilinear(machine, input1, input2, weight, bias))]

export const bilinearFunction = operation({
  names: ['torch.nn.functional.bilinear', 'torch.bilinear'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html',
  overloads,
})

export const Bilinear = layer({
  name: 'torch.nn.Bilinear',
  definedIn: 'torch.nn.modules.linear',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html',
  init: method('__init__(in1_features, in2_features, out_features, bias=True, device=None, dtype=None)', (machine, self, { in1_features, in2_features, out_features, bias, dtype }) => {
    setPlain(machine, self, { in1_features, in2_features, out_features })
    setWeight(machine, self, 'weight', [out_features, in1_features, in2_features], dtype)
    setWeight(machine, self, 'bias', machine.isTrue(bias) ? out_features : undefined, dtype)
    refuse(machine, comparison(machine, in1_features, '<=', 0), () =>
      machine.raise('ValueError', `in1_features must be > 0, but got (in1_features=${printed(machine, in1_features)})`, 'argument', { parameter: 'in1_features' }))
  }),
  forward: method('forward(input1, input2)', (machine, self, { input1, input2 }) => callNative(machine, overloads, input1, input2, attribute(machine, self, 'weight'), attribute(machine, self, 'bias'))),
  methods: [method('reset_parameters()', () => none)],
  explain: (self) => explained('last dims', `${printedAttribute(self, 'in1_features')} and ${printedAttribute(self, 'in2_features')} → ${printedAttribute(self, 'out_features')}`, 'y = x1ᵀ·A·x2 + b for every row'),
  initialise: (self) => ({ kind: 'uniform', bound: 1 / Math.sqrt(weightShape(self)?.[1] ?? 1) }),
  kernel: ({ weights }, [first, second]) => [bilinearKernel(first!, second!, weights['weight']!, weights['bias'])],
  terms: ({ weights }) => bilinearTerms(weights['weight']!, weights['bias'] !== undefined),
  multiplyAdds: (self, _input, output) => {
    const count = countOf(output), in1 = numberOf(self, 'in1_features'), in2 = numberOf(self, 'in2_features')
    return count === undefined || in1 === undefined || in2 === undefined ? undefined : count * in1 * (in2 + 1)
  },
  examples: `
    nn.Bilinear(20, 30, 40)(torch.randn(128, 20), torch.randn(128, 30))   # shape: [128, 40]
    nn.Bilinear(20, 30, 40)(torch.randn(128, 21), torch.randn(128, 30))   # error[bilinear] "bilinear(): input1 size does not match weight size: got 21 but expected 20"`,
})
