/** Functions of the sources: defining them, binding arguments, calling them, generators. */
import type { FunctionDef, Lambda, Parameter } from '../syntax/ast.ts'
import { scopeOf, type NameScope } from '../syntax/scope.ts'
import { dict, none, str, tuple, Undecided, unknown, type Arguments, type FunctionValue, type GeneratorValue, type Value } from '../values/index.ts'
import { joinPending } from './branches.ts'
import { PythonRaise, raise } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { join } from './join.ts'
import { innerFrame, type Completion, type Frame, type Run } from './run.ts'
import { innerScope, target, type Scope } from './scope.ts'
import { executeBlock } from './statements.ts'

export function makeFunction(frame: Frame, definition: FunctionDef | Lambda): FunctionValue {
  const defaults = new Map<string, Value>()
  for (const parameter of definition.params.all) if (parameter.default) defaults.set(parameter.name.id, evaluate(frame, parameter.default))
  const name = definition.kind === 'Lambda' ? '<lambda>' : definition.name.id
  const prefix = frame.scope.type === 'class' ? `${frame.name}.` : frame.definition && frame.name !== '<module>' ? `${frame.name}.<locals>.` : ''
  frame.scope.isEnclosing = true
  const func: FunctionValue = { kind: 'function', definition, name, qualifiedName: prefix + name, scope: frame.scope, defaults, owner: frame.scope.type === 'class' ? undefined : frame.owner, attributes: new Map() }
  return func
}

export function callFunction(run: Run, func: FunctionValue, args: Arguments): Value {
  const { log } = run
  run.effects++
  return log?.functions.has(func.definition) ? log.call(run, func, args, () => enter(run, func, args)) : enter(run, func, args)
}

function enter(run: Run, func: FunctionValue, args: Arguments): Value {
  run.step()
  const { definition } = func
  run.reached.add(definition)
  run.entered.add(definition)
  if ((run.widening > 0 || run.speculation > 0) && isRecursing(run, definition, args)) throw new Undecided('recursion that depends on what is not known')
  const names = scopeOf(definition)
  const scope = run.journal.made(innerScope('function', func.scope as Scope, names))
  bindParameters(run, func, args, scope)
  const caller = run.frame
  const origin = run.modules.originOfScope(func.scope as Scope)
  const start = { run, scope, file: origin.file, workspace: origin.workspace, name: func.qualifiedName, definition, owner: func.owner, at: definition }
  if (names.isGenerator) return makeGenerator(run, caller, start, args)
  const damaged = origin.workspace && run.damage.inFunction(origin.file, definition)
  const frame = innerFrame(caller, start)
  frame.self = args.positional[0]
  run.frame = frame
  if (origin.file === run.recorder.target) for (const { name } of definition.params.all) run.recorder.bound(frame, name, scope.variables.get(name.id) ?? none)
  try {
    if (damaged) run.handlers++
    const value = definition.kind === 'Lambda' ? evaluate(frame, definition.body) : runBody(frame, definition)
    return damaged ? unknown('a function with text in it that is not Python') : value
  } catch (effect) {
    if (damaged && effect instanceof PythonRaise) return unknown('a function with text in it that is not Python')
    throw effect
  } finally {
    if (damaged) {
      run.handlers--
      loseEffects(run, names, scope, args.positional[0])
    }
    run.frame = caller
  }
}

/** A statement that is not Python any more may have bound what the function declares not to be its own, and attributes of its object. */
function loseEffects(run: Run, { globals, nonlocals }: NameScope, scope: Scope, self: Value | undefined): void {
  for (const name of [...globals, ...nonlocals]) {
    const owner = target(scope, name)
    run.journal.touch(owner)
    owner.variables.set(name, unknown('a function with text in it that is not Python'))
  }
  if (self?.kind !== 'instance' || self.open) return
  run.journal.touch(self)
  self.open = true
}

const uncertainDepth = 3

/** The function has called itself several times already; once suffices where nothing is known of the arguments, since every deeper call would be this one again. */
function isRecursing(run: Run, definition: FunctionDef | Lambda, args: Arguments): boolean {
  let count = [...args.positional, ...args.keywords.values()].every(saysNothing) ? uncertainDepth - 1 : 0
  for (let frame = run.frame; frame; frame = frame.caller) if (frame.definition === definition && ++count >= uncertainDepth) return true
  return false
}

/** Nothing is known of the value, nor of anything in it. */
const saysNothing = (value: Value): boolean =>
  value.kind === 'unknown' || (value.kind === 'list' && value.open) || ((value.kind === 'dict' || value.kind === 'set') && value.open && value.entries.size === 0)

/** Executes a body; branches that returned early under unknown conditions are joined here. What raises behind them contributes nothing. */
function runBody(frame: Frame, definition: FunctionDef): Value {
  const { run } = frame
  const depth = run.journal.depth, assumptions = run.assumptions
  let completion: Completion | undefined
  let raised = false
  try {
    completion = executeBlock(frame, definition.body)
  } catch (effect) {
    if (!(effect instanceof PythonRaise) || !frame.pending.some((exit) => exit.completion.type === 'return')) throw effect
    run.frame = frame
    run.suspect('what follows a way out that may be taken')
    raised = true
  }
  const early = joinPending(frame, 0, ['return'])
  run.journal.keep(depth)
  if (run.speculation > 0) run.assumptions = assumptions
  const last = completion?.type === 'return' ? completion.value : none
  return (raised ? early : [last, ...early]).reduce((joined, value) => join(joined, value))
}

