/**
 * Binds a call's arguments to signatures: as Python binds those of a function written in Python, and as PyTorch's argument parser
 * binds those of a function written in C++, each with its own words for a misfit.
 */
import { decode, nativeTypeName, type Given } from './decode.ts'
import { dict, str, tuple } from './make.ts'
import type { Arguments, Machine } from './machine.ts'
import { invalidCombination, nativeMissing, nativeTooMany } from './misfit.ts'
import type { Parameter, Parameters, Signature } from './schema.ts'
import { receiver, signature } from './schema.ts'
import type { Value } from './types.ts'

/** What did not fit, in the words of the function's language. */
export interface Misfit { readonly message: string; readonly parameter: string | undefined }
export type Bound = ReadonlyMap<string, Given>

export const isMisfit = (result: Bound | Misfit): result is Misfit => 'message' in result

/** Assigns arguments to parameters as Python does. `self` counts among the positional ones where the signature names it. */
export function bind(target: Signature, args: Arguments): Bound | Misfit {
  const bound = new Map<string, Given>()
  const { positional, rest, extra, byName, required } = planOf(target)
  let index = 0
  for (const value of args.positional) {
    const parameter = positional[index++]
    if (parameter) bound.set(parameter.name, value)
    else if (!rest) return tooMany(target, positional, args)
  }
  if (rest) bound.set(rest.name, args.positional.slice(positional.length))
  const others = extra && new Map<string, Value>()
  for (const [name, value] of args.keywords) {
    const parameter = byName.get(name)
    if (parameter && parameter !== rest) {
      if (bound.has(name)) return { message: `${target.name}() got multiple values for argument '${name}'`, parameter: name }
      bound.set(name, value)
    } else if (parameter === rest && rest && args.positional.length <= positional.length) bound.set(name, [value])
    else if (others) others.set(name, value)
    else return { message: `${target.name}() got an unexpected keyword argument '${name}'`, parameter: name }
  }
  if (extra && others) bound.set(extra.name, others)
  if (!args.open && required.some(({ name }) => !bound.has(name))) return { message: missingMessage(target.name, required.filter(({ name }) => !bound.has(name))), parameter: undefined }
  return bound
}

/** What binding asks of a signature, found once. */
interface Plan {
  readonly positional: readonly Parameter[]
  /** `*args` and `**kwargs`. */
  readonly rest: Parameter | undefined
  readonly extra: Parameter | undefined
  readonly byName: ReadonlyMap<string, Parameter>
  readonly required: readonly Parameter[]
  /** Arguments that reach the last required parameter in order. */
  readonly least: number
  /** Every parameter takes one argument. */
  readonly isPlain: boolean
}
const plans = new WeakMap<Signature, Plan>()

function planOf(target: Signature): Plan {
  let plan = plans.get(target)
  if (!plan) {
    const { parameters } = target
    const isExtra = ({ type }: Parameter): boolean => type.endsWith('****'), isRest = ({ type }: Parameter): boolean => type.endsWith('...')
    plan = {
      positional: parameters.filter((parameter) => !parameter.keywordOnly && !isExtra(parameter) && !isRest(parameter)),
      rest: parameters.find(isRest), extra: parameters.find(isExtra),
      byName: new Map(parameters.filter((parameter) => !isExtra(parameter)).map((parameter) => [parameter.name, parameter])),
      required: parameters.filter((parameter) => parameter.default === undefined),
      least: parameters.findLastIndex((parameter) => parameter.default === undefined) + 1,
      isPlain: !parameters.some(({ type }) => type.endsWith('...') || type.endsWith('****')),
    }
    plans.set(target, plan)
  }
  return plan
}

function missingMessage(name: string, missing: readonly Parameter[]): string {
  const kind = missing[0]?.keywordOnly ? 'keyword-only' : 'positional'
  const names = missing.filter((parameter) => parameter.keywordOnly === missing[0]?.keywordOnly).map((parameter) => `'${parameter.name}'`)
  const listed = names.length === 1 ? names[0] : names.length === 2 ? names.join(' and ') : `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`
  return `${name}() missing ${names.length} required ${kind} argument${names.length === 1 ? '' : 's'}: ${listed}`
}

