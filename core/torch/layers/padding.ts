/** Padding layers: zero, constant, reflection, replication and circular padding of one, two or three dims. */
import { float, knownNumbers, layer, method, moduleState, none, ntuple, numberOf, read, setPlain, str, type InstanceValue, type Layer, type Machine, type Value } from '../vocabulary/index.ts'
import { explainPadding } from './padWords.ts'
import { pad } from '../kernels/pad.ts'
import { padTerms } from '../terms/pooling.ts'
import { padValue } from './pad.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`
const definedIn = 'torch.nn.modules.padding'

/** The padding of every side; more or fewer than the layer's dims have are F.pad's to refuse. */
const amounts = (self: InstanceValue): readonly number[] => {
  const padding = self.attributes.get('padding')
  return knownNumbers(self, 'padding', padding?.kind === 'tuple' ? padding.items.length : 1)
}
const modes = { Reflection: 'reflect', Replication: 'replicate', Circular: 'circular' } as const

const numeric = (parametersOf: (self: InstanceValue) => Parameters<typeof padTerms>[1]): Pick<Layer, 'kernel' | 'terms'> => ({
  kernel: ({ self }, [input]) => [pad(input!, parametersOf(self))],
  terms: ({ self }, [input]) => padTerms(input!, parametersOf(self)),
})

/** One int stands for every side. */
function setPadding(machine: Machine, self: InstanceValue, padding: Value, dims: number): void {
  setPlain(machine, self, { padding: ntuple(machine, padding, 2 * dims) })
}

const baseLayer = (name: string, mode: string, check?: (machine: Machine, self: InstanceValue, input: Value) => void): Layer => layer({
  name: `${definedIn}.${name}`,
  definedIn,
  forward: method('forward(input)', (machine, self, { input }) => {
    check?.(machine, self, input)
    return padValue(machine, input, read(machine, self, 'padding'), str(mode), none, self)
  }),
})

export const ConstantPadNd = layer({
  name: `${definedIn}._ConstantPadNd`,
  definedIn,
  init: method('__init__(value)', (machine, self, { value }) => {
    moduleState(machine, self)
    setPlain(machine, self, { value })
  }),
  forward: method('forward(input)', (machine, self, { input }) => padValue(machine, input, read(machine, self, 'padding'), str('constant'), read(machine, self, 'value'), self)),
})
export const ReflectionPadNd = baseLayer('_ReflectionPadNd', 'reflect')
export const ReplicationPadNd = baseLayer('_ReplicationPadNd', 'replicate')
/** Circular padding looks at the rank by itself first. */
export const CircularPadNd = baseLayer('_CircularPadNd', 'circular', (machine, self, input) => {
  machine.call(machine.getAttribute(self, '_check_input_dim'), [input])
})

const constantLayer = (dims: number, example: string): Layer => layer({
  name: `torch.nn.ConstantPad${dims}d`,
  definedIn,
  base: `${definedIn}._ConstantPadNd`,
  manual: manual(`ConstantPad${dims}d`),
  init: method('__init__(padding, value)', (machine, self, { padding, value }) => {
    moduleState(machine, self)
    setPlain(machine, self, { value })
    setPadding(machine, self, padding, dims)
  }),
  explain: explainPadding,
  ...numeric((self) => ({ padding: amounts(self), value: numberOf(self, 'value') ?? 0 })),
  examples: example,
})
const zeroLayer = (dims: number, example: string): Layer => layer({
  name: `torch.nn.ZeroPad${dims}d`,
  definedIn,
  base: `torch.nn.ConstantPad${dims}d`,
  manual: manual(`ZeroPad${dims}d`),
  init: method('__init__(padding)', (machine, self, { padding }) => {
    moduleState(machine, self)
    setPlain(machine, self, { value: float(0) })
    setPadding(machine, self, padding, dims)
  }),
  explain: explainPadding,
  ...numeric((self) => ({ padding: amounts(self) })),
  examples: example,
})
const copyingLayer = (kind: 'Reflection' | 'Replication' | 'Circular', dims: number, example: string): Layer => layer({
  name: `torch.nn.${kind}Pad${dims}d`,
  definedIn,
  base: `${definedIn}._${kind}PadNd`,
  manual: manual(`${kind}Pad${dims}d`),
  init: method('__init__(padding)', (machine, self, { padding }) => {
    moduleState(machine, self)
    setPadding(machine, self, padding, dims)
  }),
  ...(kind === 'Circular' ? { methods: [method('_check_input_dim(input)', (machine, _, { input }) => checkRank(machine, input, dims))] } : {}),
  explain: explainPadding,
  ...numeric((self) => ({ padding: amounts(self), mode: modes[kind] })),
  examples: example,
})

