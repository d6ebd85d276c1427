import { elementCount, zeros, type NumericArray } from '../../arrays/array.ts'

/**
 * Puts every maximum back to where maxPool found it; all other elements are zero. Where `output_size` is undefined
 * the length is `(L - 1)*stride - 2*padding + kernel_size`. An index that is not on the output is a RangeError.
 *
 * Shapes: input and indices `(*, *places)`; output `(*, *spatial)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
 */
export function maxUnpool(
  input: NumericArray,
  indices: NumericArray,
  parameters: {
    readonly kernel_size: readonly number[]
    readonly stride: readonly number[]
    readonly padding: readonly number[]
    /** The spatial size to produce; leading sizes are ignored. */
    readonly output_size?: readonly number[] | undefined
  },
): NumericArray {
  const { kernel_size, stride, padding, output_size } = parameters
  const dims = kernel_size.length
  const places = input.shape.slice(-dims)
  const spatial = output_size?.slice(-dims) ?? places.map((length, dim) =>
    (length - 1) * stride[dim]! - 2 * padding[dim]! + kernel_size[dim]!)
  const output = zeros([...input.shape.slice(0, -dims), ...spatial])
  const inputPlane = elementCount(places)
  const outputPlane = elementCount(spatial)
  input.data.forEach((element, flat) => {
    const index = indices.data[flat]!
    if (!(index >= 0 && index < outputPlane)) {
      throw new RangeError(`Found an invalid max index: ${index} (output volumes are of size ${spatial.join('x')})`)
    }
    output.data[Math.floor(flat / inputPlane) * outputPlane + index] = element
  })
  return output
}
