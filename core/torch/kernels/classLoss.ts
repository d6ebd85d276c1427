/** The losses whose classes are dim 1 of `(N, C, *)`, or dim 0 of `(C)`. */
import { allocate, elementCount, scalar, type NumericArray } from '../../arrays/array.ts'
import { add, map, multiply, scale } from '../../arrays/broadcast.ts'
import { dropDims, reduce, sumOf } from '../../arrays/reduce.ts'
import { reshape } from '../../arrays/arrange.ts'
import { logSoftmax } from './softmax.ts'
import { reduceLoss, type Reduction } from './reduction.ts'

export interface ClassLossParameters {
  readonly reduction: Reduction
  /** Targets of this class cost nothing and do not count. */
  readonly ignore_index: number
}

/**
 * `-weight[y] * input[y]` for the target class y; the mean is divided by the sum of the weights of all targets. A
 * target that is no class is a RangeError.
 *
 * Shapes: input of log-probabilities `(N, C, *)` or `(C)`, target of classes `(N, *)` or `()`, weight `(C)`; loss `(N, *)` or
 * `()`, a scalar for mean and sum.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
 */
export function nllLoss(
  input: NumericArray,
  target: NumericArray,
  weight: NumericArray | undefined,
  parameters: ClassLossParameters,
): NumericArray {
  const picked = weightsOfTargets(target, weight, parameters.ignore_index)
  const losses = allocate(target.shape)
  forEachTarget(input, target, parameters.ignore_index, (index, place) => {
    losses[index] = -picked.data[index]! * input.data[place]!
  })
  return weightedMean({ shape: target.shape, data: losses }, picked, parameters.reduction)
}

/**
 * `-weight[y] * log softmax(x)[y]` for classes; `-Σ_c weight[c] * y[c] * log softmax(x)[c]` for probabilities. Label
 * smoothing spreads a part of the target evenly over all classes.
 *
 * Shapes: input of scores `(N, C, *)` or `(C)`, target of classes `(N, *)` or `()`, or of probabilities as the input; loss as
 * for nllLoss.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export function crossEntropy(
  input: NumericArray,
  target: NumericArray,
  weight: NumericArray | undefined,
  parameters: ClassLossParameters & { readonly label_smoothing: number },
): NumericArray {
  const { reduction, ignore_index, label_smoothing } = parameters
  const dim = classDim(input.shape)
  const classes = input.shape[dim]!
  const logarithms = logSoftmax(input, { dim })
  const perClass = input.shape.map((_, other) => (other === dim ? classes : 1))
  const weightedLogs = weight === undefined ? logarithms : multiply(logarithms, reshape(weight, perClass))
  if (target.shape.length === input.shape.length) {
    const smoothed = map(target, y => y * (1 - label_smoothing) + label_smoothing / classes)
    const losses = dropDims(reduce(multiply(smoothed, weightedLogs), [dim], sumOf), [dim])
    return reduceLoss(scale(losses, -1), reduction)
  }
  const exact = nllLoss(logarithms, target, weight, parameters)
  if (label_smoothing === 0) return exact
  const even = scale(dropDims(reduce(weightedLogs, [dim], sumOf), [dim]), -1)
  const counted = { shape: even.shape, data: even.data.map((loss, index) => (target.data[index] === ignore_index ? 0 : loss)) }
  const smooth = weightedMean(counted, weightsOfTargets(target, weight, ignore_index), reduction)
  return add(scale(exact, 1 - label_smoothing), scale(smooth, label_smoothing / classes))
}

/** The weight of the class of every target; nothing for ignored ones. */
function weightsOfTargets(target: NumericArray, weight: NumericArray | undefined, ignore_index: number): NumericArray {
  return map(target, y => (y === ignore_index ? 0 : weight === undefined ? 1 : weight.data[y]!))
}

/** The mean is divided by the weights instead of the count. */
function weightedMean(losses: NumericArray, weights: NumericArray, reduction: Reduction): NumericArray {
  if (reduction !== 'mean') return reduceLoss(losses, reduction)
  return scalar(sumOf(losses.data) / sumOf(weights.data))
}

/** The dim of an input that counts its classes. */
export function classDim(input: readonly number[]): number {
  return input.length === 1 ? 0 : 1
}

/** The place in the input of a class of the target at a place. */
export function classPlace(input: readonly number[], target: number, y: number): number {
  const dim = classDim(input)
  const inner = elementCount(input.slice(dim + 1))
  return (Math.floor(target / inner) * input[dim]! + y) * inner + (target % inner)
}

/** Visits every target that counts with the place of its class in the input. */
function forEachTarget(
  input: NumericArray,
  target: NumericArray,
  ignore_index: number,
  visit: (index: number, place: number) => void,
): void {
  const classes = input.shape[classDim(input.shape)]!
  target.data.forEach((y, index) => {
    if (y === ignore_index) return
    if (!(y >= 0 && y < classes)) throw new RangeError(`Target ${y} is out of bounds.`)
    visit(index, classPlace(input.shape, index, y))
  })
}
