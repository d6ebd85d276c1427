/** Whether an answer of the server is one that the protocol allows for the text as it is: its form, and every place inside of the text. */
import { CodeAction, CodeLens, Diagnostic, Hover, InlayHint, Position, Range } from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { LabOpening } from '../../server/protocol.ts'

/** What is wrong with an answer, or undefined. */
export type Fault = string | undefined

/** A line and a column that the text has. */
function positionFault(document: TextDocument, position: unknown): Fault {
  if (!Position.is(position)) return `no position: ${JSON.stringify(position)}`
  const same = document.positionAt(document.offsetAt(position))
  return same.line === position.line && same.character === position.character ? undefined : `a position outside of the text: ${JSON.stringify(position)}`
}

function rangeFault(document: TextDocument, range: unknown): Fault {
  if (!Range.is(range)) return `no range: ${JSON.stringify(range)}`
  return positionFault(document, range.start) ?? positionFault(document, range.end) ?? (document.offsetAt(range.start) > document.offsetAt(range.end) ? `a range that ends before it starts: ${JSON.stringify(range)}` : undefined)
}

const firstOf = <T>(items: readonly T[], faultOf: (item: T) => Fault): Fault => items.reduce<Fault>((fault, item) => fault ?? faultOf(item), undefined)
const listFault = (answer: unknown, faultOf: (item: unknown) => Fault): Fault => (Array.isArray(answer) ? firstOf(answer, faultOf) : `no list: ${JSON.stringify(answer)}`)

export function hintsFault(document: TextDocument, answer: unknown): Fault {
  return listFault(answer, hint => (InlayHint.is(hint) && hint.label.length > 0 ? positionFault(document, hint.position) : `no inlay hint: ${JSON.stringify(hint)}`))
}

export function lensesFault(document: TextDocument, answer: unknown): Fault {
  return listFault(answer, lens => {
    if (!CodeLens.is(lens) || lens.command === undefined) return `no lens with a command: ${JSON.stringify(lens)}`
    return rangeFault(document, lens.range)
  })
}

export function hoverFault(document: TextDocument, position: Position, answer: unknown): Fault {
  if (answer === null) return undefined
  if (!Hover.is(answer)) return `no hover: ${JSON.stringify(answer)}`
  if (answer.range === undefined) return 'a hover without a range'
  const at = document.offsetAt(position)
  const covers = document.offsetAt(answer.range.start) <= at && at <= document.offsetAt(answer.range.end)
  return rangeFault(document, answer.range) ?? (covers ? undefined : `a hover for another place: ${JSON.stringify([position, answer.range])}`)
}

export function fixesFault(document: TextDocument, answer: unknown): Fault {
  return listFault(answer, fix => {
    if (!CodeAction.is(fix) || !('edit' in fix)) return `no code action with an edit: ${JSON.stringify(fix)}`
    const files = Object.entries(fix.edit?.changes ?? {})
    if (files.some(([uri]) => uri !== document.uri)) return `an edit of another file: ${JSON.stringify(fix)}`
    return firstOf(files.flatMap(([, edits]) => edits), edit => rangeFault(document, edit.range))
  })
}

/** `documents` by their URI: related places in other files are not looked at. */
export function diagnosticsFault(document: TextDocument, answer: unknown): Fault {
  return listFault(answer, diagnostic => {
    if (!Diagnostic.is(diagnostic) || diagnostic.message === '' || diagnostic.severity === undefined) return `no diagnostic: ${JSON.stringify(diagnostic)}`
    const related = (diagnostic.relatedInformation ?? []).filter(({ location }) => location.uri === document.uri)
    return rangeFault(document, diagnostic.range) ?? firstOf(related, ({ location }) => rangeFault(document, location.range))
  })
}

/** A setting that can be run, or a reason why there is none. */
export function labFault(answer: unknown): Fault {
  if (answer === null) return undefined
  const { title, setting, reason, readOnly } = (answer as Partial<LabOpening>).model ?? {}
  if (title === undefined || !readOnly || (setting === undefined) === (reason === undefined)) return `no model of the lab: ${JSON.stringify(answer).slice(0, 200)}`
  return setting && !(setting.steps.length === readOnly.length && setting.inputs.every(({ shape }) => shape.every(size => Number.isInteger(size) && size >= 0))) ? `a setting without sizes: ${JSON.stringify(setting)}` : undefined
}
