import { allocate, elementCount, type NumericArray } from '../../arrays/array.ts'
import { runsOf, windowCount } from './window.ts'
import { pad, type PadMode } from './pad.ts'

export interface ConvParameters {
  readonly stride: readonly number[]
  /** One count per dim for both ends, or the words PyTorch knows. `same` puts the odd element at the end. */
  readonly padding: readonly number[] | 'same' | 'valid'
  readonly dilation: readonly number[]
  readonly groups: number
  readonly padding_mode?: 'zeros' | Exclude<PadMode, 'constant'> | undefined
}

export interface ConvTransposeParameters {
  readonly stride: readonly number[]
  readonly padding: readonly number[]
  readonly output_padding: readonly number[]
  readonly dilation: readonly number[]
  readonly groups: number
  /** The spatial size to produce (leading sizes are ignored); it takes the place of `output_padding`. */
  readonly output_size?: readonly number[] | undefined
}

/**
 * Cross-correlation: `out[n, o, place] = bias[o] + Σ_c Σ_k weight[o, c, k] * input[n, c, place*stride - padding + k*dilation]`,
 * where c runs over the channels of the group that o belongs to. The rank of the weight tells the number of dims.
 *
 * Shapes: input `(N, C_in, *spatial)` or `(C_in, *spatial)`, weight `(C_out, C_in / groups, *kernel_size)`, bias `(C_out)`;
 * output `(N, C_out, *places)` or `(C_out, *places)`.
 * `progress` is told now and then how much is done, from 0 to 1.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export function conv(
  input: NumericArray,
  weight: NumericArray,
  bias: NumericArray | undefined,
  parameters: ConvParameters,
  progress?: (done: number) => void,
): NumericArray {
  const { stride, dilation, groups, padding_mode = 'zeros' } = parameters
  const kernel_size = weight.shape.slice(2)
  const padding = kernel_size.map((size, dim) => bothEnds(parameters.padding, dim, dilation[dim]! * (size - 1)))
  const padded =
    padding_mode === 'zeros' ? input : pad(input, { padding: [...padding].reverse().flat(), mode: padding_mode })
  const { batch, channels, spatial, shapeWith } = imageOf(padded, kernel_size.length)
  const before = padding.map(([first]) => (padding_mode === 'zeros' ? first : 0))
  const places = spatial.map((length, dim) => {
    const [first, last] = padding_mode === 'zeros' ? padding[dim]! : [0, 0]
    return windowCount(length + first + last, {
      kernel_size: kernel_size[dim]!,
      stride: stride[dim]!,
      padding: 0,
      dilation: dilation[dim]!,
    })
  })
  const outChannels = weight.shape[0]!
  const groupChannels = weight.shape[1]!
  const groupOutputs = outChannels / groups
  const inputPlane = elementCount(spatial)
  const outputPlane = elementCount(places)
  const kernelCells = elementCount(kernel_size)
  const shape = shapeWith(outChannels, places)
  const data = allocate(shape)
  const runs = runsOf(spatial, places, { kernel_size, stride, padding: before, dilation })
  const step = stride.at(-1)!
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outChannels; o++) {
      progress?.((n * outChannels + o) / (batch * outChannels))
      const outputStart = (n * outChannels + o) * outputPlane
      if (bias) data.fill(bias.data[o]!, outputStart, outputStart + outputPlane)
      const firstChannel = n * channels + Math.floor(o / groupOutputs) * groupChannels
      for (let c = 0; c < groupChannels; c++) {
        const weightStart = (o * groupChannels + c) * kernelCells
        const inputStart = (firstChannel + c) * inputPlane
        for (let run = 0; run < runs.count; run++) {
          const factor = weight.data[weightStart + runs.kernel[run]!]!
          const end = outputStart + runs.place[run]! + runs.length[run]!
          for (let to = outputStart + runs.place[run]!, from = inputStart + runs.input[run]!; to < end; to++, from += step) data[to]! += factor * padded.data[from]!
        }
      }
    }
  }
  return { shape, data }
}

/**
 * The adjoint of `conv`: every input element adds its multiple of the kernel to the places that a convolution with the
 * same parameters would read for it.
 *
 * Shapes: input `(N, C_in, *spatial)` or `(C_in, *spatial)`, weight `(C_in, C_out / groups, *kernel_size)`, bias `(C_out)`;
 * output length `(L - 1)*stride - 2*padding + dilation*(kernel_size - 1) + output_padding + 1` along each dim.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
 */
