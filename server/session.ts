/** What the server holds while it runs: one project, the open documents, the settings. Handlers get it as their first argument. */
import type { Connection, TextDocuments } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Project } from '../core/project.ts'
import type { MemoryFiles } from './host/memory.ts'
import { pathOf } from './paths.ts'
import type { StartOptions } from './protocol.ts'
import type { Settings } from './settings.ts'

export interface Session {
  readonly connection: Connection
  readonly documents: TextDocuments<TextDocument>
  /** Files that the client sent. */
  readonly given: MemoryFiles
  readonly options: StartOptions
  /** Fulfilled once the settings are known; requests wait for it. */
  ready: Promise<void>
  project: Project
  /** Fulfilled when the newest state of an open document is analysed. */
  readonly analysed: (path: string) => Promise<void>
  settings: Settings
  /** The client says so, at the start or when the user grants it; without that word no program is run. */
  isTrusted: boolean
  /** URIs of the workspace folders. */
  folders: readonly string[]
}

export interface OpenFile { readonly path: string; readonly document: TextDocument }

/** An open document that the user wants analysed, else undefined. */
export function openFile(session: Session, uri: string): OpenFile | undefined {
  const document = session.documents.get(uri)
  if (!document || !session.settings.enable || !isAnalysed(session, uri)) return undefined
  return { path: pathOf(uri), document }
}

/** Every open document that the user wants analysed. */
export const openFiles = (session: Session): OpenFile[] => session.documents.all().flatMap(({ uri }) => openFile(session, uri) ?? [])

/** The user's files: not the old side of a diff, not a cell of a notebook, whose meaning lies in other cells. */
export function isAnalysed(session: Session, uri: string): boolean {
  const scheme = schemeOf(uri)
  return scheme === 'file' || scheme === 'untitled' || session.folders.some(folder => schemeOf(folder) === scheme)
}

export function schemeOf(uri: string): string {
  return uri.slice(0, uri.indexOf(':'))
}

/**
 * Lets messages that are already queued arrive: a cancellation that came while the analysis was busy. In Node, the first round reads them and the second one
 * comes after the first of them was handled; a timer would wait for a millisecond, too.
 */
export function turn(): Promise<void> {
  return new Promise(resolve => {
    if (typeof setImmediate === 'undefined') setTimeout(resolve, 0)
    else setImmediate(() => setImmediate(resolve))
  })
}
