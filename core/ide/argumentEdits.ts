/** Edits of one argument of a call. */
import type { Call } from '../syntax/ast.ts'
import type { Edit } from './types.ts'
import { argumentsOf } from './writtenCall.ts'

/** `name=text`, in the place of what is written for the parameter or behind the last argument. Undefined: the arguments can't be read off. */
export function argumentSet(file: string, call: Call, parameters: readonly string[], name: string, text: string): Edit | undefined {
  const written = argumentsOf(call, parameters)
  const there = written?.get(name), last = call.args.at(-1)
  if (!written || !last) return undefined
  if (there) return { file, range: { start: there.value.start, end: there.value.end }, newText: text }
  return { file, range: { start: last.end, end: last.end }, newText: `, ${name}=${text}` }
}

/** Takes an argument away that has one before it, with the comma between them. */
export function argumentRemoved(file: string, call: Call, parameters: readonly string[], name: string): Edit | undefined {
  const there = argumentsOf(call, parameters)?.get(name)
  const before = there && call.args[call.args.indexOf(there) - 1]
  return there?.name && before ? { file, range: { start: before.end, end: there.end }, newText: '' } : undefined
}
