/** The transposed convolution that undoes the shape of a convolution, with the same weights, or the other way round. */
import type { RanStep, Ran } from './engine.ts'
import { writeLiteral } from './literal.ts'
import type { LabSetting } from './types.ts'

/** A setting of its own, fed with what this step returned. Its weight is the same array: `conv` is `y = C x`, its partner `x = Cᵀ y`. */
export function partnerOf(ran: Ran | undefined, step: number): { readonly setting: LabSetting } | { readonly reason: string } {
  const own = ran?.steps[step]
  const found = own && /^Conv(Transpose)?([123])d$/.exec(own.layer.self.cls.name)
  if (!ran || !own || !found) return { reason: 'Only convolutions and transposed convolutions come in pairs.' }
  const dims = Number(found[2]), transposed = found[1] === undefined
  const text = (name: string): string => writeLiteral(own.layer.self.attributes.get(name) ?? { kind: 'none' }) ?? 'None'
  if (transposed && (text('padding_mode') !== "'zeros'" || text('padding').startsWith("'"))) {
    return { reason: 'A transposed convolution pads by zeros only, with numbers: there is no pair for this padding.' }
  }
  const [input] = own.inputs, [output] = own.outputs
  const names = ['kernel_size', 'stride', 'padding', 'dilation', 'groups']
  const plain = { in_channels: text('out_channels'), out_channels: text('in_channels'), ...Object.fromEntries(names.map((name) => [name, text(name)])), bias: 'False' }
  const added = transposed ? { output_padding: tupleText(leftOver(own, dims)) } : {}
  const weight = own.layer.weights['weight']!
  return {
    setting: {
      steps: [{
        layer: `torch.nn.Conv${transposed ? 'Transpose' : ''}${dims}d`, arguments: { ...plain, ...added },
        weights: { weight: { source: { kind: 'given', shape: weight.shape, data: [...weight.data] } } },
      }],
      inputs: [{ shape: output!.shape, dtype: 'float32', data: { source: { kind: 'given', shape: output!.shape, data: [...output!.data] } } }],
      training: ran.setting.training && input !== undefined,
    },
  }
}

/** What the convolution's windows left over at the end of each dim: the `output_padding` that gives the size back. */
function leftOver({ entry, layer, inputs }: RanStep, dims: number): readonly number[] {
  const { kernel_size, stride, dilation, before, behind } = entry.geometry!(layer, inputs)
  return inputs[0]!.shape.slice(-dims).map((size, dim) => (size + before[dim]! + behind[dim]! - dilation[dim]! * (kernel_size[dim]! - 1) - 1) % stride[dim]!)
}

const tupleText = (numbers: readonly number[]): string => (numbers.length === 1 ? `(${numbers[0]},)` : `(${numbers.join(', ')})`)
