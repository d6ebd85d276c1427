/** How PyTorch's argument parser words what does not fit. Source: the messages of PyTorch 2.15. */
import { nativeTypeName, printedType } from './decode.ts'
import type { Arguments } from './machine.ts'
import type { Parameter, Signature } from './schema.ts'
import type { Value } from './types.ts'

/** PyTorch's plural is the wrong way round: one missing name has "arguments", several have "argument". */
export const nativeMissing = (name: string, missing: readonly Parameter[]): string =>
  `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? 's' : ''}: ${missing.map((parameter) => `"${parameter.name}"`).join(', ')}`

export function nativeTooMany(name: string, positional: readonly Parameter[], given: number): string {
  const most = positional.length
  const least = positional.filter((parameter) => parameter.default === undefined).length
  if (most === 0) return `TensorBase.${name}() takes no arguments (${given} given)`
  return least === most
    ? `${name}() takes ${most} positional argument${most === 1 ? '' : 's'} but ${given} ${given === 1 ? 'was' : 'were'} given`
    : `${name}() takes from ${least} to ${most} positional arguments but ${given} were given`
}

/** Lists the signatures that the arguments fit none of, and for those of the same length what is wrong with each. */
export function invalidCombination(signatures: readonly Signature[], args: Arguments, isMethod: boolean): string {
  const positional = isMethod ? args.positional.slice(1) : args.positional
  const options = signatures.filter((each) => !each.deprecated).map((each) => option(each, isMethod))
  const name = signatures[0]?.name ?? ''
  const lines = options.flatMap((each) => [` * ${each.text}`, ...reason(each, positional, args.keywords)])
  return `${name}() received an invalid combination of arguments - got ${given(positional, args.keywords)}, but expected one of:\n${lines.map((line) => `${line}\n`).join('')}`
}

/** A signature as it is printed, and the printed parameters that its length is counted by (`*` is one of them). */
interface Option { readonly text: string; readonly parts: readonly string[] }
function option(signature: Signature, isMethod: boolean): Option {
  const parameters = isMethod ? signature.parameters.slice(1) : signature.parameters
  const parts: string[] = []
  for (const parameter of parameters) {
    if (parameter.keywordOnly && !parts.includes('*')) parts.push('*')
    parts.push(printedParameter(parameter))
  }
  return { text: `(${parts.join(', ')})`, parts }
}
function printedParameter(parameter: Parameter): string {
  const equals = parameter.text.indexOf('=')
  const value = equals < 0 ? undefined : parameter.text.slice(equals + 1).replaceAll("'", '"')
  return `${printedType(parameter.type)} ${parameter.name}${value === undefined ? '' : ` = ${value}`}`
}

/** The keywords come in the order of PyTorch's table; without positional arguments the comma stays. */
function given(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): string {
  const named = hashOrder([...keywords.keys()]).map((name) => [name, keywords.get(name)!] as const).map(([name, value]) => `${name}=${nativeTypeName(value)}`)
  return `(${[...positional.map(nativeTypeName), ...named].join(', ')}${positional.length === 0 && named.length > 0 ? ', ' : ''})`
}

function reason(option: Option, positional: readonly Value[], keywords: ReadonlyMap<string, Value>): string[] {
  const hasOut = option.parts.at(-1) === 'Tensor out = None' && !keywords.has('out')
  const expected = Math.max(option.parts.length, 1) - (hasOut ? 1 : 0)
  if (positional.length + keywords.size !== expected) return []
  const start = Math.max(0, expected - keywords.size)
  const names = option.parts.slice(start).map(lastWord)
  const unmatched = hashOrder([...keywords.keys()]).filter((name) => !names.includes(name))
  if (unmatched.length > 0) return [`      didn't match because some of the keywords were incorrect: ${unmatched.join(', ')}`]
  const parts = option.parts.length === 0 ? [''] : option.parts
  const described = parts.slice(0, positional.length + keywords.size).map((part, index) => {
    const value = positional[index] ?? keywords.get(lastWord(part))
    const text = `${index < positional.length ? '' : `${lastWord(part)}=`}${value === undefined ? '' : describe(value)}`
    return value !== undefined && part.slice(0, part.lastIndexOf(' ')) === nativeTypeName(value) ? text : `!${text}!`
  })
  return [`      didn't match because some of the arguments have invalid types: (${described.join(', ')})`]
}
const lastWord = (part: string): string => part.slice(part.lastIndexOf(' ') + 1)

function describe(value: Value): string {
  if (value.kind === 'tuple') return `${nativeTypeName(value)} of (${value.items.map(nativeTypeName).join(', ')}${value.items.length === 1 ? ',' : ''})`
  if (value.kind === 'list') return `list of [${value.items.map(nativeTypeName).join(', ')}]`
  return nativeTypeName(value)
}

/** The order in which a C++ hash map of strings gives back its keys: the newest first, but beside those that share its bucket. */
function hashOrder(names: readonly string[]): readonly string[] {
  const order: string[] = []
  for (const name of names) order.splice(Math.max(order.findIndex((other) => bucket(other) === bucket(name)), 0), 0, name)
  return order
}
const bucket = (name: string): number => Number(murmur(name) % 13n)

/** MurmurHash64A over ASCII, the hash of strings in the C++ library that PyTorch is built with. */
function murmur(text: string): bigint {
  const mask = (1n << 64n) - 1n
  const multiplier = 0xc6a4a7935bd1e995n
  const mix = (word: bigint): bigint => word ^ (word >> 47n)
  const bytes = [...text].map((letter) => BigInt(letter.charCodeAt(0)))
  const word = (from: number, to: number): bigint => bytes.slice(from, to).reduceRight((sum, byte) => (sum << 8n) | byte, 0n)
  const whole = bytes.length - (bytes.length % 8)
  let hash = 0xc70f6907n ^ ((BigInt(bytes.length) * multiplier) & mask)
  for (let start = 0; start < whole; start += 8) {
    hash ^= (mix((word(start, start + 8) * multiplier) & mask) * multiplier) & mask
    hash = (hash * multiplier) & mask
  }
  if (whole < bytes.length) hash = ((hash ^ word(whole, bytes.length)) * multiplier) & mask
  return mix((mix(hash) * multiplier) & mask)
}
