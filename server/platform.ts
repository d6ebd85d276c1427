/** What differs between a server in Node and one in a web worker. */
import type { Host } from '../core/host.ts'
import type { MemoryFiles } from './host/memory.ts'
import type { ParserFiles, StartOptions } from './protocol.ts'
import type { Settings } from './settings.ts'

export interface Platform {
  parserFiles(options: StartOptions): Promise<ParserFiles>
  /** Called once, when the problems of a file with tensors were published and nobody types. */
  readonly rested?: () => void
  /** Runs a generated program in the user's Python; absent where no program can be run. */
  readonly runPython?: (program: PythonProgram) => Promise<PythonRun>
  /** A fresh Host over the workspace folders; `given` holds what the client sent. */
  host(given: MemoryFiles, roots: readonly string[], settings: Settings): Host
}

export interface PythonProgram {
  /** The interpreter or environment that is named; undefined looks for one. */
  readonly python: string | undefined
  readonly roots: readonly string[]
  readonly program: string
  /** What it reads from its standard input. */
  readonly input: string
}
/** What it printed, or a sentence about why it did not run to its end. */
export type PythonRun = { readonly printed: string; readonly python: string } | { readonly message: string }
