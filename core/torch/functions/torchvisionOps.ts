/**
 * The operators that torchvision adds to PyTorch in C++, where its Python sources end.
 * Source: https://docs.pytorch.org/vision/stable/ops.html
 */
import { opaque, type Dim } from '../../dims/index.ts'
import { asDim, constant, tensor, tuple, type Constant, type Machine, type TensorValue, type Value } from '../vocabulary/index.ts'

function operator(name: string, rule: (machine: Machine, args: readonly Value[]) => Value): Constant {
  return constant(`torch.ops.torchvision.${name}`, {
    kind: 'builtin', name: `torchvision.${name}`, bindsSelf: false, traced: 'fn',
    call: (machine, args) => (args.open || args.keywords.size > 0 ? machine.undecided('arguments that are not known') : rule(machine, args.positional)),
  })
}
const given = (machine: Machine, value: Value | undefined): TensorValue => (value?.kind === 'tensor' ? value : machine.undecided('a tensor that is not known'))
const sizeOf = (value: Value | undefined): Dim => (value && asDim(value)) ?? opaque({ min: 0 })

/** Which boxes are kept depends on data. */
const nms = operator('nms', (machine, [boxes]) => {
  given(machine, boxes)
  return tensor([opaque({ min: 0 })], { dtype: 'int64' })
})

/** Regions (K, 5) of an input (N, C, H, W): (K, C, height, width). */
function pooled(machine: Machine, input: Value | undefined, regions: Value | undefined, height: Value | undefined, width: Value | undefined): TensorValue {
  const features = given(machine, input)
  const [, channels] = machine.shapeOf(features), [count] = machine.shapeOf(given(machine, regions))
  if (channels === undefined || count === undefined) return machine.undecided('regions of what is no image')
  return tensor([count, channels, sizeOf(height), sizeOf(width)], { dtype: features.dtype })
}
const roiAlign = operator('roi_align', (machine, [input, regions, , height, width]) => pooled(machine, input, regions, height, width))
const roiPool = operator('roi_pool', (machine, [input, regions, , height, width]) => {
  const output = pooled(machine, input, regions, height, width)
  return tuple([output, tensor(output.shape, { dtype: 'int32' })])
})

export const torchvisionOperators = [nms, roiAlign, roiPool]
