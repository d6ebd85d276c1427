/** A client of the language server, both in one process and joined by real streams of messages. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PassThrough } from 'node:stream'
import { createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type LogMessageParams, type ProtocolConnection, type PublishDiagnosticsParams } from 'vscode-languageserver/node'
import { serve } from '../../server/connection.ts'
import { nodePlatform } from '../../server/host/node.ts'
import { uriOf } from '../../server/paths.ts'
import type { Platform } from '../../server/platform.ts'
import type { ParserFiles, StartOptions } from '../../server/protocol.ts'

export function parserFiles(): ParserFiles {
  const { resolve } = createRequire(`${process.cwd()}/package.json`)
  return { runtime: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')), grammar: readFileSync(resolve('tree-sitter-python/tree-sitter-python.wasm')) }
}

export interface Client {
  readonly connection: ProtocolConnection
  /** What the server logged as an error: a request or a notification that it could not handle. */
  readonly errors: readonly string[]
  /** All problems that were published, the newest last. */
  readonly published: readonly PublishDiagnosticsParams[]
  open(path: string, text: string): void
  change(path: string, version: number, text: string): void
  /** The newest problems of a file that satisfy a condition, as soon as they are there. */
  problems(path: string, condition: (published: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>
  /** Ends the server as an editor does that quits. */
  stop(): Promise<void>
}

export interface Wishes { readonly options?: StartOptions; readonly settings?: unknown; readonly python?: unknown; readonly platform?: Partial<Platform> }

/** A client that has initialized a server over a folder. */
export async function connect(folder: string, { options = {}, settings = {}, python = null, platform = {} }: Wishes = {}): Promise<Client> {
  const up = new PassThrough(), down = new PassThrough()
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down))
  serve(server, { ...nodePlatform, parserFiles: () => Promise.resolve(parserFiles()), ...platform })
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up))
  const published: PublishDiagnosticsParams[] = []
  const errors: string[] = []
  const waiting = new Set<() => void>()
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params)
    for (const look of waiting) look()
  })
  connection.onRequest('workspace/configuration', ({ items }: { readonly items: readonly { readonly section: string }[] }) => items.map(({ section }) => (section === 'torchShapeLint' ? settings : python)))
  connection.onRequest('client/registerCapability', () => null)
  connection.onRequest('workspace/inlayHint/refresh', () => null)
  connection.onNotification('window/logMessage', ({ type, message }: LogMessageParams) => { if (type === 1) errors.push(message) })
  connection.listen()
  await connection.sendRequest('initialize', {
    processId: null, rootUri: uriOf(folder), workspaceFolders: [{ uri: uriOf(folder), name: 'test' }], initializationOptions: options,
    capabilities: { workspace: { configuration: true, workspaceFolders: true } },
  })
  await connection.sendNotification('initialized', {})
  return {
    connection, errors, published,
    open: (path, text) => void connection.sendNotification('textDocument/didOpen', { textDocument: { uri: uriOf(path), languageId: 'python', version: 1, text } }),
    change: (path, version, text) => void connection.sendNotification('textDocument/didChange', { textDocument: { uri: uriOf(path), version }, contentChanges: [{ text }] }),
    problems: (path, condition) => new Promise(found => {
      const look = (): void => {
        const newest = published.findLast(params => params.uri === uriOf(path))
        if (!newest || !condition(newest)) return
        waiting.delete(look)
        found(newest)
      }
      waiting.add(look)
      look()
    }),
    async stop() {
      await connection.sendRequest('shutdown')
      connection.dispose()
      server.dispose()
    },
  }
}
