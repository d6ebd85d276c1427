/** Builds a layer and asks its forward, by the catalogue's own rules: what is refused is refused in PyTorch's words. */
import { elementCount } from '../../arrays/index.ts'
import { attempt, type Refusal } from '../../interp/trial.ts'
import type { Surroundings } from '../../interp/runs.ts'
import type { Layer } from '../../torch/vocabulary/entries.ts'
import { exactEntry } from '../../torch/library/layers.ts'
import { bool, tensor, tuple, type InstanceValue, type TensorValue, type Value } from '../../values/index.ts'
import { furtherArguments } from './inputs.ts'
import { readLiteral } from './literal.ts'
import type { LabRefusal, LabStep } from './types.ts'

export interface MadeLayer {
  readonly entry: Layer
  readonly self: InstanceValue
  readonly inputs: readonly TensorValue[]
  /** What forward returned. */
  readonly value: Value
  /** The shapes of the tensors it returned. */
  readonly shapes: readonly (readonly number[])[]
}

/** An input of the layer: its shape, and its numbers where they are whole and few enough for a rule to look at. */
export interface Given { readonly name?: string | undefined; readonly shape: readonly number[]; readonly dtype: string; readonly data?: readonly number[] | undefined }

/** `before` is what the step before returned, where it is no tensor: it is handed on as it is. */
export function makeLayer(around: Surroundings, step: LabStep, index: number, inputs: readonly Given[], training: boolean, before?: Value): MadeLayer | LabRefusal {
  const refuse = (message: string, parameter?: string, at?: number): LabRefusal => ({ ok: false, by: 'lab', step: index, parameter, message, at })
  const keywords = literals(step.arguments), call = literals(step.call ?? {})
  for (const read of [keywords, call]) if ('message' in read) return refuse(`${read.name}: ${read.message}`, read.name, read.at)
  const cls = around.library.find(step.layer)
  if (cls?.kind !== 'class') return refuse(`there is no layer ${step.layer}`)
  const tensors = inputs.map(({ shape, dtype, data }) => tensor(shape, { dtype, data }))
  const entry = exactEntry(cls)
  const further = furtherArguments<Value>(entry, inputs, tensors)
  if (!further) return refuse(`${step.layer} takes no such input`)
  const first = before && before.kind !== 'tensor' ? [before] : tensors.filter((_, each) => inputs[each]!.name === undefined)
  const atCall = new Map([...(call as Read).values, ...[...further].map(([name, value]): [string, Value] => [name, Array.isArray(value) ? tuple(value as Value[]) : value as Value])])
  const constants = Object.entries(step.tensors ?? {}).map(([name, shape]): [string, Value] => [name, tensor(shape, { dtype: 'float32' })])
  const made = attempt(around, (machine) => {
    const self = machine.call(cls, [], new Map([...(keywords as Read).values, ...constants]))
    if (self.kind !== 'instance') return machine.undecided(`${step.layer} makes no layer`)
    machine.call(machine.getAttribute(self, 'train'), [bool(training)])
    return { self, value: machine.call(self, first, atCall) }
  }, 'kept')
  if ('refusal' in made) return { ...refuse(made.refusal, blamed(made)), by: made.raised ? 'pytorch' : 'lab' }
  const { self, value } = made.value
  const shapes = shapesOf(value)
  if (!entry || !shapes) return refuse(`what ${step.layer} returns for this is not known`)
  return { entry, self, inputs: tensors, value, shapes }
}

const blamed = (refusal: Refusal): string | undefined => refusal.raised?.blame.parameter

interface Read { readonly values: ReadonlyMap<string, Value> }
function literals(texts: Readonly<Record<string, string>>): Read | { readonly name: string; readonly message: string; readonly at: number } {
  const values = new Map<string, Value>()
  for (const [name, text] of Object.entries(texts)) {
    const read = readLiteral(text)
    if ('message' in read) return { name, ...read }
    values.set(name, read.value)
  }
  return { values }
}

/** The shapes of a tensor, or of those in a tuple; None is no tensor. Undefined where a shape is not known. */
function shapesOf(value: Value): readonly (readonly number[])[] | undefined {
  if (value.kind === 'none') return []
  if (value.kind === 'tuple' || value.kind === 'list') {
    const inner = value.items.map(shapesOf)
    return inner.every((each) => each !== undefined) ? inner.flat() : undefined
  }
  return value.kind === 'tensor' && value.shape?.every((dim) => typeof dim === 'number') ? [value.shape as readonly number[]] : undefined
}

/** Trainable numbers of a layer and of the layers inside of it. */
export function parameterCount(layer: InstanceValue): number {
  const own = [...(layer.module?.parameters.values() ?? [])].reduce((sum, value) => sum + (value.kind === 'tensor' && value.shape ? elementCount(value.shape as readonly number[]) : 0), 0)
  return [...(layer.module?.modules.values() ?? [])].reduce((sum, child) => sum + (child.kind === 'instance' ? parameterCount(child) : 0), own)
}
