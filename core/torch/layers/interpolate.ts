/**
 * The one rule behind everything that resizes: PyTorch's checks in its order, then the native function for the mode and rank.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html
 */
import { allOf, greaterThan, notEquals, opaque, show, type Dim } from '../../dims/index.ts'
import { scaledSize } from '../../shapes/resample.ts'
import { asDim, callNative, falseValue, int, like, list, none, on, printed, showShape, spreadUnknown, type Blame, type InstanceValue, type Machine, type Overload, type Shape, type TensorValue, type Value } from '../vocabulary/index.ts'
import { adaptiveAvgOverloads } from './adaptivePool.ts'

export interface Resize {
  readonly input: Value
  readonly size: Value
  readonly scale_factor: Value
  readonly mode: Value
  readonly align_corners: Value
  readonly recompute_scale_factor: Value
  readonly antialias: Value
  readonly layer?: InstanceValue
}

/** Modes that take no `align_corners`. */
const plainModes = ['nearest', 'area', 'nearest-exact']
/** The rank that a mode is for; absent: every rank from 3 to 5. */
const modeRank: Readonly<Record<string, number>> = { linear: 3, bilinear: 4, bicubic: 4, lanczos: 4, trilinear: 5 }
/** The modes whose message for another rank names the rank they need. */
const worded = ['linear', 'bilinear', 'trilinear']

export function resize(machine: Machine, call: Resize): Value {
  const mode = modeOf(machine, call)
  const refuse = raising(machine, call)
  if (mode === undefined) return unchecked(machine, call)
  const plain = plainModes.includes(mode)
  if (plain && !['none', 'unknown'].includes(call.align_corners.kind)) {
    refuse('ValueError', 'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear', 'align_corners')
  }
  const alignCorners = ['none', 'unknown'].includes(call.align_corners.kind) ? falseValue : call.align_corners
  const shape = inputShape(machine, call, mode)
  const { size, scale_factor: scale } = call
  if (size.kind === 'unknown' && scale.kind === 'unknown') machine.undecided(size.reason)
  if (![size.kind, scale.kind].includes('unknown') && size.kind !== 'none' && scale.kind !== 'none') refuse('ValueError', 'only one of size or scale_factor should be defined', 'size')
  if (size.kind === 'none' && scale.kind === 'none') refuse('ValueError', 'either size or scale_factor should be defined')
  let sizes = size.kind === 'none' ? none : outputSizes(machine, shape, call)
  let factors = scale.kind === 'none' ? none : scaleFactors(machine, shape, call)
  const recompute = machine.truth(call.recompute_scale_factor)
  if (recompute === true && size.kind !== 'none') refuse('ValueError', 'recompute_scale_factor is not meaningful with an explicit size.', 'recompute_scale_factor')
  if (factors.kind !== 'none' && (mode === 'area' || recompute === true)) {
    sizes = list(machine.items(factors).map((factor, dim) => multiplied(machine, shape[dim + 2]!, factor)))
    factors = none
  }
  const asked = machine.truth(call.antialias)
  const antialias = asked === true
  if (antialias && !(['bilinear', 'bicubic', 'lanczos'].includes(mode) && shape.length === 4)) {
    refuse('ValueError', 'Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input', 'antialias')
  }
  const rank = shape.length
  const fits = rank >= 3 && rank <= 5 && (plain || modeRank[mode] === rank)
  if (!fits) refuseRank(machine, rank, mode, call)
  if (mode === 'area') return callNative(machine, adaptiveAvgOverloads((rank - 2) as 1 | 2 | 3, call.layer), call.input, sizes)
  if (mode === 'lanczos' && machine.truth(alignCorners) === true) refuse('ValueError', 'Lanczos mode does not support align_corners=True', 'align_corners')
  if (mode === 'lanczos' && asked === false) refuse('ValueError', 'Lanczos mode requires antialias=True', 'mode')
  const overloads = nativeOverloads(mode, rank - 2, antialias, call)
  return plain ? callNative(machine, overloads, call.input, sizes, factors) : callNative(machine, overloads, call.input, sizes, alignCorners, factors)
}

