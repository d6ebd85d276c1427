/** Plays a session over a connection to a real server, and holds what it answers against the protocol, the clock and a fresh server. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Diagnostic } from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { uriOf } from '../../server/paths.ts'
import { connect, type Client } from '../server/client.ts'
import type { Event, Workspace } from './session.ts'
import { diagnosticsFault, fixesFault, hintsFault, hoverFault, lensesFault, labFault, type Fault } from './valid.ts'

/** Milliseconds of processor time that an answer may take after an edit. */
const LIMIT = 1000
/** The first answer evaluates what the file imports. */
const FIRST_LIMIT = 25_000

export interface Played { readonly edits: number; readonly fault: Fault; readonly slowest: number }

interface OpenFile { readonly path: string; document: TextDocument }

export async function play(workspace: Workspace, events: readonly Event[], { limit = LIMIT }: { readonly limit?: number } = {}): Promise<Played> {
  const folder = workspace.folder ?? folderOf(workspace)
  const pathOf = (file: string): string => join(folder, file)
  const wishes = { options: { runLayer: true } }
  const open = new Map<string, OpenFile>()
  const client = await connect(folder, wishes)
  let edits = 0, slowest = 0, version = 1, done = 0
  const opened = (file: string, text: string): void => {
    open.delete(file)
    open.set(file, { path: pathOf(file), document: TextDocument.create(uriOf(pathOf(file)), 'python', ++version, text) })
    void client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: uriOf(pathOf(file)), languageId: 'python', version, text } })
  }
  const check = async ({ file, ask }: Pick<Event, 'file' | 'ask'>, most: number): Promise<Fault> => {
    const target = open.get(file) ?? [...open.values()][0]
    if (!target) return undefined
    const before = clock()
    const fault = await askOne(client, target, ask)
    const spent = clock() - before
    if (most < FIRST_LIMIT) slowest = Math.max(slowest, spent)
    return client.errors[0] ?? fault ?? (spent > most ? `an answer that took ${Math.round(spent)} ms of processor time` : undefined)
  }
  try {
    for (const file of workspace.open) opened(file, workspace.files[file] ?? '')
    let fault: Fault
    for (const file of workspace.open) fault ??= await check({ file, ask: 0 }, FIRST_LIMIT)
    for (const event of events) {
      if (fault !== undefined) break
      done++
      const { file } = event
      const target = open.get(file)
      switch (event.kind) {
        case 'edit': if (target) { change(client, target, event.changes, ++version); edits++ } break
        case 'save': if (target) outside(client, target.path, target.document.getText(), 2); break
        case 'reopen':
          void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(pathOf(file)) } })
          opened(file, onDisk(pathOf(file)))
          break
        case 'write': outside(client, pathOf(file), event.text, 2); break
        case 'delete': outside(client, pathOf(file), undefined, 3); break
      }
      fault = await check(event, event.kind === 'edit' ? limit : FIRST_LIMIT)
    }
    if (fault !== undefined) return { edits, slowest, fault: `${fault} (after event ${done} of ${events.length})` }
    const incremental = await stateOf(client, open)
    await client.stop()
    const other = await connect(folder, wishes)
    for (const [file, { document }] of [...open]) {
      open.delete(file)
      const text = document.getText()
      open.set(file, { path: pathOf(file), document: TextDocument.create(document.uri, 'python', 1, text) })
      void other.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: document.uri, languageId: 'python', version: 1, text } })
    }
    const anew = await stateOf(other, open)
    await other.stop()
    return { edits, slowest, fault: client.errors[0] ?? other.errors[0] ?? differing(incremental, anew) }
  } finally {
    client.connection.dispose()
    if (workspace.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

const clock = (): number => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }

function folderOf({ files }: Workspace): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsl-fuzz-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

function onDisk(path: string): string {
  try { return readFileSync(path, 'utf8') } catch { return '' }
}

function change(client: Client, target: OpenFile, changes: readonly { readonly offset: number; readonly remove: number; readonly insert: string }[], version: number): void {
  let { document } = target
  const contentChanges = changes.map(({ offset, remove, insert }) => {
    const one = { range: { start: document.positionAt(offset), end: document.positionAt(offset + remove) }, text: insert }
    document = TextDocument.update(document, [one], version)
    return one
  })
  target.document = document
  void client.connection.sendNotification('textDocument/didChange', { textDocument: { uri: document.uri, version }, contentChanges })
}

/** Another program changes the disk, and the editor's watcher tells of it. */
function outside(client: Client, path: string, text: string | undefined, type: 2 | 3): void {
  if (text === undefined) rmSync(path, { force: true })
  else writeFileSync(path, text)
  void client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(path), type }] })
}

