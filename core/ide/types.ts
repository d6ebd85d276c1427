/**
 * What the analysis tells an editor: plain data, offsets into the text (UTF-16, end exclusive), no trees and no protocol.
 * The server turns it into LSP; the command line prints it.
 */
import type { Severity } from '../problems/types.ts'

export interface TextRange { readonly start: number; readonly end: number }
export interface Location { readonly file: string; readonly range: TextRange }

export interface Problem extends Location {
  /** The code's file name in core/problems, such as `output-padding`. */
  readonly code: string
  readonly severity: Severity
  /** PyTorch's own words first; what to do about it follows on lines of its own. */
  readonly message: string
  readonly related: readonly (Location & { readonly message: string })[]
  readonly fixes: readonly Fix[]
}

/** One edit of the problem's own file that a quick fix offers. */
export interface Fix { readonly title: string; readonly range: TextRange; readonly newText: string }

/** A change that the editor offers at a place. */
export interface Action {
  readonly title: string
  /** A fix solves a problem; a rewrite says the same, or something near it, in another way. */
  readonly kind: 'fix' | 'rewrite'
  /** Among the fixes of its problem the one to take without looking at the others. */
  readonly isPreferred: boolean
  readonly edits: readonly Edit[]
  readonly problem: Problem | undefined
}
export interface Edit extends Location { readonly newText: string }

/** Markdown-free pieces; the server renders them. */
export interface Hover {
  readonly range: TextRange
  /** First line, as code: `y: [1, 64, 112, 112]`. */
  readonly title: string
  /** Rows of code: the layer, `input → output`, the formula with its numbers. */
  readonly lines: readonly HoverLine[]
  /** Sentences a reviewer would add. */
  readonly notes: readonly string[]
  readonly manual: string | undefined
  /** Where the panel can run the layer. */
  readonly panel: PanelTarget | undefined
}
export interface HoverLine { readonly label: string; readonly text: string; readonly comment: string | undefined }

/** Shown behind `offset`, such as `: [1, 64, 112, 112]`. */
export interface InlayHint { readonly offset: number; readonly label: string; readonly tooltip: string | undefined }

export interface Lens { readonly range: TextRange; readonly title: string; readonly target: PanelTarget }

/** A layer in a file, named by where it stands: the constructor or a call of it. */
export interface PanelTarget { readonly file: string; readonly offset: number }

/** How much of a file the analysis could see. */
export interface Coverage { readonly calls: number; readonly known: number }
