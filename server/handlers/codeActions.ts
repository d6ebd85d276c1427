import type { CodeAction, CodeActionParams } from 'vscode-languageserver'
import { fromRange, SOURCE, toCodeAction } from '../convert.ts'
import { openFile, type Session } from '../session.ts'

export function codeActions(session: Session, params: CodeActionParams): CodeAction[] {
  const file = openFile(session, params.textDocument.uri)
  if (!file) return []
  const asked = fromRange(file.document, params.range)
  const touched = session.project.problems(file.path).filter(({ file: where, range }) => where === file.path && range.start <= asked.end && asked.start <= range.end)
  return touched.flatMap(problem => {
    const shown = params.context.diagnostics.find(({ source, code, message }) => source === SOURCE && code === problem.code && message === problem.message)
    return problem.fixes.map(fix => toCodeAction(file.document, fix, shown))
  })
}
