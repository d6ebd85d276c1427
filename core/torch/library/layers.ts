/** Layers as Python classes: `__init__`, `forward` and the other methods decode their arguments as Python functions do. */
import { lastPart, membersOf } from './catalogue.ts'
import { remembered } from './layerMemory.ts'
import {
  constructorOf, builtin, fit, isMisfit, bind, laidOut, moduleState, none, receiver, Undecided, unknown,
  type Arguments, type ClassValue, type InstanceValue, type Layer, type LayerMethod, type Machine, type Signature, type Value,
} from '../vocabulary/index.ts'

export function layerClass(layer: Layer, find: (name: string) => ClassValue): ClassValue {
  const base = find(layer.base ?? 'torch.nn.Module')
  const short = lastPart(layer.name)
  const attributes = new Map<string, Value>(layer.statics ?? [])
  const methods = [layer.init, layer.forward, ...(layer.methods ?? [])].filter((each) => each !== undefined)
  for (const method of methods) attributes.set(method.signature.name, methodValue(layer, short, method))
  const qualifiedName = `${layer.definedIn}.${short}`
  for (const name of membersOf(qualifiedName)) {
    if (!attributes.has(name) && !base.mro.some((each) => each.attributes.has(name))) attributes.set(name, unstated(qualifiedName, name))
  }
  const signature = constructorOf(layer)
  const cls: ClassValue = {
    kind: 'class', name: short, qualifiedName, bases: [base], mro: [], attributes, open: false, traits: new Map(),
    native: { layer, ...(layer.manual === undefined ? {} : { manual: layer.manual }), ...(signature ? { parameterNames: signature.parameters.map((parameter) => parameter.name) } : {}) },
  }
  return Object.assign(cls, { mro: [cls, ...base.mro] })
}

/** The catalogue's entry behind a class of PyTorch; undefined for one of the sources. What it leaves out, its bases state. */
export function exactEntry(cls: ClassValue): Layer | undefined {
  if (!cls.native?.layer) return undefined
  return cls.mro.map((each) => each.native?.layer as Layer | undefined).reduceRight<Layer | undefined>((all, own) => (all && own ? { ...all, ...own } : own ?? all), undefined)
}

/** A member of PyTorch's class that the catalogue does not state. Filling weights with other numbers changes nothing that is known. */
function unstated(owner: string, name: string): Value {
  return /^_?reset_parameters$/.test(name) ? builtin(`${owner}.${name}`, () => none, { bindsSelf: true }) : unknown(`${owner}.${name}, which is not modelled`)
}

function methodValue(layer: Layer, className: string, method: LayerMethod): Value {
  const name = method.signature.name
  const signature: Signature = {
    ...method.signature, name: `${className}.${name}`,
    parameters: [receiver, ...method.signature.parameters.map((parameter) => ({ ...parameter, index: parameter.index + 1 }))],
  }
  return builtin(`${layer.name}.${name}`, (machine, args) => {
    const [instance] = args.positional
    if (instance?.kind !== 'instance') return withoutInstance(machine, signature, args)
    try {
      if (name === '__init__') moduleState(machine, instance)
      if (name === 'forward') return remembered(machine, instance, args, () => forward(machine, instance, { layer, method, signature, args }))
      return call(machine, instance, method, signature, args) ?? none
    } catch (effect) {
      if (!(effect instanceof Undecided)) throw effect
      machine.gaveUp(effect.reason)
      if (name !== '__init__') return unknown(effect.reason)
      machine.touch(instance)
      instance.open = true
      return none
    }
  }, { bindsSelf: true })
}

interface Forward { readonly layer: Layer; readonly method: LayerMethod; readonly signature: Signature; readonly args: Arguments }

function forward(machine: Machine, instance: InstanceValue, { layer, method, signature, args }: Forward): Value {
  const result = call(machine, instance, method, signature, args) ?? none
  return result.kind === 'none' ? result : laidOut(layer.name, { ...args, positional: args.positional.slice(1) }, result, [...(instance.module?.parameters.values() ?? [])])
}

function withoutInstance(machine: Machine, signature: Signature, args: Arguments): Value {
  const bound = bind(signature, args)
  return isMisfit(bound) ? machine.raise('TypeError', bound.message, 'argument') : machine.undecided(`${signature.name} without an instance`)
}

function call(machine: Machine, instance: InstanceValue, method: LayerMethod, signature: Signature, args: Arguments): Value | void {
  if (args.open) return machine.undecided('arguments spread from a value that is not known')
  const fitting = fit(machine, signature, args)
  if ('parameters' in fitting) return method.run(machine, instance, fitting.parameters)
  if ('failure' in fitting) return machine.raise('TypeError', fitting.failure, 'argument-type', { parameter: fitting.parameter })
  const { message, parameter } = fitting.misfit
  return machine.raise('TypeError', inner(message, signature), message.includes(' must be ') ? 'argument-type' : 'argument', parameter === undefined ? {} : { parameter })
}

/** A wrong type is found by the function that the layer calls, which has the layer's name in snake case and no `self`. */
function inner(message: string, signature: Signature): string {
  const match = /^[^(]*\(\): argument '(\w+)' \(position (\d+)\) (.*)$/s.exec(message)
  if (!match) return message
  const [, argument, position, rest] = match
  const name = signature.name.slice(0, signature.name.indexOf('.')).replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  return `${name}(): argument '${argument}' (position ${Number(position) - 1}) ${rest}`
}
