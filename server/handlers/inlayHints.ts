import type { InlayHint, InlayHintParams } from 'vscode-languageserver'
import { fromRange, toInlayHint } from '../convert.ts'
import { openFile, type Session } from '../session.ts'

export function inlayHints(session: Session, params: InlayHintParams): InlayHint[] {
  const file = openFile(session, params.textDocument.uri)
  if (!file || !session.settings.inlayHints) return []
  return session.project.inlayHints(file.path, fromRange(file.document, params.range)).map(hint => toInlayHint(file.document, hint))
}
