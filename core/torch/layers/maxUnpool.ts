/** Max unpooling: nn.MaxUnpool1d to nn.MaxUnpool3d and F.max_unpool1d to F.max_unpool3d. */
import { equals, greaterThan, show, type Dim } from '../../dims/index.ts'
import { isGiven, among, chosen, arithmetic, callNative, comparison, int, isNone, knownNumbers, layer, like, list, method, moduleState, none, ntuple, on, operation, printed, read, refuse, scalarName, setPlain, showShape, spatialNames, tuple, type InstanceValue, type KernelLayer, type Layer, type Machine, type Overload, type Shape, type TensorValue, type Value } from '../vocabulary/index.ts'
import { maxUnpool as maxUnpoolKernel } from '../kernels/unpool.ts'
import { checkNotEmpty, refusing } from './poolingRule.ts'
import { explainUnpooling } from './poolingWords.ts'
import { movedTerms } from '../terms/moved.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`
type Dims = 1 | 2 | 3

/** Input and indices (N, C, *spatial) or (C, *spatial), of the same shape; output with the spatial sizes asked for. */
function nativeOverloads(dims: 2 | 3, layer?: InstanceValue): readonly Overload[] {
  const rule = (machine: Machine, { input, indices, output_size }: { readonly input: TensorValue; readonly indices: TensorValue; readonly output_size: readonly Dim[] }): Value => {
    const shape = machine.shapeOf(input, ['N', 'C', ...spatialNames(dims)])
    const { dtype } = indices
    const fail = refusing(machine, { layer })
    if (dtype !== undefined && dtype !== 'int64') fail(`elements in indices should be type int64 but got: ${scalarName(dtype)}`, 'dtype')
    const ranked = (): void => {
      if (shape.length !== dims + 1 && shape.length !== dims + 2) fail(`Input to max_unpooling${dims}d should be a ${dims + 1}d or ${dims + 2}d Tensor, but got a tensor with ${shape.length} dimensions.`, 'rank')
    }
    if (dims === 3) ranked()
    if (output_size.length !== dims) fail(`There should be exactly ${dims === 2 ? 'two elements (height, width)' : 'three elements (depth, height, width)'} in output_size, but got ${output_size.length} elements.`, 'output-size', 'output_size')
    if (dims === 2) ranked()
    checkSame(machine, shape, machine.shapeOf(indices, shape), fail)
    checkNotEmpty(machine, shape, 1, `max_unpooling${dims}d_forward_out_cpu()`, fail)
    checkIndices(indices, output_size, fail)
    return like(input, [...shape.slice(0, -dims), ...output_size])
  }
  return dims === 2
    ? [on('max_unpool2d(Tensor input, Tensor indices, int[2] output_size)', rule)]
    : [on('max_unpool3d(Tensor input, Tensor indices, int[3] output_size, int[3] stride, int[3] padding)', (machine, { stride, ...parameters }) => {
      for (const each of stride) machine.require(greaterThan(each, 0), () => refusing(machine, { layer })(`strides should be greater than zero, but got stride: ${showShape(stride)}`, 'stride', 'stride'))
      return rule(machine, parameters)
    })]
}

function checkSame(machine: Machine, shape: Shape, indices: Shape, fail: (message: string, code: string) => never): void {
  const differ = (): never => fail(`Expected shape of indices to be same as that of the input tensor (${showShape(shape)}) but got indices tensor with shape: ${showShape(indices)}`, 'unpool-indices')
  if (indices.length !== shape.length) differ()
  for (const [dim, size] of shape.entries()) machine.require(equals(size, indices[dim]!), differ)
}

/** Indices that are known must lie on the output's plane; PyTorch names the last one that does not. */
function checkIndices(indices: TensorValue, size: readonly Dim[], fail: (message: string, code: string) => never): void {
  const volume = size.reduce<number | undefined>((product, each) => (product === undefined || typeof each !== 'number' ? undefined : product * each), 1)
  if (volume === undefined || indices.dtype !== 'int64') return
  const wrong = indices.data?.findLast((index) => index < 0 || index >= volume)
  if (wrong !== undefined) fail(`Found an invalid max index: ${wrong} (output volumes are of size ${size.map(show).join('x')})`, 'unpool-indices')
}