/** Every mode gives the same sizes: where the mode is not known, they are not checked. */
function unchecked(machine: Machine, call: Resize): Value {
  const { input, size, scale_factor: scale } = call
  if (input.kind !== 'tensor' || known(machine, size).kind === known(machine, scale).kind) return machine.undecided('a mode that is not known')
  const shape = machine.shapeOf(input, ['N', 'C', 'H', 'W'])
  const sizes = size.kind === 'none' ? machine.items(scaleFactors(machine, shape, call)).map((factor, dim) => multiplied(machine, shape[dim + 2]!, factor)) : machine.items(outputSizes(machine, shape, call))
  return like(input, [...shape.slice(0, 2), ...sizes.map((each) => asDim(each) ?? opaque())])
}

/** The mode as it is printed; undefined where it is not known. */
function modeOf(machine: Machine, { mode }: Resize): string | undefined {
  return mode.kind === 'unknown' ? undefined : mode.kind === 'str' ? mode.value : printed(machine, mode)
}

const known = (machine: Machine, value: Value): Value => (value.kind === 'unknown' ? machine.undecided(value.reason) : value)

function inputShape(machine: Machine, { input }: Resize, mode: string): Shape {
  if (input.kind === 'tensor') return machine.shapeOf(input, modeRank[mode] === 3 ? ['N', 'C', 'L'] : modeRank[mode] === 5 ? ['N', 'C', 'D', 'H', 'W'] : ['N', 'C', 'H', 'W'])
  machine.getAttribute(input, 'dim')
  return machine.undecided('an input that is not known')
}

const spatialText = (shape: Shape): string => showShape(shape.slice(2))

/** One size for all dims, or one for each. */
function outputSizes(machine: Machine, shape: Shape, call: Resize): Value {
  const { size } = call
  const dims = shape.length - 2
  if (size.kind === 'unknown') return spreadUnknown(size, Math.max(dims, 0))
  if (size.kind !== 'list' && size.kind !== 'tuple') return list(Array.from({ length: Math.max(dims, 0) }, () => size))
  const items = machine.items(size)
  if (items.length !== dims) {
    raising(machine, call)('ValueError', `Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ${spatialText(shape)} and output size of ${printed(machine, size)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.`, 'size')
  }
  if (items.some(isNoInteger)) {
    const types = items.map((item) => `<class '${machine.classOf(item)?.qualifiedName.replace('builtins.', '') ?? '?'}'>`).join(', ')
    raising(machine, call)('TypeError', `expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], but got size with types [${types}]`, 'size')
  }
  return size
}
const isNoInteger = (value: Value): boolean => value.kind === 'tensor' ? /^(b?float|complex)/.test(value.dtype ?? '') : value.kind !== 'unknown' && value.kind !== 'bool' && asDim(value) === undefined

function scaleFactors(machine: Machine, shape: Shape, call: Resize): Value {
  const scale = call.scale_factor
  const dims = shape.length - 2
  if (scale.kind !== 'list' && scale.kind !== 'tuple') return list(Array.from({ length: Math.max(dims, 0) }, () => scale))
  if (machine.items(scale).length !== dims) {
    raising(machine, call)('ValueError', `Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of ${spatialText(shape)} and scale_factor of shape ${printed(machine, scale)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.`, 'scale_factor')
  }
  return scale
}

/** `int(size * factor)` in Python. */
function multiplied(machine: Machine, size: Dim, factor: Value): Value {
  const number = factorOf(factor)
  if (number === undefined) return factor.kind === 'float' || factor.kind === 'int' || factor.kind === 'unknown' || factor.kind === 'tensor' ? int(opaque()) : machine.binary('*', int(size), factor)
  if (Number.isNaN(number)) machine.raise('ValueError', 'cannot convert float NaN to integer', 'interpolate')
  if (!Number.isFinite(number)) machine.raise('OverflowError', 'cannot convert float infinity to integer', 'interpolate')
  return int(scaledSize(size, number))
}
function factorOf(value: Value): number | undefined {
  if (value.kind === 'float') return value.value
  const dim = asDim(value)
  return typeof dim === 'number' ? dim : undefined
}

