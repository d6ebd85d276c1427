import { allocate, elementCount, type NumericArray } from '../../arrays/array.ts'

/**
 * `y = x Aᵀ + b`: `y[o] = Σ_i A[o, i] * x[i] + b[o]`.
 *
 * Shapes: input `(*, in_features)`, weight `(out_features, in_features)` or `(in_features)`, bias `(out_features)` or
 * `()`; output `(*, out_features)` or `(*)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export function linear(input: NumericArray, weight: NumericArray, bias: NumericArray | undefined): NumericArray {
  const inputs = weight.shape.at(-1)!
  const outputs = elementCount(weight.shape.slice(0, -1))
  const shape = [...input.shape.slice(0, -1), ...weight.shape.slice(0, -1)]
  const data = allocate(shape)
  for (let row = 0; row < data.length / outputs; row++) {
    for (let o = 0; o < outputs; o++) {
      let sum = bias?.data[o] ?? 0
      for (let i = 0; i < inputs; i++) sum += input.data[row * inputs + i]! * weight.data[o * inputs + i]!
      data[row * outputs + o] = sum
    }
  }
  return { shape, data }
}

/**
 * `y[o] = x1ᵀ A[o] x2 + b[o]`.
 *
 * Shapes: input1 `(*, in1_features)`, input2 `(*, in2_features)`, weight `(out_features, in1_features, in2_features)`,
 * bias `(out_features)`; output `(*, out_features)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
 */
export function bilinear(
  input1: NumericArray,
  input2: NumericArray,
  weight: NumericArray,
  bias: NumericArray | undefined,
): NumericArray {
  const [outputs, in1, in2] = weight.shape as [number, number, number]
  const leading = input1.shape.slice(0, -1)
  const shape = [...leading, outputs]
  const data = allocate(shape)
  for (let row = 0; row < elementCount(leading); row++) {
    for (let o = 0; o < outputs; o++) {
      let sum = bias?.data[o] ?? 0
      for (let i = 0; i < in1; i++) {
        for (let j = 0; j < in2; j++) {
          sum += input1.data[row * in1 + i]! * weight.data[(o * in1 + i) * in2 + j]! * input2.data[row * in2 + j]!
        }
      }
      data[row * outputs + o] = sum
    }
  }
  return { shape, data }
}
