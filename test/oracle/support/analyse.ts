/** Analyses a program as a user's file would be, with packages' sources where they are given. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createProject, initParser, type Host, type Problem, type Trace } from '../../../core/index.ts'
import { LineIndex } from '../../../core/text/lines.ts'
import { workTime } from '../../../server/host/node.ts'
import type { RecordedRange } from './data.ts'

export async function loadParser(): Promise<void> {
  const require = createRequire(`${process.cwd()}/package.json`)
  await initParser({
    runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(require.resolve('tree-sitter-python/tree-sitter-python.wasm')),
  })
}

/** Files in memory under /work.space, packages from a folder of the disk. */
export function hostOf(files: ReadonlyMap<string, string>, sitePackages: string | undefined): Host {
  const kinds = new Map<string, 'file' | 'folder' | 'none'>()
  const kindOf = (path: string): 'file' | 'folder' | 'none' => {
    if (files.has(path)) return 'file'
    if (!sitePackages || !path.startsWith(sitePackages)) return 'none'
    let kind = kinds.get(path)
    if (!kind) kinds.set(path, (kind = !existsSync(path) ? 'none' : statSync(path).isDirectory() ? 'folder' : 'file'))
    return kind
  }
  return {
    readFile: (path) => files.get(path) ?? (kindOf(path) === 'file' ? readFileSync(path, 'utf8') : undefined),
    isFile: (path) => kindOf(path) === 'file',
    isDirectory: (path) => kindOf(path) === 'folder',
    listDirectory: (path) => (kindOf(path) === 'folder' ? readdirSync(path) : []),
    searchPath: () => (sitePackages ? [sitePackages] : []),
    isWorkspaceFile: (path) => files.has(path),
    workTime,
  }
}

export const mainFile = '/workspace/main.py'

export interface Analysed { readonly trace: Trace; readonly place: (file: string, start: number, end: number) => RecordedRange; readonly problems: readonly Problem[] }

/** One program in memory. Give the same `session` to programs that import the same packages: their modules are evaluated once. */
export function analyse(source: string, session: Session = openSession(undefined)): Analysed {
  session.files.set(mainFile, source)
  session.project.setText(mainFile, source)
  const trace = session.project.trace(mainFile)
  const place = (file: string, start: number, end: number): RecordedRange => {
    let index = session.lines.get(file)
    if (!index || file === mainFile) {
      session.lines.set(file, (index = bytesIndex(session.project.text(file) ?? '')))
    }
    return [...index(start), ...index(end)] as const
  }
  return { trace, place, problems: trace.problems }
}

export interface Session { readonly project: ReturnType<typeof createProject>; readonly files: Map<string, string>; readonly lines: Map<string, Positions> }
export function openSession(sitePackages: string | undefined): Session {
  const files = new Map<string, string>()
  return { project: createProject(hostOf(files, sitePackages)), files, lines: new Map() }
}

/** Offset to line from 1 and column in UTF-8 bytes. */
type Positions = (offset: number) => readonly [number, number]
function bytesIndex(text: string): Positions {
  const lines = new LineIndex(text)
  return (offset) => {
    const { line, column } = lines.positionAt(offset)
    return [line + 1, Buffer.byteLength(text.slice(offset - column, offset))]
  }
}
