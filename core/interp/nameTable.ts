/** The names of a script, in a table that notices who reads and binds them. */
import type { Value } from '../values/index.ts'

/** What a part of an execution did with the names of the script. */
export interface NameUse {
  /** What it found under the names that it looked for or bound anew; undefined: nothing. */
  readonly read: Map<string, Value | undefined>
  /** In the order in which they were first bound. */
  readonly bound: Set<string>
  /** What it found when it asked whether names may exist that are not known. */
  open: boolean | undefined
  /** It looked at all names, or did something to them that their values do not tell: what it depends on is not known. */
  isOpaque: boolean
}

export const newUse = (): NameUse => ({ read: new Map(), bound: new Set(), open: undefined, isOpaque: false })

/** The use that notes are taken for; a script's tables and their copies share one. */
export interface NameWatch { use: NameUse | undefined }

export class NameTable extends Map<string, Value> {
  private readonly watch: NameWatch

  constructor(entries: Iterable<readonly [string, Value]>, watch: NameWatch) {
    super()
    this.watch = watch
    for (const [name, value] of entries) super.set(name, value)
  }

  override get(name: string): Value | undefined {
    const value = super.get(name)
    this.note(name, value)
    return value
  }

  override has(name: string): boolean {
    if (this.watch?.use) this.note(name, super.get(name))
    return super.has(name)
  }

  override set(name: string, value: Value): this {
    const use = this.watch?.use
    if (use) {
      this.note(name, super.get(name))
      use.bound.add(name)
    }
    return super.set(name, value)
  }

  override delete(name: string): boolean {
    this.noteAll()
    return super.delete(name)
  }

  override clear(): void {
    this.noteAll()
    super.clear()
  }

  override keys(): MapIterator<string> {
    this.noteAll()
    return super.keys()
  }

  override values(): MapIterator<Value> {
    this.noteAll()
    return super.values()
  }

  override entries(): MapIterator<[string, Value]> {
    this.noteAll()
    return super.entries()
  }

  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries()
  }

  override forEach(visit: (value: Value, name: string, map: Map<string, Value>) => void): void {
    this.noteAll()
    super.forEach(visit)
  }

  /** Somebody asks whether names may exist that are not known. */
  noteOpen(open: boolean): void {
    if (this.watch.use) this.watch.use.open ??= open
  }

  /** The same names, watched by the same. A copy reads nothing. */
  copy(): NameTable {
    return new NameTable(super.entries(), this.watch)
  }

  private note(name: string, value: Value | undefined): void {
    const use = this.watch?.use
    if (use && !use.read.has(name)) use.read.set(name, value)
  }

  private noteAll(): void {
    if (this.watch?.use) this.watch.use.isOpaque = true
  }
}

export const copyOfNames = (names: ReadonlyMap<string, Value>): Map<string, Value> => (names instanceof NameTable ? names.copy() : new Map(names))
