/** Losses of scores per class: cross entropy and negative log likelihood. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html */
import { equals, show, type Dim } from '../../dims/index.ts'
import { crossEntropy, nllLoss } from '../kernels/index.ts'
import { crossEntropyTerms, nllTerms } from '../terms/classLoss.ts'
import { asDim, knownData, numberOf, scalarName, showShape, type Entry, type Machine, type Shape, type TensorValue } from '../vocabulary/index.ts'
import { lossEntries, type Given, type Loss } from './lossWords.ts'

/** Scores (C), (N, C) or (N, C, d1, …) against class indices without the class dim; the losses have the target's shape. */
function byIndex(machine: Machine, input: TensorValue, target: TensorValue, given: Given): Shape {
  const shape = machine.shapeOf(input, ['N', 'C']), wanted = machine.shapeOf(target)
  const fail = (message: string, type = 'RuntimeError', code = 'target-size'): never => machine.raise(type, message, code, { parameter: 'target' })
  const [batch, classes = batch, ...places] = shape
  if (batch === undefined || classes === undefined) return fail('Expected 1 or more dimensions (got 0)', 'ValueError', 'rank')
  const [targets] = wanted
  if (shape.length > 1) {
    if (targets === undefined) return machine.raise('IndexError', 'Dimension specified as 0 but tensor has no dimensions', 'rank', { parameter: 'target' })
    machine.require(equals(batch, targets), () => fail(`Expected input batch_size (${show(batch)}) to match target batch_size (${show(targets)}).`, 'ValueError'))
  }
  if (shape.length <= 2) {
    if (wanted.length > 1) fail('0D or 1D target tensor expected, multi-target not supported', 'RuntimeError', 'rank')
    if (shape.length === 1 && wanted.length === 1) return machine.undecided('one class index in a list')
  } else checkPlaces(machine, shape, wanted, places, fail)
  checkWeight(machine, given, classes)
  checkIndices(target, given, classes, fail)
  return wanted
}

/** Images have words of their own. */
function checkPlaces(machine: Machine, shape: Shape, wanted: Shape, places: Shape, fail: (message: string, type?: string, code?: string) => never): void {
  const image = shape.length === 4
  if (image && wanted.length !== 3) fail(`only batches of spatial targets supported (3D tensors) but got targets of dimension: ${wanted.length}`, 'RuntimeError', 'rank')
  const raise = (): never => image
    ? fail(`size mismatch (got input: ${showShape(shape)} , target: ${showShape(wanted)}`)
    : fail(`Expected target size ${showShape([shape[0]!, ...places])}, got ${showShape(wanted)}`)
  if (wanted.length !== places.length + 1) return raise()
  for (const [index, size] of places.entries()) machine.require(equals(size, wanted[index + 1]!), raise)
}

function checkWeight(machine: Machine, given: Given, classes: Dim): void {
  const weight = given['weight']
  if (weight?.kind !== 'tensor' || !weight.shape) return
  const own = weight.shape
  const raise = (): never => machine.raise('RuntimeError', `weight tensor should be defined either for all ${show(classes)} classes or no classes but got weight tensor of shape: ${showShape(own)}`, 'channels', { parameter: 'weight' })
  const [size] = own
  if (own.length !== 1 || size === undefined) return raise()
  machine.require(equals(size, classes), raise)
}

/** Class indices are int64 or uint8, and below the number of classes but for the ignored one. */
function checkIndices(target: TensorValue, given: Given, classes: Dim, fail: (message: string, type?: string, code?: string) => never): void {
  if (target.dtype !== undefined && target.dtype !== 'int64' && target.dtype !== 'uint8') fail(`expected target dtype to be Long or Byte, but got ${scalarName(target.dtype)}`, 'RuntimeError', 'dtype')
  const ignored = given['ignore_index'] ? asDim(given['ignore_index']) : -100
  if (typeof ignored !== 'number' || typeof classes !== 'number') return
  const wrong = knownData(target)?.find((index) => index !== ignored && (index < 0 || index >= classes))
  if (wrong !== undefined) fail(`Target ${wrong} is out of bounds.`, 'IndexError', 'index')
}

