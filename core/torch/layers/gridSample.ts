/** Sampling at given places: F.grid_sample and F.affine_grid. */
import { equals, greaterThan, show, type Dim } from '../../dims/index.ts'
import { asDim, callNative, comparison, falseValue, int, isNone, isString, like, on, operation, printed, refuse, scalarName, showShape, type Machine, type Overload, type Shape, type Value } from '../vocabulary/index.ts'
import { differing } from './convolutionTypes.ts'
import { outOfRange } from './poolingRule.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`

/** Input (N, C, *in), grid (N, *out, dims): output (N, C, *out). */
const sampler: readonly Overload[] = [on('grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners)', (machine, { input, grid }) => {
  const shape = machine.shapeOf(input, ['N', 'C', 'H', 'W'])
  const places = machine.shapeOf(grid, ['N', 'H2', 'W2', 2])
  const fail = (message: string, code: string): never => machine.raise('RuntimeError', `grid_sampler(): ${message}`, code)
  const both = `but got input with sizes ${showShape(shape)} and grid with sizes ${showShape(places)}`
  if (shape.length === 0 || places.length === 0) outOfRange(machine, 0, 0)
  machine.require(equals(shape[0]!, places[0]!), () => fail(`expected grid and input to have same batch size, ${both}`, 'grid'))
  machine.require(equals(places.at(-1)!, shape.length - 2), () => fail(`expected grid to have size ${shape.length - 2} in last dimension, but got grid with sizes ${showShape(places)}`, 'grid'))
  for (const [dim, size] of shape.entries()) {
    if (dim >= 2) machine.require(greaterThan(size, 0), () => fail(`expected input to have non-empty spatial dimensions, but input has sizes ${showShape(shape)} with dimension ${dim} being empty`, 'empty-input'))
  }
  if ((shape.length !== 4 && shape.length !== 5) || shape.length !== places.length) fail(`expected ${shape.length === 4 ? '4' : '5'}D input and grid with same number of dimensions, ${both}`, 'rank')
  const types = differing(input, grid, (tensor) => scalarName(tensor.dtype))
  if (types) machine.raise('RuntimeError', `expected scalar type ${types[0]} but found ${types[1]}`, 'dtype')
  return like(input, [shape[0]!, shape[1]!, ...places.slice(1, -1)])
})]

/** The word's place among those allowed. */
function choice(machine: Machine, value: Value, words: readonly string[], message: () => string, parameter: string): Value {
  if (words.some((word) => isString(value, word) === undefined)) return machine.undecided(`a ${parameter} that is not known`)
  const index = words.findIndex((word) => isString(value, word))
  return index < 0 ? machine.raise('ValueError', `nn.functional.grid_sample(): expected ${message()}`, 'argument', { parameter }) : int(index)
}

export const grid_sample = operation({
  names: ['torch.nn.functional.grid_sample'],
  manual: manual('grid_sample'),
  overloads: [on("grid_sample(input, grid, mode='bilinear', padding_mode='zeros', align_corners=None)", (machine, { input, grid, mode, padding_mode, align_corners }) => {
    const interpolation = choice(machine, mode, ['bilinear', 'nearest', 'bicubic'], () => `mode to be 'bilinear', 'nearest' or 'bicubic', but got: '${printed(machine, mode)}'`, 'mode')
    const padding = choice(machine, padding_mode, ['zeros', 'border', 'reflection'], () => `padding_mode to be 'zeros', 'border', or 'reflection', but got: '${printed(machine, padding_mode)}'`, 'padding_mode')
    return callNative(machine, sampler, input, grid, interpolation, padding, isNone(machine, align_corners) ? falseValue : align_corners)
  })],
  examples: [
    'F.grid_sample(torch.randn(1, 3, 8, 8), torch.zeros(1, 5, 6, 2))   # shape: [1, 3, 5, 6]',
    'F.grid_sample(torch.randn(1, 3, 8, 8), torch.zeros(2, 5, 6, 2))   # error[grid] "expected grid and input to have same batch size"',
  ].join('\n'),
})
export const grid_sampler = operation({ names: ['torch.grid_sampler'], overloads: sampler })

/** theta (N, 2, 3) and size (N, C, H, W): grid (N, H, W, 2); theta (N, 3, 4) and size (N, C, D, H, W): grid (N, D, H, W, 3). */
const generator: readonly Overload[] = [on('affine_grid_generator(Tensor theta, int[] size, bool align_corners)', (machine, { theta, size }) => {
  const shape = machine.shapeOf(theta)
  const [batch] = size
  if (batch === undefined) return machine.undecided('a grid without sizes')
  machine.require(equals(shape[0]!, batch), () => machine.raise('RuntimeError', `Expected size for first two dimensions of batch2 tensor to be: [${show(batch)}, ${shape.length === 3 ? show(shape[2]!) : '?'}] but got: [${[shape[0]!, ...shape.slice(2)].map(show).join(', ')}].`, 'grid'))
  return like(theta, [batch, ...size.slice(2), size.length - 2])
})]

export const affine_grid = operation({
  names: ['torch.nn.functional.affine_grid'],
  manual: manual('affine_grid'),
  overloads: [on('affine_grid(theta, size, align_corners=None)', (machine, { theta, size, align_corners }) => {
    const corners = isNone(machine, align_corners) ? falseValue : align_corners
    if (theta.kind !== 'tensor') {
      machine.getAttribute(theta, 'is_floating_point')
      return machine.undecided('a theta that is not known')
    }
    if (theta.dtype !== undefined && !/^b?float/.test(theta.dtype)) machine.raise('ValueError', `Expected theta to have floating point type, but got torch.${theta.dtype}`, 'dtype')
    checkTheta(machine, machine.shapeOf(theta, ['N', 2, 3]), size)
    const spatial = spatialSizes(machine, size)
    if (!(machine.truth(corners) === true && spatial.some((each) => each === 1) && spatial.every((each) => typeof each === 'number' && each >= 1))) {
      for (const each of machine.items(size)) refuse(machine, comparison(machine, each, '<=', 0), () => machine.raise('ValueError', `Expected non-zero, positive output size. Got ${printed(machine, size)}`, 'output-size', { parameter: 'size' }))
    }
    return callNative(machine, generator, theta, size, corners)
  })],
  examples: 'F.affine_grid(torch.zeros(1, 2, 3), [1, 3, 5, 6])   # shape: [1, 5, 6, 2]',
})

function spatialSizes(machine: Machine, size: Value): readonly (Dim | undefined)[] {
  return machine.items(size).slice(2).map(asDim)
}

function checkTheta(machine: Machine, shape: Shape, size: Value): void {
  const length = machine.length(size)
  if (length.kind !== 'int' || typeof length.value !== 'number') return machine.undecided('a size that is not known')
  const dims = length.value - 2
  if (dims !== 2 && dims !== 3) machine.raise('NotImplementedError', `affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size ${printed(machine, size)}.`, 'grid', { parameter: 'size' })
  const wrong = (): never => machine.raise('ValueError', `Expected a batch of ${dims}D affine matrices of shape Nx${dims}x${dims + 1} for size ${printed(machine, size)}. Got torch.Size(${showShape(shape)}).`, 'grid')
  if (shape.length !== 3) wrong()
  machine.require(equals(shape[1]!, dims), wrong)
  machine.require(equals(shape[2]!, dims + 1), wrong)
}
