/** Analyses files on demand and keeps the results until a text changes. */
import type { Host } from './host.ts'
import { brokenContract, type Seen } from './ide/brokenContract.ts'
import { commentsOf, type Comments } from './ide/comments.ts'
import { contractHints, contractHintSteps, refusalsOf, type Refusal } from './ide/contractHints.ts'
import { heeding, withoutIgnored } from './ide/heeding.ts'
import { problemsOf } from './ide/problems.ts'
import { uncalledProblems } from './ide/uncalled.ts'
import type { Coverage, Problem } from './ide/types.ts'
import { builtinClass } from './interp/builtins/index.ts'
import { acceptedSizes, type Accepted } from './interp/accepted.ts'
import type { GenericModel } from './interp/generic.ts'
import { givenInComments, givenInSetting, type Given } from './interp/inputs.ts'
import { defaultBudget, type Budget } from './interp/run.ts'
import { speaksOfDevices } from './interp/evaluation.ts'
import { ModuleTable, type Source } from './interp/modules.ts'
import { executeFile, finish, type Execution, type Kept, type Steps, type Surroundings } from './interp/runs.ts'
import { holdsTensor, isFullyKnown, shapesOf } from './graph/shapes.ts'
import { holderOf, type Script } from './interp/units.ts'
import type { Settings, Trace } from './project.ts'
import type { Span } from './syntax/ast.ts'
import { parseText, reparse } from './syntax/parser.ts'
import type { ParsedModule } from './syntax/module.ts'
import { wholeCatalogue } from './torch/library/catalogue.ts'
import { torchLibrary } from './torch/index.ts'
import type { Operation } from './torch/vocabulary/entries.ts'
import type { Library, Value } from './values/index.ts'

export interface FileAnalysis { readonly file: string; readonly text: string; readonly parsed: ParsedModule; readonly execution: Execution; readonly comments: Comments; readonly problems: readonly Problem[] }

export class Analyses {
  private readonly texts = new Map<string, string>()
  private readonly trees = new Map<string, { readonly text: string; readonly parsed: ParsedModule }>()
  private readonly results = new Map<string, FileAnalysis>()
  /** Of the files that an editor holds: what they executed the last time. */
  private readonly scripts = new Map<string, Script>()
  private readonly modules: ModuleTable
  /** The analysis that is done in steps, while it is. */
  private underWay: Steps<FileAnalysis | undefined> | undefined
  private library: Library | undefined
  private settings: Settings = {}

  /** `keepsNames`: somebody may hover over names. */
  constructor(private readonly host: Host, private readonly keepsNames = true) {
    this.modules = new ModuleTable({ ...host, readFile: (file) => this.text(file) }, (file) => this.source(file))
  }

  setText(file: string, text: string | undefined): void {
    this.giveUpWork()
    this.modules.memory.forget()
    const existed = this.text(file) !== undefined, before = this.trees.get(file)
    if (text === undefined) this.texts.delete(file)
    else this.texts.set(file, text)
    if (text === undefined) this.scripts.delete(file)
    const isImported = this.modules.hasLoaded(file)
    if (text === undefined || !existed || (isImported && !this.changesBodies(file, before))) this.forget(file)
    else if (isImported) this.results.clear()
    else this.results.delete(file)
  }

  /** An imported file was edited in the bodies of functions alone, none of which ran while modules were evaluated: modules stay as they are. */
  private changesBodies(file: string, before: { readonly text: string; readonly parsed: ParsedModule } | undefined): boolean {
    if (!before) return false
    const errors = before.parsed.module.outerErrors.length, comments = watchedOutside(before)
    const after = this.tree(file)
    return after !== undefined && hasSame(before.parsed.module.body, after.parsed.module.body) && errors === after.parsed.module.outerErrors.length && hasSame(comments, watchedOutside(after))
      && !file.endsWith('/__init__.py') && speaksOfDevices(before.text) === speaksOfDevices(after.text) && this.modules.isCurrent
  }

