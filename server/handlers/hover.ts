import type { Hover, HoverParams } from 'vscode-languageserver'
import { toHover } from '../convert.ts'
import { openFile, type Session } from '../session.ts'

export function hover(session: Session, params: HoverParams): Hover | null {
  const file = openFile(session, params.textDocument.uri)
  if (!file) return null
  const found = session.project.hover(file.path, file.document.offsetAt(params.position))
  return found ? toHover(file.document, found, { runLayer: session.options.runLayer === true }) : null
}
