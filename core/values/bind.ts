/** Binds a call's arguments to a signature and decodes them, with the errors that Python and PyTorch raise for a misfit. */
import { opaque, type Dim } from '../dims/index.ts'
import { asDim, dict, str, tuple, typeName } from './make.ts'
import type { Arguments, Machine } from './machine.ts'
import type { Parameter, Parameters, Signature } from './schema.ts'
import { signature } from './schema.ts'
import type { TensorValue, Value } from './types.ts'

/** What did not fit, in Python's words for a function of Python sources. */
export interface Misfit { readonly message: string; readonly parameter: string | undefined }
export type Bound = ReadonlyMap<string, Value | readonly Value[] | ReadonlyMap<string, Value>>

/** Assigns arguments to parameters by position and name. `self` counts among the positional ones where the signature names it. */
export function bind(target: Signature, args: Arguments): Bound | Misfit {
  const bound = new Map<string, Value | readonly Value[] | ReadonlyMap<string, Value>>()
  const positional = target.parameters.filter((parameter) => !parameter.keywordOnly && !parameter.type.endsWith('****') && !parameter.type.endsWith('...'))
  const rest = target.parameters.find((parameter) => parameter.type.endsWith('...'))
  const extra = target.parameters.find((parameter) => parameter.type.endsWith('****'))
  for (const [index, value] of args.positional.entries()) {
    const parameter = positional[index]
    if (parameter) bound.set(parameter.name, value)
    else if (!rest) return tooMany(target, positional, args)
  }
  if (rest) bound.set(rest.name, args.positional.slice(positional.length))
  const others = new Map<string, Value>()
  for (const [name, value] of args.keywords) {
    const parameter = target.parameters.find((each) => each.name === name && !each.type.endsWith('****'))
    if (parameter && parameter !== rest) {
      if (bound.has(name)) return { message: `${target.name}() got multiple values for argument '${name}'`, parameter: name }
      bound.set(name, value)
    } else if (parameter === rest && rest && args.positional.length <= positional.length) bound.set(name, [value])
    else if (extra) others.set(name, value)
    else return { message: `${target.name}() got an unexpected keyword argument '${name}'`, parameter: name }
  }
  if (extra) bound.set(extra.name, others)
  const missing = target.parameters.filter((parameter) => !bound.has(parameter.name) && parameter.default === undefined)
  if (missing.length > 0 && !args.open) return { message: missingMessage(target.name, missing), parameter: undefined }
  return bound
}

