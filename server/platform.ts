/** What differs between a server in Node and one in a web worker. */
import type { Host } from '../core/host.ts'
import type { MemoryFiles } from './host/memory.ts'
import type { ParserFiles, StartOptions } from './protocol.ts'
import type { Settings } from './settings.ts'

export interface Platform {
  parserFiles(options: StartOptions): Promise<ParserFiles>
  /** A fresh Host over the workspace folders; `given` holds what the client sent. */
  host(given: MemoryFiles, roots: readonly string[], settings: Settings): Host
}
