/** A server and a client in one process, and folders that live for one test. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'
import { createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type ProtocolConnection, type PublishDiagnosticsParams } from 'vscode-languageserver/node'
import { initParser } from '../../core/index.ts'
import { nodePlatform } from '../../server/host/node.ts'
import { uriOf } from '../../server/paths.ts'
import type { Platform } from '../../server/platform.ts'
import type { ParserFiles, StartOptions } from '../../server/protocol.ts'
import { serve } from '../../server/connection.ts'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const folders: string[] = []
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }) })

/** A folder with files, gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsl-test-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

export function parserFiles(): ParserFiles {
  const read = (name: string): Uint8Array => readFileSync(join(root, 'node_modules', name))
  return { runtime: read('web-tree-sitter/web-tree-sitter.wasm'), grammar: read('tree-sitter-python/tree-sitter-python.wasm') }
}

export function startParser(): Promise<void> {
  return initParser(parserFiles())
}

export interface Client {
  readonly connection: ProtocolConnection
  open(path: string, text: string): void
  change(path: string, version: number, text: string): void
  /** The newest problems of a file that satisfy a condition, as soon as they are there. */
  problems(path: string, condition: (published: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>
}

/** A client that has initialized a server over a folder. */
export async function connect(folder: string, { options = {}, settings = {}, platform = {} }: {
  readonly options?: StartOptions; readonly settings?: unknown; readonly platform?: Partial<Platform>
} = {}): Promise<Client> {
  const up = new PassThrough(), down = new PassThrough()
  serve(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), { ...nodePlatform, parserFiles: () => Promise.resolve(parserFiles()), ...platform })
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up))
  const published: PublishDiagnosticsParams[] = []
  const waiting = new Set<() => void>()
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params)
    for (const look of waiting) look()
  })
  connection.onRequest('workspace/configuration', ({ items }: { readonly items: readonly { readonly section: string }[] }) => items.map(({ section }) => (section === 'torchShapeLint' ? settings : null)))
  connection.onRequest('client/registerCapability', () => null)
  connection.onRequest('workspace/inlayHint/refresh', () => null)
  connection.onNotification('window/logMessage', () => undefined)
  connection.listen()
  await connection.sendRequest('initialize', {
    processId: null, rootUri: uriOf(folder), workspaceFolders: [{ uri: uriOf(folder), name: 'test' }], initializationOptions: options,
    capabilities: { workspace: { configuration: true, workspaceFolders: true } },
  })
  await connection.sendNotification('initialized', {})
  return {
    connection,
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
  }
}
