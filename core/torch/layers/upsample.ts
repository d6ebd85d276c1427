/** Resizing: F.interpolate, its older names, nn.Upsample, nn.UpsamplingNearest2d and nn.UpsamplingBilinear2d. */
import { isFalse, sameNames, falseValue, flagOf, layer, method, moduleState, none, numbersOf, on, operation, read, setPlain, str, trueValue, tuple, wordOf, type AsLayer, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { interpolate as interpolateKernel, type InterpolateMode, type InterpolateParameters } from '../kernels/interpolate.ts'
import { interpolateTerms } from '../terms/pooling.ts'
import { resize } from './interpolate.ts'
import { explainUpsample } from './upsampleWords.ts'

const manual = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`

/** The function takes factors in a list, the layer in a tuple alone. */
const withTuples = (same: AsLayer): AsLayer => ({
  ...same,
  of: (given) => same.of(new Map([...given].map(([name, value]) => [name, value.kind === 'list' && !value.open ? tuple(value.items) : value]))),
})

export const interpolate = operation({
  names: ['torch.nn.functional.interpolate'],
  manual: manual('functional.interpolate'),
  layer: withTuples(sameNames('Upsample', 'size scale_factor mode align_corners recompute_scale_factor antialias', { antialias: isFalse })),
  overloads: [on("interpolate(input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False)", (machine, parameters) => resize(machine, parameters))],
  examples: [
    "F.interpolate(torch.randn(1, 3, 8, 8), scale_factor=2, mode='bilinear')   # shape: [1, 3, 16, 16]",
    'F.interpolate(torch.randn(1, 3, 8, 8), size=(5, 7))   # shape: [1, 3, 5, 7]',
    "F.interpolate(torch.randn(3, 8, 8), scale_factor=2, mode='bilinear')   # error[interpolate] \"Got 3D input, but bilinear mode needs 4D input\"",
  ].join('\n'),
})

const fixed = { recompute_scale_factor: none, antialias: falseValue }
export const upsample = operation({
  names: ['torch.nn.functional.upsample'],
  manual: manual('functional.upsample'),
  layer: withTuples(sameNames('Upsample', 'size scale_factor mode align_corners')),
  overloads: [on("upsample(input, size=None, scale_factor=None, mode='nearest', align_corners=None)", (machine, parameters) => resize(machine, { ...parameters, ...fixed }))],
  examples: 'F.upsample(torch.randn(1, 3, 8, 8), scale_factor=2)   # shape: [1, 3, 16, 16]',
})
export const upsampleNearest = operation({
  names: ['torch.nn.functional.upsample_nearest'],
  manual: manual('functional.upsample_nearest'),
  overloads: [on('upsample_nearest(input, size=None, scale_factor=None)', (machine, parameters) => resize(machine, { ...parameters, ...fixed, mode: str('nearest'), align_corners: none }))],
  examples: 'F.upsample_nearest(torch.randn(1, 3, 8, 8), size=4)   # shape: [1, 3, 4, 4]',
})
export const upsampleBilinear = operation({
  names: ['torch.nn.functional.upsample_bilinear'],
  manual: manual('functional.upsample_bilinear'),
  overloads: [on('upsample_bilinear(input, size=None, scale_factor=None)', (machine, parameters) => resize(machine, { ...parameters, ...fixed, mode: str('bilinear'), align_corners: trueValue }))],
  examples: 'F.upsample_bilinear(torch.randn(1, 3, 8, 8), size=4)   # shape: [1, 3, 4, 4]',
})

interface Settings { readonly size: Value; readonly scale_factor: Value; readonly mode: Value; readonly align_corners: Value; readonly recompute_scale_factor: Value }

/** Nothing is checked but that the factors are numbers; a factor of 0 counts as none. */
function initialize(machine: Machine, self: InstanceValue, settings: Settings): void {
  moduleState(machine, self)
  const { scale_factor } = settings
  const factors = scale_factor.kind === 'tuple' ? tuple(scale_factor.items.map((each) => toFloat(machine, each))) : machine.truth(scale_factor) === false ? none : toFloat(machine, scale_factor)
  setPlain(machine, self, { name: str(self.cls.name), ...settings, scale_factor: factors })
  const { size } = settings
  if (size.kind === 'int' && typeof size.value === 'number' && size.value > 0 && size.value <= smallestSize) {
    machine.hint('upsample-size', `resizes to ${size.value} elements along every dim; scale_factor=${size.value} would multiply the size`, { layer: self, parameter: 'size' })
  }
}

/** A size up to this is more likely meant as a factor. */
const smallestSize = 4

/** `float(value)` */
function toFloat(machine: Machine, value: Value): Value {
  if (value.kind === 'float' || value.kind === 'unknown') return value
  if (value.kind === 'int' && typeof value.value !== 'number') return { kind: 'float', value: undefined, ratio: { numerator: value.value, denominator: 1 } }
  return machine.call(machine.library('builtins.float') ?? machine.nativeClass('builtins.float'), [value])
}

export const Upsample = layer({
  name: 'torch.nn.Upsample',
  definedIn: 'torch.nn.modules.upsampling',
  manual: manual('Upsample'),
  init: method("__init__(size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None)", initialize),
  forward: method('forward(input)', (machine, self, { input }) => resize(machine, {
    input,
    size: read(machine, self, 'size'),
    scale_factor: read(machine, self, 'scale_factor'),
    mode: read(machine, self, 'mode'),
    align_corners: read(machine, self, 'align_corners'),
    recompute_scale_factor: read(machine, self, 'recompute_scale_factor'),
    antialias: falseValue,
    layer: self,
  })),
  explain: explainUpsample,
  kernel: ({ self }, [input]) => [interpolateKernel(input!, parametersOf(self, input!.shape.length - 2))],
  terms: ({ self }, [input]) => interpolateTerms(input!, parametersOf(self, input!.shape.length - 2)),
  examples: [
    'nn.Upsample(scale_factor=2)(torch.randn(1, 1, 2, 2))   # shape: [1, 1, 4, 4]',
    "nn.Upsample(scale_factor=1.5, mode='bilinear')(torch.randn(1, 1, 5, 4))   # shape: [1, 1, 7, 6]",
    'nn.Upsample(2)(torch.randn(1, 1, 8, 8))   # hint[upsample-size] "scale_factor=2 would multiply the size"',
    'nn.Upsample()(torch.randn(1, 1, 8, 8))   # error[interpolate] "either size or scale_factor should be defined"',
  ].join('\n'),
})

function parametersOf(self: InstanceValue, dims: number): InterpolateParameters {
  const size = numbersOf(self, 'size', dims), factor = numbersOf(self, 'scale_factor', dims)
  return {
    mode: (wordOf(self, 'mode') ?? 'nearest') as InterpolateMode, align_corners: flagOf(self, 'align_corners'), recompute_scale_factor: flagOf(self, 'recompute_scale_factor'),
    ...(size ? { size } : {}), ...(factor ? { scale_factor: factor } : {}),
  }
}

const fixedMode = (name: string, mode: string, alignCorners: Value): ReturnType<typeof layer> => layer({
  name: `torch.nn.${name}`,
  definedIn: 'torch.nn.modules.upsampling',
  base: 'torch.nn.Upsample',
  manual: manual(name),
  init: method('__init__(size=None, scale_factor=None)', (machine, self, { size, scale_factor }) =>
    initialize(machine, self, { size, scale_factor, mode: str(mode), align_corners: alignCorners, recompute_scale_factor: none })),
  examples: `nn.${name}(scale_factor=2)(torch.randn(1, 1, 2, 2))   # shape: [1, 1, 4, 4]`,
})
export const UpsamplingNearest2d = fixedMode('UpsamplingNearest2d', 'nearest', none)
export const UpsamplingBilinear2d = fixedMode('UpsamplingBilinear2d', 'bilinear', trueValue)
