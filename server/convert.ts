/** Between the core's offsets and LSP's positions, and between plain data and markdown. Nothing else knows both. */
import {
  DiagnosticSeverity, InlayHintKind, MarkupKind, CodeActionKind,
  type CodeAction, type CodeLens, type Diagnostic, type Hover as LspHover, type InlayHint as LspInlayHint, type Range, type TextEdit,
} from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Action, Hover, HoverLine, InlayHint, Lens, PanelTarget, Problem, TextRange } from '../core/ide/types.ts'
import { uriOf } from './paths.ts'
import type { RunLayerArgument } from './protocol.ts'
import type { Settings } from './settings.ts'

export const SOURCE = 'torch-shape-lint'

/** Turns a file into a document whose lines can be asked for; undefined where the file is gone. */
export type DocumentOf = (path: string) => TextDocument | undefined

export function documentFor(path: string, text: string): TextDocument {
  return TextDocument.create(uriOf(path), 'python', 0, text)
}

export function toRange(document: TextDocument, range: TextRange): Range {
  return { start: document.positionAt(range.start), end: document.positionAt(range.end) }
}

export function fromRange(document: TextDocument, range: Range): TextRange {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) }
}

/** Undefined where the user doesn't want to see the problem. */
export function toDiagnostic(document: TextDocument, problem: Problem, documentOf: DocumentOf, settings: Settings): Diagnostic | undefined {
  const severity = toSeverity(problem.severity, settings)
  if (severity === undefined) return undefined
  const relatedInformation = problem.related.flatMap(({ file, range, message }) => {
    const other = documentOf(file)
    return other ? [{ location: { uri: other.uri, range: toRange(other, range) }, message }] : []
  })
  return { range: toRange(document, problem.range), severity, code: problem.code, source: SOURCE, message: problem.message, relatedInformation }
}

function toSeverity(severity: Problem['severity'], settings: Settings): DiagnosticSeverity | undefined {
  switch (severity) {
    case 'error': return DiagnosticSeverity.Error
    case 'warning': return DiagnosticSeverity.Warning
    case 'info': return DiagnosticSeverity.Information
    case 'hint': switch (settings.hintSeverity) {
      case 'off': return undefined
      case 'hint': return DiagnosticSeverity.Hint
      case 'information': return DiagnosticSeverity.Information
      case 'warning': return DiagnosticSeverity.Warning
    }
  }
}

/** Undefined where a file of the change is gone. `shown`: the diagnostics that the client has at the place. */
export function toCodeAction(action: Action, documentOf: DocumentOf, shown: readonly Diagnostic[]): CodeAction | undefined {
  const changes: Record<string, TextEdit[]> = {}
  for (const { file, range, newText } of action.edits) {
    const document = documentOf(file)
    if (!document) return undefined
    ;(changes[document.uri] ??= []).push({ range: toRange(document, range), newText })
  }
  const { problem } = action
  const solved = problem && shown.find(({ source, code, message }) => source === SOURCE && code === problem.code && message === problem.message)
  return {
    title: action.title, kind: action.kind === 'fix' ? CodeActionKind.QuickFix : CodeActionKind.RefactorRewrite, edit: { changes },
    ...(action.isPreferred && { isPreferred: true }), ...(solved && { diagnostics: [solved] }),
  }
}

export function toInlayHint(document: TextDocument, hint: InlayHint): LspInlayHint {
  return {
    position: document.positionAt(hint.offset), label: hint.label, kind: InlayHintKind.Type,
    ...(hint.tooltip !== undefined && { tooltip: hint.tooltip }),
  }
}

export function toCodeLens(document: TextDocument, lens: Lens): CodeLens {
  return {
    range: toRange(document, lens.range),
    command: { title: lens.title, command: 'torchShapeLint.runLayer', arguments: [runLayerArgument(lens.target)] },
  }
}

/** `links` tells whether the client can follow a link to the panel. */
export function toHover(document: TextDocument, hover: Hover, links: { readonly runLayer: boolean }): LspHover {
  return { range: toRange(document, hover.range), contents: { kind: MarkupKind.Markdown, value: hoverMarkdown(hover, links) } }
}

export function hoverMarkdown(hover: Hover, links: { readonly runLayer: boolean }): string {
  const fence = fenced([hover.title, ...alignedLines(hover.lines)])
  const footer = [
    ...(hover.manual === undefined ? [] : [`[manual](${hover.manual})`]),
    ...(hover.panel && links.runLayer ? [`[run this layer](${commandLink(hover.panel)})`] : []),
  ].join(' · ')
  return [fence, ...hover.notes.map(escapeMarkdown), footer].filter(part => part !== '').join('\n\n')
}

/** Lines as code. They hold texts of the analysed program: none of them may end a line, nor the code. */
function fenced(lines: readonly string[]): string {
  const flat = lines.map(line => line.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' '))
  const longest = Math.max(2, ...flat.flatMap(line => line.match(/`+/g) ?? []).map(run => run.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}python`, ...flat, fence].join('\n')
}

/** Labels longer than this stand for themselves and don't push the other rows aside. */
const LABEL_COLUMN = 10

/** Rows of label, text and comment; short labels are padded to one width, and so are the texts that carry a comment. */
export function alignedLines(written: readonly HoverLine[]): readonly string[] {
  const lines = written.map(line => (line.label === '' || line.label.length >= LABEL_COLUMN || line.label.endsWith(':') ? line : { ...line, label: `${line.label}:` }))
  const short = lines.filter(line => line.label.length <= LABEL_COLUMN)
  const labelWidth = Math.max(0, ...short.map(line => line.label.length))
  const commented = Math.max(0, ...short.filter(line => line.comment !== undefined).map(line => line.text.length))
  return lines.map(({ label, text, comment }) => {
    const isShort = label.length <= LABEL_COLUMN
    const head = label === '' ? '' : isShort ? `${label.padEnd(labelWidth)} ` : `${label}    `
    const body = comment === undefined ? text : `${isShort ? text.padEnd(commented) : text}    ${comment}`
    return `${head}${body}`.trimEnd()
  })
}

function commandLink(target: PanelTarget): string {
  return `command:torchShapeLint.runLayer?${encodeURIComponent(JSON.stringify([runLayerArgument(target)]))}`
}

function runLayerArgument(target: PanelTarget): RunLayerArgument {
  return { uri: uriOf(target.file), offset: target.offset }
}

function escapeMarkdown(sentence: string): string {
  return sentence.replaceAll(/[\\`*_{}[\]<>#|~]/g, '\\$&')
}
