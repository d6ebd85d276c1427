import type { Diagnostic } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Problem } from '../../core/ide/types.ts'
import { documentFor, toDiagnostic } from '../convert.ts'
import { openFiles, turn, type Session } from '../session.ts'

/** Problems are looked for at once: a keystroke ends an analysis under way, which keeps what it has done. Where one takes longer than this, typing may go on for a while before. */
const LONG = 500
const BETWEEN_KEYS = 100
/** Remarks are looked for when nobody types. */
const REST = 500
/** For so long an analysis may keep messages waiting, as far as it can be left. */
const SLICE = 8

export interface Publisher {
  /** Publishes the problems of all open documents, and their remarks too after a longer pause; what is under way for an older state ends. */
  schedule(): void
  /** Fulfilled when the newest state of a document is analysed. Who asks for something of it waits, instead of having it analysed at once: until then it can be given up. */
  analysed(path: string): Promise<void>
  stop(): void
}

/** `rested`: called once, when the problems of a file with tensors were published and nobody has typed for a while. */
export function publisher(session: Session, rested: () => void): Publisher {
  let timer: ReturnType<typeof setTimeout> | undefined
  let newest = 0
  let pause = 0
  let hasRested = false
  const waiting: Waiting = { isDone: true, documents: new Map() }
  const shown: Shown = new Map()
  const report = (error: unknown): void => { session.connection.console.error(`problems: ${error instanceof Error ? error.stack ?? error.message : String(error)}`) }
  const publish = async (): Promise<void> => {
    const mine = ++newest
    const started = performance.now()
    try {
      if (!await publishAll(session, shown, waiting, () => mine !== newest)) return
      release(waiting)
      timer = setTimeout(() => {
        if (!hasRested && openFiles(session).some(({ path }) => session.project.coverage(path).calls > 0)) {
          hasRested = true
          rested()
        }
        if (session.settings.hintSeverity !== 'off') publishWithRemarks(session, shown, () => mine !== newest).catch(report)
      }, REST)
    } catch (error) {
      report(error)
      release(waiting)
    }
    const took = performance.now() - started
    pause = took < LONG ? 0 : BETWEEN_KEYS
  }
  return {
    schedule() {
      newest++
      waiting.isDone = false
      clearTimeout(timer)
      timer = setTimeout(() => void session.ready.then(publish), pause)
    },
    analysed: (path) => (waiting.isDone ? Promise.resolve() : new Promise((resolve) => { waiting.documents.set(path, [...waiting.documents.get(path) ?? [], resolve]) })),
    stop() {
      newest++
      release(waiting)
      clearTimeout(timer)
    },
  }
}

/** Who waits for the analysis of a document. `isDone`: nothing is left to analyse. */
interface Waiting { isDone: boolean; readonly documents: Map<string, readonly (() => void)[]> }

function release(waiting: Waiting): void {
  waiting.isDone = true
  for (const path of [...waiting.documents.keys()]) releaseDocument(waiting, path)
}

function releaseDocument({ documents }: Waiting, path: string): void {
  const those = documents.get(path) ?? []
  documents.delete(path)
  for (const resolve of those) resolve()
}

/** What the client was sent last of each file, as text. */
type Shown = Map<string, string>

/**
 * Sends the problems of every file of which they or the version changed, and clears the files that had some before. Between two pieces of work, messages that wait are
 * answered; false: one of them made this needless. What somebody waits for comes first.
 */
async function publishAll(session: Session, shown: Shown, waiting: Waiting, isNeedless: () => boolean): Promise<boolean> {
  const open = openDocuments(session)
  const problems: Problem[] = []
  const left = new Set(open.keys())
  let since = performance.now()
  for (let path = next(left, waiting); path !== undefined; path = next(left, waiting)) {
    left.delete(path)
    for (const _ of session.project.steps(path)) {
      if (performance.now() - since < SLICE) continue
      await turn()
      if (isNeedless()) return false
      since = performance.now()
    }
    problems.push(...session.project.problems(path))
    releaseDocument(waiting, path)
  }
  send(session, shown, open, problems)
  return true
}

const next = (left: ReadonlySet<string>, { documents }: Waiting): string | undefined => [...left].find((path) => documents.has(path)) ?? left.values().next().value

const openDocuments = (session: Session): ReadonlyMap<string, TextDocument> => new Map(openFiles(session).map(({ path, document }) => [path, document]))

/** Between two pieces of work, messages that wait are answered; one that makes the remarks needless ends it. */
async function publishWithRemarks(session: Session, shown: Shown, isNeedless: () => boolean): Promise<void> {
  const open = openDocuments(session)
  for (const path of open.keys()) for (const _ of session.project.remarkSteps(path)) {
    await turn()
    if (isNeedless()) return
  }
  const remarks = [...open.keys()].flatMap(path => session.project.remarks(path))
  if (remarks.length > 0) send(session, shown, open, [...[...open.keys()].flatMap(path => session.project.problems(path)), ...remarks])
}

function send(session: Session, shown: Shown, open: ReadonlyMap<string, TextDocument>, problems: readonly Problem[]): void {
  const documents = new Map<string, TextDocument | undefined>(open)
  const documentOf = (path: string): TextDocument | undefined => {
    if (!documents.has(path)) {
      const text = session.project.text(path)
      documents.set(path, text === undefined ? undefined : documentFor(path, text))
    }
    return documents.get(path)
  }
  const found = new Map<string, Map<string, Diagnostic>>([...open.keys()].map(path => [path, new Map()]))
  for (const problem of problems) {
    const document = documentOf(problem.file)
    const diagnostic = document && toDiagnostic(document, problem, documentOf, session.settings)
    if (!diagnostic) continue
    const ofFile = found.get(problem.file) ?? new Map<string, Diagnostic>()
    found.set(problem.file, ofFile.set(identity(problem), diagnostic))
  }
  const uris = new Set<string>()
  for (const [path, ofFile] of found) {
    const uri = documentOf(path)?.uri
    if (uri === undefined) continue
    uris.add(uri)
    const version = open.get(path)?.version
    const diagnostics = [...ofFile.values()]
    const text = JSON.stringify([version, diagnostics])
    if (shown.get(uri) === text) continue
    shown.set(uri, text)
    void session.connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) })
  }
  for (const uri of shown.keys()) {
    if (uris.has(uri)) continue
    shown.delete(uri)
    void session.connection.sendDiagnostics({ uri, diagnostics: [] })
  }
}

/** Two runs that meet the same mistake say it once. */
export function identity({ range, code, message }: Problem): string {
  return `${range.start}:${range.end}:${code}:${message}`
}
