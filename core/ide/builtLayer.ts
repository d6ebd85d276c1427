/** Layers of torch built and called beside the analysed program: what they return, and what they cost. */
import { add, mul, show, type Condition, type Dim } from '../dims/index.ts'
import { attempt } from '../interp/trial.ts'
import type { Surroundings } from '../interp/runs.ts'
import { tensor, type InstanceValue, type Machine, type Shape, type Value } from '../values/index.ts'

/** A layer by its class's dotted name and its arguments: values to build it with, texts to write it with. */
export interface LayerPlan { readonly cls: string; readonly given: ReadonlyMap<string, Part> }
export interface Part { readonly value: Value; readonly text: string }

export interface Trial {
  readonly output: Shape
  /** What the input's sizes must meet. */
  readonly contract: readonly Condition[]
  /** How many numbers are trained: `2,080` or `cin*cout + cout`. */
  readonly parameters: string
}

/** Calls layers, those planned built before, one after the other. Undefined: PyTorch refuses, or it is not known what it does. */
export function tryLayers(around: Surroundings, layers: readonly (LayerPlan | InstanceValue)[], input: Shape): Trial | undefined {
  const answer = attempt(around, (machine) => {
    let value: Value = tensor(input, { dtype: 'float32' })
    let parameters: Dim = 0
    for (const each of layers) {
      const layer = 'kind' in each ? each : build(machine, each)
      for (const weight of layer.kind === 'instance' ? layer.module?.parameters.values() ?? [] : []) if (weight.kind !== 'none') parameters = add(parameters, elementCount(weight, machine.undecided))
      value = machine.call(layer, [value])
    }
    return { output: value.kind === 'tensor' ? value.shape : undefined, parameters }
  })
  if (!('value' in answer) || !answer.value.output) return undefined
  const { output, parameters } = answer.value
  return { output, contract: answer.contract, parameters: typeof parameters === 'number' ? parameters.toLocaleString('en-US') : show(parameters) }
}

/** The plan builds the layer that is there already, but for its weights. */
export function isPlanned(around: Surroundings, layer: InstanceValue, plan: LayerPlan): boolean {
  const answer = attempt(around, (machine) => {
    const built = build(machine, plan)
    if (built.kind !== 'instance' || built.cls !== layer.cls) return false
    return (built.cls.native?.parameterNames ?? []).every((name) => {
      const [one, other] = [built.attributes.get(name), layer.attributes.get(name)]
      return one === other || (one !== undefined && other !== undefined && machine.equals(one, other) === true)
    })
  })
  return 'value' in answer && answer.value
}

const build = (machine: Machine, { cls, given }: LayerPlan): Value => machine.call(machine.nativeClass(cls), [], new Map([...given].map(([name, part]) => [name, part.value])))

function elementCount(weight: Value, undecided: (reason: string) => never): Dim {
  if (weight.kind !== 'tensor' || !weight.shape) return undecided('a weight whose shape is not known')
  return weight.shape.reduce<Dim>((product, dim) => mul(product, dim), 1)
}
