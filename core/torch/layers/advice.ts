/** What to do about a refused call, in a sentence with the layer's own numbers. */
import { show } from '../../dims/index.ts'
import { asDim, numberOf, type InstanceValue, type TensorValue } from '../vocabulary/index.ts'

const sizesOf = (self: InstanceValue, name: string): number[] => {
  const value = self.attributes.get(name)
  if (value?.kind !== 'tuple') return []
  return value.items.map((item) => {
    const size = asDim(item)
    return typeof size === 'number' ? size : NaN
  })
}

export function adviseConvolution(self: InstanceValue, [input]: readonly TensorValue[], code: string): string | undefined {
  if (code === 'output-padding') return adviseOutputPadding(self)
  if (code === 'channels') return input && adviseChannels(self, input)
  return undefined
}

function adviseOutputPadding(self: InstanceValue): string | undefined {
  const [stride, dilation] = [sizesOf(self, 'stride'), sizesOf(self, 'dilation')]
  const added = sizesOf(self, 'output_padding')
  const dim = added.findIndex((more, each) => more >= stride[each]! && more >= dilation[each]!)
  if (dim < 0) return undefined
  const here = stride[dim] === dilation[dim] ? `both are ${stride[dim]}` : `stride is ${stride[dim]} and dilation is ${dilation[dim]}`
  return `output_padding=${added[dim]} needs a stride or dilation of at least ${added[dim]! + 1}; here ${here}.`
}

function adviseChannels(self: InstanceValue, input: TensorValue): string | undefined {
  const channels = numberOf(self, 'in_channels')
  const dims = sizesOf(self, 'kernel_size').length
  const { shape } = input
  const actual = shape?.[shape.length - dims - 1]
  if (channels === undefined || actual === undefined) return undefined
  const last = shape?.at(-1) === channels && shape.length === dims + 2
  const order = [0, dims + 1, ...Array.from({ length: dims }, (_, dim) => dim + 1)]
  return `The layer has in_channels=${channels}; the input has ${show(actual)} channels.${last ? ` Its last size is ${channels}: if the channels come last, x.permute(${order.join(', ')}) puts them second.` : ''}`
}

export function adviseLinear(self: InstanceValue, [input]: readonly TensorValue[], code: string): string | undefined {
  const features = numberOf(self, 'in_features')
  const last = input?.shape?.at(-1)
  return code === 'matmul' && features !== undefined && last !== undefined ? `The layer has in_features=${features}; the last size of its input is ${show(last)}.` : undefined
}