function checkRank(machine: Machine, input: Value, dims: number): void {
  if (input.kind !== 'tensor') {
    machine.getAttribute(input, 'dim')
    return machine.undecided('an input that is not known')
  }
  const { length } = machine.shapeOf(input)
  if (length !== dims + 1 && length !== dims + 2) machine.raise('ValueError', `expected ${dims + 1}D or ${dims + 2}D input (got ${length}D input)`, 'rank')
}

export const ConstantPad1d = constantLayer(1, 'nn.ConstantPad1d((3, 1), 3.5)(torch.randn(1, 2, 4))   # shape: [1, 2, 8]')
export const ConstantPad2d = constantLayer(2, 'nn.ConstantPad2d((3, 0, 2, 1), 3.5)(torch.randn(1, 2, 2))   # shape: [1, 5, 5]')
export const ConstantPad3d = constantLayer(3, 'nn.ConstantPad3d(3, 3.5)(torch.randn(16, 3, 10, 20, 30))   # shape: [16, 3, 16, 26, 36]')
export const ZeroPad1d = zeroLayer(1, 'nn.ZeroPad1d(2)(torch.randn(1, 2, 4))   # shape: [1, 2, 8]')
export const ZeroPad2d = zeroLayer(2, 'nn.ZeroPad2d((1, 1, 2, 0))(torch.randn(1, 1, 3, 3))   # shape: [1, 1, 5, 5]')
export const ZeroPad3d = zeroLayer(3, 'nn.ZeroPad3d(3)(torch.randn(16, 3, 10, 20, 30))   # shape: [16, 3, 16, 26, 36]')
export const ReflectionPad1d = copyingLayer('Reflection', 1, 'nn.ReflectionPad1d((3, 1))(torch.randn(1, 2, 4))   # shape: [1, 2, 8]')
export const ReflectionPad2d = copyingLayer('Reflection', 2, [
  'nn.ReflectionPad2d(2)(torch.randn(1, 1, 3, 3))   # shape: [1, 1, 7, 7]',
  'nn.ReflectionPad2d(3)(torch.randn(1, 1, 3, 3))   # error[padding] "Padding size should be less than the corresponding input dimension"',
].join('\n'))
export const ReflectionPad3d = copyingLayer('Reflection', 3, 'nn.ReflectionPad3d(1)(torch.randn(1, 1, 2, 2, 2))   # shape: [1, 1, 4, 4, 4]')
export const ReplicationPad1d = copyingLayer('Replication', 1, 'nn.ReplicationPad1d((3, 1))(torch.randn(1, 2, 4))   # shape: [1, 2, 8]')
export const ReplicationPad2d = copyingLayer('Replication', 2, 'nn.ReplicationPad2d((1, 1, 2, 0))(torch.randn(1, 1, 3, 3))   # shape: [1, 1, 5, 5]')
export const ReplicationPad3d = copyingLayer('Replication', 3, 'nn.ReplicationPad3d((3, 3, 6, 6, 1, 1))(torch.randn(16, 3, 8, 320, 480))   # shape: [16, 3, 10, 332, 486]')
export const CircularPad1d = copyingLayer('Circular', 1, 'nn.CircularPad1d((3, 1))(torch.randn(1, 2, 4))   # shape: [1, 2, 8]')
export const CircularPad2d = copyingLayer('Circular', 2, 'nn.CircularPad2d((1, 1, 2, 0))(torch.randn(1, 1, 3, 3))   # shape: [1, 1, 5, 5]')
export const CircularPad3d = copyingLayer('Circular', 3, 'nn.CircularPad3d((3, 3, 6, 6, 1, 1))(torch.randn(16, 3, 8, 320, 480))   # shape: [16, 3, 10, 332, 486]')
