/** The language server: what it can do, when it starts, and that no request can bring it down. */
import {
  CodeActionKind, DidChangeConfigurationNotification, DidChangeWatchedFilesNotification, FileChangeType, LSPErrorCodes, RequestType, ResponseError,
  TextDocuments, TextDocumentSyncKind, type TextDocumentIdentifier, type CancellationToken, type ClientCapabilities, type Connection, type InitializeParams, type InitializeResult,
} from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { createProject, initParser } from '../core/index.ts'
import { codeActions } from './handlers/codeActions.ts'
import { codeLenses } from './handlers/codeLenses.ts'
import { publisher } from './handlers/diagnostics.ts'
import { hover } from './handlers/hover.ts'
import { inlayHints } from './handlers/inlayHints.ts'
import { lab, labCheck, labEdit } from './handlers/lab.ts'
import { memoryFiles } from './host/memory.ts'
import { pathOf } from './paths.ts'
import type { Platform } from './platform.ts'
import type { Notifications, Requests, StartOptions } from './protocol.ts'
import { isAnalysed, turn, type Session } from './session.ts'
import { decodeSettings } from './settings.ts'

export function serve(connection: Connection, platform: Platform): void {
  const documents = new TextDocuments(TextDocument)
  let session: Session | undefined
  connection.onInitialize(async (params): Promise<InitializeResult> => {
    const options = (params.initializationOptions ?? {}) as StartOptions
    await initParser(await platform.parserFiles(options))
    session = start(connection, documents, platform, params, options)
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        inlayHintProvider: true,
        codeLensProvider: { resolveProvider: false },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: 'torch-shape-lint' },
    }
  })
  const guarded = <P, R>(name: string, nothing: R, handle: (session: Session, params: P) => R | Promise<R>) => async (params: P, token: CancellationToken): Promise<R | ResponseError> => {
    if (!session) return nothing
    await session.ready
    await turn()
    if (isOfDocument(params)) await session.analysed(pathOf(params.textDocument.uri))
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled')
    try { return await handle(session, params) } catch (error) {
      connection.console.error(`${name}: ${describe(error)}`)
      return nothing
    }
  }
  connection.onHover(guarded('hover', null, hover))
  connection.onCodeLens(guarded('lenses', [], codeLenses))
  connection.onCodeAction(guarded('fixes', [], codeActions))
  connection.languages.inlayHint.on(guarded('inlay hints', [], inlayHints))
  const gone = { reason: 'The analysis failed. The output panel says more.' }
  connection.onRequest(own('torchShapeLint/lab'), guarded('lab', null, lab))
  connection.onRequest(own('torchShapeLint/labEdit'), guarded('writing back', gone, labEdit))
  connection.onRequest(own('torchShapeLint/labCheck'), guarded('check', { ok: false, message: gone.reason }, (asking, asked) => labCheck(asking, platform, asked)))
  documents.listen(connection)
  connection.listen()
}

const isOfDocument = (params: unknown): params is { readonly textDocument: TextDocumentIdentifier } => typeof params === 'object' && params !== null && 'textDocument' in params

/** A request beyond LSP, by its types. */
const own = <M extends keyof Requests>(method: M): RequestType<Requests[M]['params'], Requests[M]['result'], void> => new RequestType(method)