/** Targets of the input's own shape are probabilities of the classes; then the losses lack the class dim. */
function entropy(machine: Machine, [input, target]: readonly TensorValue[], given: Given): Shape {
  const shape = machine.shapeOf(input!, ['N', 'C']), wanted = machine.shapeOf(target!)
  const smoothing = given['label_smoothing']
  const share = smoothing?.kind === 'float' ? smoothing.value : smoothing && asDim(smoothing)
  if (typeof share === 'number' && (share < 0 || share > 1)) machine.raise('RuntimeError', `label_smoothing must be between 0.0 and 1.0. Got: ${share}`, 'argument', { parameter: 'label_smoothing' })
  if (!sameShape(machine, shape, wanted)) return byIndex(machine, input!, target!, given)
  if (target!.dtype !== undefined && !/float/.test(target!.dtype)) {
    machine.raise('RuntimeError', `Expected floating point type for target with class probabilities, got ${scalarName(target!.dtype)}`, 'dtype', { parameter: 'target' })
  }
  checkWeight(machine, given, shape[1] ?? shape[0] ?? 1)
  return shape.length <= 1 ? [] : [shape[0]!, ...shape.slice(2)]
}

function sameShape(machine: Machine, left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((size, dim) => machine.certainly(equals(size, right[dim]!)))
}

const legacy = "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'"
const table: readonly Loss[] = [
  {
    layer: 'CrossEntropyLoss', numbers: ['any', 'classes'], function: 'cross_entropy', inputs: 'input, target', parameters: `${legacy}, label_smoothing=0.0`, init: `${legacy}, label_smoothing=0.0`, keeps: ['weight', 'ignore_index', 'label_smoothing'], refusal: 'argument', shape: entropy,
    formula: '−log softmax(x) at the target class',
    kernel: ({ self, weights }, [x, y], reduction) => crossEntropy(x!, y!, weights['weight'], { reduction, ignore_index: numberOf(self, 'ignore_index') ?? -100, label_smoothing: numberOf(self, 'label_smoothing') ?? 0 }), terms: ({ self, weights }, [x, y]) => crossEntropyTerms(x!, y!, weights['weight'], { ignore_index: numberOf(self, 'ignore_index') ?? -100, label_smoothing: numberOf(self, 'label_smoothing') ?? 0 }),
    examples: `
      nn.CrossEntropyLoss()(torch.rand(2, 5), torch.tensor([0, 4]))                                   # shape: []
      nn.CrossEntropyLoss(reduction='none')(torch.rand(2, 5, 7), torch.zeros(2, 7, dtype=torch.long)) # shape: [2, 7]
      nn.CrossEntropyLoss()(torch.rand(2, 5), torch.tensor([0, 1, 2]))                                # error[target-size] "Expected input batch_size (2) to match target batch_size (3)."
      nn.CrossEntropyLoss()(torch.rand(2, 5), torch.tensor([0, 5]))                                   # error[index] "Target 5 is out of bounds."`,
  },
  {
    layer: 'NLLLoss', numbers: ['any', 'classes'], function: 'nll_loss', inputs: 'input, target', parameters: legacy, init: legacy, keeps: ['weight', 'ignore_index'], refusal: 'dim', shape: (machine, [input, target], given) => byIndex(machine, input!, target!, given),
    formula: '−x at the target class',
    kernel: ({ self, weights }, [x, y], reduction) => nllLoss(x!, y!, weights['weight'], { reduction, ignore_index: numberOf(self, 'ignore_index') ?? -100 }), terms: ({ self, weights }, [x, y]) => nllTerms(x!, y!, weights['weight'], { ignore_index: numberOf(self, 'ignore_index') ?? -100 }),
    examples: `nn.NLLLoss()(torch.rand(2, 5), torch.tensor([0, 4]))   # shape: []`,
  },
]

export const classLosses: readonly Entry[] = table.flatMap(lossEntries)
