import { allocate, type NumericArray } from '../../arrays/array.ts'
import { multiply, subtract, zip } from '../../arrays/broadcast.ts'
import { dropDims, meanOf, reduce, sumOf } from '../../arrays/reduce.ts'
import { pairwiseDistance } from './distance.ts'
import { reduceLoss, type Reduction } from './reduction.ts'
import { logSigmoidOf } from './special.ts'

interface Reduced {
  readonly reduction: Reduction
}

/**
 * `Σ_{i ≠ y} weight[y] * max(0, margin - x[y] + x[i])^p / C` for the target class y. A target that is no class is a RangeError.
 *
 * Shapes: input `(N, C)` or `(C)`, target `(N)` or `()`, weight `(C)`; loss as the target, or a scalar.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html
 */
export function multiMarginLoss(
  input: NumericArray,
  target: NumericArray,
  weight: NumericArray | undefined,
  { reduction, p, margin }: Reduced & { readonly p: number; readonly margin: number },
): NumericArray {
  const losses = perRow(input, (row, index) => {
    const y = target.data[index]!
    if (!(y >= 0 && y < row.length)) throw new RangeError('target out of range')
    const terms = row.map((x, other) => (other === y ? 0 : Math.max(0, margin - row[y]! + x) ** p))
    return ((weight?.data[y] ?? 1) * sumOf(terms)) / row.length
  })
  return reduceLoss({ shape: target.shape, data: losses }, reduction)
}

/**
 * `Σ_{y, i} max(0, 1 - (x[y] - x[i])) / C`, y over the target classes (those before the first -1) and i over the others.
 * A target that is neither a class nor -1 is a RangeError.
 *
 * Shapes: input and target `(N, C)` or `(C)`; loss `(N)` or `()`, or a scalar.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html
 */
export function multiLabelMarginLoss(input: NumericArray, target: NumericArray, { reduction }: Reduced): NumericArray {
  const losses = perRow(input, (row, index) => {
    const labels = Array.from(target.data.subarray(index * row.length, (index + 1) * row.length))
    if (labels.some(label => !(label >= -1 && label < row.length))) throw new RangeError("argument #2 'target' is out of range")
    const end = labels.findIndex(label => label < 0)
    const wanted = end < 0 ? labels : labels.slice(0, end)
    let sum = 0
    row.forEach((x, other) => {
      if (wanted.includes(other)) return
      for (const y of wanted) sum += Math.max(0, 1 - (row[y]! - x))
    })
    return sum / row.length
  })
  return reduceLoss({ shape: input.shape.slice(0, -1), data: losses }, reduction)
}

/**
 * The mean over the classes of `-weight * (y log σ(x) + (1 - y) log σ(-x))`.
 *
 * Shapes: input and target `(N, C)` or `(C)`, weight `(C)`; loss `(N)` or `()`, or a scalar.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html
 */
export function multiLabelSoftMarginLoss(
  input: NumericArray,
  target: NumericArray,
  weight: NumericArray | undefined,
  { reduction }: Reduced,
): NumericArray {
  const losses = zip(input, target, (x, y) => -(y * logSigmoidOf(x) + (1 - y) * logSigmoidOf(-x)))
  const weighted = weight === undefined ? losses : multiply(losses, weight)
  return reduceLoss(dropDims(reduce(weighted, [-1], meanOf), [-1]), reduction)
}

/**
 * `1 - cos(x1, x2)` for a target 1, `max(0, cos(x1, x2) - margin)` for -1.
 *
 * Shapes: inputs `(N, D)` or `(D)`, target `(N)` or `()`; loss as the target, or a scalar.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html
 */
export function cosineEmbeddingLoss(
  input1: NumericArray,
  input2: NumericArray,
  target: NumericArray,
  { reduction, margin }: Reduced & { readonly margin: number },
): NumericArray {
  const dot = (a: NumericArray, b: NumericArray): NumericArray => dropDims(reduce(multiply(a, b), [-1], sumOf), [-1])
  const lengths = zip(dot(input1, input1), dot(input2, input2), (a, b) => Math.sqrt((a + 1e-12) * (b + 1e-12)))
  const cosines = zip(dot(input1, input2), lengths, (product, length) => product / length)
  const losses = zip(cosines, target, (cosine, y) => (y === 1 ? 1 - cosine : y === -1 ? Math.max(0, cosine - margin) : 0))
  return reduceLoss(losses, reduction)
}

/**
 * `max(0, d(anchor, positive) - d(anchor, negative) + margin)` with d the pairwise distance; `swap` takes the distance of
 * positive and negative where that is smaller.
 *
 * Shapes: inputs `(N, D)` or `(D)`; loss `(N)` or `()`, or a scalar.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html
 */
export function tripletMarginLoss(
  anchor: NumericArray,
  positive: NumericArray,
  negative: NumericArray,
  parameters: Reduced & { readonly margin: number; readonly p: number; readonly eps: number; readonly swap: boolean },
): NumericArray {
  const { reduction, margin, p, eps, swap } = parameters
  const distance = (a: NumericArray, b: NumericArray): NumericArray => pairwiseDistance(a, b, { p, eps, keepdim: false })
  const away = distance(anchor, negative)
  const farthest = swap ? zip(away, distance(positive, negative), Math.min) : away
  const differences = subtract(distance(anchor, positive), farthest)
  return reduceLoss({ ...differences, data: differences.data.map(value => Math.max(0, value + margin)) }, reduction)
}

/** One number for every row of `(N, C)`, or for the one row of `(C)`. */
function perRow(input: NumericArray, f: (row: Float64Array, index: number) => number): Float64Array {
  const classes = input.shape.at(-1)!
  const data = allocate(input.shape.slice(0, -1))
  return data.map((_, index) => f(input.data.subarray(index * classes, (index + 1) * classes), index))
}