/** One of the questions that an editor asks after an edit. */
async function askOne(client: Client, { document }: OpenFile, ask: number): Promise<Fault> {
  const textDocument = { uri: document.uri }
  const length = document.getText().length
  const offset = length === 0 ? 0 : (ask * 7919) % (length + 1)
  switch (ask % 6) {
    case 0: case 1: return hintsFault(document, await send(client, 'textDocument/inlayHint', { textDocument, range: whole(document) }))
    case 2: return lensesFault(document, await send(client, 'textDocument/codeLens', { textDocument }))
    case 3: return fixesFault(document, await send(client, 'textDocument/codeAction', { textDocument, range: whole(document), context: { diagnostics: [] } }))
    case 4: return labFault(await send(client, 'torchShapeLint/lab', { uri: document.uri, offset }))
    default: {
      const position = document.positionAt(offset)
      return hoverFault(document, position, await send(client, 'textDocument/hover', { textDocument, position }))
    }
  }
}

const whole = (document: TextDocument): object => ({ start: { line: 0, character: 0 }, end: document.positionAt(document.getText().length) })
const send = (client: Client, method: string, params: object): Promise<unknown> => client.connection.sendRequest(method, params)

/** Everything that the server says of the open files, and the problems it shows anywhere. */
async function stateOf(client: Client, open: ReadonlyMap<string, OpenFile>): Promise<ReadonlyMap<string, string>> {
  const state = new Map<string, string>()
  // A change of nothing: the problems that follow are those of the newest text of all files.
  for (const target of open.values()) change(client, target, [], target.document.version + 100_000)
  for (const [file, { path, document }] of open) {
    const textDocument = { uri: document.uri }
    const note = async (what: string, method: string, params: object): Promise<void> => { state.set(`${what} of ${file}`, JSON.stringify(await send(client, method, params))) }
    await note('hints', 'textDocument/inlayHint', { textDocument, range: whole(document) })
    await note('lenses', 'textDocument/codeLens', { textDocument })
    await note('fixes', 'textDocument/codeAction', { textDocument, range: whole(document), context: { diagnostics: [] } })
    const length = document.getText().length
    for (let i = 0; i < 12; i++) await note(`hover ${i}`, 'textDocument/hover', { textDocument, position: document.positionAt(Math.floor((length * i) / 12)) })
    for (let i = 0; i < 3; i++) await note(`lab ${i}`, 'torchShapeLint/lab', { uri: document.uri, offset: Math.floor((length * i) / 3) })
    const { diagnostics } = await client.problems(path, ({ version }) => version === document.version)
    const fault = diagnosticsFault(document, diagnostics)
    if (fault !== undefined) state.set(`fault of ${file}`, fault)
  }
  const newest = new Map<string, readonly Diagnostic[]>(client.published.map(({ uri, diagnostics }) => [uri, diagnostics]))
  for (const [uri, diagnostics] of newest) if (diagnostics.length > 0) state.set(`problems of ${uri}`, JSON.stringify(diagnostics))
  return state
}

function differing(incremental: ReadonlyMap<string, string>, anew: ReadonlyMap<string, string>): Fault {
  for (const key of new Set([...incremental.keys(), ...anew.keys()])) {
    const mine = incremental.get(key), theirs = anew.get(key)
    if (key.startsWith('fault')) return mine ?? theirs
    if (mine !== theirs) return `after all edits the ${key} differ:\n  incremental ${mine?.slice(0, 600)}\n  fresh       ${theirs?.slice(0, 600)}`
  }
  return undefined
}
