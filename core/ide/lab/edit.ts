/** Writing a changed setting back into the code: only arguments that differ are touched, in the manner in which the call is written. */
import type { FileAnalysis } from '../../analysis.ts'
import { readLiteral, writeLiteral } from '../../exec/lab/literal.ts'
import type { LabSetting, LabStep } from '../../exec/lab/types.ts'
import type { Argument, Call, Expr } from '../../syntax/ast.ts'
import { forEachChild, type Node } from '../../syntax/walk.ts'
import { constructorOf } from '../../torch/vocabulary/entries.ts'
import { exactLayerOf } from '../layers.ts'
import type { Edit } from '../types.ts'
import { argumentsOf, styleOf } from '../writtenCall.ts'
import { foundAt, type Found } from './found.ts'
import { stepsOf, writtenAt, type LabSources } from './model.ts'

/** The edits, none where nothing differs; or a sentence about why the code can't be changed. */
export type LabEdit = { readonly edits: readonly Edit[] } | { readonly reason: string }

export function labEdit(analysis: FileAnalysis, offset: number, setting: LabSetting, sources: LabSources): LabEdit {
  const found = foundAt(analysis, offset, sources.operation)
  if (!found) return { reason: 'The layer is no longer at this place of the file.' }
  const now = stepsOf(found, sources)
  if (!now.steps) return { reason: now.reason }
  if (now.steps.length !== setting.steps.length || now.steps.some((step, index) => step.layer !== setting.steps[index]!.layer)) return { reason: 'The code holds another layer by now. Open it in the lab again.' }
  const edits: Edit[] = []
  for (const [index, step] of setting.steps.entries()) {
    const changes = changesBetween(now.steps[index]!, step)
    if ('reason' in changes) return changes
    if (changes.length === 0) continue
    const target = now.readOnly[index] === undefined ? targetOf(found, index, analysis, sources) : undefined
    if (!target) return { reason: now.readOnly[index] ?? "The call can't be changed from here." }
    const written = editsOf(target, changes)
    if ('reason' in written) return written
    edits.push(...written.edits)
  }
  return { edits }
}

/** An argument's new text; undefined: it is to go. */
interface Change { readonly name: string; readonly text: string | undefined }

function changesBetween(before: LabStep, after: LabStep): readonly Change[] | { readonly reason: string } {
  const changes: Change[] = []
  for (const name of new Set([...Object.keys(before.arguments), ...Object.keys(after.arguments)])) {
    const text = after.arguments[name]
    if (text !== undefined) {
      const read = readLiteral(text)
      if ('message' in read) return { reason: `${name}: ${read.message}` }
    }
    if (!sameLiteral(before.arguments[name], text)) changes.push({ name, text })
  }
  return changes
}

function sameLiteral(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  const [left, right] = [readLiteral(one), readLiteral(other)]
  return 'value' in left && 'value' in right ? writeLiteral(left.value) === writeLiteral(right.value) : one === other
}

/** The call to edit, with its parameters in order and their defaults as they are written. */
interface Target { readonly file: string; readonly text: string; readonly call: Call; readonly parameters: readonly string[]; readonly defaults: ReadonlyMap<string, string> }

function targetOf(found: Found, index: number, analysis: FileAnalysis, sources: LabSources): Target | undefined {
  if (found.kind === 'function') {
    const parameters = found.operation.layer?.parameters
    return parameters && { file: analysis.file, text: analysis.text, call: found.call, parameters, defaults: new Map() }
  }
  const layer = found.kind === 'chain' ? found.children[index]! : found.layer
  const written = writtenAt(layer, sources)
  const entry = exactLayerOf(layer)
  const signature = entry && constructorOf(entry)
  if (!written || !signature || !layer.createdAt) return undefined
  const defaults = new Map(signature.parameters.flatMap(({ name, default: standard }): [string, string][] => {
    const value = standard?.()
    const text = value && 'kind' in value ? writeLiteral(value) : undefined
    return text === undefined ? [] : [[name, text]]
  }))
  return { file: layer.createdAt.file, text: written.text, call: written.call, parameters: signature.parameters.map(({ name }) => name), defaults }
}

function editsOf(target: Target, changes: readonly Change[]): LabEdit {
  const { file, text, call, parameters, defaults } = target
  const written = argumentsOf(call, parameters)
  if (!written) return { reason: 'Arguments are spread into the call (*args or **kwargs): change them where they are made.' }
  const edits: Edit[] = []
  const added: string[] = []
  const gone = new Set<Argument>()
  for (const { name, text: wanted } of changes) {
    const argument = written.get(name)
    if (!parameters.includes(name)) return { reason: `${name} is no argument of this call: change the tensors that it is given.` }
    if (!argument) {
      if (wanted !== undefined) added.push(`${name}${styleOf(call, text).equals}${wanted}`)
      continue
    }
    const source = text.slice(argument.value.start, argument.value.end)
    if ('message' in readLiteral(source)) return { reason: `${name} is given as ${shortened(source)}${namesIn(argument.value)}: change it there.` }
    const isLast = call.args.at(-1) === argument
    const replacement = wanted ?? (argument.name || isLast ? undefined : defaults.get(name))
    if (replacement === undefined) gone.add(argument)
    else edits.push({ file, range: { start: argument.value.start, end: argument.value.end }, newText: replacement })
  }
  edits.push(...removals(file, call, gone))
  if (added.length > 0) edits.push(insertion(file, call, text, added, gone))
  return { edits: edits.sort((one, other) => one.range.start - other.range.start) }
}

/** An argument goes with the comma before it, the first ones with the comma behind them. */
function removals(file: string, call: Call, gone: ReadonlySet<Argument>): Edit[] {
  const edits: Edit[] = []
  let kept: Argument | undefined
  for (const [index, argument] of call.args.entries()) {
    if (!gone.has(argument)) {
      kept = argument
      continue
    }
    const next = call.args[index + 1]
    if (kept) edits.push({ file, range: { start: call.args[index - 1]!.end, end: argument.end }, newText: '' })
    else edits.push({ file, range: { start: argument.start, end: next?.start ?? argument.end }, newText: '' })
  }
  return edits
}

/** Further arguments stand behind the last one, each on a line of its own where the others do. */
function insertion(file: string, call: Call, text: string, added: readonly string[], gone: ReadonlySet<Argument>): Edit {
  const last = call.args.at(-1)
  const { lines } = styleOf(call, text)
  const separator = lines ? `,\n${lines.indent}` : ', '
  const isEmpty = call.args.every((argument) => gone.has(argument))
  const end = last?.end ?? call.end - 1
  return { file, range: { start: end, end }, newText: `${isEmpty ? '' : separator}${added.join(separator)}` }
}

const shortened = (source: string): string => {
  const line = source.replace(/\s+/g, ' ')
  return line.length > 40 ? `${line.slice(0, 37)}…` : line
}

/** Which names an expression depends on, in words. */
function namesIn(expression: Expr): string {
  const names = new Set<string>()
  const visit = (node: Node): void => {
    if (node.kind === 'Name') names.add(node.id)
    forEachChild(node, visit)
  }
  visit(expression)
  if (expression.kind === 'Name' || names.size === 0) return ''
  return `, which depends on ${[...names].join(', ')}`
}
