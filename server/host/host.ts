/** The core's Host over some files and a layout of folders. */
import type { Host } from '../../core/host.ts'
import { isBelow, parentOf } from '../paths.ts'
import type { Files } from './files.ts'

/** Which folders are the user's, and which are searched for imports besides. */
export interface Layout {
  /** The workspace folders, or what the command line was given. */
  readonly roots: readonly string[]
  /** Searched before the installed packages. */
  readonly extra: readonly string[]
  /** The interpreter's package folders. */
  readonly packages: readonly string[]
}

export function createHost(files: Files, layout: Layout): Host {
  const found = new Map<string, readonly string[]>()
  const packageFolders = [...layout.packages, ...layout.extra.filter(folder => !layout.roots.some(root => isBelow(folder, root)))]
  const isWorkspaceFile = (path: string): boolean => {
    const root = longest(layout.roots, path)
    if (root === undefined) return false
    const installed = longest(packageFolders, path)
    if (installed !== undefined && installed.length > root.length) return false
    return !/\/(site-packages|dist-packages|node_modules)\//.test(path.slice(root.length))
  }
  const search = (folder: string, own: boolean): readonly string[] => {
    const nearest = own ? [importRoot(files, folder)] : []
    const roots = layout.roots.flatMap(root => [root, `${root}/src`])
    return [...new Set([...nearest, ...roots, ...(own ? [folder] : []), ...layout.extra, ...layout.packages])].filter(files.isDirectory)
  }
  return {
    readFile(path) {
      const result = files.read(path)
      return 'text' in result ? result.text : undefined
    },
    isFile: files.isFile,
    isDirectory: files.isDirectory,
    listDirectory: files.list,
    searchPath(file) {
      const folder = parentOf(file)
      const before = found.get(folder)
      if (before) return before
      const path = search(folder, isWorkspaceFile(file))
      found.set(folder, path)
      return path
    },
    isWorkspaceFile,
  }
}

/** The folder whose packages a file would import absolutely: the first one upwards that is no package itself. */
function importRoot(files: Files, folder: string): string {
  let here = folder
  while (files.isFile(`${here}/__init__.py`) && parentOf(here) !== here) here = parentOf(here)
  return here
}

function longest(folders: readonly string[], path: string): string | undefined {
  return folders.filter(folder => isBelow(path, folder)).reduce<string | undefined>((best, folder) => (folder.length > (best?.length ?? -1) ? folder : best), undefined)
}
