/**
 * The package folders of a Python, found by looking at folders alone: no interpreter is ever run. The order follows
 * what a user would get by typing `python`: the one that is named, an active environment, the project's own, the PATH.
 */
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { withSlashes } from '../paths.ts'

export interface Surroundings {
  /** The interpreter that a setting or an option names. */
  readonly python: string | undefined
  readonly roots: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Package folders in the order in which Python would search them; empty when no Python is found. */
export function packageFolders({ python, roots, environment }: Surroundings): readonly string[] {
  if (python !== undefined) return ofInterpreter(absolute(python, roots), environment)
  const environments = [
    environment['VIRTUAL_ENV'], ...roots.flatMap(root => [join(root, '.venv'), join(root, 'venv')]), environment['CONDA_PREFIX'],
  ]
  for (const prefix of environments) {
    const folders = prefix === undefined || prefix === '' ? [] : ofPrefix(prefix, undefined)
    if (folders.length > 0) return folders
  }
  return ofPath(roots, environment)
}

function ofPath(roots: readonly string[], environment: Surroundings['environment']): readonly string[] {
  for (const folder of (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter)) {
    for (const name of ['python3', 'python', 'python.exe']) {
      const file = join(folder, name)
      if (folder === '' || !existsSync(file)) continue
      const folders = isShim(file) ? ofPyenv(file, roots, environment) : ofInterpreter(file, environment)
      if (folders.length > 0) return folders
    }
  }
  return []
}

/** `bin/python3.11` of an environment or of an installation; a folder is taken as an environment. */
function ofInterpreter(file: string, environment: Surroundings['environment']): readonly string[] {
  if (isFolder(file)) return ofPrefix(file, undefined)
  if (isShim(file)) return ofPyenv(file, [], environment)
  const prefix = prefixOf(file)
  if (existsSync(join(prefix, 'pyvenv.cfg'))) return ofPrefix(prefix, version(file))
  const real = realPath(file)
  return ofPrefix(prefixOf(real), version(real) ?? version(file))
}

function prefixOf(file: string): string {
  const folder = dirname(file)
  return /^(bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder
}

/** The folders of an environment or installation, with what its `.pth` files add. */
function ofPrefix(prefix: string, wanted: string | undefined): readonly string[] {
  const own = [
    ...versioned(join(prefix, 'lib'), wanted).flatMap(lib => [join(lib, 'site-packages'), join(lib, 'dist-packages')]),
    join(prefix, 'Lib', 'site-packages'),
    ...(prefix === '/usr' ? systemFolders(wanted) : []),
  ]
  const folders = own.filter(isFolder)
  const base = systemBase(join(prefix, 'pyvenv.cfg'))
  return unique([...folders.flatMap(folder => [folder, ...pathFiles(folder)]), ...(base === undefined ? [] : ofPrefix(prefixOf(join(base, 'python')), wanted))])
}

/** Debian keeps packages beside the usual places, and pip without rights installs into the home folder. */
function systemFolders(wanted: string | undefined): readonly string[] {
  const homes = versioned(join(homedir(), '.local/lib'), wanted).map(lib => join(lib, 'site-packages'))
  const local = versioned('/usr/local/lib', wanted).flatMap(lib => [join(lib, 'dist-packages'), join(lib, 'site-packages')])
  return [...homes, ...local, '/usr/lib/python3/dist-packages']
}

/** `lib/python3.11`, the wanted version or else the newest. */
function versioned(lib: string, wanted: string | undefined): readonly string[] {
  const minor = (name: string): number => Number(name.slice(name.indexOf('.') + 1))
  const names = entries(lib).filter(name => /^python3\.\d+$/.test(name)).sort((a, b) => minor(b) - minor(a))
  const chosen = names.includes(`python${wanted}`) ? `python${wanted}` : names[0]
  return chosen === undefined ? [] : [join(lib, chosen)]
}

function version(file: string): string | undefined {
  return /python(3\.\d+)(\.exe)?$/.exec(file)?.[1]
}

/** Plain lines of `*.pth` files are folders (editable installs); lines that begin with `import` would be run and are not. */
function pathFiles(folder: string): readonly string[] {
  return entries(folder).filter(name => name.endsWith('.pth')).sort().flatMap(name => {
    const lines = text(join(folder, name)).split(/\r?\n/).map(line => line.trim())
    return lines.filter(line => line !== '' && !/^(#|import[ \t])/.test(line)).map(line => resolve(folder, line)).filter(isFolder)
  })
}

/** The folder of the base interpreter, where an environment includes the system's packages. */
function systemBase(config: string): string | undefined {
  const lines = text(config)
  return /^include-system-site-packages\s*=\s*true\s*$/im.test(lines) ? /^home\s*=\s*(.+)$/im.exec(lines)?.[1]?.trim() : undefined
}

/** pyenv puts shell scripts named like Python on the PATH; the version they would start stands in files. */
function ofPyenv(shim: string, roots: readonly string[], environment: Surroundings['environment']): readonly string[] {
  const home = environment['PYENV_ROOT'] ?? dirname(dirname(shim))
  const named = [environment['PYENV_VERSION'] ?? '', ...roots.map(root => text(join(root, '.python-version'))), text(join(home, 'version'))]
  for (const name of named.flatMap(words => words.split(/[\s:]+/)).filter(word => word !== '' && word !== 'system')) {
    const exact = join(home, 'versions', name)
    const prefix = isFolder(exact) ? exact : entries(join(home, 'versions')).filter(found => found.startsWith(`${name}.`)).map(found => join(home, 'versions', found)).at(-1)
    const folders = prefix === undefined ? [] : ofPrefix(prefix, undefined)
    if (folders.length > 0) return folders
  }
  return []
}

function isShim(file: string): boolean {
  return basename(dirname(file)) === 'shims'
}

/** A path of the settings: `~`, `${workspaceFolder}` and relative paths are allowed. */
export function absolute(path: string, roots: readonly string[]): string {
  const root = roots[0] ?? process.cwd()
  const expanded = path.replaceAll('${workspaceFolder}', root).replace(/^~(?=[/\\]|$)/, homedir())
  return isAbsolute(expanded) ? expanded : resolve(root, expanded)
}

function isFolder(path: string): boolean {
  try { return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false } catch { return false }
}

function entries(folder: string): readonly string[] {
  try { return readdirSync(folder) } catch { return [] }
}

/** Bytes of a file that says where packages are. */
const LARGEST = 1024 * 1024

/** A pipe or a device of that name would never end. */
function text(file: string): string {
  try {
    const stats = statSync(file)
    return stats.isFile() && stats.size <= LARGEST ? readFileSync(file, 'utf8') : ''
  } catch { return '' }
}

function realPath(file: string): string {
  try { return realpathSync(file) } catch { return file }
}

function unique(folders: readonly string[]): readonly string[] {
  return [...new Set(folders.map(withSlashes))]
}