/**
 * A generator runs when it is consumed: each `yield` hands its value to the consumer and goes on at once. What a consumer
 * does between two values therefore happens at the yield, as in Python.
 */
function makeGenerator(run: Run, caller: Frame | undefined, start: Parameters<typeof innerFrame>[1], args: Arguments): GeneratorValue {
  const generator: GeneratorValue = {
    kind: 'generator',
    buffer: undefined,
    run(consume) {
      if (generator.isSpent === true) return none
      if (generator.isSpent) return unknown('a generator that may have given its items before')
      run.journal.touch(generator)
      generator.isSpent = true
      const outer = run.frame
      let stopped = false
      const frame = innerFrame(run.frame ?? caller, { ...start, yields: (value) => {
        const inner = run.frame
        run.frame = outer
        const answer = consume(value)
        run.frame = inner
        if (answer === 'stop') {
          stopped = true
          throw new StopGenerator()
        }
        return none
      } })
      frame.self = args.positional[0]
      run.frame = frame
      try {
        return start.definition?.kind === 'FunctionDef' ? runBody(frame, start.definition) : none
      } catch (effect) {
        if (stopped && effect instanceof StopGenerator) return none
        throw effect
      } finally {
        run.frame = outer
      }
    },
  }
  return run.journal.made(generator)
}

/** The consumer wants no more: the generator is closed. */
export class StopGenerator {}

/** Binds arguments as Python does; raises TypeError. Where something spread is not known, a parameter without an argument of its own is unknown. */
function bindParameters(run: Run, func: FunctionValue, args: Arguments, scope: Scope): void {
  const { parameters, positional, named, rest, extra } = planOf(func.definition)
  const variables = scope.variables
  const given = Math.min(args.positional.length, positional.length)
  for (let index = 0; index < given; index++) variables.set(positional[index]!.name.id, args.positional[index]!)
  if (args.positional.length > positional.length && !rest) tooMany(run, func, positional, args)
  if (rest) variables.set(rest.name.id, args.open ? unknown('arguments spread from a value that is not known') : tuple(args.positional.slice(positional.length)))
  const others: [Value, Value][] = []
  for (const [name, value] of args.keywords) {
    if (named.has(name)) {
      if (variables.has(name)) raise(run, 'TypeError', `${func.qualifiedName}() got multiple values for argument '${name}'`, 'argument')
      variables.set(name, value)
    } else if (extra) others.push([str(name), value])
    else raise(run, 'TypeError', `${func.qualifiedName}() got an unexpected keyword argument '${name}'`, 'argument')
  }
  if (extra) {
    const spread = dict(others)
    variables.set(extra.name.id, run.journal.made(args.open ? { ...spread, open: true } : spread))
  }
  if (given === parameters.length) return
  const missing: Parameter[] = []
  for (const parameter of parameters) {
    if (variables.has(parameter.name.id) || parameter.type === '*' || parameter.type === '**') continue
    const fallback = func.defaults.get(parameter.name.id)
    if (args.open) variables.set(parameter.name.id, unknown('arguments spread from a value that is not known'))
    else if (fallback) variables.set(parameter.name.id, fallback)
    else missing.push(parameter)
  }
  if (missing.length > 0) missingArguments(run, func, missing)
}

/** What binding asks of a function's parameters, found once. */
interface Plan {
  readonly parameters: readonly Parameter[]
  readonly positional: readonly Parameter[]
  /** Those that a keyword may name. */
  readonly named: ReadonlySet<string>
  readonly rest: Parameter | undefined
  readonly extra: Parameter | undefined
}
const plans = new WeakMap<FunctionDef | Lambda, Plan>()

function planOf(definition: FunctionDef | Lambda): Plan {
  let plan = plans.get(definition)
  if (!plan) {
    const parameters = definition.params.all
    plan = {
      parameters, positional: parameters.filter(({ type }) => type === 'positional' || type === 'normal'),
      named: new Set(parameters.flatMap(({ name, type }) => (type === 'normal' || type === 'keyword' ? [name.id] : []))),
      rest: parameters.find(({ type }) => type === '*'), extra: parameters.find(({ type }) => type === '**'),
    }
    plans.set(definition, plan)
  }
  return plan
}

function missingArguments(run: Run, func: FunctionValue, missing: readonly Parameter[]): never {
  const positional = missing.filter((parameter) => parameter.type !== 'keyword')
  const these = positional.length > 0 ? positional : missing
  const names = these.map((parameter) => `'${parameter.name.id}'`)
  const listed = names.length === 1 ? names[0] : names.length === 2 ? names.join(' and ') : `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`
  return raise(run, 'TypeError', `${func.qualifiedName}() missing ${names.length} required ${positional.length > 0 ? 'positional' : 'keyword-only'} argument${names.length === 1 ? '' : 's'}: ${listed}`, 'argument')
}

function tooMany(run: Run, func: FunctionValue, positional: readonly Parameter[], args: Arguments): never {
  const least = positional.filter((parameter) => !func.defaults.has(parameter.name.id)).length
  const takes = least === positional.length ? `${least}` : `from ${least} to ${positional.length}`
  const given = args.positional.length
  return raise(run, 'TypeError', `${func.qualifiedName}() takes ${takes} positional argument${takes === '1' ? '' : 's'} but ${given} ${given === 1 ? 'was' : 'were'} given`, 'argument')
}
