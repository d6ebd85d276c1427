/** The core's public face: what an editor or the command line asks of it. */
import type { Action, Coverage, Hover, InlayHint, Lens, Location, Problem, TextRange } from './ide/types.ts'
import type { LabEdit } from './ide/lab/edit.ts'
import type { LabModel, LabSetting } from './exec/lab/types.ts'

/** Settings that the user may give; all optional. */
export interface Settings {
  /** Shapes of a `forward`'s inputs as in `x=[1, 3, H, 224]`, for models that no call reaches. */
  readonly inputs?: readonly string[]
}

/** One call as the command line's `trace` prints it. `S` of the design page is `ShapeJson`. */
export interface TracedCall {
  readonly file: string
  readonly range: TextRange
  readonly callee: string
  readonly kind: 'module' | 'fn' | 'method' | 'op'
  readonly shapes: readonly ShapeJson[]
  readonly count: number
}
export type ShapeJson = null | readonly (number | string | null)[] | { readonly t: readonly ShapeJson[] } | { readonly l: readonly ShapeJson[] } | { readonly d: Readonly<Record<string, ShapeJson>> }

export interface Trace {
  readonly calls: readonly TracedCall[]
  readonly problems: readonly Problem[]
  /** False when a budget was reached. */
  readonly complete: boolean
  /** What the script's global names hold at its end: shapes of tensors, known numbers, why a value is not known. */
  readonly globals: Readonly<Record<string, { readonly shape: ShapeJson; readonly number: number | undefined; readonly reason: string | undefined }>>
  /** Where knowledge was first lost, and why. */
  readonly losses: readonly { readonly file: string; readonly range: TextRange; readonly reason: string; readonly count: number }[]
}

/** One module call: the layer's place in the model, what it returned, its parameters and what the call costs with all that it calls. */
export interface LayerSummary {
  /** As `named_modules` has it; `''` is the model itself. */
  readonly path: string
  readonly class: string
  readonly output: ShapeJson
  /** Null: not known. */
  readonly parameters: number | null
  /** Products that are summed up, by the layers' formulas; null: not known. */
  readonly multiplyAdds: number | null
}
export interface ModelSummary {
  /** The expression that builds it. */
  readonly model: string
  readonly inputs: Readonly<Record<string, ShapeJson>>
  readonly outputs: ShapeJson
  /** Conditions in Python's syntax, all of which the sizes must meet for the call to run in eval mode; null: not known. */
  readonly contract: readonly string[] | null
  /** Why the contract is not known. */
  readonly reason?: string
  readonly parameters: number | null
  readonly trainable: number | null
  /** Every module call in the order in which they begin. */
  readonly layers: readonly LayerSummary[]
}
export interface Summary {
  readonly models: readonly ModelSummary[]
  /** What PyTorch raises whichever sizes come in. */
  readonly problems: readonly Problem[]
  /** False when a budget was reached. */
  readonly complete: boolean
}

/** Analyses files on demand and keeps what an edit cannot change. Offsets are into the newest text of the file. */
export interface Project {
  /** The editor's text of a file; undefined gives the file back to the Host. */
  setText(path: string, text: string | undefined): void
  /** A file on disk changed, appeared or vanished. */
  invalidate(path: string): void
  configure(settings: Settings): void

  problems(path: string): readonly Problem[]
  /** Analyses a file, a piece between two steps, so that something else can be done in between; after the last one, `problems` takes no time. A changed text gives it up. */
  steps(path: string): Iterable<void>
  /** Remarks that take longer than a keystroke: on the sizes that models accept. */
  remarks(path: string): readonly Problem[]
  /** Works out remarks, a piece between two steps, so that something else can be done in between; after the last one, `remarks` takes no time. */
  remarkSteps(path: string): Iterable<void>
  hover(path: string, offset: number): Hover | undefined
  /** What may be changed at a place; `path` is the file whose analysis is asked, the place may stand in another that it reached. */
  actions(path: string, selected: Location): readonly Action[]
  inlayHints(path: string, range: TextRange): readonly InlayHint[]
  lenses(path: string): readonly Lens[]
  /** What the lab opens on at a place: a layer, a chain of them, or a call of a function that a layer does as well. */
  lab(path: string, offset: number): LabModel | undefined
  /** Writes a changed setting back into the call it came from. */
  labEdit(path: string, offset: number, setting: LabSetting): LabEdit
  coverage(path: string): Coverage
  /** Everything that running FILE as the main script reaches, in every file. */
  trace(path: string): Trace
  /** A model without running it: of a class of the file, of an expression that builds one, or of every model that the file defines. */
  summary(path: string, expression: string | undefined): Summary | { readonly failure: string }
  /** False when a budget was reached while analysing the file. */
  complete(path: string): boolean
  /** Nobody asks for what was found of the file any more: it is forgotten, and found again if somebody does. */
  release(path: string): void
  /** The file's text as analysed, for turning offsets into lines. */
  text(path: string): string | undefined
}
