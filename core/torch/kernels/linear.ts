import { allocate, elementCount, type NumericArray } from '../../arrays/array.ts'
import { add } from '../../arrays/broadcast.ts'
import { matmul } from '../../arrays/matmul.ts'
import { transpose } from '../../arrays/arrange.ts'

/**
 * `y = x Aᵀ + b`.
 *
 * Shapes: input `(*, in_features)`, weight `(out_features, in_features)` or `(in_features)`, bias `(out_features)` or
 * `()`; output `(*, out_features)` or `(*)`.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export function linear(input: NumericArray, weight: NumericArray, bias: NumericArray | undefined): NumericArray {
  const product = matmul(input, weight.shape.length === 1 ? weight : transpose(weight, 0, 1))
  return bias === undefined ? product : add(product, bias)
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