function tooMany(target: Signature, positional: readonly Parameter[], args: Arguments): Misfit {
  const most = positional.length
  const least = positional.filter((parameter) => parameter.default === undefined).length
  const takes = least === most ? `${most}` : `from ${least} to ${most}`
  const given = args.positional.length
  return { message: `${target.name}() takes ${takes} positional argument${takes === '1' ? '' : 's'} but ${given} ${given === 1 ? 'was' : 'were'} given`, parameter: undefined }
}

/** A function's rule with the signature its arguments are decoded by. */
export interface Overload { readonly signature: Signature; readonly run: (machine: Machine, parameters: never) => Value }

/** Pairs a signature text with the rule that takes its decoded parameters. The text is read when first used. */
export function on<S extends string>(text: S, run: (machine: Machine, parameters: Parameters<S>) => Value): Overload {
  let read: Signature | undefined
  return { get signature() { return (read ??= signature(text)) }, run: run as Overload['run'] }
}

/**
 * Who parses the arguments. `python`: the function is written in Python. `native`: PyTorch's argument parser. `method`: the same, for
 * a method; the first parameter is the tensor itself, which neither counts nor is printed.
 */
export type CallForm = 'python' | 'native' | 'method'

/** The decoded parameters of a call, or why there are none. */
export type Fitting =
  /** `certain`: false where an argument is not known; reading its parameter gives up. */
  | { readonly parameters: never; readonly certain: boolean }
  /** Accepted by every type, and refused when it is unpacked: no other overload is tried. */
  | { readonly failure: string; readonly parameter: string }
  | { readonly misfit: Misfit }

/** Fits arguments to one signature in the given form. */
export function fit(machine: Machine, target: Signature, args: Arguments, form: CallForm = 'python'): Fitting {
  const direct = inOrder(target, args, form)
  const { bound, misfit, before }: Assignment = direct ? inPlace : form === 'python' ? atOnce(bind(target, args)) : bindNative(target, args, form)
  if (misfit && form === 'python') return { misfit }
  const parameters: Record<string, unknown> = {}
  const shift = form === 'method' ? 0 : 1
  let certain = true
  let place = 0
  for (const parameter of target.parameters) {
    if (misfit && parameter === before) return { misfit }
    const ordered = direct?.[place++]
    if (parameter === receiver) continue
    // What was spread may hold any parameter that is not bound by name or place.
    const argument = direct ? ordered : bound.get(parameter.name)
    const given = argument ?? (args.open ? undefined : parameter.default?.())
    const decoded = given === undefined || (args.open && /\.\.\.$|\*\*\*\*$/.test(parameter.type)) ? { undecided: 'arguments spread from a value that is not known' } : argument !== undefined ? decode(parameter, argument, form === 'python' ? 'python' : 'native') : decodeDefault(parameter, given)
    if ('value' in decoded) parameters[parameter.name] = decoded.value
    else if ('undecided' in decoded) {
      certain = false
      const reason = decoded.undecided
      Object.defineProperty(parameters, parameter.name, { get: () => machine.undecided(reason), enumerable: true })
    } else if ('failure' in decoded) {
      const message = decoded.failure.startsWith('expected Tensor') ? decoded.failure : `${target.name}(): ${decoded.failure}`
      return { failure: message, parameter: parameter.name }
    } else {
      const named = [parameter.name, ...(numpyNames[parameter.name] ?? [])].some((each) => args.keywords.has(each))
      const position = named ? '' : ` (position ${parameter.index + shift})`
      return { misfit: { message: `${target.name}(): argument '${parameter.name}'${position} ${named ? withoutElement(decoded.mismatch, given as Value) : decoded.mismatch}`, parameter: parameter.name } }
    }
  }
  return misfit ? { misfit } : { parameters: parameters as never, certain }
}
/**
 * Arguments by parameter, and what does not fit: it comes to light before the types of `before` and the parameters behind it are
 * looked at, or after all of them.
 */
