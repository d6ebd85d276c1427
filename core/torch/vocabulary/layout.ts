/**
 * How a tensor's elements lie in storage, where that is known: what a `view` may do depends on it. Only sizes that are plain numbers have strides.
 * Source: https://docs.pytorch.org/docs/stable/tensor_view.html
 */
import { now, type Arguments, type Shape, type TensorValue, type Value } from '../../values/index.ts'
import { numbers } from './contents.ts'

export type Strides = readonly number[]

/** Strides by tensor, with the shape that they were recorded for. */
const layouts = new WeakMap<TensorValue, { readonly shape: TensorValue['shape']; readonly strides: Strides }>()

export function stridesOf(tensor: TensorValue): Strides | undefined {
  const layout = layouts.get(tensor)
  return layout && (layout.shape === tensor.shape || sameSizes(layout.shape, tensor.shape)) ? layout.strides : undefined
}

const sameSizes = (left: Shape | undefined, right: Shape | undefined): boolean => left !== undefined && right !== undefined && left.length === right.length && left.every((size, dim) => size === right[dim])

/** Row-major strides; sizes of 0 count as 1. */
export function contiguousStrides(shape: readonly number[]): Strides {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    strides[dim] = step
    step *= Math.max(shape[dim]!, 1)
  }
  return strides
}

/** Whether the elements lie in row-major order without gaps; undefined where it is not known. Strides of sizes of 1 don't count. */
export function isContiguous(tensor: TensorValue): boolean | undefined {
  const strides = stridesOf(tensor), shape = numbers(tensor.shape)
  if (!strides || !shape) return undefined
  if (shape.includes(0)) return true
  const expected = contiguousStrides(shape)
  return shape.every((size, dim) => size === 1 || strides[dim] === expected[dim])
}

export function withStrides<T extends Value>(value: T, strides: Strides | undefined): T {
  if (value.kind === 'tensor' && strides && strides.length === value.shape?.length) layouts.set(value, { shape: value.shape, strides })
  return value
}
/** Another tensor, of which the same is known. */
export const copyOf = (tensor: TensorValue): TensorValue => withStrides({ ...tensor, madeAt: now() }, stridesOf(tensor))
/** Marks a tensor as row-major. */
export function contiguous<T extends Value>(value: T): T {
  const shape = value.kind === 'tensor' ? numbers(value.shape) : undefined
  return shape ? withStrides(value, contiguousStrides(shape)) : value
}
/** Marks a tensor as row-major but for its first two dims, which have changed places: what layers give that work with the sequence first. */
export function swappedFirst(tensor: TensorValue): TensorValue {
  const [first, second, ...rest] = numbers(tensor.shape) ?? []
  if (first === undefined || second === undefined) return tensor
  const [outer, inner, ...others] = contiguousStrides([second, first, ...rest])
  return withStrides(tensor, [inner!, outer!, ...others])
}
/** From here on nothing is known of the layout: another memory format was asked for. */
export const forgetLayout = (tensor: TensorValue): boolean => layouts.delete(tensor)
/** A view whose strides follow from those of its base. */
export function restrided(base: TensorValue, view: TensorValue, change: (strides: Strides) => Strides | undefined): TensorValue {
  const strides = stridesOf(base)
  return strides && view !== base ? withStrides(view, change(strides)) : view
}

/**
 * The strides with which a view of another shape reads the same storage; undefined where no strides do. Dims that lie behind one another without a gap
 * form a chunk, and the new dims must fill each chunk exactly.
 */
export function viewStrides(shape: readonly number[], strides: Strides, target: readonly number[]): Strides | undefined {
  if (shape.length === 0) return target.map(() => 1)
  if (shape.includes(0)) return contiguousStrides(target)
  const result = new Array<number>(target.length)
  let place = target.length - 1
  let base = strides.at(-1)!
  let chunk = 1, filled = 1
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    chunk *= shape[dim]!
    if (dim > 0 && (shape[dim - 1] === 1 || strides[dim - 1] === chunk * base)) continue
    while (place >= 0 && (filled < chunk || target[place] === 1)) {
      result[place] = filled * base
      filled *= target[place]!
      place--
    }
    if (filled !== chunk) return undefined
    if (dim > 0) {
      base = strides[dim - 1]!
      chunk = filled = 1
    }
  }
  return place < 0 ? result : undefined
}