function missingMessage(name: string, missing: readonly Parameter[]): string {
  const kind = missing[0]?.keywordOnly ? 'keyword-only' : 'positional'
  const names = missing.map((parameter) => `'${parameter.name}'`)
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

export const isMisfit = (result: Bound | Misfit): result is Misfit => 'message' in result

/** Why a value can't be decoded as a type: it is unknown, or it is of another type. */
export type Decoding<T> = { readonly value: T } | { readonly undecided: string } | { readonly mismatch: string }

/** Decodes one argument. The type's accepted values are listed in schema.ts. */
export function decode(parameter: Parameter, value: Value | readonly Value[] | ReadonlyMap<string, Value>): Decoding<unknown> {
  if (value instanceof Map || parameter.type === 'Any' || parameter.type === 'Any...') return { value }
  if (parameter.type === 'int...') {
    const values = value as readonly Value[]
    const [only] = values
    return decodeInts(values.length === 1 && only && (only.kind === 'list' || only.kind === 'tuple') ? only : tuple(values), undefined)
  }
  const single = value as Value
  if (parameter.optional && single.kind === 'none') return { value: undefined }
  if (single.kind === 'unknown') return parameter.type === 'float' || parameter.type === 'Scalar' ? { value: parameter.type === 'Scalar' ? single : undefined } : { undecided: single.reason }
  const sized = /^int\[(\d*)\]$/.exec(parameter.type)
  if (sized) return decodeInts(single, sized[1] === '' ? undefined : Number(sized[1]))
  switch (parameter.type) {
    case 'Tensor': return single.kind === 'tensor' ? { value: single } : { mismatch: `must be Tensor, not ${typeName(single)}` }
    case 'Tensor[]': return decodeTensors(single)
    case 'int': return decodeInt(single)
    case 'float': return single.kind === 'float' ? { value: single.value } : typeof asDim(single) === 'number' ? { value: asDim(single) } : single.kind === 'int' || single.kind === 'bool' || single.kind === 'tensor' ? { value: undefined } : { mismatch: `must be float, not ${typeName(single)}` }
    case 'bool': return single.kind === 'bool' ? (single.value === undefined ? { undecided: 'a flag that is not known' } : { value: single.value }) : { mismatch: `must be bool, not ${typeName(single)}` }
    case 'str': return single.kind === 'str' ? (single.value === undefined ? { undecided: 'a string that is not known' } : { value: single.value }) : { mismatch: `must be str, not ${typeName(single)}` }
    case 'Scalar': return ['int', 'float', 'bool', 'tensor'].includes(single.kind) ? { value: single } : { mismatch: `must be Number, not ${typeName(single)}` }
    case 'dtype': return single.kind === 'dtype' ? { value: single.name } : { mismatch: `must be torch.dtype, not ${typeName(single)}` }
    default: throw new Error(`no such type in a schema: ${parameter.type}`)
  }
}

function decodeInt(value: Value): Decoding<Dim> {
  const dim = asDim(value)
  if (dim !== undefined) return { value: dim }
  if (value.kind === 'tensor') return value.data?.length === 1 && value.dtype?.startsWith('int') ? { value: value.data[0]! } : { value: opaque() }
  return value.kind === 'bool' ? { value: opaque() } : { mismatch: `must be int, not ${typeName(value)}` }
}

function decodeInts(value: Value, size: number | undefined): Decoding<Dim[]> {
  if (value.kind === 'list' && value.open) return { undecided: 'a list whose length is not known' }
  if (value.kind === 'list' || value.kind === 'tuple') {
    const dims: Dim[] = []
    for (const [position, item] of value.items.entries()) {
      if (item.kind === 'unknown') { dims.push(opaque()); continue }
      const decoded = decodeInt(item)
      if (!('value' in decoded)) return { mismatch: `must be tuple of ints, but found element of type ${typeName(item)} at pos ${position}` }
      dims.push(decoded.value)
    }
    return { value: dims }
  }
  const single = size === undefined ? undefined : decodeInt(value)
  if (single && 'value' in single) return { value: Array.from({ length: size ?? 1 }, () => single.value) }
  return { mismatch: `must be tuple of ints, not ${typeName(value)}` }
}

function decodeTensors(value: Value): Decoding<TensorValue[]> {
  if (value.kind === 'list' && value.open) return { undecided: 'a list whose length is not known' }
  if (value.kind !== 'list' && value.kind !== 'tuple') return { mismatch: `must be tuple of Tensors, not ${typeName(value)}` }
  const tensors: TensorValue[] = []
  for (const [position, item] of value.items.entries()) {
    if (item.kind === 'unknown') return { undecided: item.reason }
    if (item.kind !== 'tensor') return { mismatch: `expected Tensor as element ${position} in argument 0, but got ${typeName(item)}` }
    tensors.push(item)
  }
  return { value: tensors }
}

/** A function's rule with the signature its arguments are decoded by. */
export interface Overload { readonly signature: Signature; readonly run: (machine: Machine, parameters: never) => Value }

/** Pairs a signature text with the rule that takes its decoded parameters. */
export function on<S extends string>(text: S, run: (machine: Machine, parameters: Parameters<S>) => Value): Overload {
  return { signature: signature(text), run: run as Overload['run'] }
}

/** The decoded parameters of a call, or why there are none. */
export type Fitting =
  | { readonly parameters: never }
  | { readonly undecided: string }
  /** `binding`: the arguments' number or names don't fit; otherwise the named parameter's type doesn't. */
  | { readonly misfit: Misfit; readonly position: number | undefined }

export function fit(target: Signature, args: Arguments): Fitting {
  const bound = bind(target, args)
  if (isMisfit(bound)) return { misfit: bound, position: undefined }
  const parameters: Record<string, unknown> = {}
  let undecided: string | undefined
  for (const [position, parameter] of target.parameters.entries()) {
    const given = bound.get(parameter.name) ?? parameter.default?.()
    if (given === undefined) { undecided ??= 'arguments spread from a value that is not known'; continue }
    const decoded = decode(parameter, given)
    if ('mismatch' in decoded) return { misfit: { message: `${target.name}(): argument '${parameter.name}' (position ${position + 1}) ${decoded.mismatch}`, parameter: parameter.name }, position }
    if ('undecided' in decoded) undecided ??= decoded.undecided
    else parameters[parameter.name] = decoded.value
  }
  return undecided === undefined ? { parameters: parameters as never } : { undecided }
}

/** Runs the first overload that the arguments fit. A single overload words its own misfit; several are listed as PyTorch does. */
export function dispatch(machine: Machine, overloads: readonly Overload[], args: Arguments): Value {
  let first: Misfit | undefined
  let undecided: string | undefined
  for (const overload of overloads) {
    const fitting = fit(overload.signature, args)
    if ('parameters' in fitting) return undecided === undefined ? overload.run(machine, fitting.parameters) : machine.undecided(undecided)
    if ('undecided' in fitting) undecided ??= fitting.undecided
    else first ??= fitting.misfit
  }
  if (undecided !== undefined || args.open) return machine.undecided(undecided ?? 'arguments spread from a value that is not known')
  const message = overloads.length === 1 || !first ? (first?.message ?? 'no overload') : invalidCombination(overloads, args)
  return machine.raise('TypeError', message, 'argument', first?.parameter === undefined ? {} : { parameter: first.parameter })
}

function invalidCombination(overloads: readonly Overload[], args: Arguments): string {
  const given = [...args.positional.map(describe), ...[...args.keywords].map(([name, value]) => `${name}=${describe(value)}`)].join(', ')
  const name = overloads[0]?.signature.name ?? ''
  return `${name}() received an invalid combination of arguments - got (${given}), but expected one of:\n${overloads.map((each) => ` * ${each.signature.text.slice(each.signature.text.indexOf('('))}`).join('\n')}`
}
function describe(value: Value): string {
  if (value.kind === 'list' || value.kind === 'tuple') return `${typeName(value)} of ${value.items.length === 0 ? '()' : `(${value.items.map(typeName).join(', ')})`}`
  return typeName(value)
}

/** Keyword arguments as the dict that `**kwargs` gives. */
export const keywordDict = (keywords: ReadonlyMap<string, Value>): Value => dict([...keywords].map(([name, value]) => [str(name), value] as const))