interface Assignment { readonly bound: Bound; readonly misfit?: Misfit; readonly before?: Parameter | undefined }
const inPlace: Assignment = { bound: new Map() }

/** The arguments, where each stands for the parameter in its place and nothing is missing; else undefined. */
function inOrder(target: Signature, { positional, keywords, open }: Arguments, form: CallForm): readonly Value[] | undefined {
  if (open || keywords.size > 0) return undefined
  const plan = planOf(target)
  if (!plan.isPlain || positional.length > plan.positional.length || positional.length < plan.least) return undefined
  // A sole list of ints may be given one by one.
  return form !== 'python' && target.parameters[form === 'method' ? 1 : 0]?.type.startsWith('int[') ? undefined : positional
}
const atOnce = (result: Bound | Misfit): Assignment => (isMisfit(result) ? { bound: new Map(), misfit: result, before: undefined } : { bound: result })
/** The element of a sequence is named for positional arguments only. */
const withoutElement = (mismatch: string, given: Value): string => mismatch.replace(/, but found element of type .*$/s, `, not ${nativeTypeName(given)}`)
/** A default of None stands for "not given", whatever the type. */
const decodeDefault = (parameter: Parameter, value: Given): ReturnType<typeof decode> =>
  'kind' in value && value.kind === 'none' && parameter.type !== 'Any' ? { value: undefined } : decode(parameter, value)

/** Other names under which PyTorch accepts a parameter, for NumPy's sake. */
const numpyNames: Readonly<Record<string, readonly string[]>> = { dim: ['axis'], keepdim: ['keepdims'], input: ['x', 'a', 'x1'], other: ['x2'] }

/** Assigns arguments to parameters as PyTorch's parser does. A sole positional list of ints also takes its ints one by one. */
function bindNative(target: Signature, args: Arguments, form: CallForm): Assignment {
  const bound = new Map<string, Given>()
  const self = form === 'method' ? target.parameters[0] : undefined
  const given = self ? args.positional.slice(1) : args.positional
  if (self && args.positional[0]) bound.set(self.name, args.positional[0])
  const { parameters, rest, extra, positional, takesInts, required } = nativePlanOf(target, self !== undefined)
  const [first] = positional
  const oneByOne = takesInts && given.length > 0 && (isIndex(given[0]!) || (given.length > 1 && given[0]!.kind === 'unknown'))
  if (given.length > positional.length && !oneByOne && !rest) return { bound, misfit: { message: nativeTooMany(target.name, positional, given.length), parameter: undefined }, before: target.parameters[0] }
  if (first !== undefined && oneByOne && !args.open) bound.set(first.name, first.type.endsWith('...') ? given : tuple(given))
  else if (!oneByOne) for (let index = 0; index < given.length && index < positional.length; index++) bound.set(positional[index]!.name, positional[index]!.type.endsWith('...') ? [given[index]!] : given[index]!)
  if (rest) bound.set(rest.name, oneByOne ? [] : given.slice(positional.length))
  if (extra) bound.set(extra.name, new Map([...args.keywords].filter(([name]) => !parameters.some((parameter) => parameter.name === name))))
  const used = new Set<string>()
  if (args.keywords.size > 0) for (const parameter of parameters) {
    if (bound.has(parameter.name)) continue
    const name = [parameter.name, ...(numpyNames[parameter.name] ?? [])].find((each) => args.keywords.has(each))
    if (name === undefined) continue
    used.add(name)
    bound.set(parameter.name, args.keywords.get(name)!)
  }
  if (!args.open && required.some(({ name }) => !bound.has(name))) {
    const missing = required.filter(({ name }) => !bound.has(name))
    return { bound, misfit: { message: nativeMissing(target.name, missing), parameter: undefined }, before: missing[0] }
  }
  for (const name of args.keywords.keys()) {
    if (used.has(name) || (extra && !parameters.some((parameter) => parameter.name === name))) continue
    const known = parameters.some((parameter) => parameter.name === name)
    return { bound, misfit: { message: known ? `${target.name}() got multiple values for argument '${name}'` : `${target.name}() got an unexpected keyword argument '${name}'`, parameter: name } }
  }
  return { bound }
}

