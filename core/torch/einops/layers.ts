/** `einops.layers.torch`: Rearrange and Reduce as layers, and EinMix. Source: https://einops.rocks/api/rearrange/ */
import { mul, type Dim } from '../../dims/index.ts'
import {
  attribute, explained, int, keywordDict, knownString, layer, like, method, setPlain, setWeight, typeName,
  type InstanceValue, type LayerMethod, type Machine, type Value,
} from '../vocabulary/index.ts'
import { einopsFail, lengthsOf, reducedType } from './functions.ts'
import { ellipsis, parseSide, printedAxes, type Axis } from './pattern.ts'
import { expectedShape, leftRank, prepare, sidesOf, transformed } from './transform.ts'

/** The pattern is checked when the layer is made; `shown` is how the layer prints itself. */
function initialise(machine: Machine, self: InstanceValue, pattern: Value, reduction: string, lengths: ReadonlyMap<string, Value>, shown: string): void {
  const text = knownString(machine, pattern, 'a pattern')
  setPlain(machine, self, { pattern, axes_lengths: keywordDict(lengths) })
  const parameters = [...lengths].map(([name, value]) => `, ${name}=${machine.str(value) ?? '?'}`).join('')
  const fail = (message: string): never => einopsFail(machine)(` Error while preparing ${shown.replace('…', parameters)}\n ${message}`)
  const { dims } = leftRank(machine, text, fail)
  prepare(machine, text, reduction, [...lengths.keys()], dims, fail)
}

function forward(machine: Machine, self: InstanceValue, input: Value, reduction: string): Value {
  if (input.kind === 'unknown') return machine.undecided(input.reason)
  if (input.kind !== 'tensor') return machine.raise('AttributeError', `'${typeName(input)}' object has no attribute 'ndim'`, 'argument-type', { parameter: 'input' })
  const pattern = knownString(machine, attribute(machine, self, 'pattern'), 'a pattern')
  const given = attribute(machine, self, 'axes_lengths')
  const lengths = given.kind === 'dict' ? lengthsOf(machine, new Map([...given.entries.values()].map(({ key, value }) => [key.kind === 'str' ? key.value ?? '' : '', value] as const))) : new Map<string, Dim>()
  const fail = einopsFail(machine)
  const shape = machine.shapeOf(input, expectedShape(pattern, lengths))
  const { dims, open } = leftRank(machine, pattern, fail)
  if (open ? shape.length < dims || shape.length > dims + 7 : shape.length !== dims) machine.raise('KeyError', String(shape.length), 'rank')
  const recipe = prepare(machine, pattern, reduction, [...lengths.keys()], shape.length, fail)
  return like(input, transformed(machine, recipe, shape, lengths, fail), reducedType(machine, input, reduction))
}

export const Rearrange = layer({
  name: 'einops.layers.torch.Rearrange', definedIn: 'einops.layers.torch', manual: 'https://einops.rocks/api/rearrange/',
  init: method('__init__(pattern, Any**** axes_lengths)', (machine, self, { pattern, axes_lengths }) => initialise(machine, self, pattern, 'rearrange', axes_lengths, `Rearrange(${machine.repr(pattern) ?? '?'}…)`)),
  forward: method('forward(input)', (machine, self, { input }) => forward(machine, self, input, 'rearrange')),
  explain: (self) => explained('pattern', patternOf(self), 'moves and merges axes'),
  examples: `from einops.layers.torch import Rearrange\nRearrange('b c h w -> b (c h w)')(torch.rand(2, 3, 4, 5))   # shape: [2, 60]`,
})

export const Reduce = layer({
  name: 'einops.layers.torch.Reduce', definedIn: 'einops.layers.torch', manual: 'https://einops.rocks/api/reduce/',
  init: method('__init__(pattern, reduction, Any**** axes_lengths)', (machine, self, { pattern, reduction, axes_lengths }) => {
    setPlain(machine, self, { reduction })
    initialise(machine, self, pattern, knownString(machine, reduction, 'a reduction'), axes_lengths, `Reduce(${machine.repr(pattern) ?? '?'}, ${machine.repr(reduction) ?? '?'}…)`)
  }),
  forward: method('forward(input)', (machine, self, { input }) => forward(machine, self, input, knownString(machine, attribute(machine, self, 'reduction'), 'a reduction'))),
  explain: (self) => explained('pattern', patternOf(self), 'reduces the axes that are missing on the right'),
  examples: `from einops.layers.torch import Reduce\nReduce('b c h w -> b c', 'mean')(torch.rand(2, 3, 4, 5))   # shape: [2, 3]`,
})