function refuseRank(machine: Machine, rank: number, mode: string, call: Resize): never {
  const needed = modeRank[mode]
  const message = rank >= 3 && rank <= 5 && needed !== undefined && worded.includes(mode)
    ? `Got ${rank}D input, but ${mode} mode needs ${needed}D input`
    : `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${rank}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got ${mode})`
  return raising(machine, call)('NotImplementedError', message, 'mode')
}

/** Each native function takes the sizes, or factors for all dims; its older form takes factors one by one. */
function nativeOverloads(mode: string, dims: number, antialias: boolean, call: Resize): readonly Overload[] {
  const name = mode === 'nearest-exact' ? `_upsample_nearest_exact${dims}d` : `${antialias ? '_' : ''}upsample_${mode}${dims}d${antialias ? '_aa' : ''}`
  const corners = plainModes.includes(mode) ? '' : ', bool align_corners'
  const scales = dims === 1 ? ['scales'] : ['scales_d', 'scales_h', 'scales_w'].slice(-dims)
  return [
    on(`${name}(Tensor input, int[]? output_size${corners}, float[]? scale_factors)` as 'upsample(Tensor input, int[]? output_size, Any scale_factors)', (machine, { input, output_size, scale_factors }) => {
      const shape = machine.shapeOf(input)
      const sizes = output_size ?? machine.items(scale_factors).map((factor, dim) => scaled(machine, shape[dim + 2]!, factor, call))
      return resampled(machine, input, shape, sizes, call)
    }),
    on(`${name}(Tensor input, int[${dims}] output_size${corners}, ${scales.map((scale) => `float? ${scale}=None`).join(', ')}, *, Tensor? out=None)` as 'upsample(Tensor input, int[2] output_size)', (machine, { input, output_size }) =>
      resampled(machine, input, machine.shapeOf(input), output_size, call)),
  ]
}

function scaled(machine: Machine, size: Dim, factor: Value, call: Resize): Dim {
  const number = factorOf(factor)
  if (number === undefined) return factor.kind === 'float' && factor.ratio?.denominator === 1 && typeof size === 'number' ? opaque() : opaque()
  if (!Number.isFinite(number) && size !== 0) raising(machine, call)('RuntimeError', 'value cannot be converted to type int64_t without overflow', 'scale_factor')
  return scaledSize(size, number)
}

function resampled(machine: Machine, input: TensorValue, shape: Shape, sizes: readonly Dim[], call: Resize): TensorValue {
  const from = shape.slice(2)
  const axes = ['D', 'H', 'W'].slice(-from.length)
  const text = (dims: readonly Dim[]): string => `(${dims.map((size, dim) => `${axes[dim]}: ${show(size)}`).join(', ')})`
  const refuse = raising(machine, call)
  machine.require(allOf(...[...from, ...sizes].map((size) => greaterThan(size, 0))), () =>
    refuse('RuntimeError', `Input and output sizes should be greater than 0, but got input ${text(from)}${from.length === 1 ? ' and' : ''} output ${text(sizes)}`))
  machine.require(notEquals(shape[1]!, 0), () => refuse('RuntimeError', `Non-empty ${shape.length}D data tensor expected but got a tensor with sizes ${showShape(shape)}`))
  return like(input, [...shape.slice(0, 2), ...sizes])
}

const raising = (machine: Machine, { layer }: Resize) => (type: string, message: string, parameter?: string): never => {
  const blame: Blame = parameter === undefined ? {} : layer ? { layer, parameter } : { parameter }
  return machine.raise(type, message, 'interpolate', blame)
}
