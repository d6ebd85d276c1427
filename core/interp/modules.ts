/**
 * Python modules: finding them as Python finds them, evaluating each once.
 *
 * A module of the sources is evaluated when it is imported, in a run's machine but with no exception leaving it: what
 * fails at its top level leaves the names concerned unknown. Evaluated modules are kept until their text changes.
 */
import type { Host } from '../host.ts'
import type { Recorder } from '../graph/recorder.ts'
import type { Module, Span } from '../syntax/ast.ts'
import { list, str, unknown, type NamespaceValue, type StrValue, type Value } from '../values/index.ts'
import { isStdlibName, stdlibModule } from './stdlib/index.ts'
import { evaluateModule, isStillSo, speaksOfDevices, type Evaluation } from './evaluation.ts'
import { CallMemory } from './remembering.ts'
import type { Run } from './run.ts'
import { isOpen, moduleScope, type Scope } from './scope.ts'
import { LazyExports, typingImports } from './lazyExports.ts'
import { Requirements } from './requirements.ts'
import { SharedObjects } from './shared.ts'

export interface SourceModule {
  readonly name: string
  readonly file: string
  readonly isPackage: boolean
  readonly scope: Scope
  readonly namespace: NamespaceValue
  /** What the module has put into `sys.modules` in its own place. */
  replacement: Value | undefined
  state: 'new' | 'running' | 'done'
  /** Set when it has been evaluated by an import. */
  evaluation: Evaluation | undefined
}

/** A file as it is read. */
export interface Source {
  readonly module: Module
  readonly text: string
  /** Its statements that comments speak of. */
  readonly watched: ReadonlySet<Span>
}
export interface Origin { readonly file: string; readonly workspace: boolean }

/** What a dotted name stands for. `'missing'`: no such module anywhere that is searched. */
export type Found = Value | 'missing'

export class ModuleTable {
  private readonly ofNamespaces = new WeakMap<NamespaceValue, SourceModule>()
  private readonly byFile = new Map<string, SourceModule>()
  private readonly origins = new WeakMap<Scope, SourceModule & { readonly workspace: boolean }>()
  /** What evaluated modules hold. */
  readonly shared = new SharedObjects()
  readonly requirements: Requirements
  /** Counts how often what an import finds may have changed. */
  epoch = 0
  /** A module of the user's files speaks of devices other than the CPU. */
  namesDevices = false
  /** What calls came to, as long as modules are what they are. */
  readonly memory = new CallMemory()
  /** The module being evaluated. */
  private evaluating: SourceModule | undefined
  /** Handlers that stand outside of the module being evaluated: a `try` of its own comes on top. */
  handlersOutside = 0
  private readonly namespacePackages = new Map<string, NamespaceValue>()
  private readonly located = new Map<string, string | null>()
  private readonly lazyExports: LazyExports
  private readonly replaced = new WeakMap<Value, SourceModule>()

  constructor(private readonly host: Host, private readonly source: (file: string) => Source | undefined) {
    this.requirements = new Requirements(host)
    this.lazyExports = new LazyExports(host)
  }

  originOfScope(scope: Scope): Origin {
    return this.origins.get(scope.globals) ?? { file: '', workspace: false }
  }

  nameOfScope(scope: object): StrValue {
    return str(this.origins.get((scope as Scope).globals)?.name ?? '__main__')
  }

  /** A fresh module of a file, not entered into the table: the script being run. */
  script(file: string, name: string): SourceModule {
    return this.make(file, name)
  }

  /** A file inside of packages: its dotted name, and the folder that holds the outermost of them. Undefined: it is in none. */
  membership(file: string): { readonly names: readonly string[]; readonly root: string } | undefined {
    const folders = file.split('/')
    const last = folders.pop()!
    const names = last === '__init__.py' ? [] : [last.replace(/\.py$/, '')]
    while (folders.length > 1 && this.host.isFile(`${folders.join('/')}/__init__.py`)) names.unshift(folders.pop()!)
    return names.length > (last === '__init__.py' ? 0 : 1) ? { names, root: folders.join('/') } : undefined
  }

  /** Imports a file that is a member of packages under its dotted name, its packages first. */
  importMember(run: Run, file: string): SourceModule | undefined {
    const member = this.membership(file)
    if (!member) return undefined
    for (let length = 1; length < member.names.length; length++) {
      const folder = `${member.root}/${member.names.slice(0, length).join('/')}`
      this.load(run, `${folder}/__init__.py`, member.names.slice(0, length).join('.'))
    }
    this.load(run, file, member.names.join('.'))
    return this.byFile.get(file)
  }

  get isEvaluating(): boolean { return this.evaluating !== undefined }