  /** Results depend on every file they import: all go. Modules that did not change are evaluated again when needed. */
  forget(file: string): void {
    this.giveUpWork()
    this.modules.memory.forget()
    this.results.clear()
    if (this.modules.hasLoaded(file)) this.modules.forget(file)
    else this.modules.forgetLocations()
  }

  release(file: string): void {
    this.results.delete(file)
  }

  configure(settings: Settings): void {
    this.giveUpWork()
    this.settings = settings
    this.results.clear()
  }

  text(file: string): string | undefined {
    return this.texts.get(file) ?? this.host.readFile(file)
  }

  tree(file: string): { readonly text: string; readonly parsed: ParsedModule } | undefined {
    const text = this.text(file)
    if (text === undefined) return undefined
    const known = this.trees.get(file)
    if (known?.text === text) return known
    const tree = { text, parsed: known ? reparse(known.parsed, text) : parseText(text) }
    this.trees.set(file, tree)
    return tree
  }

  /** A file to import. */
  private source(file: string): Source | undefined {
    const tree = this.tree(file)
    return tree && { module: tree.parsed.module, text: tree.text, watched: this.host.isWorkspaceFile(file) ? watchedIn(commentsOf(tree.parsed.module, tree.text)) : new Set() }
  }

  /** What an execution needs besides the file. */
  surroundings(given: readonly Given[], watched: ReadonlySet<Span> = new Set()): Surroundings {
    this.library ??= torchLibrary(builtinClass)
    return { host: this.host, library: this.library, modules: this.modules, now: () => this.host.workTime?.() ?? Date.now(), given, watched, keepsNames: this.keepsNames, errorsIn: (file) => (this.host.isWorkspaceFile(file) ? this.tree(file)?.parsed.module : undefined) ?? noErrors }
  }

  /** What sizes a model that ran with letters accepts. */
  accepted({ execution }: FileAnalysis, model: GenericModel): Accepted {
    return acceptedSizes(model, execution.module, this.surroundings([]))
  }

  /** The first sizes that a model refuses, with what it raises. */
  refusals(analysis: FileAnalysis, model: GenericModel): readonly Refusal[] {
    return refusalsOf(model, analysis, this.surroundings([]))
  }

  /** Works out remarks, a piece between two steps. */
  remarkSteps(analysis: FileAnalysis): Iterable<void> {
    return contractHintSteps(analysis, this.surroundings([]))
  }

  /** Remarks on the sizes that the file's models accept: asked for when nobody types. */
  remarks(analysis: FileAnalysis): readonly Problem[] {
    return withoutIgnored(contractHints(analysis, this.surroundings([])), analysis.comments, analysis)
  }

  givenBySettings(): readonly Given[] {
    return (this.settings.inputs ?? []).flatMap((text) => givenInSetting(text) ?? [])
  }

  /** The catalogue's entry of a function or method, by the name a call goes by. */
  operation(name: string): Operation | undefined {
    const entry = wholeCatalogue().byName.get(name)
    return entry?.entry === 'operation' ? entry : undefined
  }

  /** What would be found in a file if texts were others, within a time in milliseconds. Afterwards everything is as it was. */
  trial(file: string, texts: ReadonlyMap<string, string>, milliseconds: number): FileAnalysis | undefined {
    const results = [...this.results], trees = [...texts.keys()].map((each) => [each, this.trees.get(each)] as const), before = [...texts.keys()].map((each) => [each, this.texts.get(each)] as const)
    for (const [each, text] of texts) {
      // Reading on from the tree at hand would use it up.
      this.trees.delete(each)
      this.setText(each, text)
    }
    try {
      return this.analyse(file, { ...defaultBudget, milliseconds })
    } finally {
      for (const [each, text] of before) this.setText(each, text)
      for (const [each, tree] of trees) if (tree) this.trees.set(each, tree)
      for (const [each, result] of results) this.results.set(each, result)
    }
  }

  analyse(file: string, budget: Budget = defaultBudget): FileAnalysis | undefined {
    this.finishWork()
    return this.results.get(file) ?? finish(this.work(file, budget))
  }

