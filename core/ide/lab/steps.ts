/** A layer of the program as a step of the lab: its class, and arguments that build the same layer. */
import type { Call } from '../../syntax/ast.ts'
import { readLiteral, writeLiteral } from '../../exec/lab/literal.ts'
import type { LabStep } from '../../exec/lab/types.ts'
import { attempt } from '../../interp/trial.ts'
import type { Surroundings } from '../../interp/runs.ts'
import { constructorOf } from '../../torch/vocabulary/entries.ts'
import { shapeIn } from '../../torch/vocabulary/asLayer.ts'
import { tensor, type InstanceValue, type Machine, type Parameter, type Value } from '../../values/index.ts'
import { exactLayerOf } from '../layers.ts'
import { argumentsOf } from '../writtenCall.ts'

/** The call that constructs a layer, and the text it stands in. */
export interface WrittenCall { readonly call: Call; readonly text: string }

/** Undefined: no arguments are known that build this layer. Arguments are taken as they are written where that is a literal, else as the layer keeps them. */
export function stepOf(around: Surroundings, layer: InstanceValue, written: WrittenCall | undefined, name: string | undefined): LabStep | undefined {
  const entry = exactLayerOf(layer)
  if (!entry) return undefined
  const all = constructorOf(entry)?.parameters ?? []
  const parameters = all.filter(({ name: each }) => !['device', 'dtype'].includes(each))
  const asWritten = written && literalArguments(written, all.map(({ name: each }) => each))
  const kept = Object.fromEntries(parameters.flatMap((parameter) => {
    const text = keptText(layer, parameter)
    return text === undefined || isDefault(parameter, text) ? [] : [[parameter.name, text]]
  }))
  const mixed = asWritten && Object.fromEntries([...asWritten].flatMap(([each, text]): [string, string][] => {
    const found = text ?? kept[each] ?? keptText(layer, parameters.find((parameter) => parameter.name === each))
    return found === undefined || ['device', 'dtype'].includes(each) ? [] : [[each, found]]
  }))
  const layerName = entry.name
  const tensors = givenTensors(layer, parameters)
  for (const candidate of [mixed, kept]) {
    if (candidate && buildsSame(around, layerName, candidate, tensors, layer)) return { layer: layerName, arguments: candidate, ...(Object.keys(tensors).length > 0 ? { tensors } : {}), weights: {}, ...(name === undefined ? {} : { name }) }
  }
  return undefined
}

/** What is written for each parameter: a literal's text, or undefined for any other expression. */
function literalArguments({ call, text }: WrittenCall, parameters: readonly string[]): ReadonlyMap<string, string | undefined> | undefined {
  const written = argumentsOf(call, parameters)
  return written && new Map([...written].map(([name, { value }]) => [name, literalText(text.slice(value.start, value.end))]))
}

/** The text in one line, where it is a literal. */
export function literalText(text: string): string | undefined {
  return 'value' in readLiteral(text) ? text.replace(/\s+/g, ' ') : undefined
}

/** What the layer has made of an argument. `bias` and such are flags that decide whether there is a weight. */
function keptText(layer: InstanceValue, parameter: Parameter | undefined): string | undefined {
  const value = parameter && (layer.attributes.get(parameter.name) ?? flagOfWeight(layer, parameter.name))
  return value && writeLiteral(value)
}
function flagOfWeight(layer: InstanceValue, name: string): Value | undefined {
  const weight = layer.module?.parameters.get(name)
  return weight && { kind: 'bool', value: weight.kind !== 'none' }
}

/** Tensors that the constructor was given and the layer keeps as buffers, by their shapes; not those that are none of the manual's. */
function givenTensors(layer: InstanceValue, parameters: readonly Parameter[]): Readonly<Record<string, readonly number[]>> {
  const buffers = layer.module?.buffers ?? new Map<string, Value>()
  return Object.fromEntries(parameters.flatMap(({ name }): [string, readonly number[]][] => {
    const shape = name.startsWith('_') ? undefined : shapeIn(buffers, name)
    return shape ? [[name, shape]] : []
  }))
}

/** `(1, 1)` is what a default of 1 becomes. */
function isDefault({ default: standard }: Parameter, text: string): boolean {
  const value = standard?.()
  const written = value && 'kind' in value ? writeLiteral(value) : undefined
  if (written === undefined) return false
  return text === written || text.replace(/^[([]|[)\]]$/g, '').split(',').every((item) => item.trim() === '' || item.trim() === written)
}

/** Whether the arguments build a layer with the same attributes and weights. */
function buildsSame(around: Surroundings, name: string, texts: Readonly<Record<string, string>>, tensors: Readonly<Record<string, readonly number[]>>, layer: InstanceValue): boolean {
  const answer = attempt(around, (machine) => {
    const keywords = new Map(Object.entries(texts).flatMap(([each, text]): [string, Value][] => {
      const read = readLiteral(text)
      return 'value' in read ? [[each, read.value]] : []
    }))
    for (const [each, shape] of Object.entries(tensors)) keywords.set(each, tensor(shape, { dtype: 'float32' }))
    const built = machine.call(machine.nativeClass(name), [], keywords)
    return built.kind === 'instance' && sameTables(machine, built, layer)
  })
  return 'value' in answer && answer.value
}

function sameTables(machine: Machine, built: InstanceValue, layer: InstanceValue): boolean {
  const sameAttributes = [...built.attributes].every(([name, value]) => {
    const other = layer.attributes.get(name)
    return name.startsWith('_') || value === other || (other !== undefined && machine.equals(value, other) === true)
  })
  return sameAttributes && (['parameters', 'buffers'] as const).every((table) => {
    const own = built.module?.[table], others = layer.module?.[table]
    return own?.size === others?.size && [...(own ?? [])].every(([name, value]) => sameShape(value, others?.get(name)))
  })
}
const sameShape = (one: Value, other: Value | undefined): boolean =>
  one.kind === other?.kind && (one.kind !== 'tensor' || other?.kind !== 'tensor' || String(one.shape) === String(other.shape))
