/** The terms of convolutions and transposed convolutions. */
import type { NumericArray } from '../../arrays/index.ts'
import { bothEnds, producedSize, type ConvParameters, type ConvTransposeParameters } from '../kernels/conv.ts'
import { windowCount } from '../kernels/window.ts'
import { slidingLine, transposedLine } from './lines.ts'
import { separableReach, separableTerms, type Separable } from './separable.ts'
import type { Terms } from './types.ts'

/** `out[n, o, place] = bias[o] + Σ_c Σ_k weight[o, c, k] * input[n, c, place*stride - padding + k*dilation]`. Shapes as in `kernels/conv.ts`. */
export function convTerms(input: NumericArray, weight: NumericArray, hasBias: boolean, parameters: ConvParameters): Terms {
  const { stride, dilation, groups, padding_mode = 'zeros' } = parameters
  const [outputs, inner, ...kernel_size] = weight.shape as [number, number, ...number[]]
  const lines = kernel_size.map((kernel, dim) => {
    const length = input.shape.at(dim - kernel_size.length)!
    const [before, behind] = bothEnds(parameters.padding, dim, dilation[dim]! * (kernel - 1))
    const window = { kernel_size: kernel, stride: stride[dim]!, dilation: dilation[dim]! }
    return slidingLine(length, windowCount(length + before + behind, { ...window, padding: 0 }), { ...window, padding: before }, padding_mode)
  })
  const cells = kernel_size.reduce((product, size) => product * size, 1)
  const channels = inner * groups, groupOutputs = outputs / groups
  return affine({
    lines, kernel_size,
    feeds: (plane) => {
      const sample = Math.floor(plane / outputs), output = plane % outputs
      const first = sample * channels + Math.floor(output / groupOutputs) * inner
      return Array.from({ length: inner }, (_, c) => ({ plane: first + c, weight: (output * inner + c) * cells }))
    },
    fed: (plane) => {
      const first = Math.floor(plane / channels) * outputs + Math.floor((plane % channels) / inner) * groupOutputs
      return Array.from({ length: groupOutputs }, (_, o) => first + o)
    },
  }, hasBias, outputs)
}

/** The adjoint: `out[n, o, p] = bias[o] + Σ_c Σ_k weight[c, o, k] * input[n, c, (p + padding - k*dilation) / stride]` wherever that is an element. */
export function convTransposeTerms(input: NumericArray, weight: NumericArray, hasBias: boolean, parameters: ConvTransposeParameters): Terms {
  const { stride, padding, dilation, groups } = parameters
  const [channels, inner, ...kernel_size] = weight.shape as [number, number, ...number[]]
  const spatial = input.shape.slice(-kernel_size.length)
  const produced = producedSize(spatial, kernel_size, parameters)
  const lines = kernel_size.map((kernel, dim) => transposedLine(spatial[dim]!, produced[dim]!, { kernel_size: kernel, stride: stride[dim]!, padding: padding[dim]!, dilation: dilation[dim]! }))
  const cells = kernel_size.reduce((product, size) => product * size, 1)
  const outputs = inner * groups, groupChannels = channels / groups
  return affine({
    lines, kernel_size,
    feeds: (plane) => {
      const sample = Math.floor(plane / outputs), output = plane % outputs
      const first = Math.floor(output / inner) * groupChannels
      return Array.from({ length: groupChannels }, (_, c) => ({ plane: sample * channels + first + c, weight: ((first + c) * inner + (output % inner)) * cells }))
    },
    fed: (plane) => {
      const first = Math.floor(plane / channels) * outputs + Math.floor((plane % channels) / groupChannels) * inner
      return Array.from({ length: inner }, (_, o) => first + o)
    },
  }, hasBias, outputs)
}

function affine(separable: Separable, hasBias: boolean, outputs: number): Terms {
  const outputPlane = separable.lines.reduce((product, line) => product * line.places, 1)
  return {
    of: (_, place) => ({ form: 'sum', terms: separableTerms(separable, place), bias: hasBias ? { name: 'bias', place: Math.floor(place / outputPlane) % outputs } : undefined }),
    reach: (_, place) => separableReach(separable, place),
  }
}
