import { allocate, elementCount, type NumericArray } from '../../arrays/array.ts'
import { stridesOf } from '../../arrays/strides.ts'
import { matmul } from '../../arrays/matmul.ts'
import { transpose } from '../../arrays/arrange.ts'
import { cubicWeights, type Contribution } from './resample.ts'

export interface GridSampleParameters {
  readonly mode: 'bilinear' | 'nearest' | 'bicubic'
  readonly padding_mode: 'zeros' | 'border' | 'reflection'
  readonly align_corners: boolean
}

/**
 * Reads the input at the points of a grid. A coordinate -1 is one end of a dim and 1 the other: the centres of the
 * outer elements with `align_corners`, else their outer edges. The last coordinate belongs to the first spatial dim.
 *
 * Shapes: input `(N, C, *spatial)`, grid `(N, *output, number of spatial dims)`; output `(N, C, *output)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html
 */
export function gridSample(input: NumericArray, grid: NumericArray, parameters: GridSampleParameters): NumericArray {
  const [batch, channels, ...spatial] = input.shape as [number, number, ...number[]]
  const points = grid.shape.slice(1, -1)
  const dims = spatial.length
  const plane = elementCount(spatial)
  const count = elementCount(points)
  const shape = [batch, channels, ...points]
  const data = allocate(shape)
  for (let point = 0; point < batch * count; point++) {
    const cells = cellsAround(spatial, parameters, dim => grid.data[point * dims + (dims - 1 - dim)]!)
    const n = Math.floor(point / count)
    for (let c = 0; c < channels; c++) {
      let sum = 0
      for (const { index, weight } of cells) sum += weight * input.data[(n * channels + c) * plane + index]!
      data[(n * channels + c) * count + (point % count)] = sum
    }
  }
  return { shape, data }
}

/**
 * A grid for gridSample: the base coordinates of every output element, moved by the affine matrix of its image.
 *
 * Shapes: theta `(N, 2, 3)` or `(N, 3, 4)`, size `(N, C, *spatial)`; output `(N, *spatial, number of spatial dims)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.affine_grid.html
 */
export function affineGrid(
  theta: NumericArray,
  parameters: { readonly size: readonly number[]; readonly align_corners: boolean },
): NumericArray {
  const [batch, , ...spatial] = parameters.size as [number, number, ...number[]]
  const dims = spatial.length
  const strides = stridesOf(spatial)
  const base = allocate([...spatial, dims + 1])
  for (let place = 0; place < elementCount(spatial); place++) {
    spatial.forEach((length, dim) => {
      const index = Math.floor(place / strides[dim]!) % length
      const coordinate = length === 1 && parameters.align_corners ? 0
        : parameters.align_corners ? (2 * index) / (length - 1) - 1 : (2 * index + 1) / length - 1
      base[place * (dims + 1) + (dims - 1 - dim)] = coordinate
    })
    base[place * (dims + 1) + dims] = 1
  }
  const points: NumericArray = { shape: [elementCount(spatial), dims + 1], data: base }
  const moved = matmul(points, transpose(theta, 1, 2))
  return { shape: [batch, ...spatial, dims], data: moved.data }
}

/** The elements that contribute to a point, with their weights, flat over the spatial dims. Those outside are left out. */
function cellsAround(
  spatial: readonly number[],
  parameters: GridSampleParameters,
  coordinate: (dim: number) => number,
): Contribution[] {
  let cells: Contribution[] = [{ index: 0, weight: 1 }]
  spatial.forEach((length, dim) => {
    const line = lineAround(coordinate(dim), length, parameters).filter(({ index }) => index >= 0 && index < length)
    cells = cells.flatMap(cell =>
      line.map(({ index, weight }) => ({ index: cell.index * length + index, weight: cell.weight * weight })))
  })
  return cells
}

function lineAround(coordinate: number, length: number, parameters: GridSampleParameters): Contribution[] {
  const { mode, align_corners } = parameters
  const point = align_corners ? ((coordinate + 1) / 2) * (length - 1) : ((coordinate + 1) * length - 1) / 2
  switch (mode) {
    case 'nearest':
      return [{ index: roundHalfToEven(inside(point, length, parameters)), weight: 1 }]
    case 'bilinear': {
      const placed = inside(point, length, parameters)
      const index = Math.floor(placed)
      return [{ index, weight: index + 1 - placed }, { index: index + 1, weight: placed - index }]
    }
    case 'bicubic': {
      const first = Math.floor(point) - 1
      return cubicWeights(point - Math.floor(point), -0.75).map((weight, tap) => ({
        index: inside(first + tap, length, parameters),
        weight,
      }))
    }
  }
}

/** A point moved onto the input: to the nearer border, or mirrored at the borders as often as needed. */
function inside(point: number, length: number, parameters: GridSampleParameters): number {
  switch (parameters.padding_mode) {
    case 'zeros':
      return point
    case 'border':
      return Math.min(Math.max(point, 0), length - 1)
    case 'reflection': {
      const [low, high] = parameters.align_corners ? [0, length - 1] : [-0.5, length - 0.5]
      return Math.min(Math.max(mirrored(point, low, high), 0), length - 1)
    }
  }
}

function mirrored(point: number, low: number, high: number): number {
  const span = high - low
  if (span === 0) return 0
  const distance = Math.abs(point - low)
  const beyond = distance % span
  return Math.floor(distance / span) % 2 === 0 ? low + beyond : high - beyond
}

function roundHalfToEven(value: number): number {
  const rounded = Math.round(value)
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}
