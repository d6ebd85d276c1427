/**
 * Initialisers: they fill a tensor in place and return it. Some need fans, which a vector has none of.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html
 */
import { mul, type Dim } from '../../dims/index.ts'
import { elements } from '../../shapes/check.ts'
import { float, inPlace, int, on, operation, tuple, type Machine, type Operation, type TensorValue, type Value } from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.${name}`

const requireFans = (machine: Machine, tensor: TensorValue): void => {
  if (tensor.shape && tensor.shape.length < 2) machine.raise('ValueError', 'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions', 'rank')
}
const requireRank = (least: number, most: number, message: string) => (machine: Machine, tensor: TensorValue): void => {
  if (tensor.shape && (tensor.shape.length < least || tensor.shape.length > most)) machine.raise('ValueError', message, 'rank')
}

function initialiser(name: string, parameters: string, check: (machine: Machine, tensor: TensorValue) => void = () => undefined): Operation {
  return operation({
    names: [`torch.nn.init.${name}`, ...(name.endsWith('_') ? [`torch.nn.init.${name.slice(0, -1)}`] : [])], manual: manual(name),
    overloads: [on(`${name}(Tensor tensor${parameters})` as 'f(Tensor tensor)', (machine, { tensor }) => {
      check(machine, tensor)
      return inPlace(machine, tensor, () => undefined)
    })],
  })
}
export const initialisers = [
  initialiser('uniform_', ', a=0.0, b=1.0, generator=None'), initialiser('normal_', ', mean=0.0, std=1.0, generator=None'), initialiser('trunc_normal_', ', mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None'),
  initialiser('constant_', ', val'), initialiser('ones_', ''), initialiser('zeros_', ''),
  initialiser('eye_', '', requireRank(2, 2, 'Only tensors with 2 dimensions are supported')), initialiser('dirac_', ', groups=1', requireRank(3, 5, 'Only tensors with 3, 4, or 5 dimensions are supported')),
  initialiser('xavier_uniform_', ', gain=1.0, generator=None', requireFans), initialiser('xavier_normal_', ', gain=1.0, generator=None', requireFans),
  initialiser('kaiming_uniform_', ", a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None", requireFans), initialiser('kaiming_normal_', ", a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None", requireFans),
  initialiser('orthogonal_', ', gain=1, generator=None', requireRank(2, Infinity, 'Only tensors with 2 or more dimensions are supported')), initialiser('sparse_', ', sparsity, std=0.01, generator=None', requireRank(2, 2, 'Only tensors with 2 dimensions are supported')),
  initialiser('_no_grad_uniform_', ', a, b, generator=None'), initialiser('_no_grad_normal_', ', mean, std, generator=None'), initialiser('_no_grad_trunc_normal_', ', mean, std, a, b, generator=None'), initialiser('_no_grad_fill_', ', val'), initialiser('_no_grad_zero_', ''),
]

/** The numbers of inputs and outputs that each element of a weight takes part in. */
function fans(machine: Machine, tensor: TensorValue): readonly [Dim, Dim] {
  requireFans(machine, tensor)
  const [out, into, ...window] = machine.shapeOf(tensor)
  const field = elements(window)
  return [mul(into!, field), mul(out!, field)]
}
export const fanFunctions = [
  operation({ names: ['torch.nn.init._calculate_fan_in_and_fan_out'], returns: 'Any', overloads: [on('_calculate_fan_in_and_fan_out(Tensor tensor)', (machine, { tensor }) => tuple(fans(machine, tensor).map(int)))] }),
  operation({
    names: ['torch.nn.init._calculate_correct_fan'], returns: 'Any',
    overloads: [on('_calculate_correct_fan(Tensor tensor, str mode)', (machine, { tensor, mode }) => {
      const chosen = mode.toLowerCase()
      if (chosen !== 'fan_in' && chosen !== 'fan_out') machine.raise('ValueError', `Mode ${chosen} not supported, please use one of ['fan_in', 'fan_out']`, 'value')
      const [into, out] = fans(machine, tensor)
      return int(chosen === 'fan_in' ? into : out)
    })],
  }),
]

const linear: readonly string[] = ['linear', 'conv1d', 'conv2d', 'conv3d', 'conv_transpose1d', 'conv_transpose2d', 'conv_transpose3d', 'sigmoid']
/** Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.calculate_gain */
function gain(machine: Machine, nonlinearity: string, param: Value): number | undefined {
  if (linear.includes(nonlinearity)) return 1
  if (nonlinearity === 'tanh') return 5 / 3
  if (nonlinearity === 'relu') return Math.SQRT2
  if (nonlinearity === 'selu') return 0.75
  if (nonlinearity !== 'leaky_relu') return machine.raise('ValueError', `Unsupported nonlinearity ${nonlinearity}`, 'value')
  const slope = param.kind === 'none' ? 0.01 : param.kind === 'float' ? param.value : param.kind === 'int' && typeof param.value === 'number' ? param.value : undefined
  return slope === undefined ? undefined : Math.sqrt(2 / (1 + slope ** 2))
}
export const calculateGain = operation({
  names: ['torch.nn.init.calculate_gain'], returns: 'Any', manual: manual('calculate_gain'),
  overloads: [on('calculate_gain(str nonlinearity, param=None)', (machine, { nonlinearity, param }) => float(gain(machine, nonlinearity, param)))],
})
