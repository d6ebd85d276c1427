/**
 * What convolutions say to an input whose type is not the weight's. Half-precision floats are passed over, for under autocast they mix
 * with others; so are types that are not known.
 */
import { cName, scalarName, tensorTypeName, type TensorValue } from '../vocabulary/index.ts'

interface Operands { readonly input: TensorValue; readonly weight: TensorValue; readonly bias: TensorValue | undefined }
type Refuse = (message: string, code: string) => never

/** The names of two types that certainly differ. */
export function differing(left: TensorValue, right: TensorValue | undefined, name: (tensor: TensorValue) => string): readonly [string, string] | undefined {
  if (!right || left.dtype === right.dtype || !isCompared(left.dtype) || !isCompared(right.dtype)) return undefined
  return [name(left), name(right)]
}
const isCompared = (dtype: string | undefined): boolean => dtype !== undefined && /^(float32|float64|u?int\d+|bool)$/.test(dtype)
const scalar = (tensor: TensorValue): string => scalarName(tensor.dtype)

export function checkBiasType({ input, bias }: Operands, refuse: Refuse): void {
  const types = differing(input, bias, (tensor) => cName(tensor.dtype))
  if (types) refuse(`Input type (${types[0]}) and bias type (${types[1]}) should be the same`, 'dtype')
}

/** oneDNN takes inputs of float32 only. */
export function checkSameTypes({ input, weight, bias }: Operands, refuse: Refuse): void {
  if (input.dtype !== 'float32') return checkScalarTypes({ input, weight, bias }, refuse)
  for (const [name, other] of [['weight', weight], ['bias', bias]] as const) {
    const types = differing(input, other, tensorTypeName)
    if (types) refuse(`Input type (${types[0]}) and ${name} type (${types[1]}) should be the same or input should be a MKLDNN tensor and ${name} is a dense tensor`, 'dtype')
  }
}

/** The plain implementations exist for these types, and look at the weight's data. */
const implemented = ['float32', 'float64', 'int64']
export function checkScalarTypes({ input, weight, bias }: Operands, refuse: Refuse): void {
  const types = differing(input, weight, scalar) ?? differing(input, bias, scalar)
  if (types && implemented.includes(input.dtype ?? '')) refuse(`expected scalar type ${types[0]} but found ${types[1]}`, 'dtype')
}
