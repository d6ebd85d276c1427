/**
 * Reparametrisations of a layer's weight: it becomes a plain tensor that parameters of other names make up. The layer works as before.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.weight_norm.html
 */
import { elements } from '../../shapes/check.ts'
import { floorDiv } from '../../dims/index.ts'
import { asDim, instance, knownString, on, operation, tensor, typeName, type InstanceValue, type Machine, type Operation, type Shape, type TensorValue, type Value } from '../vocabulary/index.ts'

/** The weight of this name is taken out of the parameters and stays as a plain tensor. */
function detach(machine: Machine, module: Value, name: Value): { readonly module: InstanceValue; readonly name: string; readonly weight: TensorValue } {
  const text = knownString(machine, name, 'a name')
  if (module.kind === 'unknown') return machine.undecided(module.reason)
  if (module.kind !== 'instance' || !module.module) return machine.raise('AttributeError', `'${typeName(module)}' object has no attribute '${text}'`, 'attribute')
  const weight = machine.getAttribute(module, text)
  if (weight.kind !== 'tensor') return machine.undecided(`${text} that is not known`)
  machine.touch(module)
  module.module.parameters.delete(text)
  module.attributes.set(text, tensor(weight.shape, { dtype: weight.dtype }))
  return { module, name: text, weight }
}

const parameter = (shape: Shape | undefined, like: TensorValue): TensorValue => tensor(shape, { dtype: like.dtype, parameter: true, requiresGrad: true })

/** One length for each index of `dim`; None makes one length of the whole. */
function lengths(weight: TensorValue, dim: Value): Shape | undefined {
  if (dim.kind === 'none') return []
  const place = asDim(dim)
  const { shape } = weight
  if (!shape || typeof place !== 'number') return undefined
  const kept = place < 0 ? place + shape.length : place
  return shape.map((size, index) => (index === kept ? size : 1))
}

/** A submodule `parametrizations` that holds what the weight is made of. */
function parametrise(machine: Machine, module: InstanceValue, name: string, parameters: readonly TensorValue[]): void {
  const moduleClass = machine.nativeClass('torch.nn.Module'), listClass = machine.nativeClass('torch.nn.ModuleList'), dictClass = machine.nativeClass('torch.nn.ModuleDict')
  const made = (cls: typeof moduleClass): InstanceValue => {
    const each = instance(cls)
    each.module = { parameters: new Map(), buffers: new Map(), modules: new Map(), training: module.module?.training }
    return each
  }
  const inner = made(listClass)
  for (const [index, value] of parameters.entries()) inner.module?.parameters.set(parameters.length === 1 ? 'original' : `original${index}`, value)
  const known = module.module?.modules.get('parametrizations')
  const outer = known?.kind === 'instance' ? known : made(dictClass)
  outer.module?.modules.set(name, inner)
  module.module?.modules.set('parametrizations', outer)
}

const weightNorm = operation({
  names: ['torch.nn.utils.weight_norm', 'torch.nn.utils.weight_norm.weight_norm'], returns: 'Any', manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.weight_norm.html',
  overloads: [on("weight_norm(module, name='weight', dim=0)", (machine, given) => {
    const { module, name, weight } = detach(machine, given.module, given.name)
    module.module?.parameters.set(`${name}_g`, parameter(lengths(weight, given.dim), weight))
    module.module?.parameters.set(`${name}_v`, parameter(weight.shape, weight))
    return module
  })],
})

const parametrisedWeightNorm = operation({
  names: ['torch.nn.utils.parametrizations.weight_norm'], returns: 'Any', manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.weight_norm.html',
  overloads: [on("weight_norm(module, name='weight', dim=0)", (machine, given) => {
    const { module, name, weight } = detach(machine, given.module, given.name)
    parametrise(machine, module, name, [parameter(lengths(weight, given.dim), weight), parameter(weight.shape, weight)])
    return module
  })],
})

const spectralNorm = operation({
  names: ['torch.nn.utils.spectral_norm', 'torch.nn.utils.spectral_norm.spectral_norm'], returns: 'Any', manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.spectral_norm.html',
  overloads: [on("spectral_norm(module, name='weight', n_power_iterations=1, eps=1e-12, dim=None)", (machine, given) => {
    const { module, name, weight } = detach(machine, given.module, given.name)
    module.module?.parameters.set(`${name}_orig`, parameter(weight.shape, weight))
    const rows = weight.shape?.[0]
    module.module?.buffers.set(`${name}_u`, tensor(rows === undefined ? undefined : [rows], { dtype: weight.dtype }))
    module.module?.buffers.set(`${name}_v`, tensor(rows === undefined || !weight.shape ? undefined : [floorDiv(elements(weight.shape), rows)], { dtype: weight.dtype }))
    return module
  })],
})

/** Parametrisations whose original is the weight itself. */
const original = (name: string, parameters: string): Operation => operation({
  names: [`torch.nn.utils.parametrizations.${name}`], returns: 'Any', manual: `https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.${name}.html`,
  overloads: [on(`${name}(module, name='weight'${parameters})` as "f(module, name='weight')", (machine, given) => {
    const { module, name: weightName, weight } = detach(machine, given.module, given.name)
    parametrise(machine, module, weightName, [parameter(weight.shape, weight)])
    return module
  })],
})

/** The weight becomes a parameter again. */
function restore(machine: Machine, given: Value, nameValue: Value, gone: readonly string[]): Value {
  if (given.kind !== 'instance' || !given.module) return given
  const name = knownString(machine, nameValue, 'a name')
  const weight = given.attributes.get(name)
  if (weight?.kind !== 'tensor') return given
  machine.touch(given)
  given.attributes.delete(name)
  for (const suffix of gone) for (const table of [given.module.parameters, given.module.buffers]) table.delete(`${name}${suffix}`)
  given.module.modules.delete('parametrizations')
  given.module.parameters.set(name, parameter(weight.shape, weight))
  return given
}
const restoring = (names: readonly string[], text: "f(module, name='weight')", gone: readonly string[]): Operation =>
  operation({ names, returns: 'Any', overloads: [on(text, (machine, { module, name }) => restore(machine, module, name, gone))] })

export const reparametrisations = [
  weightNorm, parametrisedWeightNorm, spectralNorm, original('spectral_norm', ', n_power_iterations=1, eps=1e-12, dim=None'), original('orthogonal', ', orthogonal_map=None, *, use_trivialization=True'),
  restoring(['torch.nn.utils.remove_weight_norm'], "remove_weight_norm(module, name='weight')" as "f(module, name='weight')", ['_g', '_v']),
  restoring(['torch.nn.utils.remove_spectral_norm'], "remove_spectral_norm(module, name='weight')" as "f(module, name='weight')", ['_orig', '_u', '_v']),
]