/** Operations whose result is row-major, whatever they are given. */
const always = /^(zeros|ones|empty|full|rand|randn|randint|randperm|arange|linspace|eye|tensor|new_\w+|linear|layer_norm|embedding|one_hot|Linear|LayerNorm|Embedding)$/
/** Operations whose result is row-major when all tensors they are given are. */
const likewise = new RegExp(`^_?(${[
  'add', 'sub', 'mul', 'div', 'true_divide', 'pow', '__\\w+__', 'neg', 'abs', 'exp', 'log', 'sqrt', 'rsqrt', 'square', 'sin', 'cos', 'sigmoid', 'tanh', 'relu', 'gelu', 'silu', 'leaky_relu', 'elu', 'relu6', 'hardswish', 'hardsigmoid', 'mish', 'softplus',
  'softmax', 'log_softmax', 'dropout', 'dropout2d', 'cat', 'stack', 'mean', 'sum', 'norm', 'normalize', 'clamp', 'where', 'masked_fill', 'clone', 'float', 'double', 'half', 'to', '\\w+_like', 'eq', 'ne', 'lt', 'le', 'gt', 'ge',
  'conv\\w*', 'max_pool\\dd', 'max_unpool\\dd', 'MaxUnpool\\dd', 'avg_pool\\dd', 'adaptive_\\w+', 'batch_norm', 'group_norm', 'instance_norm', 'interpolate', 'pad', 'pixel_shuffle',
  'Conv\\w*', 'MaxPool\\dd', 'AvgPool\\dd', 'Adaptive\\w+', 'BatchNorm(\\dd)?', 'InstanceNorm(\\dd)?', 'GroupNorm', 'ReLU6?', 'LeakyReLU', 'GELU', 'SiLU', 'ELU', 'Sigmoid', 'Tanh', 'Hardswish', 'Hardsigmoid', 'Softmax', 'Mish', 'PReLU', 'Dropout(\\dd)?', 'Upsample\\w*', 'PixelShuffle',
].join('|')})$`)
const isReflected = /^__(getitem|rpow)__$/

/** What an operation's name says of how its result lies in storage. */
interface LayoutRule { readonly pools: boolean; readonly rule: 'always' | 'likewise' | 'product' | 'unknown' }
const rules = new Map<string, LayoutRule>()

function ruleOf(name: string): LayoutRule {
  let known = rules.get(name)
  if (!known) {
    const short = name.slice(name.lastIndexOf('.') + 1)
    const rule = isReflected.test(short) ? 'unknown' : always.test(short) ? 'always' : /^(matmul|__matmul__|bmm|mm)$/.test(short) ? 'product' : likewise.test(short) ? 'likewise' : 'unknown'
    rules.set(name, (known = { pools: /pool/i.test(short), rule }))
  }
  return known
}

/** Records how a new tensor lies in storage, by the name of the operation or layer that made it and what it was given, a layer's weights included. */
export function laidOut(name: string, args: Arguments, result: Value, weights: readonly Value[] = []): Value {
  const { pools, rule } = ruleOf(name)
  if (result.kind === 'tuple' && pools) return { ...result, items: result.items.map((item) => laidOut(name, args, item, weights)) }
  if (result.kind !== 'tensor' || rule === 'unknown' || stridesOf(result)) return result
  const format = args.keywords.get('memory_format')
  if (args.open || (format && format.kind !== 'none')) return result
  const given = [...args.positional, ...args.keywords.values(), ...weights].flatMap((value) => (value.kind === 'list' || value.kind === 'tuple' ? value.items : [value])).filter((value) => value.kind === 'tensor')
  if (given.includes(result)) return result
  if (rule === 'always') return contiguous(result)
  if (rule === 'product') return (given[0]?.shape?.length ?? 0) >= (given[1]?.shape?.length ?? Infinity) ? contiguous(result) : result
  return given.every((value) => isContiguous(value) === true) ? contiguous(result) : result
}