function start(connection: Connection, documents: TextDocuments<TextDocument>, platform: Platform, params: InitializeParams, options: StartOptions): Session {
  const given = memoryFiles()
  const settings = decodeSettings(options.settings?.torchShapeLint, options.settings?.python)
  const folders = params.workspaceFolders?.map(folder => folder.uri) ?? (params.rootUri ? [params.rootUri] : [])
  const build = (): Session['project'] => createProject(platform.host(given, session.folders.map(pathOf), session.settings))
  const session: Session = {
    connection, documents, given, options, settings, folders, isTrusted: options.trusted === true, ready: Promise.resolve(),
    project: createProject(platform.host(given, folders.map(pathOf), settings)),
    analysed: (path) => publish.analysed(path),
  }
  const publish = publisher(session, platform.rested ?? (() => undefined))
  const refresh = (): void => {
    publish.schedule()
    if (params.capabilities.workspace?.inlayHint?.refreshSupport) void connection.languages.inlayHint.refresh().catch(() => undefined)
    if (params.capabilities.workspace?.codeLens?.refreshSupport) void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined)
  }
  const guard = <P>(name: string, handle: (params: P) => void) => (event: P): void => {
    try { handle(event) } catch (error) { connection.console.error(`${name}: ${describe(error)}`) }
  }
  /** A new project over the same open documents: for settings that change where imports lead. */
  const rebuild = guard('rebuild', () => {
    session.project = build()
    session.project.configure({ inputs: session.settings.inputs })
    for (const document of documents.all()) if (isAnalysed(session, document.uri)) session.project.setText(pathOf(document.uri), document.getText())
    refresh()
  })
  const configure = async (pushed?: { readonly torchShapeLint?: unknown; readonly python?: unknown }): Promise<void> => {
    const sections = params.capabilities.workspace?.configuration
      ? await connection.workspace.getConfiguration([{ section: 'torchShapeLint' }, { section: 'python' }]).catch(() => []) as readonly unknown[]
      : [pushed?.torchShapeLint ?? options.settings?.torchShapeLint, pushed?.python ?? options.settings?.python]
    // A folder that nobody trusts names no interpreter by another extension's settings. Ours are withheld by VS Code itself.
    const mayName = options.trusted !== false || session.isTrusted
    session.settings = decodeSettings(sections[0], mayName ? sections[1] : undefined)
    rebuild(undefined)
  }

  documents.onDidChangeContent(guard('change', ({ document }) => {
    if (!isAnalysed(session, document.uri)) return
    session.project.setText(pathOf(document.uri), document.getText())
    publish.schedule()
  }))
  documents.onDidClose(guard('close', ({ document }) => {
    session.project.setText(pathOf(document.uri), undefined)
    publish.schedule()
  }))
  connection.onDidChangeWatchedFiles(guard('watched files', ({ changes }) => {
    for (const { uri } of changes) session.project.invalidate(pathOf(uri))
    const movesPackages = changes.some(({ uri, type }) => uri.endsWith('/__init__.py') && type !== FileChangeType.Changed)
    if (movesPackages) rebuild(undefined); else refresh()
  }))
  connection.onNotification('torchShapeLint/files', guard('given files', ({ files }: Notifications['torchShapeLint/files']) => {
    for (const { uri, text } of files) {
      if (text === null) given.remove(pathOf(uri)); else given.put(pathOf(uri), text)
      session.project.invalidate(pathOf(uri))
    }
    refresh()
  }))
  connection.onNotification('torchShapeLint/trusted', () => {
    session.isTrusted = true
    // Trust decides which settings hold.
    session.ready = session.ready.then(() => configure())
  })
  connection.onDidChangeConfiguration(({ settings: pushed }: { readonly settings?: object | null }) => {
    session.ready = session.ready.then(() => configure(pushed ?? undefined))
  })
  let beReady = (): void => undefined
  session.ready = new Promise(resolve => { beReady = resolve })
  connection.onInitialized(() => {
    register(connection, params.capabilities)
    if (params.capabilities.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(guard('folders', ({ added, removed }) => {
        const gone = new Set(removed.map(folder => folder.uri))
        session.folders = [...session.folders.filter(uri => !gone.has(uri)), ...added.map(folder => folder.uri)]
        rebuild(undefined)
      }))
    }
    void configure().finally(beReady)
  })
  connection.onShutdown(() => publish.stop())
  return session
}

function register(connection: Connection, capabilities: ClientCapabilities): void {
  if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration) {
    void connection.client.register(DidChangeConfigurationNotification.type, { section: ['torchShapeLint', 'python.defaultInterpreterPath'] })
  }
  if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*.py' }] })
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error)
}
