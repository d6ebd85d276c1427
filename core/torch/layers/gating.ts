/** Activations with a shape of their own: GLU halves a dim, PReLU has one weight per channel. */
import { divisible, equals, floorDiv, show } from '../../dims/index.ts'
import { elements } from '../../shapes/check.ts'
import { glu as gluKernel, prelu as preluKernel } from '../kernels/index.ts'
import {
  attribute, callNative, chosen, dimension, explained, int, keepsSize, layer, like, method, numberOf, on, operation, printedAttribute, sameNames, sameShape, setPlain, shapeIn, typeName, weightType, newParameter, emptyShape, moduleState,
  type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import type { Dim } from '../../dims/index.ts'
import { gluTerms, preluTerms } from '../terms/activation.ts'

/**
 * a · sigmoid(b), where a and b are the halves of the input along `dim`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.glu.html
 */
function glu(machine: Machine, input: TensorValue, dim: Dim): Value {
  const shape = machine.shapeOf(input)
  if (shape.length === 0) machine.raise('RuntimeError', 'glu does not support scalars because halving size must be even', 'rank')
  const place = dimension(machine, dim, shape.length)
  const size = shape[place] ?? 1
  machine.require(divisible(size, 2), () => machine.raise('RuntimeError', `Halving dimension must be even, but dimension ${place} is size ${show(size)}`, 'channels'))
  return like(input, shape.map((each, index) => (index === place ? floorDiv(each, 2) : each)))
}

const gluOverloads = [on('glu(Tensor input, int dim=-1)', (machine, { input, dim }) => glu(machine, input, dim))]

/** F.glu asks a tensor for its rank first. */
function gluOf(machine: Machine, input: Value, dim: Value): Value {
  if (input.kind !== 'tensor' && input.kind !== 'unknown') machine.raise('AttributeError', `'${typeName(input)}' object has no attribute 'dim'`, 'argument-type', { parameter: 'input' })
  return callNative(machine, gluOverloads, input, dim)
}

export const gluFunction = operation({
  names: ['torch.nn.functional.glu'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.glu.html',
  layer: sameNames('GLU', 'dim'),
  overloads: [on('glu(input, dim=-1)', (machine, { input, dim }) => gluOf(machine, input, dim))],
})

export const GLU = layer({
  name: 'torch.nn.GLU',
  definedIn: 'torch.nn.modules.activation',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.GLU.html',
  init: method('__init__(dim=-1)', (machine, self, { dim }) => setPlain(machine, self, { dim })),
  forward: method('forward(input)', (machine, self, { input }) => gluOf(machine, input, attribute(machine, self, 'dim'))),
  explain: (self) => explained(`dim ${printedAttribute(self, 'dim')}`, 'first half · sigmoid(second half)', 'halves the dim'),
  kernel: ({ self }, [input]) => [gluKernel(input!, { dim: numberOf(self, 'dim') ?? -1 })],
  terms: ({ self }, [input]) => gluTerms(input!, numberOf(self, 'dim') ?? -1),
  examples: `
    nn.GLU()(torch.randn(4, 2))        # shape: [4, 1]
    nn.GLU(1)(torch.randn(2, 6, 5))    # shape: [2, 3, 5]
    nn.GLU()(torch.randn(4, 3))        # error[channels] "Halving dimension must be even, but dimension 1 is size 3"`,
})

/**
 * x, or weight · x below 0. One weight for all, or one for each size of dim 1.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html
 */
function prelu(machine: Machine, input: TensorValue, weight: TensorValue): Value {
  const count = elements(machine.shapeOf(weight))
  if (machine.decide(equals(count, 1)) === 'always') return sameShape(input)
  const shape = machine.shapeOf(input, ['N', count])
  if (shape.length === 0) machine.raise('RuntimeError', 'Not allow zero-dim input tensor.', 'rank')
  const channels = shape.length === 1 ? 1 : shape[1] ?? 1
  machine.require(equals(count, channels), () =>
    machine.raise('RuntimeError', `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${show(count)} and channel size = ${show(channels)}.`, 'channels'))
  return like(input, shape)
}

const preluOverloads = [on('prelu(Tensor input, Tensor weight)', (machine, { input, weight }) => prelu(machine, input, weight))]

export const preluFunction = operation({
  names: ['torch.nn.functional.prelu', 'torch.prelu', 'torch.Tensor.prelu'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html',
  layer: chosen('weight', (given) => {
    const count = shapeIn(given, 'weight')?.reduce((product, size) => product * size, 1)
    return count === undefined ? undefined : { name: 'torch.nn.PReLU', given: new Map([['num_parameters', int(count)]]) }
  }),
  overloads: preluOverloads,
})

export const PReLU = layer({
  name: 'torch.nn.PReLU',
  definedIn: 'torch.nn.modules.activation',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html',
  init: method('__init__(num_parameters=1, init=0.25, device=None, dtype=None)', (machine, self, { num_parameters, init, dtype }) => {
    setPlain(machine, self, { num_parameters, init })
    moduleState(machine, self).parameters.set('weight', newParameter(machine, emptyShape(machine, num_parameters), weightType(dtype)))
  }),
  forward: method('forward(input)', (machine, self, { input }) => callNative(machine, preluOverloads, input, attribute(machine, self, 'weight'))),
  explain: () => keepsSize('x, or weight·x below 0'),
  initialise: (self) => ({ kind: 'constant', value: numberOf(self, 'init') ?? 0.25 }),
  kernel: ({ weights }, [input]) => [preluKernel(input!, weights['weight']!)],
  terms: ({ weights }, [input]) => preluTerms(input!, weights['weight']!),
  examples: `
    nn.PReLU()(torch.randn(2, 3))         # shape: [2, 3]
    nn.PReLU(3)(torch.randn(2, 4, 5))     # error[channels] "Mismatch of parameter numbers and input channel size. Found parameter numbers = 3 and channel size = 4."`,
})