interface Unpool { readonly input: Value; readonly indices: Value; readonly kernel_size: Value; readonly stride: Value; readonly padding: Value; readonly output_size: Value }

function unpool(machine: Machine, dims: Dims, call: Unpool, layer?: InstanceValue): Value {
  const kernel = ntuple(machine, call.kernel_size, dims)
  const stride = isNone(machine, call.stride) ? kernel : ntuple(machine, call.stride, dims)
  const padding = ntuple(machine, call.padding, dims)
  const size = outputSize(machine, call.input, { kernel, stride, padding, asked: call.output_size }, dims)
  if (dims === 2) return callNative(machine, nativeOverloads(2, layer), call.input, call.indices, size)
  if (dims === 3) return callNative(machine, nativeOverloads(3, layer), call.input, call.indices, size, stride, padding)
  const flat = size.kind === 'list' ? list([...size.items, int(1)]) : arithmetic(machine, size, '+', tuple([int(1)]))
  const widened = [call.input, call.indices].map((each) => widen(machine, each))
  const result = callNative(machine, nativeOverloads(2, layer), widened[0]!, widened[1]!, flat)
  return result.kind === 'tensor' && result.shape ? like(result, result.shape.slice(0, -1)) : result
}

/** `x.unsqueeze(-1)` */
function widen(machine: Machine, value: Value): Value {
  if (value.kind !== 'tensor') {
    machine.getAttribute(value, 'unsqueeze')
    return machine.undecided('an input that is not known')
  }
  return { ...like(value, [...machine.shapeOf(value), 1]), data: value.data }
}

interface Sizes { readonly kernel: Value; readonly stride: Value; readonly padding: Value; readonly asked: Value }

/** `(input - 1)*stride + kernel_size - 2*padding` per dim, or the size asked for, less than one stride away from it. */
function outputSize(machine: Machine, input: Value, { kernel, stride, padding, asked }: Sizes, dims: Dims): Value {
  if (input.kind !== 'tensor') {
    machine.getAttribute(input, 'size')
    return machine.undecided('an input that is not known')
  }
  const shape = machine.shapeOf(input, ['N', 'C', ...spatialNames(dims)])
  const lengths = machine.items(kernel)
  const at = (values: Value, dim: number): Value => machine.getItem(values, int(dim))
  const compute = (left: Value, op: string, right: Value | number): Value => arithmetic(machine, left, op, right)
  const usual = lengths.map((length, dim) => {
    const size = shape[shape.length - lengths.length + dim]
    if (size === undefined) return machine.raise('IndexError', 'tuple index out of range', 'rank')
    return compute(compute(compute(compute(int(size), '-', 1), '*', at(stride, dim)), '+', length), '-', compute(int(2), '*', at(padding, dim)))
  })
  const result = isNone(machine, asked) ? list(usual) : checkedSize(machine, asked, usual, stride)
  for (const dim of lengths.keys()) {
    const size = at(result, dim)
    refuse(machine, comparison(machine, size, '<', 0), () => machine.raise('ValueError', `max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[${dim}]=${printed(machine, size)}`, 'output-size'))
  }
  return result
}

function checkedSize(machine: Machine, given: Value, usual: readonly Value[], stride: Value): Value {
  const dims = usual.length
  let asked = given
  const length = (): number => {
    const found = machine.length(asked)
    return found.kind === 'int' && typeof found.value === 'number' ? found.value : machine.undecided('a length that is not known')
  }
  if (length() === dims + 2) asked = machine.getItem(asked, { kind: 'slice', lower: int(2), upper: none, step: none })
  if (length() !== dims) machine.raise('ValueError', `output_size should be a sequence containing ${dims} or ${dims + 2} elements, but it has a length of '${length()}'`, 'output-size', { parameter: 'output_size' })
  for (const [dim, size] of usual.entries()) {
    const step = machine.getItem(stride, int(dim))
    const least = arithmetic(machine, size, '-', step), most = arithmetic(machine, size, '+', step)
    const each = machine.getItem(asked, int(dim))
    const wrong = (): never => machine.raise('ValueError', `invalid output_size "${printed(machine, asked)}" (dim ${dim} must be between ${printed(machine, least)} and ${printed(machine, most)})`, 'output-size', { parameter: 'output_size' })
    refuse(machine, negated(comparison(machine, least, '<', each)), wrong)
    refuse(machine, negated(comparison(machine, each, '<', most)), wrong)
  }
  return asked
  function negated(verdict: Value): Value { return machine.unary('not', verdict) }
}