  /** Ends an execution: what it changed of imported modules is put back. */
  settle(): void {
    this.memory.forget()
    this.shared.restore()
    if (!this.shared.spoiled) return
    this.invalidate()
  }

  /** The scope behind a source module's namespace. */
  scopeOf(namespace: NamespaceValue): Scope | undefined {
    return this.ofNamespaces.get(namespace)?.scope
  }

  /** `module.name = value`. */
  bind(run: Run, module: NamespaceValue, name: string, value: Value): void {
    run.journal.touch(this.scopeOf(module) ?? module)
    module.set(name, value)
  }

  /** The user's modules that are loaded. */
  ofWorkspace(): readonly NamespaceValue[] {
    return [...this.byFile.values()].filter(({ file }) => this.host.isWorkspaceFile(file)).map(({ namespace }) => namespace)
  }

  /** What modules hold may depend on the file. */
  hasLoaded(file: string): boolean {
    return this.byFile.has(file) || this.lazyExports.dependsOn(file)
  }

  /** No function that ran while modules were evaluated has another body since. */
  get isCurrent(): boolean {
    return [...this.byFile.values()].every(({ evaluation }) => !evaluation || isStillSo(evaluation))
  }

  /** What evaluating a file of the workspace showed. */
  recordsOf(file: string): Recorder | undefined {
    return this.byFile.get(file)?.evaluation?.records
  }

  /** A file may have appeared or vanished: names are looked for again. */
  forgetLocations(): void {
    this.epoch++
    this.located.clear()
  }

  /** Forgets every evaluated module: each may have seen the one that changed. */
  invalidate(): void {
    this.shared.forget()
    this.epoch++
    this.byFile.clear()
    this.namesDevices = false
    this.located.clear()
    this.namespacePackages.clear()
    this.lazyExports.forget()
  }

  /** A file has changed: forgets it and the modules that may have seen it. */
  forget(file: string): void {
    if (this.shared.isEntangled) {
      this.invalidate()
      return
    }
    const gone = new Set([file])
    for (const each of gone) for (const { file: other, evaluation } of this.byFile.values()) if (evaluation?.imports.has(each)) gone.add(other)
    for (const each of gone) this.byFile.delete(each)
    this.namesDevices = [...this.byFile.values()].some(({ evaluation }) => evaluation?.namesDevices)
    this.epoch++
    this.located.clear()
    this.namespacePackages.clear()
    this.lazyExports.forget()
  }

  private make(file: string, name: string): SourceModule {
    const scope = moduleScope()
    const isPackage = file.endsWith('/__init__.py')
    scope.variables.set('__name__', str(name))
    scope.variables.set('__file__', str(file))
    scope.variables.set('__package__', str(isPackage ? name : name.slice(0, Math.max(0, name.lastIndexOf('.')))))
    scope.variables.set('__doc__', unknown('a docstring'))
    scope.variables.set('__spec__', unknown('the specification of a module'))
    if (isPackage) scope.variables.set('__path__', list([str(file.slice(0, file.lastIndexOf('/')))]))
    const namespace: NamespaceValue = {
      kind: 'namespace', name,
      get: (attribute) => scope.variables.get(attribute),
      set: (attribute, value) => { scope.variables.set(attribute, value) },
      names: () => [...scope.variables.keys()],
      get open() { return isOpen(scope) },
    }
    const module: SourceModule = { name, file, isPackage, scope, namespace, replacement: undefined, state: 'new', evaluation: undefined }
    this.ofNamespaces.set(namespace, module)
    this.origins.set(scope, { ...module, workspace: this.host.isWorkspaceFile(file) })
    return module
  }

  /** Imports `a.b.c`, evaluating each package on the way; returns the last one. `importer` is the file that asks. */
  import(run: Run, path: readonly string[], importer: string): Found {
    let current: Found = 'missing'
    for (let length = 1; length <= path.length; length++) {
      const dotted = path.slice(0, length).join('.')
      const found = this.single(run, dotted, importer, current)
      if (found === 'missing') return current !== 'missing' && current.kind === 'namespace' && current.open ? unknown(dotted) : 'missing'
      if (current !== 'missing' && current.kind === 'namespace' && found.kind === 'namespace' && !current.get(path[length - 1]!)) current.set(path[length - 1]!, found)
      current = found
    }
    return current
  }