  /**
   * Analyses a file, a piece between two steps, so that something else can be done in between. Who asks for any analysis meanwhile has this one finished first;
   * a changed text gives it up.
   */
  *steps(file: string): Steps<void> {
    this.finishWork()
    const work = this.results.has(file) ? undefined : this.work(file, defaultBudget)
    this.underWay = work
    while (work && this.underWay === work) {
      if (work.next().done) this.underWay = undefined
      yield
    }
  }

  private finishWork(): void {
    const work = this.underWay
    this.underWay = undefined
    if (work) finish(work)
  }

  private giveUpWork(): void {
    const work = this.underWay
    this.underWay = undefined
    work?.return(undefined)
  }

  private *work(file: string, budget: Budget): Steps<FileAnalysis | undefined> {
    const tree = this.tree(file)
    if (!tree) return undefined
    const given: Given[] = [...givenInComments(tree.parsed.module), ...this.givenBySettings()]
    const comments = commentsOf(tree.parsed.module, tree.text)
    const around = this.surroundings(given, watchedIn(comments))
    const isOpen = this.texts.has(file) && budget === defaultBudget
    const script = isOpen ? this.scripts.get(file) : undefined, kept: Kept = { script: undefined }
    if (isOpen) this.scripts.delete(file)
    let execution: Execution
    try {
      execution = yield* executeFile(file, tree.parsed.module, { ...around, budget, text: tree.text }, script, kept)
    } finally {
      if (isOpen && kept.script) this.scripts.set(file, kept.script)
    }
    const seen: Seen = { records: execution.records, module: execution.module, around: this.surroundings([]), treeOf: (each) => this.tree(each)?.parsed.module }
    const problems = heeding([...problemsOf(execution.records, (record) => brokenContract(record, seen)), ...uncalledProblems(file, execution.records, this.surroundings([]))], comments, { file, text: tree.text, records: execution.records, given })
    const analysis = { file, text: tree.text, parsed: tree.parsed, execution, comments, problems }
    this.results.set(file, analysis)
    return analysis
  }
}

const watchedIn = ({ shapes }: Comments): ReadonlySet<Span> => new Set(shapes.map(({ statement }) => statement))

/** The statements outside of functions that comments speak of. */
const watchedOutside = ({ text, parsed: { module } }: { readonly text: string; readonly parsed: ParsedModule }): readonly Span[] =>
  commentsOf(module, text).shapes.map(({ statement }) => statement).filter((statement) => holderOf(module.body, statement)?.kind !== 'FunctionDef')

const hasSame = (a: readonly object[], b: readonly object[]): boolean => a.length === b.length && a.every((each, index) => each === b[index])

const noErrors = { errors: [], outerErrors: [], indentationErrors: [] }

/** Calls that happen: what is met only under conditions that nothing is known of is none of them. */
export function traceOf(analysis: FileAnalysis): Trace {
  const { records, complete } = analysis.execution
  const calls = records.calls.values().filter((call) => !call.doubtful).map(({ file, span, callee, kind, shapes, count }) => ({ file, range: { start: span.start, end: span.end }, callee, kind, shapes, count }))
  const losses = records.losses.values().map(({ file, span, reason, count }) => ({ file, range: { start: span.start, end: span.end }, reason, count }))
  const globals = Object.fromEntries([...analysis.execution.globals].map(([name, value]) => [name, { shape: holdsTensor(value) ? shapesOf(value) : null, number: numberOf(value), reason: value.kind === 'unknown' ? value.reason : undefined }]))
  return { calls, problems: analysis.problems, complete, globals, losses }
}

/** Calls of a file that were reached, and those whose results are all known. */
export function coverageOf(analysis: FileAnalysis): Coverage {
  let calls = 0, known = 0
  for (const record of analysis.execution.records.calls.values()) {
    if (record.file !== analysis.file) continue
    calls++
    if (record.shapes.every(isFullyKnown)) known++
  }
  return { calls, known }
}

const numberOf = (value: Value): number | undefined => ((value.kind === 'int' || value.kind === 'float') && typeof value.value === 'number' ? value.value : undefined)
