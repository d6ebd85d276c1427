import type { Diagnostic } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Problem } from '../../core/ide/types.ts'
import { documentFor, toDiagnostic } from '../convert.ts'
import { openFiles, type Session } from '../session.ts'

/** Typing goes on for a moment before the problems are asked for, and for longer before the remarks are. */
const PAUSE = 50
const REST = 500

export interface Publisher {
  /** Publishes the problems of all open documents after a short pause, and their remarks too after a longer one. */
  schedule(): void
  stop(): void
}

export function publisher(session: Session): Publisher {
  let timer: ReturnType<typeof setTimeout> | undefined
  let shown: ReadonlySet<string> = new Set()
  const attempt = (publish: () => void): void => {
    try {
      publish()
    } catch (error) {
      session.connection.console.error(`problems: ${error instanceof Error ? error.stack ?? error.message : String(error)}`)
    }
  }
  const publish = (): void => {
    shown = publishAll(session, shown, path => session.project.problems(path))
    if (session.settings.hintSeverity !== 'off') timer = setTimeout(() => attempt(publishRemarks), REST)
  }
  const publishRemarks = (): void => {
    const remarks = new Map(openFiles(session).map(({ path }) => [path, session.project.remarks(path)]))
    if ([...remarks.values()].every(each => each.length === 0)) return
    shown = publishAll(session, shown, path => [...session.project.problems(path), ...remarks.get(path) ?? []])
  }
  return {
    schedule() {
      clearTimeout(timer)
      timer = setTimeout(() => void session.ready.then(() => attempt(publish)), PAUSE)
    },
    stop() { clearTimeout(timer) },
  }
}

/** Sends every file's problems and clears the files that had some before; returns the files shown now. */
function publishAll(session: Session, shownBefore: ReadonlySet<string>, problemsOf: (path: string) => readonly Problem[]): ReadonlySet<string> {
  const open = new Map(openFiles(session).map(({ path, document }) => [path, document]))
  const documents = new Map<string, TextDocument | undefined>(open)
  const documentOf = (path: string): TextDocument | undefined => {
    if (!documents.has(path)) {
      const text = session.project.text(path)
      documents.set(path, text === undefined ? undefined : documentFor(path, text))
    }
    return documents.get(path)
  }
  const found = new Map<string, Map<string, Diagnostic>>([...open.keys()].map(path => [path, new Map()]))
  for (const problem of [...open.keys()].flatMap(problemsOf)) {
    const document = documentOf(problem.file)
    const diagnostic = document && toDiagnostic(document, problem, documentOf, session.settings)
    if (!diagnostic) continue
    const ofFile = found.get(problem.file) ?? new Map<string, Diagnostic>()
    found.set(problem.file, ofFile.set(identity(problem), diagnostic))
  }
  const uris = new Set<string>()
  for (const [path, diagnostics] of found) {
    const uri = documentOf(path)?.uri
    if (uri === undefined) continue
    uris.add(uri)
    const version = open.get(path)?.version
    void session.connection.sendDiagnostics({ uri, diagnostics: [...diagnostics.values()], ...(version !== undefined && { version }) })
  }
  for (const uri of shownBefore) if (!uris.has(uri)) void session.connection.sendDiagnostics({ uri, diagnostics: [] })
  return uris
}

/** Two runs that meet the same mistake say it once. */
export function identity({ range, code, message }: Problem): string {
  return `${range.start}:${range.end}:${code}:${message}`
}
