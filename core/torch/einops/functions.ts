/** `einops.rearrange`, `reduce`, `repeat` and their kin: patterns name the axes. Source: https://einops.rocks */
import { add, divisible, equals, floorDiv, mul, opaque, show, sub, type Dim } from '../../dims/index.ts'
import {
  asDim, constant, dict, int, like, list, none, on, operation, str, tuple, typeName, knownString,
  type Machine, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import { badName, ellipsis, parseSide, type Fail } from './pattern.ts'
import { expectedShape, prepare, sidesOf, transformed } from './transform.ts'

export const einopsFail = (machine: Machine): Fail => (message) => machine.raise('EinopsError', message, 'pattern')

/** The tensor to work on; a list of tensors is stacked first. */
export function operand(machine: Machine, value: Value): TensorValue {
  if (value.kind === 'unknown') return machine.undecided(value.reason)
  if (value.kind === 'tensor') return value
  if (value.kind !== 'list') return machine.raise('RuntimeError', `Tensor type unknown to einops <class '${typeName(value)}'>`, 'argument-type')
  if (machine.items(value).length === 0) machine.raise('TypeError', "Rearrange/Reduce/Repeat can't be applied to an empty list", 'argument')
  const stacked = machine.call(machine.library('torch.stack') ?? none, [value])
  return stacked.kind === 'tensor' ? stacked : machine.undecided('tensors that are not known')
}

/** Lengths given by name; one that is not known is any size. */
export function lengthsOf(machine: Machine, given: ReadonlyMap<string, Value>): ReadonlyMap<string, Dim> {
  return new Map([...given].map(([name, value]) => [name, asDim(value) ?? (value.kind === 'unknown' || value.kind === 'tensor' ? opaque({ min: 1 }) : machine.undecided(`the length of ${name}`))] as const))
}

/** The dtype after a reduction. */
export function reducedType(machine: Machine, input: TensorValue, reduction: string): string | undefined {
  const floating = input.dtype === undefined || /float|complex/.test(input.dtype)
  if (reduction === 'mean' && !floating) machine.raise('NotImplementedError', 'reduce_mean is not available for non-floating tensors', 'dtype')
  if (reduction === 'any' || reduction === 'all') return 'bool'
  return (reduction === 'sum' || reduction === 'prod') && !floating ? 'int64' : input.dtype
}

const context = (machine: Machine, operationName: string, pattern: string, input: TensorValue, given: ReadonlyMap<string, Value>): Fail => (message) => {
  const shape = (input.shape ?? []).map(show).join(', ')
  const info = machine.repr(dict([...given].map(([name, value]) => [str(name), value] as const))) ?? '{}'
  return einopsFail(machine)(` Error while processing ${operationName}-reduction pattern "${pattern}".\n Input tensor shape: torch.Size([${shape}]). Additional info: ${info}.\n ${message}`)
}

function apply(machine: Machine, value: Value, pattern: Value, reduction: string, given: ReadonlyMap<string, Value>): Value {
  const input = operand(machine, value)
  const text = knownString(machine, pattern, 'a pattern')
  const lengths = lengthsOf(machine, given)
  const fail = context(machine, reduction, text, input, given)
  if (!input.shape) parseSide(sidesOf(machine, text)[0], fail)
  const shape = machine.shapeOf(input, input.shape ? undefined : expectedShape(text, lengths))
  const recipe = prepare(machine, text, reduction, [...lengths.keys()], shape.length, fail)
  return like(input, transformed(machine, recipe, shape, lengths, fail), reducedType(machine, input, reduction))
}

const manual = (name: string): string => `https://einops.rocks/api/${name}/`

export const rearrange = operation({
  names: ['einops.rearrange', 'einops.einops.rearrange'], manual: manual('rearrange'),
  overloads: [on('rearrange(tensor, pattern, Any**** axes_lengths)', (machine, { tensor: value, pattern, axes_lengths }) => apply(machine, value, pattern, 'rearrange', axes_lengths))],
  examples: `from einops import rearrange\nrearrange(torch.rand(2, 3, 4, 5), 'b c h w -> b (h w) c')   # shape: [2, 20, 3]`,
})

export const repeat = operation({
  names: ['einops.repeat', 'einops.einops.repeat'], manual: manual('repeat'),
  overloads: [on('repeat(tensor, pattern, Any**** axes_lengths)', (machine, { tensor: value, pattern, axes_lengths }) => apply(machine, value, pattern, 'repeat', axes_lengths))],
  examples: `from einops import repeat\nrepeat(torch.rand(5), 'n -> b n', b=4)   # shape: [4, 5]`,
})

export const reduce = operation({
  names: ['einops.reduce', 'einops.einops.reduce'], manual: manual('reduce'),
  overloads: [on('reduce(tensor, pattern, reduction, Any**** axes_lengths)', (machine, { tensor: value, pattern, reduction, axes_lengths }) =>
    apply(machine, value, pattern, knownString(machine, reduction, 'a reduction'), axes_lengths))],
  examples: `from einops import reduce\nreduce(torch.rand(2, 3, 4, 6), 'b c (h 2) (w 2) -> b c h w', 'max')   # shape: [2, 3, 2, 3]`,
})

/** `{'b': 2, 'c': 3}`: the sizes under the names that a pattern gives them. */
export const parseShape = operation({
  names: ['einops.parse_shape', 'einops.einops.parse_shape'], returns: 'Any', manual: manual('parse_shape'),
  overloads: [on('parse_shape(x, pattern)', (machine, { x, pattern }) => {
    const text = knownString(machine, pattern, 'a pattern')
    const side = parseSide(text, einopsFail(machine), { underscore: true })
    const shape = machine.shapeOf(operand(machine, x))
    const fail = (words: string): never => machine.raise('RuntimeError', `${words}: ${text} torch.Size([${shape.map(show).join(', ')}])`, 'pattern')
    if (side.groups.some((group) => group !== ellipsis && group.length > 1)) fail("Can't parse shape with composite axes")
    if (side.hasEllipsis ? shape.length < side.groups.length - 1 : shape.length !== side.groups.length) fail(`Can't parse shape with ${side.hasEllipsis ? 'this number of' : 'different number of'} dimensions`)
    const found: (readonly [Value, Value])[] = []
    let dim = 0
    for (const group of side.groups) {
      if (group === ellipsis) { dim += shape.length - side.groups.length + 1; continue }
      const [axis] = group
      const size = shape[dim++]
      if (axis && axis.length === undefined && axis.name !== '_' && size !== undefined) found.push([str(axis.name), int(size)])
    }
    return dict(found)
  })],
})

/** Names of any length become the single letters that torch.einsum takes. */
export function compactEquation(machine: Machine, pattern: string): string {
  if (!pattern.includes('->')) machine.raise('ValueError', "Einsum pattern must contain '->'.", 'pattern')
  const [leftText, rightText] = sidesOf(machine, pattern)
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const mapping = new Map<string, string>()
  const fail = einopsFail(machine)
  const compact = (text: string, side: 'left' | 'right'): string => parseSide(text, fail, { underscore: true, duplicates: side === 'left' }).groups.map((group) => {
    if (group === ellipsis) return '...'
    const [axis] = group
    if (!axis) return machine.raise('NotImplementedError', 'Singleton () axes are not yet supported in einsum.', 'pattern')
    if (group.length > 1) machine.raise('NotImplementedError', 'Shape rearrangement is not yet supported in einsum.', 'pattern')
    if (axis.length !== undefined) machine.raise('NotImplementedError', 'Anonymous axes are not yet supported in einsum.', 'pattern')
    if (!mapping.has(axis.name)) {
      if (side === 'right') fail(`Unknown axis ${axis.name} on right side of einsum ${pattern}.`)
      mapping.set(axis.name, letters[mapping.size] ?? machine.raise('RuntimeError', 'Too many axes in einsum.', 'pattern'))
    }
    return mapping.get(axis.name)
  }).join('')
  const left = leftText.split(',').map((each) => compact(each, 'left')).join(',')
  return `${left}->${compact(rightText, 'right')}`
}

export const einsum = operation({
  names: ['einops.einsum', 'einops.einops.einsum'], manual: manual('einsum'),
  overloads: [on('einsum(Any... tensors_and_pattern)', (machine, { tensors_and_pattern }) => {
    if (tensors_and_pattern.length <= 1) machine.raise('ValueError', '`einops.einsum` takes at minimum two arguments: the tensors (at least one), followed by the pattern.', 'argument')
    const pattern = tensors_and_pattern.at(-1)!
    if (pattern.kind !== 'str' && pattern.kind !== 'unknown') machine.raise('ValueError', 'The last argument passed to `einops.einsum` must be a string, representing the einsum pattern.', 'argument-type')
    return machine.call(machine.library('torch.einsum') ?? none, [str(compactEquation(machine, knownString(machine, pattern, 'a pattern'))), ...tensors_and_pattern.slice(0, -1)])
  })],
  examples: `from einops import einsum\neinsum(torch.rand(2, 3, 4), torch.rand(2, 5, 4), 'b i d, b j d -> b i j')   # shape: [2, 3, 5]`,
})

interface Packing { readonly before: number; readonly after: number }

function packing(machine: Machine, pattern: string, name: 'pack' | 'unpack'): Packing {
  const fail = einopsFail(machine)
  const axes = pattern.split(/\s+/).filter((axis) => axis !== '')
  const place = `in ${name}(..., "${pattern}")`
  if (new Set(axes).size !== axes.length) fail(`Duplicates in axes names ${place}`)
  if (!axes.includes('*')) fail(`No *-axis ${place}`)
  for (const axis of axes) if (axis !== '*' && badName(axis) !== undefined) fail(`Invalid axis name ${axis} ${place}`)
  const before = axes.indexOf('*')
  return { before, after: axes.length - before - 1 }
}

const sizeValue = (machine: Machine, dims: readonly Dim[]): Value => tuple(dims.map(int), machine.nativeClass('torch.Size'))

/** Tensors of different ranks side by side along one axis, and the shapes to take them apart again. */
export const pack = operation({
  names: ['einops.pack', 'einops.packing.pack'], returns: 'Any', manual: manual('pack_unpack'),
  overloads: [on('pack(tensors, pattern)', (machine, { tensors, pattern }) => {
    const text = knownString(machine, pattern, 'a pattern')
    const { before, after } = packing(machine, text, 'pack')
    const shapes: Value[] = []
    const flat = machine.items(tensors).map((each, index) => {
      const input = operand(machine, each)
      const shape = machine.shapeOf(input)
      if (shape.length < before + after) einopsFail(machine)(`packed tensor #${index} (enumeration starts with 0) has shape torch.Size([${shape.map(show).join(', ')}]), while pattern ${text} assumes at least ${before + after} axes`)
      shapes.push(sizeValue(machine, shape.slice(before, shape.length - after)))
      return machine.call(machine.getAttribute(input, 'reshape'), [tuple([...shape.slice(0, before).map(int), int(-1), ...shape.slice(shape.length - after).map(int)])])
    })
    return tuple([machine.call(machine.library('torch.cat') ?? none, [list(flat), int(before)]), list(shapes)])
  })],
})

/** The parts' shapes, with the one -1 that may stand among them worked out; together they cover the axis. */
function fitParts(machine: Machine, parts: readonly (readonly Dim[])[], length: Dim, fail: (words: (pattern: string, shapes: string) => string) => never): readonly (readonly Dim[])[] {
  const misfit = (): never => fail((pattern, shapes) => `Error during unpack(..., "${pattern}"): could not split axis of size ${show(length)} into requested ${shapes}`)
  const open = parts.filter((part) => part.includes(-1))
  if (open.length > 1) fail((pattern, shapes) => `unpack(..., ${pattern}) received more than one -1 in ${shapes} and can't infer dimensions`)
  const covered = parts.filter((part) => !part.includes(-1)).reduce<Dim>((sum, part) => add(sum, part.reduce<Dim>(mul, 1)), 0)
  const [inferred] = open
  if (!inferred) {
    machine.require(equals(covered, length), misfit)
    return parts
  }
  const rest = sub(length, covered), others = inferred.filter((dim) => dim !== -1).reduce<Dim>(mul, 1)
  machine.require(divisible(rest, others), misfit)
  return parts.map((part) => (part === inferred ? part.map((dim) => (dim === -1 ? floorDiv(rest, others) : dim)) : part))
}

/** The inverse of pack. */
export const unpack = operation({
  names: ['einops.unpack', 'einops.packing.unpack'], returns: 'Any', manual: manual('pack_unpack'),
  overloads: [on('unpack(tensor, packed_shapes, pattern)', (machine, { tensor: value, packed_shapes, pattern }) => {
    const text = knownString(machine, pattern, 'a pattern')
    const { before, after } = packing(machine, text, 'unpack')
    const input = operand(machine, value)
    const shape = machine.shapeOf(input)
    if (shape.length !== before + 1 + after) einopsFail(machine)(`unpack(..., ${text}) received input of wrong dim with shape torch.Size([${shape.map(show).join(', ')}])`)
    const parts = machine.items(packed_shapes).map((each) => machine.items(each).map((item) => asDim(item) ?? machine.undecided('a packed shape that is not known')))
    const fitted = fitParts(machine, parts, shape[before] ?? 1, (words) => einopsFail(machine)(words(text, machine.repr(packed_shapes) ?? '?')))
    return list(fitted.map((part) => like(input, [...shape.slice(0, before), ...part, ...shape.slice(before + 1)])))
  })],
})

export const asnumpy = operation({ names: ['einops.asnumpy', 'einops.einops.asnumpy'], returns: 'Any', overloads: [on('asnumpy(tensor)', (machine) => machine.undecided('a numpy array'))] })
export const version = constant('einops.__version__', str(undefined))
