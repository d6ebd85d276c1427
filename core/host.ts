/**
 * Where the core's files come from. The core does no input or output of its own: an editor, the command line and a
 * browser each give it a Host. All methods are synchronous and never throw; paths are absolute, with `/`.
 */
export interface Host {
  /** The text of a file without its byte order mark, or undefined when it can't be read or is no text. */
  readFile(path: string): string | undefined
  isFile(path: string): boolean
  isDirectory(path: string): boolean
  /** Names in a folder, without order. Empty when it can't be read. */
  listDirectory(path: string): readonly string[]
  /** Folders that Python would search for a module imported by `file`, in order: workspace roots, then site-packages. */
  searchPath(file: string): readonly string[]
  /** Whether a file belongs to the user's workspace (problems are shown there) or to an installed package. */
  isWorkspaceFile(path: string): boolean
  /** Milliseconds that this program has worked so far, for time budgets; without it the clock counts, and with it what else the machine does. */
  workTime?(): number
}
