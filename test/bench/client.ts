/** A client of any language server, as a program of its own, that measures how long answers take. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter, type Position, type PublishDiagnosticsParams } from 'vscode-languageserver/node'

/** A language server's command line. */
export interface Server { readonly name: string; readonly command: string; readonly args: readonly string[]; readonly settings?: unknown; readonly environment?: Readonly<Record<string, string>> }

export interface Client {
  /** Milliseconds until the first problems of the file. */
  open(path: string, text: string): Promise<number>
  /** Puts text at a place; milliseconds until the problems of the new version. `removed`: characters taken out behind the place. */
  type(path: string, at: Position, text: string, removed?: number): Promise<number>
  /** Milliseconds until the answer. */
  hover(path: string, at: Position): Promise<number>
  /** Resident memory, in MB. Undefined: this system does not tell. */
  memory(): number | undefined
  /** CPU time of the server so far, in milliseconds, in steps of 10. Other programs on the machine do not add to it. Undefined: this system does not tell. */
  cpuTime(): number | undefined
  stop(): Promise<void>
}

/** Problems that do not come within this time count as this time. */
const longest = 30_000

/** Starts a server over a folder. */
export async function start(server: Server, folder: string): Promise<Client> {
  const child = spawn(server.command, server.args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...server.environment } })
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!))
  const versions = new Map<string, number>()
  const waiting = new Set<(published: PublishDiagnosticsParams) => void>()
  connection.onNotification('textDocument/publishDiagnostics', (published: PublishDiagnosticsParams) => { for (const each of waiting) each(published) })
  connection.onRequest('workspace/configuration', ({ items }: { readonly items: readonly unknown[] }) => items.map(() => server.settings ?? null))
  connection.onRequest('client/registerCapability', () => null)
  connection.onRequest('window/workDoneProgress/create', () => null)
  connection.listen()
  const uri = pathToFileURL(folder).href
  await connection.sendRequest('initialize', {
    processId: process.pid, rootUri: uri, workspaceFolders: [{ uri, name: 'bench' }],
    capabilities: { workspace: { configuration: true, workspaceFolders: true }, textDocument: { publishDiagnostics: { versionSupport: true }, hover: { contentFormat: ['markdown'] } } },
  })
  void connection.sendNotification('initialized', {})

  const problems = (path: string, version: number): Promise<number> => new Promise((done) => {
    const started = performance.now(), file = pathToFileURL(path).href
    const finish = (): void => {
      waiting.delete(look)
      clearTimeout(timer)
      done(performance.now() - started)
    }
    const look = (published: PublishDiagnosticsParams): void => { if (decodeURIComponent(published.uri) === decodeURIComponent(file) && (published.version === undefined || published.version >= version)) finish() }
    const timer = setTimeout(finish, longest)
    waiting.add(look)
  })

  return {
    open(path, text) {
      versions.set(path, 1)
      const answer = problems(path, 1)
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri: pathToFileURL(path).href, languageId: 'python', version: 1, text } })
      return answer
    },
    type(path, at, text, removed = 0) {
      const version = versions.get(path)! + 1
      versions.set(path, version)
      const answer = problems(path, version)
      const range = { start: at, end: { line: at.line, character: at.character + removed } }
      void connection.sendNotification('textDocument/didChange', { textDocument: { uri: pathToFileURL(path).href, version }, contentChanges: [{ range, text }] })
      return answer
    },
    async hover(path, position) {
      const started = performance.now()
      await connection.sendRequest('textDocument/hover', { textDocument: { uri: pathToFileURL(path).href }, position })
      return performance.now() - started
    },
    memory: () => memoryOf(child),
    cpuTime: () => cpuTimeOf(child),
    async stop() {
      await Promise.race([connection.sendRequest('shutdown').then(() => connection.sendNotification('exit')), new Promise((done) => { setTimeout(done, 2000) })]).catch(() => undefined)
      connection.dispose()
      child.kill()
    },
  }
}

const memoryOf = (child: ChildProcess): number | undefined => statusOf(child, /VmRSS:\s*(\d+)/)
/** The most resident memory so far, in MB. */
export const peakMemoryOf = (child: ChildProcess): number | undefined => statusOf(child, /VmHWM:\s*(\d+)/)

function statusOf(child: ChildProcess, kilobytes: RegExp): number | undefined {
  const size = kilobytes.exec(fileOf(child, 'status'))?.[1]
  return size === undefined ? undefined : Number(size) / 1024
}

/** CPU time so far, in milliseconds. Clock ticks of Linux are hundredths of a second. */
export function cpuTimeOf(child: ChildProcess): number | undefined {
  const fields = fileOf(child, 'stat').replace(/^.*\) /, '').split(' ')
  return fields.length > 12 ? 10 * (Number(fields[11]) + Number(fields[12])) : undefined
}

/** What Linux says of a process; empty: it is another system, or the process has ended. */
function fileOf({ pid }: ChildProcess, name: string): string {
  try { return process.platform === 'linux' && pid !== undefined ? readFileSync(`/proc/${pid}/${name}`, 'utf8') : '' } catch { return '' }
}
