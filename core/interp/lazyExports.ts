/**
 * What a package exports that fills its namespace only when a name is asked for.
 *
 * Such a package puts an object of its own into `sys.modules`, or defines `__getattr__`, and finds the module of a name by
 * means that are not the language's: folders listed, texts searched. Whatever the means, a name that one module of the
 * package alone defines and exports can be no other object: so the text of the package's modules is searched for it.
 *
 * Law: the module of a name is the only one below the package's folder whose top level defines the name (class, def or
 * assignment at the margin) and lists it in `__all__`; where none lists it, the only one that defines it. Two candidates or
 * none: not known.
 */
import type { Host } from '../host.ts'

/** A package of more files than these is not searched. */
const filesLimit = 6000

/** The files that define a name, and those among them that export it. */
interface Definers { readonly defined: string[]; readonly listed: string[] }
type Index = ReadonlyMap<string, Definers>

export class LazyExports {
  private readonly indices = new Map<string, Index>()

  constructor(private readonly host: Host) {}

  /** The file that exports a name of the package in `folder`; undefined: not known. */
  fileOf(folder: string, name: string): string | undefined {
    let index = this.indices.get(folder)
    if (!index) this.indices.set(folder, (index = indexOf(this.host, folder)))
    const definers = index.get(name)
    if (!definers) return undefined
    const candidates = definers.listed.length > 0 ? definers.listed : definers.defined
    return candidates.length === 1 ? candidates[0] : undefined
  }

  /** A file of the workspace has changed: installed packages have not. */
  forget(): void {
    for (const folder of this.indices.keys()) if (this.host.isWorkspaceFile(`${folder}/__init__.py`)) this.indices.delete(folder)
  }
}

function indexOf(host: Host, folder: string): Index {
  const index = new Map<string, Definers>()
  const files = pythonFiles(host, folder)
  if (files.length > filesLimit) return index
  for (const file of files) {
    const text = host.readFile(file) ?? ''
    const exported = exportedNames(text)
    for (const name of definedNames(text)) {
      let definers = index.get(name)
      if (!definers) index.set(name, (definers = { defined: [], listed: [] }))
      definers.defined.push(file)
      if (exported.has(name)) definers.listed.push(file)
    }
  }
  return index
}

/** The files below a folder, until there are too many. */
function pythonFiles(host: Host, root: string): readonly string[] {
  const files: string[] = []
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined && files.length <= filesLimit; folder = folders.pop()) {
    for (const name of host.listDirectory(folder)) {
      if (name.endsWith('.py')) files.push(`${folder}/${name}`)
      else if (/^\w+$/.test(name) && name !== '__pycache__' && host.isDirectory(`${folder}/${name}`)) folders.push(`${folder}/${name}`)
    }
  }
  return files
}

const definition = /^(?:(?:class|(?:async +)?def) +(\w+)|(\w+) *(?::[^=\n]*)?=(?!=))/gm
function definedNames(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(definition)].map((match) => (match[1] ?? match[2])!))
}

const exportList = /^__all__ *(?:\+?=|\.extend\() *[[(]([^\])]*)/gm
function exportedNames(text: string): ReadonlySet<string> {
  if (!text.includes('__all__')) return new Set()
  return new Set([...text.matchAll(exportList)].flatMap((list) => [...list[1]!.matchAll(/['"](\w+)['"]/g)].map((match) => match[1]!)))
}
