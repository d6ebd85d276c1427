/** Slices of a step's arrays as boards, with the padding, the cropping and the inserted zeros that its window gives them. */
import type { LabArray, LabGeometry, LabStepResult } from '../../../server/protocol.ts'
import { belongs, plainAxis, type AxisCell, type Board } from '../draw/board.ts'
import { extentOf } from '../draw/numbers.ts'
import { flatPlace } from './indices.ts'

/** Which of a step's arrays: its inputs, weights and outputs are counted apart. */
export interface ArrayPlace { readonly role: 'input' | 'weight' | 'output'; readonly number: number }

/** How the input of a transposed convolution is drawn: as it is, or as the convolution that answers the same reads it. */
export type InputDrawing = 'plain' | 'spread'

/** The indices of the dims in front of the last two, each put inside of its size. */
export function leadingOf(shape: readonly number[], picked: readonly number[]): readonly number[] {
  return shape.slice(0, -2).map((size, dim) => Math.max(0, Math.min(size - 1, picked[dim] ?? 0)))
}

/** The board of one slice. `picked` chooses along the dims in front of the last two. */
export function boardOf(step: LabStepResult, place: ArrayPlace, picked: readonly number[], drawing: InputDrawing = 'plain'): Board | undefined {
  const array = arrayAt(step, place)
  if (!array) return undefined
  const width = array.shape.at(-1) ?? 1, height = array.shape.at(-2) ?? 1
  const slice = flatPlace(leadingOf(array.shape, picked), array.shape) * width * height
  const [rows, columns] = axes(step, place, array, drawing)
  return { name: array.name, rows, columns, values: array.data.subarray(slice, slice + width * height), width, extent: extentOfArray(array) }
}

export function arrayAt(step: LabStepResult, { role, number }: ArrayPlace): LabArray | undefined {
  return { input: step.inputs, weight: step.weights, output: step.outputs }[role][number]
}

/** Whether a step's input can be drawn as a convolution would read it. */
export function canSpread({ geometry, inputs, outputs, weights }: LabStepResult): boolean {
  return geometry?.slides === 'output' && weights.length > 0 && inputs[0]?.shape.length === outputs[0]?.shape.length
}

/** Where on the board of a spatial position: it counts from the array's first element, padding lies below zero. */
export function boardIndex(axis: readonly AxisCell[], position: number): number {
  const first = axis.findIndex(belongs)
  return first < 0 ? -1 : position + first
}

const extents = new WeakMap<LabArray, number>()
function extentOfArray(array: LabArray): number {
  const known = extents.get(array)
  if (known !== undefined) return known
  const extent = extentOf(array.data)
  extents.set(array, extent)
  return extent
}

function axes(step: LabStepResult, { role, number }: ArrayPlace, array: LabArray, drawing: InputDrawing): readonly [readonly AxisCell[], readonly AxisCell[]] {
  const { geometry } = step
  const rank = array.shape.length
  const axis = (dim: number): readonly AxisCell[] => {
    const size = dim < 0 ? 1 : array.shape[dim]!
    const spatial = geometry ? dim - (rank - geometry.kernel_size.length) : -1
    if (!geometry || spatial < 0 || number > 0 || role === 'weight' || !isSpatial(step, role)) return plainAxis(size)
    if (role === 'input' && geometry.slides === 'input') return padded(size, geometry, spatial)
    if (role === 'input' && drawing === 'spread' && canSpread(step)) return spread(size, geometry, spatial)
    if (role === 'output' && geometry.slides === 'output') return cropped(size, stepsOf(step, spatial), geometry, spatial)
    return plainAxis(size)
  }
  return [axis(rank - 2), axis(rank - 1)]
}

/** How often the kernel is laid down along a spatial dim: for each element of the input, or for each block that a fold is given. */
function stepsOf({ geometry, inputs, outputs }: LabStepResult, dim: number): number {
  const { kernel_size, stride, dilation, before, behind } = geometry!
  const [input, output] = [inputs[0]!.shape, outputs[0]!.shape]
  if (input.length === output.length) return input[input.length - kernel_size.length + dim]!
  return Math.floor((output[output.length - kernel_size.length + dim]! + before[dim]! + behind[dim]! - dilation[dim]! * (kernel_size[dim]! - 1) - 1) / stride[dim]!) + 1
}

/** The image of a fold is its output, that of an unfold its input: the other array lists blocks. */
function isSpatial({ geometry, inputs, outputs }: LabStepResult, role: 'input' | 'output'): boolean {
  return inputs[0]?.shape.length === outputs[0]?.shape.length || (geometry?.slides === 'input') === (role === 'input')
}

/** `before` elements of padding, the array, and `behind` elements of padding. */
function padded(size: number, { before, behind, padding_mode }: LabGeometry, dim: number): readonly AxisCell[] {
  const cell = (position: number): AxisCell => (position >= 0 && position < size ? { kind: 'cell', index: position } : { kind: 'padding', index: copied(position, size, padding_mode) })
  return Array.from({ length: before[dim]! + size + behind[dim]! }, (_, index) => cell(index - before[dim]!))
}

/** The element of which a copy stands at a position outside; undefined: a zero does. */
function copied(position: number, size: number, mode: LabGeometry['padding_mode']): number | undefined {
  switch (mode) {
    case 'zeros': return undefined
    case 'reflect': return position < 0 ? -position : 2 * (size - 1) - position
    case 'replicate': return position < 0 ? 0 : size - 1
    case 'circular': return ((position % size) + size) % size
  }
}

/** `stride - 1` zeros between two elements, and so many around them that the kernel's first and last tap reach every output. */
function spread(size: number, geometry: LabGeometry, dim: number): readonly AxisCell[] {
  const stride = geometry.stride[dim]!
  const reach = geometry.dilation[dim]! * (geometry.kernel_size[dim]! - 1)
  const padding = (count: number): readonly AxisCell[] => Array.from({ length: Math.max(0, count) }, () => ({ kind: 'padding', index: undefined }))
  const inner = Array.from({ length: Math.max(0, (size - 1) * stride + 1) }, (_, place): AxisCell => (place % stride === 0 ? { kind: 'cell', index: place / stride } : { kind: 'inserted', index: undefined }))
  return [...padding(reach - geometry.before[dim]!), ...inner, ...padding(reach - geometry.behind[dim]! + geometry.output_padding[dim]!)]
}

/** What the kernel writes beside the output and is cropped, the elements that `output_padding` adds, and those that a stride leaves out. */
function cropped(size: number, steps: number, { before, behind, output_padding, kernel_size, stride, dilation }: LabGeometry, dim: number): readonly AxisCell[] {
  const lost = (count: number): readonly AxisCell[] => Array.from({ length: count }, () => ({ kind: 'cropped', index: undefined }))
  const added = output_padding[dim]!
  const reached = new Set(Array.from({ length: steps * kernel_size[dim]! }, (_, each) => Math.floor(each / kernel_size[dim]!) * stride[dim]! + (each % kernel_size[dim]!) * dilation[dim]! - before[dim]!))
  const cells = Array.from({ length: size }, (_, index): AxisCell => ({ kind: index >= size - added ? 'added' : reached.has(index) ? 'cell' : 'unreached', index }))
  return [...lost(before[dim]!), ...cells, ...lost(Math.max(0, behind[dim]! - added))]
}