interface NativePlan extends Omit<Plan, 'byName' | 'least' | 'isPlain'> {
  readonly parameters: readonly Parameter[]
  /** Its only positional parameter takes ints. */
  readonly takesInts: boolean
}
const nativePlans = { function: new WeakMap<Signature, NativePlan>(), method: new WeakMap<Signature, NativePlan>() }

function nativePlanOf(target: Signature, isMethod: boolean): NativePlan {
  const known = isMethod ? nativePlans.method : nativePlans.function
  let plan = known.get(target)
  if (!plan) {
    const parameters = isMethod ? target.parameters.slice(1) : target.parameters
    const rest = parameters.find((parameter) => parameter.type === 'Any...')
    const extra = parameters.find((parameter) => parameter.type === 'Any****')
    const positional = parameters.filter((parameter) => !parameter.keywordOnly && parameter !== rest && parameter !== extra)
    const takesInts = positional.length === 1 && /^int(\[|\.)/.test(positional[0]!.type)
    plan = { parameters, rest, extra, positional, takesInts, required: parameters.filter((parameter) => parameter.default === undefined) }
    known.set(target, plan)
  }
  return plan
}

/** What may begin a list of ints given one by one. A list may not: it is the whole list. What is not known may, where more follows. */
const isIndex = (value: Value): boolean => value.kind === 'int' || value.kind === 'tensor' || (value.kind === 'instance' && value.payload?.kind === 'int')

/** Runs the overload that the arguments fit, or raises what PyTorch raises when they fit none. */
export function dispatch(machine: Machine, overloads: readonly Overload[], args: Arguments, form: CallForm = 'python'): Value {
  let chosen: { readonly overload: Overload; readonly parameters: never } | undefined
  let isAmbiguous = false
  const misfits: Misfit[] = []
  for (const overload of overloads) {
    const fitting = fit(machine, overload.signature, args, form)
    if ('failure' in fitting) {
      if (chosen) break
      return machine.raise('TypeError', fitting.failure, 'argument-type', { parameter: fitting.parameter })
    }
    if ('misfit' in fitting) { misfits.push(fitting.misfit); continue }
    if (chosen) isAmbiguous = true
    else chosen = { overload, parameters: fitting.parameters }
    if (fitting.certain) break
  }
  if (chosen && !isAmbiguous) return chosen.overload.run(machine, chosen.parameters)
  if (isAmbiguous || args.open) return machine.undecided('arguments that are not known')
  const misfit = soleMisfit(overloads, misfits, args, form)
  const message = misfit?.message ?? invalidCombination(overloads.map((each) => each.signature), args, form === 'method')
  return machine.raise('TypeError', message, message.includes(' must be ') ? 'argument-type' : 'argument', misfit?.parameter === undefined ? {} : { parameter: misfit.parameter })
}

/** The misfit of the only overload that the number of arguments leaves. */
function soleMisfit(overloads: readonly Overload[], misfits: readonly Misfit[], args: Arguments, form: CallForm): Misfit | undefined {
  if (overloads.length === 1 || form === 'python') return misfits[0]
  const self = form === 'method' ? 1 : 0
  const given = args.positional.length + args.keywords.size - self
  const plausible = misfits.filter((_, index) => {
    const parameters = overloads[index]!.signature.parameters.slice(self)
    const least = parameters.filter((parameter) => parameter.default === undefined).length
    return given >= least && given <= parameters.length
  })
  return plausible.length === 1 ? plausible[0] : undefined
}

/** Keyword arguments as the dict that `**kwargs` gives. */
export const keywordDict = (keywords: ReadonlyMap<string, Value>): Value => dict([...keywords].map(([name, value]) => [str(name), value] as const))