  private single(run: Run, dotted: string, importer: string, parent: Found): Found {
    const library = run.library.namespace(dotted)
    if (library) return library
    const root = dotted.split('.')[0]!
    const beside = this.locate(dotted, importer, isStdlibName(root) ? 'beside' : 'all')
    if (beside) return this.load(run, beside, dotted)
    if (isStdlibName(root)) return stdlibModule(dotted) ?? (parent !== 'missing' && parent.kind === 'namespace' ? (parent.get(dotted.slice(dotted.lastIndexOf('.') + 1)) ?? 'missing') : 'missing')
    const folder = this.locate(dotted, importer, 'folder')
    if (folder) return this.namespacePackage(dotted)
    if (parent !== 'missing' && parent.kind === 'namespace') return parent.get(dotted.slice(dotted.lastIndexOf('.') + 1)) ?? 'missing'
    return 'missing'
  }

  private namespacePackage(dotted: string): NamespaceValue {
    let known = this.namespacePackages.get(dotted)
    if (!known) {
      const made = { kind: 'namespace' as const, name: dotted, open: false, assigned: new Map<string, Value>(), get: (name: string) => made.assigned.get(name), set: (name: string, value: Value) => { made.assigned.set(name, value) }, names: () => [...made.assigned.keys()] }
      known = made
      this.shared.addPackage(made)
      this.namespacePackages.set(dotted, known)
    }
    return known
  }

  /** The file (or folder) of a module. `'beside'` looks only beside the importing file and in the workspace's roots. */
  private locate(dotted: string, importer: string, where: 'all' | 'beside' | 'folder'): string | undefined {
    const key = `${where}:${dotted}:${importer.slice(0, importer.lastIndexOf('/'))}`
    const known = this.located.get(key)
    if (known !== undefined) return known ?? undefined
    const found = this.search(dotted.replaceAll('.', '/'), importer, where)
    this.located.set(key, found ?? null)
    return found
  }

  private search(path: string, importer: string, where: 'all' | 'beside' | 'folder'): string | undefined {
    for (const root of this.roots(importer, where)) {
      if (where === 'beside' && root.includes('/site-packages')) continue
      const base = `${root}/${path}`
      if (where === 'folder') {
        if (this.host.isDirectory(base)) return base
      } else {
        const file = this.fileAt(base)
        if (file !== undefined) return file
      }
    }
    return undefined
  }

  /** The file of a module: a package before a plain module of the same name, as Python prefers. */
  private fileAt(base: string): string | undefined {
    return [`${base}/__init__.py`, `${base}.py`].find((file) => this.host.isFile(file))
  }

  /**
   * The folder of the script comes first, as in `sys.path`; then what the host names. A member of a package may be run as a script,
   * too, but its folder then hides nothing of the standard library.
   */
  private roots(importer: string, where: 'all' | 'beside' | 'folder'): readonly string[] {
    if (!this.host.isWorkspaceFile(importer)) return this.host.searchPath(importer)
    const folder = importer.slice(0, importer.lastIndexOf('/'))
    const member = this.membership(importer)
    if (!member) return [folder, ...this.host.searchPath(importer)]
    const others = this.host.searchPath(importer).filter((each) => each !== folder)
    return [member.root, ...others, ...(where === 'beside' ? [] : [folder])]
  }

  /** Resolves a relative import's base: `level` dots from the importing module. */
  relative(run: Run, scope: Scope, level: number, path: readonly string[]): Found {
    const origin = this.origins.get(scope.globals)
    if (!origin) return 'missing'
    const folders = origin.file.split('/').slice(0, -1)
    const names = origin.name.split('.')
    if (!origin.isPackage) names.pop()
    for (let up = 1; up < level; up++) {
      // Python goes no higher than the outermost package.
      if (names.length === 0 && !this.host.isFile(`${folders.join('/')}/__init__.py`)) return 'missing'
      folders.pop()
      names.pop()
    }
    let base = folders.join('/')
    if (path.length === 0) {
      const file = `${base}/__init__.py`
      return this.host.isFile(file) ? this.load(run, file, names.join('.') || '__main__.package') : this.namespacePackage(`.${base}`)
    }
    let found: Found = 'missing'
    for (const [index, part] of path.entries()) {
      const dotted = [...names, ...path.slice(0, index + 1)].join('.')
      const file = this.fileAt(`${base}/${part}`)
      if (file === undefined) {
        if (!this.host.isDirectory(`${base}/${part}`)) return 'missing'
        found = this.namespacePackage(dotted)
      } else found = this.load(run, file, dotted)
      base = `${base}/${part}`
    }
    return found
  }

  /** A submodule of a package that has not been imported yet. */
  submodule(run: Run, parent: NamespaceValue, name: string, importer: string): Found {
    const dotted = `${parent.name}.${name}`
    const origin = this.ofNamespace(parent)
    const own = origin?.isPackage ? this.ownSubmodule(run, origin, name) : undefined
    if (own) return own
    if (parent.name.startsWith('.')) {
      const file = this.fileAt(`${parent.name.slice(1)}/${name}`)
      return file === undefined ? 'missing' : this.load(run, file, name)
    }
    if (isStdlibName(parent.name.split('.')[0]!)) {
      const found = stdlibModule(dotted)
      return found && found.names().length > 0 ? found : 'missing'
    }
    return this.import(run, dotted.split('.'), importer)
  }

