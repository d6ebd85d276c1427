/**
 * What a package exports that fills its namespace only when a name is asked for.
 *
 * Some packages state it for type checkers, in imports under `if TYPE_CHECKING:`; these are followed first.
 *
 * Such a package puts an object of its own into `sys.modules`, or defines `__getattr__`, and finds the module of a name by
 * means that are not the language's: folders listed, texts searched. Whatever the means, a name that one module of the
 * package alone defines and exports can be no other object: so the text of the package's modules is searched for it.
 *
 * Law: the module of a name is the only one below the package's folder whose top level defines the name (class, def or
 * assignment at the margin) and lists it in `__all__`; where none lists it, the only one that defines it. Of several, the
 * only one that the `__init__.py` beside it imports from. Two candidates left or none: not known.
 */
import type { Host } from '../host.ts'
import type { Expr, Module, Stmt } from '../syntax/ast.ts'

interface TypingImport { readonly level: number; readonly path: readonly string[]; readonly imported: string }
const typingImportsOf = new WeakMap<Module, ReadonlyMap<string, TypingImport>>()

/** The relative imports that a module states under `if TYPE_CHECKING:`, by the name that each binds. */
export function typingImports(module: Module | undefined): ReadonlyMap<string, TypingImport> {
  if (!module) return new Map()
  const known = typingImportsOf.get(module)
  if (known) return known
  const imports = new Map<string, TypingImport>()
  for (const statement of module.body) if (statement.kind === 'If' && isTypeChecking(statement.test)) statement.body.forEach((each) => { collect(imports, each) })
  typingImportsOf.set(module, imports)
  return imports
}

const isTypeChecking = (test: Expr): boolean => (test.kind === 'Name' ? test.id : test.kind === 'Attribute' ? test.attr.id : '') === 'TYPE_CHECKING'

function collect(imports: Map<string, TypingImport>, statement: Stmt): void {
  if (statement.kind === 'Try') for (const each of [...statement.body, ...statement.orelse]) collect(imports, each)
  else if (statement.kind === 'ImportFrom' && statement.level > 0 && statement.names !== '*') {
    for (const { name, asname } of statement.names) imports.set((asname ?? name).id, { level: statement.level, path: statement.path, imported: name.id })
  }
}

/** A package of more files than these, or of more folders, is not searched: links may lead a folder into itself. */
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
    const unique = candidates.length === 1 ? candidates : candidates.filter((file) => isImportedBeside(this.host, file))
    return unique.length === 1 ? unique[0] : undefined
  }

  /** What the packages export that were asked so far may depend on the file. */
  dependsOn(file: string): boolean {
    return [...this.indices.keys()].some((folder) => file.startsWith(`${folder}/`))
  }

  /** A file of the workspace has changed: installed packages have not. */
  forget(): void {
    for (const folder of this.indices.keys()) if (this.host.isWorkspaceFile(`${folder}/__init__.py`)) this.indices.delete(folder)
  }
}

function indexOf(host: Host, folder: string): Index {
  const index = new Map<string, Definers>()
  for (const file of pythonFiles(host, folder) ?? []) {
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

function isImportedBeside(host: Host, file: string): boolean {
  const cut = file.lastIndexOf('/')
  const names = new Set([...(host.readFile(`${file.slice(0, cut)}/__init__.py`) ?? '').matchAll(/^\s*from +\.(\w+) +import\b/gm)].map((match) => match[1]))
  return names.has(file.slice(cut + 1, -'.py'.length))
}

/** The files below a folder; undefined: too many. */
function pythonFiles(host: Host, root: string): readonly string[] | undefined {
  const files: string[] = []
  const folders = [root]
  let searched = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (files.length > filesLimit || ++searched > filesLimit) return undefined
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
