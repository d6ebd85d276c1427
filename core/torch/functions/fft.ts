/**
 * Discrete Fourier transforms: sizes are kept, trimmed or padded to `n`, and halved where the signal is real.
 * Source: https://docs.pytorch.org/docs/stable/fft.html
 */
import { add, atLeast, floorDiv, mul, show, sub, type Dim } from '../../dims/index.ts'
import { requireOf } from '../../shapes/check.ts'
import { category, dimension, dimensions, on, operation, tensor, type Machine, type Operation, type Shape, type TensorValue } from '../vocabulary/index.ts'

/** `full`: as long as before; `half`: a real signal's spectrum; `real`: the signal of half a spectrum. */
type Kind = 'full' | 'half' | 'real'
const outputSize = (kind: Kind, n: Dim | undefined, size: Dim): Dim =>
  kind === 'full' ? n ?? size : kind === 'half' ? add(floorDiv(n ?? size, 2), 1) : n ?? mul(2, sub(size, 1))

const complexOf = (dtype: string | undefined): string | undefined => (dtype === undefined ? undefined : dtype === 'float64' || dtype === 'complex128' ? 'complex128' : 'complex64')
const realOf = (dtype: string | undefined): string | undefined => (dtype === undefined ? undefined : dtype === 'complex128' || dtype === 'float64' ? 'float64' : 'float32')

function transformed(machine: Machine, input: TensorValue, dims: readonly number[], sizes: readonly (Dim | undefined)[], kind: Kind): TensorValue {
  const shape: Shape = machine.shapeOf(input)
  const last = dims.at(-1)
  const result = shape.map((size, dim) => {
    const place = dims.indexOf(dim)
    return place < 0 ? size : outputSize(dim === last ? kind : 'full', sizes[place], size)
  })
  for (const dim of dims) {
    const size = result[dim]!
    requireOf(machine, atLeast(size, 1), () => machine.raise('RuntimeError', `Invalid number of data points (${show(size)}) specified`, 'size'))
  }
  if (kind === 'half' && category(input.dtype) === 'complex') machine.raise('RuntimeError', `rfft expects a real input tensor, but got ${input.dtype === 'complex128' ? 'ComplexDouble' : 'ComplexFloat'}`, 'dtype')
  return tensor(result, { dtype: kind === 'real' ? realOf(input.dtype) : complexOf(input.dtype) })
}

const one = (name: string, kind: Kind): Operation => operation({
  names: [`torch.fft.${name}`], manual: `https://docs.pytorch.org/docs/stable/generated/torch.fft.${name}.html`,
  overloads: [on(`fft_${name}(Tensor input, int? n=None, int dim=-1, str? norm=None, *, Tensor? out=None)` as 'f(Tensor input, int? n=None, int dim=-1)', (machine, { input, n, dim }) =>
    transformed(machine, input, [dimension(machine, dim, machine.shapeOf(input).length)], [n], kind))],
})
/** Without dims: the last ones that `s` has sizes for, or all. */
const several = (name: string, kind: Kind, dims: string): Operation => operation({
  names: [`torch.fft.${name}`], manual: `https://docs.pytorch.org/docs/stable/generated/torch.fft.${name}.html`,
  overloads: [on(`fft_${name}(Tensor input, int[1]? s=None, int[1]? dim=${dims}, str? norm=None, *, Tensor? out=None)` as 'f(Tensor input, int[1]? s=None, int[1]? dim=None)', (machine, { input, s, dim }) => {
    const rank = machine.shapeOf(input).length
    const count = s?.length ?? rank
    const at = dim ? dimensions(machine, dim, rank) : Array.from({ length: count }, (_, index) => rank - count + index)
    if (s && s.length !== at.length) machine.raise('RuntimeError', 'When given, dim and shape arguments must have the same length', 'argument')
    return transformed(machine, input, at, at.map((_, index) => (s?.[index] === -1 ? undefined : s?.[index])), kind)
  })],
})
export const transforms = [
  one('fft', 'full'), one('ifft', 'full'), one('rfft', 'half'), one('irfft', 'real'), one('hfft', 'real'), one('ihfft', 'half'),
  several('fft2', 'full', '(-2,-1)'), several('ifft2', 'full', '(-2,-1)'), several('rfft2', 'half', '(-2,-1)'), several('irfft2', 'real', '(-2,-1)'),
  several('fftn', 'full', 'None'), several('ifftn', 'full', 'None'), several('rfftn', 'half', 'None'), several('irfftn', 'real', 'None'),
]
export const shifts = ['fftshift', 'ifftshift'].map((name) => operation({
  names: [`torch.fft.${name}`],
  overloads: [on(`fft_${name}(Tensor input, int[1]? dim=None)` as 'f(Tensor input, int[1]? dim=None)', (machine, { input, dim }) => {
    const shape = machine.shapeOf(input)
    for (const each of dim ?? []) dimension(machine, each, shape.length)
    return tensor(shape, { dtype: input.dtype })
  })],
}))
export const frequencies = [
  operation({ names: ['torch.fft.fftfreq'], overloads: [on('fft_fftfreq(int n, float d=1.0, *, Tensor? out=None, dtype? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=False, bool? requires_grad=False)', (_machine, { n }) => tensor([n], { dtype: 'float32' }))] }),
  operation({ names: ['torch.fft.rfftfreq'], overloads: [on('fft_rfftfreq(int n, float d=1.0, *, Tensor? out=None, dtype? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=False, bool? requires_grad=False)', (_machine, { n }) => tensor([add(floorDiv(n, 2), 1)], { dtype: 'float32' }))] }),
]

/** Source: https://docs.pytorch.org/docs/stable/generated/torch.stft.html */
function stft(machine: Machine, input: TensorValue, nFft: Dim, hop: Dim | undefined, center: boolean, onesided: boolean | undefined, asComplex: boolean | undefined): TensorValue {
  const shape = machine.shapeOf(input), length = shape.at(-1)
  if (length === undefined || shape.length > 2) return machine.raise('RuntimeError', `stft(...): expected a 1D or 2D tensor`, 'rank')
  const step = hop ?? floorDiv(nFft, 4)
  const padded = center ? add(length, mul(2, floorDiv(nFft, 2))) : length
  const frames = add(floorDiv(sub(padded, nFft), step), 1)
  const half = onesided ?? category(input.dtype) !== 'complex'
  const result = [...shape.slice(0, -1), half ? add(floorDiv(nFft, 2), 1) : nFft, frames]
  return asComplex === false ? tensor([...result, 2], { dtype: input.dtype }) : tensor(result, { dtype: complexOf(input.dtype) })
}
export const stftOperations = [
  operation({
    names: ['torch.stft'], manual: 'https://docs.pytorch.org/docs/stable/generated/torch.stft.html',
    overloads: [on("stft(Tensor input, int n_fft, int? hop_length=None, int? win_length=None, window=None, bool center=True, pad_mode='reflect', bool normalized=False, bool? onesided=None, bool? return_complex=None, align_to_window=None)", (machine, { input, n_fft, hop_length, center, onesided, return_complex }) => stft(machine, input, n_fft, hop_length, center, onesided, return_complex))],
  }),
  operation({
    names: ['torch.Tensor.stft'],
    overloads: [on("stft(Tensor self, int n_fft, int? hop_length=None, int? win_length=None, window=None, bool center=True, pad_mode='reflect', bool normalized=False, bool? onesided=None, bool? return_complex=None, align_to_window=None)", (machine, { self, n_fft, hop_length, center, onesided, return_complex }) => stft(machine, self, n_fft, hop_length, center, onesided, return_complex))],
  }),
]
