/**
 * Signatures in the notation of PyTorch's own schemas: one string states a function's parameters, their types and defaults,
 * decodes the arguments, words the errors, and gives TypeScript the decoded types.
 *
 *     conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, *, bool flag=False)
 *
 * | type      | decoded as                | accepts                                                        |
 * | --------- | ------------------------- | -------------------------------------------------------------- |
 * | (none), Any | Value                   | anything, undecoded                                            |
 * | Tensor    | TensorValue               | a tensor                                                       |
 * | Tensor[]  | TensorValue[]             | a list or tuple of tensors                                     |
 * | Operand   | Value                     | a tensor or a number, where PyTorch takes numbers as tensors   |
 * | int       | Dim                       | an int, a one-element integer tensor                           |
 * | int[]     | Dim[]                     | a list, tuple or torch.Size of ints; ints one by one where it  |
 * |           |                           | is the only positional parameter                               |
 * | int[2]    | Dim[]                     | the same, or one int, which stands for two equal ones          |
 * | int...    | Dim[]                     | ints one by one, or one sequence of them                       |
 * | float     | number \| undefined       | a number; undefined where its value is not known               |
 * | bool      | boolean                   | a bool                                                         |
 * | str       | string                    | a string                                                       |
 * | Scalar    | Value                     | a number or a bool                                             |
 * | dtype     | string                    | torch.float32 …; `unknownDtype` where it is not known          |
 * | Device, Layout, MemoryFormat, Generator | Value | what the name says; never looked into                |
 * | Any...    | Value[]                   | the remaining positional arguments                             |
 * | Any****   | Map of Values             | the remaining keywords                                         |
 *
 * A `?` behind a type also accepts None, decoded as undefined. An argument that is unknown makes the call undecided when the rule
 * reads it, except for Any. Defaults are Python literals without a comma-space inside.
 */
import type { Dim } from '../dims/index.ts'
import { dict, ellipsis, falseValue, float, int, list, none, str, trueValue, tuple } from './make.ts'
import type { TensorValue, Value } from './types.ts'

export interface Parameter {
  readonly name: string
  readonly type: string
  readonly optional: boolean
  readonly default: (() => Value) | undefined
  readonly keywordOnly: boolean
  /** As the signature's text has it. */
  readonly text: string
  /** Its place among the parameters, from 0. */
  readonly index: number
}
export interface Signature {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly text: string
  /** PyTorch still accepts it and no longer lists it: the text ends in `|deprecated`. */
  readonly deprecated: boolean
}
/** A dtype argument whose value is not known. */
export const unknownDtype = '?'

type Decoded<T extends string> =
  T extends `${infer Inner}?` ? Decoded<Inner> | undefined
  : T extends 'Tensor' ? TensorValue
  : T extends 'Tensor[]' ? TensorValue[]
  : T extends 'int' ? Dim
  : T extends 'int...' ? Dim[]
  : T extends 'Any...' ? Value[]
  : T extends 'Any****' ? ReadonlyMap<string, Value>
  : T extends `int[${string}]` ? Dim[]
  : T extends 'float' ? number | undefined
  : T extends 'bool' ? boolean
  : T extends 'str' | 'dtype' ? string
  : Value
type Field<P extends string> =
  P extends '*' | '/' | '' ? unknown
  : P extends `${infer Type} ${infer Name}=${string}` ? { readonly [K in Name]: Decoded<Type> }
  : P extends `${infer Name}=${string}` ? { readonly [K in Name]: Value }
  : P extends `${infer Type} ${infer Name}` ? { readonly [K in Name]: Decoded<Type> }
  : { readonly [K in P]: Value }
type Fields<S extends string> = S extends `${infer Head}, ${infer Rest}` ? Field<Head> & Fields<Rest> : Field<S>
/** The decoded parameters of a signature text. */
export type Parameters<S extends string> = S extends `${string}(${infer Inside})` ? Fields<Inside> : never

/** The object that a method of a class is called on: its first argument is bound, and none of those that its rule takes. */
export const receiver: Parameter = { name: 'self', type: 'Any', optional: false, default: undefined, keywordOnly: false, text: 'self', index: 0 }

const parsed = new Map<string, Signature>()

/** Reads a signature text once. */
export function signature(text: string): Signature {
  let known = parsed.get(text)
  if (!known) parsed.set(text, (known = parseSignature(text)))
  return known
}

function parseSignature(text: string): Signature {
  const open = text.indexOf('(')
  const inside = text.slice(open + 1, text.lastIndexOf(')'))
  const parameters: Parameter[] = []
  let keywordOnly = false
  for (const part of inside === '' ? [] : inside.split(', ')) {
    if (part === '*') keywordOnly = true
    else if (part !== '/') parameters.push(parseParameter(part, keywordOnly, parameters.length))
  }
  return { name: text.slice(0, open), parameters, text, deprecated: text.endsWith('|deprecated') }
}

function parseParameter(part: string, keywordOnly: boolean, index: number): Parameter {
  const equals = part.indexOf('=')
  const head = equals < 0 ? part : part.slice(0, equals)
  const space = head.indexOf(' ')
  const type = space < 0 ? 'Any' : head.slice(0, space)
  const optional = type.endsWith('?')
  const literal = equals < 0 ? undefined : part.slice(equals + 1)
  return { name: head.slice(space + 1), type: optional ? type.slice(0, -1) : type, optional, default: literal === undefined ? undefined : defaultOf(literal), keywordOnly, text: part, index }
}

/** What can change is made anew for each call. */
function defaultOf(literal: string): () => Value {
  if (literal.startsWith('[') || literal.startsWith('{')) return () => parseLiteral(literal)
  let value: Value | undefined
  return () => (value ??= parseLiteral(literal))
}

function parseLiteral(text: string): Value {
  if (text === 'None') return none
  if (text === 'True') return trueValue
  if (text === 'False') return falseValue
  if (text === '...') return ellipsis
  if (text === '[]') return list([])
  if (text === '{}') return dict([])
  if (text.startsWith('(')) return tuple(text.slice(1, -1).split(',').filter((item) => item !== '').map(parseLiteral))
  if (text.startsWith('[')) return list(text.slice(1, -1).split(',').map(parseLiteral))
  if (text.startsWith("'") || text.startsWith('"')) return str(text.slice(1, -1))
  const number = text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text)
  if (Number.isNaN(number)) throw new Error(`no literal: ${text}`)
  return /[.einf]/.test(text) ? float(number) : int(number)
}