const functional = (dims: Dims): ReturnType<typeof operation> => operation({
  names: [`torch.nn.functional.max_unpool${dims}d`],
  manual: manual(`functional.max_unpool${dims}d`),
  layer: chosen('indices kernel_size stride padding output_size', (given) => ({
    name: `torch.nn.MaxUnpool${dims}d`, given: among(given, ['kernel_size', 'stride', 'padding']), ...(isGiven(given, 'output_size') ? { call: among(given, ['output_size']) } : {}),
  }), ['input', 'indices']),
  overloads: [on(`max_unpool${dims}d(input, indices, kernel_size, stride=None, padding=0, output_size=None)` as 'max_unpool(input, indices, kernel_size, stride=None, padding=0, output_size=None)', (machine, parameters) => unpool(machine, dims, parameters))],
})
export const max_unpool1d = functional(1)
export const max_unpool2d = functional(2)
export const max_unpool3d = functional(3)

export const MaxUnpoolNd = layer({ name: 'torch.nn.modules.pooling._MaxUnpoolNd', definedIn: 'torch.nn.modules.pooling' })

const unpoolLayer = (dims: Dims, examples: string): Layer => layer({
  name: `torch.nn.MaxUnpool${dims}d`,
  definedIn: 'torch.nn.modules.pooling',
  base: 'torch.nn.modules.pooling._MaxUnpoolNd',
  manual: manual(`MaxUnpool${dims}d`),
  init: method('__init__(kernel_size, stride=None, padding=0)', (machine, self, { kernel_size, stride, padding }) => {
    moduleState(machine, self)
    setPlain(machine, self, { kernel_size: ntuple(machine, kernel_size, dims), stride: ntuple(machine, stride.kind === 'none' ? kernel_size : stride, dims), padding: ntuple(machine, padding, dims) })
  }),
  forward: method('forward(input, indices, output_size=None)', (machine, self, { input, indices, output_size }) =>
    unpool(machine, dims, { input, indices, kernel_size: read(machine, self, 'kernel_size'), stride: read(machine, self, 'stride'), padding: read(machine, self, 'padding'), output_size }, self)),
  explain: explainUnpooling,
  kernel: (own, [input, indices]) => [maxUnpoolKernel(input!, indices!, parametersOf(own, dims))],
  terms: (own, [input, indices]) => movedTerms(input!, (places) => maxUnpoolKernel(places, indices!, parametersOf(own, dims))),
  examples,
})
/** An `output_size=` of the call takes the place of the size that the window gives. */
function parametersOf({ self, outputShapes }: KernelLayer, dims: Dims): Parameters<typeof maxUnpoolKernel>[2] {
  const numbers = (name: string): readonly number[] => knownNumbers(self, name, dims)
  return { kernel_size: numbers('kernel_size'), stride: numbers('stride'), padding: numbers('padding'), output_size: outputShapes?.[0] }
}

export const MaxUnpool1d = unpoolLayer(1, 'nn.MaxUnpool1d(2)(*F.max_pool1d(torch.randn(1, 3, 9), 2, return_indices=True), output_size=[9])   # shape: [1, 3, 9]')
export const MaxUnpool2d = unpoolLayer(2, [
  'nn.MaxUnpool2d(2)(*F.max_pool2d(torch.randn(1, 3, 8, 8), 2, return_indices=True))   # shape: [1, 3, 8, 8]',
  'nn.MaxUnpool2d(2)(*F.max_pool2d(torch.randn(1, 3, 8, 8), 2, return_indices=True), output_size=[1, 3, 11, 8])   # error[output-size] "(dim 0 must be between 6 and 10)"',
].join('\n'))
export const MaxUnpool3d = unpoolLayer(3, 'nn.MaxUnpool3d(2)(*F.max_pool3d(torch.randn(1, 3, 4, 4, 4), 2, return_indices=True))   # shape: [1, 3, 4, 4, 4]')
