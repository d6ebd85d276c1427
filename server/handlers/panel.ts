import type { PanelModel, RunLayerArgument } from '../protocol.ts'
import { openFile, type Session } from '../session.ts'

export function panel(session: Session, params: RunLayerArgument): PanelModel | null {
  const file = openFile(session, params.uri)
  return file ? session.project.panel(file.path, params.offset) ?? null : null
}