  private load(run: Run, file: string, name: string): Value {
    let module = this.byFile.get(file)
    if (!module) this.byFile.set(file, (module = this.make(file, name)))
    this.evaluating?.evaluation?.imports.add(file)
    this.byFile.get(`${module.isPackage ? parentOf(parentOf(file)) : parentOf(file)}/__init__.py`)?.evaluation?.imports.add(file)
    if (module.state === 'new') this.evaluate(run, module)
    return module.replacement ?? module.namespace
  }

  /** The module of a name in `sys.modules`: one whose code is under way, one loaded before, or one of a library. Undefined: not known to be there. */
  named(run: Run, name: string): Value | undefined {
    for (let frame = run.frame; frame; frame = frame.caller) {
      const origin = this.origins.get(frame.scope.globals)
      if (origin?.name === name) return this.byFile.get(origin.file)?.replacement ?? origin.namespace
    }
    const loaded = this.loaded(name)
    if (loaded) return loaded.replacement ?? loaded.namespace
    return run.library.namespace(name) ?? (isStdlibName(name.split('.')[0]!) ? stdlibModule(name) : undefined)
  }

  private loaded(name: string): SourceModule | undefined {
    return [...this.byFile.values()].find((module) => module.name === name && module.state !== 'new')
  }

  /** `sys.modules[name] = value`. The module's own names are no longer all that importing it finds. */
  replace(name: string, value: Value): void {
    const module = this.loaded(name)
    if (!module) return
    module.scope.open = true
    if (value.kind !== 'instance') return
    module.replacement = { ...value, open: true }
    this.replaced.set(module.replacement, module)
  }

  /** A name of a package that finds its names when they are asked for; undefined: the package is none, or where the name stands is not known. */
  lazyExport(run: Run, object: Value, name: string): Value | undefined {
    const module = this.replaced.get(object) ?? (object.kind === 'namespace' && object.get('__getattr__') ? this.ofNamespace(object) : undefined)
    if (!module?.isPackage || module.state !== 'done') return undefined
    const declared = this.declaredExport(run, module, name)
    if (declared) return declared
    const folder = module.file.slice(0, module.file.lastIndexOf('/'))
    const file = this.lazyExports.fileOf(folder, name)
    if (file === undefined) return this.ownSubmodule(run, module, name)
    if (file === module.file) return undefined
    const inner = file.slice(folder.length + 1).replace(/(\/__init__)?\.py$/, '').split('/')
    const found = this.import(run, [...module.name.split('.'), ...inner], module.file)
    return found === 'missing' ? undefined : found.kind === 'namespace' ? found.get(name) : undefined
  }

  private ownSubmodule(run: Run, module: SourceModule, name: string): Value | undefined {
    const file = this.fileAt(`${module.file.slice(0, module.file.lastIndexOf('/'))}/${name}`)
    return file === undefined ? undefined : this.load(run, file, `${module.name}.${name}`)
  }

  /** What the package itself states for type checkers under `if TYPE_CHECKING:`, the module that a name is imported from. */
  private declaredExport(run: Run, module: SourceModule, name: string): Value | undefined {
    const statement = typingImports(this.source(module.file)?.module).get(name)
    if (!statement) return undefined
    const found = this.relative(run, module.scope, statement.level, statement.path)
    return found === 'missing' || found.kind !== 'namespace' ? undefined : found.get(statement.imported)
  }

  /** The imported module behind a namespace; undefined: it is the script's, or no module of sources. */
  private ofNamespace(namespace: NamespaceValue): SourceModule | undefined {
    const module = this.ofNamespaces.get(namespace)
    return module && this.byFile.get(module.file) === module ? module : undefined
  }

  private evaluate(run: Run, module: SourceModule): void {
    const { evaluating } = this
    this.evaluating = module
    const source = this.source(module.file), workspace = this.host.isWorkspaceFile(module.file)
    const namesDevices = workspace && speaksOfDevices(source?.text ?? '')
    this.namesDevices ||= namesDevices
    let isWhole = false
    try {
      isWhole = this.shared.whileLoading(() => run.journal.suspended(() => evaluateModule(run, module, source, { workspace, namesDevices })))
    } finally {
      // The next execution starts afresh.
      if (!isWhole) this.shared.spoiled = true
      this.shared.add(module.scope)
      this.memory.moduleIsEvaluated()
      this.evaluating = evaluating
    }
  }
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
