/** A model that the user asks about: a class of the file, or an expression that builds one in the file's namespace. */
import { contractOf } from '../dims/index.ts'
import { Recorder } from '../graph/recorder.ts'
import type { Expr, Parameter } from '../syntax/ast.ts'
import { Undecided, unknown, type Arguments, type ClassValue, type Value } from '../values/index.ts'
import { describeException, PythonRaise } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { explore, type Exploration, type Limits } from './explore.ts'
import { build, inEvalMode } from './generic.ts'
import { inputTensor, inventedArguments, namedShape, pinSizes, type Inputs } from './inputs.ts'
import { classAttribute } from './lookup.ts'
import type { SourceModule } from './modules.ts'
import { BudgetReached, innerFrame, Refine, type Run } from './run.ts'
import { newRun, type Surroundings } from './runs.ts'

/** How the user's expression is called. */
export interface Asked {
  readonly module: SourceModule
  readonly expression: Expr
  /** The parameters that take inputs; undefined: native code, which takes them in order. */
  readonly parameters: readonly Parameter[] | undefined
  /** The class of what is called; undefined: a function. */
  readonly cls: ClassValue | undefined
}

export interface Answer<Seen> { readonly exploration: Exploration<Seen>; readonly inputs: Inputs }

/** What the expression gives; the sentence says why it gives nothing to call. */
export function ask(expression: Expr, module: SourceModule, around: Surroundings): Asked | { readonly failure: string } {
  const run = newRun(around, new Recorder(undefined))
  run.handlers = run.handlersOutside = 1
  const level = run.journal.open()
  try {
    const model = modelOf(run, expression, module)
    if (model.kind === 'unknown') return { failure: `its value is not known (${model.reason})` }
    if (model.kind === 'function') return { module, expression, parameters: model.definition.params.all, cls: undefined }
    if (model.kind !== 'instance' || !model.module) return { failure: 'it gives no nn.Module and no function' }
    const forward = classAttribute(model.cls, 'forward')
    return { module, expression, parameters: forward?.kind === 'function' ? forward.definition.params.all.slice(1) : undefined, cls: model.cls }
  } catch (effect) {
    if (effect instanceof PythonRaise) {
      const { type, message } = describeException(effect.exception)
      return { failure: message === undefined || message === '' ? type : `${type}: ${message}` }
    }
    if (effect instanceof Undecided) return { failure: effect.reason }
    if (effect instanceof BudgetReached || effect instanceof Refine) return { failure: 'building it takes too long' }
    throw effect
  } finally {
    run.journal.rollback(level)
  }
}

/** The expression's value in eval mode; a class is built with its defaults, and symbols where there are none. */
function modelOf(run: Run, expression: Expr, module: SourceModule): Value {
  const frame = innerFrame(undefined, { run, scope: module.scope, file: '', workspace: false, name: '<expression>', definition: undefined, owner: undefined, at: { start: 0, end: 0 } })
  run.frame = frame
  const value = evaluate(frame, expression)
  return inEvalMode(run, value.kind === 'class' ? (build(run, value) ?? unknown('a class that can not be built')) : value)
}

const mostInputs = 14
const limits: Limits = { paths: 96, steps: 60_000_000 }

/** Explores the call with the inputs given. Those that are not get the shape that the first rule asks for; undefined: no rule tells. */
export function answer<Seen>(asked: Asked, given: Inputs, around: Surroundings, observe: (run: Run, model: Value) => Seen): Answer<Seen> | undefined {
  const inputs = new Map(given)
  for (let restart = 0; restart < mostInputs; restart++) {
    const found = explore(around, { module: asked.module, callable: (run) => modelOf(run, asked.expression, asked.module), arguments: () => argumentsOf(asked, inputs), limits, listsCalls: true, observe })
    if ('failed' in found) return undefined
    if (!('wanted' in found)) {
      if (found.contract && pinSizes(inputs, given, contractOf([found.contract]) ?? [])) continue
      return { exploration: found, inputs }
    }
    if (inputs.has(found.wanted.input)) return undefined
    inputs.set(found.wanted.input, namedShape(found.wanted.shape, found.wanted.input, inputs.size))
  }
  return undefined
}

/** The name that native code's first input goes by where the user gives none. */
export const nativeInput = 'input'

function argumentsOf({ parameters }: Asked, inputs: Inputs): Arguments {
  if (!parameters) {
    const positional = [...inputs.keys()].includes(nativeInput) || inputs.size === 0 ? [inputs.get(nativeInput)] : [...inputs.values()]
    return { positional: positional.map((shape) => inputTensor(nativeInput, shape)), keywords: new Map() }
  }
  return { positional: [], keywords: inventedArguments(parameters, inputs) }
}