function patternOf(self: InstanceValue): string {
  const pattern = self.attributes.get('pattern')
  return pattern?.kind === 'str' ? pattern.value ?? '?' : '?'
}

/** Axes that belong together in a side of EinMix, the ellipsis left out. */
const flatAxes = (text: string, machine: Machine): readonly Axis[] => parseSide(text, einopsFail(machine)).groups.flatMap((group) => (group === ellipsis ? [] : group))

const einMixInit: LayerMethod = method('__init__(pattern, weight_shape, bias_shape=None, Any**** axes_lengths)', (machine, self, { pattern, weight_shape, bias_shape, axes_lengths }) => {
  setPlain(machine, self, { pattern, weight_shape, bias_shape, axes_lengths: keywordDict(axes_lengths) })
  const text = knownString(machine, pattern, 'a pattern'), weights = flatAxes(knownString(machine, weight_shape, 'a weight shape'), machine)
  const fail = einopsFail(machine)
  const [leftText, rightText] = sidesOf(machine, text)
  const left = flatAxes(leftText, machine), right = flatAxes(rightText, machine)
  const named = (axes: readonly Axis[], name: string): boolean => axes.some((axis) => axis.name === name)
  const strange = right.filter((axis) => !named(left, axis.name) && !named(weights, axis.name))
  if (strange.length > 0) fail(`Unrecognized identifiers on the right side of EinMix ${printedAxes(strange)}`)
  for (const axis of weights) if (!axes_lengths.has(axis.name)) fail(`Dimension ${axis.name} of weight should be specified`)
  const length = (axis: Axis): Value => axes_lengths.get(axis.name) ?? int(1)
  setWeight(machine, self, 'weight', weights.map(length))
  const biased = bias_shape.kind === 'none' ? undefined : flatAxes(knownString(machine, bias_shape, 'a bias shape'), machine)
  setWeight(machine, self, 'bias', biased && right.map((axis) => (named(biased, axis.name) ? length(axis) : int(1))))
})

/** The input's axes and the weight's give the output's; lengths of the output come from either. */
export const EinMix = layer({
  name: 'einops.layers.torch.EinMix', definedIn: 'einops.layers.torch', manual: 'https://einops.rocks/api/einmix/',
  init: einMixInit,
  forward: method('forward(input)', (machine, self, { input }) => {
    if (input.kind !== 'tensor') return machine.undecided('an input that is no tensor')
    const pattern = knownString(machine, attribute(machine, self, 'pattern'), 'a pattern')
    const given = attribute(machine, self, 'axes_lengths')
    const lengths = new Map(given.kind === 'dict' ? lengthsOf(machine, new Map([...given.entries.values()].map(({ key, value }) => [key.kind === 'str' ? key.value ?? '' : '', value] as const))) : [])
    const [leftText, rightText] = sidesOf(machine, pattern)
    if (pattern.includes('...')) return machine.undecided('EinMix over an ellipsis')
    const shape = machine.shapeOf(input), fail = einopsFail(machine)
    const own = new Map([...lengths].filter(([name]) => flatAxes(leftText, machine).some((axis) => axis.name === name)))
    const flat = flatAxes(leftText, machine).map((axis) => axis.name)
    const recipe = prepare(machine, `${leftText}-> ${flat.join(' ')}`, 'rearrange', [...own.keys()], shape.length, fail)
    const sizes = transformed(machine, recipe, shape, own, fail)
    for (const [index, name] of flat.entries()) lengths.set(name, sizes[index] ?? 1)
    const output = parseSide(rightText, fail).groups.map((group) => (group === ellipsis ? 1 : group.reduce<Dim>((product, axis) => mul(product, lengths.get(axis.name) ?? 1), 1)))
    return like(input, output)
  }),
  explain: (self) => explained('pattern', patternOf(self), 'multiplies by a weight along named axes'),
  examples: `from einops.layers.torch import EinMix\nEinMix('b c h w -> b h w d', weight_shape='c d', bias_shape='d', c=3, d=7)(torch.rand(2, 3, 4, 5))   # shape: [2, 4, 5, 7]`,
})
