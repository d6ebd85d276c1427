/**
 * Softmax and its kin: a distribution along one dim. Shapes: any, kept.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
 */
import type { NumericArray } from '../../arrays/index.ts'
import { logSoftmax, softmax, softmax2d, softmin } from '../kernels/index.ts'
import { softmaxTerms } from '../terms/softmax.ts'
import {
  anyValue, isAbsent, sameNames, asDim, attribute, dimension, explained, layer, like, method, none, numberOf, on, operation, sameShape, setPlain, typeName,
  type Entry, type InstanceValue, type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'

/** The dim that PyTorch takes when none is given: 0 for ranks 0, 1 and 3, else 1. */
const implicitDim = (rank: number): number => (rank === 0 || rank === 1 || rank === 3 ? 0 : 1)

const kernelDim = (self: InstanceValue, input: NumericArray): number => numberOf(self, 'dim') ?? implicitDim(input.shape.length)

/** Checks the dim and keeps the shape; `dtype` as the argument of that name asks. */
function along(machine: Machine, input: TensorValue, dim: Value, dtype: Value): Value {
  if (dim.kind !== 'none' && dim.kind !== 'unknown') {
    const place = asDim(dim)
    if (place === undefined) return machine.raise('TypeError', `softmax(): argument 'dim' (position 1) must be int, not ${typeName(dim)}`, 'argument-type', { parameter: 'dim' })
    if (input.shape) dimension(machine, place, input.shape.length)
  }
  return sameShape(input, dtype.kind === 'dtype' ? dtype.name : dtype.kind === 'none' ? input.dtype : undefined)
}

/** A value that is no tensor lacks the method that F's functions call. */
function operand(machine: Machine, input: Value, methodName: string): TensorValue {
  if (input.kind === 'tensor') return input
  return input.kind === 'unknown' ? machine.undecided(input.reason) : machine.raise('AttributeError', `'${typeName(input)}' object has no attribute '${methodName}'`, 'argument-type', { parameter: 'input' })
}

/** nn.Softmax looks at the type of its dim when it is called. */
function layerDim(machine: Machine, self: InstanceValue): Value {
  const dim = attribute(machine, self, 'dim')
  if (dim.kind !== 'none' && dim.kind !== 'unknown' && asDim(dim) === undefined) {
    machine.raise('TypeError', `dim must be an int or None, got <class '${typeName(dim)}'>`, 'argument-type', { layer: self, parameter: 'dim' })
  }
  return dim
}

function family(className: string, name: string, options: { readonly method: string; readonly checksDim: boolean; readonly formula: string; readonly kind: Parameters<typeof softmaxTerms>[2]; readonly kernel: (input: NumericArray, at: { dim: number }) => NumericArray }): readonly Entry[] {
  const manual = `https://docs.pytorch.org/docs/stable/generated/torch.nn.${className}.html`
  return [
    operation({
      names: [`torch.nn.functional.${name}`], manual,
      layer: sameNames(className, 'dim _stacklevel dtype', { _stacklevel: anyValue, dtype: isAbsent }),
      overloads: [on(`${name}(input, dim=None, _stacklevel=3, dtype=None)`, ((machine: Machine, given: { input: Value; dim: Value; dtype: Value }) => along(machine, operand(machine, given.input, options.method), given.dim, given.dtype)) as never)],
    }),
    layer({
      name: `torch.nn.${className}`, definedIn: 'torch.nn.modules.activation', manual,
      init: method('__init__(dim=None)', (machine, self, { dim }) => setPlain(machine, self, { dim })),
      forward: method('forward(input)', (machine, self, { input }) =>
        along(machine, operand(machine, input, options.method), options.checksDim ? layerDim(machine, self) : attribute(machine, self, 'dim'), none)),
      explain: () => explained('shape', options.formula, 'keeps the size'),
      kernel: ({ self }, [input]) => [options.kernel(input!, { dim: kernelDim(self, input!) })],
      terms: ({ self }, [input]) => softmaxTerms(input!, kernelDim(self, input!), options.kind),
      examples: `nn.${className}(dim=1)(torch.randn(2, 3))   # shape: [2, 3]\nnn.${className}(dim=2)(torch.randn(2, 3))   # error[dimension] "Dimension out of range (expected to be in range of [-2, 1], but got 2)"`,
    }),
  ]
}

export const softmaxes: readonly Entry[] = [
  ...family('Softmax', 'softmax', { method: 'softmax', checksDim: true, formula: 'exp(x) / Σ exp(x) along dim', kind: 'softmax', kernel: softmax }),
  ...family('LogSoftmax', 'log_softmax', { method: 'log_softmax', checksDim: false, formula: 'x − log Σ exp(x) along dim', kind: 'log softmax', kernel: logSoftmax }),
  ...family('Softmin', 'softmin', { method: 'dim', checksDim: false, formula: 'exp(−x) / Σ exp(−x) along dim', kind: 'softmin', kernel: softmin }),
]

export const Softmax2d = layer({
  name: 'torch.nn.Softmax2d',
  definedIn: 'torch.nn.modules.activation',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html',
  init: method('__init__()', () => undefined),
  forward: method('forward(input)', (machine, _self, { input }) => {
    const tensor = operand(machine, input, 'dim')
    const rank = machine.shapeOf(tensor, ['N', 'C', 'H', 'W']).length
    if (rank !== 3 && rank !== 4) machine.raise('ValueError', `Softmax2d: expected input to be 3D or 4D, got ${rank}D instead`, 'rank')
    return like(tensor, tensor.shape)
  }),
  explain: () => explained('shape', 'softmax over the channels at every place', 'keeps the size'),
  kernel: (_layer, [input]) => [softmax2d(input!)],
  terms: (_layer, [input]) => softmaxTerms(input!, -3, 'softmax'),
  examples: `nn.Softmax2d()(torch.randn(2, 3, 12, 13))   # shape: [2, 3, 12, 13]`,
})

export const gumbelSoftmax = operation({
  names: ['torch.nn.functional.gumbel_softmax'],
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gumbel_softmax.html',
  overloads: [on('gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1)', (machine, { logits, dim }) => along(machine, operand(machine, logits, 'softmax'), dim, none))],
})
