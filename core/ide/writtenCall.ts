/** Calls as a user writes them: reading arguments by the parameter they are for, and writing a call in the manner of another. */
import type { Argument, Call } from '../syntax/ast.ts'

/** The arguments by parameter; undefined where something is spread into the call, or stands for no parameter. */
export function argumentsOf(call: Call, parameters: readonly string[]): ReadonlyMap<string, Argument> | undefined {
  const found = new Map<string, Argument>()
  for (const [index, argument] of call.args.entries()) {
    const name = argument.name?.id ?? parameters[index]
    if (argument.star !== '' || name === undefined) return undefined
    found.set(name, argument)
  }
  return found
}

/** The habits that a call shows. */
export interface CallStyle {
  /** How many arguments come without a name. */
  readonly positional: number
  readonly equals: string
  /** Set where every argument stands on a line of its own. */
  readonly lines: { readonly indent: string; readonly close: string; readonly comma: string } | undefined
}

export function styleOf(call: Call, text: string): CallStyle {
  const [first] = call.args
  const named = call.args.find((argument) => argument.name)
  const equals = named ? text.slice(named.name!.end, named.value.start) : '='
  const opening = first ? text.slice(call.func.end, first.start) : ''
  const closing = text.slice(call.args.at(-1)?.end ?? call.end, call.end)
  const indent = /\n([ \t]*)$/.exec(opening)?.[1]
  const close = /\n([ \t]*)\)$/.exec(closing)?.[1]
  return {
    positional: call.args.findIndex((argument) => argument.name) >= 0 ? call.args.findIndex((argument) => argument.name) : call.args.length,
    equals: /^\s*=\s*$/.test(equals) ? equals : '=',
    lines: indent !== undefined && close !== undefined ? { indent, close, comma: closing.includes(',') ? ',' : '' } : undefined,
  }
}

/**
 * `callee(…)` with arguments in the order of the parameters: those at the front go without a name, as many as the style has. Text of an
 * argument is an expression.
 */
export function writeCall(callee: string, parameters: readonly string[], given: ReadonlyMap<string, string>, style: CallStyle): string {
  const written: string[] = []
  let isFront = true
  for (const [index, name] of parameters.entries()) {
    const text = given.get(name)
    isFront &&= text !== undefined && index < Math.max(style.positional, 0)
    if (text !== undefined) written.push(isFront ? text : `${name}${style.equals}${text}`)
  }
  return writeList(callee, written, style)
}

/** `callee(a, b)` in one line, or with each argument on its own. */
export function writeList(callee: string, written: readonly string[], { lines }: CallStyle): string {
  if (!lines) return `${callee}(${written.join(', ')})`
  return `${callee}(\n${written.map((each) => lines.indent + each).join(',\n')}${lines.comma}\n${lines.close})`
}

export const inOneLine = (style: CallStyle): CallStyle => ({ ...style, lines: undefined })
