/** What sizes a model that ran with letters accepts in eval mode, and what it raises for others. Asked for when somebody looks, not with every analysis. */
import { contractOf, type Condition } from '../dims/index.ts'
import type { RaisedRecord } from '../graph/recorder.ts'
import type { Value } from '../values/index.ts'
import { explore, type Limits } from './explore.ts'
import { builtModel, inEvalMode, type GenericModel } from './generic.ts'
import { inventedArguments, type Inputs } from './inputs.ts'
import type { SourceModule } from './modules.ts'
import type { Surroundings } from './runs.ts'

export interface Accepted {
  /** All of which the sizes must meet; none: every size is accepted; undefined: not known, for the reason given. */
  readonly conditions: readonly Condition[] | undefined
  readonly reason: string | undefined
  /** What accepted sizes give; undefined: nothing is accepted, or nothing is known. */
  readonly output: Value | undefined
}

/** Somebody waits for it. */
const limits: Limits = { paths: 24, steps: 6_000_000 }
const found = new WeakMap<GenericModel, Accepted>()

export function acceptedSizes(model: GenericModel, module: SourceModule, around: Surroundings): Accepted {
  let accepted = found.get(model)
  if (!accepted) found.set(model, (accepted = accept(model, module, around)))
  return accepted
}

function accept(model: GenericModel, module: SourceModule, around: Surroundings): Accepted {
  const exploration = exploring(model, model.inputs, module, around)
  if (!exploration) return { conditions: undefined, reason: 'a model that can not be run', output: undefined }
  const { contract, output, reason } = exploration
  return { conditions: contract && contractOf([contract]), reason, output }
}

/** What inputs of these shapes raise; undefined: nothing, as far as is known. */
export function raisedWith(model: GenericModel, inputs: Inputs, module: SourceModule, around: Surroundings): RaisedRecord | undefined {
  const [path] = exploring(model, inputs, module, around)?.paths ?? []
  return path?.output === undefined ? path?.recorder.raisedRecords.values().next().value : undefined
}

function exploring(model: GenericModel, inputs: Inputs, module: SourceModule, around: Surroundings): ReturnType<typeof explored> {
  return explored(explore(around, {
    module, limits, listsCalls: false, observe: () => undefined,
    callable: (run) => { const built = builtModel(model, run); return built && inEvalMode(run, built) },
    arguments: () => ({ positional: [], keywords: inventedArguments(model.subject.parameters, inputs) }),
  }))
}

const explored = (answer: ReturnType<typeof explore<undefined>>) => ('paths' in answer ? answer : undefined)
