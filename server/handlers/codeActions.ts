import type { CodeAction, CodeActionParams } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { documentFor, fromRange, toCodeAction } from '../convert.ts'
import { openFile, openFiles, type Session } from '../session.ts'

/** Every open file's analysis is asked: a problem that one finds may stand in another. */
export function codeActions(session: Session, params: CodeActionParams): CodeAction[] {
  const file = openFile(session, params.textDocument.uri)
  if (!file) return []
  const documentOf = (path: string): TextDocument | undefined => {
    const text = session.project.text(path)
    return openFiles(session).find(({ path: each }) => each === path)?.document ?? (text === undefined ? undefined : documentFor(path, text))
  }
  const selected = { file: file.path, range: fromRange(file.document, params.range) }
  const wanted = params.context.only
  const found = openFiles(session).flatMap(({ path }) => session.project.actions(path, selected)).flatMap((action) => toCodeAction(action, documentOf, params.context.diagnostics) ?? [])
  const distinct = new Map(found.map((action) => [JSON.stringify([action.title, action.edit]), action]))
  return [...distinct.values()].filter(({ kind }) => !wanted || wanted.some((each) => kind === each || kind?.startsWith(`${each}.`)))
}
