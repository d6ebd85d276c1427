import type { CodeLens, CodeLensParams } from 'vscode-languageserver'
import { toCodeLens } from '../convert.ts'
import { openFile, type Session } from '../session.ts'

export function codeLenses(session: Session, params: CodeLensParams): CodeLens[] {
  const file = openFile(session, params.textDocument.uri)
  if (!file || session.options.runLayer !== true) return []
  return session.project.lenses(file.path).map(lens => toCodeLens(file.document, lens))
}
