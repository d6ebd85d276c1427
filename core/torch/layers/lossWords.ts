/** What losses share: how their elements are reduced, and how a loss layer hands its attributes to its function. */
import type { NumericArray } from '../../arrays/index.ts'
import type { Reduction } from '../kernels/index.ts'
import { reducedTerms, type LossTerms } from '../terms/reduction.ts'
import {
  attribute, dispatch, explained, isAbsent, layer, method, moduleState, on, operation, printedAttribute, sameNames, setPlain, str, tensor, typeName, wordOf,
  type Entry, type InstanceValue, type KernelLayer, type Machine, type Overload, type SampleNumbers, type Shape, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { sizeText } from './batchNorm.ts'

export type Given = Readonly<Record<string, Value>>

export interface Loss {
  /** `L1Loss`, and `l1_loss` in torch.nn.functional. */
  readonly layer: string
  readonly function: string
  /** The tensors it takes: `input, target`. */
  readonly inputs: string
  /** The function's parameters behind them, and the constructor's. */
  readonly parameters: string
  readonly init: string
  /** Attributes that the layer keeps and hands on by name; `weight` and `pos_weight` are buffers. */
  readonly keeps: readonly string[]
  /** How a value that is no tensor is refused: by the function, or by the method it lacks. */
  readonly refusal: 'argument' | 'size' | 'dim'
  /** The shape of the losses before they are reduced. */
  readonly shape: (machine: Machine, tensors: readonly TensorValue[], given: Given) => Shape
  /** Words that `reduction` may be besides none, mean and sum; the message of others. */
  readonly alsoReduces?: string
  readonly badReduction?: (word: string) => string
  readonly formula: string
  readonly kernel: (layer: KernelLayer, inputs: readonly NumericArray[], reduction: Reduction) => NumericArray
  readonly terms: (layer: KernelLayer, inputs: readonly NumericArray[]) => LossTerms
  /** What the inputs hold in a sample. */
  readonly numbers?: readonly SampleNumbers[]
  readonly examples: string
}

const reductions = ['none', 'mean', 'sum', 'elementwise_mean']

/** The word that `size_average` and `reduce` stood for before `reduction` did. */
function legacyReduction(machine: Machine, sizeAverage: Value | undefined, reduce: Value | undefined, reduction: Value): Value {
  if ((sizeAverage?.kind ?? 'none') === 'none' && (reduce?.kind ?? 'none') === 'none') return reduction
  const flag = (value: Value | undefined): boolean => (value === undefined || value.kind === 'none' ? true : machine.isTrue(value))
  return str(!flag(reduce) ? 'none' : flag(sizeAverage) ? 'mean' : 'sum')
}

/** The losses themselves for `none`, else a scalar. */
export function reduced(machine: Machine, loss: Pick<Loss, 'alsoReduces' | 'badReduction'>, shape: Shape, given: Given, dtype: string | undefined): Value {
  const reduction = legacyReduction(machine, given['size_average'], given['reduce'], given['reduction'] ?? str('mean'))
  if (reduction.kind === 'unknown' || (reduction.kind === 'str' && reduction.value === undefined)) return machine.undecided('a reduction that is not known')
  const word = reduction.kind === 'str' ? reduction.value ?? '' : machine.str(reduction) ?? ''
  if (word !== loss.alsoReduces && !reductions.includes(word)) {
    machine.raise('ValueError', loss.badReduction?.(word) ?? `${word} is not a valid value for reduction`, 'argument', { parameter: 'reduction' })
  }
  return tensor(word === 'none' ? shape : [], { dtype })
}

function operands(machine: Machine, loss: Loss, given: Given): TensorValue[] {
  return loss.inputs.split(', ').map((name, index) => {
    const value = given[name]
    if (value?.kind === 'tensor') return value
    if (!value || value.kind === 'unknown') return machine.undecided(`${name} that is not known`)
    const message = loss.refusal === 'argument' ? `${loss.function}(): argument '${name}' (position ${index + 1}) must be Tensor, not ${typeName(value)}` : `'${typeName(value)}' object has no attribute '${loss.refusal}'`
    return machine.raise(loss.refusal === 'argument' ? 'TypeError' : 'AttributeError', message, 'argument-type', { parameter: name })
  })
}

/** The names of parameters with their defaults. */
const namesIn = (parameters: string): string => parameters.split(', ').map((parameter) => parameter.split('=')[0]!).filter((name) => name !== '*').join(' ')

const isBuffer = (name: string): boolean => name === 'weight' || name === 'pos_weight'

/** The function and the layer of a loss. */
export function lossEntries(loss: Loss): readonly Entry[] {
  const run = (machine: Machine, given: Given): Value => {
    const tensors = operands(machine, loss, given)
    return reduced(machine, loss, loss.shape(machine, tensors, given), given, tensors[0]?.dtype)
  }
  const overloads: readonly Overload[] = [on(`${loss.function}(${[loss.inputs, loss.parameters].filter((part) => part !== '').join(', ')})`, run as never)]
  const manual = `https://docs.pytorch.org/docs/stable/generated/torch.nn.${loss.layer}.html`
  return [
    operation({ names: [`torch.nn.functional.${loss.function}`], manual, overloads, layer: sameNames(loss.layer, namesIn(loss.parameters), { size_average: isAbsent, reduce: isAbsent }, loss.inputs.split(', ')) }),
    layer({
      name: `torch.nn.${loss.layer}`, definedIn: 'torch.nn.modules.loss', base: loss.keeps.includes('weight') ? 'torch.nn.modules.loss._WeightedLoss' : 'torch.nn.modules.loss._Loss', manual,
      init: method(`__init__(${loss.init})`, ((machine: Machine, self: InstanceValue, given: Given) => {
        setPlain(machine, self, { reduction: legacyReduction(machine, given['size_average'], given['reduce'], given['reduction'] ?? str('mean')) })
        for (const name of loss.keeps) {
          const value = given[name]
          if (!value) continue
          if (isBuffer(name)) moduleState(machine, self).buffers.set(name, value)
          else setPlain(machine, self, { [name]: value })
        }
      }) as never),
      forward: method(`forward(${loss.inputs})`, ((machine: Machine, self: InstanceValue, given: Given) => dispatch(machine, overloads, {
        positional: loss.inputs.split(', ').map((name) => given[name]!), keywords: new Map(['reduction', ...loss.keeps].map((name) => [name, attribute(machine, self, name)] as const)),
      })) as never),
      explain: (self) => explained('shape', wordOf(self, 'reduction') === 'none' ? 'one loss for each element' : `the ${printedAttribute(self, 'reduction')} of all losses: a scalar`, loss.formula),
      // Weights of one for every class change nothing.
      initialise: (_, name) => (isBuffer(name) ? { kind: 'constant', value: 1 } : undefined),
      // A loss says most of many samples.
      sample: () => ({ batchDim: null, ...(loss.numbers ? { numbers: loss.numbers } : {}) }),
      kernel: (own, inputs) => [loss.kernel(own, inputs, kernelReduction(loss, own.self))],
      terms: (own, inputs) => reducedTerms(loss.terms(own, inputs), () => loss.kernel(own, inputs, 'none'), kernelReduction(loss, own.self)),
      examples: loss.examples,
    }),
  ]
}

function kernelReduction({ alsoReduces }: Loss, self: InstanceValue): Reduction {
  const word = wordOf(self, 'reduction')
  return word === 'none' || word === 'sum' || (word === 'batchmean' && word === alsoReduces) ? word : 'mean'
}

/** The base classes, which models rarely name. */
export const lossBases = [
  layer({
    name: 'torch.nn.modules.loss._Loss', definedIn: 'torch.nn.modules.loss',
    init: method("__init__(size_average=None, reduce=None, reduction='mean')", (machine, self, { size_average, reduce, reduction }) => setPlain(machine, self, { reduction: legacyReduction(machine, size_average, reduce, reduction) })),
  }),
  layer({
    name: 'torch.nn.modules.loss._WeightedLoss', definedIn: 'torch.nn.modules.loss', base: 'torch.nn.modules.loss._Loss',
    init: method("__init__(weight=None, size_average=None, reduce=None, reduction='mean')", (machine, self, { weight, size_average, reduce, reduction }) => {
      setPlain(machine, self, { reduction: legacyReduction(machine, size_average, reduce, reduction) })
      moduleState(machine, self).buffers.set('weight', weight)
    }),
  }),
]

/** Requires two shapes to be equal. */
export function requireSameShape(machine: Machine, left: Shape, right: Shape, equal: (left: Shape[number], right: Shape[number]) => Parameters<Machine['require']>[0], raise: () => never): void {
  if (left.length !== right.length) return raise()
  for (const [dim, size] of left.entries()) machine.require(equal(size, right[dim]!), raise)
}
export { sizeText }