export function convTranspose(
  input: NumericArray,
  weight: NumericArray,
  bias: NumericArray | undefined,
  parameters: ConvTransposeParameters,
  progress?: (done: number) => void,
): NumericArray {
  const { stride, padding, dilation, groups } = parameters
  const kernel_size = weight.shape.slice(2)
  const { batch, channels, spatial, shapeWith } = imageOf(input, kernel_size.length)
  const produced = producedSize(spatial, kernel_size, parameters)
  const groupChannels = channels / groups
  const groupOutputs = weight.shape[1]!
  const outChannels = groupOutputs * groups
  const inputPlane = elementCount(spatial)
  const outputPlane = elementCount(produced)
  const kernelCells = elementCount(kernel_size)
  const shape = shapeWith(outChannels, produced)
  const data = allocate(shape)
  if (bias !== undefined) {
    for (let index = 0; index < data.length; index++) {
      data[index] = bias.data[Math.floor(index / outputPlane) % outChannels]!
    }
  }
  const runs = runsOf(produced, spatial, { kernel_size, stride, padding, dilation })
  const step = stride.at(-1)!
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      progress?.((n * channels + c) / (batch * channels))
      const inputStart = (n * channels + c) * inputPlane
      const firstOutput = n * outChannels + Math.floor(c / groupChannels) * groupOutputs
      for (let o = 0; o < groupOutputs; o++) {
        const weightStart = (c * groupOutputs + o) * kernelCells
        const outputStart = (firstOutput + o) * outputPlane
        for (let run = 0; run < runs.count; run++) {
          const factor = weight.data[weightStart + runs.kernel[run]!]!
          const end = inputStart + runs.place[run]! + runs.length[run]!
          for (let from = inputStart + runs.place[run]!, to = outputStart + runs.input[run]!; from < end; from++, to += step) data[to]! += factor * input.data[from]!
        }
      }
    }
  }
  return { shape, data }
}

/** The spatial size of a transposed convolution's output. */
export function producedSize(spatial: readonly number[], kernel_size: readonly number[], parameters: ConvTransposeParameters): readonly number[] {
  const { stride, padding, output_padding, dilation, output_size } = parameters
  return output_size?.slice(-kernel_size.length) ?? spatial.map((length, dim) =>
    (length - 1) * stride[dim]! - 2 * padding[dim]! + dilation[dim]! * (kernel_size[dim]! - 1) + output_padding[dim]! + 1)
}

/** The elements added at the two ends of a dim. `total` is what a window needs to keep the length of its input. */
export function bothEnds(padding: ConvParameters['padding'], dim: number, total: number): [before: number, after: number] {
  if (padding === 'valid') return [0, 0]
  if (padding === 'same') return [Math.floor(total / 2), Math.ceil(total / 2)]
  return [padding[dim]!, padding[dim]!]
}

interface Image {
  readonly batch: number
  readonly channels: number
  readonly spatial: readonly number[]
  /** The shape of an output with other channels and another size, batched as the input is. */
  shapeWith(channels: number, spatial: readonly number[]): number[]
}

/** Reads `(N, C, *spatial)`, or `(C, *spatial)` as a batch of one. */
function imageOf(input: NumericArray, dims: number): Image {
  const leading = input.shape.slice(0, -dims - 1)
  return {
    batch: elementCount(leading),
    channels: input.shape.at(-dims - 1)!,
    spatial: input.shape.slice(-dims),
    shapeWith: (channels, spatial) => [...leading, channels, ...spatial],
  }
}
