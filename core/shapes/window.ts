/**
 * The window formulas of convolutions and poolings, per spatial size. Every size may be symbolic; the parameters usually are numbers.
 * Sources: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html (Shape), torch.nn.ConvTranspose2d, torch.nn.MaxPool2d.
 */
import { add, floorDiv, mul, sub, type Dim } from '../dims/index.ts'

/** A window along one spatial dim. */
export interface Window {
  readonly kernel: Dim
  readonly stride: Dim
  readonly padding: Dim
  readonly dilation: Dim
}

/** How far a dilated kernel reaches: `dilation*(kernel - 1) + 1`. */
export const reach = ({ kernel, dilation }: Pick<Window, 'kernel' | 'dilation'>): Dim => add(mul(dilation, sub(kernel, 1)), 1)

/** `(input + 2*padding - dilation*(kernel - 1) - 1)//stride + 1` */
export function windowCount(input: Dim, window: Window): Dim {
  const slack = sub(add(input, mul(2, window.padding)), reach(window))
  return add(floorDiv(slack, window.stride), 1)
}

/** `(input - 1)*stride - 2*padding + dilation*(kernel - 1) + output_padding + 1` */
export function transposedSize(input: Dim, window: Window, outputPadding: Dim): Dim {
  return add(sub(mul(sub(input, 1), window.stride), mul(2, window.padding)), add(reach(window), outputPadding))
}

/** The slack of a pooling with `ceil_mode`, which rounds the number of steps up. */
export function ceilWindowCount(input: Dim, window: Window): Dim {
  const slack = sub(add(input, mul(2, window.padding)), reach(window))
  return add(floorDiv(sub(add(slack, window.stride), 1), window.stride), 1)
}
