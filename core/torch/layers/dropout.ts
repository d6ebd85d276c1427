/**
 * Dropout: zeroes elements or whole channels at random while training. Shapes: kept.
 * Source: https://docs.pytorch.org/docs/stable/nn.html#dropout-layers
 */
import type { NumericArray } from '../../arrays/index.ts'
import { alphaDropout, dropout as dropoutKernel, type DropoutParameters } from '../kernels/index.ts'
import {
  attribute, keepsSize, layer, method, numberOf, on, operation, pointwise, printedAttribute, setPlain, typeName,
  type Entry, type InstanceValue, type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { alphaDropoutTerms, dropoutTerms } from '../terms/dropout.ts'
import { movedTerms } from '../terms/moved.ts'

/** `p < 0.0 or p > 1.0`, as both constructors and functions ask. */
function checkProbability(machine: Machine, p: Value, zero: 'int' | 'float', self?: InstanceValue): void {
  const blame = self ? { layer: self, parameter: 'p' } : { parameter: 'p' }
  if (p.kind === 'none' || p.kind === 'str' || p.kind === 'list' || p.kind === 'tuple' || p.kind === 'dict') {
    machine.raise('TypeError', `'<' not supported between instances of '${typeName(p)}' and '${zero}'`, 'argument-type', blame)
  }
  const value = p.kind === 'float' ? p.value : p.kind === 'int' && typeof p.value === 'number' ? p.value : undefined
  if (value !== undefined && (value < 0 || value > 1)) machine.raise('ValueError', `dropout probability has to be between 0 and 1, but got ${machine.str(p) ?? value}`, 'argument', blame)
}

interface Dropout {
  readonly layer: string
  readonly function: string
  /** Whether F's function drops out unless it is told not to. */
  readonly training: 'True' | 'False'
  /** The native function that refuses what is no tensor. */
  readonly native: string
  /** How many last dims share one draw. */
  readonly kernelDims: (rank: number) => number
  readonly check?: (machine: Machine, input: TensorValue, training: boolean | undefined) => void
  readonly formula: string
}

const table: readonly Dropout[] = [
  { layer: 'Dropout', function: 'dropout', training: 'True', native: 'dropout', kernelDims: () => 0, formula: 'zeroes elements with probability p and scales the others by 1/(1 − p)' },
  { layer: 'Dropout1d', function: 'dropout1d', training: 'True', native: 'feature_dropout', kernelDims: () => 1, check: requireSequence, formula: 'zeroes whole channels with probability p' },
  { layer: 'Dropout2d', function: 'dropout2d', training: 'True', native: 'feature_dropout', kernelDims: (rank) => Math.max(rank - 2, 0), check: requireFeatures, formula: 'zeroes whole channels with probability p' },
  { layer: 'Dropout3d', function: 'dropout3d', training: 'True', native: 'feature_dropout', kernelDims: (rank) => Math.max(rank - 2, 0), check: requireFeatures, formula: 'zeroes whole channels with probability p' },
  { layer: 'AlphaDropout', function: 'alpha_dropout', training: 'False', native: 'alpha_dropout', kernelDims: () => 0, formula: 'drops elements and keeps mean and variance' },
  { layer: 'FeatureAlphaDropout', function: 'feature_alpha_dropout', training: 'False', native: 'feature_alpha_dropout', kernelDims: (rank) => Math.max(rank - 2, 0), check: requireFeatures, formula: 'drops channels and keeps mean and variance' },
]

function requireSequence(machine: Machine, input: TensorValue): void {
  const rank = input.shape?.length
  if (rank !== undefined && rank !== 2 && rank !== 3) {
    machine.raise('RuntimeError', `dropout1d: Expected 2D or 3D input, but received a ${rank}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).`, 'rank')
  }
}

/** Only while training; a mode that is not known refuses nothing. */
function requireFeatures(machine: Machine, input: TensorValue, training: boolean | undefined): void {
  if (training === true && input.shape && input.shape.length < 2) machine.raise('RuntimeError', 'Feature dropout requires at least 2 dimensions in the input', 'rank')
}

function apply(machine: Machine, each: Dropout, input: Value, training: Value, inplace: Value): Value {
  if (input.kind === 'unknown') return machine.undecided(input.reason)
  if (input.kind !== 'tensor') return machine.raise('TypeError', `${each.native}(): argument 'input' (position 1) must be Tensor, not ${typeName(input)}`, 'argument-type', { parameter: 'input' })
  each.check?.(machine, input, machine.truth(training))
  return pointwise(machine, input, inplace)
}

const isAlpha = (each: Dropout): boolean => each.native.endsWith('alpha_dropout')
const dropped = (each: Dropout): typeof dropoutKernel => (isAlpha(each) ? alphaDropout : dropoutKernel)
const parametersOf = (each: Dropout, self: InstanceValue, input: NumericArray): DropoutParameters => ({ p: numberOf(self, 'p') ?? 0.5, seed: 0, dims: each.kernelDims(input.shape.length) })

function entries(each: Dropout): readonly Entry[] {
  const manual = `https://docs.pytorch.org/docs/stable/generated/torch.nn.${each.layer}.html`
  return [
    operation({
      names: [`torch.nn.functional.${each.function}`], manual,
      overloads: [on(`${each.function}(input, p=0.5, training=${each.training}, inplace=False)`, ((machine: Machine, { input, p, training, inplace }: Record<'input' | 'p' | 'training' | 'inplace', Value>) => {
        checkProbability(machine, p, 'float')
        return apply(machine, each, input, training, inplace)
      }) as never)],
    }),
    layer({
      name: `torch.nn.${each.layer}`, definedIn: 'torch.nn.modules.dropout', base: 'torch.nn.modules.dropout._DropoutNd', manual,
      forward: method('forward(input)', (machine, self, { input }) => {
        checkProbability(machine, attribute(machine, self, 'p'), 'float', self)
        return apply(machine, each, input, attribute(machine, self, 'training'), attribute(machine, self, 'inplace'))
      }),
      explain: (self) => keepsSize(`p = ${printedAttribute(self, 'p')}: ${each.formula}`, self.module?.training === false ? ['In eval mode it passes its input through.'] : []),
      kernel: ({ self }, [input]) => [self.module?.training === true ? dropped(each)(input!, parametersOf(each, self, input!)) : input!],
      terms: ({ self }, [input]) => {
        if (self.module?.training !== true) return movedTerms(input!, (places) => places)
        return (isAlpha(each) ? alphaDropoutTerms : dropoutTerms)(input!, parametersOf(each, self, input!))
      },
      examples: `nn.${each.layer}(0.5)(torch.randn(2, 3, 4))   # shape: [2, 3, 4]`,
    }),
  ]
}

export const dropoutBase = layer({
  name: 'torch.nn.modules.dropout._DropoutNd',
  definedIn: 'torch.nn.modules.dropout',
  init: method('__init__(p=0.5, inplace=False)', (machine, self, { p, inplace }) => {
    checkProbability(machine, p, 'int')
    setPlain(machine, self, { p, inplace })
  }),
})

export const dropouts: readonly Entry[] = table.flatMap(entries)
