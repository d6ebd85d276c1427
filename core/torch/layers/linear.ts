/** Linear maps of the last dim: F.linear, nn.Linear and its lazy form. */
import { adviseLinear } from './advice.ts'
import { linear as linearKernel } from '../kernels/index.ts'
import { broadcastInPlace, expand } from '../../shapes/broadcast.ts'
import { elements } from '../../shapes/check.ts'
import { matmul, product } from '../../shapes/matmul.ts'
import {
  fromWeights, attribute, callNative, countOf, explained, int, isContiguous, isUninitialised, layer, like, method, none, numberOf, on, operation, printedAttribute, setLazyWeight, setPlain, setWeight, touchable, typeName,
  fanInUniform, weightShape, type InstanceValue, type LayerMethod, type Machine, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { linearTerms } from '../terms/dense.ts'
import { movedTerms } from '../terms/moved.ts'

/**
 * y = x·Wᵀ + b. Input (*, in_features), weight (out_features, in_features), output (*, out_features).
 *
 * An input that is a matrix, or one that lies in row-major order with a bias of one row, makes it one `addmm`; else the bias is added to the product in place.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
 */
function linear(machine: Machine, input: TensorValue, weight: TensorValue, bias: TensorValue | undefined): Value {
  const weightShape = machine.shapeOf(weight)
  const shape = machine.shapeOf(input, ['N', ...weightShape.slice(-1)])
  const biasShape = bias && machine.shapeOf(bias)
  if (shape.length === 0 || weightShape.length === 0) {
    machine.raise('RuntimeError', `both arguments to linear need to be at least 1D, but they are ${shape.length}D and ${weightShape.length}D`, 'rank')
  }
  if (weightShape.length > 2) machine.raise('RuntimeError', `t() expects a tensor with <= 2 dimensions, but self is ${weightShape.length}D`, 'rank')
  const transposed = [...weightShape].reverse()
  if (biasShape && (shape.length === 2 || ((biasShape.length === 1 || biasShape[0] === 1) && isContiguous(input) !== false))) return like(input, addmm(machine, shape, transposed, biasShape))
  const output = matmul(machine, shape, transposed)
  if (biasShape) broadcastInPlace(machine, output, biasShape)
  return like(input, output)
}

/** The rows of the input as one matrix, times the weight, plus the bias expanded to the result. */
function addmm(machine: Machine, shape: Shape, transposed: Shape, bias: Shape): Shape {
  const [inFeatures, outFeatures] = transposed
  if (inFeatures === undefined || outFeatures === undefined) return machine.raise('RuntimeError', `addmm: mat2 must be a matrix, got ${transposed.length}-D tensor`, 'rank')
  const rows = elements(shape.slice(0, -1))
  const result = product(machine, 'addmm', [rows, shape.at(-1) ?? 1], [inFeatures, outFeatures])
  expand(machine, bias, result, () => `torch.FloatTensor{[${bias.join(', ')}]}`)
  return [...shape.slice(0, -1), outFeatures]
}

const overloads = [on('linear(Tensor input, Tensor weight, Tensor? bias=None)', (machine, { input, weight, bias }) => linear(machine, input, weight, bias))]

export const linearFunction = operation({
  names: ['torch.nn.functional.linear'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html',
  layer: fromWeights('Linear', 'weight bias', ([out_features, in_features, ...more]) => (out_features === undefined || in_features === undefined || more.length > 0 ? undefined : { in_features, out_features })),
  overloads,
})

/** `in_features` and `out_features` are looked at by `torch.empty` alone. */
function initialise(machine: Machine, self: InstanceValue, { in_features, out_features, bias, dtype }: { in_features: Value; out_features: Value; bias: Value; dtype: Value }): void {
  setPlain(machine, self, { in_features, out_features })
  setWeight(machine, self, 'weight', [out_features, in_features], dtype)
  setWeight(machine, self, 'bias', machine.isTrue(bias) ? [out_features] : undefined, dtype)
}

const forward: LayerMethod = method('forward(input)', (machine, self, { input }) =>
  callNative(machine, overloads, input, attribute(machine, self, 'weight'), attribute(machine, self, 'bias')))

export const Linear = layer({
  name: 'torch.nn.Linear',
  definedIn: 'torch.nn.modules.linear',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html',
  init: method('__init__(in_features, out_features, bias=True, device=None, dtype=None)', initialise),
  forward,
  explain: (self) => explained('last dim', `${printedAttribute(self, 'in_features')} → ${printedAttribute(self, 'out_features')}`, 'y = x·Wᵀ + b for every row; the other dims stay'),
  advise: adviseLinear,
  kernel: ({ weights }, [input]) => [linearKernel(input!, weights['weight']!, weights['bias'])],
  terms: ({ weights }) => linearTerms(weights['weight']!, weights['bias'] !== undefined),
  initialise: (self) => fanInUniform(weightShape(self)),
  multiplyAdds: (self, _input, output) => product2(countOf(output), numberOf(self, 'in_features')),
  examples: `
    nn.Linear(20, 30)(torch.randn(128, 20))            # shape: [128, 30]
    nn.Linear(20, 30)(torch.randn(2, 5, 20))           # shape: [2, 5, 30]
    nn.Linear(20, 30)(torch.randn(128, 10))            # error[matmul] "addmm: mat1 and mat2 shapes cannot be multiplied (128x10 and 20x30)"
    nn.Linear(20, 30, bias=False)(torch.randn(4, 10))  # error[matmul] "mm: mat1 and mat2 shapes cannot be multiplied (4x10 and 20x30)"`,
})
const product2 = (left: number | undefined, right: number | undefined): number | undefined => (left === undefined || right === undefined ? undefined : left * right)

/** What `nn.MultiheadAttention` projects its output with. */
export const NonDynamicallyQuantizableLinear = layer({ name: 'torch.nn.modules.linear.NonDynamicallyQuantizableLinear', definedIn: 'torch.nn.modules.linear', base: 'torch.nn.Linear' })

/** The first call reads `in_features` from its input and makes the weights. */
function materialise(machine: Machine, self: InstanceValue, input: Value): void {
  if (input.kind === 'unknown') return machine.undecided(input.reason)
  if (input.kind !== 'tensor') return machine.raise('AttributeError', `'${typeName(input)}' object has no attribute 'shape'`, 'argument-type')
  const last = machine.shapeOf(input, ['N', 'C']).at(-1)
  if (last === undefined) return machine.raise('IndexError', 'tuple index out of range', 'rank')
  const outFeatures = attribute(machine, self, 'out_features')
  const bias = self.module?.parameters.get('bias')
  setPlain(machine, self, { in_features: int(last) })
  setWeight(machine, self, 'weight', [outFeatures, int(last)])
  setWeight(machine, self, 'bias', bias?.kind === 'tensor' ? [outFeatures] : undefined)
}

export const LazyLinear = layer({
  name: 'torch.nn.LazyLinear',
  definedIn: 'torch.nn.modules.linear',
  base: 'torch.nn.Linear',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyLinear.html',
  init: method('__init__(out_features, bias=True, device=None, dtype=None)', (machine, self, { out_features, bias, dtype }) => {
    setPlain(machine, self, { in_features: int(0), out_features })
    setLazyWeight(machine, self, 'weight', dtype)
    if (machine.isTrue(bias)) setLazyWeight(machine, self, 'bias', dtype)
    else touchable(machine, self).module?.parameters.set('bias', none)
  }),
  forward: method('forward(input=...)', (machine, self, { input }) => {
    if (input.kind === 'ellipsis') return machine.raise('TypeError', 'LazyLinear.initialize_parameters() missing 1 required positional argument: \'input\'', 'argument')
    if (isUninitialised(self)) materialise(machine, self, input)
    return callNative(machine, overloads, input, attribute(machine, self, 'weight'), attribute(machine, self, 'bias'))
  }),
  explain: (self) => explained('last dim', `? → ${printedAttribute(self, 'out_features')}`, 'the first call finds in_features'),
  kernel: ({ weights }, [input]) => [linearKernel(input!, weights['weight']!, weights['bias'])],
  terms: ({ weights }) => linearTerms(weights['weight']!, weights['bias'] !== undefined),
  examples: `nn.LazyLinear(30)(torch.randn(128, 20))   # shape: [128, 30]`,
})

export const Identity = layer({
  name: 'torch.nn.Identity',
  definedIn: 'torch.nn.modules.linear',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html',
  init: method('__init__(Any... args, Any**** kwargs)', () => undefined),
  forward: method('forward(input)', (_machine, _self, { input }) => input),
  explain: () => explained('shape', 'input → input', 'passes its input through'),
  kernel: (_layer, [input]) => [input!],
  terms: (_layer, [input]) => movedTerms(input!, (places) => places),
  examples: `nn.Identity(54, unused=True)(torch.randn(128, 20))   # shape: [128, 20]`,
})
