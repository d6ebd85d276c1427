/** The files that a command line names, and a project over them. */
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { createProject } from '../../core/index.ts'
import type { Project } from '../../core/project.ts'
import { diskFiles } from '../host/disk.ts'
import type { Files } from '../host/files.ts'
import { createHost } from '../host/host.ts'
import { workTime } from '../host/node.ts'
import { packageFolders } from '../host/interpreter.ts'
import { isBelow, parentOf, withSlashes } from '../paths.ts'
import type { Common } from './arguments.ts'

export interface Workspace {
  readonly files: Files
  readonly project: Project
}

/** A sentence for standard error, where the input can't be used as given. */
export type Failure = { readonly failure: string }

/** `targets` are the absolute files and folders that the user named. `time`: what the analysis has worked so far, in milliseconds. */
export function openWorkspace(targets: readonly string[], common: Common, time: () => number = workTime): Workspace | Failure {
  const files = diskFiles()
  const here = absolutePath('.')
  const roots = [...new Set(targets.map(path => {
    if (isBelow(path, here)) return here
    return files.isDirectory(path) ? path : parentOf(path)
  }))]
  const extra = common.searchPaths.map(absolutePath)
  const missing = extra.find(path => !files.isDirectory(path))
  if (missing !== undefined) return { failure: `--search-path ${missing} is no folder` }
  const python = common.python === undefined ? undefined : absolutePath(common.python)
  if (python !== undefined && !files.isFile(python) && !files.isDirectory(python)) return { failure: `--python ${python} does not exist` }
  const packages = packageFolders({ python, roots: [here], environment: process.env })
  if (python !== undefined && packages.length === 0) return { failure: `--python ${python} has no package folder (site-packages) beside it` }
  const project = createProject({ ...createHost(files, { roots, extra, packages }), workTime: time }, { hovers: false })
  project.configure({ inputs: common.inputs })
  return { files, project }
}

/** A workspace for the one file that a command is about, which can be read. */
export function workspaceOf(path: string, common: Common): (Workspace & { readonly file: string }) | Failure {
  const file = absolutePath(path)
  const workspace = openWorkspace([file], common)
  if ('failure' in workspace) return workspace
  const read = workspace.files.read(file)
  return 'error' in read ? { failure: `${file} ${read.error}` } : { ...workspace, file }
}

export function absolutePath(path: string): string {
  return withSlashes(resolve(path))
}

const SKIPPED = new Set(['node_modules', '__pycache__', 'site-packages', 'dist-packages'])

/** The Python files below a folder in the order of their names; caches, environments and hidden folders are left out. */
export function pythonFiles(files: Files, folder: string, seen: ReadonlySet<string> = new Set()): readonly string[] {
  const real = realPath(folder)
  if (seen.has(real)) return []
  const above = new Set([...seen, real])
  return [...files.list(folder)].sort().flatMap(name => {
    const path = `${folder.replace(/\/$/, '')}/${name}`
    if (files.isDirectory(path)) return isSkipped(files, path, name) ? [] : pythonFiles(files, path, above)
    return name.endsWith('.py') && files.isFile(path) ? [path] : []
  })
}

function isSkipped(files: Files, path: string, name: string): boolean {
  return name.startsWith('.') || SKIPPED.has(name) || files.isFile(`${path}/pyvenv.cfg`) || files.isDirectory(`${path}/conda-meta`)
}

function realPath(path: string): string {
  try { return realpathSync(path) } catch { return path }
}
